"""One JSON line read by itself, slowly and exactly: what is wrong with it, and what can be kept.

This is the reference for what a JSON line means here; the fast path of `jsonl` must give the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from provenance.formats import captions, field_paths, field_proposals
from provenance.formats.decoding import decode
from provenance.formats.fields import LISTS, NAMED, Fields

Value = str | list[str] | None
_SURROGATE = re.compile("[\ud800-\udfff]")
_AROUND = 40
"""Code points of a broken record that are shown on both sides of the place where it breaks."""
_ESCAPED_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


class LineError(NamedTuple):
    """Something wrong with a line; `byte` counts from the start of the line."""

    kind: str
    detail: str
    byte: int = 0


class _Number(str):
    """A number as it is written."""

    __slots__ = ()


class _BrokenError(Exception):
    """What cannot be read as JSON: what is wrong, and at which code point."""


@dataclass
class Parsed:
    """What a line holds: strings, or lists of strings, under its own names; None where it is no record at all.

    `textless`: it has a text that is none, as a fault says.
    """

    values: dict[str, Value] | None = None
    encoding: str = "utf-8"
    textless: bool = False
    errors: list[LineError] = field(default_factory=list)

    def add_error(self, kind: str, detail: str, byte: int = 0) -> None:
        """Note something wrong."""
        self.errors.append(LineError(kind, detail, max(byte, 0)))


def parse(data: bytes, fields: Fields) -> Parsed:
    """Read one line (without its line end). A value of the wrong type becomes a fault and null."""
    decoded = decode(data)
    text, encoding, bad, count, confidence = decoded
    parsed = Parsed(encoding=encoding)
    if decoded.guessed:
        parsed.add_error(
            "encoding-guessed", f"read as {encoding}, of which nothing is sure; confidence {confidence:.2f}"
        )
    if count:
        detail = f"{count} sequence(s) of bytes are not {encoding}; the first starts with 0x{data[bad]:02x}"
        parsed.add_error("undecodable", detail, bad)
    if b"\0" in data:
        parsed.add_error("null-byte", "a null byte stands in the line", data.index(0))
    try:
        loaded = _load(text, parsed)
    except _BrokenError as error:
        detail, at = error.args
        parsed.add_error("broken-json", detail, len(text[:at].encode()))
        return parsed
    if not isinstance(loaded, dict):
        mend = ": jq -c '.[]' FILE puts each of its records on a line of its own" if isinstance(loaded, list) else ""
        parsed.add_error("wrong-type", f"the line is {_kind(loaded)}, not an object{mend}")
        return parsed
    parsed.values = _values(loaded, data, fields, parsed)
    for name in fields.singles | fields.lists:
        if text.count(f'"{name}":') > 1 and _repeated(text, name):
            parsed.add_error("repeated-field", f"{name!r} stands there more than once; the first is read")
    return parsed


def _load(text: str, parsed: Parsed) -> object:
    """Read JSON; a raw control character in a string is wrong, yet leaves no doubt what is meant."""
    try:
        try:
            return _json(text, strict=True)
        except json.JSONDecodeError as error:
            loaded = _json(text, strict=False)
            if "\0" not in text:
                detail = "a control character stands unescaped in a string"
                parsed.add_error("broken-json", detail, len(text[: error.pos].encode()))
            return loaded
    except json.JSONDecodeError as error:
        raise _BrokenError(broken_at(error), error.pos) from error
    except RecursionError as error:
        message = "nested too deeply"
        raise _BrokenError(message, 0) from error


def broken_at(error: json.JSONDecodeError) -> str:
    """Return what is wrong with a record, at which place in it, and its words that stand there."""
    words = " ".join(error.doc[max(0, error.pos - _AROUND) : error.pos + _AROUND].split())
    where = f"column {error.colno}" + (f" of its line {error.lineno}" if error.lineno > 1 else "")
    return f"{error.msg.removesuffix(' at')} at {where}: {words}"


def _json(text: str, *, strict: bool) -> object:
    return json.loads(
        text,
        strict=strict,
        parse_int=_Number,
        parse_float=_Number,
        parse_constant=lambda _: None,  # NaN is how some writers say that there is nothing
        object_pairs_hook=_first_wins,
    )


def _first_wins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    return dict(reversed(pairs))


def _repeated(text: str, name: str) -> bool:
    """Tell whether the outermost object has a name twice (the hook sees it last)."""
    counts: list[int] = []
    json.loads(text, strict=False, object_pairs_hook=lambda pairs: counts.append(sum(key == name for key, _ in pairs)))
    return counts[-1] > 1


def _values(loaded: Mapping[str, Any], data: bytes, fields: Fields, parsed: Parsed) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for name, ours in (*fields.singles.items(), *fields.lists.items()):
        value = field_paths.value(loaded, name)
        if name in fields.lists:
            value = _unpacked(value) if isinstance(value, str) else value
            members = value if isinstance(value, list) else [value]
            kept = [_string(member, name, ours, data, parsed) for member in members]
            values[name] = [member for member in kept if member is not None] or None
        else:
            values[name] = _string(value, name, ours, data, parsed)
    return values


def _unpacked(value: str) -> object:
    """Return the list or the record that a string holds as JSON, as a cell of a table may; else the string."""
    try:
        inner = _json(value, strict=False) if value.lstrip()[:1] in {"[", "{"} else value
    except (ValueError, RecursionError):
        return value
    members = inner if isinstance(inner, list) else [inner]
    fit = all(isinstance(member, str | dict) and not isinstance(member, _Number) for member in members)
    return inner if fit else value


def _string(value: object, name: str, ours: str, data: bytes, parsed: Parsed) -> str | None:
    """Return a value as text, or note why it is none."""
    if ours in NAMED and isinstance(value, dict) and isinstance(value.get("name"), str):
        value = value["name"]
    if ours == "captions" and isinstance(value, dict):
        value = captions.of_record(value) or value
    if value is None:
        return None
    if not isinstance(value, str) or (isinstance(value, _Number) and ours in {"text", "captions"}):
        wanted = (str, list) if ours in LISTS else str
        own = {"value": value}  # a name may be a path as well
        fits = lambda path: isinstance(field_paths.value(own, f"value{path[len(name) :]}"), wanted)  # noqa: E731
        mend = field_proposals.inside(ours, name, value, fits)
        parsed.add_error("wrong-type", f"{name!r} holds {_kind(value)}, not a string{mend}", _byte_of(name, data))
        parsed.textless |= ours == "text"
        return None
    if _SURROGATE.search(value):
        found = _ESCAPED_SURROGATE.search(data)
        detail = f"{name!r} holds half a character (a lone surrogate)"
        parsed.add_error("undecodable", detail, found.start() if found else 0)
        return _SURROGATE.sub("\ufffd", value)
    if ours == "text" and "\0" in value and b"\0" not in data:
        parsed.add_error("null-byte", f"the text holds {value.count(chr(0))} null character(s)", data.find(rb"\u0000"))
    return str(value)


def _byte_of(name: str, data: bytes) -> int:
    """Return where a name, or the last member of a path, is written; -1 where it is written otherwise."""
    members = [step for step in field_paths.steps(name) if isinstance(step, str)]
    return max(data.find(f'"{name}"'.encode()), data.find(f'"{members[-1] if members else name}"'.encode()))


def _kind(value: object) -> str:
    if value is None:
        return "null"
    kinds = ((_Number, "a number"), (bool, "true or false"), (str, "a string"), (list, "a list"), (dict, "an object"))
    return next(name for kind, name in kinds if isinstance(value, kind))
