"""Distributions: value counts and histograms, in the forms that GX's divergence arithmetic reads."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pandas as pd  # type: ignore[import-untyped, unused-ignore]  # no stubs required of a user
import polars as pl

from provenance.suites.polars_engine.aggregates import ColumnAggregate
from provenance.suites.polars_engine.values import as_bound

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from provenance.suites.polars_engine.requests import Column


def _histogram(column: Column, *, bins: Sequence[Any]) -> pl.Expr:
    """Count the values of each bin; every bin is open above, but for the last one (numpy's rule)."""
    edges = [as_bound(_plain(edge), column.dtype) for edge in bins]
    value, last = column.expr, len(edges) - 2
    counts = [
        ((value >= low) & ((value <= high) if number == last else (value < high))).sum()
        for number, (low, high) in enumerate(itertools.pairwise(edges))
    ]
    return pl.concat_list(counts).implode() if counts else pl.lit(pl.Series([[]], dtype=pl.List(pl.UInt32))).implode()


def _plain(edge: Any) -> Any:  # noqa: ANN401 - a number of numpy's or Python's
    return edge.item() if hasattr(edge, "item") else edge


def _value_counts(column: Column, *, sort: str | None, collate: str | None) -> pl.Expr:
    if sort not in ("value", "count", "none"):
        message = "sort must be either 'value', 'count', or 'none'"
        raise ValueError(message)
    if collate is not None:
        message = "collate has no meaning on Polars"
        raise ValueError(message)
    return column.expr.drop_nulls().alias("value").value_counts(name="count").implode()


def _as_series(counts: Sequence[Mapping[str, Any]], settings: Mapping[str, Any]) -> pd.Series[int]:
    """Return the counts as the pandas series that GX divides and joins."""
    by_count = settings.get("sort") == "count"
    ordered = sorted(counts, key=lambda item: item["count" if by_count else "value"])
    index = pd.Index([item["value"] for item in ordered], name="value", dtype=object)
    return pd.Series([int(item["count"]) for item in ordered], index=index, name="count", dtype="int64")


def _flat(counts: Sequence[Sequence[int]], _settings: Mapping[str, Any]) -> list[int]:
    return [int(count) for count in counts[0]] if counts else []


DISTRIBUTIONS: tuple[ColumnAggregate, ...] = (
    ColumnAggregate(name="column.histogram", expr=_histogram, value_keys=("bins",), finish=_flat),
    ColumnAggregate(
        name="column.value_counts",
        expr=_value_counts,
        value_keys=("sort", "collate"),
        defaults={"sort": "value", "collate": None},
        finish=_as_series,
    ),
)
