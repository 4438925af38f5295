"""Values that stand apart: z-scores and interquartile ranges, as expressions over the whole column."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from provenance.suites.polars_engine.requests import Column

_QUARTILES = (0.25, 0.75)


def z_score_under(column: Column, *, threshold: float, double_sided: bool | None) -> pl.Expr:
    """Return whether the value lies less than ``threshold`` standard deviations off; undefined scores pass."""
    value = _number(column)
    spread = value.std()
    score = (value - value.mean()) / spread
    under = score.abs() < abs(threshold) if double_sided else score < threshold
    defined = spread.is_not_null() & spread.is_finite() & (spread > 0)
    return pl.when(defined).then(under).otherwise(pl.lit(value=True))


def is_no_outlier(column: Column, *, method: str | None, multiplier: float | None) -> pl.Expr:
    """Return whether the value lies inside the window of the method: ``iqr`` or ``std``."""
    value, factor = _number(column), 1.5 if multiplier is None else multiplier
    if method in (None, "iqr"):
        low, high = (value.quantile(quartile, interpolation="linear") for quartile in _QUARTILES)
        margin = (high - low) * factor
        return _where_finite(margin, (value >= low - margin) & (value <= high + margin))
    if method == "std":
        centre, margin = value.mean(), value.std() * factor
        inside = pl.when(margin <= 0).then(value == centre).otherwise((value - centre).abs() < margin)
        return _where_finite(margin, inside)
    message = f"method {method!r} has not been implemented"
    raise NotImplementedError(message)


def _where_finite(margin: pl.Expr, inside: pl.Expr) -> pl.Expr:
    return pl.when(margin.is_not_null() & margin.is_finite()).then(inside).otherwise(pl.lit(value=True))


def _number(column: Column) -> pl.Expr:
    if not (column.dtype.is_numeric() or column.dtype == pl.Boolean):
        message = f"column {column.name!r} has type {column.dtype}; outliers need numbers"
        raise TypeError(message)
    return column.expr.cast(pl.Float64)
