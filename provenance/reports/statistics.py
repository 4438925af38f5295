"""How often each rule is broken."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from provenance.reports.plain import closing
from provenance.run import Run


def render(run: Run) -> Iterator[str]:
    """Yield one line a rule that has findings: how many, in how many articles; then the verdict."""
    counted = (
        run.found.scan()
        .filter(status="new")
        .group_by("code", "name", "severity")
        .agg(findings=pl.len(), articles=pl.col("article").drop_nulls().n_unique())
        .collect(engine="streaming")
    )
    for row in counted.sort("findings", "code", descending=[True, False]).iter_rows(named=True):
        numbers = f"{row['findings']:>9,}  {row['articles']:>9,} articles"
        yield f"{numbers}  {row['code']}  {row['severity']:<7}  {row['name']}"
    yield from closing(run)
