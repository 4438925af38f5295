"""Pairs of bodies in batches, and what each batch has to know of its bodies: never of all of them at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

import polars as pl

from provenance.corpus.base import KEY, Shuffle
from provenance.storage.spill import Spilled

C = pl.col
_PAIR = ("body", "other_body")


def numbered(pairs: pl.DataFrame, size: int) -> pl.DataFrame:
    """Return the pairs with the number of their batch, so many pairs each: `batch, body, other_body`."""
    return pairs.select((pl.int_range(pl.len(), dtype=pl.UInt64) // size).alias("batch"), *_PAIR)


def needed(pairs: pl.DataFrame, places: pl.DataFrame, records: Spilled) -> Iterator[pl.DataFrame]:
    """Yield the texts of the bodies that pairs name, each once: `key, starts, texts`.

    Args:
        pairs: `body, other_body`.
        places: What is known of the articles that have these bodies.
        records: The bodies of all articles.
    """
    bodies = pl.concat([pairs["body"], pairs["other_body"]]).unique()
    first = places.filter(C("copy") == 0, C(KEY).is_in(bodies.implode())).select("source", "record")
    for rows in records.each((KEY, "source", "record", "starts", "texts")):
        yield rows.join(first, on=["source", "record"], how="semi", nulls_equal=True).select(KEY, "starts", "texts")


def brought(
    batched: pl.DataFrame, known: Iterable[pl.DataFrame], shuffle: Shuffle, at_once: int
) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield for each batch what is known of its bodies, each body once, and its pairs.

    Args:
        batched: The pairs, as `numbered`.
        known: What is known of bodies, a row each, by `key`.
        shuffle: Brings rows together.
        at_once: How many of these rows are held at once, about.
    """
    asked = pl.concat(batched.select("batch", key=side) for side in _PAIR).unique()
    sides = Spilled.of_each(_answered(asked, known, shuffle, at_once))
    for part in shuffle(sides.each(), "batch", sides.height, at_once):
        here = batched.filter(C("batch").is_in(part["batch"].unique().implode()))
        pairs = here.partition_by("batch", as_dict=True)
        for number, rows in part.partition_by("batch", as_dict=True).items():
            yield rows, pairs[number]


def _answered(
    asked: pl.DataFrame, known: Iterable[pl.DataFrame], shuffle: Shuffle, at_once: int
) -> Iterator[pl.DataFrame]:
    """Yield what is known of each body that a batch asks for: `batch`, and the columns of `known`."""
    rows = iter(known)
    first = next(rows)
    columns = ["batch", *first.columns]
    asking = pl.concat([asked, first.clear()], how="diagonal").select(columns)
    answers = (each.with_columns(batch=pl.lit(None, pl.UInt64)).select(columns) for each in chain([first], rows))
    total = asked.height + asked[KEY].n_unique()
    for part in shuffle(chain([asking], answers), KEY, total, at_once):
        answer = part.filter(C("batch").is_null()).drop("batch")
        yield part.drop_nulls("batch").select("batch", KEY).join(answer, on=KEY).select(columns)
