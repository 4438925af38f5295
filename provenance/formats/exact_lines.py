"""JSON lines with the bytes of each as they stand in the file, in whatever encoding that is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import NamedTuple

from provenance import formats
from provenance.formats.shards import File, Shard
from provenance.formats.streams import DamagedError, chunks, mark_of


class Line(NamedTuple):
    """A JSON line: its number among the records, the digest by which the check knows it, and its bytes in parts."""

    record: int
    sha256: str
    parts: Iterator[bytes]


class Unreadable(NamedTuple):
    """A part of a file that cannot be read."""

    detail: str


def lines(copy: File, fields: Mapping[str, str]) -> Iterator[Line | Unreadable]:
    """Yield the lines of a file of JSON lines that are not blank, and what cannot be read."""
    encoding = mark_of(copy.path)[1]
    planned = formats.plan(formats.Listing((copy,), (), {}), fields=fields)
    shards = (part for bundle in planned for part in bundle.each())
    first = tuple(islice(shards, 1))
    for read_error in (read_error for shard in first for read_error in shard.read_errors):
        if (
            read_error.kind == "broken-json" and read_error.record is None
        ):  # it is one JSON value: its lines are no records
            return iter((Unreadable(read_error.detail),))
    return _narrow(copy.path, chain(first, shards)) if encoding is None else _wide(copy.path, encoding)


def _narrow(path: str, shards: Iterable[Shard]) -> Iterator[Line | Unreadable]:
    for shard in shards:
        for read_error in shard.read_errors:
            if read_error.kind in {"unreadable", "truncated"}:
                yield Unreadable(read_error.detail)
            elif read_error.kind == "oversized" and read_error.record is not None:
                digest = hashlib.sha256()
                for part in _line_at(path, read_error.byte or 0):
                    digest.update(part)
                yield Line(read_error.record, digest.hexdigest(), _line_at(path, read_error.byte or 0))
        for raw in shard.raw():
            if raw.record is not None:
                yield Line(raw.record, _sha256(raw.data), iter((raw.data,)))


def _line_at(path: str, byte: int) -> Iterator[bytes]:
    """Yield a line that is too long to be held, in parts."""
    start = 0
    try:
        for chunk in chunks(path):
            end = start + len(chunk)
            if end > byte:
                line, newline, _ = chunk[max(0, byte - start) :].partition(b"\n")
                yield line + newline
                if newline:
                    return
            start = end
    except DamagedError:  # the line was the last thing in a broken archive
        return


def _wide(path: str, encoding: str) -> Iterator[Line | Unreadable]:
    """Yield lines of UTF-16 or UTF-32 in that encoding, whose digests are those of their words in UTF-8."""
    record = 0
    unit = len("\n".encode(encoding))
    try:
        for data in _units(path, "\n".encode(encoding), unit):
            words = data.decode(encoding, "replace").encode()
            if words and not words.isspace():
                yield Line(record, _sha256(words), iter((data,)))
                record += 1
    except DamagedError as error:
        yield Unreadable(error.detail)


def _units(path: str, newline: bytes, unit: int) -> Iterator[bytes]:
    """Yield the lines that follow the byte order mark; they end at units of the encoding only."""
    rest, searched, marked = b"", 0, True
    damage: DamagedError | None = None
    stream = chunks(path)
    while damage is None:
        try:
            chunk = next(stream, b"")
        except DamagedError as error:
            chunk, damage = b"", error
        rest += chunk
        if marked and (len(rest) >= unit or not chunk):
            rest, marked = rest[unit:], False
        start, at = 0, searched
        while (at := rest.find(newline, at)) >= 0:
            if at % unit:
                at += 1
                continue
            at += unit
            yield rest[start:at]
            start = at
        rest, searched = rest[start:], max(0, (len(rest) - start) // unit * unit - unit)
        if not chunk:
            break
    if rest:
        yield rest
    if damage:
        raise damage


def _sha256(line: bytes) -> str:
    """Return the digest of a line without its end."""
    return hashlib.sha256(line.removesuffix(b"\n").removesuffix(b"\r")).hexdigest()
