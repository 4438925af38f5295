"""Suites written as files that Great Expectations reads, and people too."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from provenance.errors import UsageError
from provenance.rules.base import Rule, Severity

SEVERITY: Mapping[Severity, str] = {"error": "critical", "warning": "warning", "info": "info"}
"""Our severities in the words of Great Expectations."""


def expectation(
    kind: str, kwargs: Mapping[str, Any], *, severity: Severity, about: str, note: str, **more: object
) -> dict[str, Any]:
    """Return one line of a suite; kwargs that are None or say nothing are left out."""
    plain = {name: value for name, value in kwargs.items() if value is not None and (name, value) != ("mostly", 1)}
    return {"type": kind, "kwargs": plain, "severity": SEVERITY[severity], "description": about, "notes": note, **more}


def suite(name: str, notes: str, expectations: Iterable[Mapping[str, Any]]) -> str:
    """Return the text of a suite file."""
    content = {"name": name, "notes": notes, "meta": {"reads": "summary"}, "expectations": list(expectations)}
    return json.dumps(content, ensure_ascii=False, indent=2, default=str) + "\n"


def of_rules(name: str, rules: Iterable[Rule], mostly: float = 1) -> str:
    """Return the text of a suite of Great Expectations' own expectations, one a rule, over the `summary` frame.

    Whoever has `summary.parquet` can run it on any engine of Great Expectations, without this package. Rules that speak
    of the corpus as a whole have no column there and are left out. Raises UsageError if no rule remains.
    """
    kept = [rule for rule in rules if not rule.of_corpus]
    if not kept:
        message = "none of these rules speaks of articles: the summary has no column for them"
        raise UsageError(message)
    notes = (
        "Made by `provenance suite export`. Run it over `summary.parquet`, which `provenance extract` writes: one row "
        "an article, one column a rule, in it the number of findings."
    )
    return suite(name, notes, (_of_rule(rule, mostly) for rule in kept))


def _of_rule(rule: Rule, mostly: float) -> dict[str, Any]:
    share = "no article" if mostly == 1 else f"at most {(1 - mostly) * 100:g} % of the articles"
    return expectation(
        "expect_column_values_to_be_in_set",
        {"column": rule.code, "value_set": [0], "mostly": mostly},
        severity=rule.severity,
        about=f"In {share}, {rule.code} ({rule.name}): {rule.summary}",
        note=rule.rationale,
        meta={"rule": rule.code, "version": rule.version},
    )
