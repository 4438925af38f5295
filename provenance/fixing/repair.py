"""A shard of records repaired: edits until none is left, and none that would make a new finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from provenance import facts
from provenance.check import Job
from provenance.fixing.edits import Edit, apply, choose, wanted
from provenance.frames import RECORDS
from provenance.judge import judge
from provenance.rule import Rule

ROUNDS = 8
"""A repair may make room for another; more rounds than this are never needed for edits that only take away."""
C = pl.col
LISTS = ("captions", "embeds")


@dataclass(frozen=True, kw_only=True)
class Repaired:
    """A record that was repaired: its text now, what was lifted out of it, and every edit, in order."""

    article: str
    source: str
    record: int | None
    original: str
    text: str
    lifted: Mapping[str, list[str]] = field(default_factory=dict)
    edits: tuple[Edit, ...] = ()
    held: str | None = None
    """The codes of the new findings for whose sake the repairs were held back; then there are no edits."""


def repair(records: pl.DataFrame, job: Job, *, unsafe: bool) -> list[Repaired]:
    """Return the records that could be repaired, or whose repair was held back."""
    fixes = {rule.code: rule for rule in job.rules if rule.fix and (rule.fix.safe or unsafe)}
    current, state = records, _begin(records)
    before, spans = _look(current, job, fixes)
    for _ in range(ROUNDS):
        changed = _round(current, state, spans, fixes)
        if not changed:
            break
        state = {row: (changed.get(row) or state[row]) for row in state}
        again = _with(records, state).filter(pl.int_range(pl.len()).is_in(sorted(changed)))
        after, spans_again = _look(again, job, fixes)
        for place, row in enumerate(sorted(changed)):
            if worse := after[place] - before[row]:
                state[row] = replace(_begin(records)[row], held=", ".join(sorted(worse)))
        spans = _renumbered(spans_again, sorted(changed), [row for row in changed if state[row].held])
        current = _with(records, state)
    return [one for one in state.values() if one.edits or one.held]


def _begin(records: pl.DataFrame) -> dict[int, Repaired]:
    rows = records.select("article", "source", "record", "text").iter_rows(named=True)
    return {number: Repaired(**row, original=row["text"]) for number, row in enumerate(rows)}


def _look(records: pl.DataFrame, job: Job, fixes: Mapping[str, Rule]) -> tuple[list[Counter[str]], pl.DataFrame]:
    """Return how often each record breaks each rule, and the spans that can be repaired."""
    found = facts.find(records, job.catalogues, job.now)
    numbered = found["articles"].with_columns(id=C("article").cast(pl.String))
    findings = judge(found, job.rules, numbered).group_by("article", "code").len()
    counts = [Counter[str]() for _ in range(records.height)]
    for article, code, number in findings.drop_nulls().iter_rows():
        counts[int(article)][code] = number
    return counts, wanted(found, fixes.values())


def _round(
    current: pl.DataFrame, state: Mapping[int, Repaired], spans: pl.DataFrame, fixes: Mapping[str, Rule]
) -> dict[int, Repaired]:
    texts, held = current["text"], {row for row, one in state.items() if one.held}
    changed = {}
    for (row,), part in spans.group_by("article", maintain_order=True):
        number = int(str(row))
        one = state[number]
        edits = [] if number in held else choose(texts[number], part.iter_rows(named=True), fixes, _open(one, current[number]))
        if edits:
            changed[number] = replace(
                one, text=apply(texts[number], edits), lifted=_lifted(one.lifted, edits), edits=(*one.edits, *edits)
            )
    return changed


def _open(one: Repaired, record: pl.DataFrame) -> tuple[str, ...]:
    """Return the fields that can take something up: lists always; single ones of a record while they are empty."""
    single = () if one.record is None else ("published", "byline")
    return (*LISTS, *(name for name in single if record[name][0] is None))


def _lifted(known: Mapping[str, list[str]], edits: Iterable[Edit]) -> dict[str, list[str]]:
    lifted = {name: list(values) for name, values in known.items()}
    for edit in edits:
        if edit.into and edit.lifted:
            lifted.setdefault(edit.into, []).append(edit.lifted)
    return lifted


def _with(records: pl.DataFrame, state: Mapping[int, Repaired]) -> pl.DataFrame:
    """Return the records as they stand after the repairs so far."""
    told = pl.DataFrame(
        [
            {"text": one.text, **{name: one.lifted.get(name, [None])[0] for name in ("published", "byline")}}
            for one in state.values()
        ],
        schema={"text": pl.String, "published": pl.String, "byline": pl.String},
    )
    captions = pl.Series([one.lifted.get("captions", []) if one.record is not None else [] for one in state.values()], dtype=RECORDS.schema["captions"])
    return records.with_columns(
        told["text"],
        published=pl.coalesce("published", told["published"]),
        byline=pl.coalesce("byline", told["byline"]),
        captions=C("captions").fill_null([]).list.concat(captions),
    )


def _renumbered(spans: pl.DataFrame, rows: list[int], without: list[int]) -> pl.DataFrame:
    numbers = pl.Series(rows, dtype=pl.UInt32)
    return spans.with_columns(article=numbers.gather(spans["article"])).filter(~C("article").is_in(without))
