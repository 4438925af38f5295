"""Reviewdog's diagnostics. Its columns count UTF-8 bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from provenance.reports.json import dump
from provenance.reports.places import path, region, worst_first
from provenance.reports.plain import visible
from provenance.run import Run

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(run: Run) -> Iterator[str]:
    """Yield one JSON object, a diagnostic a line."""
    diagnostics, _ = worst_first(run)
    opening = '{"source":{"name":"provenance"},"diagnostics":['
    for finding in diagnostics:
        yield opening + dump(_diagnostic(run, finding))
        opening = ","
    yield "]}" if opening == "," else opening + "]}"


def _diagnostic(run: Run, finding: Mapping[str, Any]) -> dict[str, Any]:
    location: dict[str, Any] = {"path": path(run, finding["source"])}
    if spot := region(finding):
        location["range"] = {
            "start": {"line": spot.line, "column": spot.byte},
            "end": {"line": spot.end_line, "column": spot.end_byte},
        }
    return {
        "message": visible(finding["message"]),
        "location": location,
        "severity": SEVERITIES[finding["severity"]],
        "code": {"value": finding["code"]},
    }
