"""Candidates held against each other by their texts, and the pairs of articles that come of it."""

from __future__ import annotations

from collections import Counter

import polars as pl

from provenance.corpus.base import KEY, Shuffle
from provenance.corpus.near_duplicates import batches, sketches
from provenance.corpus.near_duplicates.passages import Shared, compare
from provenance.corpus.near_duplicates.words import Text
from provenance.frames import NEAR_DUPLICATES
from provenance.storage.spill import Spilled

HALF = 0.5
"""Share of its shingles that one of two near duplicates has in common with the other, at least."""
MOST = 10
"""Rows of `near_duplicates` in which an article stands at most."""
TEXTS = 2_000
"""Texts that are held at once, about; those of `BATCH` pairs in words."""
SPLIT = r"^(train|training|test|testing|dev|val|valid|validation|eval|evaluation|holdout)(?:$|[-_. 0-9])"
"""A name that says of which split of a data set its articles are (in small letters)."""
ONE_SPLIT = {"training": "train", "testing": "test", "val": "validation", "valid": "validation", "eval": "evaluation"}
"""Other names of the same splits."""
BATCH = 250
"""Pairs that are compared together, so that a text that stands in several is parted into words once."""

C = pl.col
_PAIR = ("body", "other_body")
_SHARES = {"contained", "other_contained", "slots"}
COMPARED = pl.Schema({
    **dict.fromkeys(_PAIR, pl.UInt64()),
    **{name: pl.Float64() if name in _SHARES else pl.Int64() for name in Shared._fields},
})  # fmt: skip
"""Two bodies and what they share; of the two the representative of the first comes first."""


def compared(found: pl.DataFrame, places: pl.DataFrame, records: Spilled, shuffle: Shuffle) -> pl.DataFrame:
    """Return the candidates that are near duplicates, as COMPARED.

    Args:
        found: The candidates.
        places: What is known of the articles that have their bodies.
        records: The bodies of all articles.
        shuffle: Brings rows together.
    """
    if found.is_empty():
        return COMPARED.to_frame()
    likely = _likely(_ordered(found, places), places, records, shuffle)
    batched = batches.numbered(likely, BATCH)
    texts = batches.needed(likely, places, records)
    parts = [_compared(part, pairs) for part, pairs in batches.brought(batched, texts, shuffle, TEXTS)]
    return pl.concat([COMPARED.to_frame(), *parts]).sort(_PAIR)


def _likely(ordered: pl.DataFrame, places: pl.DataFrame, records: Spilled, shuffle: Shuffle) -> pl.DataFrame:
    """Return the candidates, in their order, without those that cannot share half of their shingles of five words."""
    others = ordered.filter(~C("likely")).select(_PAIR)
    if others.is_empty():
        return ordered
    looked_at = sketches.likely(others, batches.needed(others, places, records), shuffle).with_columns(kept=True)
    kept = ordered.join(looked_at, on=_PAIR, how="left", maintain_order="left")
    return kept.filter(C("likely") | C("kept"))


def _ordered(found: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Return the candidates in the order of their representatives, and the two of each so."""
    turns = places.filter(copy=0).select(KEY, "turn")
    both = found.join(turns, left_on="body", right_on=KEY).join(turns, left_on="other_body", right_on=KEY, suffix="_2")
    earlier = C("turn") < C("turn_2")
    ordered = both.select(
        body=pl.when(earlier).then("body").otherwise("other_body"),
        other_body=pl.when(earlier).then("other_body").otherwise("body"),
        turn=pl.min_horizontal("turn", "turn_2"), other_turn=pl.max_horizontal("turn", "turn_2"), likely="likely",
    ).sort("turn", "other_turn")  # fmt: skip
    return ordered.select(*_PAIR, "likely")


def _compared(known: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Compare the pairs of a batch, of which `known` has the texts."""
    texts = {body: Text(starts, own) for body, starts, own in known.select(KEY, "starts", "texts").iter_rows()}
    rows = []
    for body, other in pairs.select(_PAIR).iter_rows():
        if shared := compare(texts[body], texts[other], HALF):
            rows.append((body, other, *shared))
    return pl.DataFrame(rows, schema=COMPARED, orient="row")


def between_articles(compared: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Return frames.NEAR_DUPLICATES with `source, record, line` of its article, in the order of both articles.

    Articles of one body stand beside its representative, or one of another split; the representative alone stands
    beside other bodies. Of more than `MOST` rows
    of an article the best remain.
    """
    rows = pl.concat([_of_bodies(compared, places), _of_copies(places)])
    best = pl.max_horizontal("contained", "other_contained")
    worst = pl.min_horizontal("contained", "other_contained")
    ordered = rows.sort(best, worst, "shared_words", "turn", "other_turn", descending=[True, True, True, False, False])
    few = ordered.filter(_among_few(ordered)).sort("turn", best, "other_turn", descending=[False, True, False])
    named = few.with_columns(split=_split("source"), other_split=_split("other_source"))
    return NEAR_DUPLICATES.conform(named).with_columns(few["source", "record", "line"])


def _split(source: str) -> pl.Expr:
    """Return the split that the name of a file or of a folder around it says; the last such name counts."""
    names = C(source).str.to_lowercase().str.split("/").list.eval(pl.element().str.extract(SPLIT, 1))
    return names.list.drop_nulls().list.last().replace(ONE_SPLIT)


def _of_bodies(compared: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    first = places.filter(copy=0)
    one = first.select(KEY, "article", "turn", "source", "record", "line")
    other = first.select(KEY, other="article", other_turn="turn", other_source="source")
    joined = compared.join(one, left_on="body", right_on=KEY).join(other, left_on="other_body", right_on=KEY)
    return joined.select(*_SHARED, *_WHERE)


_SHARED = tuple(NEAR_DUPLICATES.schema)[:-2]
_WHERE = ("turn", "other_turn", "source", "record", "line", "other_source")


def _of_copies(places: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of articles of one body: each beside the representative, or one of another split."""
    known = places.with_columns(split=_split("source"))
    firsts = (
        known.drop_nulls("split")
        .group_by(KEY, maintain_order=True)
        .agg(split_1=C("split").first(), turn_1=C("turn").first())
    )
    known = known.join(firsts, on=KEY, how="left", maintain_order="left")
    apart = C("turn").filter(C("split") != C("split_1")).first().over(KEY)
    beside = (
        pl.when(C("split") != C("split_1")).then("turn_1")
        .when(C("split").is_not_null() & apart.is_not_null()).then(apart)
        .otherwise(C("turn").first().over(KEY))
    )  # fmt: skip
    beside_it = known.select("turn", "copy", beside=beside).filter(C("copy") > 0)
    ends = beside_it.select(turn=pl.min_horizontal("turn", "beside"), other_turn=pl.max_horizontal("turn", "beside"))
    other = places.select(
        other_turn="turn", other="article", other_start="start", other_end="end", other_source="source"
    )
    joined = ends.unique().join(places, on="turn").join(other, on="other_turn")
    whole = joined.with_columns(contained=pl.lit(1.0), other_contained=pl.lit(1.0), shared_words="words")
    return whole.select(*_SHARED, *_WHERE)


def _among_few(ordered: pl.DataFrame) -> pl.Series:
    """Tell which rows remain if none is taken any more of an article that has `MOST`; the best come first."""
    number = Counter[int]()
    kept = []
    for turn, other in ordered.select("turn", "other_turn").iter_rows():
        keep = number[turn] < MOST and number[other] < MOST
        if keep:
            number[turn] += 1
            number[other] += 1
        kept.append(keep)
    return pl.Series(kept, dtype=pl.Boolean)
