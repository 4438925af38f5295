"""Which of several articles with the same words comes first: one answer for duplicates and for clusters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import polars as pl

Rows = TypeVar("Rows", pl.DataFrame, pl.LazyFrame)
_LARGEST_FIRST = {
    "is_agency": True,
    "published": False,
    "words": True,
    "article": False,
    "source": False,
    "record": False,
}


def earliest_first(rows: Rows, groups: Sequence[str]) -> Rows:
    """Return articles in order of their groups, and in a group in the order in which they may have been written.

    That of the agency that others name comes first (`is_agency`), then what was published first; an article without a
    day comes last, since nothing says that it was there before; of one day the longest (`words`), then the smallest id
    and place. So the order of the input changes nothing. What columns the rows do not have decides nothing.
    """
    columns = rows.collect_schema()
    known = [name for name in _LARGEST_FIRST if name in columns]
    descending = [False] * len(groups) + [_LARGEST_FIRST[name] for name in known]
    return rows.sort(*groups, *known, descending=descending, nulls_last=True)
