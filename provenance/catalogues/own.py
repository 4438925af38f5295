"""What a user's own catalogue must say, what it may leave out, and what stands there then."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

import polars as pl

from provenance.errors import CatalogueError, hint

C = pl.col
_SHARE = "confidence"
_LINE = "line below the header"


@dataclass(frozen=True, kw_only=True)
class Form:
    """The form of a catalogue to which users may add."""

    required: tuple[str, ...]
    closed: tuple[str, ...]
    """Columns whose values are those of the built-in catalogue: any other would mean nothing to the program."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    same_as: Mapping[str, str] = field(default_factory=dict)
    """Columns that are like another one where they are left out."""


_PHRASES = {"match": "whole", "position": "any", _SHARE: "0.95"}
"""A paragraph that is nothing but these words, wherever it stands: who lists them knows them."""

FORMS: Mapping[str, Form] = {
    "boilerplate": Form(required=("text", "category"), closed=("category",), defaults=_PHRASES),
    "notices": Form(required=("text", "kind"), closed=("kind",), defaults=_PHRASES),
    "agencies": Form(
        required=("name",), closed=("kind",), defaults={"kind": "photo agency"}, same_as={"aliases": "name"}
    ),
    "reporting_verbs": Form(
        required=("language", "verb"), closed=("language", "kind"), defaults={"kind": "say"}, same_as={"forms": "verb"}
    ),
}
"""The catalogues to which users may add lines."""


def complete(theirs: pl.DataFrame, name: str, ours: pl.DataFrame, where: str) -> pl.DataFrame:
    """Return a user's catalogue with all columns of the built-in one, in its order.

    Args:
        theirs: The user's lines, every column text.
        name: The catalogue to which they are added.
        ours: The built-in catalogue.
        where: The user's file, as it stands in messages and in the column `source`.

    Raises:
        CatalogueError: A column is unknown or missing, or a cell is empty or says what the program does not know.
    """
    declared = FORMS[name]
    _refuse_columns(theirs, declared, ours, where)
    filled = _filled(theirs, declared, ours, where)
    for column, wrong, why in _checks(declared, ours):
        _refuse_cells(filled.filter(wrong), where, column, why)
    return filled.drop(_LINE)


def _filled(theirs: pl.DataFrame, declared: Form, ours: pl.DataFrame, where: str) -> pl.DataFrame:
    """Return the lines with all columns, numbered, and what was left out filled in."""
    given = theirs.with_row_index(_LINE, 1).with_columns(
        pl.lit(None, pl.String).alias(column) for column in ours.columns if column not in theirs.columns
    )
    named = {"id": pl.format("own:{}", C(_LINE)), "source": pl.lit(where)}
    return given.select(_LINE, *ours.columns).with_columns(
        *(C(column).fill_null(value) for column, value in declared.defaults.items()),
        *(C(column).fill_null(C(other)) for column, other in declared.same_as.items()),
        *(C(column).fill_null(value) for column, value in named.items() if column in ours.columns),
    )


def _checks(declared: Form, ours: pl.DataFrame) -> Iterator[tuple[str, pl.Expr, Callable[[str], str]]]:
    """Yield what is wrong with a cell of which column, and what is said of it."""
    for column in declared.required:
        yield column, C(column).is_null(), lambda _: "is empty"
    for column in declared.closed:
        known = ours[column].unique().sort().to_list()
        yield column, ~C(column).is_in(known), partial(_unknown, known=known)
    if _SHARE in ours.columns:
        share = C(_SHARE).cast(pl.Float64, strict=False)
        wrong = ~share.is_between(0, 1).fill_null(value=False)
        yield _SHARE, wrong, lambda value: f"{value!r} is no number from 0 to 1"


def _unknown(value: str, known: list[str]) -> str:
    return f"{value!r} is unknown" + (hint(value, known) or f"; known are {', '.join(known)}")


def _refuse_columns(theirs: pl.DataFrame, declared: Form, ours: pl.DataFrame, where: str) -> None:
    if len(theirs.columns) == 1 and ";" in theirs.columns[0]:
        message = f"{where}: the columns are separated by semicolons; save it as CSV with commas"
        raise CatalogueError(message)
    for column in theirs.columns:
        if column not in ours.columns:
            known = "" if (close := hint(column, ours.columns)) else f"; there are {', '.join(ours.columns)}"
            message = f"{where}: unknown column {column!r}{close}{known}"
            raise CatalogueError(message)
    if missing := [column for column in declared.required if column not in theirs.columns]:
        message = f"{where}: the catalogue lacks {' and '.join(missing)}; the other columns may be left out"
        raise CatalogueError(message)


def _refuse_cells(wrong: pl.DataFrame, where: str, column: str, why: Callable[[str], str]) -> None:
    """Raise CatalogueError for the first of some lines whose cell in `column` is wrong."""
    for line, value in wrong.select(_LINE, column).head(1).iter_rows():
        message = f"{where}: line {line} below the header: {column} {why(value)}"
        raise CatalogueError(message)
