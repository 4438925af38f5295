"""The frames of a run some thousand rows at a time: what an export reads a corpus of any size by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import polars as pl

from provenance.frames import FRAMES
from provenance.runs import fact_tables
from provenance.runs.run import Run
from provenance.storage.external import slices

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
    gathered = {"findings": run.found, "summary": run.counted}
    narrow = {"troubles": run.read_errors, "expectations": run.expectations, **run.corpus}
    if run.inputs.height:  # else they lie beside the facts
        narrow["inputs"] = run.inputs
    if name in gathered:
        frames: Iterator[pl.DataFrame] = gathered[name].each(wanted)
    elif name in narrow:
        frames = iter([narrow[name].select(wanted)])
    else:
        facts = fact_tables.scan(run.frames, name)
        later = [pl.lit(None, FRAMES[name].schema[key]).alias(key) for key in wanted if key not in _known(facts)]
        frames = facts.with_columns(later).select(wanted).collect_batches(chunk_size=rows)
    yield from slices(chain([FRAMES[name].empty().select(wanted)], frames), rows)


def _known(frame: pl.LazyFrame) -> list[str]:
    return frame.collect_schema().names()
