"""Row conditions as Polars expressions.

GX knows five kinds: comparison, nullity, AND, OR and pass-through text.  Comparisons follow SQL: a null satisfies no
comparison.  Pass-through text is read as a pandas query where it parses as one, as SQL otherwise (``text_conditions``).
"""

from __future__ import annotations

import functools
import operator
from typing import TYPE_CHECKING, Any

import polars as pl
from great_expectations.expectations.row_conditions import (
    AndCondition,
    ComparisonCondition,
    Condition,
    NullityCondition,
    Operator,
    OrCondition,
    PassThroughCondition,
    deserialize_row_condition,
)

from provenance.suites.polars_engine.text_conditions import text_to_expr
from provenance.suites.polars_engine.values import as_bound, as_value_set

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    Operator.EQUAL.value: operator.eq,
    Operator.NOT_EQUAL.value: operator.ne,
    Operator.LESS_THAN.value: operator.lt,
    Operator.LESS_THAN_OR_EQUAL.value: operator.le,
    Operator.GREATER_THAN.value: operator.gt,
    Operator.GREATER_THAN_OR_EQUAL.value: operator.ge,
}


def row_filter(condition: Condition | Mapping[str, Any] | str, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Return the expression that is true for the rows of a row condition, in any form GX passes."""
    parsed = deserialize_row_condition(condition)
    if isinstance(parsed, str):
        return text_to_expr(parsed, schema)
    if isinstance(parsed, PassThroughCondition):
        return text_to_expr(parsed.pass_through_filter, schema)
    if isinstance(parsed, ComparisonCondition):
        return comparison(parsed, schema)
    if isinstance(parsed, NullityCondition):
        return nullity(parsed)
    if isinstance(parsed, AndCondition):
        return functools.reduce(operator.and_, [row_filter(part, schema) for part in parsed.conditions])
    if isinstance(parsed, OrCondition):
        return functools.reduce(operator.or_, [row_filter(part, schema) for part in parsed.conditions])
    message = f"row_condition {condition!r} is of no kind that this engine knows"
    raise TypeError(message)


def comparison(condition: ComparisonCondition, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Compare a column with a value, or with a set of values."""
    name, symbol = condition.column.name, str(Operator(condition.operator).value)
    dtype = schema.get(name, pl.Null())
    column = pl.col(name)
    if symbol in (Operator.IN.value, Operator.NOT_IN.value):
        inside = column.is_in(as_value_set(condition.parameter, dtype).expr)
        return inside if symbol == Operator.IN.value else ~inside
    return _COMPARE[symbol](column, pl.lit(as_bound(condition.parameter, dtype)))


def nullity(condition: NullityCondition) -> pl.Expr:
    """Keep the rows where a column is null, or is not."""
    column = pl.col(condition.column.name)
    return column.is_null() if condition.is_null else column.is_not_null()
