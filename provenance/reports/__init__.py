"""Verdict to text, one module a report. Every report only reads the run."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from provenance import exports
from provenance.errors import PluginError, UsageError, hint
from provenance.plugins import REPORTS, by_name
from provenance.reports.base import Report
from provenance.reports.screen import PLAIN, Screen, of_stdout
from provenance.storage.atomic import refuse_unwritable, refuse_unwritable_folder, replacing, writing

if TYPE_CHECKING:
    from provenance.policy.configuration import Policy
    from provenance.runs.run import Run

_HTML = "html="
_SUFFIX = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}")
"""What ends the name of a file rather than that of a folder."""
ORDER = ("full", "concise", "grouped", "statistics")
"""The reports that are named first: those for people. The others follow by name."""


@cache
def declared() -> dict[str, Report]:
    """Return every report by its name, our own and those of other packages.

    Raises PluginError for one that cannot be loaded, or whose name is taken.
    """
    found = by_name(REPORTS, Report)
    return {name: found[name] for name in (*ORDER, *sorted(found.keys() - set(ORDER)))}


def formats() -> tuple[str, ...]:
    """Return the names of the reports that are text, which standard output can take."""
    return tuple(name for name, report in declared().items() if report.write is None)


def for_people(name: str) -> bool:
    """Tell whether people read this report."""
    return declared()[name].for_people


@dataclass(frozen=True, slots=True)
class Output:
    """A report to be written: its name, and the file, or None for standard output."""

    format: str
    file: Path | None


def apart(words: Sequence[str]) -> tuple[list[Path], list[str]]:
    """Take the reports for the eye (`html=PLACE`) out of words of `--output`: their places, and the other words."""
    eyed = [word for word in words if word.startswith(_HTML) and word != _HTML]
    return [Path(word.removeprefix(_HTML)) for word in eyed], [word for word in words if word not in eyed]


def outputs(first: str, file: Path | None, more: Sequence[str], *, quiet: bool) -> list[Output]:
    """Return the reports and exports that the command line asks for: the first, then each NAME=FILE of `more`.

    Raises UsageError for an unknown name, a word that is no NAME=FILE, a file that cannot be written or is named
    twice.
    """
    name = known(first, formats())
    asked = [] if quiet and file is None else [Output(name, file)]
    asked += [_output(word) for word in more]
    files = [output.file.absolute() for output in asked if output.file]
    for path in files:
        refuse_unwritable(path)
        if files.count(path) > 1:
            message = f"two reports are to be written to {path}; name a file for each"
            raise UsageError(message)
    return asked


def _output(word: str) -> Output:
    name, _, target = word.partition("=")
    if name and target:
        return Output(known(name, writable()), Path(target))
    message = f"--output takes NAME=FILE, not {word!r}"
    raise UsageError(message)


@cache
def writable() -> tuple[str, ...]:
    """Return the names of what `--output` writes, reports and exports. Raises PluginError if two are the same."""
    if twice := declared().keys() & exports.declared().keys():
        message = f"a report and an export are both called {min(twice)}"
        raise PluginError(message)
    return (*declared(), *exports.declared())


def known(name: str, names: Collection[str] | None = None) -> str:
    """Return the name of a report, one of `names` where such are given. Raises UsageError if there is none."""
    names = declared() if names is None else names
    if name in names:
        return name
    message = f"unknown format {name!r}{hint(name, names)}; formats: {', '.join(names)}"
    raise UsageError(message)


def render(run: Run, name: str, screen: Screen = PLAIN) -> Iterator[str]:
    """Yield a report that is text in lines, without their ends; the screen matters to those for people only."""
    report = declared()[name]
    if report.show is not None:
        return map(report.guard, report.show(run, screen))
    if report.lines is not None:
        return map(report.guard, report.lines(run))
    message = f"{name} is not text: it needs a file"
    raise UsageError(message)


def write(run: Run, asked: Sequence[Output], most: int | None = None) -> None:
    """Write every report; a file appears whole or not at all.

    `most` is how many findings standard output shows to people (None: the usual number, 0: all); files hold all.
    Nobody has to read standard output to its end: a broken pipe ends that report, not the others.
    """
    for output in asked:
        if output.format not in declared():  # an export, see `write_exports`
            continue
        report = declared()[output.format]
        if report.write is not None and output.file is not None:
            report.write(run, output.file)
            continue
        screen = of_stdout(most) if output.file is None else PLAIN
        lines = (f"{line}\n" for line in render(run, output.format, screen))
        if output.file is None:
            to_stdout(lines)
        else:
            with replacing(output.file) as part, part.open("w", encoding="utf-8", newline="\n") as target:
                target.writelines(lines)


def need_facts(asked: Sequence[Output]) -> bool:
    """Tell whether what is asked for reads the frames of facts."""
    return exports.need_facts(output.format for output in asked)


def taken_for_articles(name: str) -> bool:
    """Tell whether what a report or export writes would be read as articles, whatever its suffix."""
    return (declared().get(name) or exports.declared()[name]).taken_for_articles


def refuse_exports(policy: Policy, asked: Sequence[Output]) -> None:
    """Raise UsageError, before any work is done, if an export that is asked for cannot be made or written."""
    for output in asked:
        if output.format in exports.declared() and output.file is not None:
            exports.refuse(policy, output.format, output.file)


def write_exports(run: Run, asked: Sequence[Output]) -> None:
    """Write every export that is asked for; the frames of facts are there still."""
    for output in asked:
        if output.format in exports.declared() and output.file is not None:
            exports.write(run, output.format, output.file)


def to_stdout(lines: Iterator[str]) -> None:
    """Write lines, with their ends, to standard output. Raises UsageError if it cannot be written."""
    try:
        with writing("standard output"):
            sys.stdout.writelines(lines)
            sys.stdout.flush()
    except UsageError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left in the buffer goes there


def refuse_reports(paths: Sequence[Path]) -> None:
    """Raise UsageError, before any work is done, if a report for the eye cannot be written, or two to one place."""
    for path in paths:
        if [other.resolve() for other in paths].count(path.resolve()) > 1:
            message = f"two reports are to be written to {path}; name a place for each"
            raise UsageError(message)
        _refuse_report(path)


def linked(paths: Sequence[Path]) -> Path | None:
    """Return the report for the eye to which other pages link: the first one that is no print."""
    return next((path for path in paths if path.suffix.lower() != ".pdf"), next(iter(paths), None))


def _refuse_report(path: Path) -> None:
    if path.suffix.lower() not in {".html", ".htm", ".pdf"}:
        if _SUFFIX.fullmatch(path.suffix) and not path.is_dir():
            message = (
                f"{path}: html writes a file .html or .pdf, or a folder; {path.suffix} is the suffix of neither "
                f"(for a folder leave it out: {path.with_suffix('')})"
            )
            raise UsageError(message)
        refuse_unwritable_folder(path)
        return
    refuse_unwritable(path)
    if path.suffix.lower() == ".pdf":
        from provenance.reports.html import printed

        printed.require()


def write_html(run: Run, path: Path, docs: Path | None = None, *, whole_texts: bool = False) -> None:
    """Write the report for the eye: one file .html, its summary for print .pdf, else a folder.

    `docs` is the first page of the Data Docs to which it links; `whole_texts` keeps every text in full.
    """
    from provenance.reports import html

    html.write(run, path, docs, whole_texts=whole_texts)
