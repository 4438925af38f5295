"""Row conditions written as text: pandas queries (``x > 5 and name == "a"``) and SQL (``x > 5 AND name = 'a'``).

A pandas query is Python's expression grammar, so Python's own parser reads it; nothing is ever evaluated.  Text that
is not such an expression goes to Polars' SQL parser.
"""

from __future__ import annotations

import ast
import functools
import operator
import re
from typing import TYPE_CHECKING, Any

import polars as pl

from provenance.suites.polars_engine.values import as_bound, as_value_set

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_QUOTED_NAME = re.compile(r"`([^`]+)`")

_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], pl.Expr]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_COMBINE: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.And: operator.and_,
    ast.BitAnd: operator.and_,
    ast.Or: operator.or_,
    ast.BitOr: operator.or_,
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Mod: operator.mod,
}
# The spellings of pandas and of GX's own old condition language.
_METHODS: dict[str, Callable[[pl.Expr], pl.Expr]] = {
    "isnull": pl.Expr.is_null,
    "isna": pl.Expr.is_null,
    "isNull": pl.Expr.is_null,
    "notnull": pl.Expr.is_not_null,
    "notna": pl.Expr.is_not_null,
    "notNull": pl.Expr.is_not_null,
}


class _NotAQueryError(ValueError):
    """The text is no pandas query; SQL may still understand it."""


def text_to_expr(text: str, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Return the filter that a textual row condition means."""
    try:
        return _Query(text, schema).expr()
    except _NotAQueryError:
        return pl.sql_expr(_QUOTED_NAME.sub(r'"\1"', text))


class _Query:
    """One pandas query, translated node by node."""

    def __init__(self, text: str, schema: Mapping[str, pl.DataType]) -> None:
        self._schema = schema
        self._quoted: dict[str, str] = {}
        self._text = _QUOTED_NAME.sub(self._placeholder, text)

    def expr(self) -> pl.Expr:
        try:
            tree = ast.parse(self._text.strip(), mode="eval")
        except SyntaxError as error:
            raise _NotAQueryError(self._text) from error
        made = self._node(tree.body)
        if not isinstance(made, pl.Expr):
            raise _NotAQueryError(self._text)
        return made

    def _placeholder(self, match: re.Match[str]) -> str:
        name = f"__quoted_{len(self._quoted)}"
        self._quoted[name] = match[1]
        return name

    def _node(self, node: ast.expr) -> Any:  # noqa: ANN401 - an expression or a plain value
        handler = getattr(self, f"_{type(node).__name__.lower()}", None)
        if handler is None:
            raise _NotAQueryError(ast.unparse(node))
        return handler(node)

    def _constant(self, node: ast.Constant) -> object:
        return node.value

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> list[Any]:
        return [self._node(item) for item in node.elts]

    _tuple = _set = _list

    def _name(self, node: ast.Name) -> pl.Expr:
        name = self._quoted.get(node.id, node.id)
        if name not in self._schema:
            raise _NotAQueryError(name)
        return pl.col(name)

    def _boolop(self, node: ast.BoolOp) -> pl.Expr:
        parts = [self._node(part) for part in node.values]
        made: pl.Expr = functools.reduce(_COMBINE[type(node.op)], parts)
        return made

    def _binop(self, node: ast.BinOp) -> Any:  # noqa: ANN401 - see _node
        combine = _COMBINE.get(type(node.op))
        if combine is None:
            raise _NotAQueryError(ast.unparse(node))
        return combine(self._node(node.left), self._node(node.right))

    def _unaryop(self, node: ast.UnaryOp) -> Any:  # noqa: ANN401 - see _node
        value = self._node(node.operand)
        return -value if isinstance(node.op, ast.USub) else ~value

    def _compare(self, node: ast.Compare) -> pl.Expr:
        sides = [self._node(side) for side in (node.left, *node.comparators)]
        pairs = zip(node.ops, sides, sides[1:], strict=False)
        return pl.all_horizontal([self._compare_two(*pair) for pair in pairs])

    def _compare_two(self, op: ast.cmpop, left: Any, right: Any) -> pl.Expr:  # noqa: ANN401 - see _node
        if isinstance(op, (ast.In, ast.NotIn)) and isinstance(left, pl.Expr) and isinstance(right, list):
            inside = left.is_in(as_value_set(right, self._dtype(left)).expr)
            return inside if isinstance(op, ast.In) else ~inside
        compare = _COMPARE.get(type(op))
        if compare is None:
            raise _NotAQueryError(type(op).__name__)
        return compare(self._as_bound(left, right), self._as_bound(right, left))

    def _as_bound(self, side: Any, other: Any) -> Any:  # noqa: ANN401 - see _node
        if isinstance(side, pl.Expr) or not isinstance(other, pl.Expr):
            return side
        return as_bound(side, self._dtype(other))

    def _dtype(self, expr: pl.Expr) -> pl.DataType:
        return pl.DataFrame(schema=dict(self._schema)).select(expr).schema.dtypes()[0]

    def _call(self, node: ast.Call) -> pl.Expr:
        if isinstance(node.func, ast.Attribute) and node.func.attr in _METHODS and not node.args:
            return _METHODS[node.func.attr](self._node(node.func.value))
        if isinstance(node.func, ast.Name) and node.func.id == "col" and len(node.args) == 1:
            return self._name(ast.Name(str(self._node(node.args[0]))))
        raise _NotAQueryError(ast.unparse(node))
