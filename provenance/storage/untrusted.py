"""What comes from data: names of files, JSON and TOML that a stranger may have written.

Every path that a log, a manifest, a stored run or an id names goes through `inside` before anything is opened; every
file of decisions, baselines, suites, runs and configurations is parsed by `parse_json` and `parse_toml`, which raise
nothing but ValueError, however the file is damaged.
"""

from __future__ import annotations

import json
import math
import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from provenance.errors import PolicyError, UsageError

SYSTEM = ("/dev", "/proc", "/sys")
"""Folders in which files are windows into the system: nothing that leads there is ever read as data."""
SHARED_MEMORY = "/dev/shm/"  # noqa: S108 - named, not used: a disk like any other
_DRIVE = re.compile("[A-Za-z]:")
_LONGEST_PATH, _LONGEST_NAME = 3000, 255
"""Bytes: Linux takes 4,096 and 255, and a copy of a file in an archive lies in a folder of some name."""
_MERGE_MARKERS = ("<" * 7, "|" * 7, ">" * 7)
Pairs = Callable[[list[tuple[str, Any]]], Any]


def inside(root: Path, name: str | bytes) -> Path:
    """Return the place that `name`, which comes from data, has below `root`.

    Args:
        root: The folder out of which nothing leads; it may itself be a link.
        name: A relative path with / between folders; bytes where it need not be UTF-8.

    Returns:
        The path below `root`. No part of it that exists is a link or a special file; the last ones may be missing.

    Raises:
        UsageError: The name is absolute, empty, has `..` or a NUL, or leads through a link or to a special file.
    """
    parts = parts_of(root, name)
    place = root
    for number, part in enumerate(parts, 1):
        place /= part
        _refuse_special(place, last=number == len(parts))
    return place


def parts_of(root: Path, name: str | bytes) -> list[str]:
    """Return the parts of a path below `root` that comes from data, whatever stands there.

    Raises UsageError if the name is absolute, empty, has `..` or a NUL.
    """
    relative = os.fsdecode(name)
    parts = relative.replace(os.sep, "/").split("/")
    if _leads_out(parts):
        message = f"{root}: {relative!r} leads out of this folder, or is no path in it"
        raise UsageError(message)
    return parts


def path_inside(name: bytes) -> str:
    """Return the path of a file in an archive: relative, without `.` and empty parts.

    Raises UsageError, saying why, if it is absolute, leads upwards, or is no path that a disk takes.
    """
    path = os.fsdecode(name)
    if path.startswith("/") or _DRIVE.match(path):
        message = "its path is absolute"
        raise UsageError(message)
    parts = [part for part in path.split("/") if part not in {"", "."}]
    if ".." in parts:
        message = "its path leads out of the archive"
        raise UsageError(message)
    if not parts or _leads_out(parts):
        message = "it has no name that a file can have"
        raise UsageError(message)
    if len(name) > _LONGEST_PATH or max(len(os.fsencode(part)) for part in parts) > _LONGEST_NAME:
        message = "its path is longer than a disk takes"
        raise UsageError(message)
    return "/".join(parts)


def _leads_out(parts: list[str]) -> bool:
    """Tell whether parts are no way from a folder down: one that is absolute begins with an empty part."""
    return bool({"", ".", ".."} & set(parts)) or any("\0" in part for part in parts)


def _refuse_special(place: Path, *, last: bool) -> None:
    try:
        mode = os.lstat(place).st_mode
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        message = f"{str(place)!r} cannot be looked at: {error}"
        raise UsageError(message) from error
    if not (S_ISREG(mode) if last else S_ISDIR(mode)):
        message = f"{place}: a link or a special file, where a {'file' if last else 'folder'} should be"
        raise UsageError(message)


def is_system(real: str) -> bool:
    """Tell whether a path without links lies in one of the system's own folders."""
    return f"{real}/".startswith(tuple(f"{folder}/" for folder in SYSTEM)) and not real.startswith(SHARED_MEMORY)


def refuse_merge_marker(text: str, path: Path) -> None:
    """Raise PolicyError, naming the line, if a merge of versions has left a conflict in a file."""
    for number, line in enumerate(text.split("\n"), 1):
        if line.startswith(_MERGE_MARKERS):
            message = f"{path}: line {number}: the marker of a merge conflict ({line[:7]}); resolve it"
            raise PolicyError(message)


def parse_json(text: str, pairs: Pairs | None = None) -> Any:  # noqa: ANN401 - any JSON
    """Return the value of a JSON text; `pairs` makes the objects, as `object_pairs_hook` of `json.loads`.

    Raises ValueError (json.JSONDecodeError where a place is known) for whatever is no JSON (NaN and Infinity are none),
    nests too deeply, or has a number that is too long or too large or a lone surrogate.
    """
    try:
        value = json.loads(text, object_pairs_hook=pairs, parse_float=_finite, parse_constant=_finite)
    except RecursionError:
        message = "nested too deeply"
        raise ValueError(message) from None
    if "\\u" in text:  # half of a pair is no character: neither a file nor a frame can hold it
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _finite(word: str) -> float:
    """Return a number that JSON can hold, so that what was read can be written again."""
    number = float(word)
    if not math.isfinite(number):
        message = f"{word:.40} is no number that JSON can hold"
        raise ValueError(message)
    return number


def parse_toml(text: str) -> dict[str, Any]:
    """Return the table of a TOML text. Raises ValueError for whatever is none, or nests too deeply."""
    try:
        return tomllib.loads(text)
    except RecursionError:
        message = "nested too deeply"
        raise ValueError(message) from None
