"""Frames and rules as Pandera schemas: `schema.validate(frame)` in any pipeline refuses what `check` reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from provenance.errors import UsageError, hint
from provenance.extras import require
from provenance.frames import FRAMES, Frame
from provenance.rules.base import Rule
from provenance.rules.registry import registry

try:
    import pandera.polars as pa
    from pandera.api.polars.types import PolarsData
except ImportError:
    require("contracts")
    raise


def model(name: str) -> type[pa.DataFrameModel]:
    """Return the Pandera model of frame `name`: its columns, types and nullability, each with its description.

    Raises UsageError for an unknown frame.
    """
    frame = _frame(name)
    annotations = {column.name: column.dtype for column in frame.columns}
    declared: dict[str, Any] = {
        column.name: pa.Field(nullable=column.nullable, description=column.about) for column in frame.columns
    }
    return type(
        f"{name.title()}Model", (pa.DataFrameModel,), {"__annotations__": annotations, "__doc__": frame.row, **declared}
    )


def schema(name: str, rules: Iterable[Rule] | None = None) -> pa.DataFrameSchema:
    """Return the schema of frame `name` with a check for every rule that reads it alone (all of them, or those given).

    Validate collected frames, `lazy=True`: `failure_cases` then names the rule in `check` and the row in `index`.
    Columns that a frame has beyond the declared ones are let through. Raises UsageError for an unknown frame.
    """
    frame = _frame(name)
    checks = [
        _check(rule) for rule in (registry() if rules is None else rules) if rule.reads == name and not rule.beside
    ]
    carrier = frame.columns[0].name
    columns = {
        column.name: pa.Column(
            column.dtype, checks if column.name == carrier else None, nullable=column.nullable, description=column.about
        )
        for column in frame.columns
    }
    return pa.DataFrameSchema(columns, name=name, description=frame.row)


def failures(error: pa.errors.SchemaErrors, frame: pl.DataFrame, of: Sequence[str] = ("article",)) -> pl.DataFrame:
    """Return `check, index` of every failing row of a validation, with the columns `of` of the validated frame."""
    cases = _cases(error).filter(pl.col("index").is_not_null()).select("check", pl.col("index").cast(pl.UInt32))
    return cases.join(frame.select(*of).with_row_index("index"), on="index", how="left", maintain_order="left")


def _cases(error: pa.errors.SchemaErrors) -> pl.DataFrame:
    cases: pl.DataFrame = error.failure_cases  # pandera does not type it
    return cases


def _check(rule: Rule) -> pa.Check:
    def allowed(data: PolarsData) -> pl.LazyFrame:  # a plain function: Pandera copies checks, and copies no function
        return data.lazyframe.select(~rule.broken)

    # A column check may read the other columns; a dataframe check would turn whole rows, text included, into JSON.
    return pa.Check(allowed, name=rule.code, error=f"{rule.code} {rule.name}", ignore_na=False)


def _frame(name: str) -> Frame:
    if name not in FRAMES:
        message = f"unknown frame {name!r}{hint(name, FRAMES)}"
        raise UsageError(message)
    return FRAMES[name]
