"""Where findings stand, for formats that point into files: paths that a CI system knows, regions, the worst first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from provenance.rule import SEVERITIES
from provenance.run import Run


@dataclass(frozen=True, slots=True)
class Region:
    """Lines and columns from 1, ends exclusive; columns of code points and of UTF-8 bytes."""

    line: int
    column: int
    end_line: int
    end_column: int
    byte: int
    end_byte: int


def path(run: Run, source: str | None) -> str:
    """Return the path of a source as it is seen from the working folder, with / between folders."""
    return _path(run.record.arguments, source or "corpus")


def region(finding: Mapping[str, Any]) -> Region | None:
    """Return the region of the file that a finding cites; of a record in a container only its line is known."""
    line, column, cited = finding["line"], finding["column"], finding["excerpt"] or ""
    if line is None:
        return None
    if column is None:
        return Region(line, 1, line, 1, 1, 1)
    first, *rest = cited.split("\n")
    if rest:
        last = rest[-1]
        return Region(line, column, line + len(rest), len(last) + 1, finding["column_bytes"], _size(last) + 1)
    end = max(finding["end"] - finding["start"], 0) if len(cited) < finding["end"] - finding["start"] else len(first)
    return Region(line, column, line, column + end, finding["column_bytes"], finding["column_bytes"] + _size(first))


def worst_first(run: Run, most: int | None = None) -> tuple[Iterator[dict[str, Any]], int]:
    """Return the findings that count, the gravest first, at most `most` of them, and how many are left out."""
    counting = run.findings.filter(status="new")
    order = pl.col("severity").replace_strict({grade: number for number, grade in enumerate(SEVERITIES)})
    ordered = counting.sort(order, maintain_order=True)
    kept = ordered if most is None else ordered.head(most)
    return kept.iter_rows(named=True), ordered.height - kept.height


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


@cache
def _path(arguments: tuple[str, ...], source: str) -> str:
    for argument in arguments:
        named = Path(argument)
        if named.name == source and named.is_file():
            return _relative(named)
        if (named / source).exists():
            return _relative(named / source)
    return source


def _relative(found: Path) -> str:
    resolved = found.absolute()
    inside = resolved.is_relative_to(Path.cwd())
    return str(PurePosixPath(resolved.relative_to(Path.cwd()) if inside else resolved))
