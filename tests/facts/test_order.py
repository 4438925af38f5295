"""Facts are found in the order that they declare, and the declarations leave nothing open that matters."""

from datetime import UTC, datetime
from itertools import product

import polars as pl
import pytest

from provenance import facts, frames
from provenance.errors import PluginError
from provenance.facts.base import PARAGRAPHS, Fact
from provenance.facts.order import all_behind, declared, stand_behind


def test_each_fact_stands_behind_what_it_needs_and_what_it_yields_to():
    there = {"records"}
    for fact in declared():
        assert {*fact.needs, *fact.yields_to} <= there, fact.name
        there |= {fact.name, *fact.gives}


def test_who_looks_at_paragraphs_before_or_behind_who_marks_some_is_declared():
    behind = stand_behind(declared())
    readers = [fact.name for fact in declared() if PARAGRAPHS in fact.needs]
    markers = [fact.name for fact in declared() if fact.marks]
    assert len(markers) > 4
    for reader, marker in product(readers, markers):
        known = reader == marker or reader in all_behind(marker, behind) or marker in all_behind(reader, behind)
        assert known, f"does {reader} yield to {marker}?"


def nothing(*_: object) -> pl.DataFrame:
    return pl.DataFrame()


@pytest.mark.parametrize(
    ("fact", "sentence"),
    [
        (Fact(name="bells", find=nothing, needs=("paragraph",)), "the fact bells names paragraph, which no fact gives"),
        (Fact(name="bells", find=nothing, before=("taggs",)), "the fact bells names taggs, which no fact gives"),
        (Fact(name="bells", find=nothing, gives=("posts",)), "two facts give the table posts: posts and bells"),
        (Fact(name="records", find=nothing), "two facts give the table records"),
    ],
)
def test_a_fact_that_does_not_fit_is_named(fact, sentence):
    with pytest.raises(PluginError, match=sentence):
        stand_behind([*declared(), fact])


def test_a_fact_that_does_not_number_its_articles_is_named(monkeypatch):
    monkeypatch.setattr(facts, "declared", lambda: (Fact(name="days_off", find=nothing, frame=frames.DATES),))
    with pytest.raises(PluginError, match="the fact days_off gives a table without row, the number of the article"):
        facts.find(frames.RECORDS.empty(), {}, datetime(2024, 6, 1, tzinfo=UTC))


def test_frames_of_facts_are_numbered_and_no_others():
    numbered = {frame.name for frame in frames.EXTRACTED if frames.is_numbered(frame)}
    assert numbered == {fact.frame.name for fact in declared() if fact.frame is not None} - {"articles"}


def test_numbers_of_rows_are_not_published():
    assert [name for name, frame in frames.FRAMES.items() if frames.ROW in frame.schema] == []
    assert dict(frames.CAPTIONS.in_shard) == {
        **{name: dtype for name, dtype in frames.CAPTIONS.schema.items() if name != "article"}, frames.ROW: pl.UInt32()
    }  # fmt: skip


def test_a_fact_may_stand_before_another():
    fact = Fact(name="bells", find=nothing, before=("captions",))
    assert "bells" in stand_behind([*declared(), fact])["captions"]
