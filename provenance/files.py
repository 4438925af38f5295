"""Files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from provenance.errors import UsageError


@contextmanager
def whole(path: Path) -> Iterator[Path]:
    """Give a place to write to; it takes the name `path` when all is written, and vanishes if anything fails.

    A link stays, and what it leads to is written; a device or pipe, like /dev/stdout, is written as it is. Raises
    UsageError if the place cannot be written.
    """
    target = path.resolve()
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        if _is_stream(path):
            yield path
        else:
            yield part
            part.replace(target)
    except OSError as error:
        message = f"{path}: cannot write it: {error.strerror or error}"
        raise UsageError(message) from error
    finally:
        part.unlink(missing_ok=True)


def _is_stream(path: Path) -> bool:
    """Tell whether there is something that can be written but never replaced: a device or pipe."""
    return path.exists() and not (path.is_file() or path.is_dir())


def write_text(path: Path, text: str) -> None:
    """Write a text file, whole or not at all."""
    with whole(path) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def append(path: Path, text: str) -> None:
    """Add to the end of a text file that another program reads."""
    try:
        with path.open("a", encoding="utf-8", newline="\n") as target:
            target.write(text)
    except OSError as error:
        message = f"{path}: cannot write it: {error.strerror or error}"
        raise UsageError(message) from error


def refuse_unwritable(path: Path) -> None:
    """Raise UsageError, before any work is done, if `path` cannot be written as a file."""
    if path.is_dir():
        message = f"cannot write {path}: it is a folder"
    elif _is_stream(path):
        if os.access(path, os.W_OK):
            return
        message = f"cannot write {path}: no permission"
    elif not (folder := path.resolve().parent).is_dir():
        message = f"cannot write {path}: its folder does not exist"
    elif not os.access(folder, os.W_OK):
        message = f"cannot write {path}: no permission to write in its folder"
    else:
        return
    raise UsageError(message)


def refuse_unwritable_folder(path: Path) -> None:
    """Raise UsageError, before any work is done, if `path` cannot be made, or written into as a folder."""
    standing = next(place for place in (path, *path.absolute().parents) if place.exists())
    if not standing.is_dir():
        message = f"cannot write {path}: {standing} is no folder"
    elif not os.access(standing, os.W_OK):
        message = f"cannot write {path}: no permission to write in {standing}"
    else:
        return
    raise UsageError(message)
