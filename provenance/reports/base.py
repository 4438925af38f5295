"""What a report is: one value that a module declares, by which the command line, the docs and the tests know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.reports.screen import Screen

if TYPE_CHECKING:
    from provenance.runs.run import Run


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report of a run. It only reads the run; it is text in lines, or it writes a file or a folder itself.

    Exactly one of `lines`, `show` and `write` is given.
    """

    name: str
    """The word by which `--output-format` and `--output` know it."""
    about: str
    """What it is, in one line."""
    lines: Callable[[Run], Iterator[str]] | None = None
    """Yields the report for machines in lines, without their ends."""
    show: Callable[[Run, Screen], Iterator[str]] | None = None
    """Yields the report for people in lines, as the screen has them."""
    write: Callable[[Run, Path], object] | None = None
    """Writes the report to a file or folder."""
    guard: Callable[[str], str] = str
    """Takes the commands to CI systems out of a line: reports may be printed into a log."""
    taken_for_articles: bool = False
    """Whether what it writes would be read as articles wherever it lies in a corpus, whatever its suffix."""

    def __post_init__(self) -> None:
        if sum(way is not None for way in (self.lines, self.show, self.write)) != 1:
            message = f"the report {self.name!r} needs exactly one of lines, show and write"
            raise ValueError(message)

    @property
    def for_people(self) -> bool:
        """Whether it is read by people, who want colour and the first findings only."""
        return self.show is not None
