"""Lines in bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_SPACE, _RETURN = b" \r"
_SOLID = re.compile(rb"\S")


class Line(NamedTuple):
    """Where a line that is not blank stands in its block: its number from 0, and its bytes without the line end."""

    number: int
    start: int
    end: int


def spans(data: bytes) -> Iterator[Line]:
    """Find the lines that are not blank."""
    number = start = 0
    size = len(data)
    while start < size:
        end = data.find(b"\n", start)
        end = size if end < 0 else end
        if end > start and (data[start] > _SPACE or not data[start:end].isspace()):
            yield Line(number, start, end - (data[end - 1] == _RETURN))
            number, start = number + 1, end + 1
        else:
            after = after_blank(data, end)
            number, start = number + data.count(b"\n", end, after), after


def after_blank(data: bytes, at: int) -> int:
    """Return where the next line that is not blank begins; a gigabyte of line feeds is passed over at once."""
    solid = _SOLID.search(data, at)
    return data.rfind(b"\n", at, solid.start()) + 1 if solid else len(data)
