"""What the formats for people share: places, visible text, the closing lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from provenance.frames import HARMLESS, UNREADABLE
from provenance.policy import stale
from provenance.policy.verdict import by_suffix
from provenance.printing import escaped, many, visible
from provenance.reports.locations import from_here
from provenance.reports.next_steps import next_steps
from provenance.reports.screen import PLAIN, Screen, quotas
from provenance.rules import pages
from provenance.rules.base import SEVERITIES
from provenance.runs.run import Run

__all__ = [
    "by_status", "closing", "coded", "counting", "counts", "escaped", "gravest_first", "left_out", "named", "place",
    "visible", "without_article",
]  # fmt: skip


def place(run: Run, finding: Mapping[str, Any]) -> str:
    """Return `path:line:column`, as far as it is known; `corpus` for a finding that speaks of the whole."""
    if finding["source"] is None:
        return "corpus"
    record = f"#{finding['record']}" if finding["record"] is not None else ""
    numbers = (finding["line"], finding["column"])
    return ":".join([f"{named(run, finding['source'])}{record}", *(str(number) for number in numbers if number)])


def named(run: Run, source: str) -> str:
    """Return the path of a file as it opens from the working folder, and as it may begin a line.

    One that looks like a command to a CI system does not.
    """
    shown = visible(from_here(run, source))
    return f"./{shown}" if shown.startswith(("::", "##")) else shown


def coded(run: Run, code: str, screen: Screen) -> str:
    """Return the code of a rule, with a link to its page where that has an address and the screen takes links."""
    return screen.link(code, pages.address(code, run.policy.docs_url))


def closing(run: Run, screen: Screen = PLAIN, *, listed: bool = True) -> Iterator[str]:
    """Yield what every report for people ends with: unmet expectations, counts, the verdict and its reasons.

    Where findings are `listed`, those that the screen does not show are counted.
    """
    new = by_status(run).get("new", 0)
    if listed and screen.most is not None and new > screen.most:
        left = max(0, _errors(run) - screen.most)  # errors are shown first
        more = many(left, "error") if left else "no error"
        counted = f"{new - screen.most:,} more ({more} among them)"
        yield f"… {counted}: --max-findings 0 prints all, -o FILE writes all, --statistics counts them"
        yield ""
    yield from _suites(run.expectations)
    yield from _sizes(run)
    yield from _gone(run)
    yield from _lapsed(run)
    yield from _renamed(run)
    yield from (f"  ! {visible(note)}" for note in run.record.notes)
    for reason in run.verdict.reasons:
        yield f"  {screen.paint('✗', reason.severity) if reason.fails else '·'} {visible(reason.text)}"
    word = "pass" if run.verdict.passed else "fail"
    yield f"{screen.paint(word.upper(), word)}: {run.verdict.sentence}"
    if screen.hints:
        yield from next_steps(run)


def counting(run: Run, screen: Screen = PLAIN) -> Iterator[dict[str, Any]]:
    """Yield the findings that count: people are shown what is new, not what they know or have decided.

    If the screen shows fewer than there are, these are the gravest, the first ones of each rule, in their order.
    """
    new: Iterator[pl.DataFrame] = (chunk.filter(status="new") for chunk in run.found)
    if screen.most is not None and by_status(run).get("new", 0) > screen.most:
        new = _first(new, _quotas(run, screen.most))
    for chunk in new:
        yield from chunk.iter_rows(named=True)


def _quotas(run: Run, most: int) -> dict[str, int]:
    counted = run.found.scan().filter(status="new").group_by("severity", "code").len().collect()
    by_severity = (counted.filter(severity=severity) for severity in SEVERITIES)
    return quotas((dict(rows.select("code", "len").iter_rows()) for rows in by_severity), most)


def _first(findings: Iterable[pl.DataFrame], quota: dict[str, int]) -> Iterator[pl.DataFrame]:
    """Yield the first findings of each rule, as many as its quota says."""
    left = dict(quota)
    for chunk in findings:
        number = pl.int_range(pl.len()).over("code")
        first = chunk.filter(number < pl.col("code").replace_strict(left, return_dtype=pl.Int64))
        for code, shown in first.group_by("code").len().iter_rows():
            left[code] -= shown
        yield first
        if not any(left.values()):
            return


def counts(run: Run) -> str:
    """Return how many findings there are; against a baseline or decisions, how many are new, known, gone and so on."""
    total = many(run.found.height, "finding")
    number = by_status(run)
    counted = [f"{number.get('new', 0):,} new"]
    if run.policy.baseline:
        counted += [f"{number.get('known', 0):,} known", f"{run.gone.height:,} gone"]
    if run.policy.decisions:
        counted += [f"{number.get('accepted', 0):,} accepted", f"{many(run.lapsed.height, 'decision')} lapsed"]
    return total if len(counted) == 1 else f"{total}: {', '.join(counted)}"


def by_status(run: Run) -> dict[str, int]:
    """Return how many findings are new, known and accepted, as far as there are any."""
    return dict(run.found.frame(("status",)).group_by("status").len().iter_rows())


def _errors(run: Run) -> int:
    """Return how many findings that count are errors."""
    return sum(chunk.filter(status="new", severity="error").height for chunk in run.found.each(("status", "severity")))


def gravest_first(counted: pl.DataFrame) -> pl.DataFrame:
    """Return rules with their number of `findings`, the gravest first, of equal ones the most frequent."""
    grade = pl.col("severity").cast(pl.Enum(SEVERITIES)).to_physical()
    return counted.sort(grade, -pl.col("findings").cast(pl.Int64), "code")


def _sizes(run: Run) -> Iterator[str]:
    read = f"Read {many(run.articles, 'article')} from {many(run.record.sources, 'file')} in {run.record.seconds:.1f} s"
    left = left_out(run)
    left += f": {visible(by_suffix(run.record.not_read))}, which no reader takes" if run.record.not_read else ""
    yield f"{read}{f' ({left})' if left else ''}. {many(len(run.rules), 'rule')}, {counts(run)}."


def left_out(run: Run) -> str:
    """Return what of the input is in no count of articles, in words; nothing where all of it was read."""
    records, files, unread = without_article(run)
    left = {
        f"{many(records, 'record')} without an article": records, f"{many(files, 'file')} without an article": files,
        f"{unread:,} unreadable": unread, f"{run.record.excluded:,} excluded": run.record.excluded,
        f"{run.record.skipped:,} skipped": run.record.skipped,
    }  # fmt: skip
    return ", ".join(what for what, number in left.items() if number)


def without_article(run: Run) -> tuple[int, int, int]:
    """Return how many records hold no article, how many files none at all, and how many could not be read (further)."""
    key = ("source", "record")
    unread = run.read_errors.filter(~pl.col("kind").is_in(HARMLESS) | pl.col("record").is_not_null())
    of_file = pl.col("article").is_null() & pl.col("record").is_null()
    of_files, of_records = unread.filter(of_file), unread.filter(~of_file).select(key).unique()
    for chunk in run.counted.each(key) if of_records.height else ():
        of_records = of_records.join(chunk, on=key, how="anti", nulls_equal=True)
    stopped = pl.col("kind").is_in(UNREADABLE)
    return of_records.height, of_files.filter(~stopped)["source"].n_unique(), of_files.filter(stopped).height


def _gone(run: Run) -> Iterator[str]:
    """Yield why known findings are gone, each reason with how often it stands."""
    counted = dict(run.gone.group_by("why").len().iter_rows())
    if reasons := [f"{counted[why]:,} {words}" for why, words in stale.WHY.items() if why in counted]:
        yield f"  ! {many(run.gone.height, 'known finding')} gone: {', '.join(reasons)}"


def _lapsed(run: Run) -> Iterator[str]:
    """Yield the decisions that no longer hold, with what they spoke of and why."""
    for row in run.lapsed.iter_rows(named=True):
        about = row["fingerprint"] or f"{row['code']} in {row['article']}"
        yield f"  ! {visible(row['place'])}: the decision on {visible(about)} no longer holds ({_because(row)})"


def _renamed(run: Run) -> Iterator[str]:
    """Yield that the run names another folder than the one over which was remembered or decided, if it seems so."""
    stale_ones = pl.concat(each.select("article", "why") for each in (run.gone, run.lapsed))
    if stale_ones.height and (names := stale.renamed(stale_ones, run.counted.frame(("article",))["article"])):
        then, now = map(visible, names)
        yield f"  ! ids hang on the folder that was named: {then} is {now} here; name the folder of then"


def _because(row: Mapping[str, Any]) -> str:
    """Return why a decision no longer holds: what has taken the place of what it speaks of, where that is known."""
    why, against = row["why"], row["against"] and visible(row["against"])
    if why == "rule-changed" and against:
        was = f" after version {visible(row['rule_version'])}" if row["rule_version"] else ""
        return f"{why}{was}: it has version {against}"
    if why == "articles-unstated":
        return f"{why}: what is accepted for the corpus names its articles by a digest; decide it anew in the report"
    return f"{why} by {against}" if against else str(why)


def _suites(expectations: pl.DataFrame) -> Iterator[str]:
    for (suite,), rows in expectations.group_by("suite", maintain_order=True):
        met = rows.filter(outcome="met").height
        yield f"Suite {visible(suite)}: {met} of {rows.height} expectations met"
