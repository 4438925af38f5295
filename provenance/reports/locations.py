"""Where findings stand, for formats that point into files: paths that a CI system knows, regions, the worst first."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path, PurePath
from typing import Any
from urllib.parse import quote

import polars as pl

from provenance.printing import visible
from provenance.rules.base import SEVERITIES
from provenance.runs.run import Run
from provenance.storage.addresses import is_remote
from provenance.storage.names import as_path, as_text

PLACED = ("line", "column", "column_bytes", "end_line", "end_column", "end_column_bytes")
_INSIDE = re.compile("!+/")
_NOT_UTF_8 = re.compile("[\udc80-\udcff]+")


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns from 1, ends exclusive; columns of code points and of UTF-8 bytes.

    The columns are null for a whole line, and for a record in a container, of which only the line is known.
    """

    line: int
    end_line: int
    column: int | None
    end_column: int | None
    byte: int | None
    end_byte: int | None


def path(run: Run, source: str | None) -> str:
    """Return the path of a source from the root of its repository (else the working folder), with / between folders.

    A path outside of it is absolute, one in a store its address. What speaks of the corpus points to what the run was
    told to read. Bytes of a name that are not UTF-8 are percent-encoded.
    """
    return _NOT_UTF_8.sub(lambda found: quote(os.fsencode(found[0])), exact_path(run, source))


def exact_path(run: Run, source: str | None) -> str:
    """Return the same path for `os.fsencode`: with the bytes of the names as the system has them."""
    if address := _address(run.record.arguments, source):
        return address
    folder = str(Path.cwd())
    found = _found(folder, run.record.arguments, source)
    if found is None:
        return "." if source is None else as_path(source)
    return _relative(found, str(_root(Path(folder))))


def from_here(run: Run, source: str) -> str:
    """Return the path of a source as it opens from the working folder; where it is no longer there, the source."""
    if address := _address(run.record.arguments, source):
        return address
    found = _found(str(Path.cwd()), run.record.arguments, source)
    return source if found is None else as_text(found)


def region(finding: Mapping[str, Any]) -> Region | None:
    """Return the region of the file that a finding cites, as far as it is known; one in the page of a record is not."""
    if finding["line"] is None or (finding["record"] is not None and finding["column"] is not None):
        return None
    end_line = finding["line"] if finding["end_line"] is None else finding["end_line"]
    columns = (finding[name] for name in ("column", "end_column", "column_bytes", "end_column_bytes"))
    return Region(finding["line"], end_line, *columns)


def about(finding: Mapping[str, Any]) -> str:
    """Return the id of the article that a finding speaks of, the place of a record without one, or `corpus`."""
    if finding["source"] is None:
        return "corpus"
    return str(finding["article"] or f"{finding['source']}#{finding['record']}")


def gravest_first(run: Run, *, counting: bool = False) -> Iterator[pl.DataFrame]:
    """Yield findings in the order in which they matter: those that count, the gravest first; a piece at a time.

    `counting` leaves the others out.
    """
    counts = pl.col("status") == "new"
    kinds = [
        set(chunk.select(counts, "severity").unique().iter_rows()) for chunk in run.found.each(("status", "severity"))
    ]
    for kind in product((True,) if counting else (True, False), SEVERITIES):
        for number in (number for number, there in enumerate(kinds) if kind in there):
            yield run.found.chunk(number).filter(counts == kind[0], severity=kind[1])


def placed(run: Run) -> Iterator[pl.DataFrame]:
    """Yield the findings that count, the gravest first, with their `path`, and `shown`: the message made visible.

    The message about a record in a container begins with what names it, as in `about`; one about the page of a record
    goes on with the line in it, which is no line of the file.
    Whole columns at a time: formats that tell of every finding would else cost more than the check.
    """
    return (_placed(run, chunk) for chunk in gravest_first(run, counting=True))


def _placed(run: Run, findings: pl.DataFrame) -> pl.DataFrame:
    record = pl.coalesce("article", pl.format("{}#{}", "source", "record"))
    of_page = pl.col("record").is_not_null() & pl.col("column").is_not_null()
    message = (
        pl.when(pl.col("record").is_null()).then("message")
        .when(of_page).then(pl.format("{}: line {} of its page: {}", record, "line", "message"))
        .otherwise(pl.format("{}: {}", record, "message"))
    )  # fmt: skip
    findings = findings.with_columns(pl.when(~of_page).then(pl.col(PLACED)), message=message)
    paths = {source: path(run, source) for source in findings["source"].unique()}
    plain = pl.col("message").str.contains(r"^[!-~\u00a1-\u00ac\u00ae-\u024f“”‘’–—…€ ]*$")  # nearly all of them
    odd = findings.filter(~plain)["message"].unique()
    shown = {text: visible(text) for text in odd}
    return findings.with_columns(
        path=pl.col("source").replace_strict(paths, return_dtype=pl.String),
        shown=pl.col("message").replace(list(shown), list(shown.values())).str.replace_all(" +", " ").str.strip_chars(),
    )


@lru_cache(maxsize=64)
def _root(folder: Path) -> Path:
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)


def _address(arguments: tuple[str, ...], source: str | None) -> str | None:
    """Return the address of a source that lies in a store; None of one that does not."""
    if len(arguments) != 1 or not is_remote(arguments[0]):
        return source if is_remote(source) else None
    first = arguments[0]
    if source is None:
        return first
    name = first.rstrip("/").rpartition("/")[2]
    is_named = source == name or (source.startswith(name) and _INSIDE.match(source, len(name)))
    return f"{first.removesuffix(name)}{source}" if is_named else f"{first.rstrip('/')}/{source}"


@lru_cache(maxsize=65536)
def _found(folder: str, arguments: tuple[str, ...], source: str | None) -> str | None:
    """Return the path of a source from the working folder `folder`, of an argument for what speaks of the corpus."""
    named = [Path(spelling) for argument in arguments for spelling in _spellings(argument)]
    if source is None:
        return next((str(place) for place in named[:2] if _exists(place)), None)
    if len(arguments) > 1 and (absolute := next(filter(_exists, map(Path, _spellings(source))), None)):
        return str(absolute)
    for place, spelling in product(named, _spellings(source)):
        if place.name == spelling and place.is_file():
            return str(place)
        if _exists(place / spelling):
            return str(place / spelling)
    return _found_in_archive(folder, arguments, source)


def _found_in_archive(folder: str, arguments: tuple[str, ...], source: str) -> str | None:
    """Return that path of a file in an archive, where the archive is found."""
    for inside in _INSIDE.finditer(source):
        if found := _found(folder, arguments, source[: inside.start()]):
            return found + as_path(source[inside.start() :])
    return None


def _exists(place: Path) -> bool:
    return os.path.exists(place)  # noqa: PTH110 - never raises, whatever the name


def _spellings(name: str) -> tuple[str, ...]:
    """Return the names that a file may have whose name as text is `name`."""
    return tuple(dict.fromkeys((name, as_path(name))))


def _relative(found: str, root: str) -> str:
    absolute = PurePath(os.path.abspath(found))  # noqa: PTH100 - links stay what they are called
    return (absolute.relative_to(root) if absolute.is_relative_to(root) else absolute).as_posix()
