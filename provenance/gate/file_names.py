"""What files are called on the side of what was accepted, where they cannot have the name of their source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import count
from pathlib import PurePosixPath

from provenance.formats.registry import COMPRESSED

_LONGEST = 255
"""Bytes in the name of a file, on nearly every file system."""


class Unique:
    """Names with another suffix, each given once in a run."""

    def __init__(self, places: Iterable[str], suffix: str) -> None:
        """Keep clear of the folders in which `places` lie."""
        self._taken = {str(folder) for place in places for folder in PurePosixPath(place).parents}
        self._suffix = suffix

    def of(self, place: str) -> str:
        """Return `week/a.jsonl` for `week/a.txt`, or `week/a.txt.jsonl` where another file has that name already."""
        name = next(name for name in self._candidates(place) if name not in self._taken)
        self._taken.add(name)
        return name

    def _candidates(self, place: str) -> Iterator[str]:
        path = PurePosixPath(place)
        yield _named(path, _parted(path)[0], self._suffix)
        yield _named(path, path.name, self._suffix)
        yield from (_named(path, path.name, f".{number}{self._suffix}") for number in count(2))


def by_run(place: str, run: str) -> str:
    """Return a path with the name of the run in it: `week/a.jsonl.gz` becomes `week/a.RUN.jsonl.gz`."""
    path = PurePosixPath(place)
    stem, suffix = _parted(path)
    return _named(path, stem, f".{run}{suffix}")


def _parted(path: PurePosixPath) -> tuple[str, str]:
    """Return the name of a file without its suffix, and that, the one before a compression with it."""
    suffix = "".join(path.suffixes[-2:] if path.suffix.lower() in COMPRESSED else path.suffixes[-1:])
    return path.name.removesuffix(suffix), suffix


def _named(path: PurePosixPath, stem: str, end: str) -> str:
    """Return the path with another name, cut before its end where it would be too long."""
    return str(path.with_name(stem.encode()[: _LONGEST - len(end.encode())].decode(errors="ignore") + end))
