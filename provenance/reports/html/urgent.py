"""What to look at first: the rules that fail the gate, those first whose findings explain others, then repetitions."""

from __future__ import annotations

from typing import Any

import polars as pl

from provenance.policy.behind import of_corpus
from provenance.reports.html.data import ReportData, RuleInfo
from provenance.reports.html.index import STATUSES, Index
from provenance.rules.base import SEVERITIES

C = pl.col
MOST = 6
"""Rows on the first screen."""
UNREAD = "INP"
"""The family that speaks of records that were not read: it cites its reason, not words of a text."""
CAUSES = (UNREAD, "document-not-article")
"""Families and rules whose findings explain others: a record that was not read, or that is no article, has no date."""
REPEATED = 0.25
"""Share of a rule's findings from which the words that they repeat most are worth showing beside it."""


def rows(data: ReportData, index: Index) -> list[dict[str, Any]]:
    """Return the rows to look at first, each with `rule`, `findings`, `articles`, `files` and a `filter`.

    `files` counts those with a finding that names no article in them; `filter` is what the address of the list says.

    `excerpt` holds the words that many of its findings repeat, and `group` the number of that set; both may be null.
    Rules that fail the gate come first, causes before the others, then by the articles that they fail; if there is
    room, the largest sets of identical matches of other rules follow, gravest first.
    """
    declared = {rule.code: rule for rule in data.rules}
    open_findings = index.findings.filter(C("state") != STATUSES.index("accepted"))
    read = C("article").is_in(data.summary["article"].implode())
    open_findings = open_findings.with_columns(article=pl.when(read).then("article"))
    new = open_findings.filter(C("state") == STATUSES.index("new"))
    failing = _failing(new, data.failing, declared, data.summary)
    repeated = _repeated(open_findings.filter(~C("code").is_in([row["code"] for row in failing])))
    found = [*failing, *repeated.head(max(0, MOST - len(failing))).to_dicts()]
    return [{**row, "rule": declared[row["code"]]} for row in found[:MOST]]


def _failing(
    findings: pl.DataFrame, codes: list[str], declared: dict[str, RuleInfo], summary: pl.DataFrame
) -> list[dict[str, Any]]:
    sizes = findings.filter(C("group") >= 0).group_by("code", "group").agg(size=pl.len(), excerpt=C("excerpt").first())
    largest = sizes.sort("size", "group", descending=[True, False]).unique("code", keep="first")
    counted = (
        findings.filter(C("code").is_in(codes))
        .group_by("code")
        .agg(findings=pl.len(), articles=C("article").drop_nulls().n_unique(), files=_files())
        .join(largest, on="code", how="left")
        .with_columns(repeats=(C("size") >= REPEATED * C("findings")) & ~C("code").str.starts_with(UNREAD))
        .with_columns(pl.when("repeats").then(C(name)).alias(name) for name in ("group", "excerpt"))
        .drop("size", "repeats")
    )
    concerned = _stood_for(findings, summary)
    ranked = sorted(
        ({**row, "articles": concerned.get(row["code"]) or row["articles"]} for row in counted.to_dicts()),
        key=lambda row: (not _is_cause(declared[row["code"]]), -row["articles"], -row["findings"], row["code"]),
    )
    return [{**row, "filter": f"rule={row['code']}"} for row in ranked]


def _stood_for(findings: pl.DataFrame, summary: pl.DataFrame) -> dict[str, int]:
    """Return how many articles the findings of the corpus stand for, by rule: those that lack what the rule asks."""
    codes = findings.filter(of_corpus())["code"].unique().to_list()
    return {code: summary.filter(C(code) > 0).height for code in codes if code in summary.columns}


def _files() -> pl.Expr:
    """Return how many files have a finding that names no article in them."""
    return C("source").filter(C("article").is_null()).drop_nulls().n_unique()


def _is_cause(rule: RuleInfo) -> bool:
    return rule.name in CAUSES or rule.code[:3] in CAUSES


def _repeated(findings: pl.DataFrame) -> pl.DataFrame:
    """Return the sets of identical matches, gravest first, then largest."""
    return (
        findings.filter(C("group") >= 0)
        .group_by("group")
        .agg(
            C("code").first(),
            C("excerpt").first(),
            C("severity").first(),
            findings=pl.len(),
            articles=C("article").drop_nulls().n_unique(),
            files=_files(),
        )
        .with_columns(
            grade=C("severity").replace_strict(SEVERITIES, range(len(SEVERITIES)), return_dtype=pl.UInt8),
            filter=pl.format("group={}", "group"),
        )
        .sort("grade", "group")
    )
