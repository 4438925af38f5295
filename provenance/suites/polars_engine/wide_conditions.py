"""The map metrics over pairs and lists of columns, one line each."""

from __future__ import annotations

import functools
import itertools
import operator
from typing import TYPE_CHECKING, Any

import polars as pl

from provenance.suites.polars_engine.map_metrics import MapMetric, Shape
from provenance.suites.polars_engine.values import as_bound, as_value_set, widened

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from provenance.suites.polars_engine.requests import Column


def _a_greater(a: Column, b: Column, *, or_equal: bool | None) -> pl.Expr:
    left, right = _comparable(a), _comparable(b)
    return left >= right if or_equal else left > right


def _comparable(column: Column) -> pl.Expr:
    """Return times with a zone as moments, which can be compared whatever their zones are."""
    zone = getattr(column.dtype, "time_zone", None)
    return column.expr.dt.convert_time_zone("UTC") if zone else column.expr


def _pair_in_set(a: Column, b: Column, *, value_pairs_set: Iterable[Sequence[Any]] | None) -> pl.Expr:
    """One test for each distinct first value; a null in a pair stands for a missing cell."""
    if value_pairs_set is None:
        return pl.lit(value=True)
    seconds: dict[Any, list[Any]] = {}
    for first, second in value_pairs_set:
        seconds.setdefault(as_bound(first, a.dtype), []).append(second)
    tests = [a.expr.eq_missing(pl.lit(first)) & _one_of(b, allowed) for first, allowed in seconds.items()]
    return functools.reduce(operator.or_, tests, pl.lit(value=False))


def _one_of(column: Column, allowed: Sequence[Any]) -> pl.Expr:
    member = column.expr.is_in(as_value_set(allowed, column.dtype).expr).fill_null(value=False)
    return member | column.expr.is_null() if None in allowed else member


def _sum_equals(*columns: Column, sum_total: float) -> pl.Expr:
    return (
        pl.sum_horizontal([widened(column.expr, column.dtype) for column in columns], ignore_nulls=False) == sum_total
    )


def _all_equal(first: Column, *others: Column) -> pl.Expr:
    return pl.all_horizontal([_comparable(first).eq_missing(_comparable(other)) for other in others])


def _all_different(*columns: Column) -> pl.Expr:
    pairs = itertools.combinations(columns, 2)
    return pl.all_horizontal([_comparable(a).ne_missing(_comparable(b)) for a, b in pairs])


def _unique_together(*columns: Column) -> pl.Expr:
    distinct = {column.name: column.expr for column in columns}  # a column may be named twice
    return pl.struct(list(distinct.values())).is_unique()


WIDE_CONDITIONS: tuple[MapMetric, ...] = (
    MapMetric(
        name="column_pair_values.a_greater_than_b",
        shape=Shape.PAIR,
        expected=_a_greater,
        value_keys=("or_equal",),
    ),
    MapMetric(
        name="column_pair_values.equal", shape=Shape.PAIR, expected=lambda a, b: _comparable(a) == _comparable(b)
    ),
    MapMetric(
        name="column_pair_values.in_set",
        shape=Shape.PAIR,
        expected=_pair_in_set,
        value_keys=("value_pairs_set",),
        domain_keys=("batch_id", "table", "column_A", "column_B", "ignore_row_if"),  # GX passes no row condition
    ),
    MapMetric(
        name="multicolumn_sum.equal",
        shape=Shape.MULTICOLUMN,
        expected=_sum_equals,
        value_keys=("sum_total",),
    ),
    MapMetric(name="multicolumn_values.equal", shape=Shape.MULTICOLUMN, expected=_all_equal),
    MapMetric(name="compound_columns.unique", shape=Shape.MULTICOLUMN, expected=_unique_together),
    MapMetric(name="select_column_values.unique.within_record", shape=Shape.MULTICOLUMN, expected=_all_different),
)
