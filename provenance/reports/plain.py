"""What the formats for people share: places, visible text, the closing lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from provenance.rule import SEVERITIES
from provenance.run import Run
from provenance.verdict import by_suffix, many

_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)


def escaped(text: str) -> str:
    """Return `text` with control, invisible and bidirectional characters, but for tab and newline, as <U+XXXX>."""
    return _INVISIBLE.sub(lambda found: f"<U+{ord(found[0]):04X}>", text)


def visible(text: str) -> str:
    """Return `text` on one line, with control, invisible and bidirectional characters written as <U+XXXX>."""
    return escaped(re.sub(r"[\n\t ]+", " ", text)).strip()


def place(finding: Mapping[str, Any]) -> str:
    """Return `source:line:column`, as far as it is known; `corpus` for a finding that speaks of the whole."""
    if finding["source"] is None:
        return "corpus"
    record = f"#{finding['record']}" if finding["record"] is not None else ""
    numbers = (finding["line"], finding["column"])
    return ":".join([f"{named(finding['source'])}{record}", *(str(number) for number in numbers if number)])


def named(source: str) -> str:
    """Return the name of a file as it may begin a line: one that looks like a command to a CI system does not."""
    shown = visible(source)
    return f"./{shown}" if shown.startswith(("::", "##")) else shown


def closing(run: Run) -> Iterator[str]:
    """Yield what every report for people ends with: unmet expectations, counts, the verdict and its reasons."""
    yield from _suites(run.expectations)
    yield from _sizes(run)
    yield from _lapsed(run.lapsed)
    for reason in run.verdict.reasons:
        yield f"  {'✗' if reason.fails else '·'} {reason.text}"
    yield f"{'PASS' if run.verdict.passed else 'FAIL'}: {run.verdict.sentence}"


def counting(run: Run) -> Iterator[dict[str, Any]]:
    """Yield the findings that count: people are shown what is new, not what they know or have decided."""
    for piece in run.found:
        yield from piece.filter(status="new").iter_rows(named=True)


def counts(run: Run) -> str:
    """Return how many findings there are; against a baseline or decisions, how many are new, known, gone and so on."""
    total = many(run.found.height, "finding")
    number = by_status(run)
    told = [f"{number.get('new', 0):,} new"]
    if run.policy.baseline:
        told += [f"{number.get('known', 0):,} known", f"{run.gone.height:,} gone"]
    if run.policy.decisions:
        told += [f"{number.get('accepted', 0):,} accepted", f"{many(run.lapsed.height, 'decision')} lapsed"]
    return total if len(told) == 1 else f"{total}: {', '.join(told)}"


def by_status(run: Run) -> dict[str, int]:
    """Return how many findings are new, known and accepted, as far as there are any."""
    return dict(run.found.frame(("status",)).group_by("status").len().iter_rows())


def gravest_first(counted: pl.DataFrame) -> pl.DataFrame:
    """Return rules with their number of `findings`, the gravest first, of equal ones the most frequent."""
    grade = pl.col("severity").cast(pl.Enum(SEVERITIES)).to_physical()
    return counted.sort(grade, -pl.col("findings").cast(pl.Int64), "code")


def _sizes(run: Run) -> Iterator[str]:
    unread = run.troubles.filter(pl.col("article").is_null(), pl.col("kind") != "unmatched-field").height
    read = f"Read {many(run.articles, 'article')} from {many(run.record.sources, 'file')} in {run.record.seconds:.1f} s"
    left = {"unreadable": unread, "excluded": run.record.excluded, "skipped": run.record.skipped}
    told = ", ".join(f"{number:,} {what}" for what, number in left.items() if number)
    told += f": {visible(by_suffix(run.record.not_read))}, which no reader knows" if run.record.not_read else ""
    yield f"{read}{f' ({told})' if told else ''}. {many(len(run.rules), 'rule')}, {counts(run)}."


def _lapsed(decisions: pl.DataFrame) -> Iterator[str]:
    """Yield the decisions that no longer hold, with what they spoke of and why."""
    for row in decisions.iter_rows(named=True):
        about = row["fingerprint"] or f"{row['code']} in {row['article']}"
        why = f"{row['why']} by {visible(row['against'])}" if row.get("against") else row["why"]
        yield f"  ! {visible(row['place'])}: the decision on {visible(about)} no longer holds ({why})"


def _suites(expectations: pl.DataFrame) -> Iterator[str]:
    for (suite,), rows in expectations.group_by("suite", maintain_order=True):
        met = rows.filter(outcome="met").height
        yield f"Suite {suite}: {met} of {rows.height} expectations met"
