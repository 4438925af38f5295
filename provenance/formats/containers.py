"""What the readers of containers share: from columns under their own names to the frame `records`."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from provenance.formats.shards import Trouble
from provenance.frames import RECORDS


def finish(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Trouble]]:
    """Name each record, and keep those with text or captions; the others become `no-text` troubles.

    `frame` has our fields, and `source, record, line, byte, sha256, bytes, encoding, excused`: the last is true where a
    trouble already tells why there is no text.
    """
    frame = frame.with_columns(article=pl.coalesce("id", pl.format("{}#{}", "source", "record")))
    held = pl.col("text").is_not_null() | pl.col("captions").is_not_null()
    lost = frame.filter(~held & ~pl.col("excused")).select("source", "article", "record", "line", "byte")
    return RECORDS.conform(frame.filter(held).with_columns(pl.col("text").fill_null(""))), list(_no_text(lost))


def _no_text(lost: pl.DataFrame) -> Iterator[Trouble]:
    for source, article, record, line, byte in lost.iter_rows():
        yield Trouble("no-text", "the record has neither text nor captions", source, article, record, line, byte)
