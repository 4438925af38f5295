"""Suites of expectations as plain Great Expectations JSON, read strictly.

Great Expectations drops an expectation that it does not know, or whose severity it does not know, with a line in its
log. Here both are refused, as are kwargs that nobody reads, with the file, the line and a hint.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from provenance.errors import SuiteError, hint
from provenance.storage.untrusted import parse_json

SEVERITIES = ("critical", "warning", "info")
_SUITE_KEYS = ("name", "id", "meta", "notes", "expectations", "suite_parameters")
_SUITE_TYPES = (
    ("name", str, "text"), ("notes", (str, list), "text or list of it"), ("meta", dict, "object"),
    ("suite_parameters", dict, "object"),
)  # fmt: skip
_EXPECTATION_KEYS = (
    "type", "id", "kwargs", "meta", "notes", "description", "severity", "rendered_content", "success_on_last_run",
    "windows",
)  # fmt: skip
_NO_CODE = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_TABLE_FUNCTION = re.compile(r"((?:read|scan)_\w+)[\"`\]]?\s*\(", re.IGNORECASE)
"""The table functions of Polars' SQL, which read any file (polars-sql, table_functions.rs)."""


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


def needs(suites: Sequence[Suite]) -> frozenset[str]:
    """Return the frames of the corpus that must be made for suites, as `needs` in their `meta` says."""
    asked = (suite.data.get("meta", {}).get("needs", ()) for suite in suites)
    return frozenset(name for names in asked if isinstance(names, list) for name in names if isinstance(name, str))


def read(path: Path) -> Suite:
    """Read one suite file. Raises SuiteError if it is not a suite, naming file and line."""
    try:
        text = path.read_text(encoding="utf-8")
        data = parse_json(text, _object)
    except OSError as error:
        message = f"{path}: cannot read the suite: {error.strerror}"
        raise SuiteError(message) from error
    except json.JSONDecodeError as error:
        message = f"{path}:{error.lineno}: not JSON: {error.msg}"
        raise SuiteError(message) from error
    except UnicodeDecodeError as error:
        message = f"{path}: not UTF-8: {error.reason} at byte {error.start}"
        raise SuiteError(message) from error
    except ValueError as error:
        message = f"{path}: not JSON: {error}"
        raise SuiteError(message) from error
    except _TwiceError as error:
        message = f"{path}: the key {error.args[0]!r} stands twice in one object; only the last would count"
        raise SuiteError(message) from error
    if not isinstance(data, dict) or not isinstance(data.get("expectations"), list):
        message = f"{path}: not a suite: it has no list of `expectations`"
        raise SuiteError(message)
    _refuse_unknown(str(path), data, _SUITE_KEYS, "suite")
    _refuse_types(path, data)
    suite = Suite(name=data.get("name") or path.stem, where=str(path), data=data, lines=_lines(text))
    for number, expectation in enumerate(data["expectations"]):
        _check(suite, number, expectation)
    return suite


def _refuse_types(path: Path, data: Mapping[str, Any]) -> None:
    """Raise SuiteError where something that is said of a suite as a whole is of another kind; null is nothing said."""
    for key, kind, noun in _SUITE_TYPES:
        value = data.get(key)
        if value is not None and not isinstance(value, kind):
            message = f"{path}: `{key}` of the suite is no {noun}"
            raise SuiteError(message)


def refuse_unknown(suite: Suite, known: Mapping[str, Sequence[str]]) -> None:
    """Raise SuiteError for an expectation whose type, or one of whose kwargs, is not among the `known` ones."""
    for number, expectation in enumerate(suite.data["expectations"]):
        kind, where = expectation["type"], suite.place(number)
        if kind not in known:
            message = f"{where}: unknown expectation {kind!r}{hint(kind, known)}"
            raise SuiteError(message)
        _refuse_unknown(where, expectation.get("kwargs", {}), known[kind], f"kwargs of {kind}")


class _TwiceError(Exception):
    """A key that an object has twice."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        names = [name for name, _ in pairs]
        raise _TwiceError(next(name for name in names if names.count(name) > 1))
    return made


def _check(suite: Suite, number: int, expectation: object) -> None:
    where = suite.place(number)
    if not isinstance(expectation, dict) or not isinstance(expectation.get("type"), str):
        message = f"{where}: expectation {number} has no `type`"
        raise SuiteError(message)
    _refuse_unknown(where, expectation, _EXPECTATION_KEYS, "expectation")
    if not isinstance(expectation.get("kwargs", {}), dict):
        message = f"{where}: `kwargs` of {expectation['type']} is no object"
        raise SuiteError(message)
    _refuse_queries(where, expectation.get("kwargs", {}))
    severity = expectation.get("severity", "critical")
    if not isinstance(severity, str) or severity not in SEVERITIES:
        message = (
            f"{where}: severity {severity!r} is not one of {', '.join(SEVERITIES)}{hint(str(severity), SEVERITIES)}"
        )
        raise SuiteError(message)


def _refuse_queries(where: str, kwargs: Mapping[str, Any]) -> None:
    """Raise SuiteError for a query that reads anything but the batch; that of another data source names its tables."""
    for name, query in kwargs.items():
        if not name.endswith("query") or not isinstance(query, str):
            continue
        code = _NO_CODE.sub(" ", query)
        if found := _TABLE_FUNCTION.search(code):
            message = f"{where}: {name} calls {found[1]}(): a query reads {{batch}}, and no files"
        elif "{batch}" not in query and not name.startswith("comparison"):
            message = f"{where}: {name} does not read {{batch}}, which stands for the table"
        elif set("{}") & set(query.replace("{batch}", "").replace("{{", "").replace("}}", "")):
            message = f"{where}: {name} has braces; write {{{{ and }}}} where they are no {{batch}}"
        else:
            continue
        raise SuiteError(message)


def _refuse_unknown(where: str, given: Mapping[str, Any], known: Sequence[str], noun: str) -> None:
    for name in given:
        if name not in known:
            message = f"{where}: unknown key {name!r} of the {noun}{hint(name, known)}"
            raise SuiteError(message)


def _lines(text: str) -> tuple[int, ...]:
    """Return the lines on which the items of `expectations` begin; the file is known to be JSON with such a list."""
    offsets = dict(_items(text, text.index("{")))
    return tuple(text.count("\n", 0, at) + 1 for _, at in _items(text, offsets["expectations"]))


def _items(text: str, at: int) -> Iterator[tuple[str, int]]:
    """Yield the key (empty in a list) and the place of each value of the object or list that begins at `at`."""
    decoder, keyed = json.JSONDecoder(), text[at] == "{"
    at = _past(text, at + 1)
    while text[at] not in "]}":
        key = ""
        if keyed:
            key, at = decoder.raw_decode(text, at)
            at = _past(text, at)
        yield key, at
        _, at = decoder.raw_decode(text, at)
        at = _past(text, at)


def _past(text: str, at: int) -> int:
    """Return the next place that holds neither white space nor punctuation between values."""
    while text[at] in " \t\r\n,:":
        at += 1
    return at


def _path(word: str) -> Path:
    if word in names():
        return folder() / f"{word}.json"
    path = Path(word)
    if path.is_file():
        return path
    message = f"no suite {word!r}: neither a file nor one of {', '.join(names())}{hint(word, names())}"
    raise SuiteError(message)
