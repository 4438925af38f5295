"""The files that a run has read, as far as they are named one by one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import polars as pl

C = pl.col
COLUMNS = ("source", "record", "sha256")
NAMED = 100
"""How many of the files that were read are named."""


def first(summary: Iterable[pl.DataFrame]) -> list[dict[str, Any]]:
    """Return the first files that were read: path, records, and the digest of a file that is one record.

    Args:
        summary: frames.SUMMARY in chunks, at least `COLUMNS` of it.
    """
    files = pl.DataFrame(schema={"source": pl.String, "records": pl.Int64, "sha256": pl.String, "of_file": pl.Int64})
    for chunk in summary:
        grouped = pl.concat([files, _grouped(chunk).cast(files.schema)]).group_by("source", maintain_order=True)
        files = grouped.agg(C("records").sum(), C("sha256").first(), C("of_file").sum()).head(NAMED)
    return [
        {"path": path, "records": records, "sha256": sha256 if of_file == 1 else None}
        for path, records, sha256, of_file in files.iter_rows()
    ]


def _grouped(chunk: pl.DataFrame) -> pl.DataFrame:
    return chunk.group_by("source", maintain_order=True).agg(
        records=pl.len(), sha256=C("sha256").first(), of_file=C("record").null_count()
    )
