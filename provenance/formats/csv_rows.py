"""The rows of a table in text.

Those that leave no doubt are taken apart by a pattern (`csv_plain`), all others by Python's own reader. That is fed
line by line, so that a row knows which lines it took, and a quotation mark that never closes costs its line alone.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

from provenance.formats import streams
from provenance.formats.csv_plain import Plain
from provenance.formats.records import OVERSIZED, Record

_REACH_LINES, _REACH_BYTES = 10_000, 16 << 20
"""How far the end of a quotation is looked for."""
_CREDIT = 8  # bytes that may be looked at in vain for each byte that is read, so that the time stays linear
OPEN = "a quotation mark opens and never closes"
_ESCAPE = "\ufdd0"
"""Before `r`, a carriage return within a line; before itself, itself.

So are lines written for Python's reader, to which a row ends at a carriage return. Hardly a text has this one, which
Unicode keeps for such uses (The Unicode Standard, section 23.7, Noncharacters).
"""
_ESCAPED = str.maketrans({"\r": f"{_ESCAPE}r", _ESCAPE: _ESCAPE * 2})


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
        self._pieces = streams.pieces(stream, streams.CHUNK, streams.LIMIT, byte, end)
        self._encoding, self._end = encoding, end
        self._data, self._at, self._byte, self._number = b"", 0, byte, line
        """Whole lines, how far they are taken, where they begin, and the number of the next one."""
        self._pending: deque[Line | streams.Oversized] = deque()
        self._damage: streams.DamagedError | None = None

    def take(self) -> Line | streams.Oversized | None:
        """Return the next line; None where there is none that can be read."""
        if self._pending:
            return self._pending.popleft()
        if (oversized := self._load()) is not None:
            return oversized
        if self._at == len(self._data):
            return None
        at, number = self._at, self._number
        self._at = self._data.find(self._end, at) + 1 or len(self._data)
        data = self._data[at : self._at]
        self._number += 1 if self._end == b"\n" else max(1, data.count(b"\n") + 1)
        return Line(number, self._byte + at, data, data.decode(self._encoding, "replace"))

    def put_back(self, *lines: Line | streams.Oversized) -> None:
        """Have lines be taken once more."""
        self._pending.extendleft(reversed(lines))

    def plain(self, rows: Plain) -> Iterator[Record]:
        """Yield the rows that come next, up to the first that is not plain; blank ones are none."""
        while not self._pending and self._end == b"\n":
            if (oversized := self._load()) is not None:
                self.put_back(oversized)
            if oversized is not None or not (row := rows.row(self._data, self._at)):
                return
            end, lines, values = row
            place = (self._number, self._byte + self._at)
            record = Record(self._data[self._at : end], values, *place, distinct=rows.distinct)
            self._at, self._number = end, self._number + lines
            if values is not None:
                yield record

    def finish(self) -> None:
        """Raise what kept the stream from being read to its end."""
        if self._damage:
            raise self._damage

    def _load(self) -> streams.Oversized | None:
        """Have lines where all are taken and more follow; return the one that is too long, where that is next."""
        if self._at < len(self._data) or self._damage:
            return None
        self._data, self._at = b"", 0
        try:
            piece = next(self._pieces, None)
        except streams.DamagedError as error:
            self._damage = error
            return None
        if isinstance(piece, streams.Oversized):
            self._number += 1
            return piece
        if piece is not None:
            self._byte, self._data = piece
        return None


class _Feed:
    """The lines of one row, as the reader asks for them, up to a limit."""

    def __init__(self, lines: Lines, first: Line, most: int) -> None:
        self.taken = [first]
        self.missed = False
        """More was asked for than there is."""
        self.size = 0
        self._lines, self._most = lines, most

    def __iter__(self) -> Iterator[str]:
        yield _of_one_row(self.taken[0].text)
        self.size = len(self.taken[0].data)
        while len(self.taken) < _REACH_LINES and self.size < self._most:
            line = self._lines.take()
            if not isinstance(line, Line):
                if line is not None:
                    self._lines.put_back(line)
                break
            self.taken.append(line)
            self.size += len(line.data)
            yield _of_one_row(line.text)
        self.missed = True


def _of_one_row(text: str) -> str:
    """Return a line in which a carriage return ends nothing, but for the end of the line itself."""
    bare = text.rstrip("\r\n")
    if "\r" not in bare and _ESCAPE not in bare:
        return text
    return bare.translate(_ESCAPED) + text[len(bare) :]


def _as_it_stood(cell: str) -> str:
    """Return a cell with the carriage returns that its lines had."""
    if _ESCAPE not in cell:
        return cell
    return re.sub(f"{_ESCAPE}(.)", lambda found: "\r" if found[1] == "r" else found[1], cell)


def rows(lines: Lines, delimiter: str, plain: Plain | None = None) -> Iterator[Row | Record]:
    """Yield the rows that are not blank, those that are plain as records."""
    credit = _REACH_BYTES
    while True:
        if plain and credit == _REACH_BYTES:
            yield from lines.plain(plain)
        if (first := lines.take()) is None:
            return
        if isinstance(first, streams.Oversized):
            detail = f"a line of {first.length:,} bytes is longer than {streams.LIMIT >> 20} MiB and is not read"
            yield Row((Line(0, first.byte, b"", ""),), [], detail, OVERSIZED, first.length)
            continue
        feed = _Feed(lines, first, credit)
        error = ""
        cells: list[str] = []
        try:
            cells = list(map(_as_it_stood, next(csv.reader(feed, delimiter=delimiter))))
        except csv.Error:
            error = "it is not CSV"
        if feed.missed:
            error = OPEN
        if error:
            lines.put_back(*feed.taken[1:])
            credit -= feed.size
            yield Row((first,), [], error)
        elif any(map(str.strip, cells)):
            yield Row(tuple(feed.taken), cells)
        credit = min(_REACH_BYTES, max(0, credit) + _CREDIT * len(first.data))
