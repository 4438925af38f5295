"""What the world looks like, as data that an archivist can read and extend in a spreadsheet.

A catalogue is a CSV file (UTF-8, a header line, `#` starts a comment line). A cell may hold several values with ` | `
between them. Every line names its source. A user's own catalogue has the same columns, of which most may be left out
(`own`), and is named in the policy; its lines are added to ours. It is read once, as a run begins, and all that is
remembered of it goes by its content: an edited file counts in the next run of the same process.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import polars as pl

from provenance.catalogues.own import FORMS, complete
from provenance.errors import CatalogueError
from provenance.printing import visible

__all__ = ["FORMS", "SEPARATOR", "Own", "built_in", "load", "many", "names", "place", "spellings", "take"]

SEPARATOR = " | "
_HOME = files(__package__)


class Own(NamedTuple):
    """A user's own catalogue as a run has read it."""

    path: Path
    data: bytes


def take(paths: Mapping[str, Path]) -> dict[str, Own]:
    """Read the user's own catalogues, by the names of those that they add to.

    Raises CatalogueError if one cannot be read or used.
    """
    read = {name: Own(path, _bytes(path)) for name, path in paths.items()}
    for name, own in read.items():
        load(name, own)
    return read


@cache
def load(name: str, own: Own | None = None) -> pl.DataFrame:
    """Return catalogue `name`, with the lines of the user's `own` file after ours; every column is text, empty is null.

    Raises CatalogueError if `own` is no catalogue, or cannot be used as `complete` says.
    """
    ours = _read(built_in(name), f"catalogue {name}")
    if own is None:
        return ours
    where = visible(str(own.path))
    return pl.concat([ours, complete(_read(own.data, where), name, ours, where)])


def names() -> list[str]:
    """Return the names of the built-in catalogues."""
    return sorted(path.name.removesuffix(".csv") for path in _HOME.iterdir() if path.name.endswith(".csv"))


def built_in(name: str) -> bytes:
    """Return the file of a built-in catalogue, with its comments."""
    return _HOME.joinpath(f"{name}.csv").read_bytes()


def place(name: str) -> str:
    """Return where the file of a built-in catalogue lies."""
    return str(_HOME.joinpath(f"{name}.csv"))


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path}: cannot read the catalogue: {error.strerror}"
        raise CatalogueError(message) from error


@cache
def spellings(own: Own | None = None) -> pl.DataFrame:
    """Return a row per spelling of an agency: `name, kind, alias`; the user's lines come first and win over ours."""
    table, ours = load("agencies", own), load("agencies").height
    ordered = pl.concat([table.slice(ours), table.head(ours)])
    return ordered.select("name", "kind", alias=many("aliases")).explode("alias")


def many(column: str) -> pl.Expr:
    """Split a cell that holds several values into a list."""
    return pl.col(column).str.split(SEPARATOR).list.eval(pl.element().str.strip_chars())


def _read(data: bytes, where: str) -> pl.DataFrame:
    try:
        return pl.read_csv(data, infer_schema=False, comment_prefix="#", empty_string_is_null=True)
    except (pl.exceptions.PolarsError, OSError) as error:  # Polars unpacks what begins like an archive
        message = f"{where}: not a catalogue: {str(error).splitlines()[0]}"
        raise CatalogueError(message) from error
