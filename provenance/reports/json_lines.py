"""One JSON object a line, one line a finding."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.printing import harmless_json
from provenance.reports.base import Report
from provenance.reports.json import dump
from provenance.runs.run import Run


def render(run: Run) -> Iterator[str]:
    """Yield the findings."""
    for chunk in run.found:
        yield from map(dump, chunk.iter_rows(named=True))


REPORT = Report(
    name="json-lines", about="one JSON object a finding", lines=render, guard=harmless_json, taken_for_articles=True
)
