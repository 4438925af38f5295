"""Rows sorted and brought together on disk are those sorted and brought together in memory."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.storage import external

WORDS = st.one_of(st.none(), st.text("ab", max_size=2))
ROWS = st.lists(st.tuples(WORDS, st.one_of(st.none(), st.integers(-2, 2))), max_size=60)
SCHEMA = {"word": pl.String, "number": pl.Int64}


@pytest.fixture(scope="module", autouse=True)
def few_rows():
    """Have a few rows be many."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(external, "PARTITION", 8)
        patch.setattr(external, "SAMPLED", 2)
        yield


def frames(rows, size=5):
    return [pl.DataFrame(rows[at : at + size], schema=SCHEMA, orient="row") for at in range(0, len(rows), size)]


@given(ROWS)
@settings(max_examples=25)
def test_the_order_is_that_of_all_rows_at_once_and_equal_ones_keep_theirs(rows):
    numbered = [
        frame.with_columns(came=pl.Series(range(n * 5, n * 5 + frame.height))) for n, frame in enumerate(frames(rows))
    ]
    found = list(external.in_order(numbered, ["word", "number"]))
    if rows:
        whole = pl.concat(numbered).sort("word", "number", nulls_last=True, maintain_order=True)
        assert pl.concat(found).equals(whole)
        assert all(frame.height < 3 * external.PARTITION for frame in found)


@given(ROWS, ROWS)
@settings(max_examples=25)
def test_all_rows_of_a_key_are_in_one_partition_of_every_table(left, right):
    empty = pl.DataFrame(schema=SCHEMA)
    sides = {"left": [empty, *frames(left)], "right": [empty, *frames(right)]}
    parts = list(external.paired(sides, pl.col("word"), 60))
    assert len(parts) == 8
    for name, rows in (("left", left), ("right", right)):
        words = [set(part[name]["word"].fill_null("")) for part in parts]
        assert sum(map(len, words)) == len(set().union(*words))
        assert sorted(map(str, pl.concat(part[name] for part in parts).rows())) == sorted(map(str, rows))


@given(st.lists(st.integers(0, 7), max_size=6), st.integers(1, 5))
@settings(max_examples=25)
def test_slices_are_of_one_size_but_for_the_last(heights, size):
    made = [
        pl.DataFrame({"number": [start] * height}, schema={"number": pl.Int64}) for start, height in enumerate(heights)
    ]
    found = list(external.slices(made, size))
    assert all(frame.height == size for frame in found[:-1])
    assert bool(found) == bool(made)
    if made:
        assert pl.concat(found).equals(pl.concat(made))
