"""What stays as it is: what people have accepted, and what the policy ignores in a file. No repair is made for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import polars as pl

from provenance import formats
from provenance.check import check_corpus
from provenance.engines.base import Engine
from provenance.fixing.edits import Edit
from provenance.frames import FINDINGS, ROW
from provenance.policy import decisions
from provenance.policy.configuration import Policy
from provenance.printing import many

C = pl.col
_PLACE = ("source", "record", "code", "start", "end")
SCHEMA = pl.Schema({name: FINDINGS.schema[name] for name in _PLACE})
Places = tuple[tuple[str, int | None, int | None], ...]
"""The code of a rule, and where in a text what it found is accepted; without offsets, everywhere."""


class Kept(NamedTuple):
    """What stays as it is."""

    accepted: pl.DataFrame
    """The findings that decisions accept: `SCHEMA`."""
    policy: Policy
    """Which rules are ignored in which files (`per-file-ignores`)."""


def find(
    paths: Sequence[str | Path],
    policy: Policy,
    *,
    engine: Engine | None = None,
    shard_articles: int = formats.SHARD_ARTICLES,
) -> Kept:
    """Return what a policy keeps from being repaired: what it ignores, and what its decisions accept as in `check`.

    Raises PolicyError for a file of decisions that cannot be read.
    """
    codes = tuple(rule.code for rule in policy.rules() if rule.fix)
    if decisions.load_all(policy.decisions).is_empty() or not codes or "-" in paths:  # which is not repaired
        return Kept(SCHEMA.to_frame(), policy)
    asked = replace(policy, select=codes, extend_select=(), ignore=(), suites=(), baseline=None, min_confidence=0.0)
    run = check_corpus([*paths], asked, engine=engine, shard_articles=shard_articles)
    accepted = [chunk.filter(status="accepted").select(_PLACE) for chunk in run.found]
    return Kept(pl.concat([SCHEMA.to_frame(), *accepted]), policy)


def told(kept: Kept) -> Iterator[str]:
    """Yield how many findings stay as they are because decisions accept them, in words; nothing where none does."""
    if kept.accepted.height:
        yield f"no repair of {many(kept.accepted.height, 'finding')} that decisions accept"


def by_row(kept: Kept, records: pl.DataFrame) -> dict[int, Places]:
    """Return what is kept of findings in `records`, by the number of the record."""
    numbered = records.select("source", C("record").cast(SCHEMA["record"])).with_row_index(ROW)
    here = numbered.join(kept.accepted, on=["source", "record"], nulls_equal=True)
    ignored = {source: kept.policy.ignored_in(source) for source in numbered["source"].drop_nulls().unique()}
    found: dict[int, Places] = {
        row: tuple((code, None, None) for code in sorted(ignored[source]))
        for row, source in numbered.drop_nulls("source").select(ROW, "source").iter_rows()
        if ignored[source]
    }
    for row, code, start, end in here.select(ROW, "code", "start", "end").iter_rows():
        found[row] = (*found.get(row, ()), (code, start, end))
    return found


def covers(places: Places, span: Mapping[str, object]) -> bool:
    """Tell whether what a rule found at a span is accepted."""
    start, end = int(str(span["start"])), int(str(span["end"]))
    return any(
        code == span["code"] and (at is None or to is None or (at, to) == (start, end) or (at < end and start < to))
        for code, at, to in places
    )


def moved(places: Places, edits: Sequence[Edit]) -> Places:
    """Return where what is accepted stands after edits of the text, which are in order."""
    return tuple(
        (code, None, None) if start is None or end is None else (code, *_moved(start, end, edits))
        for code, start, end in places
    )


def _moved(start: int, end: int, edits: Sequence[Edit]) -> tuple[int, int]:
    """Return where a span stands after edits: what is put right before or behind it is no part of it."""
    at, to = start, end
    for edit in edits:
        grown = len(edit.after) - (edit.end - edit.start)
        at += grown if edit.end <= start else min(edit.start - start, 0)
        to += 0 if edit.start >= end else grown if edit.end <= end else edit.start - end
    return at, max(at, to)
