"""How often each rule is broken."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from provenance.frames import FINDINGS_COUNTED
from provenance.printing import harmless
from provenance.reports.base import Report
from provenance.reports.plain import closing, gravest_first
from provenance.reports.screen import PLAIN, Screen
from provenance.runs.run import Run


def render(run: Run, screen: Screen = PLAIN) -> Iterator[str]:
    """Yield one line a rule that has findings, gravest first: how many, in how many articles; then the verdict."""
    counted = (
        run.found.scan()
        .filter(status="new")
        .group_by("code", "name", "severity")
        .agg(findings=FINDINGS_COUNTED.sum(), articles=pl.col("article").drop_nulls().n_unique())
        .collect(engine="streaming")
    )
    for row in gravest_first(counted).iter_rows(named=True):
        where = f"{row['articles']:>9,} articles" if row["articles"] else f"{'no article alone':>18}"
        rule = screen.paint(f"{row['code']}  {row['severity']:<7}", row["severity"])
        yield f"{row['findings']:>9,}  {where}  {rule}  {row['name']}"
    yield from closing(run, screen, listed=False)


REPORT = Report(name="statistics", about="how often each rule is broken", show=render, guard=harmless)
