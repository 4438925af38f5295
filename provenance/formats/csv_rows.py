"""The rows of a table in text: Python's own reader is fed line by line, so that a row knows which lines it took."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from provenance.formats import streams
from provenance.formats.records import OVERSIZED

_REACH_LINES, _REACH_BYTES = 10_000, 16 << 20
"""How far the end of a quotation is looked for."""
_CREDIT = 8  # bytes that may be looked at in vain for each byte that is read, so that the time stays linear
OPEN = "a quotation mark opens and never closes"


class Line(NamedTuple):
    """A physical line with its end: its number from 1, where it stands, its bytes, and its text."""

    number: int
    byte: int
    data: bytes
    text: str


class Row(NamedTuple):
    """The lines that a row took and its cells, or why there are none."""

    lines: tuple[Line, ...]
    cells: list[str]
    error: str = ""
    kind: str = "broken-row"
    length: int | None = None
    """How many bytes there are, where they are not held."""


class Lines:
    """The lines of a stream, some of which may be put back."""

    def __init__(self, stream: Iterator[bytes], encoding: str, end: bytes, line: int = 1, byte: int = 0) -> None:
        self._found = _lines(stream, encoding, end, line, byte)
        self._pending: deque[Line | streams.Oversized] = deque()
        self._damage: streams.DamagedError | None = None

    def take(self) -> Line | streams.Oversized | None:
        """Return the next line; None where there is none that can be read."""
        if self._pending:
            return self._pending.popleft()
        try:
            return None if self._damage else next(self._found, None)
        except streams.DamagedError as error:
            self._damage = error
            return None

    def put_back(self, *lines: Line | streams.Oversized) -> None:
        """Have lines be taken once more."""
        self._pending.extendleft(reversed(lines))

    def finish(self) -> None:
        """Raise what kept the stream from being read to its end."""
        if self._damage:
            raise self._damage


class _Feed:
    """The lines of one row, as the reader asks for them, up to a limit."""

    def __init__(self, lines: Lines, first: Line, most: int) -> None:
        self.taken = [first]
        self.missed = False
        """More was asked for than there is."""
        self.size = 0
        self._lines, self._most = lines, most

    def __iter__(self) -> Iterator[str]:
        yield self.taken[0].text
        self.size = len(self.taken[0].data)
        while len(self.taken) < _REACH_LINES and self.size < self._most:
            line = self._lines.take()
            if not isinstance(line, Line):
                if line is not None:
                    self._lines.put_back(line)
                break
            self.taken.append(line)
            self.size += len(line.data)
            yield line.text
        self.missed = True


def _lines(
    stream: Iterator[bytes], encoding: str, end: bytes, number: int, byte: int
) -> Iterator[Line | streams.Oversized]:
    for chunk in streams.pieces(stream, streams.CHUNK, streams.LIMIT, byte, end):
        if isinstance(chunk, streams.Oversized):
            yield chunk
            number += 1
            continue
        byte = chunk.byte
        for data in _ended(chunk.data, end):
            yield Line(number, byte, data, data.decode(encoding, "replace"))
            number += 1 if end == b"\n" else max(1, data.count(b"\n") + 1)
            byte += len(data)


def _ended(data: bytes, end: bytes) -> list[bytes]:
    """Return lines, each with its end; the last one may have none."""
    *lines, last = data.split(end)
    ended = [line + end for line in lines]
    return [*ended, last] if last else ended


def rows(lines: Lines, delimiter: str) -> Iterator[Row]:
    """Yield the rows that are not blank."""
    credit = _REACH_BYTES
    while (first := lines.take()) is not None:
        if isinstance(first, streams.Oversized):
            detail = f"a line of {first.length:,} bytes is longer than {streams.LIMIT >> 20} MiB and is not read"
            yield Row((Line(0, first.byte, b"", ""),), [], detail, OVERSIZED, first.length)
            continue
        feed = _Feed(lines, first, credit)
        error = ""
        cells: list[str] = []
        try:
            cells = next(csv.reader(feed, delimiter=delimiter))
        except csv.Error as reason:
            error = f"it is not CSV: {reason}"
        if feed.missed:
            error = OPEN
        if error:
            lines.put_back(*feed.taken[1:])
            credit -= feed.size
            yield Row((first,), [], error)
        elif any(map(str.strip, cells)):
            yield Row(tuple(feed.taken), cells)
        credit = min(_REACH_BYTES, max(0, credit) + _CREDIT * len(first.data))
