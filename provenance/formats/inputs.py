"""The files of an input, each with its format, size and digest: what a run was made of."""

from __future__ import annotations

import os
from collections.abc import Iterable
from hashlib import sha256

import polars as pl

from provenance.formats import contents
from provenance.formats.found_files import changed_ns
from provenance.formats.shards import File
from provenance.formats.streams import DamagedError
from provenance.frames import INPUTS


def table(files: Iterable[File]) -> pl.DataFrame:
    """Return frames.INPUTS of files that were listed; standard input is none of them. Every file is read once."""
    rows = [(file.source, file.format, file.size, _digest(file)) for file in files if file.format != "stdin"]
    return pl.DataFrame(rows, schema=INPUTS.schema, orient="row")


def _digest(file: File) -> str | None:
    total = sha256()
    try:
        for part in contents.exact(file):
            total.update(part)
        unchanged = file.member is not None or changed_ns(os.stat(file.path)) == file.changed_ns
    except (OSError, DamagedError):
        return None
    return total.hexdigest() if unchanged else None
