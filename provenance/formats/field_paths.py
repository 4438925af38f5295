"""Names that lead into nested records: `meta.date`, `authors[0]`, `author.name`.

A member that bears the whole name wins over the path, so that flattened records are read too. A name that follows a
list is looked up in each member: `author.name` of a list of authors is the list of their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, reduce

import polars as pl

Step = str | int
Typed = tuple[pl.Expr, pl.DataType]
_DEEPEST = 8
_STEP = re.compile(r"([^.\[\]]+)|\[([0-9]{1,9})\]")


@cache
def steps(name: str) -> tuple[Step, ...]:
    """Return the steps of a path: `authors[0].name` is `authors`, 0, `name`."""
    return tuple(int(number) if number else member for member, number in _STEP.findall(name))


def is_nested(name: str) -> bool:
    """Tell whether a name may lead into nested records."""
    return len(steps(name)) > 1


def names(record: Mapping[str, object]) -> tuple[str, ...]:
    """Return the names in a record, and the paths to what stands in records inside it, also in lists of them."""
    return tuple(_leaves(record, "", _DEEPEST))


def columns(schema: Mapping[str, pl.DataType]) -> tuple[str, ...]:
    """Return the names of columns, and the paths to the fields inside them."""
    return names({name: shape(dtype) for name, dtype in schema.items()})


def shape(dtype: object, deepest: int = _DEEPEST) -> object:
    """Return an empty value of the shape of a column: records with all their members, lists of one."""
    match dtype:
        case pl.List() | pl.Array():
            return [shape(dtype.inner, deepest)]
        case pl.Struct() if deepest:
            return {field.name: shape(field.dtype, deepest - 1) for field in dtype.fields}
        case _:
            return None


def _leaves(record: Mapping[str, object], prefix: str, deepest: int) -> Iterator[str]:
    for name, value in record.items():
        inner = value[0] if isinstance(value, list) and value else value
        if isinstance(inner, Mapping) and inner and deepest:
            yield from _leaves(inner, f"{prefix}{name}.", deepest - 1)
        else:
            yield f"{prefix}{name}"


def value(record: Mapping[str, object], name: str) -> object:
    """Return what stands under a name or path of a record; None where there is nothing."""
    if name in record or not steps(name):
        return record.get(name)
    return reduce(_member, steps(name), record)  # type: ignore[arg-type]


def _member(value: object, step: Step) -> object:
    match value, step:
        case dict(), str():
            return value.get(step)
        case list(), int():
            return value[step] if step < len(value) else None
        case list(), str():
            return [found for member in value if (found := _member(member, step)) is not None] or None
    return None


def column(schema: Mapping[str, pl.DataType], name: str) -> Typed | None:
    """Return the expression and the type of a column, or of what a path finds in it; None where there is nothing."""
    if name in schema:
        return pl.col(name), schema[name]
    first, *rest = steps(name) or (name,)
    if first not in schema:
        return None
    typed: Typed | None = (pl.col(str(first)), schema[str(first)])
    for step in rest:
        typed = member(*typed, step) if typed else None
    return typed


def member(expression: pl.Expr, dtype: pl.DataType, step: Step) -> Typed | None:
    """Return expression and type of what a step leads to, of a list in each of its records; None for nothing."""
    if isinstance(dtype, pl.Array):
        expression, dtype = expression.arr.to_list(), pl.List(dtype.inner)
    if isinstance(dtype, pl.List):
        inner = dtype.inner() if isinstance(dtype.inner, type) else dtype.inner
        if isinstance(step, int):
            return expression.list.get(step, null_on_oob=True), inner
        found = member(pl.element(), inner, step)
        return (expression.list.eval(found[0]), pl.List(found[1])) if found else None
    if isinstance(dtype, pl.Struct) and isinstance(step, str):
        inner_type = dict(dtype).get(step)
        if inner_type is not None:
            return expression.struct.field(step), inner_type() if isinstance(inner_type, type) else inner_type
    return None
