"""SARIF 2.1.0: one run, the gravest results first, within what code scanning shows.

Columns are Unicode code points, as everywhere here. Findings that a baseline or a decision covers are marked, not
dropped: a result that comes and goes would raise its alert again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

import polars as pl

from provenance import explain
from provenance.reports.json import dump
from provenance.reports.places import path, region
from provenance.reports.plain import visible
from provenance.rule import SEVERITIES, Rule
from provenance.run import Run

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
MOST = 5000
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "provenance/v1"


def render(run: Run) -> Iterator[str]:
    """Yield the log, a result a line."""
    order = [pl.col("status") != "new", pl.col("severity").replace_strict({g: n for n, g in enumerate(SEVERITIES)})]
    ordered = run.findings.sort(*order, maintain_order=True)
    kept = ordered.head(MOST)
    numbers = {rule.code: number for number, rule in enumerate(run.rules)}
    head = dump({"tool": {"driver": _driver(run)}, "columnKind": "unicodeCodePoints", **_notes(run, ordered.height)})
    yield f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{head[:-1]},"results":['
    last = kept.height - 1
    for number, finding in enumerate(kept.iter_rows(named=True)):
        yield dump(_result(run, finding, numbers[finding["code"]])) + ("," if number < last else "")
    yield "]}]}"


def _driver(run: Run) -> dict[str, Any]:
    version = run.record.versions["article-provenance"]
    return {"name": "provenance", "version": version, "semanticVersion": version, "rules": [_rule(r) for r in run.rules]}


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.title() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.rationale},
        "help": {"text": rule.rationale, "markdown": explain.page(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"tags": [rule.family], "version": rule.version},
    }


def _notes(run: Run, findings: int) -> dict[str, Any]:
    told = [f"{findings - MOST:,} more findings are not in this log; --output json=FILE lists them all"] if findings > MOST else []
    notes = [{"message": {"text": text}, "level": "warning"} for text in told]
    return {
        "invocations": [{
            "executionSuccessful": True, "exitCode": 0 if run.verdict.passed else 1,
            "exitCodeDescription": run.verdict.sentence, "toolExecutionNotifications": notes,
        }]
    }  # fmt: skip


def _result(run: Run, finding: Mapping[str, Any], rule: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding["code"],
        "ruleIndex": rule,
        "level": LEVELS[finding["severity"]],
        "message": {"text": visible(finding["message"])},
        "partialFingerprints": {FINGERPRINT: finding["fingerprint"]},
        "locations": [_location(run, finding)],
    }
    if run.policy.baseline:
        result["baselineState"] = "unchanged" if finding["status"] == "known" else "new"
    if finding["status"] != "new":
        why = finding["reason"] or "in the baseline"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": visible(why)}]
    return result


def _location(run: Run, finding: Mapping[str, Any]) -> dict[str, Any]:
    location: dict[str, Any] = {}
    if finding["source"] is not None:
        physical: dict[str, Any] = {"artifactLocation": {"uri": quote(path(run, finding["source"]))}}
        if spot := region(finding):
            physical["region"] = {
                "startLine": spot.line, "startColumn": spot.column,
                "endLine": spot.end_line, "endColumn": spot.end_column,
            }  # fmt: skip
            if finding["column"] is not None:
                physical["region"] |= {"charOffset": finding["start"], "charLength": finding["end"] - finding["start"]}
                physical["region"]["snippet"] = {"text": finding["excerpt"]}
        location["physicalLocation"] = physical
    if finding["record"] is not None or finding["source"] is None:
        kind = {"kind": "article", "fullyQualifiedName": finding["article"] or "corpus"}
        location["logicalLocations"] = [kind]
    return location
