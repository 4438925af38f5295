"""What costs little where there are few rows or none: most of what a shard has Polars do is done for few."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import polars as pl
from polars import QueryOptFlags


def _as_they_stand() -> QueryOptFlags:
    """Return the flags with which Polars itself works out `DataFrame.select`; all off where it has no such."""
    eager = getattr(QueryOptFlags, "_eager", None)
    return QueryOptFlags.none() if eager is None else eager()


_FLAGS = _as_they_stand()


def in_steps(frame: pl.LazyFrame) -> pl.DataFrame:
    """Return the rows of a lazy frame, its steps taken as they stand.

    Of what a shard holds of most things, a few rows, the search for a better order costs three times the work: five
    steps over two rows took 280 µs one by one, 480 as a lazy frame that is optimised, 150 so.
    """
    return frame.collect(optimizations=_FLAGS)


def no_rows(schema: Mapping[str, pl.DataType | type[pl.DataType]]) -> pl.DataFrame:
    """Return an empty frame with the columns of a schema; to make it anew takes longer than most steps over it."""
    return _no_rows(tuple(schema.items())).clone()


@lru_cache(maxsize=256)
def _no_rows(columns: tuple[tuple[str, pl.DataType | type[pl.DataType]], ...]) -> pl.DataFrame:
    return pl.DataFrame(schema=dict(columns))
