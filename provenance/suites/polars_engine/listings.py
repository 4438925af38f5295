"""Metrics that list values of a column, for those who ask for metrics without an expectation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from provenance.suites.polars_engine.patterns import matches_regex
from provenance.suites.polars_engine.registration import register_aggregate

if TYPE_CHECKING:
    from provenance.suites.polars_engine.requests import Request


def _limited(values: pl.Expr, limit: int | None) -> pl.Expr:
    return (values if limit is None else values.head(limit)).implode()


def _sample(request: Request) -> pl.Expr:
    return _limited(request.column.expr, request.values.get("count"))


def _matching(request: Request) -> pl.Expr:
    matches = matches_regex(request.column, regex=request.values["regex"])
    return _limited(request.column.expr.filter(matches), request.values.get("limit"))


def _not_matching(request: Request) -> pl.Expr:
    matches = matches_regex(request.column, regex=request.values["regex"])
    return _limited(request.column.expr.filter(~matches), request.values.get("limit"))


def register_listings() -> None:
    """Register the metrics that list values; GX declares no value keys for them, and hands over what they take."""
    register_aggregate("column.sample_values", _sample)
    register_aggregate("column_values.match_regex", _matching)
    register_aggregate("column_values.not_match_regex_values", _not_matching)
