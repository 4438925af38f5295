"""Sources by the share of their articles that fail the gate."""

from __future__ import annotations

from math import sqrt
from typing import Any

import polars as pl

from provenance.reports.html import charts
from provenance.reports.html.data import ReportData
from provenance.reports.html.index import Index, origin
from provenance.reports.html.words import percent

C = pl.col
MOST = 8
"""Bars of the chart."""


def rows(data: ReportData, index: Index) -> tuple[list[dict[str, Any]], int]:
    """Return the sources of which most articles fail, and how many more there are.

    A row has `name`, `origin` (its row in `index.origins`, null without findings), `failing`, `articles`, `share` and
    its bar. An article fails if one of its findings fails the gate; where none does, those with an error or a warning
    are counted instead. The order is by the lower end of the share's interval, so that one bad article out of one does
    not stand before ninety out of a hundred.
    """
    concerned = data.failing
    grave = C("code").is_in(concerned) if concerned else C("severity") != "info"
    failing = index.findings.filter(grave & (C("status") == "new"))["article"].drop_nulls().unique()
    counted = (
        data.summary.select("article", name=origin().fill_null(""))
        .group_by("name")
        .agg(articles=pl.len(), failing=C("article").is_in(failing.implode()).sum())
        .filter(C("failing") > 0)
    )
    ranked = sorted(
        counted.to_dicts(),
        key=lambda row: (-least_share(row["failing"], row["articles"]), -row["failing"], row["name"]),
    )
    numbers = {name: number for number, name in enumerate(index.origins)}
    return [_row(row, numbers) for row in ranked[:MOST]], max(0, len(ranked) - MOST)


def least_share(hits: int, number: int) -> float:
    """Return the lower end of the 95 % interval of a share (Wilson, 1927): a formula, where an exact one takes sums."""
    share, z = hits / number, 1.96
    spread = z * sqrt(share * (1 - share) / number + z * z / (4 * number * number))
    return (share + z * z / (2 * number) - spread) / (1 + z * z / number)


def _row(row: dict[str, Any], numbers: dict[str, int]) -> dict[str, Any]:
    return {
        **row,
        "origin": numbers.get(row["name"]),
        "share": percent(row["failing"], row["articles"]),
        "bar": charts.bar([("error", row["failing"] / row["articles"])]),
    }
