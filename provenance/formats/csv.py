"""Tables in text (CSV): one article a row, under a header that names the fields.

Python's own reader takes the cells apart. It is fed line by line, so that the lines which a row took are its exact
bytes, and one quotation mark that never closes costs its line, not the rest of the file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from json.encoder import encode_basestring as _quoted
from typing import NamedTuple
from zlib import crc32

from provenance.formats import contents, field_guesses, ranges, recoding, streams
from provenance.formats.converted import Converted, Origin, Source
from provenance.formats.csv_plain import Plain
from provenance.formats.csv_rows import Line, Lines, Row, rows
from provenance.formats.decoding import Decoded, decode
from provenance.formats.fields import NAMES, Fields, field_of
from provenance.formats.records import Group, Record, RecordFormat
from provenance.formats.shards import File

_NAMELESS = '""'
_SAMPLE = 1 << 16
_DELIMITERS = "\t;|,"
_DECLARED = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE)  # what Excel writes before a header
_CELL = re.compile(rb'"[^"]*"?')


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
        texts = names & field_guesses.text_names(Fields())
        return bool(texts and rest.strip() and any(field_of(name) in NAMES for name in names - texts))

    def records(self, chunks: Iterator[bytes]) -> Iterator[Record]:
        """Yield the rows below the header; blank ones are none."""
        table, lines = _opened(chunks, self._delimiter)
        if table:
            yield from _records(lines, table, first=True)
        lines.finish()

    def again(self, file: File, origins: Sequence[Origin], lines: bytes) -> Source | None:
        """Tell where rows stand that follow each other in a file of which any byte can be read."""
        first, last = origins[0], origins[-1]
        if first.byte is None or first.line is None or last.byte is None or not ranges.is_plain(file):
            return None
        size = last.byte + last.bytes - first.byte
        recoded = first.encoding.startswith(("utf-16", "utf-32"))
        place = ranges.Range(first.byte, size, crc32(lines))
        return None if recoded or size < ranges.LEAST else _Again(self._delimiter, place, first.record, first.line)


class _Again(NamedTuple):
    """Where rows stand that are read again; the checksum is that of the lines that were made of them."""

    delimiter: str | None
    place: ranges.Range
    record: int
    line: int

    def converted(self, shard: Converted) -> tuple[bytes, tuple[Origin, ...]]:
        """Convert the rows as they were. Raises OSError if they cannot be read, or have changed."""
        with contents.at_will(shard.file) as opened:
            data = opened.pread(self.place.size, self.place.byte)
        table, marked = _table_of(shard.file, self.delimiter)
        parts = iter([data[at : at + streams.CHUNK] for at in range(0, len(data), streams.CHUNK)])
        lines = Lines(parts, table.encoding, table.end, self.line, self.place.byte)
        group = Group(shard.file, shard.fields, excused=shard.excused)
        for number, record in enumerate(_records(lines, table, first=self.record == 0), self.record):
            group.add(number, record._replace(encoding=marked or record.encoding))
        made = next(group.taken(), None)
        if not isinstance(made, Converted) or crc32(made.data) != self.place.checksum:
            raise ranges.changed()
        return made.data, made.origins


class _Table(NamedTuple):
    """What the start of a file tells of its rows; the notes belong to the first of them."""

    names: tuple[str, ...]
    delimiter: str
    encoding: str
    end: bytes
    notes: tuple[tuple[str, str], ...]

    @property
    def distinct(self) -> bool:
        """Whether no two columns have the same name."""
        return len({*self.names}) == len(self.names)


def _opened(chunks: Iterator[bytes], delimiter: str | None) -> tuple[_Table | None, Lines]:
    """Return the table that begins in a stream, None for one without a header, and the lines below its header."""
    csv.field_size_limit(streams.LIMIT)
    start, chunks = streams.head(chunks, _SAMPLE)
    known, end = _encoding(start), _end(start)
    lines = Lines(chunks, known.encoding, end)
    header = _header(lines, delimiter)
    return _Table(*header, known.encoding, end, _guessed(known)) if header else None, lines


@lru_cache(maxsize=4)
def _table_of(file: File, delimiter: str | None) -> tuple[_Table, str | None]:
    """Return the table of a file, and the encoding that its byte order mark names. Raises OSError."""
    try:
        chunks, marked, _ = recoding.unmarked(contents.chunks(file))
        table, _ = _opened(chunks, delimiter)
    except streams.DamagedError as error:
        raise OSError(error.detail) from error
    if table is None:
        raise ranges.changed()
    return table, marked


def _records(lines: Lines, table: _Table, *, first: bool) -> Iterator[Record]:
    """Yield the rows below a header as records; the `first` one of the file bears what is to be noted of it."""
    notes = table.notes if first else ()
    for row in rows(lines, table.delimiter, Plain.of(table.names, table.delimiter, table.encoding)):
        record = row if isinstance(row, Record) else _record(row, table)
        yield record._replace(notes=(*notes, *record.notes)) if notes else record
        notes = ()


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


def _header(lines: Lines, delimiter: str | None) -> _Header | None:
    """Read the header, the first line that is not blank; None where there is none.

    Raises DamagedError where it is not CSV, as where a carriage return stands in one of its names.
    """
    line = lines.take()
    while isinstance(line, Line) and (not line.text.strip() or _DECLARED.fullmatch(line.text)):
        declared = _DECLARED.fullmatch(line.text)
        delimiter = declared[1] if declared else delimiter
        line = lines.take()
    if not isinstance(line, Line):
        return None
    divided = delimiter or max(_DELIMITERS, key=partial(_cells_of, line.text))
    lines.put_back(line)
    row = next(rows(lines, divided), None)
    if not isinstance(row, Row):
        return None
    if b"\r" in _CELL.sub(b"", row.lines[0].data.rstrip(b"\r\n")):
        detail = "a carriage return stands in its header; rows end with line feeds, or all with carriage returns"
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


def _record(row: Row, header: _Table) -> Record:
    """Turn a row into a record."""
    encoding = header.encoding
    data = b"".join(line.data for line in row.lines)
    line, byte = row.lines[0].number or None, row.lines[0].byte
    error, cells = row.error, row.cells
    while len(cells) > len(header.names) and not cells[-1].strip():
        cells = cells[:-1]
    if not error and len(cells) != len(header.names):
        error = f"it has {len(cells)} cells where the header has {len(header.names)}"
    if error:
        return Record(data, None, line, byte, error, row.kind, encoding, length=row.length)
    values, notes = _object(header.names, cells), (*_undecoded(data, row, encoding),)
    return Record(data, values, line, byte, encoding=encoding, notes=notes, distinct=header.distinct)


def _object(names: tuple[str, ...], cells: list[str]) -> bytes:
    """Return a row as a JSON object, without the cells that are blank: the same bytes that `csv_plain` makes."""
    given = zip(names, cells, strict=True)
    members = [f"{name}:{_quoted(cell)}" for name, cell in given if name != _NAMELESS and cell and not cell.isspace()]
    return f"{{{','.join(members)}}}".encode()


def _undecoded(data: bytes, row: Row, encoding: str) -> Iterator[tuple[str, str]]:
    lost = sum(line.text.count("\ufffd") for line in row.lines)
    genuine = data.decode(encoding, "ignore").count("\ufffd") if lost else 0
    if lost > genuine:
        yield "undecodable", f"{lost - genuine} sequence(s) of bytes are not {encoding}"


FORMAT = Tables("csv", "CSV, one article a row under a header", ".csv")
