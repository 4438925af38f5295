"""From broken rows to edits of one text, and the text after them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from provenance.fixing.signatures import signatures
from provenance.rules.apply import beside
from provenance.rules.base import Rule

C = pl.col
SCHEMA = pl.Schema(
    {"article": pl.UInt32(), "code": pl.String(), "start": pl.Int64(), "end": pl.Int64(), "by": pl.String()}
)
LISTS = ("captions", "embeds")
"""Fields that take up whatever is lifted out of a text, one after the other."""


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
    """Return the spans that the rules' fixes would change (`SCHEMA`; `article` is the row number)."""
    parts = [_of_rule(beside(frames, [rule]), rule) for rule in rules if rule.fix and rule.reads in frames]
    return pl.concat([SCHEMA.to_frame(), *parts]).sort("article", "start", "end", "code", "by")


def choose(
    text: str, spans: Iterable[Mapping[str, object]], rules: Mapping[str, Rule], fields: Iterable[str]
) -> list[Edit]:
    """Return the edits that can be made together: in order, none overlapping, none into a field that is not open.

    A field other than those of `LISTS` takes up one thing only. Signatures in the text stay as they are.
    """
    edits: list[Edit] = []
    fields, signed = set(fields), signatures(text)
    for span in spans:
        edit = _edit(text, span, rules[str(span["code"])])
        free = not edits or edits[-1].end <= edit.start
        free = free and not any(start < edit.end and edit.start < end for start, end in signed)
        if free and edit.before != edit.after and (edit.into is None or edit.into in fields):
            edits.append(edit)
            fields -= {edit.into} - {*LISTS}
    return edits


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Return the text after the edits."""
    parts, at = [], 0
    for edit in edits:
        parts += [text[at : edit.start], edit.after]
        at = edit.end
    return "".join([*parts, text[at:]])


def _of_rule(frame: pl.DataFrame, rule: Rule) -> pl.DataFrame:
    fix = rule.fix
    rows = frame.filter(rule.broken)
    if "caption_index" in rows.columns:  # a caption of a field is where it belongs
        rows = rows.filter(C("caption_index").is_null())
    by = pl.lit("") if fix is None or fix.by is None else fix.by
    chosen = rows.select("article", "start", "end", code=pl.lit(rule.code), by=by)
    placed = chosen.filter(C("start").is_not_null() & C("by").is_not_null())
    return placed.select(C(name).cast(dtype) for name, dtype in SCHEMA.items())


def _edit(text: str, span: Mapping[str, object], rule: Rule) -> Edit:
    start, end = int(str(span["start"])), int(str(span["end"]))
    cited, fix = text[start:end], rule.fix
    if fix is None or fix.edit == "replace":
        return Edit(rule.code, rule.version, start, end, cited, str(span["by"]))
    first, last = (0, _after_space(text, end)) if fix.into == "published" else _with_its_space(text, start, end)
    lifted = cited if fix.edit == "lift" else None
    return Edit(rule.code, rule.version, first, last, text[first:last], "", fix.into, lifted)


def _with_its_space(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a span by the white space that would be left over without it."""
    before, after = len(text[:start].rstrip()), _after_space(text, end)
    opens, closes = "\n" in text[before:start] or not before, "\n" in text[end:after] or after == len(text)
    if opens and closes:  # a whole paragraph: the gap before it stays, or the one after it where it is the first
        return (start, after) if not before or after < len(text) else (before, end)
    if opens:
        return start, after
    return (before, end) if closes or text[end:after] else (start, end)


def _after_space(text: str, at: int) -> int:
    return len(text) - len(text[at:].lstrip()) if text[at:].strip() else len(text)
