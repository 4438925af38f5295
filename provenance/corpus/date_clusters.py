"""Dates that many articles bear: a crowd on one day is an import's date, or a default."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance.corpus.base import KEY, CorpusFact
from provenance.frames import DAYS
from provenance.frames.steps import in_steps

C = pl.col


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return how many articles of the shard bear each whole day: `key, date, articles`."""
    whole_day = C("published").is_not_null() & C("published_precision").is_in(["day", "second"])
    counted = (
        found["articles"].lazy().filter(whole_day).group_by(date="published").agg(articles=pl.len().cast(pl.Int64))
    )
    return counted.select(
        C("date").to_physical().cast(pl.Int64).reinterpret(signed=False).alias(KEY), "date", "articles"
    ).pipe(in_steps)


def reduce(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the articles of each day."""
    return rows.group_by("date").agg(C("articles").sum())


def finish(rows: pl.DataFrame, _: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the days in their order, each with its share of all dated articles and the usual number of a day."""
    shares = rows.with_columns(share=C("articles") / C("articles").sum(), usual=C("articles").median())
    return DAYS.conform(shares).sort("date")


CORPUS_FACT = CorpusFact(frame=DAYS, keys=keys, reduce=reduce, finish=finish)
