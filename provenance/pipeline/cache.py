"""Outcomes of shards that have not changed since, so that only what has changed is read again.

An result is kept under a digest of everything it depends on: the bytes of the shard and the names of its files, the
rules with their severities, the program and its catalogues, the user's catalogues. So nothing becomes stale,
wherever the files lie; what is no longer asked for is removed after a month. That a file still has the bytes it had is
seen, without reading it, by its path, size and time of change. Two runs may share a cache: an entry appears whole.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
import time
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import IO

import polars as pl

from provenance.formats import File, Listing, Shard, changed_ns
from provenance.formats.stored import object_of
from provenance.runs.run import versions
from provenance.storage.spill import Place, SharedFile, Spilled
from provenance.storage.untrusted import parse_json

KEPT_SECONDS = 30 * 24 * 3600.0
_PART, _PART_SECONDS = ".part-", 24 * 3600.0
Frames = Mapping[str, pl.DataFrame]
Whole = Mapping[str, Spilled]
Schemas = Mapping[str, pl.Schema]
_MAGIC = b"provenance-cache/2\n"
_HEAD = len(_MAGIC) + 4
_CHUNK = 1 << 20
_KEY = re.compile("[0-9a-f]{40}")
_MARKS = {".gitignore": "*\n", "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n"}


class Cache:
    """A folder of results, each a file under its digest, and of notes which digest unchanged files have."""

    def __init__(
        self, folder: Path, depends_on: Iterable[object], *, now: datetime | None = None, schemas: Schemas | None = None
    ) -> None:
        """Use `folder`.

        Args:
            folder: It is made when the first entry is written.
            depends_on: All that decides the result of a shard, beside the shard.
            now: The clock, which decides only what is made of all shards together.
            schemas: The columns that frames must have; an entry whose frames have others is not used.
        """
        self.folder = folder
        self.now = now
        self.schemas = schemas or {}
        self.basis = repr((*depends_on, sorted(versions().items()), _program()))

    def through(self, shard: Shard, function: Callable[[Shard], Frames]) -> Frames:
        """Return what `work` makes of the shard, from the cache where it is known."""
        stamp = self._stamp(shard)
        noted = self._note(stamp)
        try:
            key = noted or self._key(shard)
        except OSError:  # a file that cannot be read: that is for the work to tell
            return function(shard)
        kept = self._frames(key)
        made = function(shard) if kept is None else {name: spilled.frame() for name, spilled in kept.items()}
        if kept is None and not _unchanged(shard.inputs):
            return made
        if kept is None:
            self._write(key, packed({name: Spilled.of(frame) for name, frame in made.items()}))
        if noted is None:
            self._write(stamp, [key.encode("ascii")])
        return made

    def run_of(self, listing: Listing, make: Callable[[], Whole]) -> Whole:
        """Return what `make` makes of all the files together, known as long as none of them has changed."""
        if any(file.format == "stdin" for file in listing.files):
            return make()
        key = _digest(self.basis, "whole", repr(self.now), repr(listing.read_errors), *_seen(listing.files))
        if (kept := self._frames(key)) is not None:
            return kept
        made = make()
        if _unchanged(listing.files):
            self._write(key, packed(made))
        return made

    def prune(self) -> None:
        """Remove what no run has asked for in a month, and what a run that was killed had begun to write a day ago."""
        for pattern, seconds in (("*.entry", KEPT_SECONDS), (f"{_PART}*", _PART_SECONDS)):
            for place in self.folder.glob(pattern):
                try:
                    if place.stat().st_mtime < time.time() - seconds:
                        place.unlink()
                except OSError:  # another run was quicker
                    continue

    def _stamp(self, shard: Shard) -> str:
        """Name the files of a shard by what can be seen of them without reading."""
        return _digest(self.basis, *_seen(shard.inputs), *_rest(shard))

    def _key(self, shard: Shard) -> str:
        """Name a shard by its content. Raises OSError if a file cannot be read."""
        shared = getattr(shard, "data", None) is not None
        named = (f"{file.source}\0{file.format}\0{'' if shared else _content(file)}" for file in shard.inputs)
        return _digest(self.basis, "content", *named, *_rest(shard))

    def _open(self, key: str) -> IO[bytes] | None:
        """Return a sound entry, open at its content."""
        place = self.folder / f"{key}.entry"
        try:
            entry = place.open("rb")
        except OSError:
            return None
        try:
            place.touch()
            checksum = entry.read(_HEAD)
            if checksum == _MAGIC + _sum(iter(lambda: entry.read(_CHUNK), b"")):
                entry.seek(_HEAD)
                return entry
        except OSError:
            pass
        entry.close()
        return None

    def _note(self, key: str) -> str | None:
        """Return the digest that an entry notes."""
        entry = self._open(key)
        if entry is None:
            return None
        with entry:
            key = entry.read(_CHUNK).decode("ascii", "replace")
            return key if _KEY.fullmatch(key) else None

    def _frames(self, key: str) -> dict[str, Spilled] | None:
        """Return the frames of an entry; they are read from it whenever they are wanted."""
        entry = self._open(key)
        frames = None if entry is None else unpacked(entry)
        if frames is None or not self.schemas.keys() <= frames.keys():
            return None
        for name, schema in self.schemas.items():
            if any(chunk.schema != schema for chunk in frames[name].each()):
                return None
        return frames

    def _write(self, key: str, body: Iterable[bytes]) -> None:
        """Write an entry; a cache that cannot be written is no reason to stop."""
        try:
            self._make()
            handle, part = tempfile.mkstemp(dir=self.folder, prefix=_PART)
            try:
                with os.fdopen(handle, "w+b") as target:
                    target.write(bytes(_HEAD))
                    target.writelines(body)
                    target.seek(_HEAD)
                    checksum = _MAGIC + _sum(iter(lambda: target.read(_CHUNK), b""))
                    target.seek(0)
                    target.write(checksum)
                Path(part).replace(self.folder / f"{key}.entry")
            except BaseException:
                Path(part).unlink(missing_ok=True)
                raise
        except OSError:
            return

    def _make(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, text in _MARKS.items():
                (self.folder / name).write_text(text, encoding="ascii")


def packed(frames: Whole) -> Iterator[bytes]:
    """Yield frames as bytes: a line that names them with the sizes and heights of their pieces, then the pieces."""
    held = {  # which are small; those of the disk are read when it is their turn
        name: [b"" if place.held is None else spilled.data(place) for place in spilled.places]
        for name, spilled in frames.items()
    }
    head = {
        name: [(len(data) or place.size, place.height) for data, place in zip(held[name], spilled.places, strict=True)]
        for name, spilled in frames.items()
    }
    yield json.dumps(head).encode() + b"\n"
    for name, spilled in frames.items():
        yield from (data or spilled.data(place) for data, place in zip(held[name], spilled.places, strict=True))


def unpacked(entry: IO[bytes]) -> dict[str, Spilled] | None:
    """Return the frames that `packed` has packed; None for whatever cannot be read as such, to its last piece."""
    frames: dict[str, Spilled] = {}
    shared = SharedFile(entry)
    try:
        head, at = parse_json(entry.readline().decode()), entry.tell()
        end = entry.seek(0, os.SEEK_END)
        for name, sizes in head.items():
            places = []
            for size, height in sizes:
                places.append(Place(at, size, height))
                at += size
            frames[name] = Spilled(shared, places)
            if not places or at > end or any(min(size, height) < 0 for size, height in sizes):
                return None
            if [chunk.height for chunk in frames[name]] != [height for _, height in sizes]:
                return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, pl.exceptions.PolarsError):
        return None
    return frames


def _rest(shard: Shard) -> Iterable[str | bytes]:
    """Yield what a shard holds beside its files: which part of them, and bytes that are already read."""
    yield type(shard).__name__
    for item in fields(shard):
        value = getattr(shard, item.name)
        if isinstance(value, bytes):
            yield value
        elif item.name == "parts":
            for part in value:
                yield from _rest(part)
        elif item.name not in {"number", "file", "files"}:
            yield f"{item.name}={value!r}"


def _unchanged(files: Iterable[File]) -> bool:
    """Tell whether files are still as they were when they were listed."""
    named = {file.outermost for file in files if file.format != "stdin"}
    named = {file for file in named if not file.member}  # of an object only the version that was listed is read
    try:
        return all((file.size, file.changed_ns) == _size_and_change(Path(file.path).stat()) for file in named)
    except OSError:
        return False


def _size_and_change(status: os.stat_result) -> tuple[int, int]:
    return status.st_size, changed_ns(status)


def _seen(files: Sequence[File]) -> Iterable[str | bytes]:
    """Yield what can be seen of files without reading them, a column at a time: there may be very many."""
    yield str(Path.cwd())
    for name in ("path", "source", "format"):
        yield "\0".join([getattr(file, name) for file in files])
    for name in ("size", "changed_ns"):
        yield array("q", [getattr(file, name) for file in files]).tobytes()


@lru_cache(maxsize=8)
def _of_large(path: str, size: int, changed: int) -> str:
    """Return the digest of a file that many shards share."""
    del size, changed  # they tell whether the file is still the same
    with Path(path).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _content(file: File) -> str:
    """Return a digest of the bytes of a file on the disk; what is packed in an archive goes by that.

    Of an object in a store it is one of its address and version: its bytes are read once, by the work.
    """
    file = file.outermost
    if known := object_of(file):
        return _digest("object", str(known.address), str(known.size), known.version)
    if file.format == "text":
        return hashlib.sha256(Path(file.path).read_bytes()).hexdigest()
    return _of_large(file.path, file.size, file.changed_ns)


def _digest(*parts: str | bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogateescape")
        digest.update(b"%d\0" % len(data))
        digest.update(data)
    return digest.hexdigest()[:40]


def _sum(body: Iterable[bytes]) -> bytes:
    total = 0
    for part in body:
        total = zlib.crc32(part, total)
    return total.to_bytes(4, "big")


@cache
def _program() -> str:
    """Return a digest of what changes whenever a rule, a fact or a catalogue of this package does.

    It is made of contents, not of times: a fresh `pip install` of the same version is the same program.
    """
    home = Path(__file__).parent.parent
    files = sorted(path for pattern in ("*.py", "*.csv", "*.json") for path in home.rglob(pattern))
    parts = (part for path in files for part in (path.relative_to(home).as_posix(), path.read_bytes()))
    return _digest(*parts)
