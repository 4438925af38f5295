"""Parts of texts by their offsets, in time that grows with the pieces and not with where they stand."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import polars as pl

from provenance.facts import spans

LONG = 20_000
"""Bytes of a text from which its parts are cut one by one: Polars counts code points from its start each time."""


def at(texts: pl.Series, number: pl.Series) -> pl.Series:
    """Return the text of each number, all of them sharing the bytes of `texts`.

    Polars copies a text for each time that it is gathered from a column of several chunks: an article of a megabyte
    with a thousand paragraphs would become a gigabyte. Out of one chunk it only points to the text.
    """
    return texts.rechunk().gather(number)


def cut(texts: pl.Series, number: pl.Series, start: pl.Series, end: pl.Series) -> pl.Series:
    """Return `texts[number][start:end]` for each number, in code points; null where `end` is."""
    full = at(texts, number)
    frame = pl.DataFrame({"text": full, "number": number, "start": start, "end": end})
    cited = spans.cut(pl.col("text"), pl.col("start"), pl.col("end"))
    long = full.str.len_bytes() > LONG
    if not long.any():
        return frame.select(cited).to_series()
    order = frame.with_row_index("order").with_columns(_long=long)
    short = order.filter(~pl.col("_long")).select("order", text=cited)
    by_one = _one_by_one(texts, order.filter("_long").select("number", "start", "end"))
    slow = order.filter("_long").select("order").with_columns(pl.Series("text", by_one, pl.String))
    return pl.concat([short, slow]).sort("order")["text"]


def _one_by_one(texts: pl.Series, wanted: pl.DataFrame) -> list[str | None]:
    """Cut with Python's strings, which find an offset at once."""
    found: list[str | None] = []
    for number, group in groupby(wanted.iter_rows(), key=itemgetter(0)):
        text = texts[number]
        found.extend(text[start:end] if end is not None else None for _, start, end in group)
    return found
