"""Articles that say the same words, and ids used twice."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance.corpus.base import KEY, CorpusFact
from provenance.corpus.earliest import earliest_first
from provenance.frames import DUPLICATES
from provenance.frames.steps import in_steps, no_rows

SHORTEST = 80
"""Code points of text below which equal texts prove nothing."""

C = pl.col
_KINDS = pl.Enum(["text", "id"])
_REPEATS = pl.Schema({
    **DUPLICATES.schema, "kind": _KINDS, "source": pl.String(), "record": pl.Int64(), "line": pl.Int64(),
    "turn": pl.Int64(),
})  # fmt: skip
_ORDER = ("kind", "article", "source", "record")


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return a row for the words of each article that is not very short, and one for its id.

    Columns: `key, kind, article, source, record, line, published`, the last being the day where it is known. The key of
    the words is a hash of the paragraphs in their order. The hash is Polars' own: the same from run to run with one
    version of Polars, on which the cache depends as well.
    """
    whole_day = C("published_precision").is_in(["day", "second"])
    articles = found["articles"].lazy().with_columns(published=pl.when(whole_day).then("published"))
    hashed = found["paragraphs"].lazy().select("row", length=C("text").str.len_chars(), words=C("text").hash())
    words = hashed.group_by("row").agg("words", C("length").sum())
    long_enough = words.filter(C("length") >= SHORTEST).select("row", C("words").hash().alias(KEY))
    of_words = articles.join(long_enough, on="row", how="inner", maintain_order="left")
    of_ids = articles.with_columns(C("article").hash().alias(KEY))
    return pl.concat(
        rows.select(KEY, pl.lit(kind, _KINDS).alias("kind"), "article", "source", "record", "line", "published")
        for kind, rows in (("text", of_words), ("id", of_ids))
    ).pipe(in_steps)


def reduce(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the articles that repeat another: frames.DUPLICATES plus `source, record, line`.

    The first of a group of equal texts is the earliest (`earliest_first`), of equal ids the one with the smallest
    source and number.
    """
    same = (KEY, "kind")
    twice = rows.filter(pl.struct(same).is_duplicated())
    if twice.is_empty():
        return no_rows(_REPEATS)
    group_of = (*same, "_of")
    of_text = pl.when(C("kind") == "text").then("published")
    of_one_id = pl.when(C("kind") == "id").then("article").otherwise(pl.lit(""))  # two ids may have equal hashes
    grouped = twice.lazy().with_columns(_of=of_one_id, published=of_text)
    differ = C("published").min().over(group_of) < C("published").max().over(group_of)
    ordered = earliest_first(grouped.with_columns(day=pl.when(differ).then("published")), ["kind"])
    repeated = ordered.select(
        "article",
        C("article").first().over(group_of).alias("of"),
        "kind",
        pl.len().over(group_of).cast(pl.Int64).alias("group"),
        _place().first().over(group_of).alias("of_place"),
        C("day").first().over(group_of).alias("of_published"),
        "source",
        "record",
        "line",
        pl.int_range(pl.len()).over(group_of).alias("turn"),
    )
    return repeated.filter(C("turn") > 0).pipe(in_steps)


def _place() -> pl.Expr:
    """Return where an article stands: its file, and in a container its line, or its number where it has no lines."""
    by_line, by_number = pl.format("{}:{}", "source", "line"), pl.format("{}#{}", "source", "record")
    return pl.when(C("record").is_null()).then("source").otherwise(pl.coalesce(by_line, by_number))


def finish(rows: pl.DataFrame, _: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the duplicates: equal texts first, each kind by article."""
    return rows.sort(*_ORDER).select(*DUPLICATES.schema, "source", "record", "line").cast({"kind": pl.String})


CORPUS_FACT = CorpusFact(frame=DUPLICATES, keys=keys, reduce=reduce, finish=finish)
