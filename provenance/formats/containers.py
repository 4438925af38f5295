"""What the readers of containers share: from columns under their own names to the frame `records`."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from provenance.formats.shards import ReadError
from provenance.frames import RECORDS


def finish(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[ReadError]]:
    """Name each record, and keep those with text or captions; the others become `no-text` read errors.

    `frame` has our fields, and `source, record, line, byte, sha256, bytes, encoding, excused`: the last is true where a
    read error already tells why there is no text.
    """
    frame = frame.with_columns(article=pl.coalesce("id", pl.format("{}#{}", "source", "record")))
    has_words = pl.col("text").is_not_null() | pl.col("captions").is_not_null()
    lost = frame.filter(~has_words & ~pl.col("excused")).select("source", "article", "record", "line", "byte")
    return RECORDS.conform(frame.filter(has_words).with_columns(pl.col("text").fill_null(""))), list(_no_text(lost))


def _no_text(lost: pl.DataFrame) -> Iterator[ReadError]:
    for source, article, record, line, byte in lost.iter_rows():
        yield ReadError("no-text", "the record has neither text nor captions", source, article, record, line, byte)
