"""The map metrics over one column, one line each: what is true for a value that is as it should be."""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

import polars as pl

from provenance.suites.polars_engine import outliers, parsing, patterns
from provenance.suites.polars_engine.map_metrics import MapMetric
from provenance.suites.polars_engine.values import as_bound, as_text, as_value_set

if TYPE_CHECKING:
    from collections.abc import Iterable

    from provenance.suites.polars_engine.requests import Column

_BOUNDS = ("min_value", "max_value", "strict_min", "strict_max")


def within(
    value: pl.Expr,
    low: Any,  # noqa: ANN401 - of the value's own type
    high: Any,  # noqa: ANN401
    *,
    strict_min: bool | None = False,
    strict_max: bool | None = False,
) -> pl.Expr:
    """Return whether a value lies between two bounds, one of which may be missing."""
    if low is None and high is None:
        message = "min_value and max_value cannot both be None"
        raise ValueError(message)
    parts: list[pl.Expr] = []
    if low is not None:
        parts.append(value > low if strict_min else value >= low)
    if high is not None:
        parts.append(value < high if strict_max else value <= high)
    return functools.reduce(operator.and_, parts)


def between(
    column: Column,
    *,
    min_value: Any = None,  # noqa: ANN401 - of the column's own type
    max_value: Any = None,  # noqa: ANN401
    strict_min: bool | None = False,
    strict_max: bool | None = False,
) -> pl.Expr:
    """Return whether the value lies between the bounds; NaN lies between none, though Polars orders it highest."""
    low, high = as_bound(min_value, column.dtype), as_bound(max_value, column.dtype)
    if low is not None and high is not None and low > high:
        message = "min_value cannot be greater than max_value"
        raise ValueError(message)
    inside = within(column.expr, low, high, strict_min=strict_min, strict_max=strict_max)
    return inside & column.expr.is_not_nan() if column.dtype.is_float() else inside


def _length(column: Column) -> pl.Expr:
    if isinstance(column.dtype, (pl.List, pl.Array)):
        return column.expr.list.len() if isinstance(column.dtype, pl.List) else column.expr.arr.len()
    return as_text(column.expr, column.dtype).str.len_chars()


def _length_between(column: Column, *, min_value: Any, max_value: Any, **strict: bool | None) -> pl.Expr:  # noqa: ANN401
    return within(_length(column), min_value, max_value, **strict)


def _length_equals(column: Column, *, value: float) -> pl.Expr:
    return _length(column) == value


def _in_set(column: Column, *, value_set: Iterable[Any] | None) -> pl.Expr:
    if value_set is None:
        return pl.lit(value=True)
    values = as_value_set(value_set, column.dtype)
    return column.expr.is_in(values.expr)


def _not_in_set(column: Column, *, value_set: Iterable[Any] | None) -> pl.Expr:
    return pl.lit(value=True) if value_set is None else ~_in_set(column, value_set=value_set)


def _ordered(column: Column, *, rising: bool, strictly: bool | None) -> pl.Expr:
    """Compare with the last value before that is not missing; the first value gets a bye."""
    previous = column.expr.forward_fill().shift(1)
    if rising:
        fits = column.expr > previous if strictly else column.expr >= previous
    else:
        fits = column.expr < previous if strictly else column.expr <= previous
    return fits | previous.is_null()


def _increasing(column: Column, *, strictly: bool | None) -> pl.Expr:
    return _ordered(column, rising=True, strictly=strictly)


def _decreasing(column: Column, *, strictly: bool | None) -> pl.Expr:
    return _ordered(column, rising=False, strictly=strictly)


COLUMN_CONDITIONS: tuple[MapMetric, ...] = (
    MapMetric(name="column_values.nonnull", expected=lambda c: c.expr.is_not_null(), judges_nulls=True),
    MapMetric(name="column_values.null", expected=lambda c: c.expr.is_null(), judges_nulls=True),
    MapMetric(name="column_values.unique", expected=lambda c: c.expr.is_unique()),
    MapMetric(name="column_values.between", expected=between, value_keys=_BOUNDS),
    MapMetric(name="column_values.in_set", expected=_in_set, value_keys=("value_set",)),
    MapMetric(name="column_values.not_in_set", expected=_not_in_set, value_keys=("value_set",)),
    MapMetric(
        name="column_values.increasing",
        expected=_increasing,
        value_keys=("strictly",),
        defaults={"strictly": False},
    ),
    MapMetric(
        name="column_values.decreasing",
        expected=_decreasing,
        value_keys=("strictly",),
        defaults={"strictly": False},
    ),
    MapMetric(name="column_values.value_length.between", expected=_length_between, value_keys=_BOUNDS),
    MapMetric(name="column_values.value_length.equals", expected=_length_equals, value_keys=("value",)),
    MapMetric(name="column_values.match_regex", expected=patterns.matches_regex, value_keys=("regex",)),
    MapMetric(
        name="column_values.not_match_regex",
        expected=lambda c, *, regex: ~patterns.matches_regex(c, regex=regex),
        value_keys=("regex",),
    ),
    MapMetric(
        name="column_values.match_regex_list",
        expected=patterns.matches_regexes,
        value_keys=("regex_list", "match_on"),
        defaults={"match_on": "any"},
    ),
    MapMetric(
        name="column_values.not_match_regex_list",
        expected=lambda c, *, regex_list: ~patterns.matches_regexes(c, regex_list=regex_list),
        value_keys=("regex_list",),
    ),
    MapMetric(
        name="column_values.match_like_pattern",
        expected=patterns.matches_like,
        value_keys=("like_pattern", "escape"),
    ),
    MapMetric(
        name="column_values.not_match_like_pattern",
        expected=lambda c, **settings: ~patterns.matches_like(c, **settings),
        value_keys=("like_pattern", "escape"),
    ),
    MapMetric(
        name="column_values.match_like_pattern_list",
        expected=patterns.matches_likes,
        value_keys=("like_pattern_list", "match_on", "escape"),
    ),
    MapMetric(
        name="column_values.not_match_like_pattern_list",
        expected=lambda c, **settings: ~patterns.matches_likes(c, **settings),
        value_keys=("like_pattern_list", "escape"),
    ),
    MapMetric(
        name="column_values.match_strftime_format", expected=parsing.is_strftime, value_keys=("strftime_format",)
    ),
    MapMetric(name="column_values.dateutil_parseable", expected=parsing.is_date_text),
    MapMetric(name="column_values.json_parseable", expected=parsing.is_json),
    MapMetric(name="column_values.match_json_schema", expected=parsing.fits_json_schema, value_keys=("json_schema",)),
    MapMetric(
        name="column_values.z_score.under_threshold",
        expected=outliers.z_score_under,
        value_keys=("double_sided", "threshold"),
        defaults={"double_sided": True, "threshold": None},
    ),
    MapMetric(
        name="column_values.not_outliers",
        expected=outliers.is_no_outlier,
        value_keys=("method", "multiplier"),
    ),
)
