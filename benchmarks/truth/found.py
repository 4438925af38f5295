"""Facts of records, found in this process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import polars as pl

from provenance import facts
from provenance.frames import RECORDS

SHARD = 500
NOW = datetime(2026, 11, 1, tzinfo=UTC)
Row = dict[str, Any]


def rows(records: Sequence[Row], frame: str) -> list[list[Row]]:
    """Return the rows of a frame for each record, in the order of the records. Fields are those of frames.RECORDS."""
    found: list[list[Row]] = []
    for first in range(0, len(records), SHARD):
        shard = pl.DataFrame(
            [{"article": str(n), "text": "", **record} for n, record in enumerate(records[first : first + SHARD])],
            infer_schema_length=None,
        )
        empty = pl.DataFrame(schema=RECORDS.schema)
        whole = pl.concat([empty, shard], how="diagonal_relaxed").select(empty.columns)
        by: defaultdict[int, list[Row]] = defaultdict(list)
        for row in facts.find(whole, {}, NOW)[frame].iter_rows(named=True):
            by[row["row"]].append(row)
        found += [by[n] for n in range(shard.height)]
    return found
