"""Text patterns: regular expressions and SQL LIKE."""

from __future__ import annotations

import functools
import operator
import re
from typing import TYPE_CHECKING

import polars as pl

from provenance.suites.polars_engine.values import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from provenance.suites.polars_engine.requests import Column


def matches_regex(column: Column, *, regex: str) -> pl.Expr:
    """Return whether the pattern occurs anywhere in the value (GX does not anchor patterns)."""
    return _contains(as_text(column.expr, column.dtype), regex)


def matches_regexes(column: Column, *, regex_list: Sequence[str], match_on: str | None = "any") -> pl.Expr:
    """Return whether any, or all, of the patterns occur; "any" is one pass over the text."""
    _check_list(regex_list, match_on)
    text = as_text(column.expr, column.dtype)
    if match_on == "all":
        return pl.all_horizontal([_contains(text, regex) for regex in regex_list])
    if all(rust_knows(regex) for regex in regex_list):
        return text.str.contains("|".join(f"(?:{regex})" for regex in regex_list))
    return functools.reduce(operator.or_, [_contains(text, regex) for regex in regex_list])


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


@functools.lru_cache(maxsize=512)
def rust_knows(regex: str) -> bool:
    """Return whether Polars' own regular expressions have everything that this pattern uses."""
    try:
        pl.select(pl.lit("").str.contains(regex))
    except pl.exceptions.ComputeError:
        return False
    return True


def _contains(text: pl.Expr, regex: str) -> pl.Expr:
    """Look-around and back-references, which Rust's engine lacks, go to Python's: slower, but the same answer."""
    if rust_knows(regex):
        return text.str.contains(regex)
    compiled = re.compile(regex)

    def search(values: pl.Series) -> pl.Series:
        return pl.Series(
            [None if value is None else bool(compiled.search(value)) for value in values], dtype=pl.Boolean
        )

    return text.map_batches(search, return_dtype=pl.Boolean)


def _check_list(patterns: Sequence[str], match_on: str | None) -> None:
    if not patterns:
        message = "at least one pattern is needed"
        raise ValueError(message)
    if match_on not in ("any", "all", None):
        message = "match_on must be either 'any' or 'all'"
        raise ValueError(message)
