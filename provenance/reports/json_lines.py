"""One JSON object a line, one line a finding."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.reports.json import dump
from provenance.run import Run


def render(run: Run) -> Iterator[str]:
    """Yield the findings."""
    yield from map(dump, run.findings.iter_rows(named=True))
