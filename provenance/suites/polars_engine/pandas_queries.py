"""Pandas queries as Polars expressions.

A pandas query is Python's expression grammar with ``&`` and ``|`` as weak as ``and`` and ``or``, and names in
backticks.  Python's own parser reads it, and each node is translated; nothing is ever evaluated.
"""

from __future__ import annotations

import ast
import functools
import itertools
import operator
import re
from typing import TYPE_CHECKING, Any

import polars as pl

from provenance.suites.polars_engine.query_calls import CONSTANTS, DATES, METHODS
from provenance.suites.polars_engine.values import ValueOfWrongKindError, as_bound, as_value_set, widened

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TOKEN = re.compile(
    r"""(?P<literal>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*')|`(?P<name>[^`]+)`|(?P<junction>(?<![&|])[&|](?![&|]))""",
    re.DOTALL,
)
_WORDS = {"&": " and ", "|": " or "}
_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
_COMBINE: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.And: operator.and_,
    ast.Or: operator.or_,
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
_MEMBERSHIP = {ast.In: True, ast.Eq: True, ast.NotIn: False, ast.NotEq: False}  # ``x == [1, 2]`` is ``x in [1, 2]``


class NotAQueryError(ValueError):
    """The text is no pandas query that this engine knows; SQL may still understand it."""


def query_to_expr(text: str, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Return the filter that a pandas query means.

    Raises:
        NotAQueryError: if the text is no pandas query over these columns.
    """
    return _Query(text, schema).expr()


class _Query:
    """One query, translated node by node."""

    def __init__(self, text: str, schema: Mapping[str, pl.DataType]) -> None:
        self._schema = schema
        self._quoted: dict[str, str] = {}
        self._placeholders = (
            name for name in map("_quoted_{}".format, itertools.count()) if name not in schema and name not in text
        )
        self._text = _TOKEN.sub(self._as_python, text).strip()

    def expr(self) -> pl.Expr:
        try:
            tree = ast.parse(self._text, mode="eval")
        except SyntaxError as error:
            message = f"{error.msg} at column {error.offset}"
            raise NotAQueryError(message) from error
        made = self._node(tree.body)
        if not isinstance(made, pl.Expr):
            message = "it names no column"
            raise NotAQueryError(message)
        return made

    def _as_python(self, token: re.Match[str]) -> str:
        if token["literal"]:
            return token["literal"]
        if token["junction"]:
            return _WORDS[token["junction"]]
        name = next(self._placeholders)
        self._quoted[name] = token["name"]
        return name

    def _node(self, node: ast.expr) -> Any:  # noqa: ANN401 - an expression or a plain value
        handler = getattr(self, f"_{type(node).__name__.lower()}", None)
        if handler is None:
            raise _unknown(node)
        return handler(node)

    def _constant(self, node: ast.Constant) -> object:
        return node.value

    def _list(self, node: ast.List | ast.Tuple | ast.Set) -> list[Any]:
        return [self._node(item) for item in node.elts]

    _tuple = _set = _list

    def _name(self, node: ast.Name) -> Any:  # noqa: ANN401 - see _node
        return self._column(self._quoted.get(node.id, node.id))

    def _column(self, name: str) -> Any:  # noqa: ANN401 - see _node
        if name in self._schema:
            return pl.col(name)
        if name == "index":
            return pl.int_range(pl.len())
        if name in CONSTANTS:
            return CONSTANTS[name]
        message = f"there is no column {name!r}"
        raise NotAQueryError(message)

    def _boolop(self, node: ast.BoolOp) -> Any:  # noqa: ANN401 - see _node
        return functools.reduce(_COMBINE[type(node.op)], [self._node(part) for part in node.values])

    def _binop(self, node: ast.BinOp) -> Any:  # noqa: ANN401 - see _node
        combine = _COMBINE.get(type(node.op))
        if combine is None:
            raise _unknown(node)
        return combine(self._wide(self._node(node.left)), self._wide(self._node(node.right)))

    def _wide(self, side: Any) -> Any:  # noqa: ANN401 - see _node
        return widened(side, self._dtype(side)) if isinstance(side, pl.Expr) else side

    def _unaryop(self, node: ast.UnaryOp) -> Any:  # noqa: ANN401 - see _node
        value = self._node(node.operand)
        if isinstance(node.op, ast.USub):
            return -value
        if isinstance(node.op, ast.UAdd):
            return value
        return ~value if isinstance(value, pl.Expr) else not value

    def _compare(self, node: ast.Compare) -> Any:  # noqa: ANN401 - see _node
        sides = [self._node(side) for side in (node.left, *node.comparators)]
        pairs = zip(node.ops, sides, sides[1:], strict=False)
        return functools.reduce(operator.and_, [self._compare_two(node, *pair) for pair in pairs])

    def _compare_two(self, node: ast.Compare, op: ast.cmpop, left: Any, right: Any) -> Any:  # noqa: ANN401 - see _node
        if isinstance(right, list) and isinstance(left, pl.Expr) and type(op) in _MEMBERSHIP:
            inside = left.is_in(as_value_set(right, self._dtype(left)).expr)
            return inside if _MEMBERSHIP[type(op)] else ~inside
        compare = _COMPARE.get(type(op))
        if compare is None or isinstance(left, list) or isinstance(right, list):
            raise _unknown(node)
        return compare(self._as_bound(left, right), self._as_bound(right, left))

    def _as_bound(self, side: Any, other: Any) -> Any:  # noqa: ANN401 - see _node
        if isinstance(side, pl.Expr) or not isinstance(other, pl.Expr):
            return side
        return as_bound(side, self._dtype(other))

    def _dtype(self, expr: pl.Expr) -> pl.DataType:
        return pl.LazyFrame(schema=dict(self._schema)).select(expr).collect_schema().dtypes()[0]

    def _call(self, node: ast.Call) -> Any:  # noqa: ANN401 - see _node
        arguments = [self._node(argument) for argument in node.args]
        named = {str(keyword.arg): self._node(keyword.value) for keyword in node.keywords}
        function = ast.unparse(node.func)
        try:
            if function in DATES:
                return DATES[function](*arguments, **named)
            if function == "col" and len(arguments) == 1:
                return self._column(str(arguments[0]))
            subject, path = _method(node.func)
            if subject is not None and path in METHODS:
                column = self._node(subject)
                return METHODS[path](column, self._dtype(column), *arguments, **named)
        except ValueOfWrongKindError:
            raise
        except (TypeError, ValueError, KeyError) as error:
            message = f"{function}: {error}"
            raise NotAQueryError(message) from error
        raise _unknown(node)

    def _attribute(self, node: ast.Attribute) -> Any:  # noqa: ANN401 - see _node
        """Translate ``when.dt.year`` and constants such as ``datetime.timezone.utc``."""
        if ast.unparse(node) in CONSTANTS:
            return CONSTANTS[ast.unparse(node)]
        subject, path = _method(node)
        if subject is None or not path.startswith("dt.") or path not in METHODS:
            raise _unknown(node)
        column = self._node(subject)
        return METHODS[path](column, self._dtype(column))


def _method(function: ast.expr) -> tuple[ast.expr | None, str]:
    """Split ``x.str.contains`` into the column and the path of the method behind it."""
    if not isinstance(function, ast.Attribute):
        return None, ""
    inner = function.value
    if isinstance(inner, ast.Attribute) and inner.attr in ("str", "dt"):
        return inner.value, f"{inner.attr}.{function.attr}"
    return inner, function.attr


def _unknown(node: ast.expr) -> NotAQueryError:
    return NotAQueryError(f"{ast.unparse(node)!r} has no translation")
