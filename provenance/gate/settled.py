"""Whether all that is wrong with an input has been set aside with the records that it is wrong with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import polars as pl

from provenance.gate.by_file import RECORD
from provenance.gate.counts import SplitCounts
from provenance.gate.verdicts import Records
from provenance.policy.verdict import count_of, failing
from provenance.printing import many
from provenance.runs.run import Run

_NAMED = 5


def unsettled(run: Run, counts: SplitCounts, aside: Sequence[Records]) -> Iterator[str]:
    """Yield what still fails the gate when the records in quarantine are out of the way, a sentence each.

    `aside` are the records that were judged, and those that were not and lie in quarantine. A finding that fails the
    gate and stands on none of them speaks of a file, a column, the mapping of the fields or the corpus: it touches what
    was accepted, too.
    """
    if run.policy.fail_on == "never":
        return
    yield from (reason.text for reason in run.verdict.reasons if reason.fails and reason.of_corpus)
    left = _elsewhere(run, aside)
    if not left.is_empty():
        codes = left["code"].unique().sort().to_list()
        named = ", ".join(codes[:_NAMED]) + (f" and {len(codes) - _NAMED} more" if len(codes) > _NAMED else "")
        number = count_of(left)
        stand = "stands" if number == 1 else "stand"
        yield f"{many(number, 'finding')} {stand} on no record that could be set aside ({named})"
    if counts.unreadable:
        yield f"{counts.unreadable:,} unreadable"
    if counts.records and not counts.accepted:
        yield f"nothing of {many(counts.records, 'record')} was accepted"


def _elsewhere(run: Run, aside: Sequence[Records]) -> pl.DataFrame:
    """Return the findings that fail the gate and stand on no record that was judged or lies in quarantine."""
    needed = (*RECORD, "code", "status", "severity", "stands_for")
    of_articles = pl.concat(run.subsumed.each(("code",)))["code"].unique()  # they stand behind one of the corpus
    behind = pl.col("source").is_null() & pl.col("code").is_in(of_articles.implode())
    return pl.concat(
        _without(failing(chunk.filter(~behind, status="new"), run.policy), aside) for chunk in run.found.each(needed)
    )


def _without(findings: pl.DataFrame, aside: Sequence[Records]) -> pl.DataFrame:
    """Return the findings that stand on none of these records."""
    for records in aside:
        findings = findings.filter(~records.mask(findings))
    return findings
