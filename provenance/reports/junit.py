"""JUnit XML: a test for the gate, a test a rule, and a test for every article that fails the gate."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

import polars as pl

from provenance.policy.verdict import failing
from provenance.printing import harmless_xml, many
from provenance.reports.base import Report
from provenance.reports.plain import place, visible
from provenance.rules import pages
from provenance.runs.run import Run

MOST = 20
"""Findings that one failure lists; it says how many more there are."""
_ILLEGAL = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ARTICLE = ("source", "record", "article")
Findings = Sequence[Mapping[str, Any]]


def render(run: Run) -> Iterator[str]:
    """Yield the document, a test case a few lines."""
    counted, hit = _counted(run)
    rules, first = len(counted), _first(run)
    seconds = f"{run.record.seconds:.3f}"
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    broken = 0 if run.verdict.passed else 1
    tests = f'tests="{1 + len(run.rules) + hit}" failures="{broken + rules + hit}" errors="0"'
    yield f'<testsuites name="provenance" {tests} time="{seconds}">'
    yield f'<testsuite name="gate" tests="1" failures="{broken}" errors="0" skipped="0" time="0.000">'
    yield from _gate(run)
    yield "</testsuite>"
    tests = f'tests="{len(run.rules)}" failures="{rules}" errors="0" skipped="0"'
    yield f'<testsuite name="rules" {tests} time="{seconds}">'
    if run.record.notes:
        notes = (f'<property name="note" value={_attribute(note)}/>' for note in run.record.notes)
        yield f"<properties>{''.join(notes)}</properties>"
    for rule in run.rules:
        rows = first.filter(code=rule.code).rows(named=True)
        yield from _case(run, f"{rule.code} {rule.name}", "provenance.rules", rows, counted.get(rule.code, 0))
    yield "</testsuite>"
    yield f'<testsuite name="articles" tests="{hit}" failures="{hit}" errors="0" skipped="0" time="0.000">'
    for chunk in _failed(run):
        failed = _of_articles(chunk).iter_rows(named=True)
        for (*_, article), of_article in groupby(failed, key=lambda row: tuple(row[name] for name in ARTICLE)):
            found = list(of_article)
            yield from _failure(run, article, "provenance.articles", found, len(found))
    yield "</testsuite>"
    yield "</testsuites>"


def _gate(run: Run) -> Iterator[str]:
    """Yield the test of the verdict: limits, suites and an empty input stand in no article."""
    opening = '<testcase name="gate" classname="provenance" time="0.000"'
    if run.verdict.passed:
        yield f"{opening}/>"
        return
    reasons = _text(visible(reason.text) for reason in run.verdict.reasons if reason.fails)
    yield f"{opening}>"
    yield f'<failure message={_attribute(run.verdict.sentence)} type="error">{reasons}</failure>'
    yield "</testcase>"


def _failed(run: Run, columns: Sequence[str] | None = None) -> Iterator[pl.DataFrame]:
    """Yield the findings that fail the gate one by one, or some of their columns; all of a record are in one piece."""
    return (failing(chunk.filter(status="new"), run.policy) for chunk in run.found.each(columns))


def _of_articles(failed: pl.DataFrame) -> pl.DataFrame:
    """Return the findings of a piece that speak of articles, those of an article together."""
    return failed.filter(pl.col("article").is_not_null()).sort(ARTICLE, nulls_last=True, maintain_order=True)


def _counted(run: Run) -> tuple[dict[str, int], int]:
    """Return how many findings of each rule fail the gate, and in how many articles."""
    codes, hit = Counter[str](), 0
    for chunk in _failed(run, (*ARTICLE, "code", "severity", "status")):
        codes.update(dict(chunk.group_by("code").len().iter_rows()))
        hit += _of_articles(chunk).select(ARTICLE).n_unique()
    return codes, hit


def _first(run: Run) -> pl.DataFrame:
    """Return the first findings of each rule that fail the gate, as many as a failure lists."""
    kept = run.found.chunk(0).clear()
    for chunk in _failed(run):
        kept = pl.concat([kept, chunk]).filter(pl.int_range(pl.len()).over("code") < MOST)
    return kept


def _case(run: Run, name: str, group: str, rows: Findings, total: int) -> Iterator[str]:
    if not total:
        yield f'<testcase name={_attribute(name)} classname={_attribute(group)} time="0.000"/>'
    else:
        yield from _failure(run, name, group, rows, total)


def _failure(run: Run, name: str, group: str, rows: Findings, total: int) -> Iterator[str]:
    message, lines = many(total, "finding"), _text(_lines(run, rows, total))
    yield f'<testcase name={_attribute(name)} classname={_attribute(group)} time="0.000">'
    yield f'<failure message={_attribute(message)} type="{rows[0]["severity"]}">{lines}</failure>'
    yield "</testcase>"


def _lines(run: Run, rows: Findings, total: int) -> Iterator[str]:
    for finding in rows[:MOST]:
        yield f"{place(run, finding)}: {finding['code']} {visible(finding['message'])}"
    if total > MOST:
        yield f"and {total - MOST:,} more"
    for code in sorted({finding["code"] for finding in rows[:MOST]}):
        if where := pages.named(code, run.policy.docs_url):
            yield f"more on {code}: {where}"


def _attribute(text: str) -> str:
    from xml.sax.saxutils import quoteattr  # it brings what speaks to web servers: imported where it is used

    return quoteattr(_ILLEGAL.sub("?", visible(text)))


def _text(lines: Iterable[str]) -> str:
    from xml.sax.saxutils import escape

    return escape(_ILLEGAL.sub("?", "\n".join(lines)))


REPORT = Report(
    name="junit", about="JUnit XML: a test for the gate, a rule, a failing article", lines=render, guard=harmless_xml
)
