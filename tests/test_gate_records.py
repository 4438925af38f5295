"""What the gate holds of the records of a corpus: a byte each, whatever order they come in."""

import gc
import re
from pathlib import Path
from threading import Thread
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.errors import UsageError
from provenance.gate import ledger as ledgers
from provenance.gate.by_file import ByFile, InOrder
from provenance.gate.contents import SideOf
from provenance.gate.ledger import ACCEPTED, QUARANTINE, Ledger, Placement, Row
from provenance.gate.verdicts import Records

RECORDS = st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.integers(0, 40)), max_size=30)
PLACES = {
    Placement(ACCEPTED): ACCEPTED, Placement(QUARANTINE): QUARANTINE, Placement(QUARANTINE, clashes=True): QUARANTINE,
    Placement(ACCEPTED, known=True): None, Placement(QUARANTINE, known=True): None,
}  # fmt: skip


@given(RECORDS, RECORDS)
def test_records_are_a_set(there: list[tuple[str, int | None]], asked: list[tuple[str, int | None]]) -> None:
    records = Records()
    records.update(there)
    frame = pl.DataFrame(asked, schema={"source": pl.String, "record": pl.Int64}, orient="row")
    assert records.mask(frame).to_list() == [row in set(there) for row in asked]


@given(st.dictionaries(st.integers(0, 30), st.sampled_from(sorted(PLACES))))
def test_the_sides_are_those_of_the_records_that_are_new(placed: dict[int, Placement]) -> None:
    side_of = SideOf()
    for record, place in placed.items():
        side_of.put(record, place)
    new = {record: PLACES[place] for record, place in sorted(placed.items()) if PLACES[place]}
    assert list(side_of.items()) == list(new.items())
    assert len(side_of) == len(new)
    assert set(side_of.kinds) == {(place.side, place.known) for place in placed.values()}
    without = {record: side for record, side in new.items() if side == QUARANTINE}
    assert dict(side_of.but_for(ACCEPTED)) == without
    assert all(side_of.get(record) == new.get(record) for record in (-1, None, *range(40)))


def test_a_file_that_is_one_record_has_a_side() -> None:
    side_of = SideOf()
    side_of.put(None, Placement(QUARANTINE))
    assert dict(side_of) == {None: QUARANTINE}
    assert side_of.kinds == [(QUARANTINE, False)]


ROWS = [("b", 2), ("b", 3), ("a", 0), ("c", None), ("b", 1), ("b", 0), ("d", 7)]


@pytest.mark.parametrize("size", [2, 3, 7])
def test_rows_are_found_by_their_file_in_the_order_of_its_records(size: int) -> None:
    whole = pl.DataFrame(ROWS, schema={"source": pl.String, "record": pl.Int64}, orient="row").with_row_index("row")
    chunks = [whole.slice(start, size) for start in range(0, whole.height, size)]
    read: list[int] = []

    def chunk(number: int) -> pl.DataFrame:
        read.append(number)
        return chunks[number]

    by_file = ByFile(chunks, chunk)
    assert set(by_file.sources) == {"a", "b", "c", "d"}
    assert not read
    rows = {source: [row for frame in by_file.of(source) for row in frame["row"]] for source in "abcde"}
    assert rows == {"a": [2], "b": [5, 4, 0, 1], "c": [3], "d": [6], "e": []}
    assert ("b" in by_file, "e" in by_file) == (True, False)


def test_rows_of_many_files_in_a_chunk_are_those_of_each() -> None:
    sources = [f"{number * 7 % 500}.txt" for number in range(500) for _ in range(2)]
    chunk = pl.DataFrame({"source": sources, "record": [0, 1] * 500}).with_row_index("row")
    by_file = ByFile([chunk], [chunk].__getitem__)
    for place, source in enumerate(sources[::2]):
        assert [frame["row"].to_list() for frame in by_file.of(source)] == [[2 * place, 2 * place + 1]]


def test_the_one_record_that_a_file_is_comes_before_numbered_ones() -> None:
    frame = pl.DataFrame({"record": [None, 0, 1]}, schema={"record": pl.Int64})
    assert list(InOrder([frame]).before(None)) == []
    assert list(InOrder([frame]).before(0)) == [(None,)]
    assert list(InOrder([frame.slice(1)]).before(None)) == []
    chunks = [frame.slice(1).with_columns(source=pl.lit("a")), frame.head(1).with_columns(source=pl.lit("a"))]
    in_order = ByFile(chunks, chunks.__getitem__).of("a")
    assert [record for part in in_order for record in part["record"]] == [None, 0, 1]


def test_rows_are_asked_for_one_after_another() -> None:
    rows = InOrder(
        [
            pl.DataFrame({"record": [1, 2, 5], "x": ["one", "two", "five"]}),
            pl.DataFrame({"record": [9000], "x": "last"}),
        ]
    )
    assert rows.of(0) is None
    assert rows.of(1) == (1, "one")
    assert [row[0] for row in rows.before(5)] == [2]
    assert rows.of(5) == (5, "five")
    assert list(rows.before(9000)) == []
    assert [row[0] for row in rows.rest()] == [9000]
    assert rows.of(9000) is None


def _row(number: int) -> Row:
    return Row(ACCEPTED, f"a{number}", f"d{number}", "week.jsonl")


@pytest.mark.parametrize(("before", "after"), [(0, 0), (2, 3), (4, 9), (5, 6), (12, 4)])
def test_what_a_damaged_file_noted_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int, after: int
) -> None:
    monkeypatch.setattr(ledgers, "_BATCH", 5)
    ledger = Ledger([], {})
    for number in range(before):
        ledger.add(_row(number))
    mark = ledger.mark()
    for number in range(before, before + after):
        ledger.add(_row(number))
    ledger.go_back(mark)
    ledger.add(_row(99))
    ledger.write(tmp_path / "x" / "rows.parquet")
    assert pl.read_parquet(tmp_path / "x/rows.parquet").rows() == [*map(_row, range(before)), _row(99)]


def test_a_ledger_holds_less_than_a_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledgers, "_BATCH", 300)
    ledger = Ledger([], {})
    begun = ledger.mark()
    for number in range(1, 700):
        ledger.add(_row(number))
        assert ledger.mark() == (begun.chunks + number // 300, number % 300)


def test_a_ledger_is_written_beside_others(tmp_path: Path) -> None:
    for number in range(2):
        ledger = Ledger([], {})
        ledger.add(_row(number))
        ledger.write(tmp_path / "records" / f"{number}.parquet")
    assert pl.read_parquet(tmp_path / "records").rows() == [_row(0), _row(1)]


def kept(home: Path, *runs: str) -> Any:
    """Return a target with the records of earlier runs; each let in a record with its name as id, and one without id."""
    (home / "week.jsonl").touch()
    for run in runs:
        ledger = Ledger([], {})
        ledger.add(Row(ACCEPTED, run, f"of {run}", "week.jsonl"))
        ledger.add(Row(ACCEPTED, None, f"bytes of {run}", "week.jsonl"))
        ledger.write(home / ledgers.FOLDER / f"{run}.parquet")
    return SimpleNamespace(home=home, kept=SimpleNamespace(names=runs), folders={ACCEPTED: home, QUARANTINE: home})


def test_a_ledger_takes_up_what_concerns_the_input(tmp_path: Path) -> None:
    incoming = [pl.Series(["tuesday", None]), pl.Series(["monday", "sunday"])]
    ledger = Ledger.of(kept(tmp_path, "monday", "tuesday"), incoming)
    for run, known in (("monday", True), ("tuesday", True), ("sunday", False)):
        assert ledger.place(run, f"of {run}", passed=True) == Placement(ACCEPTED, known=known)
        assert ledger.place(None, f"bytes of {run}", passed=True) == Placement(ACCEPTED, known=known)
    assert Ledger.of(kept(tmp_path), incoming).place("monday", "of monday", passed=True) == Placement(ACCEPTED)


def test_records_of_earlier_runs_that_cannot_be_read_are_told(tmp_path: Path) -> None:
    target = kept(tmp_path, "monday", "tuesday")
    for damage in (Path.unlink, lambda place: place.write_bytes(b"PAR1")):
        damage(tmp_path / ledgers.FOLDER / "tuesday.parquet")
        told = f"{tmp_path / ledgers.FOLDER}: the records of earlier runs cannot be read: "
        with pytest.raises(UsageError, match=re.escape(told)):
            Ledger.of(target, [pl.Series(["monday"])])


def test_a_record_is_known_by_its_id_or_else_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "week.jsonl").touch()
    rows = [
        Row(ACCEPTED, "one", "1", "week.jsonl"), Row(ACCEPTED, None, "2", "week.jsonl"),
        Row(QUARANTINE, "three", "3", "week.jsonl"), Row(ACCEPTED, "gone", "4", "removed.jsonl"),
    ]  # fmt: skip
    earlier = [pl.DataFrame([row], schema=ledgers.SCHEMA, orient="row") for row in rows]
    ledger = Ledger(earlier, {ACCEPTED: tmp_path, QUARANTINE: tmp_path})
    known = Placement(ACCEPTED, known=True)
    assert ledger.place("one", "1", passed=True) == known
    assert ledger.place("one", "x", "1", passed=True) == known
    assert ledger.place("one", "x", passed=True) == Placement(QUARANTINE, clashes=True)
    assert ledger.place("one", "1", passed=False) == Placement(QUARANTINE)
    assert ledger.place(None, "2", passed=True) == known
    assert ledger.place(None, "x", "2", passed=True) == known
    assert ledger.place(None, "1", passed=True) == Placement(ACCEPTED)
    assert ledger.place("three", "3", passed=False) == Placement(QUARANTINE, known=True)
    assert ledger.place("three", "3", passed=True) == Placement(ACCEPTED)
    assert ledger.place("gone", "5", passed=True) == Placement(ACCEPTED)


@pytest.mark.parametrize("record", [None, 0, 700])
def test_a_record_is_asked_for_by_its_number(record: int | None) -> None:
    rows = InOrder([pl.DataFrame({"record": [record], "x": ["one"]}, schema={"record": pl.Int64, "x": pl.String})])
    assert list(rows.before(record)) == []
    assert rows.of(None if record is None else int(str(record))) == (record, "one")
    assert list(rows.rest()) == []


def test_a_ledger_may_come_to_its_end_in_any_thread() -> None:
    ledgers_held = [Ledger([], {})]
    thread = Thread(target=ledgers_held.clear)  # what a finalizer cannot do becomes a warning, an error here
    thread.start()
    thread.join()
    gc.collect()
    assert not ledgers_held
