"""Findings in the order in which they are to be read, with the few numbers that filtering them needs."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from provenance.reports.html.data import ReportData, RuleInfo
from provenance.rules.base import SEVERITIES

C = pl.col
NONE = -1
KEY = ["article", "source", "record"]
"""What tells one record from every other, even where two bear the same id."""

STATUSES = ("new", "known", "accepted")
_CHUNK = 100_000
NEEDED = (
    *KEY, "code", "name", "severity", "start", "end", "line", "column", "excerpt", "message", "fingerprint", "status",
    "decision", "reason", "decided_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Index:
    """The findings in triage order, and the articles they stand in.

    `findings` has beside the columns that are told `number` (its article's row in `articles`), `rule` (row in `rules`,
    which are those with findings), `group` (NONE, or the number of the set of identical matches, largest first) and
    `state` (row in `STATUSES`). `articles` has the columns of `KEY`, `origin` (row in `origins`), `day` (days from
    1970, null without a date), `party` (row in `parties`); `parties` are the different sets of agencies credited in an
    article. `digest` names exactly this list of findings in this order.
    """

    findings: pl.DataFrame
    rules: list[RuleInfo]
    articles: pl.DataFrame
    origins: list[str]
    parties: list[list[str]]
    digest: str


def build(data: ReportData) -> Index:
    """Order the findings: gravest first, then new ones, then the largest sets of identical matches, then as read."""
    articles, origins, parties = _articles(data)
    found = set(data.findings["code"].unique())
    rules_ = [rule for rule in data.rules if rule.code in found]
    rules = pl.DataFrame({"code": [rule.code for rule in rules_]}, schema={"code": pl.String}).with_row_index("rule")
    findings = (
        data.findings.select(NEEDED)
        .join(articles.select(*KEY, "number"), on=KEY, nulls_equal=True)
        .join(rules, on="code", how="left")
        .with_columns(state=C("status").replace_strict(STATUSES, range(len(STATUSES)), return_dtype=pl.UInt8))
        .with_columns(_match().alias("_match"), _grade().alias("_grade"))
    )
    findings = (
        _grouped(findings)
        .sort("_grade", "state", "group", "number", "start", "code", "fingerprint", nulls_last=True)
        .with_columns(C("group").fill_null(NONE))
        .drop("_grade", "_match")
    )
    return Index(findings, rules_, articles, origins, parties, _digest(findings))


def origin() -> pl.Expr:
    """Return where an article comes from, for grouping: its publisher, else its top folder, else its container."""
    folder = C("source").str.extract(r"^([^/]+)/")
    container = pl.when(C("record").is_not_null()).then(C("source"))
    return pl.coalesce(C("publisher"), folder, container)


def _match() -> pl.Expr:
    """Return what makes two matches identical: their words, whatever the space and case."""
    return C("excerpt").str.replace_all(r"\s+", " ").str.strip_chars().str.to_lowercase()


def _grade() -> pl.Expr:
    return C("severity").replace_strict(SEVERITIES, range(len(SEVERITIES)), return_dtype=pl.UInt8)


def _grouped(findings: pl.DataFrame) -> pl.DataFrame:
    """Number the sets of at least two identical matches, largest first; an absence is not a match."""
    groups = (
        findings.filter(C("_match").is_not_null() & (C("_match") != ""))
        .group_by("code", "_match")
        .len("size")
        .filter(C("size") > 1)
        .sort("size", "code", "_match", descending=[True, False, False])
        .with_row_index("group")
        .with_columns(C("group").cast(pl.Int64))
    )
    return findings.join(groups, on=["code", "_match"], how="left")


def _articles(data: ReportData) -> tuple[pl.DataFrame, list[str], list[list[str]]]:
    """Return the articles with findings in corpus order, then the places of findings that name no article."""
    named = data.findings.select(KEY).unique(maintain_order=True)
    known = data.summary.select(*KEY, "publisher", "published").unique(KEY, keep="first")
    order = data.frames["articles"].select(KEY).collect().with_row_index("_order").unique(KEY, keep="first")
    table = (
        named.join(known, on=KEY, how="left", nulls_equal=True)
        .join(order, on=KEY, how="left", nulls_equal=True)
        .join(_agencies(data), on="article", how="left")
        .sort("_order", "source", nulls_last=True, maintain_order=True)
        .with_columns(
            origin=origin().fill_null(""), day=C("published").to_physical(), parties=C("parties").fill_null("")
        )
    )
    origins = table["origin"].unique().sort().to_list()
    parties = table["parties"].unique().sort().to_list()
    numbered = table.with_row_index("number").select(
        "number",
        *KEY,
        "day",
        C("origin").replace_strict(origins, range(len(origins)), return_dtype=pl.UInt32),
        C("parties").replace_strict(parties, range(len(parties)), return_dtype=pl.UInt32).alias("party"),
    )
    return numbered, origins, [party.split("\x1f") if party else [] for party in parties]


def _agencies(data: ReportData) -> pl.DataFrame:
    captions = data.frames.get("captions")
    if captions is None:
        return pl.DataFrame(schema={"article": pl.String, "parties": pl.String})
    return (
        captions.select("article", "agencies")
        .explode("agencies")
        .drop_nulls()
        .unique()
        .sort("article", "agencies")
        .group_by("article", maintain_order=True)
        .agg(C("agencies").str.join("\x1f").alias("parties"))
        .collect()
    )


def _digest(findings: pl.DataFrame) -> str:
    digest = sha256()
    for chunk in findings.select("fingerprint", "code", "severity").iter_slices(_CHUNK):
        digest.update("\n".join(chunk.select(pl.concat_str(pl.all(), separator=" ")).to_series().to_list()).encode())
    return digest.hexdigest()
