"""What the arguments are called: in the ids of articles, and in a target that holds files of several of them.

With one argument ids say nothing of it (`x.txt` in the folder `a`), with two or more they begin with it (`a/x.txt`), so
that equal names in two folders are two articles. An argument may be absolute or lead upwards; a place in a target never
does.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple

from provenance.formats.shards import File
from provenance.storage.addresses import refuse_collapsed
from provenance.storage.names import as_path, as_text
from provenance.storage.remote import address_of, is_remote

STDIN = "-"


class Argument(NamedTuple):
    """What was named, and what the sources of its files begin with; of a file that is the whole source."""

    path: str
    prefix: str


def distinct(paths: Iterable[str | Path]) -> tuple[str, ...]:
    """Return the arguments, each once: `a`, `./a/` and the absolute path of `a` name the same folder."""
    for path in paths:
        refuse_collapsed(path)
    named = {_real(path): path for path in reversed([os.fspath(path) for path in paths])}
    return tuple(reversed(named.values()))


def arguments(paths: Sequence[str | Path]) -> Iterator[Argument]:
    """Yield each argument with its prefix. Standard input counts for none: it is no path."""
    named = distinct(paths)
    several = sum(path != STDIN for path in named) > 1
    for path in named:
        if is_remote(path):
            yield Argument(path, str(address_of(path)) if several else "")
            continue
        spelled = PurePath(path).as_posix() if several else ""
        if path != STDIN and os.path.isdir(path):
            yield Argument(path, "" if spelled in {"", "."} else f"{spelled.rstrip('/')}/")
        else:
            yield Argument(path, spelled or os.path.basename(path))


def placed(groups: Sequence[tuple[Argument, Sequence[File]]]) -> Iterator[File]:
    """Yield the files of all arguments, each with its place in a target: its source, made to stay inside.

    Root and dots in front of a folder's name go: `../a/x.txt` and `/a/x.txt` are put to `a/x.txt`, which is not hidden
    either. Where that is taken by another argument it is put below a folder with a number: `2/a/x.txt`.
    """
    kept = [file for argument, files in groups if _inner(argument.prefix) == argument.prefix for file in files]
    taken = _with_folders(file.source for file in kept)
    for argument, files in groups:
        prefix = _inner(argument.prefix)
        if prefix == argument.prefix or not files:
            yield from files
            continue
        prefix = next(free for free in _numbered(prefix) if not _is_taken(free, taken))
        moved = [
            file._replace(own_place=as_text(prefix + as_path(file.source)[len(argument.prefix) :])) for file in files
        ]
        taken |= _with_folders(file.place for file in moved)
        yield from moved


def _real(path: str) -> str:
    try:
        return path if path == STDIN or is_remote(path) else os.path.realpath(path)
    except (OSError, ValueError):  # no path at all; whoever opens it says so
        return path


def _inner(prefix: str) -> str:
    """Return a prefix without its root and without dots in front of the names of folders."""
    *folders, name = prefix.split("/")
    return "/".join([*filter(None, (folder.lstrip(".") for folder in folders)), name])


def _numbered(prefix: str) -> Iterator[str]:
    yield prefix
    yield from (f"{number}/{prefix}" for number in count(2))


def _is_taken(prefix: str, taken: set[str]) -> bool:
    """Tell whether other files are where those of a prefix would be put, or where a folder above them has to be."""
    place = prefix.rstrip("/")
    above = {parent.as_posix() for parent in PurePosixPath(place).parents}
    return bool(taken) if not place else not taken.isdisjoint({place, f"{place}/"} | above)


def _with_folders(places: Iterable[str]) -> set[str]:
    """Return places of files, and the folders above them with a slash at the end."""
    files = set(places)
    return files | {f"{folder.as_posix()}/" for file in files for folder in PurePosixPath(file).parents}
