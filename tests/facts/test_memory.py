"""Texts are pointed to, not copied: an article of a megabyte has thousands of paragraphs."""

from __future__ import annotations

import polars as pl

from provenance.facts import slices, spans

LONG = "The ferry sailed. " * 10_000
SHORT = "It rained. It rained."


def held(texts: pl.Series) -> int:
    """Return the bytes of all that a column of texts points to (what Polars estimates counts a text many times)."""
    return int(texts.to_arrow(compat_level=pl.CompatLevel.newest()).get_total_buffer_size())


def in_two_files() -> pl.Series:
    """Return two texts as they come from two files: in two chunks."""
    texts = pl.concat([pl.Series("text", [LONG]), pl.Series("text", [SHORT])], rechunk=False)
    assert texts.n_chunks() == 2
    return texts


def test_a_text_that_is_taken_many_times_is_held_once() -> None:
    texts, number = in_two_files(), pl.Series([0, 1] * 500, dtype=pl.UInt32)
    taken = slices.at(texts, number)
    assert taken.to_list() == [LONG, SHORT] * 500
    assert held(taken) < 2 * len(LONG)
    assert held(texts.gather(number)) > 100 * len(LONG)  # else there is no need of `at`


def test_a_text_with_many_matches_is_held_once() -> None:
    found = spans.matches(in_two_files().to_frame().with_columns(again="text"), r"\bferry|rained\b")
    assert (found.height, {*found["again"].str.len_chars()}) == (10_002, {len(LONG), len(SHORT)})
    assert [found["again"][place] for place in (0, -1)] == [LONG, SHORT]  # all of them would be two gigabytes
    assert held(found["again"]) < 10 * len(LONG)
