"""Reviewdog's diagnostics. Its columns count UTF-8 bytes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from provenance.reports.json import dump
from provenance.reports.places import Region, path, region, worst_first
from provenance.reports.plain import visible
from provenance.run import Run

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(run: Run) -> Iterator[str]:
    """Yield one JSON object, a diagnostic a line."""
    opening = '{"source":{"name":"provenance"},"diagnostics":['
    for finding in worst_first(run):
        yield opening + dump(_diagnostic(run, finding))
        opening = ","
    yield "]}" if opening == "," else opening + "]}"


def _diagnostic(run: Run, finding: Mapping[str, Any]) -> dict[str, Any]:
    location: dict[str, Any] = {"path": path(run, finding["source"])}
    told: dict[str, Any] = {
        "message": visible(finding["message"]),
        "location": location,
        "severity": SEVERITIES[finding["severity"]],
        "code": {"value": finding["code"]},
    }
    if spot := region(finding):
        location["range"] = _range(spot)
        if spot.byte is not None and finding["replacement"] is not None:
            told["suggestions"] = [{"range": location["range"], "text": finding["replacement"]}]
    return told


def _range(spot: Region) -> dict[str, Any]:
    """Return the range; one without columns is the whole line."""
    if spot.byte is None:
        return {"start": {"line": spot.line}}
    return {
        "start": {"line": spot.line, "column": spot.byte},
        "end": {"line": spot.end_line, "column": spot.end_byte},
    }
