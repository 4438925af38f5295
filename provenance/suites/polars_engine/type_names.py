"""Names of column types, as suites write them."""

from __future__ import annotations

import polars as pl

_POLARS: dict[str, type[pl.DataType]] = {
    dtype.__name__: dtype
    for dtype in vars(pl).values()
    if isinstance(dtype, type) and issubclass(dtype, pl.DataType) and not dtype.__name__.startswith("_")
}
# Python's own names stand for families, as they do on GX's pandas engine.
_PYTHON: dict[str, frozenset[type[pl.DataType]]] = {
    "int": frozenset(dtype for dtype in _POLARS.values() if issubclass(dtype, pl.datatypes.classes.IntegerType)),
    "float": frozenset(dtype for dtype in _POLARS.values() if issubclass(dtype, pl.datatypes.classes.FloatType)),
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
# numpy, pandas and SQL spellings that mean one Polars type.
_FOREIGN: dict[str, type[pl.DataType]] = {
    **{
        name.lower(): dtype
        for name, dtype in _POLARS.items()
        if name.lower().rstrip("0123456789") in ("int", "uint", "float")
    },
    "string": pl.String,
    "Utf8": pl.String,
    "TEXT": pl.String,
    "VARCHAR": pl.String,
    "INTEGER": pl.Int64,
    "BIGINT": pl.Int64,
    "DOUBLE": pl.Float64,
    "BOOLEAN": pl.Boolean,
    "DATE": pl.Date,
    "TIMESTAMP": pl.Datetime,
    "boolean": pl.Boolean,
    "category": pl.Categorical,
    "datetime64": pl.Datetime,
    "timedelta64": pl.Duration,
}


def is_named(dtype: pl.DataType, name: str) -> bool:
    """Return whether a column type goes by this name; a name that means nothing here raises.

    ``Int64``, ``Datetime`` and ``List`` name a Polars type whatever its parameters; ``Datetime(time_unit='us',
    time_zone=None)`` and ``List(Int64)`` name it exactly; ``int`` or ``str`` name a family.
    """
    if name == str(dtype):
        return True
    base = name.split("[", 1)[0] if name.startswith(("datetime64[", "timedelta64[")) else name
    family = _PYTHON.get(base) or {known for known in (_POLARS.get(base), _FOREIGN.get(base)) if known}
    if family:
        return type(dtype) in family
    if base.split("(", 1)[0] in _POLARS:
        return False  # a Polars type with other parameters
    message = f"{name!r} names no type that Polars has; write for instance {dtype!s}"
    raise ValueError(message)
