"""What is kept of archives between two files in them: streams, which are read on, and copies that can be read at will.

Little is kept, and nothing of it is another process's: what a fork has copied is forgotten.
"""

from __future__ import annotations

import atexit
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from threading import RLock
from typing import Any, BinaryIO, NamedTuple

from provenance.formats.shards import File

_MOST = 4


class Stream(NamedTuple):
    """An archive that is read from its start, and what is closed with it."""

    stream: Any
    """It can `read1` and `seek`: on cheaply, back from the start."""
    raw: BinaryIO
    """What it reads: the archive as it lies there."""
    closed_with: ExitStack


class StreamPool:
    """Streams of archives that nobody reads just now, each at the byte up to which it was read."""

    def __init__(self) -> None:
        """Hold none."""
        self._idle: list[tuple[File, Stream]] = []
        self._lock = RLock()
        _forgotten_in_children(self._forget)
        atexit.register(self.clear)

    def take(self, archive: File, make: Callable[[], Stream]) -> Stream:
        """Return a stream of an archive, for the caller alone: an idle one, else one that is made."""
        with self._lock:
            # Of streams that nobody closed the collector may have closed the archive before it gave them back.
            self._idle = [each for each in self._idle if not each[1].raw.closed]
            for index, (known, stream) in enumerate(self._idle):
                if known == archive:
                    del self._idle[index]
                    return stream
        return make()

    def give_back(self, archive: File, stream: Stream) -> None:
        """Keep a stream for who reads the archive next."""
        with self._lock:
            self._idle.append((archive, stream))
            oldest = self._idle.pop(0)[1] if len(self._idle) > _MOST else None
        if oldest:
            oldest.closed_with.close()

    def clear(self) -> None:
        """Close what is idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, stream in idle:
            stream.closed_with.close()

    def _forget(self) -> None:
        self._lock = RLock()
        self.clear()


class CopyPool:
    """Copies of files on the disk; the last few are kept."""

    def __init__(self) -> None:
        """Hold none."""
        self._paths: dict[File, str] = {}
        self._users: Counter[File] = Counter()
        self._lock = RLock()
        _forgotten_in_children(self._forget)
        atexit.register(self.clear)

    def path(self, file: File, write: Callable[[BinaryIO], object]) -> str:
        """Return the path of a copy of a file, which `write` writes if there is none."""
        with self._lock:
            known = self._paths.pop(file, None) or _written(write)
            self._paths[file] = known
            for idle in [each for each in self._paths if each != file and not self._users[each]]:
                if len(self._paths) > _MOST:
                    _remove(self._paths.pop(idle))
            return known

    @contextmanager
    def on_disk(self, file: File, write: Callable[[BinaryIO], object]) -> Iterator[str]:
        """Give the path of a copy that is not removed before the end of the block."""
        with self._lock:
            path = self.path(file, write)
            self._users[file] += 1
        try:
            yield path
        finally:
            with self._lock:
                self._users[file] -= 1
                if not self._users[file]:
                    del self._users[file]

    def clear(self) -> None:
        """Remove all copies."""
        with self._lock:
            paths, self._paths = self._paths, {}
        for path in paths.values():
            _remove(path)

    def _forget(self) -> None:
        self._lock = RLock()
        self._paths = {}
        self._users = Counter()


def _written(write: Callable[[BinaryIO], object]) -> str:
    handle, path = tempfile.mkstemp(prefix="provenance-")
    try:
        with os.fdopen(handle, "wb") as target:
            write(target)
    except BaseException:
        _remove(path)
        raise
    return path


def _remove(path: str) -> None:
    with suppress(OSError):
        os.unlink(path)


def _forgotten_in_children(forget: Callable[[], None]) -> None:
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=forget)
