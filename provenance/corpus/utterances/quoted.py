"""The quotations of a shard: what is looked for in other articles, and by what it is known."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

import polars as pl

from provenance.corpus.base import KEY, Shuffle
from provenance.corpus.near_duplicates import bodies, candidates
from provenance.frames import ROW
from provenance.storage.spill import Spilled

SHORTEST = 8
"""Words of a quotation below which two people may well say the same: phrases, titles, slogans."""
WIDTHS = (1, 2)
"""A shingle of four words: one changed word in the middle of nine leaves two of them as they are."""

AT_ONCE = 20_000
"""Quotations that are held at once with their texts, about."""

C = pl.col
_PLACE = ("article", "source", "record", "start")


def in_shard(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the quotations of a shard, a running one as one: `row, quotation, start, end, text, speaker`."""
    parts = found["quotations"].filter(C("text") != "").sort(ROW, "start")
    joined = parts.group_by(ROW, "quotation", maintain_order=True).agg(
        C("start").first(), C("end").last(), C("text").str.join(" "), C("speaker").drop_nulls().first()
    )
    return joined.filter(C("text").str.count_matches(" ", literal=True) >= SHORTEST - 1)


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the shingles of the quotations of a shard, as `candidates.keys` does those of bodies."""
    own = in_shard(found).select("text").with_row_index(ROW)
    return candidates.sampled(own, WIDTHS, SHORTEST)


def kept(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the quotations of a shard with what tells where they stand."""
    own = in_shard(found)
    hashed = bodies.hashes(own.select("text").with_row_index(ROW)).sort(ROW)["body"]
    day = pl.when(C("published_precision").is_in(["day", "second"])).then("published")
    articles = found["articles"].select(ROW, "article", "source", "record", "line", "publisher", published=day)
    rows = own.with_columns(hashed.alias(KEY)).join(articles, on=ROW, how="left", maintain_order="left")
    return rows.select(KEY, *_PLACE, "end", "line", "text", "speaker", "publisher", "published")


def concerned(records: Spilled, found: pl.DataFrame, shuffle: Shuffle) -> Spilled:
    """Return the quotations that are candidates, or that stand elsewhere word for word; all of a text in one chunk."""
    either = pl.concat([found["body"], found["other_body"]]).unique()
    is_concerned = C(KEY).is_in(either.implode()) | C(KEY).is_duplicated()
    parts = (part.filter(is_concerned) for part in shuffle(records.each(), KEY, records.height, AT_ONCE))
    return Spilled.of_each(chain([records.chunk(0).clear()], parts))
