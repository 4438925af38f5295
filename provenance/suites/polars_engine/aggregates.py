"""Metrics that are one value over a column, one line each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import polars as pl

from provenance.suites.polars_engine.column_conditions import between
from provenance.suites.polars_engine.registration import COLUMN_KEYS, register_aggregate
from provenance.suites.polars_engine.values import as_text, as_value_set, in_seconds, widened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from provenance.suites.polars_engine.requests import Column, Request

_INTERPOLATIONS = ("nearest", "higher", "lower", "midpoint", "linear")


@dataclass(frozen=True, kw_only=True)
class ColumnAggregate:
    """One value over a column: ``expr`` takes the column and the metric's settings by name."""

    name: str
    expr: Callable[..., pl.Expr]
    value_keys: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    finish: Callable[[Any, Mapping[str, Any]], Any] | None = None
    domain_keys: tuple[str, ...] = COLUMN_KEYS

    def build(self, request: Request) -> pl.Expr:
        """Return the expression for the column that a request names."""
        settings = {key: request.values.get(key, self.defaults.get(key)) for key in self.value_keys}
        return self.expr(request.column, **settings)


def register_column_aggregate(aggregate: ColumnAggregate) -> None:
    """Register a value over a column."""
    register_aggregate(
        aggregate.name,
        aggregate.build,
        domain_keys=aggregate.domain_keys,
        value_keys=aggregate.value_keys,
        defaults=aggregate.defaults,
        finish=aggregate.finish,
    )


def _number(column: Column) -> pl.Expr:
    """Read an untyped all-null column as numbers; refuse text, which Polars would average to null in silence."""
    if column.dtype == pl.Null:
        return column.expr.cast(pl.Float64)
    if not (column.dtype.is_numeric() or column.dtype.is_temporal() or column.dtype == pl.Boolean):
        message = f"column {column.name!r} has type {column.dtype}; this statistic needs numbers"
        raise TypeError(message)
    if column.dtype == pl.Duration:
        return in_seconds(column.expr)
    return column.expr.cast(pl.Float64) if column.dtype.is_decimal() else column.expr


def _ordered(column: Column) -> pl.Expr:
    """Return the column as results can hold it: durations as seconds."""
    return in_seconds(column.expr) if column.dtype == pl.Duration else column.expr


def _spread(column: Column) -> pl.Expr:
    return _number(column).std()


def _quantiles(column: Column, *, quantiles: Sequence[float], allow_relative_error: str | bool | None) -> pl.Expr:
    """Return the quantiles as a list; by default each is a value of the column itself."""
    method = allow_relative_error or "nearest"
    if method not in _INTERPOLATIONS:
        message = f"allow_relative_error must be one of {', '.join(_INTERPOLATIONS)}"
        raise ValueError(message)
    values = _number(column)
    if method == "nearest":
        ordered = values.drop_nulls().sort()
        last = (column.expr.count() - 1).cast(pl.Float64)
        found = [_at(ordered, (last * quantile).round(mode="half_to_even")) for quantile in quantiles]
    else:
        found = [values.quantile(quantile, interpolation=method) for quantile in quantiles]  # type: ignore[arg-type]
    return pl.concat_list(found).implode()


def _at(ordered: pl.Expr, position: pl.Expr) -> pl.Expr:
    """Return the value at a position; an empty column has none."""
    return ordered.get(pl.when(position >= 0).then(position).otherwise(0).cast(pl.UInt32), null_on_oob=True)


def _distinct(column: Column) -> pl.Expr:
    return column.expr.drop_nulls().unique()


def _strange(column: Column, value_set: Iterable[Any] | None) -> pl.Expr:
    """Return the distinct values of the column that are not in the set.

    They are filtered first: two calls of ``unique`` need not agree on an order, so neither may be a mask of the other.
    """
    values = column.expr.drop_nulls()
    return values.filter(~values.is_in(as_value_set(value_set or [], column.dtype).expr)).unique()


def _not_in_set(column: Column, *, value_set: Iterable[Any] | None, limit: int | None) -> pl.Expr:
    strange = _strange(column, value_set).sort()
    return (strange if limit is None else strange.head(limit)).implode()


def _missing(column: Column, value_set: Iterable[Any] | None) -> pl.Expr:
    """Return the values of the set that the column does not have, the impossible ones left out."""
    wanted = pl.lit(as_value_set(value_set or [], column.dtype).members.unique(maintain_order=True))
    return wanted.filter(~wanted.is_in(_distinct(column).implode()))


def _count_missing(column: Column, *, value_set: Iterable[Any] | None) -> pl.Expr:
    impossible = len(set(as_value_set(value_set or [], column.dtype).never_held))
    return _missing(column, value_set).len() + impossible


def _list_missing(column: Column, *, value_set: Iterable[Any] | None, limit: int | None) -> pl.Expr:
    missing = _missing(column, value_set)
    return (missing if limit is None else missing.head(limit)).implode()


def _sorted(values: Iterable[Any], _settings: Mapping[str, Any]) -> list[Any]:
    return sorted(values)


def _as_set(values: Iterable[Any], _settings: Mapping[str, Any]) -> set[Any]:
    return set(values)


def _flat(values: Sequence[Any], _settings: Mapping[str, Any]) -> list[Any]:
    """Unwrap a list that was imploded around a list."""
    return list(values[0]) if values else []


_SET = ("value_set",)
_LIMITED_SET = ("value_set", "limit")
_BOUNDS = ("min_value", "max_value", "strict_min", "strict_max")

COLUMN_AGGREGATES: tuple[ColumnAggregate, ...] = (
    ColumnAggregate(name="column.min", expr=lambda c: _ordered(c).min()),
    ColumnAggregate(name="column.max", expr=lambda c: _ordered(c).max()),
    ColumnAggregate(name="column.mean", expr=lambda c: _number(c).mean()),
    ColumnAggregate(name="column.median", expr=lambda c: _number(c).median()),
    ColumnAggregate(name="column.sum", expr=lambda c: widened(_number(c), c.dtype).sum()),
    ColumnAggregate(name="column.standard_deviation", expr=_spread),
    ColumnAggregate(name="column.non_null_count", expr=lambda c: c.expr.count()),
    ColumnAggregate(name="column_values.nonnull.count", expr=lambda c: c.expr.count(), domain_keys=()),
    ColumnAggregate(name="column_values.null.count", expr=lambda c: c.expr.null_count(), domain_keys=()),
    ColumnAggregate(
        name="column_values.between.count",
        expr=lambda c, **bounds: between(c, **bounds).sum(),
        value_keys=_BOUNDS,
        domain_keys=(),
    ),
    ColumnAggregate(name="column_values.length.min", expr=lambda c: as_text(c.expr, c.dtype).str.len_chars().min()),
    ColumnAggregate(name="column_values.length.max", expr=lambda c: as_text(c.expr, c.dtype).str.len_chars().max()),
    ColumnAggregate(
        name="column.quantile_values",
        expr=_quantiles,
        value_keys=("quantiles", "allow_relative_error"),
        finish=_flat,
    ),
    ColumnAggregate(name="column.distinct_values", expr=lambda c: _distinct(c).implode(), finish=_as_set),
    ColumnAggregate(name="column.distinct_values.count", expr=lambda c: _distinct(c).len()),
    ColumnAggregate(
        name="column.distinct_values.not_in_set.count",
        expr=lambda c, *, value_set: _strange(c, value_set).len(),
        value_keys=_SET,
    ),
    ColumnAggregate(name="column.distinct_values.not_in_set", expr=_not_in_set, value_keys=_LIMITED_SET),
    ColumnAggregate(name="column.distinct_values.missing_from_column.count", expr=_count_missing, value_keys=_SET),
    ColumnAggregate(
        name="column.distinct_values.missing_from_column",
        expr=_list_missing,
        value_keys=_LIMITED_SET,
    ),
    ColumnAggregate(
        name="column.most_common_value", expr=lambda c: c.expr.drop_nulls().mode().implode(), finish=_sorted
    ),
)
