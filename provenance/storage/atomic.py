"""Files that appear complete or not at all, and what the system says when it refuses one."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import polars as pl

from provenance.errors import UsageError

PART = ".provenance-{}.part"
"""Name of a file that is being written: short, since the longest names leave room for nothing else."""
ONE_BY_ONE = 64
"""Beyond so many files the whole system is told to write to disk, which costs less than telling it of each."""
_NUMBER = re.compile(r"\(os error (\d+)\)")


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place to write to; it takes the name `path` when all is on the disk, and vanishes if anything fails.

    A link stays, and what it leads to is written; a device or pipe, like /dev/stdout, is written as it is; a file that
    is replaced leaves its permissions. Raises UsageError if the place cannot be written.
    """
    target = path.resolve()
    part = target.with_name(PART.format(secrets.token_hex(4)))
    with writing(path):
        if _is_stream(path):
            yield path
            return
        try:
            yield part
            if target.exists():
                shutil.copymode(target, part)
            sync([part])
            replace(part, target)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)


@contextmanager
def writing(place: Path | str) -> Iterator[None]:
    """Turn what the system refuses while `place` is written (a full disk, a missing permission) into a UsageError."""
    try:
        yield
    except BrokenPipeError:
        raise
    except (OSError, pl.exceptions.PolarsError) as error:
        if isinstance(error, pl.exceptions.PolarsError) and not _NUMBER.search(str(error)):
            raise
        message = f"{place}: cannot write it: {reason(error)}"
        raise UsageError(message) from error


def reason(error: BaseException) -> str:
    """Return why the system refused something, in its words, also where Polars tells of it."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    number = _NUMBER.search(str(error))
    return os.strerror(int(number[1])) if number else str(error)


def replace(source: Path, target: Path) -> None:
    """Give a file the name of another one, at once, and have that on the disk."""
    source.replace(target)
    sync([target.parent])


def sync(paths: Collection[Path]) -> None:
    """Return when files, or the names in folders, are on the disk."""
    if len(paths) > ONE_BY_ONE and hasattr(os, "sync"):
        os.sync()
        return
    for path in paths:
        if path.is_dir() and os.name == "nt":  # a folder cannot be opened there
            continue
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _is_stream(path: Path) -> bool:
    """Tell whether there is something that can be written but never replaced: a device or pipe."""
    return path.exists() and not (path.is_file() or path.is_dir())


def write_text(path: Path, text: str) -> None:
    """Write a text file, complete or not at all."""
    with whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def append(path: Path, text: str) -> None:
    """Add to the end of a text file that another program reads."""
    with writing(path), path.open("a", encoding="utf-8", newline="\n") as target:
        target.write(text)


def refuse_unwritable(path: Path) -> None:
    """Raise UsageError, before any work is done, if `path` cannot be written as a file."""
    with writing(path):
        why = _why_no_file(path)
    if why:
        message = f"cannot write {path}: {why}"
        raise UsageError(message)


def _why_no_file(path: Path) -> str | None:
    if path.is_dir():
        return "it is a folder"
    if _is_stream(path):
        return None if os.access(path, os.W_OK) else "no permission"
    folder = path.resolve().parent
    if not folder.is_dir():
        return "its folder does not exist"
    return None if os.access(folder, os.W_OK) else "no permission to write in its folder"


def refuse_unwritable_folder(path: Path) -> None:
    """Raise UsageError, before any work is done, if `path` cannot be made, or written into as a folder."""
    with writing(path):
        standing = next(place for place in (path, *path.absolute().parents) if place.exists())
    if not standing.is_dir():
        message = f"cannot write {path}: {standing} is no folder"
    elif not os.access(standing, os.W_OK):
        message = f"cannot write {path}: no permission to write in {standing}"
    else:
        return
    raise UsageError(message)
