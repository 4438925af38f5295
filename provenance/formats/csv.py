"""Tables in text (CSV): one article a row, under a header that names the fields.

Python's own reader takes the cells apart. It is fed line by line, so that the lines which a row took are its exact
bytes, and one quotation mark that never closes costs its line, not the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from functools import partial
from json.encoder import encode_basestring_ascii as _quoted
from typing import NamedTuple

from provenance.formats import field_proposals, streams
from provenance.formats.decoding import Decoded, decode
from provenance.formats.fields import NAMES, Fields, field_of
from provenance.formats.records import OVERSIZED, Record, RecordFormat

_NAMELESS = '""'
_SAMPLE = 1 << 16
_DELIMITERS = "\t;|,"
_DECLARED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)  # what Excel writes before a header
_CELL = re.compile(rb'"[^"]*"?')
_REACH_LINES, _REACH_BYTES = 10_000, 16 << 20
"""How far the end of a quotation is looked for."""
_CREDIT = 8  # bytes that may be looked at in vain for each byte that is read, so that the time stays linear
_OPEN = "a quotation mark opens and never closes"


class _Line(NamedTuple):
    """A physical line with its end: its number from 1, where it stands, its bytes, and its text."""

    number: int
    byte: int
    data: bytes
    text: str


class _Row(NamedTuple):
    """The lines that a row took and its cells, or why there are none."""

    lines: tuple[_Line, ...]
    cells: list[str]
    error: str = ""
    kind: str = "broken-row"
    length: int | None = None
    """How many bytes there are, where they are not held."""


class _Lines:
    """The lines of a stream, some of which may be put back."""

    def __init__(self, stream: Iterator[bytes], encoding: str, end: bytes) -> None:
        self._found = _lines(stream, encoding, end)
        self._pending: deque[_Line | streams.Oversized] = deque()
        self._damage: streams.DamagedError | None = None

    def take(self) -> _Line | streams.Oversized | None:
        """Return the next line; None where there is none that can be read."""
        if self._pending:
            return self._pending.popleft()
        try:
            return None if self._damage else next(self._found, None)
        except streams.DamagedError as error:
            self._damage = error
            return None

    def put_back(self, *lines: _Line | streams.Oversized) -> None:
        """Have lines be taken once more."""
        self._pending.extendleft(reversed(lines))

    def finish(self) -> None:
        """Raise what kept the stream from being read to its end."""
        if self._damage:
            raise self._damage


class _Feed:
    """The lines of one row, as the reader asks for them, up to a limit."""

    def __init__(self, lines: _Lines, first: _Line, most: int) -> None:
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
            if not isinstance(line, _Line):
                if line is not None:
                    self._lines.put_back(line)
                break
            self.taken.append(line)
            self.size += len(line.data)
            yield line.text
        self.missed = True


class Tables(RecordFormat):
    """One article a row."""

    def __init__(self, name: str, about: str, suffix: str, delimiter: str | None = None) -> None:
        """Declare a format whose cells are divided by `delimiter`, or by what divides the header of a file."""
        self.name, self.about, self.suffixes, self._delimiter = name, about, (suffix,), delimiter

    def begins(self, start: bytes) -> bool:
        """Tell whether a header stands there that names a text and another field of ours, and a row below it."""
        if self._delimiter:
            return False
        header, _, rest = start.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "replace").partition("\n")
        divided = max(_DELIMITERS, key=partial(_cells_of, header))
        names = {cell.strip().lower() for cell in header.replace('"', "").split(divided)}
        texts = names & field_proposals.text_names(Fields())
        return bool(texts and rest.strip() and any(field_of(name) in NAMES for name in names - texts))

    def records(self, chunks: Iterator[bytes]) -> Iterator[Record]:
        """Yield the rows below the header; blank ones are none."""
        csv.field_size_limit(streams.LIMIT)
        start, chunks = streams.head(chunks, _SAMPLE)
        known = _encoding(start)
        lines = _Lines(chunks, known.encoding, _end(start))
        notes = _guessed(known)
        if header := _header(lines, self._delimiter):
            for row in _rows(lines, header.delimiter):
                yield _record(row, header, known.encoding, notes)
                notes = ()
        lines.finish()


class _Header(NamedTuple):
    """The names of the columns as JSON writes them, and what divides the cells."""

    names: tuple[str, ...]
    delimiter: str


def _encoding(start: bytes) -> Decoded:
    """Return how the file is decoded, by its first whole lines."""
    complete = start[: start.rfind(_end(start)) + 1] if len(start) == _SAMPLE else start
    known = decode(complete or start)
    if known.encoding.startswith("utf-16"):  # line ends cannot be found in its bytes
        detail = f"it is {known.encoding} without a byte order mark"
        raise streams.DamagedError("unreadable", detail, 0)
    return known


def _end(start: bytes) -> bytes:
    """Return with what lines end: a line feed, or the carriage return where none stands outside of the cells in quotes.

    Excel for Macintosh writes that ("CSV (Macintosh)"); a line feed is a line end within a cell then.
    """
    bare = _CELL.sub(b"", start)
    return b"\r" if b"\r" in bare and b"\n" not in bare else b"\n"


def _guessed(known: Decoded) -> tuple[tuple[str, str], ...]:
    if not known.guessed:
        return ()
    detail = f"read as {known.encoding}, of which nothing is sure; confidence {known.confidence:.2f}"
    return (("encoding-guessed", f"the file is {detail}"),)


def _lines(stream: Iterator[bytes], encoding: str, end: bytes) -> Iterator[_Line | streams.Oversized]:
    number = 1
    for chunk in streams.pieces(stream, streams.CHUNK, streams.LIMIT, end=end):
        if isinstance(chunk, streams.Oversized):
            yield chunk
            number += 1
            continue
        byte = chunk.byte
        for data in _ended(chunk.data, end):
            yield _Line(number, byte, data, data.decode(encoding, "replace"))
            number += 1 if end == b"\n" else max(1, data.count(b"\n") + 1)
            byte += len(data)


def _ended(data: bytes, end: bytes) -> list[bytes]:
    """Return lines, each with its end; the last one may have none."""
    *lines, last = data.split(end)
    ended = [line + end for line in lines]
    return [*ended, last] if last else ended


def _header(lines: _Lines, delimiter: str | None) -> _Header | None:
    """Read the header, the first line that is not blank; None where there is none.

    Raises DamagedError where it is not CSV, as where a carriage return stands in one of its names.
    """
    line = lines.take()
    while isinstance(line, _Line) and (not line.text.strip() or _DECLARED.fullmatch(line.text)):
        declared = _DECLARED.fullmatch(line.text)
        delimiter = declared[1] if declared else delimiter
        line = lines.take()
    if not isinstance(line, _Line):
        return None
    divided = delimiter or max(_DELIMITERS, key=partial(_cells_of, line.text))
    lines.put_back(line)
    row = next(_rows(lines, divided), None)
    if row is None:
        return None
    if row.error and row.error != _OPEN:
        detail = f"its header cannot be read: {row.error}; rows end with line feeds, or all with carriage returns"
        raise streams.DamagedError("unreadable", detail, row.lines[0].byte)
    names = [cell.strip() for cell in row.cells or line.text.strip().split(divided)]
    while names and not names[-1]:
        names.pop()
    return _Header(tuple(map(_quoted, names)), divided)


def _cells_of(header: str, delimiter: str) -> int:
    """Return how many cells a header has if they are divided so; -1 if it is not CSV then."""
    try:
        return len(next(csv.reader([header], delimiter=delimiter), []))
    except csv.Error:
        return -1


def _rows(lines: _Lines, delimiter: str) -> Iterator[_Row]:
    """Yield the rows that are not blank."""
    credit = _REACH_BYTES
    while (first := lines.take()) is not None:
        if isinstance(first, streams.Oversized):
            detail = f"a line of {first.length:,} bytes is longer than {streams.LIMIT >> 20} MiB and is not read"
            yield _Row((_Line(0, first.byte, b"", ""),), [], detail, OVERSIZED, first.length)
            continue
        feed = _Feed(lines, first, credit)
        error = ""
        cells: list[str] = []
        try:
            cells = next(csv.reader(feed, delimiter=delimiter))
        except csv.Error as reason:
            error = f"it is not CSV: {reason}"
        if feed.missed:
            error = _OPEN
        if error:
            lines.put_back(*feed.taken[1:])
            credit -= feed.size
            yield _Row((first,), [], error)
        elif any(map(str.strip, cells)):
            yield _Row(tuple(feed.taken), cells)
        credit = min(_REACH_BYTES, max(0, credit) + _CREDIT * len(first.data))


def _record(row: _Row, header: _Header, encoding: str, notes: tuple[tuple[str, str], ...]) -> Record:
    """Turn a row into a record."""
    data = b"".join(line.data for line in row.lines)
    line, byte = row.lines[0].number or None, row.lines[0].byte
    error, cells = row.error, row.cells
    while len(cells) > len(header.names) and not cells[-1].strip():
        cells = cells[:-1]
    if not error and len(cells) != len(header.names):
        error = f"it has {len(cells)} cells where the header has {len(header.names)}"
    if error:
        return Record(data, None, line, byte, error, row.kind, encoding, length=row.length)
    found = (*notes, *_undecoded(data, row, encoding))
    return Record(data, _object(header.names, cells), line, byte, encoding=encoding, notes=found)


def _object(names: tuple[str, ...], cells: list[str]) -> bytes:
    """Return a row as a JSON object, without the cells that are blank."""
    given = zip(names, cells, strict=True)
    members = [f"{name}:{_quoted(cell)}" for name, cell in given if name != _NAMELESS and cell and not cell.isspace()]
    return f"{{{','.join(members)}}}".encode()


def _undecoded(data: bytes, row: _Row, encoding: str) -> Iterator[tuple[str, str]]:
    lost = sum(line.text.count("\ufffd") for line in row.lines)
    genuine = data.decode(encoding, "ignore").count("\ufffd") if lost else 0
    if lost > genuine:
        yield "undecodable", f"{lost - genuine} sequence(s) of bytes are not {encoding}"


FORMAT = Tables("csv", "CSV, one article a row under a header", ".csv")
