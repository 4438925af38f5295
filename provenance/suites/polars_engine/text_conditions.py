"""Row conditions written as text: pandas queries (``x > 5 and name == "a"``) and SQL (``x > 5 AND name = 'a'``).

Text that is a pandas query is read as one; any other text goes to Polars' SQL parser.  Where neither understands it,
the error says what each of them did not understand.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import polars as pl

from provenance.suites.polars_engine.pandas_queries import NotAQueryError, query_to_expr

if TYPE_CHECKING:
    from collections.abc import Mapping

_SQL_TOKEN = re.compile(r"""(?P<literal>'(?:''|[^'])*'|"[^"]*")|`(?P<name>[^`]+)`|(?P<bits>(?<![&|])[&|](?![&|]))""")


class RowConditionError(ValueError):
    """A row condition that is neither a pandas query nor SQL over the columns of the batch."""


def text_to_expr(text: str, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Return the filter that a textual row condition means.

    Raises:
        RowConditionError: if neither pandas' grammar nor SQL has a meaning for the text.
    """
    try:
        condition = query_to_expr(text, schema)
    except NotAQueryError as reason:
        try:
            return _checked(pl.sql_expr(_SQL_TOKEN.sub(_as_sql, text)), schema)
        except (pl.exceptions.PolarsError, RowConditionError) as error:
            message = f"row condition {text!r} is no pandas query ({reason}) and no SQL ({_sentence(error)})"
            raise RowConditionError(message) from error
    try:
        return _checked(condition, schema)
    except (pl.exceptions.PolarsError, RowConditionError) as error:
        message = f"row condition {text!r}: {_sentence(error)}"
        raise RowConditionError(message) from error


def _checked(condition: pl.Expr, schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Try a condition on no rows, so that what is wrong with it shows here, where its text is known."""
    found = pl.LazyFrame(schema=dict(schema)).select(condition).collect().schema.dtypes()
    if not all(dtype in (pl.Boolean, pl.Null) for dtype in found):
        message = f"it gives {', '.join(map(str, found))} and not a yes or no"
        raise RowConditionError(message)
    return condition


def _as_sql(token: re.Match[str]) -> str:
    if token["bits"]:
        message = f"{token['bits']!r} joins the bits of numbers; write AND or OR"
        raise RowConditionError(message)
    return token["literal"] or f'"{token["name"]}"'


def _sentence(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
