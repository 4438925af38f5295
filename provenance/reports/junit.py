"""JUnit XML: a test a rule, and a test for every article that fails the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.sax.saxutils import quoteattr

import polars as pl

from provenance.reports.plain import place, visible
from provenance.run import Run
from provenance.verdict import failing

MOST = 20
"""Findings that one failure lists; it says how many more there are."""


def render(run: Run) -> Iterator[str]:
    """Yield the document, a test case a few lines."""
    failed = failing(run.findings.filter(status="new"), run.policy)
    articles = failed.filter(pl.col("article").is_not_null())
    hit = articles["article"].n_unique()
    rules = failed["code"].n_unique()
    seconds = f"{run.record.seconds:.3f}"
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield f'<testsuites name="provenance" tests="{len(run.rules) + hit}" failures="{rules + hit}" time="{seconds}">'
    yield f'<testsuite name="rules" tests="{len(run.rules)}" failures="{rules}" errors="0" skipped="0" time="{seconds}">'
    for rule in run.rules:
        yield from _case(f"{rule.code} {rule.name}", "provenance.rules", failed.filter(code=rule.code))
    yield "</testsuite>"
    yield f'<testsuite name="articles" tests="{hit}" failures="{hit}" errors="0" skipped="0" time="0.000">'
    for (article,), rows in articles.group_by("article", maintain_order=True):
        yield from _case(str(article), "provenance.articles", rows)
    yield "</testsuite>"
    yield "</testsuites>"


def _case(name: str, group: str, rows: pl.DataFrame) -> Iterator[str]:
    opening = f"<testcase name={_attribute(name)} classname={_attribute(group)} time=\"0.000\""
    if rows.is_empty():
        yield f"{opening}/>"
        return
    message = f"{rows.height:,} finding{'' if rows.height == 1 else 's'}"
    yield f"{opening}>"
    yield f'<failure message={_attribute(message)} type="{rows["severity"][0]}">{_text(_lines(rows))}</failure>'
    yield "</testcase>"


def _lines(rows: pl.DataFrame) -> Iterator[str]:
    for finding in rows.head(MOST).iter_rows(named=True):
        yield f"{place(finding)}: {finding['code']} {visible(finding['message'])}"
    if rows.height > MOST:
        yield f"and {rows.height - MOST:,} more"


def _attribute(text: str) -> str:
    return quoteattr(_legal(visible(text)))


def _text(lines: Iterable[str]) -> str:
    return _legal("\n".join(lines)).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _legal(text: str) -> str:
    """Return `text` without what XML 1.0 has no way to write."""
    return "".join(sign if sign >= " " or sign in "\t\n" else "?" for sign in text if not "\ud800" <= sign <= "\udfff" and sign not in "\ufffe\uffff")
