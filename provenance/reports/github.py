"""Workflow annotations for GitHub, within what it shows of them, and a step summary.

GitHub shows ten annotations of a level for a step; the gravest findings come first and one more line tells how many
there are beyond.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from provenance.reports.places import path, region, worst_first
from provenance.reports.plain import visible
from provenance.run import Run

LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
MOST = 10


def render(run: Run) -> Iterator[str]:
    """Yield the annotations; append the summary to the file that GITHUB_STEP_SUMMARY names, if it names one."""
    shown = dict.fromkeys(LEVELS, 0)
    left = 0
    for finding in worst_first(run)[0]:
        room = MOST - (finding["severity"] == "info")  # one notice is kept for the count
        if shown[finding["severity"]] < room:
            shown[finding["severity"]] += 1
            yield _annotation(run, finding)
        else:
            left += 1
    if left:
        yield f"::notice title=provenance::{left:,} more findings are not shown here; --output json=FILE lists them all"
    if target := os.environ.get("GITHUB_STEP_SUMMARY"):
        with Path(target).open("a", encoding="utf-8") as summary:
            summary.writelines(f"{line}\n" for line in markdown(run))


def markdown(run: Run) -> Iterator[str]:
    """Yield the step summary: the verdict, its reasons, the rules by number of findings."""
    yield f"### provenance: {'passed' if run.verdict.passed else 'failed'}"
    yield ""
    yield f"{_cell(run.verdict.sentence)} {run.articles:,} articles, {run.findings.height:,} findings."
    yield ""
    counted = run.findings.filter(status="new").group_by("code", "name", "severity").len("findings")
    if counted.height:
        yield from ("| rule | name | severity | findings |", "|---|---|---|---:|")
    for row in counted.sort("findings", "code", descending=[True, False]).iter_rows(named=True):
        yield f"| {row['code']} | {row['name']} | {row['severity']} | {row['findings']:,} |"
    yield ""


def _annotation(run: Run, finding: Mapping[str, Any]) -> str:
    place = [("title", f"{finding['code']} {finding['name']}")]
    if finding["source"] is not None:
        place.append(("file", path(run, finding["source"])))
    if spot := region(finding):
        numbers = {"line": spot.line, "endLine": spot.end_line, "col": spot.column, "endColumn": spot.end_column}
        place += [(name, str(number)) for name, number in numbers.items()]
    told = ",".join(f"{name}={_property(value)}" for name, value in place)
    article = f"{finding['article']}: " if finding["record"] is not None else ""
    return f"::{LEVELS[finding['severity']]} {told}::{_data(visible(article + finding['message']))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    return visible(text).replace("|", "\\|").replace("<", "&lt;")
