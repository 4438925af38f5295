"""One line a finding, as compilers write them."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.printing import harmless
from provenance.reports.base import Report
from provenance.reports.plain import closing, coded, counting, place, visible
from provenance.reports.screen import PLAIN, Screen
from provenance.runs.run import Run


def render(run: Run, screen: Screen = PLAIN) -> Iterator[str]:
    """Yield `place: CODE severity message`, then the verdict."""
    for finding in counting(run, screen):
        where, rule = (
            screen.paint(place(run, finding), "place"),
            f"{coded(run, finding['code'], screen)} {finding['severity']}",
        )
        yield f"{where}: {screen.paint(rule, finding['severity'])} {visible(finding['message'])}"
    yield from closing(run, screen)


REPORT = Report(name="concise", about="one line a finding", show=render, guard=harmless)
