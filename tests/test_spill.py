"""What waits on disk, and what is too small for it."""

from __future__ import annotations

import io

import polars as pl
import pytest

from provenance.pipeline.cache import packed, unpacked
from provenance.storage import spill
from provenance.storage.spill import SMALL, Spilled


def frame(*numbers: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"n": numbers, "text": [f"line {n}" for n in numbers]}, schema={"n": pl.Int64, "text": pl.String}
    )


def spilled_in(chunks: list[range]) -> Spilled:
    spilled = Spilled()
    for numbers in chunks:
        spilled.add(frame(*numbers))
    return spilled


NONE, SOME, MORE, LONG = range(0), range(2), range(2, 5), range(SMALL + 1)


@pytest.mark.parametrize(
    ("chunks", "files"),
    [
        ([NONE], 0), ([SOME], 0), ([NONE, SOME, NONE], 0), ([SOME, MORE], 1), ([NONE, SOME, NONE, MORE, SOME], 1),
        ([LONG], 1),
    ],
)  # fmt: skip
def test_a_file_is_made_for_what_is_long_and_for_the_second_chunk_with_rows(monkeypatch, chunks, files):
    made: list[io.BytesIO] = []
    monkeypatch.setattr(spill.tempfile, "TemporaryFile", lambda **_: made.append(io.BytesIO()) or made[-1])
    spilled = spilled_in(chunks)
    assert len(made) == files
    assert [chunk.rows() for chunk in spilled] == [frame(*numbers).rows() for numbers in chunks]
    assert spilled.chunk(0, ["text", "n"]).equals(frame(*chunks[0]).select("text", "n"))
    assert spilled.scan().collect().equals(spilled.frame())
    assert spilled.height == sum(map(len, chunks))


def test_what_is_read_may_be_changed_and_stays_as_it_was():
    spilled = Spilled.of(frame(1))
    spilled.chunk(0).insert_column(0, pl.Series("new", [0]))
    assert spilled.frame().columns == ["n", "text"]


@pytest.mark.parametrize("chunks", [[NONE], [SOME], [NONE, SOME, NONE], [SOME, NONE, MORE]])
def test_a_cache_keeps_what_is_held_in_memory_as_it_keeps_what_is_not(chunks):
    spilled = spilled_in(chunks)
    frames = unpacked(io.BytesIO(b"".join(packed({"a": spilled, "b": spilled}))))
    assert frames is not None
    for kept in frames.values():
        assert [chunk.rows() for chunk in kept] == [chunk.rows() for chunk in spilled]
