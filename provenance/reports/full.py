"""Every finding that counts, with its evidence, then the verdict: for a person at a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from provenance.printing import harmless
from provenance.reports.base import Report
from provenance.reports.plain import closing, coded, counting, place, visible
from provenance.reports.screen import PLAIN, Screen
from provenance.rules.base import Fix
from provenance.runs.run import Run


def render(run: Run, screen: Screen = PLAIN) -> Iterator[str]:
    """Yield the report in lines."""
    fixes = {rule.code: rule.fix for rule in run.rules if rule.fix}
    for finding in counting(run, screen):
        fix = None if finding["fixable"] is False else fixes.get(finding["code"])
        yield from _finding(run, finding, fix, screen)
        yield ""
    yield from closing(run, screen)


def _finding(run: Run, finding: Mapping[str, Any], fix: Fix | None, screen: Screen) -> Iterator[str]:
    head = screen.paint(f"{finding['severity']}[{coded(run, finding['code'], screen)}]", finding["severity"])
    yield f"{head} {finding['name']}: {visible(finding['message'])}"
    yield f"  --> {screen.paint(place(run, finding), 'place')}{_span(finding)}"
    told = finding["start"] is None and finding["excerpt"] and finding["excerpt"] in finding["message"]
    if finding["excerpt"] and not told:
        yield f"   | {visible(finding['excerpt'])}"
    if fix:
        kind = "fix" if fix.is_safe(finding["confidence"]) else "suggested fix (--unsafe-fixes)"
        yield f"   = {screen.paint(kind, 'fix')}: {fix.title}"


def _span(finding: Mapping[str, Any]) -> str:
    if finding["start"] is None:
        return ""
    return f" (characters {finding['start']}–{finding['end']})"


REPORT = Report(name="full", about="every finding with its evidence, then the verdict", show=render, guard=harmless)
