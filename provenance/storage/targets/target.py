"""A target: claimed, filled, committed."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path
from typing import Any

from provenance.errors import UsageError
from provenance.storage.atomic import refuse_unwritable_folder, replace, sync, writing
from provenance.storage.targets import amended, listed, locks, manifest, publishing
from provenance.storage.targets.listed import Entry
from provenance.storage.targets.manifest import OWN, Kind, Manifest
from provenance.storage.targets.publishing import FILES, LIST, STAGING

GATE = Kind("the two sides of an import gate", "--accepted and --quarantine", "provenance-gate.json")
STORED_RUN = Kind("a stored run", "--run")
FACTS = Kind("extracted facts", "extract --to")
HTML_REPORT = Kind("a report", "--report")
DATA_DOCS = Kind("Data Docs", "--docs")
CORPUS_COPY = Kind("a repaired corpus", "fix --to")

_LOCK, _SHARDS, _NEXT = locks.LOCK, f"{OWN}/shards", "manifest.json"


class Mode(Enum):
    """What becomes of the files that earlier runs have put into a target."""

    NEW = "there must be none"
    APPEND = "they stay"
    REPLACE = "they go"


@contextmanager
def claimed(folders: Mapping[str, Path], kind: Kind, run: str, mode: Mode = Mode.REPLACE) -> Iterator[Target]:
    """Claim folders for one run, that of the manifest first; without a commit they are left as they were.

    What a run that was killed has left is cleared or finished first. Raises UsageError if another process has claimed
    one of them, if one is foreign or of another kind or pair, if `mode` does not fit, or if nothing can be written.
    """
    target = Target(folders, kind, run, mode)
    try:
        target.claim()
        yield target
    finally:
        target.leave()


def finish(folder: Path, kind: Kind) -> None:
    """Give the files of a folder that is to be read their places, where a run that was killed had only committed them.

    Raises UsageError if another process is about to do so, or if it cannot be done.
    """
    staging = folder / STAGING
    if not (staging.is_dir() and manifest.is_marked(folder, kind)):
        return
    if manifest.read(folder, kind).names_any(publishing.names_in(staging)):
        with writing(folder), locks.alone(folder):
            publishing.recover(folder, manifest.read(folder, kind))
            staging.rmdir()


class Target:
    """Folders that are committed as one."""

    def __init__(self, folders: Mapping[str, Path], kind: Kind, run: str, mode: Mode) -> None:
        """Take the folders by name; nothing is looked at yet."""
        self.folders = {name: folder.resolve() for name, folder in folders.items()}  # a link to a folder stays one
        self.home = next(iter(self.folders.values()))
        self.kind, self.run, self.mode = kind, run, mode
        self.earlier = Manifest()
        self._shown = dict(folders)
        self._locks: dict[Path, int] = {}
        self._made: list[Path] = []

    def claim(self) -> None:
        """Lock the folders, finish what was begun in them, and see that they may be written."""
        for name, folder in self.folders.items():
            refuse_unwritable_folder(self._shown[name])
            with writing(self._shown[name]):
                self._refuse_foreign(folder)
                self._lock(folder)
                self._refuse_foreign(folder)  # again: nobody else writes there now
        self.earlier = self._manifest()
        for folder in self.folders.values():
            publishing.recover(folder, self.earlier)
        if self.mode is Mode.NEW and self.earlier.runs:
            message = (
                f"{self._first}: holds what an earlier run has put there; add to it with --append, take its place "
                "with --replace, or name a folder a run ({run} or {date} in its name)"
            )
            raise UsageError(message)
        if self.mode is Mode.REPLACE:
            self._refuse_changed()

    @property
    def _first(self) -> Path:
        return next(iter(self._shown.values()))

    @property
    def kept(self) -> Manifest:
        """The runs whose files stay."""
        return self.earlier if self.mode is Mode.APPEND else Manifest()

    def stage(self, name: str = "") -> Path:
        """Return the folder to which the files of one folder are written before the commit."""
        stage = self._staging(name) / FILES
        with writing(self._shown[name]):
            stage.mkdir(parents=True, exist_ok=True)
        return stage

    def scratch(self, name: str = "") -> Path:
        """Return a place for a file on the disk of a folder that is no part of what is committed."""
        self.stage(name)
        return self._staging(name) / "scratch"

    @property
    def shards(self) -> Path:
        """Where a run that is cut off leaves its shards to the one that goes on; gone once that is committed."""
        return self.home / _SHARDS

    def entries(self, name: str = "") -> dict[str, Entry]:
        """Return what earlier runs have written into a folder, by path, whether or not it is still there."""
        return publishing.written(self.folders[name], self.earlier)

    def commit(self, facts: Mapping[str, Any] | None = None) -> None:
        """Have all that is staged take its place; the manifest tells `facts` of this run.

        Raises UsageError if it cannot be written: before the commit all is as it was; after it the next call finishes.
        """
        with self._committing(), writing(self._first):
            lists = {name: self._list(name) for name in self.folders}
            after = Manifest((*self.kept.runs, {"run": self.run, **(facts or {}), "lists": lists}))
            for name, folder in list(self.folders.items())[1:]:
                self._put(name, manifest.pointer(name, folder, self.home, self.kind))
            self._put(next(iter(self.folders)), manifest.described(after, self.kind, self.folders))
            for folder in self.folders.values():
                publishing.publish(folder, self.run, after)
            shutil.rmtree(self.shards, ignore_errors=True)

    @contextmanager
    def _committing(self) -> Iterator[None]:
        """Say so where a failure comes after the commit: nothing is lost then, and the next call finishes."""
        try:
            yield
        except UsageError as error:
            if self._is_committed():
                message = f"{error}; what was written is committed, and the next run that names the folder finishes it"
                raise UsageError(message) from error
            raise

    def _is_committed(self) -> bool:
        """Tell whether the manifest names this run; in doubt it does."""
        try:
            content = (self.home / self.kind.manifest).read_text(encoding="utf-8")
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return f'"run": "{self.run}"' in content

    @property
    def sentence(self) -> str | None:
        """What becomes of the files of earlier runs, in a sentence; None if there are none."""
        if not self.earlier.runs:
            return None
        many = f"{len(self.earlier.runs):,} earlier run{'' if len(self.earlier.runs) == 1 else 's'}"
        shown = " and ".join(map(str, self._shown.values()))
        return f"{shown}: {'added to' if self.mode is Mode.APPEND else 'took the place of'} what {many} had put there"

    def leave(self) -> None:
        """Give the folders back, without what was not committed."""
        kept = self._is_committed()
        for folder, handle in self._locks.items():
            if not kept:
                shutil.rmtree(folder / STAGING / self.run, ignore_errors=True)
            with suppress(OSError):
                (folder / _LOCK).unlink()
            locks.release(handle)
            self._made += [folder / OWN, folder / STAGING]
        for folder in reversed(self._made):  # what is not empty stays
            with suppress(OSError):
                folder.rmdir()

    def _said(self, folder: Path) -> Path:
        """Return a folder as the caller has named it."""
        return next(shown for name, shown in self._shown.items() if self.folders[name] == folder)

    def _staging(self, name: str) -> Path:
        return self.folders[name] / STAGING / self.run

    def _lock(self, folder: Path) -> None:
        self._made += [place for place in reversed((folder, *folder.parents)) if not place.exists()]
        handle = locks.acquire(folder / _LOCK)
        if handle is None:
            message = f"{self._said(folder)}: another run is writing there; let it end, or name another folder"
            raise UsageError(message)
        self._locks[folder] = handle

    def _refuse_foreign(self, folder: Path) -> None:
        if not folder.exists():
            return
        if not folder.is_dir():
            message = f"cannot write {self._said(folder)}: it is no folder"
            raise UsageError(message)
        if manifest.is_marked(folder, self.kind):
            return
        own = {f"{OWN}/{entry}" for entry in publishing.names_in(folder / OWN)}
        foreign = {*publishing.names_in(folder)} - {OWN} | own - {_LOCK, STAGING, _SHARDS}
        if foreign:
            message = (
                f"{self._said(folder)}: holds something that no earlier run has written ({min(foreign)}); "
                "name a new or empty folder"
            )
            raise UsageError(message)

    def _manifest(self) -> Manifest:
        """Return the manifest of the folders, once it is certain that they belong together."""
        marked = {folder: manifest.is_marked(folder, self.kind) for folder in self.folders.values()}
        earlier = manifest.read(self.home, self.kind) if marked[self.home] else Manifest()
        for folder in list(self.folders.values())[1:]:
            if marked[folder] and not manifest.points_to(folder, self.home, self.kind):
                message = f"{folder}: belongs to another folder than {self.home}; name both as they were written"
                raise UsageError(message)
            if earlier.runs and not marked[folder] and not earlier.names_folder(self.home, folder):
                message = f"{self.home}: belongs to another folder than {folder}; name both as they were written"
                raise UsageError(message)
        return earlier

    def _refuse_changed(self) -> None:
        """Raise UsageError if a file that is to go is no longer as it was written: somebody has worked on it."""
        for name, folder in self.folders.items():
            known = self.entries(name) | amended.entries(folder, self.earlier.names)
            for entry in known.values():
                place = folder / entry.path
                if place.exists() and not listed.is_unchanged(place, entry):
                    message = f"{place}: has changed since it was written there; take it away, or name another folder"
                    raise UsageError(message)

    def _list(self, name: str) -> str:
        """Write the list of what is staged for a folder, have all of it on the disk, and return the list's digest."""
        folder, stage = self.folders[name], self.stage(name)
        entries = listed.of_folder(stage)
        known = self.entries(name)
        for entry in entries:
            if not publishing.is_free(folder, entry.path, known):
                message = f"{folder / entry.path}: its place is taken by what no run has written; take that away"
                raise UsageError(message)
        place = self._staging(name) / LIST
        listed.write(entries, place)
        sync([stage / entry.path for entry in entries] + [place])
        sync(sorted({(stage / entry.path).parent for entry in entries} | {place.parent}))
        return listed.digest(place)

    def _put(self, name: str, text: str) -> None:
        """Write the manifest of a folder, or where it lies: at once, on the disk."""
        place = self.folders[name] / self.kind.manifest
        if place.exists() and place.read_text(encoding="utf-8") == text:
            return
        ready = self._staging(name) / _NEXT
        ready.write_text(text, encoding="utf-8")
        sync([ready])
        replace(ready, place)
