"""GitLab's code quality report."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from provenance.printing import harmless_json
from provenance.reports.base import Report
from provenance.reports.locations import placed
from provenance.runs.run import Run

SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}
C = pl.col


def render(run: Run) -> Iterator[str]:
    """Yield one JSON array, an issue a line."""
    opening = "["
    for piece in placed(run):
        for issue in piece.select(_issue().struct.json_encode()).to_series():
            yield opening + issue
            opening = ","
    yield "]" if opening == "," else "[]"


def _issue() -> pl.Expr:
    begin = C("line").fill_null(1)
    lines = pl.struct(begin=begin, end=C("end_line").fill_null(begin))
    return pl.struct(
        check_name=C("code"),
        description=pl.concat_str("code", pl.lit(" "), "name", pl.lit(": "), "told"),
        severity=C("severity").replace_strict(SEVERITIES),
        fingerprint=C("fingerprint"),
        location=pl.struct(C("path"), lines=lines),
    )


REPORT = Report(name="gitlab", about="GitLab's code quality report", lines=render, guard=harmless_json)
