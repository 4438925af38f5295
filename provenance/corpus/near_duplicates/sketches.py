"""Candidates that cannot be near duplicates, by samples of their shingles, so that their texts need not be read.

Texts made of one set of phrases share runs of eight words with many others, and half of their words with few.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import polars as pl

from provenance.corpus.base import KEY, Shuffle
from provenance.corpus.near_duplicates import batches, candidates
from provenance.frames import ROW

WIDTHS = (1, 2, 1)
"""Of what a shingle is put together: five words, as those that pairs are compared by."""
NUMBER = 256
"""Shingles of a body that are looked at, at least, as far as it has them."""
BATCH = 2_500
"""Pairs that are looked at together."""
TEXTS = 1_000
"""Texts that are hashed at once."""
SKETCHES = 5_000
"""Sketches that are held at once, about."""
ERRORS = 3.0
"""Standard errors that a sample may lie below one half: of a thousand near duplicates it loses one."""

C = pl.col


def likely(pairs: pl.DataFrame, texts: Iterable[pl.DataFrame], shuffle: Shuffle) -> pl.DataFrame:
    """Return the pairs that may share half of the shingles of one of them: `body, other_body`, in their order.

    Args:
        pairs: `body, other_body`.
        texts: The texts of their bodies: `key, texts`.
        shuffle: Brings rows together.
    """
    numbered = batches.numbered(pairs, BATCH)
    parts = [_likely(*each) for each in batches.brought(numbered, _sketches(texts), shuffle, SKETCHES)]
    return pairs.join(pl.concat(parts), on=pairs.columns, how="semi", maintain_order="left")


def _sketches(texts: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """Yield of each body the shingles that are looked at: `key, level, sketch`."""
    for rows in (part for each in texts for part in each.iter_slices(TEXTS)):
        own = rows.select("texts").with_row_index(ROW).explode("texts").rename({"texts": "text"})
        found = candidates.sampled(own, WIDTHS, 0, NUMBER).rename({KEY: "shingle", "body": KEY})
        yield found.group_by(KEY).agg(C("level").first(), sketch=C("shingle"))


def _likely(known: pl.DataFrame, pairs: pl.DataFrame) -> pl.DataFrame:
    """Return the pairs of a batch that are likely; one with a body of too few distinct shingles to look at is."""
    one = known.select(C(KEY).alias("body"), "level", "sketch", sampled=C("sketch").list.len())
    other = one.select(pl.all().name.prefix("other_"))
    both = pairs.join(one, on="body", how="left").join(other, on="other_body", how="left")
    shared = C("sketch").list.set_intersection("other_sketch").list.len()
    least = candidates.least()
    enough = shared >= least / 2 - ERRORS * least.sqrt() / 2
    return both.filter(enough.fill_null(value=True)).select(pairs.columns)
