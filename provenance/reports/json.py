"""One JSON object: the verdict with its reasons, the counts, every finding, every expectation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from provenance.printing import harmless_json
from provenance.reports.base import Report
from provenance.reports.plain import by_status, without_article
from provenance.rules import pages
from provenance.runs.run import Run

FORMAT = 1
"""Version of this form; it changes when a key changes its meaning or goes."""


def render(run: Run) -> Iterator[str]:
    """Yield the object, one finding a line."""
    head = {
        "format": FORMAT,
        "tool": {"name": "provenance", "version": run.record.versions["article-provenance"]},
        "verdict": {**asdict(run.verdict), "sentence": run.verdict.sentence},
        "findings_by_status": _counted(run),
        "dataset": run.policy.dataset,
        "articles": run.articles,
        "without_article": dict(zip(("records", "files", "unreadable"), without_article(run), strict=True)),
        "sources": run.record.sources,
        "skipped": run.record.skipped,
        "not_read": run.record.not_read,
        "excluded": run.record.excluded,
        **({} if run.gate is None else {"gate": run.gate}),
        "notes": run.record.notes,
        "rules": _rules(run),
        "expectations": run.expectations.to_dicts(),
        "gone": run.gone.to_dicts(),
        "lapsed_decisions": run.lapsed.to_dicts(),
    }
    yield dump(head)[:-1] + ',"findings":['
    last = run.found.height - 1
    for number, finding in enumerate(row for chunk in run.found for row in chunk.iter_rows(named=True)):
        yield dump(finding) + ("," if number < last else "")
    yield "]}"


def _rules(run: Run) -> dict[str, dict[str, str | int | None]]:
    """Return what the rules with findings are, by their codes; `help` is the address of the page, or a command."""
    found = {code for chunk in run.found.each(("code",)) for code in chunk["code"].unique()}
    return {
        rule.code: {
            "name": rule.name, "version": rule.version, "severity": rule.severity, "summary": rule.summary,
            "help": pages.named(rule.code, run.policy.docs_url) or None,
        }
        for rule in run.rules if rule.code in found
    }  # fmt: skip


def _counted(run: Run) -> dict[str, int]:
    """Return how many findings are new, known, accepted; and how many known ones are gone."""
    counted = by_status(run)
    return {status: counted.get(status, 0) for status in ("new", "known", "accepted")} | {"gone": run.gone.height}


def dump(value: object) -> str:
    """Return compact JSON that stays readable in every language."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)


REPORT = Report(
    name="json", about="verdict, counts, findings, expectations in one object", lines=render, guard=harmless_json
)
