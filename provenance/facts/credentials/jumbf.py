"""The boxes of a manifest store (JUMBF, ISO 19566-5; C2PA Technical Specification 2.4, section 11.1)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from provenance.facts.credentials import cbor
from provenance.storage.untrusted import parse_json

_HEAD, _LONG_HEAD = 8, 16
_LABELLED = 2
_DEPTH = 16
_UUID = 16


class Box(NamedTuple):
    """A box with a label, and what lies in it."""

    label: str
    boxes: tuple[Box, ...]
    content: tuple[tuple[bytes, bytes], ...]
    """The other boxes in it: their types and their bytes."""

    def child(self, label: str) -> Box | None:
        """Return the last box in it with a label that begins so, as versions and copies are told behind it."""
        return next((each for each in reversed(self.boxes) if each.label.startswith(label)), None)

    def value(self) -> Any:  # noqa: ANN401 - any value
        """Return its content as a value. Raises ValueError if it has none that can be read."""
        for kind, data in self.content:
            if kind == b"cbor":
                return cbor.read(data)
            if kind == b"json":
                return parse_json(data.decode())
        message = f"{self.label}: nothing in it can be read"
        raise ValueError(message)


def read(data: bytes) -> Box:
    """Return the box with which `data` begins. Raises ValueError if there is none, or one that breaks off."""
    kind, content = next(_boxes(data), (b"", b""))
    if kind != b"jumb":
        message = "no manifest store"
        raise ValueError(message)
    return _super(content, 0)


def _super(data: bytes, depth: int) -> Box:
    if depth > _DEPTH:
        message = "nested too deeply"
        raise ValueError(message)
    parts = _boxes(data)
    kind, described = next(parts, (b"", b""))
    if kind != b"jumd" or len(described) <= _UUID:
        message = "a box that does not say what it is"
        raise ValueError(message)
    label = ""
    if described[_UUID] & _LABELLED:
        label = described[_UUID + 1 :].partition(b"\0")[0].decode(errors="replace")
    boxes, content = [], []
    for kind, part in parts:
        if kind == b"jumb":
            boxes.append(_super(part, depth + 1))
        else:
            content.append((kind, part))
    return Box(label, tuple(boxes), tuple(content))


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the boxes that stand one behind the other."""
    at = 0
    while at + _HEAD <= len(data):
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], _HEAD
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), _LONG_HEAD
        elif size == 0:  # to the end
            size = len(data) - at
        if size < head or at + size > len(data):
            message = "a box breaks off"
            raise ValueError(message)
        yield kind, data[at + head : at + size]
        at += size
