"""What a stored run keeps of its articles so that it can be merged: the keys of the facts of the corpus."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from provenance.errors import UsageError
from provenance.storage import parquet
from provenance.storage.atomic import writing
from provenance.storage.spill import PACKED, Spilled, row_group
from provenance.storage.untrusted import inside

FOLDER = "keys"
ROWS = 50_000
"""Rows of keys that are held at once, at most; fewer of the records behind keys, each of which may hold an article."""


def write(keys: Mapping[str, Spilled], folder: Path) -> None:
    """Write the keys of a run below its folder, a file a name. Raises UsageError if it cannot be written."""
    with writing(folder):
        (folder / FOLDER).mkdir(exist_ok=True)
        for name, rows in keys.items():
            parquet.write(rows.scan(), folder / FOLDER / f"{name}.parquet", rows.row_group(ROWS))


def read(folder: Path, name: str, schema: pl.Schema, into: Spilled) -> None:
    """Add the keys of a stored run to those of others.

    Raises UsageError if the run keeps none of this name, or if they are damaged: other columns than `schema` says.
    """
    file = inside(folder, f"{FOLDER}/{name}.parquet")
    if not file.is_file():
        message = f"{folder}: keeps nothing of {name} by which it could be merged: it was stored by an earlier version"
        raise UsageError(message)
    try:
        with parquet.guarded():
            height = parquet.scan(file).select(pl.len()).collect().item()
            for chunk in parquet.chunks(file, row_group(height, PACKED * file.stat().st_size, ROWS)):
                _refuse_others(chunk, schema)
                into.add(chunk)
    except (ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        message = f"{folder}: the stored run is damaged: {FOLDER}/{name}.parquet: {error}"
        raise UsageError(message) from error


def _refuse_others(rows: pl.DataFrame, schema: pl.Schema) -> None:
    if rows.schema != schema:
        message = f"it has the columns {', '.join(rows.columns)}, not {', '.join(schema)}, or of other types"
        raise ValueError(message)
