"""Files that appear complete or not at all, and what the system says when it refuses one."""

from __future__ import annotations

import errno
import os
import re
import secrets
import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

import polars as pl

from provenance.errors import UsageError
from provenance.storage.addresses import refuse_address
from provenance.storage.locks import hold, release

PART = ".provenance-{}.part"
"""Name of a file that is being written: short, since the longest names leave room for nothing else."""
_NO_LOCKS = {errno.ENOLCK, errno.EOPNOTSUPP, errno.ENOSYS}
"""What a file system says that knows no locks."""
_CAN_HOLD = os.name != "nt"
"""Windows gives no file another name, and lets nobody else write to it, while it is locked."""
ONE_BY_ONE = 64
"""Beyond so many files the whole system is told to write to disk, which costs less than telling it of each."""
_NUMBER = re.compile(r"\(os error (\d+)\)")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a place to write to; it takes the name `path` when all is on the disk, and vanishes if anything fails.

    A link stays, and what it leads to is written; a device or pipe, like /dev/stdout, is written as it is; a file that
    is replaced leaves its permissions. Raises UsageError if the place cannot be written.
    """
    target = path.resolve()
    with writing(path):
        if is_stream(path):
            yield path
            return
        with part_of(target) as part:
            yield part
            put(part, target)


@contextmanager
def part_of(target: Path) -> Iterator[Path]:
    """Give the place of a hidden file beside `target`, which is gone afterwards.

    What killed runs have left there under such names is removed: no living process holds it. Raises OSError.
    """
    _sweep(target.parent)
    part, handle = _held_part(target)
    try:
        yield part
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        if handle is not None:
            release(handle)


def put(part: Path, target: Path) -> None:
    """Have a part that is written take the place of `target`, with its permissions, once it is on the disk."""
    if target.exists():
        shutil.copymode(target, part)
    sync([part])
    replace(part, target)


def _held_part(target: Path) -> tuple[Path, int | None]:
    """Return a part, and what locks it for as long as this process lives, where that can be done."""
    while True:
        part = target.with_name(PART.format(secrets.token_hex(4)))
        if not _CAN_HOLD:
            return part, None
        try:
            handle = hold(part)
        except FileNotFoundError:
            if not target.parent.is_dir():
                raise
        except OSError as error:
            if error.errno in _NO_LOCKS:
                return part, None
            raise
        else:
            if handle is not None:
                return part, handle


@cache
def _sweep(folder: Path) -> None:
    """Remove, once in the life of this process, what no process writes any more."""
    for stale in folder.glob(PART.format("*")) if _CAN_HOLD else ():
        with suppress(OSError):
            handle = hold(stale)
            if handle is not None:
                stale.unlink(missing_ok=True)
                release(handle)


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


def is_stream(path: Path) -> bool:
    """Tell whether there is something that can be written but never replaced: a device or pipe."""
    return path.exists() and not (path.is_file() or path.is_dir())


def write_text(path: Path, text: str) -> None:
    """Write a text file, complete or not at all."""
    with replacing(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def append(path: Path, text: str) -> None:
    """Add to the end of a text file that another program reads."""
    with writing(path), path.open("a", encoding="utf-8", newline="\n") as target:
        target.write(text)


def refuse_unwritable(path: Path) -> None:
    """Raise UsageError, before any work is done, if `path` cannot be written as a file."""
    refuse_address(path, "this is written to the disk alone")
    with writing(path):
        why = _why_no_file(path)
    if why:
        message = f"cannot write {path}: {why}"
        raise UsageError(message)


def _why_no_file(path: Path) -> str | None:
    if path.is_dir():
        return "it is a folder"
    if is_stream(path):
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
