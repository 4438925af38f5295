"""What may be done with a run that has findings: two or three commands, ready to be copied."""

from __future__ import annotations

import shlex
from collections.abc import Iterator

import polars as pl

from provenance.rules.base import SEVERITIES
from provenance.runs.run import Run


def next_steps(run: Run) -> Iterator[str]:
    """Yield the commands that are likely to be wanted next, none where nothing was found."""
    if steps := list(_steps(run)):
        width = max(len(command) for command, _ in steps)
        yield ""
        yield "Next:"
        yield from (f"  {command:<{width}}  {purpose}" for command, purpose in steps)


def _steps(run: Run) -> Iterator[tuple[str, str]]:
    counted = run.found.scan().filter(status="new").group_by("severity", "code", "name").len().collect()
    if counted.is_empty():
        return
    grade = pl.col("severity").cast(pl.Enum(SEVERITIES)).to_physical()
    gravest = counted.sort(grade, -pl.col("len").cast(pl.Int64), "code").row(0, named=True)
    yield f"provenance rule {gravest['code']}", f"why {gravest['name']} matters, with examples"
    paths = shlex.join(run.record.arguments)
    if not ("--report" in run.record.command or run.frames):
        yield f"provenance check {paths} --report report.html", "read every finding in its article"
    safe = [rule.code for rule in run.rules if rule.fix and rule.fix.safe]
    if repairable := counted.filter(pl.col("code").is_in(safe))["len"].sum():
        yield f"provenance fix {paths} --diff", f"see what safe repairs would change ({repairable:,} findings)"
    if not run.verdict.passed and not run.policy.baseline:
        command = f"provenance check {paths} --write-baseline baseline.json"
        yield command, "accept what is there today; with --baseline only new findings fail"
