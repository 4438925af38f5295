"""Names of column types, as suites write them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Iterable

Family = frozenset[type[pl.DataType]]

_POLARS: dict[str, type[pl.DataType]] = {
    dtype.__name__: dtype
    for dtype in vars(pl).values()
    if isinstance(dtype, type) and issubclass(dtype, pl.DataType) and not dtype.__name__.startswith("_")
}
_INTEGERS = frozenset(dtype for dtype in _POLARS.values() if issubclass(dtype, pl.datatypes.classes.IntegerType))
_FLOATS = frozenset(dtype for dtype in _POLARS.values() if issubclass(dtype, pl.datatypes.classes.FloatType))
# Python's own names stand for families, as they do on GX's pandas engine.
_PYTHON: dict[str, Family] = {
    "int": _INTEGERS,
    "float": _FLOATS,
    "str": frozenset({pl.String}),
    "bool": frozenset({pl.Boolean}),
    "bytes": frozenset({pl.Binary}),
    "list": frozenset({pl.List, pl.Array}),
    "dict": frozenset({pl.Struct}),
    "date": frozenset({pl.Date}),
    "datetime": frozenset({pl.Datetime}),
    "time": frozenset({pl.Time}),
    "timedelta": frozenset({pl.Duration}),
    "Decimal": frozenset({pl.Decimal}),
}
_NUMPY_AND_PANDAS: dict[str, Family] = {
    **{
        name.lower(): frozenset({dtype})
        for name, dtype in _POLARS.items()
        if name.lower().rstrip("0123456789") in ("int", "uint", "float")
    },
    "string": frozenset({pl.String}),
    "Utf8": frozenset({pl.String}),
    "object": frozenset(  # what pandas keeps as Python's objects
        {pl.String, pl.Object, pl.Binary, pl.Date, pl.Time, pl.Decimal, pl.List, pl.Array, pl.Struct}
    ),
    "boolean": frozenset({pl.Boolean}),
    "category": frozenset({pl.Categorical, pl.Enum}),
    "Timestamp": frozenset({pl.Datetime}),
    "datetime64": frozenset({pl.Datetime}),
    "timedelta64": frozenset({pl.Duration}),
}
_SQL: dict[str, Family] = {
    "TEXT": frozenset({pl.String}),
    "VARCHAR": frozenset({pl.String}),
    "CHAR": frozenset({pl.String}),
    "STRING": frozenset({pl.String}),
    "INT": frozenset({pl.Int32, pl.Int64}),
    "INTEGER": frozenset({pl.Int32, pl.Int64}),
    "BIGINT": frozenset({pl.Int64}),
    "SMALLINT": frozenset({pl.Int16}),
    "TINYINT": frozenset({pl.Int8}),
    "REAL": frozenset({pl.Float32}),
    "FLOAT": _FLOATS,
    "DOUBLE": frozenset({pl.Float64}),
    "DOUBLE_PRECISION": frozenset({pl.Float64}),
    "DECIMAL": frozenset({pl.Decimal}),
    "NUMERIC": frozenset({pl.Decimal}),
    "NUMBER": frozenset({pl.Decimal, *_INTEGERS}),
    "BOOLEAN": frozenset({pl.Boolean}),
    "DATE": frozenset({pl.Date}),
    "TIME": frozenset({pl.Time}),
    "DATETIME": frozenset({pl.Datetime}),
    "TIMESTAMP": frozenset({pl.Datetime}),
}
_SPARK: dict[str, Family] = {
    "ByteType": frozenset({pl.Int8}),
    "ShortType": frozenset({pl.Int16}),
    "IntegerType": frozenset({pl.Int32}),
    "LongType": frozenset({pl.Int64}),
    "FloatType": frozenset({pl.Float32}),
    "DoubleType": frozenset({pl.Float64}),
    "DecimalType": frozenset({pl.Decimal}),
    "StringType": frozenset({pl.String}),
    "BinaryType": frozenset({pl.Binary}),
    "BooleanType": frozenset({pl.Boolean}),
    "DateType": frozenset({pl.Date}),
    "TimestampType": frozenset({pl.Datetime}),
    "ArrayType": frozenset({pl.List, pl.Array}),
    "StructType": frozenset({pl.Struct}),
}
_FAMILIES: dict[str, Family] = {**_SQL, **_SPARK, **_NUMPY_AND_PANDAS, **_PYTHON}


def is_any_of(dtype: pl.DataType, names: Iterable[str]) -> bool:
    """Return whether a column type goes by one of these names.

    ``Int64``, ``Datetime`` and ``List`` name a Polars type whatever its parameters; ``Datetime(time_unit='us',
    time_zone=None)`` and ``List(Int64)`` name it exactly; ``int`` or ``str`` name a family; the names of numpy, pandas,
    SQL and Spark are known, so that a list may serve several engines.

    Raises:
        ValueError: if no name fits and one of them is no name of a type at all.
    """
    unknown = []
    for name in names:
        fits = _is_named(dtype, name)
        if fits:
            return True
        if fits is None:
            unknown.append(name)
    if unknown:
        message = f"{unknown[0]!r} names no type that Polars has; write for instance {dtype!s}"
        raise ValueError(message)
    return False


def _is_named(dtype: pl.DataType, name: str) -> bool | None:
    """Return whether a column type goes by this name; None for a name that means nothing."""
    if name == str(dtype):
        return True
    base = name.split("[", 1)[0] if name.startswith(("datetime64[", "timedelta64[")) else name
    family = _FAMILIES.get(base, frozenset())
    if base in _POLARS:
        family |= {_POLARS[base]}
    if family:
        return type(dtype) in family
    return False if base.split("(", 1)[0] in _POLARS else None  # a Polars type with other parameters
