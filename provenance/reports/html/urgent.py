"""What to look at first: the rules that fail the gate, those first whose findings explain others, then repetitions."""

from __future__ import annotations

from typing import Any

import polars as pl

from provenance.reports.html.data import ReportData, RuleInfo
from provenance.reports.html.index import STATUSES, Index
from provenance.storage.spill import Spilled

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
    numbered = index.numbers.with_columns(article=pl.when("read").then("article")).with_row_index("first")
    open_findings = numbered.filter(C("state") != STATUSES.index("accepted"))
    new = open_findings.filter(C("state") == STATUSES.index("new"))
    failing = _failing(new, data.failing, declared, data.summary)
    rest = open_findings.filter(~C("code").cast(pl.String).is_in([row["code"] for row in failing]))
    found = [*failing, *_repeated(rest, max(0, MOST - len(failing))).to_dicts()]
    return [_row(row, declared, index) for row in found[:MOST]]


def _row(row: dict[str, Any], declared: dict[str, RuleInfo], index: Index) -> dict[str, Any]:
    excerpt = index.excerpt(row["first"])
    return {**{name: row[name] for name in row if name != "first"}, "excerpt": excerpt, "rule": declared[row["code"]]}


def _failing(
    findings: pl.DataFrame, codes: list[str], declared: dict[str, RuleInfo], summary: Spilled
) -> list[dict[str, Any]]:
    sizes = findings.filter(C("group") >= 0).group_by("code", "group").agg(size=pl.len(), first=C("first").first())
    largest = sizes.sort("size", "group", descending=[True, False]).unique("code", keep="first")
    code = C("code").cast(pl.String)
    counted = (
        findings.filter(code.is_in(codes))
        .group_by("code")
        .agg(findings=pl.len(), articles=C("article").drop_nulls().n_unique(), files=_files())
        .join(largest, on="code", how="left")
        .with_columns(repeats=(C("size") >= REPEATED * C("findings")) & ~code.str.starts_with(UNREAD))
        .with_columns(pl.when("repeats").then(C(name)).alias(name) for name in ("group", "first"))
        .drop("size", "repeats")
    )
    concerned = _stood_for(findings, summary)
    ranked = sorted(
        ({**row, "articles": concerned.get(row["code"]) or row["articles"]} for row in counted.to_dicts()),
        key=lambda row: (not _is_cause(declared[row["code"]]), -row["articles"], -row["findings"], row["code"]),
    )
    return [{**row, "filter": f"rule={row['code']}"} for row in ranked]


def _stood_for(findings: pl.DataFrame, summary: Spilled) -> dict[str, int]:
    """Return how many articles the findings of the corpus stand for, by rule: those that lack what the rule asks."""
    spoken = findings.filter(C("article").is_null() & C("file").is_null())["code"].unique().to_list()
    codes = [code for code in spoken if code in summary.chunk(0).columns]
    counts = pl.concat(chunk.select((C(codes) > 0).sum()) for chunk in summary.each(codes)) if codes else pl.DataFrame()
    return counts.sum().row(0, named=True) if codes else {}


def _files() -> pl.Expr:
    """Return how many files have a finding that names no article in them."""
    return C("file").filter(C("article").is_null()).drop_nulls().n_unique()


def _is_cause(rule: RuleInfo) -> bool:
    return rule.name in CAUSES or rule.code[:3] in CAUSES


def _repeated(findings: pl.DataFrame, most: int) -> pl.DataFrame:
    """Return the gravest sets of identical matches, then the largest; `most` of them."""
    sets = findings.filter(C("group") >= 0)
    grades = sets.group_by("group").agg(grade=C("severity").first().to_physical())
    return (
        sets.join(grades.sort("grade", "group").head(most), on="group", maintain_order="left")
        .group_by("group", "grade")
        .agg(
            C("code").first(),
            C("first").first(),
            C("severity").first(),
            findings=pl.len(),
            articles=C("article").drop_nulls().n_unique(),
            files=_files(),
        )
        .with_columns(filter=pl.format("group={}", "group"))
        .sort("grade", "group")
    )
