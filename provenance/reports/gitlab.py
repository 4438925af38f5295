"""GitLab's code quality report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from provenance.reports.json import dump
from provenance.reports.places import path, region, worst_first
from provenance.reports.plain import visible
from provenance.run import Run

SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}


def render(run: Run) -> Iterator[str]:
    """Yield one JSON array, an issue a line."""
    opening = "["
    for finding in worst_first(run):
        yield opening + dump(_issue(run, finding))
        opening = ","
    yield "]" if opening == "," else "[]"


def _issue(run: Run, finding: Mapping[str, Any]) -> dict[str, Any]:
    spot = region(finding)
    lines = {"begin": spot.line, "end": spot.end_line} if spot else {"begin": 1}
    return {
        "check_name": finding["code"],
        "description": f"{finding['code']} {finding['name']}: {visible(finding['message'])}",
        "severity": SEVERITIES[finding["severity"]],
        "fingerprint": finding["fingerprint"],
        "location": {"path": path(run, finding["source"]), "lines": lines},
    }
