"""Batches of an asset by the values of a column: the column partitioners of GX as expressions.

Each partitioner names the parameters of a batch (``year``, ``month``) and says how they follow from a row.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
from great_expectations.core import partitioners as gx

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from great_expectations.core.partitioners import ColumnPartitioner

Parts = dict[str, pl.Expr]

_DATE_PARTS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    "year": lambda moment: moment.dt.year(),
    "month": lambda moment: moment.dt.month(),
    "week": lambda moment: moment.dt.week(),
    "day": lambda moment: moment.dt.day(),
    "hour": lambda moment: moment.dt.hour(),
    "minute": lambda moment: moment.dt.minute(),
    "second": lambda moment: moment.dt.second(),
}


class PartitionError(ValueError):
    """An asset that cannot be partitioned in this way."""


def _date_parts(column: str, names: list[str]) -> Parts:
    unknown = [name for name in names if name not in _DATE_PARTS]
    if unknown:
        message = f"{unknown[0]!r} is no part of a date; there are {', '.join(_DATE_PARTS)}"
        raise PartitionError(message)
    return {name: _DATE_PARTS[name](pl.col(column)) for name in names}


# For each partitioner of GX: the parameters of a batch, and how each follows from a row.
_PARTS: Mapping[type[Any], Callable[[Any], Parts]] = {
    gx.ColumnPartitionerYearly: lambda by: _date_parts(by.column_name, ["year"]),
    gx.ColumnPartitionerMonthly: lambda by: _date_parts(by.column_name, ["year", "month"]),
    gx.ColumnPartitionerDaily: lambda by: _date_parts(by.column_name, ["year", "month", "day"]),
    gx.PartitionerDatetimePart: lambda by: _date_parts(by.column_name, [part.lower() for part in by.datetime_parts]),
    gx.PartitionerColumnValue: lambda by: {by.column_name: pl.col(by.column_name)},
    gx.PartitionerMultiColumnValue: lambda by: {name: pl.col(name) for name in by.column_names},
    gx.PartitionerDividedInteger: lambda by: {"quotient": pl.col(by.column_name) // by.divisor},
    gx.PartitionerModInteger: lambda by: {"remainder": pl.col(by.column_name) % by.mod},
    gx.PartitionerConvertedDatetime: lambda by: {
        "datetime": pl.col(by.column_name).dt.to_string(by.date_format_string)
    },
}
_DATED = (
    gx.ColumnPartitionerYearly,
    gx.ColumnPartitionerMonthly,
    gx.ColumnPartitionerDaily,
    gx.PartitionerDatetimePart,
    gx.PartitionerConvertedDatetime,
)


def parts_of(partitioner: ColumnPartitioner) -> Parts:
    """Return the parameters of a batch and the expression that gives each for a row.

    Raises:
        PartitionError: if this is no partitioner by columns, or asks for a part that dates do not have.
    """
    make = _PARTS.get(type(partitioner))
    if make is None:
        message = f"a Polars asset is not partitioned by {type(partitioner).__name__}"
        raise PartitionError(message)
    return make(partitioner)


def check(partitioner: ColumnPartitioner, schema: Mapping[str, pl.DataType]) -> None:
    """Refuse a partitioner that this table cannot have.

    Raises:
        PartitionError: if a column is missing, or holds no dates where dates are needed.
    """
    for expr in parts_of(partitioner).values():
        for name in expr.meta.root_names():
            if name not in schema:
                message = f"there is no column {name!r} to partition by"
                raise PartitionError(message)
            if isinstance(partitioner, _DATED) and schema[name] not in (pl.Date, pl.Datetime):
                message = f"column {name!r} has type {schema[name]}; partitioning by date needs dates or times"
                raise PartitionError(message)


def candidates(frame: pl.LazyFrame, partitioner: ColumnPartitioner) -> list[dict[str, Any]]:
    """Return the parameters of all batches that a table has, in the order of the partitioner, the last one to be run.

    Rows whose column is null are a batch of their own, before all others.
    """
    parts = parts_of(partitioner)
    found = frame.select(**parts).unique().collect()
    return found.sort(list(parts), descending=not partitioner.sort_ascending, nulls_last=False).to_dicts()


def rows_of(frame: pl.LazyFrame, partitioner: ColumnPartitioner, batch: Mapping[str, Any]) -> pl.LazyFrame:
    """Return the rows of one batch."""
    return frame.filter(*(expr.eq_missing(pl.lit(batch[name])) for name, expr in parts_of(partitioner).items()))
