"""The findings of each file together."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from provenance.printing import harmless
from provenance.reports.base import Report
from provenance.reports.plain import closing, coded, counting, named, visible
from provenance.reports.screen import PLAIN, Screen
from provenance.runs.run import Run


def render(run: Run, screen: Screen = PLAIN) -> Iterator[str]:
    """Yield each source with its findings below it, then the verdict."""
    for source, rows in groupby(counting(run, screen), key=lambda finding: finding["source"]):
        yield screen.paint("corpus" if source is None else named(run, source), "place")
        for finding in rows:
            record = f"#{finding['record']} " if finding["record"] is not None else ""
            numbers = ":".join(str(number) for number in (finding["line"], finding["column"]) if number)
            rule = screen.paint(f"{coded(run, finding['code'], screen)} {finding['severity']:<7}", finding["severity"])
            yield f"  {record}{numbers:>8}  {rule} {visible(finding['message'])}"
        yield ""
    yield from closing(run, screen)


REPORT = Report(name="grouped", about="the findings of each file together", show=render, guard=harmless)
