"""SARIF 2.1.0: one run, the gravest results first, within what code scanning shows.

Columns are Unicode code points, as everywhere here. Findings that a baseline or a decision covers are marked, not
dropped: a result that comes and goes would raise its alert again.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

import polars as pl

from provenance.printing import harmless_json
from provenance.reports.base import Report
from provenance.reports.json import dump
from provenance.reports.locations import about, exact_path, gravest_first, region
from provenance.reports.plain import visible
from provenance.rules import explain, measured, pages
from provenance.rules.base import Fix, Rule
from provenance.runs.run import Run
from provenance.storage.addresses import is_remote

LEVELS = {"error": "error", "warning": "warning", "info": "note"}
PROBLEMS = {"error": "error", "warning": "warning", "info": "recommendation"}
MOST = 5000
_TEXTS = {".txt", ".text"}
SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "provenance/v1"


def render(run: Run) -> Iterator[str]:
    """Yield the log, a result a line."""
    kept = _gravest(run)
    found = set(kept["code"])
    used = [rule for rule in run.rules if rule.code in found]
    rules = {rule.code: (number, rule) for number, rule in enumerate(used)}
    head = dump({"tool": {"driver": _driver(run, used)}, "columnKind": "unicodeCodePoints", **_notes(run)})
    yield f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{head[:-1]},"results":['
    last = kept.height - 1
    for number, finding in enumerate(kept.iter_rows(named=True)):
        yield dump(_result(run, finding, rules)) + ("," if number < last else "")
    yield "]}]}"


def _gravest(run: Run) -> pl.DataFrame:
    """Return the first `MOST` findings."""
    kept = run.found.chunk(0).clear()
    for chunk in gravest_first(run):
        kept = pl.concat([kept, chunk.head(MOST - kept.height)])
        if kept.height == MOST:
            break
    return kept


def _driver(run: Run, used: list[Rule]) -> dict[str, Any]:
    version = run.record.versions["article-provenance"]
    return {
        "name": "provenance",
        "version": version,
        "semanticVersion": version,
        "rules": [_rule(rule, run.policy.docs_url) for rule in used],
    }


def _rule(rule: Rule, base: str | None) -> dict[str, Any]:
    """Describe a rule; its help names the address of its page, or the command that prints it."""
    place = pages.named(rule.code, base)
    more = f" More: {place}" if place else ""
    uri = pages.address(rule.code, base)
    return {
        "id": rule.code,
        "name": "".join(word.title() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.rationale},
        **({"helpUri": uri} if uri else {}),
        **({"deprecatedIds": list(rule.replaces)} if rule.replaces else {}),
        "help": {"text": f"{rule.rationale}{more}", "markdown": explain.page(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {
            "tags": [rule.family], "version": rule.version, "problem.severity": PROBLEMS[rule.severity],
            "measured": measured.as_json(rule),
        },
    }  # fmt: skip


def _notes(run: Run) -> dict[str, Any]:
    left = run.found.height - MOST
    text = f"{left:,} more findings are not in this log; --output json=FILE lists them all"
    notes = [{"message": {"text": text}, "level": "warning"}] if left > 0 else []
    notifications = [{"message": {"text": visible(note)}, "level": "warning"} for note in run.record.notes]
    return {
        "invocations": [{
            "executionSuccessful": True, "exitCode": 0 if run.verdict.passed else 1,
            "exitCodeDescription": run.verdict.sentence, "toolExecutionNotifications": notes,
            **({"toolConfigurationNotifications": notifications} if notifications else {}),
        }]
    }  # fmt: skip


def _result(run: Run, finding: Mapping[str, Any], rules: Mapping[str, tuple[int, Rule]]) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding["code"],
        "level": LEVELS[finding["severity"]],
        "message": {"text": visible(finding["message"])},
        "partialFingerprints": {FINGERPRINT: finding["fingerprint"]},
        "locations": [_location(run, finding)],
    }
    if finding["code"] in rules:  # a stored run may know rules that are no more
        number, rule = rules[finding["code"]]
        result["ruleIndex"] = number
        if (
            rule.fix
            and finding["fixable"] is not False
            and finding["replacement"] is not None
            and finding["column"] is not None
        ):
            result["fixes"] = [_fix(rule.fix, finding, result["locations"][0]["physicalLocation"])]
    if run.policy.baseline:
        result["baselineState"] = "unchanged" if finding["status"] == "known" else "new"
    if finding["status"] != "new":
        why = finding["reason"] or "in the baseline"
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": visible(why)}]
    return result


def _fix(fix: Fix, finding: Mapping[str, Any], place: Mapping[str, Any]) -> dict[str, Any]:
    deleted = {name: value for name, value in place["region"].items() if name != "snippet"}
    replaced = {"deletedRegion": deleted, "insertedContent": {"text": finding["replacement"]}}
    return {
        "description": {"text": fix.title},
        "artifactChanges": [{"artifactLocation": place["artifactLocation"], "replacements": [replaced]}],
    }


def _location(run: Run, finding: Mapping[str, Any]) -> dict[str, Any]:
    """Return where a finding stands; code scanning refuses a log with a result that points to no file or folder."""
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri(exact_path(run, finding["source"]))}}
    if spot := region(finding):
        physical["region"] = {"startLine": spot.line, "endLine": spot.end_line}
        if spot.column is not None:
            physical["region"] |= {"startColumn": spot.column, "endColumn": spot.end_column}
            if _TEXTS.intersection(PurePosixPath(finding["source"]).suffixes):  # else the text is not the file's
                size = finding["end"] - finding["start"]
                physical["region"] |= {"charOffset": finding["start"], "charLength": size}
            physical["region"]["snippet"] = {"text": finding["excerpt"]}
    location: dict[str, Any] = {"physicalLocation": physical}
    if finding["record"] is not None or finding["source"] is None:
        location["logicalLocations"] = [{"kind": "article", "fullyQualifiedName": about(finding)}]
    return location


def uri(path: str) -> str:
    """Return a path as a URI, relative as it is, with the bytes that the file's name has; an address stays one."""
    if is_remote(path):
        scheme, _, rest = path.partition("://")
        return f"{scheme}://{quote(os.fsencode(rest))}"
    name = quote(os.fsencode(path))
    return f"file://{name}" if path.startswith("/") else name


REPORT = Report(name="sarif", about="SARIF 2.1.0 for code scanning", lines=render, guard=harmless_json)
