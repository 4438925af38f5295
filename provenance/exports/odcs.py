"""What a corpus is held to as a data contract: the fields of its articles, the rules and limits of the policy.

Open Data Contract Standard 3.1 (https://bitol-io.github.io/open-data-contract-standard/v3.1.0/). Rules are queries over
the frame `summary`, which counts the findings of each rule for each article: whoever holds that frame (as Parquet or in
SQLite) can ask them again. What the standard cannot say stands in words under `description.limitations`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from provenance.exports import described
from provenance.exports.base import Export
from provenance.frames import ARTICLES, SUMMARY, Column, Frame, key
from provenance.policy.limits import Limit
from provenance.policy.verdict import fails
from provenance.rules.base import Rule
from provenance.runs.run import Run

VERSION = "v3.1.0"
_PURPOSE = "News articles that are handed on: which fields they have, and what may be wrong with them."
_NEVER_SAID = (
    "A rule is a program: the contract counts what `provenance check` finds, and cannot find it.",
    "Spans, excerpts and confidence of findings are in the frame `findings`, of which a contract knows nothing.",
    "Offsets count Unicode code points, which no logical type says.",
)
_TYPES = {
    pl.String(): "string", pl.Int64(): "integer", pl.Float64(): "number", pl.Boolean(): "boolean", pl.Date(): "date",
}  # fmt: skip
_DIMENSIONS = {"DAT": "completeness", "MET": "completeness", "DUP": "uniqueness", "INP": "conformity"}
"""The dimension of data quality of a family; of the others `accuracy`: they say that the text is not the article's."""
Json = dict[str, Any]


def write(run: Run, path: Path) -> None:
    """Write the contract of a run: JSON, which is YAML as well."""
    described.write_json(contract(run), path)


def contract(run: Run) -> Json:
    """Return the contract."""
    counted = [rule for rule in run.rules if described.in_summary(run, rule)]
    others = [rule for rule in run.rules if rule not in counted]
    of_rules = tuple(key(rule.code, f"findings of {rule.name}: {rule.summary}", pl.Int64()) for rule in counted)
    summary = Frame(SUMMARY.name, SUMMARY.row, (*SUMMARY.columns, *of_rules))
    name = described.name(run)
    return {
        "apiVersion": VERSION,
        "kind": "DataContract",
        "id": described.identity(run, "contract", name),
        "name": name,
        "version": "1.0.0",
        "status": "active",
        "description": {"purpose": _PURPOSE, "limitations": "\n".join(_limitations(run, others))},
        "tags": ["news"],
        "schema": [
            _table(ARTICLES, []),
            _table(summary, [*_of_rules(run, counted), *_of_limits(run, counted), *_of_suites(run)]),
        ],
        "customProperties": [
            {"property": "program", "value": described.program(run)},
            {"property": "failsOn", "value": run.policy.fail_on},
        ],
    }


def _limitations(run: Run, others: list[Rule]) -> Iterator[str]:
    """Yield what the contract cannot say, in sentences."""
    yield from _NEVER_SAID
    policy = run.policy
    if others:
        listed = ", ".join(f"{rule.code} {rule.name}" for rule in others)
        yield f"Rules about files and about the corpus as a whole are counted in no article: {listed}."
    if policy.baseline:
        yield f"Findings that the baseline {policy.baseline.name} knows do not count; the queries count them."
    if policy.decisions:
        yield "Findings that reviewers have accepted do not count; the queries count them."
    if policy.per_file_ignores:
        yield "Some rules are switched off for some files."
    if policy.exclude:
        yield f"Files are left out: {', '.join(policy.exclude)}."


def _table(frame: Frame, quality: list[Json]) -> Json:
    return {
        "name": frame.name,
        "logicalType": "object",
        "physicalType": "table",
        "description": f"A row is {frame.row}.",
        "properties": [_property(column) for column in frame.columns],
        **({"quality": quality} if quality else {}),
    }


def _property(column: Column) -> Json:
    match column.dtype:
        case pl.List():
            kind = {"logicalType": "array", "items": {"logicalType": _inner(column.dtype.inner)}}
        case pl.Datetime():
            kind = {"logicalType": "timestamp"}
        case _:
            kind = {"logicalType": _TYPES.get(column.dtype, "object")}
    known = {"description": column.about, "physicalType": str(column.dtype), "required": not column.nullable}
    return {"name": column.name, **kind, **known}


def _inner(dtype: Any) -> str:  # noqa: ANN401 - a type or the class of one
    return "object" if isinstance(dtype, pl.Struct) else _TYPES.get(dtype, "string")


def _of_rules(run: Run, counted: list[Rule]) -> Iterator[Json]:
    """Yield the rules: what fails the gate must not be found; of the others it is told that they were asked."""
    limited = {*run.policy.codes(limit.selector for limit in run.policy.limits)}
    for rule in counted:
        if rule.code not in limited and fails(rule.severity, run.policy):
            query = f'SELECT coalesce(sum("{rule.code}"), 0) FROM {SUMMARY.name}'  # noqa: S608 - our names
            yield _rule(rule) | {"type": "sql", "query": query, "mustBe": 0, "unit": "findings"}
        elif rule.code not in limited:
            yield _rule(rule) | {"type": "text"}


def _rule(rule: Rule) -> Json:
    dimension = _DIMENSIONS.get(rule.code[:3], "accuracy")
    return {
        "name": f"{rule.code} {rule.name}", "description": rule.summary, "severity": rule.severity,
        "dimension": dimension,
    }  # fmt: skip


def _of_limits(run: Run, counted: list[Rule]) -> Iterator[Json]:
    known = {rule.code for rule in counted}
    for limit in run.policy.limits:
        if codes := sorted({*run.policy.codes([limit.selector])} & known):
            yield _limit(limit, codes)


def _limit(limit: Limit, codes: list[str]) -> Json:
    """Return a limit: a number of findings, or the share of articles in which one of its rules found something."""
    selected = " + ".join(f'"{code}"' for code in codes)
    if limit.is_share:
        query = f"SELECT 100.0 * sum(CASE WHEN {selected} > 0 THEN 1 ELSE 0 END) / max(count(*), 1) FROM {SUMMARY.name}"  # noqa: S608
    else:
        query = f"SELECT coalesce(sum({selected}), 0) FROM {SUMMARY.name}"  # noqa: S608 - our names
    return {
        "name": f"limit of {limit.selector}", "description": f"{limit.selector} stays within its limit of {limit}.",
        "severity": limit.severity, "dimension": "accuracy", "type": "sql", "query": query,
        "mustBeLessOrEqualTo": limit.most * 100 if limit.is_share else limit.most,
        "unit": "percent" if limit.is_share else "findings",
    }  # fmt: skip


def _of_suites(run: Run) -> Iterator[Json]:
    for row in run.expectations.iter_rows(named=True):
        yield {
            "name": f"{row['suite']}: {row['expectation']}", "description": row["about"], "severity": row["severity"],
            "type": "text",
        }  # fmt: skip


EXPORT = Export(name="odcs", about="the policy as a data contract (ODCS 3.1)", write=write)
