"""The frames of a run some thousand rows at a time: what an export reads a corpus of any size by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import polars as pl

from provenance.frames import FRAMES
from provenance.runs import fact_tables
from provenance.runs.run import Run
from provenance.storage import parquet
from provenance.storage.external import slices
from provenance.storage.spill import ROW_GROUP

ROWS = 2_000
"""Rows that are held at once: of articles of 3 KB six megabytes."""


def chunks(run: Run, name: str, columns: Sequence[str] | None = None, rows: int = ROWS) -> Iterator[pl.DataFrame]:
    """Yield a frame of a run in its order, as it is declared, without the columns of rules.

    Args:
        run: The run; of one without frames of facts, their frames have no rows.
        name: The frame, one of `provenance.frames.FRAMES`.
        columns: The columns, if not all that are declared.
        rows: How many rows a chunk has; the last one may have fewer. There is always one.
    """
    wanted = list(columns or FRAMES[name].schema)
    gathered = {"findings": run.found, "summary": run.counted, **run.corpus}
    narrow = {"troubles": run.read_errors, "expectations": run.expectations}
    if run.inputs.height:  # else they lie beside the facts
        narrow["inputs"] = run.inputs
    if name in gathered:
        frames: Iterator[pl.DataFrame] = gathered[name].each(wanted)
    elif name in narrow:
        frames = iter([narrow[name].select(wanted)])
    else:
        frames = _of_facts(run, name, wanted)
    yield from slices(chain([FRAMES[name].empty().select(wanted)], frames), rows)


def _of_facts(run: Run, name: str, wanted: list[str]) -> Iterator[pl.DataFrame]:
    """Yield a frame of facts as it was written: a shard at a time, or a row group of the whole.

    The batches of Polars would pile up in memory before a reader that is slower than the disk.
    """
    schema = FRAMES[name].schema
    of_shards = [] if run.frames is None else fact_tables.parts(run.frames, name)
    for file in of_shards or _single(run, name):
        rows = parquet.scan(file)
        known = rows.collect_schema().names()
        rows = rows.with_columns(pl.lit(None, schema[key]).alias(key) for key in wanted if key not in known)
        height = rows.select(pl.len()).collect().item()
        step = height if of_shards else ROW_GROUP
        for start in range(0, height, step or 1):
            yield rows.slice(start, step).select(wanted).collect()


def _single(run: Run, name: str) -> list[Path]:
    file = None if run.frames is None else run.frames / f"{name}.parquet"
    return [file] if file is not None and file.is_file() else []
