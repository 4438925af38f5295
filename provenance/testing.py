"""For the tests of other projects: `assert_clean(frame_or_path)` fails a test with the findings that matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from provenance.check import check_corpus
from provenance.policy.configuration import Policy, load
from provenance.policy.verdict import failing
from provenance.reports.plain import place, visible

if TYPE_CHECKING:
    from provenance.pipeline.inputs import Corpus
    from provenance.runs.run import Run

SHOWN = 20
"""Findings that a failure lists; it says how many more there are."""


def assert_clean(corpus: Corpus, policy: Policy | None = None) -> Run:
    """Fail unless the articles pass the gate; return the run.

    `corpus` is a path, a list of paths, or a frame with a row an article (`text`, and the other fields of a record).
    The policy is the one given, else that of the nearest configuration file. Raises AssertionError that lists the
    findings, ProvenanceError for a wrong call.
    """
    __tracebackhide__ = True  # pytest shows the caller's line
    run = check_corpus(corpus, policy or load())
    if not run.verdict.passed:
        raise AssertionError(_report(run))
    return run


def _report(run: Run) -> str:
    failed = failing(run.findings.filter(status="new"), run.policy)
    rows = failed.head(SHOWN).iter_rows(named=True)
    lines = [run.verdict.sentence, *(f"  {place(run, row)}: {row['code']} {visible(row['message'])}" for row in rows)]
    if failed.height > SHOWN:
        lines.append(f"  and {failed.height - SHOWN:,} more")
    return "\n".join(lines)
