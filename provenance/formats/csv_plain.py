"""Rows of a table in text that leave no doubt, taken apart by one pattern and written as JSON without being decoded.

Python's reader goes through a table sign by sign. Most rows have as many cells as the header, each without a quotation
mark or between two of them: they are as that reader takes them. What is anything else is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

_CELLS = 100
"""Cells of a row that is plain; the pattern has a group for each."""
_BYTES, _LINES = 1 << 20, 1_000
"""What a plain row has at most."""
_CONTROL = bytes({*range(0x20)} - {*b"\t\n\r"})
_ESCAPED = re.compile(rb'[\\"\n\r\t]')
"""RFC 8259, section 7: what must not stand as it is in a string."""
_NAMELESS = '""'
_SPACE, _ASCII = 0x20, 0x7F


class Row(NamedTuple):
    """Where a row ends, how many physical lines it takes, and its cells as a JSON object; None where all are blank."""

    end: int
    lines: int
    values: bytes | None


class Plain:
    """How the plain rows of a table look."""

    def __init__(self, names: Sequence[str], delimiter: str) -> None:
        """`names` are those of the columns, as JSON writes them."""
        divider = re.escape(delimiter).encode()
        cell = rb'("[^"]*+(?:""[^"]*+){0,1000}"|(?:[^"%s\r\n][^%s\r\n]*+)?)' % (divider, divider)
        self._pattern = re.compile(divider.join([cell] * len(names)) + rb"%s*+\r?\n" % divider)
        self._names = [
            None if name == _NAMELESS else (b'{%s:"' % name.encode(), b'",%s:"' % name.encode()) for name in names
        ]
        """What stands before the value of each column in its object: where it is the first one there, and where not."""
        self._data, self._is_plain = b"", False
        self.distinct = len({*names}) == len(names)
        """Whether no two columns have the same name."""

    @classmethod
    def of(cls, names: Sequence[str], delimiter: str, encoding: str) -> Plain | None:
        """Return how plain rows look; None where there are none: in other encodings, and by odd dividers."""
        is_odd = not delimiter.isascii() or delimiter in '"\r\n'
        return None if encoding != "utf-8" or is_odd or not 0 < len(names) <= _CELLS else cls(names, delimiter)

    def row(self, data: bytes, at: int) -> Row | None:
        """Return the row that begins there in whole lines; None where it is not plain."""
        if data is not self._data:
            self._data, self._is_plain = data, _is_sound(data)
        found = self._pattern.match(data, at) if self._is_plain else None
        if found is None or (end := found.end()) - at > _BYTES or (lines := data.count(b"\n", at, end)) > _LINES:
            return None
        return Row(end, lines, self._values(found.groups()))

    def _values(self, cells: Sequence[bytes]) -> bytes | None:
        """Return cells as a JSON object without those that are blank; None where all are."""
        parts: list[bytes] = []
        is_blank = True
        for name, written in zip(self._names, cells, strict=True):
            cell = written[1:-1] if written.startswith(b'"') else written
            if _is_blank(cell):
                continue
            is_blank = False
            if name:
                parts += (name[bool(parts)], _escaped(cell, within=cell is not written))
        if is_blank:
            return None
        return b"".join((*parts, b'"}')) if parts else b"{}"


def _is_blank(cell: bytes) -> bool:
    """Tell whether a cell has nothing but white space, also such as stands beyond ASCII."""
    return not cell or (not _SPACE < cell[0] <= _ASCII and cell.decode().isspace())


def _escaped(cell: bytes, *, within: bool) -> bytes:
    """Return a cell as it stands in a string of JSON; `within` quotation marks those of its own are doubled."""
    if _ESCAPED.search(cell) is None:
        return cell
    cell = cell.replace(b"\\", b"\\\\")
    if b'"' in cell:
        cell = cell.replace(b'""' if within else b'"', b'\\"')
    return cell.replace(b"\n", b"\\n").replace(b"\r", b"\\r").replace(b"\t", b"\\t")


def _is_sound(data: bytes) -> bool:
    """Tell whether lines are UTF-8 without the control characters that JSON does not have as they are."""
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return len(data.translate(None, _CONTROL)) == len(data)
