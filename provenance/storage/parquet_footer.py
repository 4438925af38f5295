"""Where the columns of a Parquet file lie, read from its end, so that of a large file only these bytes are fetched.

Written after parquet.thrift of Apache Parquet 2.11 and the compact protocol of Apache Thrift. Polars reads the same end
itself and says what is wrong with it; here what cannot be read is None, and then the whole file is fetched.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, NamedTuple

TAIL = 8
"""Bytes at the end of a file: the length of what describes it, and the sign of the format."""
_SIGN = b"PAR1"
_TRUE, _FALSE, _INTEGERS, _BINARY, _LISTS, _MAP = 1, 2, {4, 5, 6}, 8, {9, 10}, 11
_FIXED = {_TRUE: 1, _FALSE: 1, 3: 1, 7: 8, 13: 16}
"""How many bytes a value of other kinds takes, none of which is wanted: in a list, truth takes one as well."""
_MORE = 128
_MANY = 15
_DEEP = 32
_ROW_GROUPS, _COLUMNS, _UNPACKED, _ROWS, _ELSEWHERE, _ABOUT = 4, 1, 2, 3, 1, 3
_PATH, _SIZE, _DATA, _DICTIONARY = 3, 7, 9, 11
_INDEXES = ((4, 5), (6, 7))


class Part(NamedTuple):
    """A range of bytes that hold a column (named by the first part of its path) for some rows."""

    column: str
    first: int
    rows: int
    start: int
    end: int


def length(tail: bytes) -> int | None:
    """Return how many bytes at the end describe a file, its last ones among them; None for what is no Parquet file."""
    if len(tail) < TAIL or not tail.endswith(_SIGN):
        return None
    return int.from_bytes(tail[-TAIL : -len(_SIGN)], "little") + TAIL


def parts(footer: bytes) -> list[Part] | None:
    """Return where each column of each group of rows lies; None where the end of the file does not say it."""
    try:
        metadata, _ = _struct(footer, 0, 0)
        return list(_parts(metadata))
    except (IndexError, KeyError, TypeError, ValueError, struct.error, AttributeError, OverflowError):
        return None


def row_groups(footer: bytes) -> list[tuple[int, int]]:
    """Return of each group of rows how many it has, and their bytes unpacked; none where the end does not say it."""
    try:
        metadata, _ = _struct(footer, 0, 0)
        return [(int(group[_ROWS]), int(group[_UNPACKED])) for group in metadata[_ROW_GROUPS]]
    except (IndexError, KeyError, TypeError, ValueError, struct.error, AttributeError, OverflowError):
        return []


def _parts(metadata: dict[int, Any]) -> Iterator[Part]:
    first = 0
    for group in metadata[_ROW_GROUPS]:
        rows = group[_ROWS]
        for chunk in group[_COLUMNS]:
            if chunk.get(_ELSEWHERE):
                message = "its bytes lie in another file"
                raise ValueError(message)
            about = chunk[_ABOUT]
            column = about[_PATH][0].decode()
            start = min(filter(None, (about.get(_DICTIONARY), about[_DATA])))
            yield Part(column, first, rows, start, start + about[_SIZE])
            for where, how_long in _INDEXES:
                if chunk.get(where):
                    yield Part(column, first, rows, chunk[where], chunk[where] + chunk[how_long])
        first += rows


def _struct(data: bytes, at: int, depth: int) -> tuple[dict[int, Any], int]:
    """Return the fields of a struct by their numbers, and where it ends."""
    if depth > _DEEP:
        message = "nested too deeply"
        raise ValueError(message)
    fields: dict[int, Any] = {}
    number = 0
    while head := data[at]:
        at += 1
        if head >> 4:
            number += head >> 4
        else:
            number, at = _integer(data, at)
        kind = head & 15
        if kind in {_TRUE, _FALSE}:
            fields[number] = kind == _TRUE
        else:
            fields[number], at = _value(data, at, kind, depth)
    return fields, at + 1


def _value(data: bytes, at: int, kind: int, depth: int) -> tuple[Any, int]:
    if kind in _FIXED:
        return None, at + _FIXED[kind]
    if kind in _INTEGERS:
        return _integer(data, at)
    if kind == _BINARY:
        size, at = _varint(data, at)
        return data[at : at + size], at + size
    if kind in _LISTS:
        return _list(data, at, depth)
    return _map(data, at, depth) if kind == _MAP else _struct(data, at, depth + 1)


def _list(data: bytes, at: int, depth: int) -> tuple[list[Any], int]:
    size, kind, at = data[at] >> 4, data[at] & 15, at + 1
    if size == _MANY:
        size, at = _varint(data, at)
    values = []
    for _ in range(min(size, len(data))):
        value, at = _value(data, at, kind, depth + 1)
        values.append(value)
    return values, at


def _map(data: bytes, at: int, depth: int) -> tuple[None, int]:
    """Pass over a map: nothing that is wanted stands in one."""
    size, at = _varint(data, at)
    kinds, at = (data[at], at + 1) if size else (0, at)
    for _ in range(min(size, len(data))):
        _, at = _value(data, at, kinds >> 4, depth + 1)
        _, at = _value(data, at, kinds & 15, depth + 1)
    return None, at


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte, at = data[at], at + 1
        value |= (byte & _MORE - 1) << shift
        if byte < _MORE:
            return value, at
        shift += 7


def _integer(data: bytes, at: int) -> tuple[int, int]:
    value, at = _varint(data, at)
    return (value >> 1) ^ -(value & 1), at
