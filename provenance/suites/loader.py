"""Suites of expectations as plain Great Expectations JSON, read strictly.

Great Expectations drops an expectation that it does not know, or whose severity it does not know, with a line in its
log. Here both are refused, with the file, the line and a hint.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from provenance.errors import SuiteError, hint

SEVERITIES = ("critical", "warning", "info")
_SUITE_KEYS = ("name", "id", "meta", "notes", "expectations", "suite_parameters")
_EXPECTATION_KEYS = (
    "type", "id", "kwargs", "meta", "notes", "description", "severity", "rendered_content", "success_on_last_run",
    "windows",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Suite:
    """A suite as its file says it."""

    name: str
    where: str
    data: Mapping[str, Any]
    lines: tuple[int, ...]
    """The line of the file on which each expectation begins."""

    def place(self, number: int) -> str:
        """Return `file:line` of expectation `number`."""
        return f"{self.where}:{self.lines[number]}" if number < len(self.lines) else self.where


def folder() -> Path:
    """Return the folder of the built-in suites: in the wheel, or beside the package in a checkout."""
    packaged = Path(str(files("provenance"))) / "expectations"
    return packaged if packaged.is_dir() else packaged.parent.parent / "expectations"


def names() -> list[str]:
    """Return the names of the built-in suites."""
    return sorted(path.stem for path in folder().glob("*.json"))


def find(suites: Sequence[str]) -> list[Suite]:
    """Return the suites that the words name: built-in names, paths of files, ALL. Raises SuiteError."""
    words = [name for word in suites for name in (names() if word == "ALL" else [word])]
    return [read(_path(word)) for word in dict.fromkeys(words)]


def read(path: Path) -> Suite:
    """Read one suite file. Raises SuiteError if it is not a suite, naming file and line."""
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text)
    except OSError as error:
        message = f"{path}: cannot read the suite: {error.strerror}"
        raise SuiteError(message) from error
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}: not JSON: {error.msg}"
        raise SuiteError(message) from error
    if not isinstance(data, dict) or not isinstance(data.get("expectations"), list):
        message = f"{path}: not a suite: it has no list of `expectations`"
        raise SuiteError(message)
    _refuse_unknown(str(path), data, _SUITE_KEYS, "suite")
    suite = Suite(name=str(data.get("name", path.stem)), where=str(path), data=data, lines=_lines(text))
    for number, expectation in enumerate(data["expectations"]):
        _check(suite, number, expectation)
    return suite


def refuse_unknown_types(suite: Suite, known: Iterable[str]) -> None:
    """Raise SuiteError for an expectation whose type is not among the `known` ones."""
    types = set(known)
    for number, expectation in enumerate(suite.data["expectations"]):
        if expectation["type"] not in types:
            message = f"{suite.place(number)}: unknown expectation {expectation['type']!r}{hint(expectation['type'], types)}"
            raise SuiteError(message)


def _check(suite: Suite, number: int, expectation: object) -> None:
    where = suite.place(number)
    if not isinstance(expectation, dict) or not isinstance(expectation.get("type"), str):
        message = f"{where}: expectation {number} has no `type`"
        raise SuiteError(message)
    _refuse_unknown(where, expectation, _EXPECTATION_KEYS, "expectation")
    severity = expectation.get("severity", "critical")
    if severity not in SEVERITIES:
        message = f"{where}: severity {severity!r} is not one of {', '.join(SEVERITIES)}{hint(str(severity), SEVERITIES)}"
        raise SuiteError(message)


def _refuse_unknown(where: str, given: Mapping[str, Any], known: Sequence[str], noun: str) -> None:
    for name in given:
        if name not in known:
            message = f"{where}: unknown key {name!r} of the {noun}{hint(name, known)}"
            raise SuiteError(message)


def _lines(text: str) -> tuple[int, ...]:
    """Return the lines on which the items of `expectations` begin; the file is known to be JSON."""
    decoder = json.JSONDecoder()
    at = text.find("[", text.find('"expectations"')) + 1
    found: list[int] = []
    while at < len(text):
        at += len(text[at:]) - len(text[at:].lstrip(" \t\r\n,"))
        if text[at : at + 1] in ("]", ""):
            break
        found.append(text.count("\n", 0, at) + 1)
        _, at = decoder.raw_decode(text, at)
    return tuple(found)


def _path(word: str) -> Path:
    if word in names():
        return folder() / f"{word}.json"
    path = Path(word)
    if path.is_file():
        return path
    message = f"no suite {word!r}: neither a file nor one of {', '.join(names())}{hint(word, names())}"
    raise SuiteError(message)
