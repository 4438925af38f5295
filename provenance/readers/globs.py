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
_TOKEN = re.compile(
    r"(?P<deep>(?:(?<=/)|^)\*\*/)|(?P<rest>(?<=/)\*\*$)|\*+|\?|\[(?P<set>!?\]?[^\]/]*)\]|\\(?P<plain>.)|.", re.DOTALL
)


class Glob(NamedTuple):
    """One pattern: what it fits, whether folders only, and whether it brings back what an earlier one left out."""

    fits: re.Pattern[str]
    of_folders: bool
    back: bool


class Globs:
    """Patterns in their order, after the one of labels."""

    def __init__(self, patterns: Iterable[str] = ()) -> None:
        """Read the patterns. Raises UsageError for one that cannot fit anything."""
        self._last_first = [_glob(pattern) for pattern in (LABELS, *patterns)][::-1]

    def leave_out(self, path: str, *, folder: bool) -> bool:
        """Tell whether a file or folder, named by its path from the root with / between folders, is left out."""
        fitting = (glob for glob in self._last_first if (folder or not glob.of_folders) and glob.fits.fullmatch(path))
        first = next(fitting, None)
        return first is not None and not first.back


def _glob(pattern: str) -> Glob:
    back = pattern.startswith("!")
    body = pattern[back:]
    start = "" if "/" in body.rstrip("/") else "(?:.*/)?"
    fits = "".join(_translated(body.strip("/")))
    try:
        if fits:
            return Glob(re.compile(start + fits, re.DOTALL), body.endswith("/"), back)
    except re.error:
        pass
    message = f"exclude: {pattern!r} is no pattern; write as in .gitignore, like 'raw/' or 'manifest.jsonl'"
    raise UsageError(message)


def _translated(glob: str) -> Iterator[str]:
    for token in _TOKEN.finditer(glob):
        if token["deep"]:
            yield "(?:.*/)?"
        elif token["rest"]:
            yield ".+"
        elif token["plain"]:
            yield re.escape(token["plain"])
        elif token["set"]:
            yield _set(token["set"])
        else:
            yield {"*": "[^/]*", "?": "[^/]"}.get(token[0][0], re.escape(token[0]))


def _set(inside: str) -> str:
    negated = inside.startswith("!")
    held = re.sub(r"([\\\[\]&~|^])", r"\\\1", inside[negated:])
    return f"(?!/)[{'^' if negated else ''}{held}]"
