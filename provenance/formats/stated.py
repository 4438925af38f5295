"""What a file says about the article in it: each candidate for a field, as written, and where it stands.

A format gives the statements of a record in its column `stated`; `facts.stated` makes the frame of them.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

_HALF = re.compile("[\ud800-\udfff]")


class Statement(NamedTuple):
    """One statement of a file about its article. Its parts are the columns of the frame `stated`."""

    what: str
    """What it is: title, byline, published, …"""
    raw: str
    """The value as written."""
    origin: str
    """Where it stands: json-ld, open-graph, microdata, meta, …; the column `from`."""
    path: str
    """The path in it: `$.datePublished`, `meta[name="author"]`."""
    value: str | None = None
    """The value as read; that of a date is read later, with all the others."""
    page_start: int | None = None
    page_end: int | None = None
    chosen: bool = False
    """Whether the record took this one."""

    def row(self) -> dict[str, Any]:
        """Return it as a row of the column `stated`."""
        values = (whole_characters(value) if isinstance(value, str) else value for value in self)
        return dict(zip(_COLUMNS, values, strict=True))


_COLUMNS = tuple("from" if name == "origin" else name for name in Statement._fields)


def whole_characters(text: str) -> str:
    """Return a text with the sign for what cannot be shown where half a character stands (a lone surrogate)."""
    return text if text.isascii() else _HALF.sub("\ufffd", text)
