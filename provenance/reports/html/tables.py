"""The figures of the summary: rules, time, dates, credits."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

import polars as pl

from provenance.reports.html import charts
from provenance.reports.html.data import ReportData, RuleInfo
from provenance.reports.html.index import STATUSES, Index
from provenance.reports.html.words import percent
from provenance.rules.base import SEVERITIES, Severity

C = pl.col
TOP = 8  # bars of a ranking
IMPOSSIBLE = ("date-in-future", "date-placeholder", "date-before-web")
"""Rules whose findings say that the date of an article cannot be its own: it is no place in time for a chart."""
UNDATED = "date-missing"
"""The rule behind the bar of articles without a date."""
PRECISIONS = ("second", "day", "month", "year")


def counts(data: ReportData, index: Index) -> dict[str, int]:
    """Return the numbers of the tiles."""
    without = int(index.records.clean.sum())
    by_grade: dict[str, int] = {grade: index.numbers.filter(C("severity") == grade).height for grade in SEVERITIES}
    decided = index.numbers.filter(C("state") == STATUSES.index("accepted")).height
    lapsed = data.lapsed.height if data.lapsed is not None else 0
    return {"articles": data.summary.height, "without": without, "decided": decided, "lapsed": lapsed, **by_grade}


def rules(data: ReportData, index: Index) -> list[dict[str, Any]]:
    """Return a row for each rule with findings: over its limit first, then the gravest, then the most frequent.

    `articles` counts those that were read, `unread` the other records, `share` is null where no article that was read
    is concerned.
    """
    declared = {rule.code: rule for rule in data.rules}
    found = index.numbers.group_by("code").agg(
        findings=pl.len(),
        articles=C("article").filter("read").n_unique(),
        named=C("article").drop_nulls().n_unique(),
        files=C("file").filter(C("article").is_null()).drop_nulls().n_unique(),
    )
    rows = [
        _rule(declared[row["code"]], row, data)
        for row in found.with_columns(unread=C("named") - C("articles")).drop("named").iter_rows(named=True)
    ]
    return sorted(
        rows,
        key=lambda row: (
            not row["rule"].exceeded,
            SEVERITIES.index(row["rule"].severity),
            -row["findings"],
            row["rule"].code,
        ),
    )


def timeline(index: Index) -> tuple[list[charts.Bin], int]:
    """Return the bars of findings by publication date, and how many stand in articles without a date that can be."""
    named = (chunk.filter(C("name").is_in(IMPOSSIBLE))["number"] for chunk in index.findings.each(("name", "number")))
    wrong = pl.concat(named).unique()
    days = index.records.articles.with_row_index("number")
    days = days.select("number", day=pl.when(~C("number").is_in(wrong.implode())).then("day"))
    dated = index.numbers.select("number", "severity").with_columns(day=days["day"].gather(index.numbers["number"]))
    months = (
        dated.filter(C("day").is_not_null())
        .group_by(C("day").cast(pl.Date).dt.truncate("1mo"), "severity")
        .len()
        .sort("day", "severity")
    )
    counted: list[tuple[date, Severity, int]] = list(months.iter_rows())
    return charts.bins(counted), dated["day"].null_count()


def dates(data: ReportData, index: Index) -> list[dict[str, Any]]:
    """Return how many articles are dated how precisely, and where the dates were read.

    `code` of the articles without a date is the rule under which they are found, if it has findings.
    """
    undated = next((rule.code for rule in index.rules if rule.name == UNDATED), None)
    whole, by = max(1, data.summary.height), ("published_precision", "published_from")
    counted = pl.concat(chunk.group_by(by).len() for chunk in data.summary.each(by))
    read = counted.group_by(by).agg(C("len").sum()).sort("len", "published_from", descending=[True, False])
    known = dict(read.group_by("published_precision").agg(C("len").sum()).iter_rows())
    rows = []
    for name in (*PRECISIONS, None):
        here = read.filter(C("published_precision").eq_missing(pl.lit(name, pl.String)))
        count = known.get(name, 0)
        of_places = ", ".join(f"{place} {n:,}" for _, place, n in here.iter_rows() if place and name)
        shade = "rest" if name is None else "fact"
        drawn = charts.bar([(shade, count / whole)])
        rows.append(
            {
                "name": name or "none",
                "articles": count,
                "share": percent(count, whole),
                "from": of_places,
                "bar": drawn,
                "code": undated if name is None and count else None,
            }
        )
    return rows


def credited(data: ReportData, name: str) -> list[dict[str, Any]]:
    """Return who is credited most (`agencies` or `photographers`), by captions, with a filter of their pictures."""
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
        .collect(engine="streaming")
    )
    most = max(table["captions"].to_list(), default=1)
    return [
        {
            **row,
            "bar": charts.bar([("fact", row["captions"] / most)]),
            "filter": urlencode({"agency" if name == "agencies" else "q": row["name"]}),
        }
        for row in table.iter_rows(named=True)
    ]


def runs(data: ReportData, this_run: str) -> list[tuple[str, int, int]]:
    """Return name, articles with an error and articles of each run, this one last; empty without earlier runs."""
    if not data.earlier:
        return []
    now = sum(chunk.filter(C("errors") > 0).height for chunk in data.summary.each(("errors",)))
    past = [(run.time[:10], run.with_errors, run.articles) for run in data.earlier]
    return [*past, (this_run, now, data.summary.height)]


def _rule(rule: RuleInfo, row: dict[str, Any], data: ReportData) -> dict[str, Any]:
    shares = [run.counts.get(rule.code, 0) / max(1, run.articles) for run in data.earlier]
    trend = [*shares, row["findings"] / max(1, data.summary.height)]
    drawn = charts.sparkline(trend) if data.earlier else None
    share = percent(row["articles"], data.summary.height) if row["articles"] else None
    return {**row, "rule": rule, "share": share, "spark": drawn}
