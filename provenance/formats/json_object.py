"""One JSON object changed where it must be: every other byte of it stays as it is written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from json.decoder import WHITESPACE  # type: ignore[attr-defined]
from typing import Any, NamedTuple

_DECODER = json.JSONDecoder(strict=False)


class Member(NamedTuple):
    """A member of the object: its value, and where that is written."""

    value: Any
    start: int
    end: int


def members(line: str) -> dict[str, Member]:
    """Return the members of the object that a line holds; of two of one name the first, as everywhere here.

    Raises ValueError if the line holds no object.
    """
    found: dict[str, Member] = {}
    at = _skip(line, 0)
    if line[at : at + 1] != "{":
        message = "not a JSON object"
        raise ValueError(message)
    at = _skip(line, at + 1)
    while line[at : at + 1] != "}":
        name, at = _DECODER.raw_decode(line, at)
        start = _skip(line, _skip(line, at) + 1)  # after the colon
        value, end = _DECODER.raw_decode(line, start)
        found.setdefault(name, Member(value, start, end))
        at = _skip(line, end)
        at = _skip(line, at + 1) if line[at : at + 1] == "," else at
    return found


def changed(line: str, values: Mapping[str, Any]) -> str:
    """Return the line with these values in the place of the old ones; new members follow the last one.

    Raises ValueError if the line holds no object.
    """
    known = members(line)
    for name, member in sorted(known.items(), key=lambda item: -item[1].start):
        if name in values:
            line = line[: member.start] + _written(values[name]) + line[member.end :]
    fresh = {name: value for name, value in values.items() if name not in known}
    if fresh:
        last = line.rindex("}")
        body = line[:last].rstrip()
        added = ", ".join(f"{_written(name)}: {_written(value)}" for name, value in fresh.items())
        line = body + (", " if known else "") + added + line[len(body) :]
    return line


def _written(value: Any) -> str:  # noqa: ANN401 - any JSON
    return json.dumps(value, ensure_ascii=False)


def _skip(line: str, at: int) -> int:
    return int(WHITESPACE.match(line, at).end())
