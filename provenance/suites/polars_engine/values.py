"""Suite values meet column types.

A suite is JSON, so a date arrives as text and a number may have lost its point.  Here every such value is brought to
the type of the column that it is compared with; what cannot be brought there is refused loudly, because a comparison
between kinds would be silently false for each row.
"""

from __future__ import annotations

import datetime as dt
import decimal
import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import polars as pl
from dateutil import parser as dateutil_parser  # type: ignore[import-untyped]  # no stubs required of a user

if TYPE_CHECKING:
    from collections.abc import Iterable

_MIDNIGHT = dt.time()


class ValueOfWrongKindError(TypeError):
    """A suite compares a column with a value that its type can never hold."""

    def __init__(self, value: object, dtype: pl.DataType) -> None:
        """Name the value, its kind and the type of the column."""
        super().__init__(
            f"cannot compare {value!r} ({type(value).__name__}) with a column of type {dtype}; "
            "write the value in the column's own type"
        )


def is_text(dtype: pl.DataType) -> bool:
    """Whether a column of this type holds text, in whatever encoding."""
    return dtype in (pl.String, pl.Categorical, pl.Enum)


def as_bound(value: Any, dtype: pl.DataType) -> Any:  # noqa: ANN401 - any JSON value in, any column value out
    """Return one value of a suite in a form that Polars can order against a column of ``dtype``."""
    if value is None or dtype == pl.Null:
        return value
    if dtype.is_temporal():
        return _as_temporal(value, dtype)
    if is_text(dtype) != isinstance(value, str):
        raise ValueOfWrongKindError(value, dtype)
    if dtype.is_decimal() and isinstance(value, float):
        return decimal.Decimal(repr(value))
    return value


def _as_temporal(value: Any, dtype: pl.DataType) -> Any:  # noqa: ANN401 - see as_bound
    if dtype == pl.Duration:
        return dt.timedelta(seconds=value) if isinstance(value, (int, float)) else _refuse(value, dtype)
    if dtype == pl.Time:
        return dateutil_parser.parse(value).time() if isinstance(value, str) else value
    moment = dateutil_parser.parse(value) if isinstance(value, str) else value
    if isinstance(moment, dt.datetime):
        return _as_moment(moment, dtype)
    if not isinstance(moment, dt.date):
        _refuse(value, dtype)
    return moment if dtype == pl.Date else _as_moment(dt.datetime.combine(moment, _MIDNIGHT), dtype)


def _as_moment(moment: dt.datetime, dtype: pl.DataType) -> dt.date | dt.datetime:
    zone = getattr(dtype, "time_zone", None)
    if zone is None and moment.tzinfo is not None:
        _refuse(moment, dtype)
    if dtype == pl.Date:
        return moment.date() if moment.time() == _MIDNIGHT else moment
    if zone is None:
        return moment
    here = zoneinfo.ZoneInfo(zone)
    return moment.replace(tzinfo=here) if moment.tzinfo is None else moment.astimezone(here)


def _refuse(value: object, dtype: pl.DataType) -> None:
    raise ValueOfWrongKindError(value, dtype)


@dataclass(frozen=True)
class ValueSet:
    """The values of a suite that a column can hold, and those of the right kind that it cannot (2.5 among integers)."""

    members: pl.Series
    never_held: tuple[Any, ...]

    @property
    def expr(self) -> pl.Expr:
        """The values as one list literal, the shape that ``is_in`` wants."""
        return pl.lit(self.members).implode()


def as_value_set(values: Iterable[Any], dtype: pl.DataType) -> ValueSet:
    """Bring a set of suite values to the type of the column; nulls drop out, wrong kinds are refused."""
    target = pl.String() if is_text(dtype) else dtype
    members: list[Any] = []
    never: list[Any] = []
    for value in values:
        if value is None:
            continue
        member = _as_member(value, target)
        (never if member is None else members).append(value if member is None else member)
    return ValueSet(pl.Series(members, dtype=target, strict=False), tuple(never))


def _as_member(value: Any, dtype: pl.DataType) -> Any | None:  # noqa: ANN401 - see as_bound
    """Return the value as the column would hold it; None when the kind fits but no cell can ever equal it."""
    if dtype == pl.Null:
        return None
    if dtype == pl.Boolean or dtype.is_numeric():
        if not isinstance(value, (bool, int, float, decimal.Decimal)):
            raise ValueOfWrongKindError(value, dtype)
        return _as_number(value, dtype)
    bound = as_bound(value, dtype)
    if dtype == pl.Date and isinstance(bound, dt.datetime):
        return None
    return bound


def _as_number(value: Any, dtype: pl.DataType) -> Any | None:  # noqa: ANN401 - see as_bound
    if dtype.is_float():
        return float(value)
    if dtype.is_decimal():
        return decimal.Decimal(repr(value)) if isinstance(value, float) else decimal.Decimal(value)
    if value != value or value in (float("inf"), float("-inf")) or int(value) != value:  # noqa: PLR0124 - NaN
        return None
    if dtype == pl.Boolean:
        return bool(value) if value in (0, 1) else None
    integer = cast("Any", dtype)
    low, high = pl.select(integer.min(), integer.max().alias("max")).row(0)
    return int(value) if low <= value <= high else None


def widened(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return whole numbers in a type in which their sums do not wrap around: Polars adds in the column's own."""
    if not dtype.is_integer():
        return column
    narrow = dtype in (pl.Int8, pl.Int16, pl.Int32, pl.UInt8, pl.UInt16, pl.UInt32)
    return column.cast(pl.Int64 if narrow else pl.Int128)


def in_seconds(column: pl.Expr) -> pl.Expr:
    """Return durations as seconds: JSON, and so every suite and result, has no other form for them."""
    return column.dt.total_nanoseconds() / 1e9


def as_text(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """Return a column as text: text as it is, whole numbers, decimals and dates as Polars writes them.

    Floats, booleans, times and nested types are refused: their spelling is a matter of taste, so a pattern over them
    would test the formatter and not the data.
    """
    if dtype == pl.String:
        return column
    if is_text(dtype) or dtype.is_integer() or dtype.is_decimal() or dtype in (pl.Date, pl.Null):
        return column.cast(pl.String)
    message = f"column {column.meta.output_name()!r} has type {dtype}; cast it to String to test its text"
    raise TypeError(message)
