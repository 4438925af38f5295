"""How the gate counts and sets aside files whose records cannot be told apart."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from provenance import formats
from provenance.errors import UsageError
from provenance.formats import File, snapshots
from provenance.gate.by_file import InOrder
from provenance.gate.contents import KNOWN, UNREADABLE, WITHOUT_ARTICLE, Contents
from provenance.gate.ledger import ACCEPTED, QUARANTINE, Ledger, Placement
from provenance.gate.split import Copier
from provenance.storage.targets import Mode


@pytest.fixture
def file(tmp_path: Path) -> File:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/week.jsonl").write_text('{"text": "The council met', encoding="utf-8")
    (file,) = formats.listing([tmp_path / "in/week.jsonl"]).files
    return file


def copier(
    home: Path, *, earlier: tuple[pl.DataFrame, ...] = (), passes: bool = False, mode: Mode = Mode.APPEND
) -> Copier:
    """Return what copies to the stages of a target whose sides are folders in `home`."""
    folders = {side: home / side for side in (ACCEPTED, QUARANTINE)}
    target: Any = SimpleNamespace(
        run="monday", mode=mode, folders=folders, stage=lambda side: home / f"stage-{side}", scratch=lambda _: home / "scratch"
    )  # fmt: skip
    verdicts: Any = SimpleNamespace(any_passes=lambda _: passes)
    return Copier(target, verdicts, Ledger(earlier, folders), {})


def staged(home: Path) -> list[str]:
    return [path.relative_to(home).as_posix() for path in home.glob("stage-*/**/*") if path.is_file()]


def test_a_file_that_cannot_be_copied_is_counted(tmp_path: Path, file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "take", lambda *_: None)
    copying = copier(tmp_path)
    for number in (1, 2):
        copying.copy(file)
        assert copying.counts == {UNREADABLE: number}
    assert staged(tmp_path) == []


@pytest.mark.parametrize("records", [1, 3])
def test_a_damaged_file_of_which_nothing_passes_is_set_aside_once(tmp_path: Path, file: File, records: int) -> None:
    data, copying = Path(file.path).read_bytes(), copier(tmp_path)
    copying._set_damaged_aside(file, records)
    assert copying.counts == {QUARANTINE: records, WITHOUT_ARTICLE: records, KNOWN: 0}
    assert staged(tmp_path) == ["stage-quarantine/week.jsonl"]
    assert (tmp_path / "stage-quarantine/week.jsonl").read_bytes() == data
    copying.ledger.write(tmp_path / "rows.parquet")
    (tmp_path / "stage-quarantine").rename(tmp_path / "quarantine")
    Path(file.path).write_bytes(data)
    again = copier(tmp_path, earlier=(pl.read_parquet(tmp_path / "rows.parquet"),))
    again._set_damaged_aside(file, records)
    assert again.counts == {QUARANTINE: records, WITHOUT_ARTICLE: records, KNOWN: records}
    assert staged(tmp_path) == []


@pytest.mark.parametrize(("records", "passes", "counted"), [(0, False, 1), (0, True, 1), (1, True, 1), (3, True, 3)])
def test_a_damaged_file_of_which_something_passes_or_nothing_is_known_is_counted(
    tmp_path: Path, file: File, records: int, counted: int, *, passes: bool
) -> None:
    copying = copier(tmp_path, passes=passes)
    copying._set_damaged_aside(file, records)
    assert copying.counts == {UNREADABLE: counted}
    assert staged(tmp_path) == []


@pytest.mark.parametrize(
    ("mode", "taken"), [(Mode.NEW, False), (Mode.NEW, True), (Mode.APPEND, False), (Mode.APPEND, True)]
)
def test_a_file_bears_the_name_of_the_run_where_its_own_is_taken(
    tmp_path: Path, file: File, mode: Mode, *, taken: bool
) -> None:
    for side in (ACCEPTED, QUARANTINE):
        (tmp_path / side).mkdir()
        if taken:
            (tmp_path / side / "week.jsonl").symlink_to(tmp_path / "nowhere")  # what it is does not matter
    copying = copier(tmp_path, mode=mode)
    by_run = taken and mode is Mode.APPEND
    assert {copying._path(side, file) for side in (ACCEPTED, QUARANTINE)} == {
        "week.monday.jsonl" if by_run else "week.jsonl"
    }


UNREAD = [("week.jsonl", None), ("week.jsonl", 1)]


def contents_of(file: File) -> Contents:
    verdicts: Any = SimpleNamespace(
        in_order=lambda _: InOrder([]), is_unread=lambda *row: row in UNREAD, is_textless=lambda _: False
    )
    return Contents(file, verdicts, InOrder([]))


@pytest.mark.parametrize("side", [ACCEPTED, QUARANTINE])
def test_records_that_were_not_read_are_told_where_they_are_set_aside(file: File, side: str) -> None:
    contents = contents_of(file)
    for record in (None, 0, 1, 2):
        contents.place(record, None, Placement(side))
    assert contents.unread_aside == ([1] if side == QUARANTINE else [])


@pytest.mark.parametrize(
    ("article", "record", "name"),
    [("a", 3, "a (in week.jsonl)"), ("z", 3, "z (in week.jsonl)"), (None, 3, "week.jsonl#3 (in week.jsonl)"),
     (None, None, "week.jsonl"), ("week.jsonl", None, "week.jsonl")],
)  # fmt: skip
def test_what_has_changed_since_the_check_is_named_with_its_file(
    file: File, article: str | None, record: int | None, name: str
) -> None:
    with pytest.raises(UsageError, match=re.escape(f"{name}: has changed since it was checked; run again")) as refused:
        contents_of(file)._refuse(record, article)
    assert str(refused.value).startswith(name)
