"""Workflow annotations for GitHub, within what it shows of them, and a step summary.

GitHub shows ten annotations of a level for a step: the gravest findings come first, of each rule one before a second of
any, and one more line tells how many there are beyond. A gate that fails says so first: a limit, a suite or an empty
input stand in no file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from provenance.policy.verdict import by_rule
from provenance.printing import many
from provenance.reports.base import Report
from provenance.reports.locations import about, path, region
from provenance.reports.plain import by_status, counts, escaped, gravest_first, left_out, visible
from provenance.rules import pages
from provenance.runs.run import Run
from provenance.storage.atomic import append

LEVELS = {"error": "error", "warning": "warning", "info": "notice"}
MOST = {"error": 10, "warning": 10, "info": 9}
"""Annotations of each severity; one notice is kept for the number of those left out."""


def render(run: Run) -> Iterator[str]:
    """Yield the annotations; append the summary to the file that GITHUB_STEP_SUMMARY names, if it names one."""
    left, first = by_status(run).get("new", 0), _first(run)
    taken = {"error": 0 if run.verdict.passed else 1, "warning": 0, "info": len(run.record.notes)}
    if not run.verdict.passed:
        yield f"::error title=provenance::{_data(visible(run.verdict.sentence))}"
    for note in run.record.notes:
        yield f"::notice title=provenance::{_data(visible(note))}"
    for severity, most in MOST.items():
        shown = _each_rule_first(first.filter(severity=severity)).head(most - taken[severity])
        for finding in shown.iter_rows(named=True):
            left -= 1
            yield _annotation(run, finding)
    if left:
        yield f"::notice title=provenance::{left:,} more findings are not shown here; --output json=FILE lists them all"
    if target := os.environ.get("GITHUB_STEP_SUMMARY"):
        append(Path(target), "".join(f"{line}\n" for line in markdown(run)))


def markdown(run: Run) -> Iterator[str]:
    """Yield the step summary: the verdict, its reasons, the rules, gravest first."""
    yield f"### provenance: {'passed' if run.verdict.passed else 'failed'}"
    yield ""
    left = f" ({properties_})" if (properties_ := left_out(run)) else ""
    yield _cell(f"{run.verdict.sentence} {many(run.articles, 'article')} read{left}, {counts(run)}.")
    yield ""
    for note in run.record.notes:
        yield from (_cell(f"Note: {note}."), "")
    counted = by_rule(run.found.scan(), run.unread)
    if counted.height:
        yield from ("| rule | name | severity | findings | articles |", "|---|---|---|---:|---:|")
    for row in gravest_first(counted).iter_rows(named=True):
        where = f"{row['articles']:,} of {run.articles:,}" if row["articles"] else ""
        address = pages.address(row["code"], run.policy.docs_url)
        code = f"[{row['code']}]({address})" if address else row["code"]
        yield f"| {code} | {row['name']} | {row['severity']} | {row['findings']:,} | {where} |"
    yield ""


def _first(run: Run) -> pl.DataFrame:
    """Return the first findings of each rule and severity that count: more of one are never shown."""
    kept = run.found.chunk(0).clear()
    for chunk in run.found:
        both = pl.concat([kept, chunk.filter(status="new")])
        kept = both.filter(pl.int_range(pl.len()).over("code", "severity") < max(MOST.values()))
    return kept


def _each_rule_first(findings: pl.DataFrame) -> pl.DataFrame:
    """Order findings so that the first of every rule comes before the second of any."""
    return findings.sort(pl.int_range(pl.len()).over("code"), maintain_order=True)


def _annotation(run: Run, finding: Mapping[str, Any]) -> str:
    properties_: dict[str, object] = {"title": f"{finding['code']} {finding['name']}"}
    if finding["source"] is not None:
        properties_["file"] = escaped(path(run, finding["source"]))
    if spot := region(finding):
        properties_ |= {"line": spot.line, "endLine": spot.end_line}
        if spot.column is not None and spot.line == spot.end_line:  # GitHub takes columns within one line only
            properties_ |= {"col": spot.column, "endColumn": spot.end_column}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in properties_.items())
    article = f"{about(finding)}: " if finding["record"] is not None else ""
    address = pages.address(finding["code"], run.policy.docs_url)
    text = visible(article + finding["message"]) + (f"\n{address}" if address else "")
    return f"::{LEVELS[finding['severity']]} {properties}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _cell(text: str) -> str:
    return visible(text).replace("|", "\\|").replace("<", "&lt;")


REPORT = Report(name="github", about="annotations and a step summary for GitHub", lines=render)
