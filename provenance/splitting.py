"""Texts split into lists of strings, in memory that their own length bounds."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

LONG = 4 << 20
"""Bytes of a text that Python splits. Polars sets a view of 16 bytes aside for each byte of the texts that it splits,
however few the parts are: a gigabyte for a text of 64 MB. Python, five times as slow, takes what the parts need."""


def split(texts: pl.Series, by: pl.Expr, one: Callable[[str], list[str]]) -> pl.Series:
    """Return the parts of each of `texts`, as a list.

    Args:
        texts: A column of strings.
        by: What splits the column of that name, as an expression.
        one: What splits one text, with the same parts.
    """
    if (texts.str.len_bytes().max() or 0) < LONG:  # type: ignore[operator]  # bytes are numbers
        return texts.to_frame().select(by.alias(texts.name)).to_series()
    parts = [None if text is None else one(text) for text in texts]
    return pl.Series(texts.name, parts, dtype=pl.List(pl.String))
