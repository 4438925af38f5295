"""The figures of the summary: rules, sets of identical matches, time, sources, dates, credits."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from provenance.reports.html import charts
from provenance.reports.html.data import ReportData, RuleInfo
from provenance.reports.html.index import Index
from provenance.reports.html.words import percent
from provenance.rule import SEVERITIES, Severity

C = pl.col
FIRST = 6  # sets of identical matches on the first screen
TOP = 8  # bars of a ranking
PRECISIONS = ("second", "day", "month", "year")


def counts(data: ReportData, index: Index) -> dict[str, int]:
    """Return the numbers of the tiles."""
    hit = index.findings["article"].drop_nulls().unique()
    without = data.summary.filter(~C("article").is_in(hit.implode())).height
    by_grade: dict[str, int] = {grade: index.findings.filter(C("severity") == grade).height for grade in SEVERITIES}
    decided = index.findings.filter(C("status") == "accepted").height
    lapsed = data.lapsed.height if data.lapsed is not None else 0
    return {"articles": data.summary.height, "without": without, "decided": decided, "lapsed": lapsed, **by_grade}


def rules(data: ReportData, index: Index) -> list[dict[str, Any]]:
    """Return a row for each rule with findings: over its limit first, then the gravest, then the most frequent."""
    told = {rule.code: rule for rule in data.rules}
    found = index.findings.group_by("code").agg(findings=pl.len(), articles=C("article").drop_nulls().n_unique())
    rows = [_rule(told[row["code"]], row, data) for row in found.iter_rows(named=True)]
    return sorted(
        rows,
        key=lambda row: (
            not row["rule"].exceeded,
            SEVERITIES.index(row["rule"].severity),
            -row["findings"],
            row["rule"].code,
        ),
    )


def groups(data: ReportData, index: Index) -> list[dict[str, Any]]:
    """Return the sets of identical matches to look at first: gravest, then largest."""
    told = {rule.code: rule for rule in data.rules}
    origins = index.articles.select("number", "origin")
    rows = (
        index.findings.select("number", "group", "state", "code", "excerpt", "severity")
        .filter((C("group") >= 0) & (C("state") < len(SEVERITIES) - 1))
        .join(origins, on="number")
        .group_by("group")
        .agg(
            C("code").first(),
            C("excerpt").first(),
            C("severity").first(),
            findings=pl.len(),
            origins=C("origin").n_unique(),
        )
        .with_columns(grade=C("severity").replace_strict(SEVERITIES, range(len(SEVERITIES)), return_dtype=pl.UInt8))
        .sort("grade", "group")
        .head(FIRST)
    )
    return [{**row, "rule": told[row["code"]]} for row in rows.iter_rows(named=True)]


def timeline(index: Index) -> tuple[list[charts.Bin], int]:
    """Return the bars of findings by publication date, and how many findings have none."""
    dated = index.findings.select("number", "severity").join(index.articles.select("number", day="day"), on="number")
    months = (
        dated.filter(C("day").is_not_null())
        .group_by(C("day").cast(pl.Date).dt.truncate("1mo"), "severity")
        .len()
        .sort("day", "severity")
    )
    days: list[tuple[date, Severity, int]] = list(months.iter_rows())
    return charts.bins(days), dated["day"].null_count()


def origins(index: Index) -> tuple[list[dict[str, Any]], int, int]:
    """Return the sources with most findings, how many more there are, and the findings of those."""
    table = (
        index.findings.select("number", "severity")
        .join(index.articles.select("number", "origin"), on="number")
        .group_by("origin")
        .agg(*((C("severity") == grade).sum().alias(grade) for grade in SEVERITIES), findings=pl.len())
        .sort("findings", "origin", descending=[True, False])
    )
    most = max(table["findings"].to_list(), default=1)
    rows = [
        {
            **row,
            "name": index.origins[row["origin"]],
            "bar": charts.bar([(grade, row[grade] / most) for grade in SEVERITIES]),
        }
        for row in table.head(TOP).iter_rows(named=True)
    ]
    rest = table.slice(TOP)
    return rows, rest.height, int(rest["findings"].sum())


def dates(data: ReportData) -> list[dict[str, Any]]:
    """Return how many articles are dated how precisely, and where the dates were read."""
    whole = max(1, data.summary.height)
    known = dict(data.summary["published_precision"].value_counts().iter_rows())
    read = (
        data.summary.group_by("published_precision", "published_from")
        .len()
        .sort("len", "published_from", descending=[True, False])
    )
    rows = []
    for name in (*PRECISIONS, None):
        here = read.filter(C("published_precision").eq_missing(pl.lit(name, pl.String)))
        count = known.get(name, 0)
        places = ", ".join(f"{place} {n:,}" for _, place, n in here.iter_rows() if place and name)
        shade = "rest" if name is None else "fact"
        drawn = charts.bar([(shade, count / whole)])
        rows.append(
            {
                "name": name or "none",
                "articles": count,
                "share": percent(count, whole),
                "from": places,
                "bar": drawn,
            }
        )
    return rows


def credited(data: ReportData, name: str) -> list[dict[str, Any]]:
    """Return who is credited most (`agencies` or `photographers`), by captions."""
    captions = data.frames.get("captions")
    if captions is None:
        return []
    table = (
        captions.select(C(name).explode().alias("name"))
        .drop_nulls()
        .group_by("name")
        .len("captions")
        .sort("captions", "name", descending=[True, False])
        .head(TOP)
        .collect()
    )
    most = max(table["captions"].to_list(), default=1)
    return [{**row, "bar": charts.bar([("fact", row["captions"] / most)])} for row in table.iter_rows(named=True)]


def runs(data: ReportData, this_run: str) -> list[tuple[str, int, int]]:
    """Return name, articles with an error and articles of each run, this one last; empty without earlier runs."""
    if not data.earlier:
        return []
    now = data.summary.filter(C("errors") > 0).height
    past = [(run.time[:10], run.with_errors, run.articles) for run in data.earlier]
    return [*past, (this_run, now, data.summary.height)]


def _rule(rule: RuleInfo, row: dict[str, Any], data: ReportData) -> dict[str, Any]:
    shares = [run.counts.get(rule.code, 0) / max(1, run.articles) for run in data.earlier]
    trend = [*shares, row["findings"] / max(1, data.summary.height)]
    drawn = charts.sparkline(trend) if data.earlier else None
    return {**row, "rule": rule, "share": percent(row["articles"], data.summary.height), "spark": drawn}
