"""Which of several articles with the same words comes first: one answer for duplicates and for clusters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import polars as pl

C = pl.col
Rows = TypeVar("Rows", pl.DataFrame, pl.LazyFrame)
_LARGEST_FIRST = {
    "is_agency": True,
    "published": False,
    "words": True,
    "article": False,
    "source": False,
    "record": False,
}


def with_agency(rows: Rows, groups: Sequence[str]) -> Rows:
    """Add to articles the agency that most of their group name, `credited`, and whether they are its own, `is_agency`.

    Args:
        rows: With `agency` and `publishing_agency`, as `agencies.named`.
        groups: The columns that tell groups.
    """
    credited = C("agency").drop_nulls().mode().sort().first().over(groups)
    own = C("publishing_agency") == C("credited")
    return rows.with_columns(credited=credited).with_columns(is_agency=own.fill_null(value=False))


def earliest_first(rows: Rows, groups: Sequence[str]) -> Rows:
    """Return articles in order of their groups, and in a group in the order in which they may have been written.

    That of the agency that most of them name comes first (`with_agency`), then what was published first; an article
    without a day comes last, since nothing says that it was there before; of one day the longest (`words`), then the
    smallest id and place. So the order of the input changes nothing. What columns the rows do not have decides nothing.
    """
    columns = rows.collect_schema()
    known = [name for name in _LARGEST_FIRST if name in columns]
    descending = [False] * len(groups) + [_LARGEST_FIRST[name] for name in known]
    return rows.sort(*groups, *known, descending=descending, nulls_last=True)
