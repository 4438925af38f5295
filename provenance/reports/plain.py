"""What the formats for people share: places, visible text, the closing lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from provenance.run import Run

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def visible(text: str) -> str:
    """Return `text` on one line, with control, invisible and bidirectional characters written as U+XXXX."""
    return _INVISIBLE.sub(lambda found: f"<U+{ord(found[0]):04X}>", re.sub(r"[\n\t ]+", " ", text)).strip()


def place(finding: Mapping[str, Any]) -> str:
    """Return `source:line:column`, as far as it is known; `corpus` for a finding that speaks of the whole."""
    if finding["source"] is None:
        return "corpus"
    record = f"#{finding['record']}" if finding["record"] is not None else ""
    numbers = (finding["line"], finding["column"])
    return ":".join([f"{visible(finding['source'])}{record}", *(str(number) for number in numbers if number)])


def closing(run: Run) -> Iterator[str]:
    """Yield what every report for people ends with: unmet expectations, counts, the verdict and its reasons."""
    yield from _suites(run.expectations)
    yield from _sizes(run)
    for reason in run.verdict.reasons:
        yield f"  {'✗' if reason.fails else '·'} {reason.text}"
    yield f"{'PASS' if run.verdict.passed else 'FAIL'}: {run.verdict.sentence}"


def _sizes(run: Run) -> Iterator[str]:
    unread = run.troubles.filter(pl.col("article").is_null()).height
    yield (
        f"Read {run.articles:,} articles from {run.record.sources:,} files in {run.record.seconds:.1f} s"
        + (f"; {unread:,} records or files could not be read" if unread else "")
        + (f"; {run.record.skipped:,} files of other kinds were skipped" if run.record.skipped else "")
        + f". {len(run.rules)} rules, {run.findings.height:,} findings."
    )


def _suites(expectations: pl.DataFrame) -> Iterator[str]:
    for (suite,), rows in expectations.group_by("suite", maintain_order=True):
        met = rows.filter(outcome="met").height
        yield f"Suite {suite}: {met} of {rows.height} expectations met"
