"""What Polars prints of a panic is not shown where the panic is told as what it means for a file."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import polars as pl
import pytest

from provenance.formats.parquet import rows as tables
from provenance.storage import native_output
from provenance.storage.native_output import held_back
from tests.readers.test_read_jsonl import gathered


class PanicError(Exception):
    """A panic, as far as these tests go."""


def ended(word: bytes, error: type[BaseException] = PanicError) -> None:
    """Print and raise, while panics are held back."""
    with held_back(PanicError):
        os.write(2, word)
        raise error


@pytest.fixture(autouse=True)
def _fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native_output, "_hold", native_output._Hold())


def test_what_has_been_told_is_dropped_and_the_rest_is_handed_on(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(PanicError):
        ended(b"panicked")
    with held_back(PanicError):
        os.write(2, b"a warning, ")
    with pytest.raises(OSError, match=r"^$"):
        ended(b"an error, ", OSError)
    os.write(2, b"the end")
    assert capfd.readouterr().err == "a warning, an error, the end"


def test_the_last_thread_gives_the_descriptor_back(capfd: pytest.CaptureFixture[str]) -> None:
    inside, out = threading.Event(), threading.Event()

    def other() -> None:
        with held_back(PanicError):
            inside.set()
            out.wait(10)

    thread = threading.Thread(target=other)
    thread.start()
    inside.wait(10)
    with pytest.raises(PanicError):
        ended(b"panicked")
    os.write(2, b", and on the way out")
    out.set()
    thread.join()
    os.write(2, b"seen")
    assert capfd.readouterr().err == "seen"


def test_a_process_that_ends_says_so(capfd: pytest.CaptureFixture[str]) -> None:
    with held_back(PanicError):
        sys.stderr.write("before, ")
        native_output.let_through()
    with held_back(PanicError):
        os.write(2, b"interrupted")
        assert capfd.readouterr().err == "before, interrupted"


def test_a_descriptor_that_was_closed_is_left_alone(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "__stderr__", None)  # as Python has it then; 2 may be that of a file of the corpus
    with pytest.raises(PanicError):
        ended(b"written")
    assert capfd.readouterr().err == "written"


@pytest.mark.parametrize("read", ["scan", "collect"])
def test_a_panic_while_parquet_is_read_is_a_finding_only(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, read: str
) -> None:
    pl.DataFrame({"id": ["a"], "text": ["The council met."]}).write_parquet(tmp_path / "a.parquet")
    rows, why = pl.LazyFrame.collect, "left is not right"

    def panicking(*given: object, **options: object) -> object:
        names = given[0].collect_schema().names() if read == "collect" else []  # type: ignore[attr-defined]
        if names == ["len"] or "detail" in names:  # of its rows, and of the errors that are told, no file is read
            return rows(*given, **options)  # type: ignore[arg-type]
        os.write(2, b"thread 'async-executor-0' panicked")
        raise pl.exceptions.PanicException(why)

    if read == "scan":
        monkeypatch.setattr(tables.parquet, "scan", panicking)
    else:
        monkeypatch.setattr(pl.LazyFrame, "collect", panicking)
    reading = gathered(tmp_path / "a.parquet")
    monkeypatch.undo()
    assert reading.read_errors["kind"].to_list() == ["unreadable"]
    assert why in reading.read_errors["detail"][0]
    assert capfd.readouterr().err == ""
