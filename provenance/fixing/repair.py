"""A shard of records repaired: edits until none is left, and none that would make a new finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import polars as pl

from provenance import facts
from provenance.fixing.accepted import Kept, Places, by_row, covers, moved
from provenance.fixing.edits import Edit, apply, choose, wanted
from provenance.fixing.stumps import without_stumps
from provenance.frames import RECORDS, ROW
from provenance.pipeline.shard import Job
from provenance.rules.apply import apply_rules
from provenance.rules.base import Rule
from provenance.rules.boilerplate import document_not_article
from provenance.rules.repairs import LISTS, SINGLE, repairable

ROUNDS = 64
"""A repair may make room for another; only records that still change are looked at again."""
NO_ARTICLE = document_not_article.RULE
BARRED = f"it is no article ({NO_ARTICLE.code})"
STUMP = "a stump of the line would be left"
UNREADABLE = "it would take away a date that cannot be read, and nothing else tells what it says"
C = pl.col


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
    held_back: str | None = None
    """Why a repair was held back, in words."""
    findings: int = 0
    """How many findings a repair is tried for."""
    careful: bool = False
    """Edits of several rules made new findings, so those of one rule at a time are tried."""
    refused: frozenset[str] = frozenset()
    """The rules whose edits make new findings."""
    accepted: Places = ()
    """What is kept as it is, where it stands now."""


def repair(records: pl.DataFrame, job: Job, *, unsafe: bool, kept: Kept | None = None) -> list[Repaired]:
    """Return the records that have something to be repaired: with their edits, and why one was held back.

    What is no article is not repaired, but for taking away the sentence that makes it none, unless a paragraph of it is
    no notice: then that is what stays. What is `kept` (see `accepted.find`) stays as it is.
    """
    fixes = _asked(job.rules, unsafe=unsafe)
    before, spans = _look(records, job, fixes)
    state = _begin(records, spans, fixes, {} if kept is None else by_row(kept, records))
    names = {rule.code: rule.name for rule in job.rules}
    for _ in range(ROUNDS):
        tried = _round(_with(records, state), state, spans, fixes)
        if not tried:
            break
        rows = sorted(tried)
        after, found = _look(_with(records, state | tried)[rows], job, fixes)
        worse = {row: after[index] - before[row] + _emptied(tried[row]) for index, row in enumerate(rows)}
        failed = [row for row in rows if worse[row]]
        for row in rows:
            state[row] = _warned(state[row], tried[row], _reason(worse[row], names)) if worse[row] else tried[row]
        again = found.with_columns(pl.Series(rows, dtype=pl.UInt32).gather(found[ROW]).alias(ROW))
        spans = pl.concat([spans.filter(_among(failed)), again.filter(~_among(failed))])
    return [one for one in state.values() if one.edits or one.held_back or one.findings]


def _asked(rules: Iterable[Rule], *, unsafe: bool) -> dict[str, Rule]:
    """Return the rules whose fixes are asked for; without the unsafe ones they find what is sure enough."""
    return {
        rule.code: rule if unsafe else rule.at_least(rule.fix.safe_from)
        for rule in rules
        if rule.fix and (rule.fix.safe or unsafe)
    }


def _emptied(one: Repaired) -> Counter[str]:
    """Return the finding that a text would be of which nothing is left."""
    return Counter() if one.text.strip() else Counter({"empty": 1})


def _reason(worse: Counter[str], names: Mapping[str, str]) -> str:
    """Say what a repair would make worse."""
    if "empty" in worse:
        return "nothing would be left of the text"
    return f"the text after it would be {' and '.join(f'{names.get(code, code)} ({code})' for code in sorted(worse))}"


def _warned(one: Repaired, tried: Repaired, why: str) -> Repaired:
    """Return a record as it was before edits that made new findings: from now on it takes one rule at a time."""
    if not one.careful:
        return replace(one, careful=True)
    return replace(one, refused=one.refused | {tried.edits[-1].code}, held_back=why)


def _among(rows: list[int]) -> pl.Expr:
    return C(ROW).is_in(pl.Series(rows, dtype=pl.UInt32).implode())


def _begin(
    records: pl.DataFrame, spans: pl.DataFrame, fixes: Mapping[str, Rule], kept: Mapping[int, Places]
) -> dict[int, Repaired]:
    placed = spans.with_columns(record=records["record"].gather(spans[ROW]))
    found = placed.filter(repairable(fixes.values(), unsafe=True)).select(ROW, "code", "start", "end")
    tried = Counter(span[ROW] for span in found.iter_rows(named=True) if not covers(kept.get(span[ROW], ()), span))
    rows = records.select("article", "source", "record", "text").iter_rows(named=True)
    told = C("barred").is_not_null() if NO_ARTICLE.code not in fixes else C("barred") != BARRED
    barred = dict(spans.filter(told).select(ROW, "barred").iter_rows())
    return {
        number: Repaired(
            **row,
            original=row["text"],
            findings=tried[number],
            held_back=barred.get(number),
            accepted=kept.get(number, ()),
        )
        for number, row in enumerate(rows)
    }


def _look(records: pl.DataFrame, job: Job, fixes: Mapping[str, Rule]) -> tuple[list[Counter[str]], pl.DataFrame]:
    """Return how often each record breaks each rule, and the spans of repairs; `barred` says why one is not made."""
    found = facts.find(records, job.catalogues, job.now)
    numbered = found["articles"].with_columns(article=C(ROW).cast(pl.String))
    findings = apply_rules(found, job.rules, numbered).group_by("article", "code").len()
    counts = [Counter[str]() for _ in range(records.height)]
    for article, code, number in findings.drop_nulls().iter_rows():
        counts[int(article)][code] = number
    barred = C(ROW).is_in(_without_words(found).implode()) & (C("code") != NO_ARTICLE.code)
    spans = wanted(found, fixes.values()).with_row_index("span")
    unreadable = C("span").is_in(_with_unreadable_dates(spans, found["dates"], fixes).implode())
    why = pl.when(barred).then(pl.lit(BARRED)).when(unreadable).then(pl.lit(UNREADABLE))
    return counts, spans.with_columns(barred=why).drop("span")


def _with_unreadable_dates(spans: pl.DataFrame, dates: pl.DataFrame, fixes: Mapping[str, Rule]) -> pl.Series:
    """Return the spans that a repair would take away together with a date that cannot be read."""
    removing = [code for code, rule in fixes.items() if rule.fix and rule.fix.edit == "remove"]
    unreadable = dates.filter(C("date").is_null(), C("from") != "embed")
    placed = unreadable.select(ROW, date_start="start", date_end="end")
    both = spans.filter(C("code").is_in(removing)).join(placed, on=ROW)
    return both.filter(C("start") < C("date_end"), C("date_start") < C("end"))["span"]


def _without_words(found: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Return the articles that are none, and in which no paragraph stands that notices of the site leave alone."""
    furniture = found["boilerplate"]
    walls = furniture.filter(NO_ARTICLE.broken).select(ROW).unique()
    body = found["paragraphs"].filter(kind="body").join(furniture, on=[ROW, "paragraph"], how="anti")
    return walls.join(body, on=ROW, how="anti")[ROW]


def _round(
    current: pl.DataFrame, state: Mapping[int, Repaired], spans: pl.DataFrame, fixes: Mapping[str, Rule]
) -> dict[int, Repaired]:
    """Return the records that have edits left, with them made."""
    texts, changed = current["text"], {}
    removing = {code for code, rule in fixes.items() if _removes_words(rule)}
    for (row,), part in spans.filter(C("barred").is_null()).group_by(ROW, maintain_order=True):
        number = int(str(row))
        one = state[number]
        allowed = [
            span
            for span in part.iter_rows(named=True)
            if span["code"] not in one.refused and not covers(one.accepted, span)
        ]
        fields = _open(one, current.row(number, named=True))
        wanted_ = [choose(texts[number], group, fixes, fields) for group in _grouped(allowed, careful=one.careful)]
        sound = [without_stumps(texts[number], edits, removing) for edits in wanted_]
        held_back = one.held_back or (STUMP if sound != wanted_ else None)
        edits = next(filter(None, sound), [])
        if edits or held_back != one.held_back:
            text, lifted = apply(texts[number], edits), _lifted(one.lifted, edits)
            stays = moved(one.accepted, edits)
            changed[number] = replace(
                one, text=text, lifted=lifted, edits=(*one.edits, *edits), held_back=held_back, accepted=stays
            )
    return changed


def _removes_words(rule: Rule) -> bool:
    return rule.fix is not None and rule.fix.edit == "remove" and rule.reads != "flaws"


def _grouped(spans: list[dict[str, Any]], *, careful: bool) -> Iterator[list[dict[str, Any]]]:
    """Yield the spans that are tried together: all of them, or those of one rule after the other."""
    if not careful:
        yield spans
        return
    for code in dict.fromkeys(span["code"] for span in spans):
        yield [span for span in spans if span["code"] == code]


def _open(one: Repaired, record: Mapping[str, object]) -> tuple[str, ...]:
    """Return the fields that can take something up: lists always; single ones of a record while they are empty."""
    single = () if one.record is None else SINGLE
    return (*LISTS, *(name for name in single if record[name] is None))


def _lifted(known: Mapping[str, list[str]], edits: Iterable[Edit]) -> dict[str, list[str]]:
    lifted = {name: list(values) for name, values in known.items()}
    for edit in edits:
        if edit.into and edit.lifted:
            lifted.setdefault(edit.into, []).append(edit.lifted)
    return lifted


def _with(records: pl.DataFrame, state: Mapping[int, Repaired]) -> pl.DataFrame:
    """Return the records as they stand after the repairs so far."""
    repaired = pl.DataFrame(
        [{"text": one.text, **{name: one.lifted.get(name, [None])[0] for name in SINGLE}} for one in state.values()],
        schema={"text": pl.String, **dict.fromkeys(SINGLE, pl.String)},
    )
    lists = [one.lifted.get("captions", []) if one.record is not None else [] for one in state.values()]
    captions = pl.Series(lists, dtype=RECORDS.schema["captions"])
    return records.with_columns(
        repaired["text"],
        *(pl.coalesce(name, repaired[name]).alias(name) for name in SINGLE),
        captions=pl.when(captions.list.len() > 0)
        .then(C("captions").fill_null([]).list.concat(captions))
        .otherwise("captions"),
    )
