"""Sources by the share of their articles that fail the gate."""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt
from typing import Any

import polars as pl

from provenance.reports.html import charts
from provenance.reports.html.data import ReportData
from provenance.reports.html.index import Index
from provenance.reports.html.numbering import origin
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
    counted = pl.concat(_counted(data, index)).group_by("name").sum().filter(C("failing") > 0)
    ranked = sorted(
        counted.to_dicts(),
        key=lambda row: (-least_share(row["failing"], row["articles"]), -row["failing"], row["name"]),
    )
    numbers = {name: number for number, name in enumerate(index.records.origins)}
    return [_row(row, numbers) for row in ranked[:MOST]], max(0, len(ranked) - MOST)


def _counted(data: ReportData, index: Index) -> Iterator[pl.DataFrame]:
    """Yield how many articles each source has, and how many of them fail, a part of the summary at a time."""
    start = 0
    for chunk in data.summary.each(("source", "record", "publisher")):
        failing = index.records.failing.slice(start, chunk.height)
        start += chunk.height
        named = chunk.select(origin().fill_null("").alias("name"), failing)
        yield named.group_by("name").agg(articles=pl.len(), failing=C("failing").sum())


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
