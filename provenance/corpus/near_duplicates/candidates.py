"""Pairs of bodies that may share half of their words: those that have some of the same rare shingles.

A shingle is a run of words; of all shingles of an article those are looked at whose hash is small, so that two articles
look at the same ones (Broder, On the resemblance and containment of documents, 1997: the sketch modulo m, which
unlike the minimum of hashes shows that a short text lies within a long one).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from provenance.corpus.base import KEY, Shuffle
from provenance.corpus.near_duplicates import bodies
from provenance.storage.spill import Spilled

LONG = (1, 2, 4)
"""Of what a shingle that finds candidates is put together: eight words, more than people share by chance."""
SAMPLED = 32
"""Shingles of a body that are looked at, at least, as far as it has them."""
SLICE = 1 << 20
"""Bytes of texts that are parted into words at once, about: as words they weigh ten times as much."""
LEVELS = 4
"""How often the number of shingles is halved at most: of a very long article one in sixteen is looked at."""
CROWD = 12
"""Bodies with a shingle from which on not every pair of them is looked at: each goes with the first, and the next."""
SHARE = 0.15
"""Share of the shingles looked at that a candidate has in common. Half of the shingles of five words in common, with a
change every fifteen words, are a fifth of those of eight; the sample errs by half of that."""

C = pl.col
_PAIR = ("body", "other_body")
_MULTIPLIER = 0x9E3779B97F4A7C15 >> 1
_MOST = 2**64 - 1


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the shingles of a shard that are looked at: `key, body, level, sampled`.

    The key is the hash of the shingle; `level` tells how often their number was halved, `sampled` how many they are.
    """
    return sampled(bodies.paragraphs(found), LONG, bodies.SHORTEST)


def sampled(own: pl.DataFrame, widths: Sequence[int], shortest: int, number: int = SAMPLED) -> pl.DataFrame:
    """Return the shingles of texts that are looked at, as `keys`.

    Args:
        own: The texts in parts, in their order: `row` and `text`. Equal texts are known by one hash (`bodies.hashes`).
        widths: How a shingle is put together: (1, 2, 4) of one word, two, four makes eight.
        shortest: How many words a text has at least.
        number: How many shingles of a text are looked at, at least.
    """
    parts = [_sampled(part, widths, shortest, number) for part in _slices(own)]
    once = pl.concat(parts).unique([KEY, "body"])
    return once.with_columns(sampled=pl.len().over("body").cast(pl.UInt32))


def _slices(own: pl.DataFrame) -> list[pl.DataFrame]:
    """Return texts in slices of about `SLICE` bytes, each text whole; there is one at least."""
    sized = own.with_columns(slice=C("text").str.len_bytes().cast(pl.Int64).cum_sum() // SLICE)
    whole = sized.with_columns(C("slice").first().over("row"))
    return whole.partition_by("slice", maintain_order=True, include_key=False) or [own]


def _sampled(own: pl.DataFrame, widths: Sequence[int], shortest: int, number: int) -> pl.DataFrame:
    """Return the shingles of a slice of texts that are looked at: `key, body, level`, one row for each of a row.

    Those whose first half has a small hash, so that the others need not be put together.
    """
    own = own.with_columns(C("row") - C("row").min())
    words = own.select("row", word=bodies.spaced(own).str.to_lowercase().str.split(" "))
    looked = _looked_at(words, shortest, number)
    each = words.explode("word")
    half = _runs(each["word"].hash(0), widths[:-1])
    starts = (half < looked["limit"].gather(each["row"])).arg_true()
    starts = starts.filter(starts + sum(widths) < each.height)
    starts = starts.filter(each["row"].gather(starts) == each["row"].gather(starts + sum(widths)))
    joined = half.gather(starts) * _MULTIPLIER + half.gather(starts + widths[-1])
    few = pl.DataFrame({"row": each["row"].gather(starts), KEY: joined.hash(0)}).join(looked, on="row")
    return few.join(bodies.hashes(own), on="row").select(KEY, "body", "level")


def _runs(words: pl.Series, widths: Sequence[int]) -> pl.Series:
    """Return the hash of the run of words that begins with each word, from the hashes of the words."""
    hashed = words.to_frame("run")
    for width in widths:
        hashed = hashed.select(run=C("run") * _MULTIPLIER + C("run").shift(-width))
    return hashed.to_series()


def _looked_at(words: pl.DataFrame, shortest: int, number: int) -> pl.DataFrame:
    """Return for the row of every article the level, and the limit below which hashes of its shingles are looked at."""
    counted = words.group_by("row").agg(number=C("word").list.len().sum())
    rows = pl.int_range(words.select(C("row").max().fill_null(0)).item() + 1, eager=True, dtype=pl.UInt32)
    level = (C("number") / number).log(2).clip(0, LEVELS)
    limits = pl.Series([_MOST >> level for level in range(LEVELS + 1)], dtype=pl.UInt64)
    known = rows.to_frame("row").join(counted, on="row", how="left", maintain_order="left")
    known = known.with_columns(C("number").fill_null(0))
    levels = known.select("row", "number", level=level.cast(pl.UInt8))
    limit = pl.when(C("number") >= shortest).then(limits.gather(levels["level"])).otherwise(0)
    return levels.select("row", "level", limit=limit)


def pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of bodies that have shingles in common: `key, body, other_body, shared, least`.

    The key is that of the pair; `least` is how many of the shingles of the shorter one both look at.
    """
    once = rows.filter(C(KEY).is_duplicated()).unique([KEY, "body"]).sort(KEY, "body")
    crowd = pl.len().over(KEY)
    once = once.with_columns(crowded=crowd > CROWD, first=pl.int_range(pl.len()).over(KEY) == 0)
    next_ones = [_with_next(once, distance) for distance in range(1, CROWD)]
    leaders = once.filter(C("crowded") & C("first")).select(
        KEY, other_body="body", other_level="level", other_sampled="sampled"
    )
    to_leader = once.filter(C("crowded") & ~C("first")).join(leaders, on=KEY)
    found = pl.concat([*next_ones, to_leader.select(next_ones[0].columns)])
    ordered = found.select(body=pl.min_horizontal(_PAIR), other_body=pl.max_horizontal(_PAIR), least=least())
    counted = ordered.group_by(_PAIR).agg(shared=pl.len().cast(pl.UInt32), least=C("least").first())
    return counted.select(pl.struct(_PAIR).hash(0).alias(KEY), *_PAIR, "shared", "least")


def least() -> pl.Expr:
    """Return how many shingles both bodies of a pair look at, of the one that has fewer; of `level` and `sampled`."""
    coarser = pl.max_horizontal("level", "other_level")
    return pl.min_horizontal(C(f"{of}sampled") / pl.lit(2.0).pow(coarser - C(f"{of}level")) for of in ("", "other_"))


def _with_next(once: pl.DataFrame, distance: int) -> pl.DataFrame:
    """Return each body with the one that stands so many behind it under the same key; in a crowd only the next."""
    same = C(KEY) == C(KEY).shift(-distance)
    near = same if distance == 1 else same & ~C("crowded")
    others = [C(name).shift(-distance).alias(f"other_{name}") for name in ("body", "level", "sampled")]
    return (
        once.with_columns(others, near=near)
        .filter("near")
        .select(KEY, "body", "level", "sampled", "other_body", "other_level", "other_sampled")
    )


def found(rows: Spilled, shuffle: Shuffle) -> pl.DataFrame:
    """Return the candidates, from what `pairs` gave for all shingles: `body, other_body, likely`, in their order.

    `likely` are those of which half of the shingles of eight words are shared, so that of the shorter ones more are.
    """
    parts = [_enough(part) for part in shuffle(rows.each(), KEY, rows.height)]
    return pl.concat(parts).sort(_PAIR)


def _enough(part: pl.DataFrame) -> pl.DataFrame:
    counted = part.group_by(_PAIR).agg(C("shared").sum(), C("least").first())
    return counted.filter(C("shared") >= C("least") * SHARE).select(*_PAIR, likely=C("shared") >= C("least") / 2)
