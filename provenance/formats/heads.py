"""What the first bytes of a file of JSON lines tell: whether it holds lines at all, and whether they have a text."""

from __future__ import annotations

import json
from itertools import islice

from provenance.formats import field_guesses, field_paths, field_proposals, jq
from provenance.formats.field_evidence import Evidence
from provenance.formats.fields import Fields

HEAD = 1 << 20
"""How many bytes are looked at: the size of shards must not change what is said of a file."""
_RECORDS = 100


def not_lines(head: bytes, fields: Fields, source: str) -> str | None:
    """Say what a file is that holds one JSON value over many lines, and how to bring its records into lines.

    None where its first line is a record.
    """
    start = head.lstrip()
    first = start.split(b"\n", 1)[0].strip()
    if first[:1] not in {b"[", b"{"} or loads(first) is not None:
        return None
    wanted = jq.filter_of(start, field_guesses.text_names(fields))
    remedy = (
        "not JSON lines; under a name that ends in .json it is read, or put each record on a line of its own: "
        f"{jq.command(wanted, source)}"
    )
    if first[:1] == b"[":
        opens = first == b"[" or loads(first[1:].strip().removesuffix(b",")) is not None
        return f"the file is a JSON array, {remedy}" if opens or _spans_lines(start) else None
    spans = first == b"{" or _spans_lines(start)
    return f"the file is a JSON object that is written over several lines, {remedy}" if spans else None


def fields_in(head: bytes, fields: Fields, *, complete: bool) -> Fields:
    """Return the names of fields as they hold in a file whose first records these are; see `Fields.in_file`."""
    return fields.in_file(Evidence(_records(head, complete=complete)).has) if fields.mapped else fields


def no_text(head: bytes, fields: Fields, source: str, *, complete: bool) -> str | None:
    """Say that the first records have no text under any name; None where one has, or where there is no record.

    `complete`: the head is all of the file.
    """
    seen = _records(head, complete=complete)
    wanted = (fields.text, *fields["captions"])
    evidence = Evidence(seen)
    if not seen or any(map(evidence.has, wanted)):
        return None
    names = dict.fromkeys(name for record in seen for name in field_paths.names(record))
    counted = "the records" if len(seen) == 1 else f"the {len(seen)} records"
    said = f"none of {counted if complete and len(seen) < _RECORDS else f'the first {len(seen)} records'}"
    inner = jq.filter_within(seen[0])
    remedy = f"if its records stand in a list there: {jq.command(inner, source)}" if inner else None
    return field_proposals.no_text(said, names, evidence, fields, remedy)


def _records(head: bytes, *, complete: bool) -> list[dict[str, object]]:
    """Return the first records in the lines of a head; the last line of one that goes on may be cut off."""
    lines = head.split(b"\n")
    records = (loads(line) for line in (lines if complete or len(lines) == 1 else lines[:-1]))
    return list(islice((record for record in records if isinstance(record, dict)), _RECORDS))


def _spans_lines(text: bytes) -> bool:
    """Tell whether one JSON value begins here that ends on a later line."""
    try:
        decoded = text.decode(errors="replace")
        _, end = json.JSONDecoder(strict=False).raw_decode(decoded)
    except (ValueError, RecursionError):
        return False
    return "\n" in decoded[:end]


def loads(line: bytes) -> object:
    """Return the JSON value of a line; None where it holds none."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None
