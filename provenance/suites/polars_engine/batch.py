"""A batch: one lazy frame and its schema."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING

import polars as pl
import polars.selectors as cs
from great_expectations.core.batch import BatchData

if TYPE_CHECKING:
    from great_expectations.execution_engine.execution_engine import ExecutionEngine


class PolarsBatchData(BatchData):
    """Holds the frame of a batch lazily, whatever it came from."""

    def __init__(
        self,
        execution_engine: ExecutionEngine[pl.Expr],
        frame: pl.DataFrame | pl.LazyFrame,
        *,
        nan_as_null: bool = False,
    ) -> None:
        """Take the frame; with ``nan_as_null`` every NaN of a float column is read as null, as pandas does."""
        super().__init__(execution_engine=execution_engine)
        lazy = in_known_zones(frame.lazy())
        self.frame: pl.LazyFrame = lazy.with_columns(cs.float().fill_nan(None)) if nan_as_null else lazy
        self.schema: pl.Schema = self.frame.collect_schema()


def in_known_zones(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Return a frame whose times at a fixed offset (+05:30) are the same moments in UTC: Polars counts in no other."""
    odd = [name for name, dtype in frame.collect_schema().items() if not _is_known(getattr(dtype, "time_zone", None))]
    return frame.with_columns(pl.col(odd).dt.convert_time_zone("UTC")) if odd else frame


def _is_known(zone: str | None) -> bool:
    try:
        return zone is None or bool(zoneinfo.ZoneInfo(zone))
    except (ValueError, zoneinfo.ZoneInfoNotFoundError, OSError):
        return False
