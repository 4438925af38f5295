"""Small whole articles for the examples of the rules."""

from __future__ import annotations

import json
from uuid import NAMESPACE_URL, uuid5

from provenance.rules.base import Rows

OPENING = (
    "The harbour council of Westhaven voted on Tuesday to rebuild the old lifeboat station, "
    "which a storm damaged in January."
)
CLOSING = (
    "Work is to begin in May and will cost about two million pounds, most of which the county has already set aside. "
    "The station has served the bay since 1911, and its crew were called out forty times last year."
)
FIELDS = {
    "title": "Lifeboat station to be rebuilt",
    "byline": "Mara Ellison",
    "url": "https://www.westhaven-courier.example/news/lifeboat-station",
    "publisher": "Westhaven Courier",
    "language": "en-GB",
    "published": "2024-03-12",
    "captured": "2024-03-13T06:00:00Z",
}


def article(*paragraphs: str, **fields: object) -> dict[str, object]:
    """Return a sound JSON record with `paragraphs` in the middle of its text.

    `fields` replace those of FIELDS or are added; None takes one away. A `text` replaces the whole text.
    """
    record: dict[str, object] = FIELDS | {"text": body(*paragraphs)} | fields
    return {name: value for name, value in record.items() if value is not None}


def plain(*paragraphs: str, label: str = " date 2024-03-12 ") -> str:
    """Return a text file: the date label, then a sound text with `paragraphs` in its middle."""
    return f"{label}\n\n{body(*paragraphs)}\n"


def body(*paragraphs: str) -> str:
    """Return a sound text with `paragraphs` in its middle."""
    return "\n\n".join([OPENING, *paragraphs, CLOSING])


def signed(text: str, manifest: bytes) -> str:
    """Return a text that carries a manifest in characters that nobody sees (C2PA, appendix A.8)."""
    data = b"C2PATXT\0\x01" + len(manifest).to_bytes(4, "big") + manifest
    return text + "\ufeff" + "".join(chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in data)  # noqa: PLR2004


def manifest(**actions: str) -> bytes:
    """Return a manifest store whose only action has these fields; it binds no text, and nobody has signed it."""
    action = json.dumps({"actions": [actions]}).encode()
    claim = json.dumps({"claim_generator": "Westhaven CMS"}).encode()
    assertions = _labelled("c2pa.assertions", _labelled("c2pa.actions.v2", _box(b"json", action)))
    own = _labelled("urn:c2pa:1", assertions, _labelled("c2pa.claim.v2", _box(b"json", claim)))
    return _labelled("c2pa", own)


def _labelled(label: str, *boxes: bytes) -> bytes:
    return _box(b"jumb", _box(b"jumd", bytes(16) + b"\x03" + label.encode() + b"\0") + b"".join(boxes))


def _box(kind: bytes, content: bytes) -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + kind + content


def record(content: str, kind: str = "resource", **fields: str) -> bytes:
    """Return a record of a web archive that holds a text; `fields` are added to its header, with - for _."""
    header = {
        "WARC-Type": kind,
        "WARC-Target-URI": FIELDS["url"],
        "WARC-Date": FIELDS["captured"],
        "WARC-Record-ID": f"<urn:uuid:{uuid5(NAMESPACE_URL, kind + content)}>",
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(content.encode())),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    return f"WARC/1.1\r\n{lines}\r\n{content}\r\n\r\n".encode()


UNMET = {
    "suite": "dates",
    "expectation": "expect_column_values_to_not_be_null",
    "column": "published",
    "severity": "error",
    "outcome": "unmet",
    "about": "98 % of the articles have a publication date",
    "observed": "91.5 %",
}
"""A row of the frame `expectations`: one that is not met."""


def suspicion(kind: str, text: str, **more: object) -> Rows:
    """Return a row of the frame `extraction`: a suspicion about a text that was held against its page."""
    row = {"article": "ferry.html", "kind": kind, "text": text, "paragraphs": 1, "confidence": 0.9, **more}
    return Rows((row,))


RETOLD = (
    "Nobody on the quay remembers the boat without the noise of its engine, which two brothers from the yard took "
    "apart every winter and put together again before the herring came. The county lent them a shed, the boat was "
    "painted by the children of the school, and what money was left in April went into ropes, lamps and a new bell."
)
"""A passage that is long enough to be recognised in another article."""


COUNTED = "By noon 12 boats lay side by side before the old station, and the crew had begun to clear its roof."
"""A paragraph with a number."""
QUOTED = "“We will not give up this station while there is a boat in the bay,” said Mara Ellison, who leads the crew."
"""A paragraph with a quotation."""
NOTED = "Correction: An earlier version of this article gave a wrong number of boats."
"""A notice of a correction."""


def recaptured(*paragraphs: str, **fields: object) -> dict[str, object]:
    """Return a later capture of the page that `article` is of."""
    return article(*paragraphs, **{"id": "later", "captured": "2024-03-14T06:00:00Z", **fields})


def quoting(words: str, speaker: str = "Mara Ellison", **fields: object) -> dict[str, object]:
    """Return a sound JSON record that quotes somebody."""
    return article(f"“{words},” said {speaker}, who has led the crew since the spring of 2019.", **fields)


SAID = "We shall rebuild all four houses on the quay before the winter storms come back"
"""Something that several articles may quote."""
