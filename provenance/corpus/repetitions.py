"""The publisher's own repetition, place by place: a line of several of its articles is furniture, whatever it says.

The first pass (`facts.boilerplate`) sees an article alone and weighs the words of its lines. The second pass looks at
all short lines again: what stands in three articles of one publisher that are no copies of each other is of its pages.

Measured on pages that others labelled, of publishers with three and more: of 9,283 lines that stand on three of them,
11 are called article, six of which say `advertisement` or whose rights are reserved; the first pass finds a third. Of
579 lines that were learned and stand once none is of an article, so these are judged no more carefully than they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import polars as pl

from provenance.corpus.base import KEY, Again, CorpusFact, Shuffle
from provenance.corpus.repeated_lines import IS_POST, LONGEST, SHARE, SHORTEST, alike, publishers
from provenance.frames import REPETITIONS, ROW
from provenance.storage.spill import Spilled

ARTICLES = 3
"""In how many articles of a publisher a line stands at least; copies of one article count as one."""
AT_ONCE = 20_000
"""Lines that are held at once, about."""
MOST_PLACES = 1_000
"""Places of one line that are listed, the first by id: the frame stays small whatever the size of the corpus."""

C = pl.col
_PLACE = ("article", "source", "record", "start")
_NO_LINES = ("notice", "embed", "caption")
"""Kinds of paragraphs that several articles may show for reasons of their own."""


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return how many articles each publisher has in a shard: `key, publisher, articles`."""
    counted = publishers(found["articles"]).group_by("publisher").agg(articles=pl.len().cast(pl.Int64))
    return counted.with_columns(C("publisher").hash(0).alias(KEY)).select(KEY, "publisher", "articles")


def reduce(rows: pl.DataFrame) -> pl.DataFrame:
    """Return how many articles each publisher has."""
    return rows.group_by("publisher").agg(C("articles").sum())


def kept(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the short lines of a shard, with what tells where they stand and what the first pass took them for.

    `core` tells copies of one article from different articles: a hash of its longest paragraph of body.
    """
    paragraphs = found["paragraphs"]
    body = paragraphs.select(ROW, "text", size=C("text").str.len_chars(), body=C("kind") == "body")
    longest = body.sort(ROW, "body", "size", "text", descending=[False, True, True, False], maintain_order=True)
    cores = longest.unique(ROW, keep="first", maintain_order=True).select(ROW, core=C("text").hash(0))
    short = paragraphs.filter(C("text").str.len_bytes() <= 4 * LONGEST, ~C("kind").is_in(_NO_LINES))
    short = short.filter(C("text").str.len_chars().is_between(SHORTEST, LONGEST), ~IS_POST)
    lines = alike(short.select(ROW, "paragraph", "start", "end", "text", line=C("text").str.to_lowercase()))
    who = publishers(found["articles"])
    lines = lines.join(who, on=ROW, how="left").with_columns(pl.struct("publisher", "line").hash(0).alias(KEY))
    known = found["boilerplate"].filter("whole").unique([ROW, "paragraph"], keep="first", maintain_order=True)
    known = known.select(ROW, "paragraph", "category", words=pl.when(category="learned").then("pattern"))
    places = found["articles"].select(ROW, "article", "source", "record", C("line"))
    placed = lines.drop("line").join(known, on=[ROW, "paragraph"], how="left").join(cores, on=ROW).join(places, on=ROW)
    return placed.select(KEY, *_PLACE, "end", "line", "text", "publisher", "core", "category", "words")


def look(rows: Spilled, records: Spilled, shuffle: Shuffle) -> Mapping[str, Spilled]:
    """Return the frame, from the sizes of the publishers and all short lines."""
    sizes = pl.concat(list(rows)).rename({"articles": "publisher_articles"})
    parts = chain([records.chunk(0).clear()], shuffle(records.each(), KEY, records.height, AT_ONCE))
    # Written, for as they are they would hold all the texts of the partitions that they were cut out of.
    listed = Spilled.of_each(_repeated(part, sizes) for part in parts)
    found = listed.frame().sort(*_PLACE, nulls_last=True)
    return {REPETITIONS.name: Spilled.of(REPETITIONS.conform(found.with_columns(evidence=_evidence())))}


def _repeated(lines: pl.DataFrame, sizes: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of a partition that stand in articles enough, with the places that are listed."""
    counted = lines.with_columns(articles=C("core").n_unique().over(KEY).cast(pl.Int64))
    several = counted.filter(C("articles") >= ARTICLES).join(sizes, on="publisher", how="left")
    frequent = several.filter(C("articles") >= SHARE * C("publisher_articles")).sort(*_PLACE, nulls_last=True)
    return frequent.filter(pl.int_range(pl.len()).over(KEY) < MOST_PLACES)


def _evidence() -> pl.Expr:
    """Return in a phrase what spoke: how many articles have the line, and what the line itself says."""
    publisher = pl.when(C("publisher") == "").then(pl.lit("this folder")).otherwise("publisher")
    stands = pl.format("stands in {} of {} articles of {}", "articles", "publisher_articles", publisher)
    stands += pl.when(C("text").str.contains("[0-9]")).then(pl.lit(" (numbers aside)")).otherwise(pl.lit(""))
    own = pl.coalesce("words", C("category").str.replace_all("-", " ", literal=True))
    return stands + (pl.lit("; ") + own).fill_null("")


CORPUS_FACT = CorpusFact(frame=REPETITIONS, keys=keys, reduce=reduce, again=Again(records=kept, look=look), costly=True)
