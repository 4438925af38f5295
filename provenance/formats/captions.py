"""Captions that are records of their own, with their credit beside them: brought to one string each."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance.formats.field_paths import Typed, member

_WORDS = ("text", "caption", "description")
"""Where the words of a caption stand in its record, by precedence; the first are those of the frame `normalised`."""
_CREDIT = "credit"


def of_record(record: Mapping[str, object]) -> str | None:
    """Return a caption with its credit in brackets, unless its words have it; None where the record has neither."""
    said = [value for name in _WORDS if isinstance(value := record.get(name), str) and value.strip()]
    return with_credit(said[0] if said else "", record.get(_CREDIT))


def with_credit(words: str, credit: object) -> str | None:
    """Return the words of a caption with its credit in brackets, unless they have it; None where there is neither."""
    named = credit.strip() if isinstance(credit, str) else ""
    if not words or not named or named in words:
        return words or named or None
    return f"{words.strip()} ({named})"


def of_column(values: pl.Expr, dtype: pl.DataType) -> Typed | None:
    """Return captions that are records, one or a list of them, as strings; None where they are no such records."""
    if isinstance(dtype, pl.Array):
        values, dtype = values.arr.to_list(), pl.List(dtype.inner)
    if isinstance(dtype, pl.List):
        inner = dtype.inner() if isinstance(dtype.inner, type) else dtype.inner
        element = _words(pl.element(), inner)
        return None if element is None else (values.list.eval(element), pl.List(pl.String))
    single = _words(values, dtype)
    return None if single is None else (single, pl.String())


def _words(record: pl.Expr, dtype: pl.DataType) -> pl.Expr | None:
    """Return what `of_record` does, as an expression; None for what is no record with words."""
    said = [value for name in _WORDS if (value := _member(record, dtype, name)) is not None]
    if not said:
        return None
    words, credit = pl.coalesce(said), _member(record, dtype, _CREDIT)
    if credit is None:
        return words
    named = credit.str.strip_chars()
    given = pl.format("{} ({})", words.str.strip_chars(), named)
    both = pl.when(words.str.contains(named, literal=True)).then(words).otherwise(given)
    return pl.coalesce(both, words, named)


def _member(record: pl.Expr, dtype: pl.DataType, name: str) -> pl.Expr | None:
    """Return a member of a record that is text; what is blank is null."""
    found = member(record, dtype, name) if isinstance(dtype, pl.Struct) else None
    if found is None or not isinstance(found[1], pl.String | pl.Null):
        return None
    value = found[0].cast(pl.String)
    return pl.when(value.str.contains(r"\S")).then(value)
