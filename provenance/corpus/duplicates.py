"""Articles that say the same words, and ids used twice: narrow keys a shard, compared over the whole corpus."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from provenance.frames import DUPLICATES

SHORTEST = 80
"""Code points of text below which equal texts prove nothing."""

C = pl.col
_ID = C("article").hash()


def keys(articles: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return `article, source, record, words`: a hash of each article's paragraphs, null for a very short text.

    The hash is Polars' own: the same from run to run with one version of Polars, on which the cache depends as well.
    """
    hashed = paragraphs.select("article", length=C("text").str.len_chars(), words=C("text").hash())
    words = hashed.group_by("article").agg("words", C("length").sum())
    long_enough = words.filter(C("length") >= SHORTEST).select("article", C("words").hash())
    joined = articles.join(long_enough, on="article", how="left", maintain_order="left")
    return joined.select(C("id").alias("article"), "source", "record", "words")


def find(shards: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the articles that repeat another (frames.DUPLICATES plus `source`, `record`).

    `shards` are the keys of each shard; they are gone through twice, so that only the hashes of all of them, and the
    rows that repeat one, are held at once. The first of a group is the one with the smallest id and source, so the
    order of the input changes nothing.
    """
    words, ids = zip(*((shard["words"].drop_nulls(), shard.select(_ID).to_series()) for shard in shards), strict=True)
    same = C("words").is_in(_twice(words).implode()) | _ID.is_in(_twice(ids).implode())
    ordered = pl.concat(shard.filter(same) for shard in shards).sort("article", "source", "record")
    same_words = _groups(ordered.filter(C("words").is_not_null()), "words", "text")
    same_id = _groups(ordered.with_columns(id=C("article")), "id", "id")
    return pl.concat([same_words, same_id])


def _twice(hashes: Iterable[pl.Series]) -> pl.Series:
    every = pl.concat(hashes)
    return every.filter(every.is_duplicated()).unique()


def _groups(ordered: pl.DataFrame, by: str, kind: str) -> pl.DataFrame:
    twice = ordered.filter(C(by).is_duplicated())
    told = twice.with_columns(
        of=C("article").first().over(by), kind=pl.lit(kind), group=pl.len().over(by).cast(pl.Int64)
    )
    return told.filter(~C(by).is_first_distinct()).select(*DUPLICATES.schema, "source", "record")
