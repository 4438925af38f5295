"""The values of the keys of a configuration: each converted to what the policy holds, or refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Literal, TypeVar, cast

from provenance.catalogues import FORMS
from provenance.errors import PolicyError, hint
from provenance.policy.limits import Limit, read_archive_limits, read_limits
from provenance.rules import pages
from provenance.rules.base import SEVERITIES
from provenance.storage import copies
from provenance.storage.archive_limits import ArchiveLimits

FailOn = Literal["error", "warning", "info", "never"]
FAIL_ON: tuple[FailOn, ...] = (*SEVERITIES, "never")
T = TypeVar("T", bound=str)
CATALOGUES = tuple(FORMS)
"""Catalogues to which a user may add lines."""


def plain(value: Any) -> Any:  # noqa: ANN401 - whatever TOML can hold
    """Return a value of a policy as TOML and JSON can hold it."""
    match value:
        case tuple():
            return [plain(item) for item in value]
        case Mapping():
            return {key: plain(item) for key, item in value.items()}
        case Path():
            return copies.called(value)
        case date():
            return value.isoformat()
        case _:
            return value


def key_of(name: str) -> str:
    """Return the key of a field of the policy."""
    return "rules" if name == "rules_from" else name.replace("_", "-")


def convert(name: str, value: Any, folder: Path) -> Any:  # noqa: ANN401, C901, PLR0911, PLR0912 - one line a kind of key
    """Return the value of a key as the policy holds it; relative paths count from `folder`. Keeps converted values."""
    match name:
        case "select" | "extend_select" | "ignore" | "exclude":
            return _words(name, value)
        case "suites":
            return tuple(str(folder / word) if word.endswith(".json") else word for word in _words(name, value))
        case "severity":
            return {key: _one_of(f"severity of {key}", grade, SEVERITIES) for key, grade in _map(name, value).items()}
        case "fail_on":
            return _one_of("fail-on", value, FAIL_ON)
        case "limits":
            return tuple(value) if _are(Limit, value) else read_limits(_map(name, value))
        case "per_file_ignores":
            return {_pattern(glob): _words(glob, codes) for glob, codes in _map(name, value).items()}
        case "fields":
            return {key: _text(key, theirs) for key, theirs in _map(name, value).items()}
        case "catalogues":
            own = _map(name, value).items()
            return {_one_of("catalogue", key, CATALOGUES): folder / _file(key, file) for key, file in own}
        case "archives":
            return value if isinstance(value, ArchiveLimits) else read_archive_limits(_map(name, value))
        case "decisions" | "rules_from":
            given = value if isinstance(value, list | tuple) else [value]
            return tuple(folder / _file(key_of(name), word) for word in given)
        case "min_confidence":
            return _share(name, value)
        case "allow_empty" | "follow_links" | "preview":
            return _switch(name, value)
        case "dataset":
            return None if value is None else _text(name, value)
        case "docs_url":
            return None if value is None else _address(name, value)
        case "now":
            return None if value is None else read_date(value)
        case _:
            return None if value is None else folder / _file(name, value)


def read_date(value: object, name: str = "now") -> date:
    """Return a date from TOML, JSON or the command line. Raises PolicyError, naming the key, if it is none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        message = f"{name}: {value!r} is not a date: write YYYY-MM-DD"
        raise PolicyError(message) from None


def _text(name: str, value: object) -> str:
    if isinstance(value, str):
        return value
    message = f"{name.replace('_', '-')} must be a string, not {value!r}"
    raise PolicyError(message)


def _file(name: str, value: object) -> str | Path:
    return value if isinstance(value, Path) else _text(name, value)


def _are(kind: type, values: object) -> bool:
    return isinstance(values, list | tuple) and all(isinstance(item, kind) for item in values)


def _words(name: str, value: object) -> tuple[str, ...]:
    if _are(str, value):
        return tuple(cast("Sequence[str]", value))
    message = f"{name.replace('_', '-')} must be a list of strings"
    raise PolicyError(message)


def _map(name: str, value: object) -> Mapping[str, Any]:
    if isinstance(value, Mapping) and _are(str, [*value]):
        return cast("Mapping[str, Any]", value)
    message = f"{name.replace('_', '-')} must be a table"
    raise PolicyError(message)


def _pattern(glob: str) -> str:
    """Return a pattern of `per-file-ignores`. Raises PolicyError for one that names no file, such as `.`."""
    try:
        _ = PurePosixPath("a/b").match(glob), under(PurePosixPath("a/b"), glob)
    except ValueError:
        message = f"per-file-ignores: {glob!r} is no pattern of files"
        raise PolicyError(message) from None
    return glob


def _switch(name: str, value: object) -> bool:
    if isinstance(value, bool):
        return value
    message = f"{name.replace('_', '-')} must be true or false, not {value!r}"
    raise PolicyError(message)


def _share(name: str, value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1:
        return float(value)
    message = f"{key_of(name)} must be a number from 0 to 1, not {value!r}"
    raise PolicyError(message)


def _address(name: str, value: object) -> str:
    """Return the beginning of addresses, without a slash at its end."""
    text = _text(name, value)
    if pages.BASE.fullmatch(text):
        return text.rstrip("/")
    message = f"{key_of(name)} must be an address such as https://docs.example/provenance, not {value!r}"
    raise PolicyError(message)


def _one_of(name: str, value: object, known: tuple[T, ...]) -> T:
    if value in known:
        return value
    message = f"{name} must be one of {', '.join(known)}, not {value!r}{hint(str(value), known)}"
    raise PolicyError(message)


def under(path: PurePosixPath, glob: str) -> bool:
    """Tell whether a path lies in a folder that a pattern names with `/**` at its end."""
    return glob.endswith("/**") and any(parent.match(glob[:-3]) for parent in path.parents)
