"""What only the whole corpus shows: crowded dates and shares, from the narrow summary."""

from __future__ import annotations

import polars as pl

from provenance.frames import CORPUS, DAYS

C = pl.col


def days(summary: pl.DataFrame) -> pl.DataFrame:
    """Return how many articles bear each publication date (frames.DAYS)."""
    dated = summary.filter(C("published").is_not_null() & C("published_precision").is_in(["day", "second"]))
    counted = dated.group_by(date="published").agg(articles=pl.len())
    shares = counted.with_columns(share=C("articles") / C("articles").sum(), usual=C("articles").median())
    return DAYS.conform(shares).sort("date")


def whole(summary: pl.DataFrame, duplicates: pl.DataFrame) -> pl.DataFrame:
    """Return the corpus in one row (frames.CORPUS); none for an empty corpus."""
    if summary.is_empty():
        return CORPUS.empty()
    repeated = duplicates.filter(kind="text").height
    one = summary.select(
        articles=pl.len(),
        undated=C("published").is_null().mean(),
        duplicates=pl.lit(repeated) / pl.len(),
        sources=C("source").n_unique(),
    )
    return CORPUS.conform(one)
