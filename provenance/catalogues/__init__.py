"""What the world looks like, as data that an archivist can read and extend in a spreadsheet.

A catalogue is a CSV file (UTF-8, a header line, `#` starts a comment line). A cell may hold several values with ` | `
between them. Every line names its source. Here lie the lines of no language, or of several; those of one language lie
in its folder (`provenance.languages`), in a file of the same name with the same columns. A user's own catalogue has the
same columns, of which most may be left out (`own`), and is named in the policy; its lines are added to ours. It is read
once, as a run begins, and all that is remembered of it goes by its content: an edited file counts in the next run of
the same process.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import polars as pl

from provenance import languages
from provenance.catalogues.own import FORMS, complete
from provenance.errors import CatalogueError, PluginError, hint
from provenance.languages import Folder
from provenance.printing import visible

__all__ = ["FORMS", "SEPARATOR", "Own", "Part", "built_in", "load", "many", "names", "spellings", "take"]

SEPARATOR = " | "
_HOME = files(__package__)


class Part(NamedTuple):
    """A part of a catalogue: its comments and header, the lines of a language, or those of no language."""

    path: str
    data: bytes


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
    ours = _read(b"".join(part.data for part in built_in(name)), f"catalogue {name}")
    if own is None:
        return ours
    where = visible(str(own.path))
    return pl.concat([ours, complete(_read(own.data, where), name, ours, where)])


def names() -> list[str]:
    """Return the names of the built-in catalogues."""
    return sorted(path.name.removesuffix(".csv") for path in _HOME.iterdir() if path.name.endswith(".csv"))


@cache
def built_in(name: str) -> tuple[Part, ...]:
    """Return the parts of a built-in catalogue: its head, the lines of each language by rank, those of no language.

    Only the head has comments and the header, so that all of them one after another are a catalogue. Where two lines
    say something of the same words the first counts: that of one language before that of all.
    """
    csv_file = _HOME.joinpath(f"{name}.csv")
    head, header, lines = _divided(csv_file.read_bytes())
    of_languages = (part for folder in _folders() for part in _lines(folder, name, header))
    return Part(str(csv_file), head + header), *of_languages, *([Part(str(csv_file), lines)] if lines else [])


@cache
def _folders() -> tuple[Folder, ...]:
    """Return the folders of the languages. Raises PluginError if one brings a file that is no catalogue."""
    for folder in (folder for folder in languages.folders() if not folder.ours):
        for path in sorted(folder.place.glob("*.csv")):
            if path.stem not in (known := names()):
                message = f"{folder.package}: {path}: there is no catalogue {path.stem!r}{hint(path.stem, known)}"
                raise PluginError(message)
    return languages.folders()


def _lines(folder: Folder, name: str, header: bytes) -> Iterator[Part]:
    """Yield the lines of a language, without their header. Raises PluginError if they are of other columns or codes."""
    path = folder.place / f"{name}.csv"
    if not path.is_file():
        return
    data = path.read_bytes()
    _, columns, lines = _divided(data)
    wrong = "" if columns == header else f"the header is not {header.decode().strip()}"
    if not wrong and not folder.ours:
        frame = _read(data, str(path))
        given = set(frame["language"]) if "language" in frame.columns else {None}
        wrong = "" if given <= set(folder.language.codes) else f"a line is not of the language {folder.language.code}"
    if wrong:
        message = f"{folder.package}: {path}: {wrong}"
        raise PluginError(message)
    yield Part(str(path), lines)


def _divided(data: bytes) -> tuple[bytes, bytes, bytes]:
    """Return the comments above the header of a catalogue, the header, and the lines below it."""
    lines = data.splitlines(keepends=True)
    first = next((number for number, line in enumerate(lines) if not line.startswith(b"#")), len(lines))
    below = b"".join(lines[first + 1 :])
    ended = below if below.endswith(b"\n") or not below else below + b"\n"
    return b"".join(lines[:first]), b"".join(lines[first : first + 1]), ended


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
