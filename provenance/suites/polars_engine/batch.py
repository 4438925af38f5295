"""A batch: one lazy frame and its schema."""

from __future__ import annotations

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
        lazy = frame.lazy()
        self.frame: pl.LazyFrame = lazy.with_columns(cs.float().fill_nan(None)) if nan_as_null else lazy
        self.schema: pl.Schema = self.frame.collect_schema()
