"""The files that a run has read, as far as they are named one by one, and the archives from which they came."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

from provenance.frames import INPUTS
from provenance.runs.run import Run
from provenance.storage import parquet

C = pl.col
NAMED = 100
"""How many of the files that were read are named."""
_COLUMNS = ("source", "record", "sha256")
_FILES = pl.Schema({"source": pl.String(), "records": pl.Int64(), "sha256": pl.String(), "of_file": pl.Int64()})
_CONTAINER = C("source").str.extract(r"^(.+?)!+/")
"""The archive in which a file lies, if one is called so: a folder may end with the same sign."""


def first(run: Run) -> list[dict[str, Any]]:
    """Return the first files that were read, each archive before what came out of it: path, records and digest.

    The digest is that of the file's bytes, where the run knows its files (`INPUTS`): where their facts were kept. Else
    only that of a file is known which is one record.
    """
    files, packed = pl.DataFrame(schema=_FILES), pl.DataFrame(schema=_FILES)
    inputs = _inputs(run)
    for chunk in run.counted.each(_COLUMNS):
        files = _counted(files, _grouped(chunk)).head(NAMED)
        packed = _counted(packed, _grouped(chunk.with_columns(source=_CONTAINER).drop_nulls("source"))).head(NAMED)
    named = pl.concat([files["source"], packed["source"]])
    known = dict(inputs.filter(C("source").is_in(named.implode())).select("source", "sha256").collect().iter_rows())
    archives = {row["source"]: row for row in packed.iter_rows(named=True) if row["source"] in known}
    listed = []
    for row in files.with_columns(archive=_CONTAINER).iter_rows(named=True):
        if archive := archives.pop(row["archive"], None):
            listed.append(_described(archive, known))
        listed.append(_described(row, known))
    return listed


def containers(inputs: Iterable[pl.DataFrame]) -> set[str]:
    """Return the paths of the archives in which files of `frames.INPUTS` may lie."""
    found: set[str] = set()
    for chunk in inputs:
        found.update(chunk.select(_CONTAINER.unique()).to_series().drop_nulls().to_list())
    return found


def _inputs(run: Run) -> pl.LazyFrame:
    """Return frames.INPUTS of a run, held or stored; without rows where neither is."""
    file = None if run.frames is None else run.frames / f"{INPUTS.name}.parquet"
    stored = run.inputs.is_empty() and file is not None and file.is_file()
    return parquet.scan(file) if stored and file is not None else run.inputs.lazy()


def _grouped(chunk: pl.DataFrame) -> pl.DataFrame:
    return chunk.group_by("source", maintain_order=True).agg(
        records=pl.len(), sha256=C("sha256").first(), of_file=C("record").null_count()
    )


def _counted(files: pl.DataFrame, more: pl.DataFrame) -> pl.DataFrame:
    together = pl.concat([files, more.cast(_FILES)]).group_by("source", maintain_order=True)
    return together.agg(C("records").sum(), C("sha256").first(), C("of_file").sum())


def _described(row: dict[str, Any], known: dict[str, str | None]) -> dict[str, Any]:
    path = row["source"]
    digest = known[path] if path in known else row["sha256"] if row["of_file"] == 1 else None
    return {"path": path, "records": row["records"], "sha256": digest}
