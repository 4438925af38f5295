"""JSON whose records do not stand in lines: where they stand, and the command that brings them there."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Collection, Mapping
from pathlib import PurePath

from provenance.formats import json_lists

Path = tuple[str, ...]
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_DEEPEST = 8


def filter_of(start: bytes, texts: Collection[str]) -> str:
    """Return the filter of `jq` that gives the records of a JSON value, one after another.

    Args:
        start: The first bytes of the value.
        texts: Names under which an article bears its text: an object that has one of them is the record itself.

    Returns:
        `.[]` for an array, `.articles[]` for an object that holds one of objects, `.` for a record.
    """
    if start.lstrip().startswith(b"["):
        return ".[]"
    found = json_lists.records_in(start, texts)
    return filter_to(found.path) if found and found.path else "."


def filter_within(record: Mapping[str, object]) -> str | None:
    """Return the filter that gives the records in an object that holds a list of them; None where it holds none."""
    path = _within(record, ())
    return filter_to(path) if path else None


def command(wanted: str, source: str) -> str:
    """Return the command that writes the records of a file, by a filter, to JSON lines; `-` is standard input."""
    if source == "-":
        return f"jq -c {shlex.quote(wanted)} | provenance check -"
    name = PurePath(source)
    target = name.with_suffix(".lines.jsonl" if name.suffix.lower() in {".jsonl", ".ndjson"} else ".jsonl")
    return f"jq -c {shlex.quote(wanted)} {shlex.quote(source)} > {shlex.quote(str(target))}"


def filter_to(path: Path) -> str:
    """Return the filter that gives the members of the list to which the names lead."""
    return "".join(f".{name}" if _PLAIN.fullmatch(name) else f".{json.dumps(name)}" for name in path) + "[]"


def _within(value: object, path: Path) -> Path:
    if not isinstance(value, Mapping) or len(path) >= _DEEPEST:
        return ()
    lists = (name for name, inner in value.items() if isinstance(inner, list) and inner and isinstance(inner[0], dict))
    found = next(lists, None)
    if found is not None:
        return (*path, found)
    return next(filter(None, (_within(inner, (*path, name)) for name, inner in value.items())), ())
