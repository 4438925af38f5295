"""How often each rule is broken."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.policy.verdict import by_rule
from provenance.printing import harmless, many
from provenance.reports.base import Report
from provenance.reports.plain import closing, coded, gravest_first
from provenance.reports.screen import PLAIN, Screen
from provenance.runs.run import Run


def render(run: Run, screen: Screen = PLAIN) -> Iterator[str]:
    """Yield one line a rule that has findings, gravest first: how often, in how many articles; then the verdict."""
    of = f" of {many(run.articles, 'article')}"
    for row in gravest_first(by_rule(run.found.scan(), run.unread)).iter_rows(named=True):
        where = f"{row['articles']:>9,}{of}" if row["articles"] else f"{'no article alone':>{9 + len(of)}}"
        rule = screen.paint(f"{coded(run, row['code'], screen)}  {row['severity']:<7}", row["severity"])
        yield f"{row['findings']:>9,}  {where}  {rule}  {row['name']}"
    yield from closing(run, screen, listed=False)


REPORT = Report(name="statistics", about="how often each rule is broken", show=render, guard=harmless)
