"""Verdict to text, one module a format. Every format only reads the run."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.errors import UsageError, hint
from provenance.files import refuse_unwritable, whole

if TYPE_CHECKING:
    from provenance.run import Run

FORMATS = (
    "full", "concise", "grouped", "statistics", "json", "json-lines", "junit", "github", "gitlab", "rdjson", "sarif",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Output:
    """A report to be written: its format, and the file, or None for standard output."""

    format: str
    file: Path | None


def outputs(first: str, file: Path | None, more: Sequence[str], *, quiet: bool) -> list[Output]:
    """Return the reports that the command line asks for: the first, then each FORMAT=FILE of `more`.

    Raises UsageError for an unknown format, a word that is no FORMAT=FILE, or a file that cannot be written.
    """
    asked = [] if quiet and file is None else [Output(known(first), file)]
    for word in more:
        name, equals, target = word.partition("=")
        if not (equals and target):
            message = f"--output takes FORMAT=FILE, not {word!r}"
            raise UsageError(message)
        asked.append(Output(known(name), Path(target)))
    for output in asked:
        if output.file:
            refuse_unwritable(output.file)
    return asked


def known(name: str) -> str:
    """Return the name of a format. Raises UsageError if there is none of that name."""
    if name in FORMATS:
        return name
    message = f"unknown format {name!r}{hint(name, FORMATS)}; formats: {', '.join(FORMATS)}"
    raise UsageError(message)


def render(run: Run, name: str) -> Iterator[str]:
    """Yield the report in lines, without their ends."""
    module = import_module(f"{__name__}.{name.replace('-', '_')}")
    lines: Iterator[str] = module.render(run)
    return lines


def write(run: Run, asked: Sequence[Output]) -> None:
    """Write every report; a file appears whole or not at all."""
    for output in asked:
        if output.file is None:
            sys.stdout.writelines(f"{line}\n" for line in render(run, output.format))
            sys.stdout.flush()
        else:
            with whole(output.file) as part, part.open("w", encoding="utf-8", newline="\n") as target:
                target.writelines(f"{line}\n" for line in render(run, output.format))


def write_html(run: Run, place: Path) -> None:
    """Write the HTML report: one file for a name that ends in .html, else a folder."""
    from provenance.reports import html

    html.write(run, place)
