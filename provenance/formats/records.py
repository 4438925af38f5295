"""Formats whose records come one after another: a format says how they are found, the rest is done here.

What is found is turned into JSON lines, group by group, and read as those are (`jsonl.read`); where each record stands
in its file, and which bytes it has there, goes along.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, pairwise
from pathlib import Path
from typing import NamedTuple

import polars as pl

from provenance.formats import heads, jsonl, recoding, streams
from provenance.formats.base import Digests, Format
from provenance.formats.fields import Fields
from provenance.formats.shards import File, Shard, Trouble

_SNIFFED = 100  # records that are looked at to see whether they have a text
OVERSIZED = "oversized"


class Record(NamedTuple):
    """A record as it stands in its file.

    `data` are its exact bytes, from `byte` on (of the chunks), in `line`. `values` is what it holds, or that as a JSON
    object written in one line; None where it cannot be read, and `fault` says why. `notes` are things wrong with a
    record that is read: the kind of read error, and what was found. `length` is how many bytes a record takes that is
    not held (`data` is empty then): it counts as unreadable, and goes to no side of the gate.
    """

    data: bytes
    values: Mapping[str, object] | bytes | None
    line: int | None = None
    byte: int | None = None
    fault: str = ""
    kind: str = "broken-row"
    encoding: str = "utf-8"
    notes: tuple[tuple[str, str], ...] = ()
    length: int | None = None


class Origin(NamedTuple):
    """Where a record comes from: its number, its place, and what is known of its exact bytes."""

    record: int
    line: int | None
    byte: int | None
    bytes: int
    sha256: str
    encoding: str
    notes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class Converted(Shard):
    """Records of a file as JSON lines; `origins` has one a line."""

    file: File
    data: bytes
    origins: tuple[Origin, ...]
    excused: bool = False
    """The file is known to have no texts, and that was told of it once."""

    @property
    def inputs(self) -> tuple[File, ...]:
        """The file."""
        return (self.file,)

    @property
    def size(self) -> int:
        """How many bytes the lines have."""
        return len(self.data)

    @property
    def input_bytes(self) -> float:
        """How many bytes the records have in their file, unless that is compressed."""
        return sum(origin.bytes for origin in self.origins)

    @property
    def articles(self) -> int:
        """How many records there are."""
        return len(self.origins)

    def blocks(self) -> list[jsonl.Block]:
        """Return the lines as blocks whose records are numbered without a gap."""
        numbers = [origin.record for origin in self.origins]
        gaps = [at for at, (one, two) in enumerate(pairwise(numbers), 1) if two != one + 1]
        lines = self.data.split(b"\n") if gaps else [self.data]
        ends = [*gaps, len(lines)]
        return [
            jsonl.Block(
                fields=self.fields, file=self.file, data=b"\n".join(lines[start:end]), record=numbers[start],
                excused=self.excused,
            )
            for start, end in pairwise([0, *ends])
        ]  # fmt: skip

    def names(self) -> tuple[str, ...]:
        """Return the names in the first record."""
        return self.blocks()[0].names()

    def has(self, name: str) -> bool:
        """Tell whether a record has a field."""
        return any(block.has(name) for block in self.blocks())

    @classmethod
    def parse_together(cls, shards: Sequence[Shard]) -> Iterator[tuple[pl.DataFrame, list[Trouble]]]:
        """Read shards with the same fields at once."""
        converted = [shard for shard in shards if isinstance(shard, Converted)]
        yield _placed(converted, *jsonl.read([block for shard in converted for block in shard.blocks()]))

    def parse(self) -> tuple[pl.DataFrame, list[Trouble]]:
        """Read the records; each is in the frame or has a trouble."""
        return next(self.parse_together([self]))


def _placed(
    shards: Sequence[Converted], records: pl.DataFrame, troubles: list[Trouble]
) -> tuple[pl.DataFrame, list[Trouble]]:
    """Put what is known of the exact bytes of the records into what was read of the lines made of them."""
    known = {(shard.file.source, origin.record): origin for shard in shards for origin in shard.origins}
    here = [known[key] for key in records.select("source", "record").iter_rows()]
    columns = [
        pl.Series(name, [getattr(origin, name) for origin in here], dtype=records.schema[name])
        for name in ("line", "bytes", "sha256")
    ]
    encodings = pl.Series("encoding", [origin.encoding for origin in here], dtype=pl.String)
    columns.append(encodings.zip_with(records["encoding"] == "utf-8", records["encoding"]))
    moved = []
    for trouble in troubles:
        origin = known[trouble.source, trouble.record or 0]
        moved.append(trouble._replace(line=origin.line, byte=origin.byte))
    return records.with_columns(columns), [*moved, *_noted(known, records)]


def _noted(known: Mapping[tuple[str, int], Origin], records: pl.DataFrame) -> Iterator[Trouble]:
    """Report what the format has noted of records that are read."""
    if any(origin.notes for origin in known.values()):
        placed = records.select("source", "record", "article")
        ids = {(source, record): article for source, record, article in placed.iter_rows()}
        for (source, record), origin in known.items():
            for kind, detail in origin.notes:
                yield Trouble(kind, detail, source, ids.get((source, record)), record, origin.line, origin.byte)


class RecordFormat(Format):
    """A format of files whose records come one after another. Such files are not rewritten: repairs are held back."""

    in_lines = True

    @abstractmethod
    def records(self, chunks: Iterator[bytes]) -> Iterator[Record]:
        """Yield the records of a file, sound or broken, in their order.

        Args:
            chunks: The bytes of the file, decompressed and without a byte order mark; UTF-16 and UTF-32 come as UTF-8.
        """

    def mapped(self, fields: Fields) -> RecordFormat:  # noqa: ARG002 - most formats know their records without
        """Return the format as it finds records whose fields have these names."""
        return self

    def written(self, head: bytes, records: Iterable[bytes], tail: bytes) -> Iterator[bytes]:
        """Yield the bytes of a file with some records of another one.

        Args:
            head: What stands before the first record of that file; nothing where records have no `byte`.
            records: The exact bytes of the records.
            tail: What stands behind its last record.
        """
        yield from chain([head], records, [tail])

    def plan(self, files: Sequence[File], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
        """Convert the records of files into JSON lines, a bounded group at a time."""
        for file in files:
            stream = streams.chunks(file.path)
            yield from self.cut(stream, file, fields, shard_bytes=shard_bytes, shard_articles=shard_articles)

    def cut(
        self, stream: Iterator[bytes], file: File, fields: Fields, *, shard_bytes: int, shard_articles: int
    ) -> Iterator[Shard]:
        """Convert the records of a stream into JSON lines, a bounded group at a time."""
        found = self.mapped(fields)._numbered(stream)  # noqa: SLF001 - one of this class
        first, complete = _peeked(found)
        textless = _no_text(first, fields, file.source, complete=complete)
        if textless:
            yield Shard(fields=fields, troubles=(Trouble("no-text", textless, file.source),))
        group = _Group(file, fields, excused=textless is not None)
        empty = not first
        for number, record in chain(first, found):
            if isinstance(record, Trouble):
                empty = False
                yield from group.taken()
                yield Shard(fields=fields, troubles=(record._replace(source=file.source),))
                continue
            group.add(number, record)
            if group.size >= shard_bytes or len(group.origins) >= shard_articles:
                yield from group.taken()
        yield from group.taken()
        if empty:
            yield Shard(fields=fields, troubles=(Trouble("empty", "it holds no record", file.source, line=1, byte=0),))

    def digests(self, copy: File, fields: Mapping[str, str]) -> Digests:
        """Return the digest of each record's bytes."""
        digests: dict[int | None, str] = {}
        unreadable = 0
        for number, record in self._of(copy, fields):
            if isinstance(record, Trouble) or record.length is not None:
                unreadable += 1
            else:
                digests[number] = _sha256(record.data)
        return Digests(digests, unreadable=unreadable)

    def split(
        self, copy: File, fields: Mapping[str, str], side_of: Mapping[int | None, str], place: Callable[[str], Path]
    ) -> None:
        """Write the records of each side with what stands around all of them, marked and compressed as the file is."""
        mark, encoding = streams.mark_of(copy.path)
        head, tail = self._around(copy, fields)
        for side in dict.fromkeys(side_of.values()):
            target = place(side)
            here = self._of(copy, fields)
            data = (one.data for number, one in here if isinstance(one, Record) and side_of.get(number) == side)
            with streams.opened_for_writing(target, target.suffix.lower()) as stream:
                stream.write(mark)
                stream.writelines(recoding.encoded(part, encoding) for part in self.written(head, data, tail))

    def _numbered(self, stream: Iterator[bytes]) -> Iterator[tuple[int, Record | Trouble]]:
        """Yield the records with their numbers, then what keeps the rest of the file from being read."""
        chunks, marked, mark = recoding.unmarked(stream)
        number = 0
        try:
            for record in self.records(chunks):
                byte = None if record.byte is None else record.byte + mark
                yield number, record._replace(byte=byte, encoding=marked or record.encoding)
                number += 1
        except streams.DamagedError as error:
            yield number, Trouble(error.kind, error.detail, "", byte=error.byte)
        except (ValueError, LookupError, ArithmeticError, TypeError, RecursionError, OSError) as error:
            detail = f"it cannot be read further as {self.name}: {type(error).__name__}: {error}"
            yield number, Trouble("unreadable", detail, "")

    def _of(self, copy: File, fields: Mapping[str, str]) -> Iterator[tuple[int, Record | Trouble]]:
        return self.mapped(Fields.of(fields))._numbered(streams.chunks(copy.path))  # noqa: SLF001 - one of this class

    def _around(self, copy: File, fields: Mapping[str, str]) -> tuple[bytes, bytes]:
        """Return what stands before the first record of a file, and behind the last."""
        start = end = None
        for _, record in self._of(copy, fields):
            if isinstance(record, Record) and record.byte is not None:
                start = record.byte if start is None else start
                end = record.byte + (len(record.data) if record.length is None else record.length)
        if start is None or end is None:
            return b"", b""
        chunks, _, mark = recoding.unmarked(streams.chunks(copy.path))
        return recoding.around(chunks, start - mark, end - mark)


class _Group:
    """Records in the making of a shard."""

    def __init__(self, file: File, fields: Fields, *, excused: bool) -> None:
        self.file, self.fields, self.excused = file, fields, excused
        self._clear()

    def _clear(self) -> None:
        self.origins: list[Origin] = []
        self._lines: list[bytes] = []
        self._troubles: list[Trouble] = []
        self.size = 0

    def add(self, number: int, record: Record) -> None:
        if record.values is None:
            place = (number, record.line, record.byte)
            self._troubles.append(Trouble(record.kind, record.fault, self.file.source, None, *place))
            self.size += 1
            return
        line = _line(record.values)
        self._lines.append(line)
        self.size += len(line) + 1
        content = len(record.data), _sha256(record.data)
        self.origins.append(Origin(number, record.line, record.byte, *content, record.encoding, record.notes))

    def taken(self) -> Iterator[Shard]:
        """Yield the group as a shard, and begin another one."""
        troubles = tuple(self._troubles)
        if self.origins:
            yield Converted(
                fields=self.fields, file=self.file, data=b"\n".join(self._lines), origins=tuple(self.origins),
                excused=self.excused, troubles=troubles,
            )  # fmt: skip
        elif troubles:
            yield Shard(fields=self.fields, troubles=troubles)
        self._clear()


def _line(values: Mapping[str, object] | bytes) -> bytes:
    return values if isinstance(values, bytes) else json.dumps(dict(values), default=str).encode()


def _sha256(data: bytes) -> str:
    """Return the digest of a record without the end of its line, as that of a JSON line."""
    return sha256(data.removesuffix(b"\n").removesuffix(b"\r")).hexdigest()


def _peeked(found: Iterator[tuple[int, Record | Trouble]]) -> tuple[list[tuple[int, Record | Trouble]], bool]:
    """Take the first records of a file, whatever the size of shards is; tell whether these are all."""
    first: list[tuple[int, Record | Trouble]] = []
    size = 0
    for number, record in found:
        first.append((number, record))
        size += len(record.data) if isinstance(record, Record) else 0
        if size >= heads.HEAD or len(first) >= _SNIFFED:
            return first, False
    return first, True


def _no_text(
    first: Sequence[tuple[int, Record | Trouble]], fields: Fields, source: str, *, complete: bool
) -> str | None:
    """Say that the first records have no text under any name; None where one has, or where there is no record."""
    lines = [_line(record.values) for _, record in first if isinstance(record, Record) and record.values is not None]
    return heads.no_text(b"\n".join([*lines, b""]), fields, source, complete=complete) if lines else None
