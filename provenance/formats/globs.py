"""Which files of a folder are left out: patterns as in `.gitignore`, relative to the folder that was named.

*.part.jsonl    a file or folder of that name, at any depth
manifest/       a folder, with all that is in it
/old            a slash before the end: counted from the named folder
2019/**/raw     ** stands for any number of folders, * and ? never for a /
!keep.jsonl     not left out after all; the last pattern that fits counts, but nothing comes back out of a folder
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from provenance.errors import UsageError

LABELS = "truth.jsonl"
"""What is really in the articles of a folder, for `provenance evaluate`: not an article itself."""
_TOKEN = re.compile(r"(?P<any>\*+)|\?|\[(?P<set>!?\]?[^\]/]*)\]|\\(?P<plain>.)|.", re.DOTALL)
_DEEP = None
"""The segment `**`: any number of folders, at the end of a pattern at least one name."""


class Glob(NamedTuple):
    """One pattern: what its segments fit, whether folders only, and whether it brings back what was left out."""

    segments: tuple[re.Pattern[str] | None, ...]
    of_folders: bool
    back: bool

    def fits(self, path: str) -> bool:
        """Tell whether the pattern fits a path, in time that grows with path and pattern, whatever they hold."""
        if len(self.segments) == 2 and self.segments[0] is _DEEP and self.segments[1] is not _DEEP:
            return self.segments[1].fullmatch(path.rpartition("/")[2]) is not None
        reached = self._skipped({0})
        for name in path.split("/"):
            fitting = (at for at in reached if at < len(self.segments))
            reached = self._skipped({after for at in fitting for after in self._after(at, name)})
        return len(self.segments) in reached

    def _after(self, at: int, name: str) -> Iterator[int]:
        """Yield which segments may come next when the one at `at` is held against a name."""
        segment = self.segments[at]
        if segment is _DEEP:
            yield at
            yield at + 1
        elif segment.fullmatch(name):
            yield at + 1

    def _skipped(self, reached: set[int]) -> set[int]:
        """Add what is reached where a `**` stands for no folder; the last one stands for something."""
        last = len(self.segments) - 1
        for at in range(last):
            if at in reached and self.segments[at] is _DEEP:
                reached.add(at + 1)
        return reached


class Globs:
    """Patterns in their order, after the one of labels."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        """Read the patterns. Raises UsageError for one that cannot fit anything."""
        self._last_first = [_glob(pattern) for pattern in (LABELS, *patterns)][::-1]

    def leave_out(self, path: str, *, folder: bool) -> bool:
        """Tell whether a file or folder, named by its path from the root with / between folders, is left out."""
        fitting = (glob for glob in self._last_first if (folder or not glob.of_folders) and glob.fits(path))
        first = next(fitting, None)
        return first is not None and not first.back


def anchored(pattern: str) -> Glob:
    """Return a pattern that is held against whole paths. Raises UsageError for one that cannot fit anything."""
    return _glob(f"/{pattern}")


def _glob(pattern: str) -> Glob:
    back = pattern.startswith("!")
    body = pattern[back:]
    names = body.strip("/").split("/")
    if "/" not in body.rstrip("/"):
        names = ["**", *names]
    try:
        if all(names):
            segments = tuple(_DEEP if name == "**" else re.compile(_translated(name), re.DOTALL) for name in names)
            return Glob(segments, body.endswith("/"), back)
    except re.error:
        pass
    message = f"exclude: {pattern!r} is no pattern; write as in .gitignore, like 'raw/' or 'manifest.jsonl'"
    raise UsageError(message)


def _translated(name: str) -> str:
    """Return the expression of one segment.

    What stands between two stars is taken where it is found first, and never looked for again: a later place could
    not help the rest, and without this `*a*a*a*` takes time without end (as in Python's own `fnmatch`).
    """
    parts = [""]
    for token in _TOKEN.finditer(name):
        if token["any"]:
            parts.append("")
        elif token["plain"]:
            parts[-1] += re.escape(token["plain"])
        elif token["set"]:
            parts[-1] += _set(token["set"])
        else:
            parts[-1] += "." if token[0] == "?" else re.escape(token[0])
    first, *rest = parts
    if not rest:
        return first
    *middle, last = rest
    return first + "".join(f"(?>.*?{part})" for part in middle) + f".*{last}"


def _set(inside: str) -> str:
    negated = inside.startswith("!")
    escaped = re.sub(r"([\\\[\]&~|^])", r"\\\1", inside[negated:])
    return f"(?!/)[{'^' if negated else ''}{escaped}]"
