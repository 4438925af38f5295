"""Articles that say the same words, and ids used twice."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance.corpus import agencies
from provenance.corpus.base import KEY, CorpusFact
from provenance.corpus.earliest import earliest_first, with_agency
from provenance.frames import DUPLICATES, ROW
from provenance.frames.steps import in_steps, no_rows

SHORTEST = 80
"""Code points of text below which equal texts prove nothing."""

C = pl.col
_KINDS = pl.Enum(["text", "id"])
_REPEATS = pl.Schema({
    **DUPLICATES.schema, "kind": _KINDS, "source": pl.String(), "record": pl.Int64(), "line": pl.Int64(),
    "turn": pl.Int64(), "formerly": pl.String(),
})  # fmt: skip
_ORDER = ("kind", "article", "source", "record")
_OF_TEXTS = {"published": pl.Date(), "agency": pl.String(), "publishing_agency": pl.String()}
"""What tells which of equal texts was first; of equal ids nothing does."""


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return a row for the words of each article that is not very short, and one for its id.

    Columns: `key, kind, article, source, record, line`, and of the words `published`, where the day is known, and
    `agency, publishing_agency`. The key of the words is a hash of the paragraphs in their order. The hash is Polars'
    own: the same from run to run with one version of Polars, on which the cache depends as well.
    """
    whole_day = C("published_precision").is_in(["day", "second"])
    articles = found["articles"].lazy().with_columns(published=pl.when(whole_day).then("published"))
    articles = articles.join(agencies.named(found), on=ROW, how="left", maintain_order="left")
    hashed = found["paragraphs"].lazy().select("row", length=C("text").str.len_chars(), words=C("text").hash())
    words = hashed.group_by("row").agg("words", C("length").sum())
    long_enough = words.filter(C("length") >= SHORTEST).select("row", C("words").hash().alias(KEY))
    of_words = articles.join(long_enough, on="row", how="inner", maintain_order="left")
    nothing = [pl.lit(None, dtype).alias(name) for name, dtype in _OF_TEXTS.items()]
    of_ids = articles.with_columns(C("article").hash().alias(KEY), *nothing)
    return pl.concat(
        rows.select(KEY, pl.lit(kind, _KINDS).alias("kind"), "article", "source", "record", "line", *_OF_TEXTS)
        for kind, rows in (("text", of_words), ("id", of_ids))
    ).pipe(in_steps)


def reduce(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the articles that repeat another: frames.DUPLICATES plus `source, record, line, turn, formerly`.

    The first of a group of equal texts is the earliest (`earliest_first`), of equal ids the one with the smallest
    source and number. In version 0.1 that with the smallest id was; what repeats another today has in `formerly` the
    article that repeated it then.
    """
    same = (KEY, "kind")
    twice = rows.filter(pl.struct(same).is_duplicated())
    if twice.is_empty():
        return no_rows(_REPEATS)
    group_of = (*same, "_of")
    of_one_id = pl.when(C("kind") == "id").then("article").otherwise(pl.lit(""))  # two ids may have equal hashes
    grouped = with_agency(twice.lazy().with_columns(_of=of_one_id), group_of)
    first, last = (day.over(group_of) for day in (C("published").min(), C("published").max()))
    known = grouped.with_columns(
        day=pl.when(C("published") == first, first < last).then("published"),
        own_of=pl.when("is_agency").then("credited"),
        smallest=C("article").min().over(group_of),
    )
    ordered = earliest_first(known, ["kind"])
    of = C("article").first().over(group_of)
    repeated = ordered.select(
        "article",
        of.alias("of"),
        "kind",
        pl.len().over(group_of).cast(pl.Int64).alias("group"),
        _place().first().over(group_of).alias("of_place"),
        pl.when(C("day").is_null()).then(C("day").first().over(group_of)).alias("of_published"),
        C("own_of").first().over(group_of).alias("of_agency"),
        "source",
        "record",
        "line",
        pl.int_range(pl.len()).over(group_of).alias("turn"),
        pl.when(C("article") == C("smallest"), of != C("article")).then(of).alias("formerly"),
    )
    return repeated.filter(C("turn") > 0).pipe(in_steps)


def _place() -> pl.Expr:
    """Return where an article stands: its file, and in a container its line, or its number where it has no lines."""
    by_line, by_number = pl.format("{}:{}", "source", "line"), pl.format("{}#{}", "source", "record")
    return pl.when(C("record").is_null()).then("source").otherwise(pl.coalesce(by_line, by_number))


def finish(rows: pl.DataFrame, _: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the duplicates: equal texts first, each kind by article."""
    kept = (*DUPLICATES.schema, "source", "record", "line", "formerly")
    return rows.sort(*_ORDER).select(kept).cast({"kind": pl.String})


CORPUS_FACT = CorpusFact(frame=DUPLICATES, keys=keys, reduce=reduce, finish=finish)
