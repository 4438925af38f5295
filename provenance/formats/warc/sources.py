"""The bytes in which records are looked for: a file, what a member of an archive held, or a stream."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator

from provenance.formats import streams
from provenance.formats.contents import AtWill

START = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n(?=[A-Za-z-]+:)")
"""How a record begins, also in the middle of a line: where one broke off and another program went on."""
_FIRST_STEP, _STEP, _OVERLAP = 1 << 10, 1 << 20, 64


class Source(ABC):
    """Bytes that are read by their offsets, from a low one to a higher one."""

    forward = False
    """Whether what has been released cannot be had again."""

    @abstractmethod
    def read(self, at: int, size: int) -> bytes:
        """Return `size` bytes from `at` on, fewer where it ends."""

    @abstractmethod
    def reaches(self, end: int) -> bool:
        """Tell whether there are so many bytes."""

    def buffered(self, at: int, size: int) -> bytes | None:  # noqa: ARG002 - most can be read once more
        """Return the bytes of a record where they are at hand only now."""
        return None

    def release(self, at: int) -> None:  # noqa: B027 - most hold nothing
        """Let go of what stands before `at`."""

    def search(self, at: int, stop: int | None = None) -> int | None:
        """Return where the next record seems to begin behind `at` (and before `stop`); None where there is none."""
        far = stop is None or stop - at > streams.LIMIT
        step = _FIRST_STEP
        while stop is None or at < stop:
            chunk = self.read(at, step + _OVERLAP)
            if found := START.search(chunk):
                start = at + found.start()
                return start if stop is None or start < stop else None
            if len(chunk) < step + _OVERLAP:
                return None
            at, step = at + step, min(2 * step, _STEP)
            if far:
                self.release(at)
        return None


class OnDisk(Source):
    """A file."""

    def __init__(self, handle: AtWill) -> None:
        """Read an open file."""
        self._handle, self._size = handle, handle.size

    def read(self, at: int, size: int) -> bytes:
        """Return bytes of the file."""
        return self._handle.pread(size, at)

    def reaches(self, end: int) -> bool:
        """Tell whether the file is so long."""
        return self._size >= end


class InMemory(Source):
    """Bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def read(self, at: int, size: int) -> bytes:
        """Return a part of the bytes."""
        return self._data[at : at + size]

    def reaches(self, end: int) -> bool:
        """Tell whether there are so many."""
        return len(self._data) >= end

    def buffered(self, at: int, size: int) -> bytes:
        """Return the bytes of a record."""
        return self._data[at : at + size]


class Stream(Source):
    """Bytes that come in chunks; `damage` is what kept it from being read to its end."""

    forward = True

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.damage: streams.DamagedError | None = None
        self._chunks, self._start, self._buffer = chunks, 0, bytearray()

    @property
    def size(self) -> int:
        """How many bytes have come so far."""
        return self._start + len(self._buffer)

    def read(self, at: int, size: int) -> bytes:
        """Return bytes of the stream that are not released."""
        self._fill(at + size)
        return bytes(self._buffer[at - self._start : at - self._start + size])

    def reaches(self, end: int) -> bool:
        """Tell whether the stream is so long."""
        self._fill(end)
        return self._start + len(self._buffer) >= end

    def buffered(self, at: int, size: int) -> bytes:
        """Return the bytes of a record."""
        return self.read(at, size)

    def release(self, at: int) -> None:
        """Let go of what stands before."""
        dropped = min(max(0, at - self._start), len(self._buffer))
        del self._buffer[:dropped]
        self._start += dropped

    def _fill(self, end: int) -> None:
        try:
            while self._start + len(self._buffer) < end and (chunk := next(self._chunks, None)) is not None:
                self._buffer += chunk
        except streams.DamagedError as error:
            self.damage, self._chunks = error, iter(())
