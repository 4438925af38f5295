"""CBOR (RFC 8949) as manifests of C2PA use it, read from bytes that nobody vouches for."""

from __future__ import annotations

import struct
from typing import Any

_DEPTH = 32
_BREAK = object()
_FLOATS = {25: ">e", 26: ">f", 27: ">d"}
_SIMPLE = {20: False, 21: True}
_BYTES, _TEXT, _LIST, _MAP, _TAG = 2, 3, 4, 5, 6
_INDEFINITE = 31


def read(data: bytes) -> Any:  # noqa: ANN401 - any value
    """Return the value with which `data` begins; a tag is the value that it stands before.

    Raises ValueError for what is no CBOR, breaks off, or nests deeper than any manifest does.
    """
    try:
        value, _ = _item(data, 0, 0)
    except (IndexError, struct.error, UnicodeDecodeError, TypeError) as error:
        message = "no CBOR, or broken off"
        raise ValueError(message) from error
    return value


def _item(data: bytes, at: int, depth: int) -> tuple[Any, int]:
    if depth > _DEPTH:
        message = "nested too deeply"
        raise ValueError(message)
    major, small = data[at] >> 5, data[at] & 31
    if major == 7:  # noqa: PLR2004 - simple values and floats
        return _simple(data, at, small)
    if small == _INDEFINITE:
        return _endless(data, at + 1, depth, major)
    number, at = _number(data, at, small)
    if major == _TAG:
        return _item(data, at, depth + 1)
    if major in {_LIST, _MAP}:
        return _several(data, at, depth, major, number)
    if major in {_BYTES, _TEXT}:
        return _string(data, at, major, number)
    return (-1 - number if major else number), at


def _number(data: bytes, at: int, small: int) -> tuple[int, int]:
    """Return the number in the head of an item, and where the item goes on."""
    if small < 24:  # noqa: PLR2004 - it stands in the first byte
        return small, at + 1
    if small > 27:  # noqa: PLR2004 - reserved
        raise IndexError
    length = 1 << (small - 24)
    if at + 1 + length > len(data):
        raise IndexError
    return int.from_bytes(data[at + 1 : at + 1 + length], "big"), at + 1 + length


def _simple(data: bytes, at: int, small: int) -> tuple[Any, int]:
    if small == _INDEFINITE:
        return _BREAK, at + 1
    if small in _FLOATS:
        (value,) = struct.unpack_from(_FLOATS[small], data, at + 1)
        return value, at + 1 + struct.calcsize(_FLOATS[small])
    return _SIMPLE.get(small), at + (2 if small == 24 else 1)  # noqa: PLR2004 - a simple value of a byte


def _string(data: bytes, at: int, major: int, length: int) -> tuple[Any, int]:
    if length > len(data) - at:
        raise IndexError
    cut = data[at : at + length]
    return (cut.decode() if major == _TEXT else cut), at + length


def _several(data: bytes, at: int, depth: int, major: int, number: int) -> tuple[Any, int]:
    if number > len(data) - at:  # every item has a byte
        raise IndexError
    values = []
    for _ in range(number * (2 if major == _MAP else 1)):
        value, at = _item(data, at, depth + 1)
        values.append(value)
    return _together(major, values), at


def _endless(data: bytes, at: int, depth: int, major: int) -> tuple[Any, int]:
    """Return a value of a length that is not told: its parts up to the break."""
    values: list[Any] = []
    while True:
        value, at = _item(data, at, depth + 1)
        if value is _BREAK:
            return _together(major, values), at
        values.append(value)


def _together(major: int, values: list[Any]) -> Any:  # noqa: ANN401 - any value
    if major == _MAP:
        return dict(zip(values[::2], values[1::2], strict=True))
    if major == _LIST:
        return values
    return (b"" if major == _BYTES else "").join(values)
