"""What a run has written into a folder, file by file: a list that is written once and never changed."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from provenance.errors import UsageError
from provenance.storage import parquet
from provenance.storage.names import as_path, as_text
from provenance.storage.untrusted import parts_of

SCHEMA = pl.Schema({"path": pl.String(), "bytes": pl.Int64(), "sha256": pl.String(), "changed_ns": pl.Int64()})


class Entry(NamedTuple):
    """A file: its path in the folder with / between names, its size, its digest, and when its bytes last changed."""

    path: str
    bytes: int
    sha256: str
    changed_ns: int


def digest(path: Path) -> str:
    """Return the SHA-256 of a file (hex)."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def files_below(folder: Path) -> Iterator[str]:
    """Yield the path of every file below `folder`, from it on, with / between names; links are files."""
    waiting = [""]
    while waiting:
        prefix = waiting.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{prefix}{entry.name}/")
                else:
                    yield prefix + entry.name


def of_folder(folder: Path) -> list[Entry]:
    """Return an entry for every file below `folder`, in the order of their paths."""
    return of_files(folder, sorted(files_below(folder)))


def of_files(folder: Path, paths: Iterable[str]) -> list[Entry]:
    """Return an entry for each of these files below `folder`, as it is now."""
    entries = []
    for path in paths:
        status = (folder / path).stat()
        entries.append(Entry(path, status.st_size, digest(folder / path), status.st_mtime_ns))
    return entries


def write(entries: Iterable[Entry], place: Path) -> None:
    """Write a list."""
    rows = [entry._replace(path=as_text(entry.path)) for entry in entries]
    parquet.write(pl.DataFrame(rows, schema=SCHEMA, orient="row"), place)


def read(place: Path) -> list[Entry]:
    """Return the entries of a list. Raises UsageError if it is none, or names a place outside of its folder."""
    try:
        rows = list(parquet.read(place).select(SCHEMA.names()).iter_rows())
        entries = [Entry(as_path(path or ""), *rest) for path, *rest in rows]
    except (OSError, pl.exceptions.PolarsError) as error:
        message = f"{place}: the list of what a run has written is damaged: {error}"
        raise UsageError(message) from error
    for entry in entries:
        parts_of(place, entry.path)  # a link that somebody has put in the way is left alone, see `target`
    return entries


def is_unchanged(path: Path, entry: Entry) -> bool:
    """Tell whether a file still has the bytes that were written, going by its time of change where that tells."""
    status = path.lstat()
    if status.st_size != entry.bytes or not path.is_file() or path.is_symlink():
        return False
    return status.st_mtime_ns == entry.changed_ns or digest(path) == entry.sha256
