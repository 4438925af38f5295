"""Parquet files of a store: a copy with holes on the disk, into which the columns are put that somebody reads.

Of a file on the disk, or in an archive, all is there.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock
from typing import BinaryIO

from provenance.formats import contents
from provenance.formats.shards import File
from provenance.formats.stored import object_of
from provenance.storage import parquet_footer, remote
from provenance.storage.parquet_footer import Part
from provenance.storage.remote import RemoteObject

_FIRST = 1 << 16
_NEAR = 1 << 16  # bytes between two ranges that cost less than another request


@contextmanager
def opened(file: File) -> Iterator[str]:
    """Give the path of a file, or of its copy with what describes it: `fetch` puts columns in. Raises OSError."""
    with contents.local_path(file, _begin if object_of(file) else None) as path:
        yield path


def fetch(file: File, path: str, columns: Collection[str], first: int, rows: int) -> None:
    """Have columns of a range of rows in the copy at `path`. Raises OSError."""
    known = object_of(file)
    if known is None:
        return
    found = _parts(known)
    if found is None:
        ranges = [(0, known.size)]
    else:
        here = [part for part in found if part.first < first + rows and part.first + part.rows > first]
        ranges = [(part.start, part.end) for part in here if part.column in columns]
    with _copied.lock:
        missing = [each for each in ranges if each not in _copied.ranges(path)]
    with open(path, "r+b") as copy:
        for start, data in remote.ranges(known, _joined(missing)):
            os.pwrite(copy.fileno(), data, start)
    with _copied.lock:
        _copied.ranges(path).update(missing)


class _Copied:
    """Which ranges of each copy are there."""

    def __init__(self) -> None:
        self.lock = Lock()
        self._of: dict[str, set[tuple[int, int]]] = {}

    def ranges(self, path: str) -> set[tuple[int, int]]:
        self._of = {known: there for known, there in self._of.items() if known == path or os.path.exists(known)}
        return self._of.setdefault(path, set())


_copied = _Copied()


def _begin(file: File, copy: BinaryIO) -> None:
    """Write what describes a file to the end of a copy that is empty."""
    known = object_of(file)
    if known is None:
        return
    copy.truncate(known.size)
    start, footer = _footer(known)
    os.pwrite(copy.fileno(), remote.read_part(known, 0, min(4, known.size)), 0)
    os.pwrite(copy.fileno(), footer, start)


@lru_cache(maxsize=8)
def _footer(known: RemoteObject) -> tuple[int, bytes]:
    """Return what describes a file, and where it begins; of what is no Parquet file its last bytes."""
    start = max(0, known.size - _FIRST)
    tail = remote.read_part(known, start, known.size)
    length = min(parquet_footer.length(tail) or len(tail), known.size)
    if length > len(tail):
        tail = remote.read_part(known, known.size - length, start) + tail
    return known.size - len(tail), tail


@lru_cache(maxsize=8)
def _parts(known: RemoteObject) -> list[Part] | None:
    _, tail = _footer(known)
    length = parquet_footer.length(tail)
    if length is None or length > len(tail):
        return None
    found = parquet_footer.parts(tail[len(tail) - length :])
    sound = found is not None and all(0 <= part.start <= part.end <= known.size for part in found)
    return found if sound else None


def _joined(ranges: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield ranges in their order, those that nearly touch as one."""
    held: tuple[int, int] | None = None
    for start, end in sorted(ranges):
        if held and start <= held[1] + _NEAR:
            held = (held[0], max(held[1], end))
            continue
        if held:
            yield held
        held = (start, end)
    if held:
        yield held
