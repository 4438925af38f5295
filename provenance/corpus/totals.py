"""The corpus in one row: how many articles and files it has, and which shares of them lack or repeat something."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance.corpus.base import KEY, CorpusFact
from provenance.frames import CORPUS
from provenance.frames.steps import in_steps

C = pl.col


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return how many articles of the shard each file holds, and how many of them have no date."""
    counted = (
        found["articles"]
        .lazy()
        .group_by("source")
        .agg(articles=pl.len().cast(pl.Int64), undated=C("published").is_null().sum().cast(pl.Int64))
    )
    return counted.select(C("source").hash(0).alias(KEY), "source", "articles", "undated").pipe(in_steps)


def reduce(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the sums of all files of the partition in one row."""
    return rows.select(C("articles", "undated").sum(), sources=C("source").n_unique().cast(pl.Int64))


def finish(rows: pl.DataFrame, found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the corpus in one row; none for an empty corpus."""
    if not rows["articles"].sum():
        return CORPUS.empty()
    total = rows.sum()
    repeated = found["duplicates"].filter(kind="text").height
    return CORPUS.conform(
        total.select(
            "articles",
            "sources",
            undated=C("undated") / C("articles"),
            duplicates=pl.lit(repeated) / C("articles"),
        )
    )


CORPUS_FACT = CorpusFact(frame=CORPUS, keys=keys, reduce=reduce, finish=finish, needs=("duplicates",))
