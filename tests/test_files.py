"""Files that appear whole or not at all; what is no file of its own is written as it is."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from threading import Thread

import pytest

from provenance.errors import UsageError
from provenance.storage import atomic
from provenance.storage.atomic import PART, part_of, refuse_unwritable, replacing, write_text


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _fill_the_disk(place: Path) -> None:
    with replacing(place) as part:
        part.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_file_appears_whole(tmp_path: Path) -> None:
    place = tmp_path / "report.txt"
    with replacing(place) as part:
        part.write_text("half")
        assert not place.exists()
    assert (place.read_text(), _names(tmp_path)) == ("half", ["report.txt"])


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    place = tmp_path / "report.txt"
    place.write_text("before")
    with pytest.raises(UsageError, match="cannot write it: No space left"):
        _fill_the_disk(place)
    assert (place.read_text(), _names(tmp_path)) == ("before", ["report.txt"])


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    link = tmp_path / "latest.txt"
    link.symlink_to("kept/today.txt")
    write_text(link, "news")
    assert link.is_symlink()
    assert (tmp_path / "kept/today.txt").read_text() == "news"


def test_a_pipe_is_written_and_stays(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    read: list[str] = []
    reader = Thread(target=lambda: read.append(pipe.read_text()))
    reader.start()
    refuse_unwritable(pipe)
    write_text(pipe, "news")
    reader.join()
    assert (read, pipe.is_fifo(), _names(tmp_path)) == (["news"], True, ["pipe"])


def test_a_device_is_written_whoever_owns_its_folder() -> None:
    device = Path(os.devnull)
    refuse_unwritable(device)
    write_text(device, "news")
    assert device.is_char_device()


def test_what_killed_runs_have_left_is_removed_and_what_living_ones_write_stays(tmp_path: Path) -> None:
    with part_of(tmp_path / "other.txt") as living:
        (tmp_path / PART.format("stale")).write_text("half")
        atomic._sweep.cache_clear()  # as in another process
        write_text(tmp_path / "report.txt", "all")
        assert set(_names(tmp_path)) == {living.name, "report.txt"}
    assert _names(tmp_path) == ["report.txt"]


def test_a_folder_that_does_not_exist_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file"):
        write_text(tmp_path / "none/report.txt", "all")
    assert not _names(tmp_path)
