"""Formats whose records come one after another: a format says how they are found, the rest is done here.

What is found is turned into JSON lines, a bounded group at a time (`converted`), and read as those are.
"""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from provenance.formats import contents, heads, recoding, streams
from provenance.formats.base import Digest, StreamFormat
from provenance.formats.converted import Converted, Origin, Source
from provenance.formats.fields import Fields
from provenance.formats.shards import File, ReadError, Shard
from provenance.formats.stated import Statement

_SNIFFED = 100  # records that are looked at to see whether they have a text
OVERSIZED = "oversized"


class Record(NamedTuple):
    """A record as it stands in its file.

    `data` are its exact bytes, from `byte` on (of the chunks), in `line`. `values` is what it holds, or that as a JSON
    object written in one line; None where it cannot be read, and `fault` says why. `notes` are things wrong with a
    record that is read: the kind of read error, and what was found. `length` is how many bytes a record takes that is
    not held (`data` is empty then): it counts as unreadable, and goes to no side of the gate. `stated` is what it says
    of its article beside its fields. `distinct`: it is known that no two of the names in `values` are equal.
    """

    data: bytes
    values: Mapping[str, object] | bytes | None
    line: int | None = None
    byte: int | None = None
    error: str = ""
    kind: str = "broken-row"
    encoding: str = "utf-8"
    notes: tuple[tuple[str, str], ...] = ()
    length: int | None = None
    stated: tuple[Statement, ...] = ()
    distinct: bool = False


class RecordFormat(StreamFormat):
    """A format of files whose records come one after another; such files are not rewritten unless it says how."""

    @abstractmethod
    def records(self, chunks: Iterator[bytes]) -> Iterator[Record]:
        """Yield the records of a file, sound or broken, in their order.

        Args:
            chunks: The bytes of the file, decompressed and without a byte order mark; UTF-16 and UTF-32 come as UTF-8.
        """

    def mapped(self, fields: Fields) -> RecordFormat:  # noqa: ARG002 - most formats know their records without
        """Return the format as it finds records whose fields have these names."""
        return self

    def again(
        self,
        file: File,  # noqa: ARG002 - most formats are read from the first byte on
        origins: Sequence[Origin],  # noqa: ARG002
        lines: bytes,  # noqa: ARG002
    ) -> Source | None:
        """Tell how records that follow each other in a file are read again where they are worked on; None if not."""
        return None

    def written(self, head: bytes, records: Iterable[bytes], tail: bytes) -> Iterator[bytes]:
        """Yield the bytes of a file with some records of another one.

        Args:
            head: What stands before the first record of that file; nothing where records have no `byte`.
            records: The exact bytes of the records.
            tail: What stands behind its last record.
        """
        yield from chain([head], records, [tail])

    def cut(
        self, stream: Iterator[bytes], file: File, fields: Fields, *, shard_bytes: int, shard_articles: int
    ) -> Iterator[Shard]:
        """Convert the records of a stream into JSON lines, a bounded group at a time."""
        found = self.mapped(fields).numbered(stream)
        first, complete = _peeked(found)
        head = _head(first)
        fields = heads.fields_in(head, fields, complete=complete)
        textless = heads.no_text(head, fields, file.source, complete=complete) if head else None
        if textless:
            yield Shard(fields=fields, read_errors=(ReadError("no-text", textless, file.source),))
        group = Group(file, fields, excused=textless is not None, again=self.again)
        empty = not first
        for number, record in chain(first, found):
            if isinstance(record, ReadError):
                empty = False
                yield from group.taken()
                yield Shard(fields=fields, read_errors=(record._replace(source=file.source),))
                continue
            group.add(number, record)
            if group.size >= shard_bytes or len(group.origins) >= shard_articles:
                yield from group.taken()
        yield from group.taken()
        if empty:
            yield Shard(
                fields=fields, read_errors=(ReadError("empty", "it holds no record", file.source, line=1, byte=0),)
            )

    def digests(self, copy: File, fields: Mapping[str, str]) -> Iterator[Digest | None]:
        """Yield each record."""
        for number, record in self._of(copy, fields):
            readable = isinstance(record, Record) and record.length is None
            digest = _sha256(record.data) if isinstance(record, Record) else ""
            yield Digest(number, digest, digest) if readable else None

    def split(
        self, copy: File, fields: Mapping[str, str], side_of: Mapping[int | None, str], path_of: Callable[[str], Path]
    ) -> None:
        """Write the records of each side with what stands around all of them, marked and compressed as the file is."""
        mark, encoding = streams.mark_of(copy.path)
        head, tail = self._around(copy, fields)
        for side in dict.fromkeys(side_of.values()):
            target = path_of(side)
            here = self._of(copy, fields)
            data = (one.data for number, one in here if isinstance(one, Record) and side_of.get(number) == side)
            with streams.opened_for_writing(target, target.suffix.lower()) as stream:
                stream.write(mark)
                stream.writelines(recoding.encoded(part, encoding) for part in self.written(head, data, tail))

    def numbered(self, stream: Iterator[bytes]) -> Iterator[tuple[int, Record | ReadError]]:
        """Yield the records with their numbers, then what keeps the rest of the file from being read."""
        chunks, marked, mark = recoding.unmarked(stream)
        number = 0
        try:
            for found in self.records(chunks):
                record = found
                if marked:
                    byte = None if found.byte is None else found.byte + mark
                    record = found._replace(byte=byte, encoding=marked)
                yield number, record
                number += 1
        except streams.DamagedError as error:
            yield number, ReadError(error.kind, error.detail, "", byte=error.byte)
        except (ValueError, LookupError, ArithmeticError, TypeError, RecursionError, OSError) as error:
            detail = f"it cannot be read further as {self.name}: {type(error).__name__}: {error}"
            yield number, ReadError("unreadable", detail, "")

    def _of(self, copy: File, fields: Mapping[str, str]) -> Iterator[tuple[int, Record | ReadError]]:
        return self.mapped(Fields.of(fields)).numbered(contents.chunks(copy))

    def _around(self, copy: File, fields: Mapping[str, str]) -> tuple[bytes, bytes]:
        """Return what stands before the first record of a file, and behind the last."""
        start = end = None
        for _, record in self._of(copy, fields):
            if isinstance(record, Record) and record.byte is not None:
                start = record.byte if start is None else start
                end = record.byte + (len(record.data) if record.length is None else record.length)
        if start is None or end is None:
            return b"", b""
        chunks, _, mark = recoding.unmarked(contents.chunks(copy))
        return recoding.around(chunks, start - mark, end - mark)


def _sent(file: File, origins: Sequence[Origin], lines: bytes) -> Source | None:  # noqa: ARG001
    """Have records be sent as they are."""
    return None


Again = Callable[[File, Sequence[Origin], bytes], Source | None]


class Group:
    """Records in the making of a shard."""

    def __init__(self, file: File, fields: Fields, *, excused: bool, again: Again = _sent) -> None:
        """Take the file, and what tells how its records are read again."""
        self.file, self.fields, self.excused, self._again = file, fields, excused, again
        self._clear()

    def _clear(self) -> None:
        self.origins: list[Origin] = []
        self._lines: list[bytes] = []
        self._read_errors: list[ReadError] = []
        self._distinct = True
        self.size = 0

    def add(self, number: int, record: Record) -> None:
        """Add a record, sound or broken."""
        if record.values is None:
            position = (number, record.line, record.byte)
            self._read_errors.append(ReadError(record.kind, record.error, self.file.source, None, *position))
            self.size += 1
            return
        line = as_line(record.values)
        self._lines.append(line)
        self._distinct &= record.distinct
        self.size += len(line) + 1
        size, digest = len(record.data), _sha256(record.data)
        place = Origin(number, record.line, record.byte, size, digest, record.encoding, record.notes, record.stated)
        self.origins.append(place)

    def taken(self) -> Iterator[Shard]:
        """Yield the group as a shard, and begin another one."""
        read_errors, data = tuple(self._read_errors), b"\n".join(self._lines)
        if self.origins:
            yield Converted(
                fields=self.fields, file=self.file, data=data, origins=tuple(self.origins), excused=self.excused,
                distinct=self._distinct, read_errors=read_errors,
                again=None if read_errors else self._again(self.file, self.origins, data),
            )  # fmt: skip
        elif read_errors:
            yield Shard(fields=self.fields, read_errors=read_errors)
        self._clear()


def as_line(values: Mapping[str, object] | bytes) -> bytes:
    """Return what a record holds as a JSON object in one line."""
    return values if isinstance(values, bytes) else json.dumps(dict(values), default=str).encode()


def _sha256(data: bytes) -> str:
    """Return the digest of a record without the end of its line, as that of a JSON line."""
    end = 2 if data.endswith(b"\r\n") else data.endswith((b"\n", b"\r"))
    return sha256(memoryview(data)[: len(data) - end]).hexdigest()


def _peeked(found: Iterator[tuple[int, Record | ReadError]]) -> tuple[list[tuple[int, Record | ReadError]], bool]:
    """Take the first records of a file, whatever the size of shards is; tell whether these are all."""
    first: list[tuple[int, Record | ReadError]] = []
    size = 0
    for number, record in found:
        first.append((number, record))
        size += len(record.data) if isinstance(record, Record) else 0
        if size >= heads.HEAD or len(first) >= _SNIFFED:
            return first, False
    return first, True


def _head(first: Sequence[tuple[int, Record | ReadError]]) -> bytes:
    """Return the first records that can be read, as JSON lines."""
    lines = [as_line(record.values) for _, record in first if isinstance(record, Record) and record.values is not None]
    return b"\n".join([*lines, b""]) if lines else b""
