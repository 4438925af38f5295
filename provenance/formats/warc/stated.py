"""What a web archive states of a page beside the page itself: the header of its record, and that of the response."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from provenance.formats.stated import Statement
from provenance.formats.warc.headers import Headers, bare

_OF_RECORD = {"url": "WARC-Target-URI", "captured": "WARC-Date"}
"""What the record takes from them: it wins over what the page calls its own address."""
_OF_RESPONSE = {"modified": "Last-Modified", "language": "Content-Language"}
"""RFC 9110, 8.8.2 and 8.5. Servers send them of the file as much as of the article: the record does not take them."""


def of(record: Headers, response: Headers | None) -> list[Statement]:
    """Return what the header of a record states, and that of the response in it."""
    found = [
        Statement(what, raw, "warc", name, bare(raw) if what == "url" else None, chosen=True)
        for what, name in _OF_RECORD.items()
        if (raw := record.get(name.lower()))
    ]
    for what, name in _OF_RESPONSE.items() if response else ():
        if response and (raw := response.get(name.lower())):
            found.append(Statement(what, raw, "http", name, None if what == "modified" else raw))
    return found


def together(of_page: Iterable[dict[str, Any]], states: Iterable[Statement]) -> list[dict[str, Any]] | None:
    """Return all that is stated; what the record takes from its header it has not taken from the page."""
    taken = {each.what for each in states if each.chosen}
    rows = [row | {"chosen": row["chosen"] and row["what"] not in taken} for row in of_page]
    return [*rows, *(each.row() for each in states)] or None
