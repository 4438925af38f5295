"""JUnit XML: a test a rule, and a test for every article that fails the gate."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import polars as pl

from provenance.policy.verdict import failing
from provenance.printing import harmless_xml, many
from provenance.reports.base import Report
from provenance.reports.plain import place, visible
from provenance.runs.run import Run

MOST = 20
"""Findings that one failure lists; it says how many more there are."""
_ILLEGAL = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
Findings = Sequence[Mapping[str, Any]]


def render(run: Run) -> Iterator[str]:
    """Yield the document, a test case a few lines."""
    failed = failing(run.findings.filter(status="new"), run.policy)
    articles = failed.filter(pl.col("article").is_not_null()).sort("source", "record", "article", maintain_order=True)
    hit = articles.select("source", "record", "article").n_unique()
    rules = failed["code"].n_unique()
    seconds = f"{run.record.seconds:.3f}"
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    tests = f'tests="{len(run.rules) + hit}" failures="{rules + hit}" errors="0"'
    yield f'<testsuites name="provenance" {tests} time="{seconds}">'
    tests = f'tests="{len(run.rules)}" failures="{rules}" errors="0" skipped="0"'
    yield f'<testsuite name="rules" {tests} time="{seconds}">'
    if run.record.notes:
        notes = (f'<property name="note" value={_attribute(note)}/>' for note in run.record.notes)
        yield f"<properties>{''.join(notes)}</properties>"
    for rule in run.rules:
        yield from _case(run, f"{rule.code} {rule.name}", "provenance.rules", failed.filter(code=rule.code))
    yield "</testsuite>"
    yield f'<testsuite name="articles" tests="{hit}" failures="{hit}" errors="0" skipped="0" time="0.000">'
    of_article = groupby(articles.iter_rows(named=True), key=lambda row: (row["source"], row["record"], row["article"]))
    for (_, _, article), rows in of_article:
        yield from _failure(run, article, "provenance.articles", list(rows))
    yield "</testsuite>"
    yield "</testsuites>"


def _case(run: Run, name: str, group: str, rows: pl.DataFrame) -> Iterator[str]:
    if rows.is_empty():
        yield f'<testcase name={_attribute(name)} classname={_attribute(group)} time="0.000"/>'
    else:
        yield from _failure(run, name, group, rows.head(MOST).rows(named=True), rows.height)


def _failure(run: Run, name: str, group: str, rows: Findings, height: int | None = None) -> Iterator[str]:
    total = height or len(rows)
    message, lines = many(total, "finding"), _text(_lines(run, rows, total))
    yield f'<testcase name={_attribute(name)} classname={_attribute(group)} time="0.000">'
    yield f'<failure message={_attribute(message)} type="{rows[0]["severity"]}">{lines}</failure>'
    yield "</testcase>"


def _lines(run: Run, rows: Findings, total: int) -> Iterator[str]:
    for finding in rows[:MOST]:
        yield f"{place(run, finding)}: {finding['code']} {visible(finding['message'])}"
    if total > MOST:
        yield f"and {total - MOST:,} more"


def _attribute(text: str) -> str:
    return quoteattr(_ILLEGAL.sub("?", visible(text)))


def _text(lines: Iterable[str]) -> str:
    return escape(_ILLEGAL.sub("?", "\n".join(lines)))


REPORT = Report(name="junit", about="JUnit XML: a test a rule and a failing article", lines=render, guard=harmless_xml)
