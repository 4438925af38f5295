r"""Text patterns: regular expressions as Python's ``re`` understands them, and SQL LIKE.

Polars runs patterns on Rust's engine, which is fast and means a few things otherwise than ``re``, which GX's own
engines use.  What Rust lacks (look-around, back-references) or reads otherwise (``[a&&b]``, ``[[:alpha:]]``) goes to
``re``.  ``\w``, ``\b``, ``\s`` and ``$`` differ only on rare characters and on a last line break: the rows that have
any of these go to ``re``, all others stay with Rust.
"""

from __future__ import annotations

import functools
import operator
import re
import warnings
from typing import TYPE_CHECKING

import polars as pl

from provenance.suites.polars_engine.values import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.suites.polars_engine.requests import Column

# Characters that are part of a word for one engine only: marks, numbers that are no digits, letters that are symbols,
# connectors other than the underscore, joiners; and control characters that are space for Python only.
RARE = r"[\p{M}\p{No}\p{Nl}\p{So}\x{1c}-\x{1f}\x{200c}\x{200d}]|[\p{Pc}&&[^_]]"
LAST_BREAK = r"\n\z"
_CLASSES = re.compile(r"\\[wWbBsS]")
_SET = re.compile(r"\\.|\[\^?\]?((?:\\.|[^\]\\])*)\]", re.DOTALL)
_SET_OPERATION = re.compile(r"(?<!\\)\[|&&|--|~~")
_FLAGS = re.compile(r"\(\?[a-zA-Z]+\)")


def matches_regex(column: Column, *, regex: str) -> pl.Expr:
    """Return whether the pattern occurs anywhere in the value (GX does not anchor patterns)."""
    return contains(as_text(column.expr, column.dtype), regex)


def matches_regexes(column: Column, *, regex_list: Sequence[str], match_on: str | None = "any") -> pl.Expr:
    """Return whether any, or all, of the patterns occur; "any" is one pass over the text."""
    _check_list(regex_list, match_on)
    text = as_text(column.expr, column.dtype)
    if match_on == "all":
        return pl.all_horizontal([contains(text, regex) for regex in regex_list])
    joined = "|".join(f"(?:{regex})" for regex in regex_list)
    if all(rust_knows(regex) and not _FLAGS.search(regex) for regex in regex_list) and rust_knows(joined):
        return contains(text, joined)
    return functools.reduce(operator.or_, [contains(text, regex) for regex in regex_list])


def matches_like(column: Column, *, like_pattern: str, escape: str | None = None) -> pl.Expr:
    """Return whether the whole value fits an SQL LIKE pattern; letter case counts."""
    return as_text(column.expr, column.dtype).str.contains(like_to_regex(like_pattern, escape))


def matches_likes(
    column: Column, *, like_pattern_list: Sequence[str], match_on: str | None = "any", escape: str | None = None
) -> pl.Expr:
    """Return whether the value fits any, or all, of several LIKE patterns."""
    _check_list(like_pattern_list, match_on)
    tests = [matches_like(column, like_pattern=pattern, escape=escape) for pattern in like_pattern_list]
    return functools.reduce(operator.and_ if match_on == "all" else operator.or_, tests)


def like_to_regex(pattern: str, escape: str | None = None) -> str:
    """Translate LIKE: ``%`` is any text, ``_`` any one character, the escape character makes the next one literal."""
    parts, characters = [], iter(pattern)
    for character in characters:
        if escape and character == escape:
            parts.append(re.escape(next(characters, escape)))
        else:
            parts.append({"%": ".*", "_": "."}.get(character) or re.escape(character))
    return f"(?s)\\A{''.join(parts)}\\z"


def contains(text: pl.Expr, regex: str) -> pl.Expr:
    """Return whether a pattern occurs in the text, with the answer of Python's ``re`` wherever ``re`` has one.

    Raises:
        re.error: if neither engine knows the pattern.
    """
    if rust_agrees(regex):
        return text.str.contains(regex)
    compiled = _compiled(regex)
    by_rust = rust_knows(regex) and not _has_set_operation(regex)

    def search(values: pl.Series) -> pl.Series:
        left = values.str.contains(_doubtful(regex)) if by_rust else values.is_not_null()
        found = values.str.contains(regex) if by_rust else pl.repeat(None, len(values), dtype=pl.Boolean, eager=True)
        rows = left.fill_null(value=False).arg_true()
        if not len(rows):
            return found
        return found.scatter(rows, [bool(compiled.search(value)) for value in values.gather(rows)])

    return text.map_batches(search, return_dtype=pl.Boolean, is_elementwise=True)


@functools.lru_cache(maxsize=512)
def rust_agrees(regex: str) -> bool:
    """Return whether Rust's engine gives the same answer as ``re`` on every text, or is the only one to know it."""
    if not rust_knows(regex):
        return False
    return not _python_knows(regex) or not (_has_set_operation(regex) or bool(_doubtful(regex)))


@functools.lru_cache(maxsize=512)
def rust_knows(regex: str) -> bool:
    """Return whether Polars' own regular expressions have everything that this pattern uses."""
    try:
        pl.select(pl.lit("").str.contains(regex))
    except pl.exceptions.ComputeError:
        return False
    return True


@functools.lru_cache(maxsize=512)
def _compiled(regex: str) -> re.Pattern[str]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of sets that Python may one day read as Rust does
        return re.compile(regex)


def _python_knows(regex: str) -> bool:
    try:
        _compiled(regex)
    except re.error:
        return False
    return True


def _has_set_operation(regex: str) -> bool:
    """Return whether a set in brackets has what Rust reads as an operation, and ``re`` as plain characters."""
    return any(_SET_OPERATION.search(found[1] or "") for found in _SET.finditer(regex))


def _doubtful(regex: str) -> str:
    """Return a pattern for the texts on which the two engines may differ; "" where there are none."""
    parts = [RARE] if _CLASSES.search(regex) else []
    return "|".join([*parts, LAST_BREAK] if "$" in regex else parts)


def _check_list(patterns: Sequence[str], match_on: str | None) -> None:
    if not patterns:
        message = "at least one pattern is needed"
        raise ValueError(message)
    if match_on not in ("any", "all", None):
        message = "match_on must be either 'any' or 'all'"
        raise ValueError(message)
