"""The functions and methods that a pandas query may call, one line each, and its constants."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import polars as pl
from dateutil import parser as dateutil_parser  # type: ignore[import-untyped]  # no stubs required of a user

from provenance.suites.polars_engine.patterns import contains
from provenance.suites.polars_engine.values import as_bound, as_text, as_value_set, widened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping


def _moment(value: str | dt.datetime) -> dt.datetime:
    return value if isinstance(value, dt.datetime) else dateutil_parser.parse(value)


def _isin(column: pl.Expr, dtype: pl.DataType, values: Iterable[Any]) -> pl.Expr:
    return column.is_in(as_value_set(values, dtype).expr)


def _between(column: pl.Expr, dtype: pl.DataType, left: Any, right: Any, inclusive: str = "both") -> pl.Expr:  # noqa: ANN401
    closed: Any = {"both": "both", "left": "left", "right": "right", "neither": "none"}[inclusive]
    return column.is_between(pl.lit(as_bound(left, dtype)), pl.lit(as_bound(right, dtype)), closed)


def _contains(  # noqa: PLR0913 - the arguments of pandas
    column: pl.Expr,
    dtype: pl.DataType,
    pat: str,
    *,
    case: bool = True,
    na: bool | None = None,
    regex: bool = True,
) -> pl.Expr:
    """Return whether the pattern, or the plain text, occurs in the value."""
    found = contains(as_text(column, dtype), ("" if case else "(?i)") + (pat if regex else re.escape(pat)))
    return found if na is None else found.fill_null(value=na)


def _starts(column: pl.Expr, dtype: pl.DataType, pat: str) -> pl.Expr:
    return as_text(column, dtype).str.starts_with(pat)


def _ends(column: pl.Expr, dtype: pl.DataType, pat: str) -> pl.Expr:
    return as_text(column, dtype).str.ends_with(pat)


def _plain(method: Callable[[pl.Expr], pl.Expr]) -> Callable[..., pl.Expr]:
    """Return a method without arguments, for columns of any type."""

    def call(column: pl.Expr, _dtype: pl.DataType) -> pl.Expr:
        return method(column)

    return call


CONSTANTS: Mapping[str, Any] = {  # names that are no columns
    "inf": float("inf"),
    "Inf": float("inf"),
    "datetime.timezone.utc": dt.UTC,
    "datetime.UTC": dt.UTC,
}

DATES: Mapping[str, Callable[..., Any]] = {
    "datetime.date": dt.date,
    "datetime.datetime": dt.datetime,
    "datetime.time": dt.time,
    "datetime.timedelta": dt.timedelta,
    "datetime.timezone": dt.timezone,
    "Timestamp": _moment,
    "pd.Timestamp": _moment,
}

METHODS: Mapping[str, Callable[..., pl.Expr]] = {
    "isnull": _plain(pl.Expr.is_null),
    "isna": _plain(pl.Expr.is_null),
    "isNull": _plain(pl.Expr.is_null),  # GX's own old condition language
    "notnull": _plain(pl.Expr.is_not_null),
    "notna": _plain(pl.Expr.is_not_null),
    "notNull": _plain(pl.Expr.is_not_null),
    "isin": _isin,
    "between": _between,
    "abs": _plain(pl.Expr.abs),
    "max": _plain(pl.Expr.max),
    "min": _plain(pl.Expr.min),
    "mean": _plain(pl.Expr.mean),
    "median": _plain(pl.Expr.median),
    "std": _plain(pl.Expr.std),
    "sum": lambda column, dtype: widened(column, dtype).sum(),
    "str.contains": _contains,
    "str.startswith": _starts,
    "str.endswith": _ends,
    "str.len": _plain(lambda text: text.str.len_chars()),
    "str.lower": _plain(lambda text: text.str.to_lowercase()),
    "str.upper": _plain(lambda text: text.str.to_uppercase()),
    "str.strip": _plain(lambda text: text.str.strip_chars()),
    "dt.year": _plain(lambda moment: moment.dt.year()),
    "dt.month": _plain(lambda moment: moment.dt.month()),
    "dt.day": _plain(lambda moment: moment.dt.day()),
    "dt.hour": _plain(lambda moment: moment.dt.hour()),
    "dt.minute": _plain(lambda moment: moment.dt.minute()),
}
