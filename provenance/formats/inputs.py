"""The files of an input and the archives they lie in, each with format, size and digest: what a run was made of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from hashlib import sha256

import polars as pl

from provenance.formats import contents, sniffing
from provenance.formats.found_files import changed_ns
from provenance.formats.shards import File
from provenance.formats.streams import DamagedError
from provenance.frames import INPUTS


def table(files: Iterable[File]) -> pl.DataFrame:
    """Return frames.INPUTS of files that were listed; standard input is none of them. Every file is read once.

    An archive stands before the first of its files. Of those that lie one in the other only the outermost is a file.
    """
    rows = [(file.source, form, file.size, _digest(file)) for file, form in _with_archives(files)]
    return pl.DataFrame(rows, schema=INPUTS.schema, orient="row")


def _with_archives(files: Iterable[File]) -> Iterator[tuple[File, str]]:
    """Yield the files, and each archive that they lie in, with the names of their formats."""
    seen: set[str] = set()
    for file in files:
        if file.format == "stdin":
            continue
        outermost = file.outermost
        if outermost is not file and outermost.path not in seen:
            seen.add(outermost.path)
            yield outermost, _kind(outermost)
        yield file, file.format


def _kind(archive: File) -> str:
    """Return the name of the kind of an archive, by its suffix, or by what it holds."""
    found = sniffing.kind(archive) or sniffing.guess(archive, named=True)
    return found.name if found else archive.suffix.lstrip(".")


def _digest(file: File) -> str | None:
    total = sha256()
    try:
        for part in contents.exact(file):
            total.update(part)
        unchanged = file.member is not None or changed_ns(os.stat(file.path)) == file.changed_ns
    except (OSError, DamagedError):
        return None
    return total.hexdigest() if unchanged else None
