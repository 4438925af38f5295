"""From broken rows to edits of one text, and the text after them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from provenance.facts.credentials.marks import signatures
from provenance.frames import ROW
from provenance.rules import certainty
from provenance.rules.apply import beside
from provenance.rules.base import Rule
from provenance.rules.repairs import LISTS

C = pl.col
SCHEMA = pl.Schema({ROW: pl.UInt32(), "code": pl.String(), "start": pl.Int64(), "end": pl.Int64(), "by": pl.String()})


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of a text: what stood at `start:end`, what stands there now, and the field that keeps it."""

    code: str
    version: int
    start: int
    end: int
    before: str
    after: str
    into: str | None = None
    lifted: str | None = None


def wanted(frames: Mapping[str, pl.DataFrame], rules: Iterable[Rule]) -> pl.DataFrame:
    """Return the spans that the rules' fixes would change (`SCHEMA`)."""
    parts = [_of_rule(frames, rule) for rule in rules if rule.fix and rule.reads in frames]
    return pl.concat([SCHEMA.to_frame(), *parts]).sort(ROW, "start", "end", "code", "by")


def choose(
    text: str, spans: Iterable[Mapping[str, object]], rules: Mapping[str, Rule], fields: Iterable[str]
) -> list[Edit]:
    """Return the edits that can be made together: in order, none overlapping, none into a field that is not open.

    A field other than those of `LISTS` takes up one thing only. Signatures in the text stay as they are.
    """
    edits: list[Edit] = []
    fields, signed, spaces = set(fields), signatures(text), _Spaces(text)
    for span in spans:
        rule = rules[str(span["code"])]
        into = rule.fix.into if rule.fix else None
        start, end = _widened(spaces, span, rule)
        free = (not edits or edits[-1].end <= start) and not _meets(signed, start, end)
        if not free or (into is not None and into not in fields):
            continue
        edit = _edit(text, span, rule, start, end)
        if edit.before != edit.after:
            edits.append(edit)
            fields -= {into} - {*LISTS}
    return edits


def _meets(spans: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Tell whether one of `spans`, which are in order, has something in common with another span."""
    before = bisect_left(spans, (end,))
    return before > 0 and start < spans[before - 1][1]


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text after the edits."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.after]
        at = edit.end
    return "".join([*parts, text[at:]])


def _of_rule(frames: Mapping[str, pl.DataFrame], rule: Rule) -> pl.DataFrame:
    fix = rule.fix
    rows = beside(frames, [rule]).filter(rule.broken)
    if "caption_index" in rows.columns:  # a caption of a field is where it belongs
        rows = rows.filter(C("caption_index").is_null())
    by = pl.lit("") if fix is None or fix.by is None else fix.by
    confidence = rule.certainty if rule.floor and rule.certainty is not None else pl.lit(1.0)
    chosen = rows.select(ROW, "start", "end", code=pl.lit(rule.code), by=by, confidence=confidence)
    if rule.floor:
        chosen = certainty.by_language(chosen, frames["articles"], certainty.WORDED.get(rule.reads))
        chosen = chosen.filter(C("confidence").fill_null(1.0) >= rule.floor)
    placed = chosen.filter(C("start").is_not_null() & C("by").is_not_null())
    return placed.select(C(name).cast(dtype) for name, dtype in SCHEMA.items())


def _edit(text: str, span: Mapping[str, object], rule: Rule, start: int, end: int) -> Edit:
    fix, before = rule.fix, text[start:end]
    if fix is None or fix.edit == "replace":
        return Edit(rule.code, rule.version, start, end, before, str(span["by"]))
    lifted = text[int(str(span["start"])) : int(str(span["end"]))] if fix.edit == "lift" else None
    return Edit(rule.code, rule.version, start, end, before, "", fix.into, lifted)


def _widened(spaces: _Spaces, span: Mapping[str, object], rule: Rule) -> tuple[int, int]:
    """Return what an edit takes with it: a span that is replaced nothing, one that is removed white space as well."""
    start, end = int(str(span["start"])), int(str(span["end"]))
    if rule.fix is None or rule.fix.edit == "replace":
        return start, end
    return (0, spaces.after(end)) if rule.fix.into == "published" else _with_its_space(spaces, start, end)


def _with_its_space(spaces: _Spaces, start: int, end: int) -> tuple[int, int]:
    """Widen a span by the white space that would be left over without it."""
    text, before, after = spaces.text, spaces.before(start), spaces.after(end)
    opens = not before or text.find("\n", before, start) >= 0
    if opens and (not before or after < len(text)):  # what comes next moves up; behind the last the gap is left over
        return start, after
    return (before, end) if after == len(text) or end < after else (start, end)


class _Spaces:
    """The runs of white space in a text. For places in order each run is measured once, so that the time is linear."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._before = self._after = (-1, -1)

    def before(self, at: int) -> int:
        """Return where the white space begins that ends at a place."""
        self._before = self._around(at, self._before)
        return self._before[0]

    def after(self, at: int) -> int:
        """Return where the white space ends that begins at a place."""
        self._after = self._around(at, self._after)
        return self._after[1]

    def _around(self, at: int, known: tuple[int, int]) -> tuple[int, int]:
        if known[0] <= at <= known[1]:
            return known
        start, end, size = at, at, len(self.text)
        while start and self.text[start - 1].isspace():
            start -= 1
        while end < size and self.text[end].isspace():
            end += 1
        return start, end
