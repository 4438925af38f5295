"""Dates and times of columns in ISO form, also in zones and years that Polars does not count in."""

from __future__ import annotations

import re
from functools import cache

import polars as pl

_OFFSET = re.compile(r"([+-])([01]\d|2[0-3]):?([0-5]\d)?")
_UNITS = {"ms": 10**3, "us": 10**6, "ns": 10**9}
_DAY, _TIME = "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S%.f"


def is_moment(dtype: pl.DataType) -> bool:
    """Tell whether a type holds dates, or times in a zone that can be told: none, a known one, a fixed offset."""
    if not isinstance(dtype, pl.Datetime) or dtype.time_zone is None:
        return isinstance(dtype, pl.Date | pl.Datetime)
    return _seconds(dtype.time_zone) is not None or _is_known(dtype.time_zone)


def iso(column: pl.Expr, dtype: pl.Date | pl.Datetime) -> pl.Expr:
    """Return dates or times as their local clock told them, with its offset; of an untold zone by that of Greenwich.

    One beyond the calendar, at which Polars would panic, comes by its number.
    """
    number = column.to_physical()
    if isinstance(dtype, pl.Datetime):
        local, zone = _local(column, dtype)
        written = _within_calendar(local).dt.to_string(_TIME + zone)
    else:
        written = _within_calendar(column).dt.to_string(_DAY)
    return pl.coalesce(written, pl.format("out of range: {}", number))


def _within_calendar(column: pl.Expr) -> pl.Expr:
    return pl.when(column.dt.year().is_between(1, 9999)).then(column)


def _local(column: pl.Expr, dtype: pl.Datetime) -> tuple[pl.Expr, str]:
    """Return times as Polars can print them, and the form of their zone."""
    zone = dtype.time_zone
    if zone is None or _is_known(zone):
        return column, "%:z" if zone else ""
    seconds = _seconds(zone) or 0
    shifted = column.to_physical().cast(pl.Int128) + seconds * _UNITS[dtype.time_unit]
    return shifted.cast(pl.Int64, strict=False).cast(pl.Datetime(dtype.time_unit)), _offset(seconds)


def _offset(seconds: int) -> str:
    hours, minutes = divmod(abs(seconds) // 60, 60)
    return f"{'-' if seconds < 0 else '+'}{hours:02}:{minutes:02}"


@cache
def _seconds(zone: str) -> int | None:
    """Return how far a fixed offset is from Greenwich; None if it is none."""
    if zone == "Z":
        return 0
    if not (found := _OFFSET.fullmatch(zone)):
        return None
    sign, hours, minutes = found.groups()
    return (-1 if sign == "-" else 1) * (int(hours) * 3600 + int(minutes or 0) * 60)


@cache
def _is_known(zone: str) -> bool:
    """Tell whether Polars knows a zone by its name."""
    try:
        pl.Series([0], dtype=pl.Int64).cast(pl.Datetime("us", zone)).dt.replace_time_zone(None)
    except pl.exceptions.PolarsError:
        return False
    return True
