"""Folders that are written to: claimed by one process, committed as one, whole again after every kill and fault."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from provenance.errors import UsageError
from provenance.storage import targets
from provenance.storage.atomic import writing
from provenance.storage.targets import FACTS, GATE, Mode, listed, locks, manifest, publishing

FIRST = {"a.txt": "first a", "sub/b.txt": "first b", "same.txt": "same"}
SECOND = {"a.txt": "second a", "sub/deep/c.txt": "second c", "same.txt": "same", "sub/b.txt/d.txt": "a folder now"}
REST = {"x.txt": "aside", "findings.parquet": "why"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the disk: these tests ask what happens between two calls, not whether the system keeps its word."""
    monkeypatch.setattr(os, "fsync", lambda _: None)


def folders(root: Path) -> dict[str, Path]:
    return {"accepted": root / "good", "quarantine": root / "bad"}


def write(root: Path, content: dict[str, str], word: str, mode: Mode = Mode.REPLACE) -> None:
    """Commit files to both sides; those of the other one carry a word of their own."""
    with targets.claimed(folders(root), GATE, targets.run_id(), mode) as target, writing("the sides"):
        for name, text in content.items():
            place = target.stage("accepted") / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        for name, text in REST.items():
            (target.stage("quarantine") / name).write_text(f"{word} {text}")
        target.commit({"word": word})


def visible(root: Path) -> dict[str, str]:
    """Return the files of both sides without those of our own."""
    found = {}
    for folder in folders(root).values():
        for path in listed.files_below(folder) if folder.exists() else ():
            if not path.startswith(manifest.OWN) and path != GATE.manifest:
                found[f"{folder.name}/{path}"] = (folder / path).read_text()
    return found


def expected(content: dict[str, str], word: str) -> dict[str, str]:
    return {f"good/{name}": text for name, text in content.items()} | {
        f"bad/{name}": f"{word} {text}" for name, text in REST.items()
    }


def named(root: Path) -> dict[str, str]:
    """Return what the manifest names, as a reader finds it: in its place, or still staged for that run."""
    latest = {}
    for run in manifest.read(root / "good", GATE).names:
        for folder in folders(root).values():
            stage = folder / manifest.OWN / "staging" / run
            place = folder / manifest.OWN / "runs" / f"{run}.parquet"
            for entry in listed.read(place if place.exists() else stage / "list.parquet"):
                latest[f"{folder.name}/{entry.path}"] = (folder, stage / "files", entry)
    found = {}
    for name, (folder, stage, entry) in latest.items():
        place = stage / entry.path
        data = (place if place.exists() else folder / entry.path).read_bytes()
        assert hashlib.sha256(data).hexdigest() == entry.sha256
        found[name] = data.decode()
    return found


class Killed(BaseException):
    """The process is gone."""


class Faults:
    """Counts what changes the disk, and lets the process die, or the system refuse, at one of these moments."""

    CALLS = ((Path, "replace"), (Path, "unlink"), (Path, "mkdir"), (Path, "write_text"), (os, "fsync"),
             (os, "rmdir"))  # fmt: skip

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: float, error: Callable[[], BaseException]) -> None:
        self.count, self.at, self.error, self.dead = 0, at, error, False
        self.handles: list[int] = []
        for owner, name in self.CALLS:
            monkeypatch.setattr(owner, name, partial_method(self.around, getattr(owner, name), method=owner is Path))
        acquire = locks.acquire
        monkeypatch.setattr(locks, "acquire", lambda place: self.handles.append(acquire(place)) or self.handles[-1])

    def around(self, call: Callable[..., Any], *args: Any, **options: Any) -> Any:
        if self.dead:
            raise Killed
        before = self.count
        self.count += 1
        self.die(before)
        done = call(*args, **options)
        self.die(before + 0.5)
        return done

    def die(self, now: float) -> None:
        if now == self.at:
            self.dead = self.error is Killed
            raise self.error()

    def bury(self) -> None:
        """Give back what the system takes from a dead process."""
        for handle in self.handles:
            try:
                os.close(handle)
            except OSError:
                continue


def partial_method(around: Callable[..., Any], call: Callable[..., Any], *, method: bool) -> Callable[..., Any]:
    if not method:
        return partial(around, call)
    return lambda self, *args, **options: around(call, self, *args, **options)


def moments(tmp_path: Path, content: dict[str, str], mode: Mode) -> Iterator[float]:
    """Yield the moments before and after each change of the disk that a commit over an earlier one makes."""
    root = tmp_path / "counted"
    write(root, FIRST, "first")
    with pytest.MonkeyPatch.context() as monkeypatch:
        faults = Faults(monkeypatch, -1, Killed)
        write(root, content, "second", mode)
    assert faults.count > 40
    for number in range(faults.count):
        yield from (number, number + 0.5)


MODES = {Mode.REPLACE: SECOND, Mode.APPEND: {"new.txt": "second", "sub/new/c.txt": "second"}}


FULL = partial(OSError, errno.ENOSPC, "No space left")
ENDS = {
    f"{mode.name.lower()}-{name}": (mode, error)
    for mode in MODES
    for name, error in (("kill", Killed), ("fault", FULL))
}


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])  # each of 400 moments costs a commit
@pytest.mark.parametrize("end", ENDS)
def test_after_a_kill_or_fault_at_any_moment_the_manifest_names_one_complete_run(
    tmp_path: Path, end: str, step: int
) -> None:
    """At every fourth moment, each end from another one on; at every one, where there is time."""
    mode, error = ENDS[end]
    before = expected(FIRST, "first")
    after = expected(MODES[mode], "second") | (
        {} if mode is Mode.REPLACE else {f"good/{n}": t for n, t in FIRST.items()}
    )
    ends = set()
    write(tmp_path / "earlier", FIRST, "first")
    for number, moment in enumerate([*moments(tmp_path, MODES[mode], mode)][[*ENDS].index(end) % step :: step]):
        root = tmp_path / str(number)
        shutil.copytree(tmp_path / "earlier", root)
        with pytest.MonkeyPatch.context() as monkeypatch:
            faults = Faults(monkeypatch, moment, error)
            with suppress(Killed, UsageError):
                write(root, MODES[mode], "second", mode)
        faults.bury()
        found = named(root)
        assert found in (before, after), moment
        with targets.claimed(folders(root), GATE, targets.run_id(), Mode.APPEND):
            assert visible(root) == found, moment  # and nothing that the manifest does not name
        assert not list(root.glob("*/.provenance/staging"))
        ends.add(found == after)
        if number % 10 == 0:
            write(root, SECOND, "third")
            assert visible(root) == expected(SECOND, "third")
        shutil.rmtree(root)
    assert ends == {True, False}


def test_a_folder_that_is_claimed_is_refused_and_left_alone(tmp_path: Path) -> None:
    write(tmp_path, FIRST, "first")
    with targets.claimed(folders(tmp_path), GATE, targets.run_id(), Mode.REPLACE) as target:
        (target.stage("accepted") / "new.txt").write_text("new")
        for other in (folders(tmp_path), {"": tmp_path / "good"}, dict(reversed(folders(tmp_path).items()))):
            with pytest.raises(UsageError, match="another run is writing there"):
                claim(other, Mode.REPLACE)
        target.commit()
    assert visible(tmp_path) == {"good/new.txt": "new"}


def claim(named_folders: dict[str, Path], mode: Mode = Mode.NEW, kind: targets.Kind = GATE) -> None:
    with targets.claimed(named_folders, kind, targets.run_id(), mode):
        pass


HOLDER = """
import sys, time
from pathlib import Path
from provenance.storage import targets
with targets.claimed({"": Path(sys.argv[1])}, targets.FACTS, targets.run_id()) as target:
    (target.stage() / "half.txt").write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_process_had_claimed_is_free_and_cleared(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, tmp_path / "out"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with pytest.raises(UsageError, match="another run is writing there"):
            claim({"": tmp_path / "out"}, kind=FACTS)
        process.kill()
    claim({"": tmp_path / "out"}, kind=FACTS)
    assert not (tmp_path / "out/.provenance").exists()


def test_without_a_commit_nothing_is_left(tmp_path: Path) -> None:
    with targets.claimed({"": tmp_path / "a/b/c"}, FACTS, targets.run_id()) as target:
        (target.stage() / "x.txt").write_text("x")
    assert list(tmp_path.iterdir()) == []


FOREIGN = {
    "a file": "x.txt",
    "a hidden file": ".x",
    "a folder": "sub/x",
    "the log of a repair": ".provenance/fix-1/changes.jsonl",
    "a run that bears no marker": "run.json",
}


@pytest.mark.parametrize("name", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("mode", Mode)
def test_what_is_not_ours_is_refused_and_left_alone(tmp_path: Path, name: str, mode: Mode) -> None:
    place = tmp_path / "out" / name
    place.parent.mkdir(parents=True)
    place.write_text("mine")
    with pytest.raises(UsageError, match="no earlier run has written"):
        claim({"": tmp_path / "out"}, mode, FACTS)
    assert place.read_text() == "mine"


def test_hidden_neighbours_are_not_ours(tmp_path: Path) -> None:
    names = (".good.old", ".good.staging", ".bad.old", ".bad.staging", ".good.NAME.staging")
    for name in names:
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text("mine")
    for word in ("first", "second"):
        write(tmp_path, FIRST, word)
    assert all((tmp_path / name / "x").read_text() == "mine" for name in names)


def test_what_others_put_beside_our_files_stays(tmp_path: Path) -> None:
    write(tmp_path, FIRST, "first")
    (tmp_path / "good/sub/mine.txt").write_text("mine")
    write(tmp_path, {"z.txt": "z"}, "second")
    assert visible(tmp_path) == expected({"z.txt": "z", "sub/mine.txt": "mine"}, "second")
    for name in ("sub/mine.txt", "sub", "sub/mine.txt/x"):
        with pytest.raises(UsageError, match="no run has written"):
            write(tmp_path, {name: "z"}, "third")
    assert visible(tmp_path) == expected({"z.txt": "z", "sub/mine.txt": "mine"}, "second")


def test_what_others_have_changed_is_not_replaced(tmp_path: Path) -> None:
    write(tmp_path, FIRST, "first")
    place = tmp_path / "good/a.txt"
    place.write_text("FIRST A")  # of the same length
    with pytest.raises(UsageError, match=r"a\.txt: has changed since it was written"):
        write(tmp_path, SECOND, "second")
    place.write_text(FIRST["a.txt"])  # another time, the same bytes
    write(tmp_path, SECOND, "second")
    assert visible(tmp_path) == expected(SECOND, "second")


def test_nothing_is_written_or_removed_behind_a_link(tmp_path: Path) -> None:
    write(tmp_path, FIRST, "first")
    (tmp_path / "good/sub").rename(tmp_path / "elsewhere")
    (tmp_path / "good/sub").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(UsageError, match="no run has written"):
        write(tmp_path, {"sub/b.txt": "new"}, "second")
    write(tmp_path, {"z.txt": "z"}, "third")
    assert (tmp_path / "elsewhere/b.txt").read_text() == "first b"


def test_a_list_that_names_places_outside_is_refused(tmp_path: Path) -> None:
    write(tmp_path, FIRST, "first")
    (tmp_path / "mine.txt").write_text("mine")
    (place,) = (tmp_path / "good/.provenance/runs").iterdir()
    for path in ("../mine.txt", str(tmp_path / "mine.txt"), "sub/../../mine.txt", ""):
        listed.write([listed.Entry(path, 4, listed.digest(tmp_path / "mine.txt"), 0)], place)
        with pytest.raises(UsageError, match="leads out of this folder"):
            write(tmp_path, SECOND, "second")
    place.write_bytes(b"torn")
    with pytest.raises(UsageError, match="damaged"):
        write(tmp_path, SECOND, "second")
    assert (tmp_path / "mine.txt").read_text() == "mine"


DAMAGED = [
    "",
    "[]",
    "{}",
    "null",
    '{"format": "provenance-target/1"}',
    "[" * 10_000,
    '{"format": "provenance-target/2", "kind": ""}',
]


@pytest.mark.parametrize("text", DAMAGED, ids=range(len(DAMAGED)))
def test_a_damaged_manifest_is_refused_in_a_sentence(tmp_path: Path, text: str) -> None:
    write(tmp_path, FIRST, "first")
    whole = json.loads((tmp_path / "good" / GATE.manifest).read_text())
    for message in (text, json.dumps(whole | {"runs": 3}), json.dumps(whole | {"runs": [{"run": "../../x"}]})):
        (tmp_path / "good" / GATE.manifest).write_text(message)
        with pytest.raises(UsageError):
            claim(folders(tmp_path), Mode.APPEND)


def test_sides_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "one", FIRST, "first")
    write(tmp_path / "two", FIRST, "second")
    for other in (folders(tmp_path / "two")["quarantine"], tmp_path / "new"):
        with pytest.raises(UsageError, match="belongs to another folder"):
            claim({"accepted": tmp_path / "one/good", "quarantine": other}, Mode.REPLACE)
    with pytest.raises(UsageError, match="belongs to another folder"):
        claim({"accepted": tmp_path / "new", "quarantine": tmp_path / "one/bad"}, Mode.REPLACE)
    (tmp_path / "one").rename(tmp_path / "moved")
    claim(folders(tmp_path / "moved"), Mode.APPEND)  # both together
    shutil.rmtree(tmp_path / "moved/bad")
    claim(folders(tmp_path / "moved"), Mode.APPEND)  # somebody has taken the whole side away


def test_a_target_of_another_kind_is_refused(tmp_path: Path) -> None:
    with targets.claimed({"": tmp_path / "x"}, FACTS, targets.run_id()) as target:
        (target.stage() / "x.txt").write_text("x")
        target.commit()
    with pytest.raises(UsageError, match="holds 'extracted facts', not 'a stored run'"):
        claim({"": tmp_path / "x"}, Mode.REPLACE, targets.STORED_RUN)
    with pytest.raises(UsageError, match="no earlier run has written"):
        claim({"accepted": tmp_path / "x", "quarantine": tmp_path / "y"}, Mode.REPLACE)


def test_a_link_to_a_folder_stays_one(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "good").symlink_to("disk")
    for word in ("first", "second"):
        write(tmp_path, FIRST, word)
    assert (tmp_path / "good").is_symlink()
    assert (tmp_path / "disk/a.txt").read_text() == "first a"


def test_what_was_committed_is_finished_before_it_is_read(tmp_path: Path) -> None:
    def put(text: str) -> None:
        with targets.claimed({"": tmp_path / "run"}, FACTS, targets.run_id()) as claimed:
            (claimed.stage() / "x.txt").write_text(text)
            claimed.commit()

    put("first")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(publishing, "publish", lambda *_: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception):
            put("second")
    assert (tmp_path / "run/x.txt").read_text() == "first"
    with locks.alone(tmp_path / "run"), pytest.raises(UsageError, match="another run is writing there"):
        targets.finish(tmp_path / "run", FACTS)
    targets.finish(tmp_path / "run", FACTS)
    assert (tmp_path / "run/x.txt").read_text() == "second"
    assert not (tmp_path / "run/.provenance/staging").exists()


def test_what_another_run_has_not_committed_is_left_to_it(tmp_path: Path) -> None:
    write(tmp_path, FIRST, "first")
    with targets.claimed(folders(tmp_path), GATE, targets.run_id(), Mode.REPLACE) as claimed:
        (claimed.stage("accepted") / "new.txt").write_text("new")
        targets.finish(tmp_path / "good", GATE)
        assert (claimed.stage("accepted") / "new.txt").exists()
        assert visible(tmp_path) == expected(FIRST, "first")
    targets.finish(tmp_path, GATE)  # it is no folder of ours
