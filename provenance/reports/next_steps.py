"""What may be done with a run that has findings: two or three commands, ready to be copied."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import polars as pl

from provenance.frames import FINDINGS_COUNTED
from provenance.rules.base import SEVERITIES
from provenance.rules.repairs import promised, repairable
from provenance.runs.run import Run

_OF_FIX = {
    "--field": True, "--config": True, "--isolated": False, "--exclude": True, "--follow-links": False,
    "--select": True, "--ignore": True, "--now": True, "--decisions": True,
}  # fmt: skip
_OF_CHECK = _OF_FIX | {
    "--extend-select": True, "--preview": False, "--min-confidence": True, "--baseline": True, "--suite": True,
}  # fmt: skip
"""The options that decide what is read and found, and whether a value follows them."""
_WIDE = 100
"""Characters of a command beside which its purpose can still be read; else that stands above it."""


def options(command: str, *, of_fix: bool = False) -> str:
    """Return the options of a command line that matter to the next one, each after a blank."""
    known = _OF_FIX if of_fix else _OF_CHECK
    try:
        words = iter(shlex.split(command))
    except ValueError:  # of a run that was stored before command lines were quoted
        return ""
    kept: list[str] = []
    for word in words:
        name, equals, _ = word.partition("=")
        if name in known:
            kept += [word, next(words, "")] if known[name] and not equals else [word]
    return "".join(f" {shlex.quote(word)}" for word in kept)


def next_steps(run: Run) -> Iterator[str]:
    """Yield the commands that are likely to be wanted next, none where nothing was found."""
    if not (steps := list(_steps(run))):
        return
    width = max(len(command) for command, _ in steps)
    yield ""
    yield "Next:"
    for command, purpose in steps:
        yield from (f"  {command:<{width}}  {purpose}",) if width <= _WIDE else (f"  # {purpose}", f"  {command}")


def _steps(run: Run) -> Iterator[tuple[str, str]]:
    counted = run.found.scan().filter(status="new").group_by("severity", "code", "name").len().collect()
    if counted.is_empty():
        return
    grade = pl.col("severity").cast(pl.Enum(SEVERITIES)).to_physical()
    gravest = counted.sort(grade, -pl.col("len").cast(pl.Int64), "code").row(0, named=True)
    yield f"provenance rule {gravest['code']}", f"why {gravest['name']} matters, with examples"
    if "-" in run.record.arguments or not run.articles:  # it has been read, or there was nothing to look at
        return
    paths = shlex.join(run.record.arguments)
    given, repairs = options(run.record.command), options(run.record.command, of_fix=True)
    if not ("--report" in run.record.command or run.frames):
        yield f"provenance check {paths}{given} --report report.html", "read every finding in its article"
    open_ = run.found.scan().filter(pl.col("status") != "accepted")
    found = open_.filter(repairable(run.rules), pl.col("fixable").fill_null(value=True))
    total, articles = found.select(FINDINGS_COUNTED.sum(), of=pl.struct("source", "record").n_unique()).collect().row(0)
    if total:
        yield f"provenance fix {paths}{repairs} --diff", f"see what is changed by {promised(total, articles)}"
    if not run.verdict.passed and not run.policy.baseline:
        command = f"provenance check {paths}{given} --write-baseline baseline.json"
        yield command, "accept what is there today; with --baseline only new findings fail"
