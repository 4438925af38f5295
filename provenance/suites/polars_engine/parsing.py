"""Text that must be something else: a date, JSON, JSON of a given schema.

Where Polars has no parser with the same manners, Python's decides, once for each distinct value.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from typing import TYPE_CHECKING, Any

import jsonschema  # type: ignore[import-untyped]  # no stubs required of a user
import polars as pl
from dateutil import parser as dateutil_parser  # type: ignore[import-untyped]  # no stubs required of a user

from provenance.suites.polars_engine.values import is_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from provenance.suites.polars_engine.requests import Column

# What Python's strptime reads for each directive; Polars' own parser then checks the calendar.
_DIRECTIVES = {
    "Y": r"\d{4}",
    "m": r"(?:1[0-2]|0[1-9]|[1-9])",
    "d": r"(?:3[01]|[12]\d|0[1-9]|[1-9]| [1-9])",
    "H": r"(?:2[0-3]|[01]\d|\d)",
    "M": r"(?:[0-5]\d|\d)",
    "S": r"(?:[0-5]\d|\d)",
}
_NATIVE_SETS = ({*"Ymd"}, {*"YmdHM"}, {*"YmdHMS"})
_FORMAT_PART = re.compile(r"%(.)|([^%]+)", re.DOTALL)


def is_strftime(column: Column, *, strftime_format: str) -> pl.Expr:
    """Return whether Python's ``strptime`` accepts the value.

    Plain numeric formats run in Polars; anything else is parsed by Python.
    """
    text = _text(column)
    regex = native_format(strftime_format)
    if regex is None:
        return _each_value(text, functools.partial(_strptime_accepts, strftime_format))
    parse = text.str.to_datetime if "%H" in strftime_format else text.str.to_date
    return text.str.contains(regex) & (parse(strftime_format, strict=False).dt.year() >= 1).fill_null(value=False)


@functools.lru_cache(maxsize=64)
def native_format(strftime_format: str) -> str | None:
    """Return the regular expression of a format that Polars parses as Python does, or None.

    That is a format whose directives are numeric, each used once, and kept apart by something that is no digit.
    """
    parts: list[str] = []
    used: list[str] = []
    after_directive = False
    for match in _FORMAT_PART.finditer(strftime_format):
        directive, literal = match.groups()
        if directive is None:
            if any(character.isspace() or character.isdigit() for character in literal):
                return None
            parts.append(re.escape(literal))
        elif directive not in _DIRECTIVES or after_directive:
            return None
        else:
            used.append(directive)
            parts.append(_DIRECTIVES[directive])
        after_directive = directive is not None
    if set(used) not in _NATIVE_SETS or len(used) != len(set(used)):
        return None
    return f"\\A{''.join(parts)}\\z".replace(r"\d", "[0-9]")


def is_date_text(column: Column) -> pl.Expr:
    """Return whether dateutil finds a date in the value."""
    return _each_value(_text(column), _dateutil_accepts)


def is_json(column: Column) -> pl.Expr:
    """Return whether the value is JSON."""
    return _each_value(_text(column), _json_accepts)


def fits_json_schema(column: Column, *, json_schema: dict[str, Any]) -> pl.Expr:
    """Return whether the value is JSON of this schema; a value that is no JSON does not fit."""
    validator_class = jsonschema.validators.validator_for(json_schema)
    validator_class.check_schema(json_schema)
    return _each_value(_text(column), functools.partial(_schema_accepts, validator_class(json_schema)))


def _text(column: Column) -> pl.Expr:
    if not is_text(column.dtype):
        message = f"column {column.name!r} has type {column.dtype}; only text can be parsed"
        raise TypeError(message)
    return column.expr.cast(pl.String)


def _each_value(text: pl.Expr, accepts: Callable[[str], bool]) -> pl.Expr:
    def judge(values: pl.Series) -> pl.Series:
        distinct = values.drop_nulls().unique()
        verdicts = pl.Series([accepts(value) for value in distinct], dtype=pl.Boolean)
        return values.replace_strict(distinct, verdicts, default=None, return_dtype=pl.Boolean)

    return text.map_batches(judge, return_dtype=pl.Boolean)


def _strptime_accepts(strftime_format: str, value: str) -> bool:
    try:
        dt.datetime.strptime(value, strftime_format)  # noqa: DTZ007 - only whether it parses
    except ValueError:
        return False
    return True


def _dateutil_accepts(value: str) -> bool:
    try:
        dateutil_parser.parse(value)
    except (ValueError, OverflowError):
        return False
    return True


def _json_accepts(value: str) -> bool:
    try:
        json.loads(value)
    except (ValueError, RecursionError):
        return False
    return True


def _schema_accepts(validator: Any, value: str) -> bool:  # noqa: ANN401 - jsonschema's protocol has no useful type
    try:
        return bool(validator.is_valid(json.loads(value)))
    except (ValueError, RecursionError):
        return False
