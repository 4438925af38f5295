"""Where texts differ from the pages of their articles, as the reader of pages has found it."""

from __future__ import annotations

import polars as pl

from provenance.facts.base import Fact
from provenance.frames import COMPARISONS, EXTRACTION, Frame
from provenance.frames.steps import no_rows

C = pl.col


def find(records: pl.DataFrame) -> pl.DataFrame:
    """Return the suspicions about the articles in `records` (frames.EXTRACTION in the shard), in their order."""
    if not records["extraction"].list.len().sum():
        return no_rows(EXTRACTION.in_shard)
    rows = records.select("row", "extraction").filter(C("extraction").list.len() > 0)
    return _conform(EXTRACTION, rows.explode("extraction").unnest("extraction"))


def compared(records: pl.DataFrame) -> pl.DataFrame:
    """Return what the texts of `records` were held against (frames.COMPARISONS in the shard)."""
    if records["comparison"].null_count() == records.height:
        return no_rows(COMPARISONS.in_shard)
    rows = records.select("row", "comparison").unnest("comparison").filter(C("by").is_not_null())
    return _conform(COMPARISONS, rows)


def _conform(frame: Frame, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(C(name).cast(dtype) for name, dtype in frame.in_shard.items())


FACT = Fact(name="extraction", find=lambda tables, _: find(tables["records"]), frame=EXTRACTION)
