"""The signatures that a text or its page carries (C2PA), how far they can be read, and whether the text fits them.

A signature in the text stands in characters that nobody sees; one of a page is a `script` or a `link` of it, which the
reader of pages states as `credentials`.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any

import polars as pl

from provenance.facts.base import Fact
from provenance.facts.credentials import marks, soundness
from provenance.facts.credentials.manifest import Manifest, read
from provenance.frames import CREDENTIALS
from provenance.frames.steps import no_rows

C = pl.col
_DATA = re.compile(r"data:[^,]{0,100};base64,", re.IGNORECASE)
_STATED = "credentials"
Row = dict[str, Any]


def find(records: pl.DataFrame) -> pl.DataFrame:
    """Return the credentials of the articles in `records` (frames.CREDENTIALS in the shard), in their order."""
    in_text = records.select("row", "text").filter(C("text").str.contains_any(list(marks.HINTS)))
    rows = [{"row": row, **signature} for row, text in in_text.iter_rows() for signature in of_text(text)]
    if records["stated"].list.len().sum():
        stated = records.select("row", "stated").filter(C("stated").list.len() > 0)
        listed = stated.explode("stated").unnest("stated").filter(what=_STATED).select("row", "raw", "from")
        rows += [{"row": row, **of_page(raw, origin)} for row, raw, origin in listed.iter_rows()]
    if not rows:
        return no_rows(CREDENTIALS.in_shard)
    found = pl.DataFrame(rows, schema=CREDENTIALS.in_shard)
    return found.sort("row", maintain_order=True)


def of_text(text: str) -> Iterator[Row]:
    """Yield the signatures that stand in a text; of more than one none binds it (appendix A.8)."""
    rows = [row for start, end in marks.signatures(text) if (row := _of_span(text, start, end))]
    several = sum(row["method"] == "unstructured" for row in rows) > 1
    for row in rows:
        yield row | ({"state": "several"} if several and row["state"] in {"whole", "altered"} else {})
    begins = text.rfind(marks.BEGIN)
    if begins >= 0 and marks.END not in text[begins:]:
        yield _row("structured", begins, begins + len(marks.BEGIN), "trimmed")


def of_page(raw: str, origin: str) -> Row:
    """Return the signature that a page states: in a script, or behind a link."""
    if origin == "link" and not _DATA.match(raw):
        return _row("html-reference", None, None, "elsewhere") | {"reference": raw}
    return _row("html", None, None, "broken") | _read(_unpacked(raw), None)


def _of_span(text: str, start: int, end: int) -> Row | None:
    """Return the signature of a span; None for a run of selectors that is none."""
    cited = text[start:end]
    if not cited.startswith("\ufeff"):
        inner = cited[cited.index(marks.BEGIN) + len(marks.BEGIN) : cited.rindex(marks.END)].strip()
        if _DATA.match(inner):
            return _row("structured", start, end, "broken") | _read(_unpacked(inner), None)
        return _row("structured", start, end, "elsewhere") | {"reference": inner}
    data = marks.decoded(cited)
    if not (marks.MAGIC.startswith(data[: len(marks.MAGIC)]) and len(data) >= marks.ENOUGH):
        return None
    row = _row("unstructured", start, end, "broken")
    size = int.from_bytes(data[marks.HEAD - 4 : marks.HEAD], "big")
    if len(data) < marks.HEAD or len(data) < marks.HEAD + size:
        return row | {"state": "trimmed"}
    if data[len(marks.MAGIC)] != marks.VERSION:
        return row
    return row | _read(data[marks.HEAD : marks.HEAD + size], text)


def _read(data: bytes | None, text: str | None) -> Row:
    """Return what a manifest says; `text` is the one that it signs, where that is known as a whole."""
    if data is None:
        return {}
    try:
        manifest = read(data)
    except ValueError:
        return {"state": "broken"}
    fits = manifest.fits(text) if text is not None else None
    state = "altered" if fits is False else "whole"
    return {"state": state, "bound": fits, "sound": soundness.is_sound(data), **_stated(manifest)}


def _stated(manifest: Manifest) -> Row:
    return {
        "signer": manifest.signer, "generator": manifest.generator, "source_types": list(manifest.source_types),
    }  # fmt: skip


def _row(method: str, start: int | None, end: int | None, state: str) -> Row:
    return {"method": method, "start": start, "end": end, "state": state}


def _unpacked(raw: str) -> bytes | None:
    packed = _DATA.sub("", raw, count=1)
    try:
        return base64.b64decode("".join(packed.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


FACT = Fact(name="credentials", find=lambda tables, _: find(tables["records"]), frame=CREDENTIALS)
