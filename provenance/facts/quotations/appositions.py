"""Offices that are named at once: in “The engineer, Jo Roe, said” it is Jo Roe who speaks."""

from __future__ import annotations

import polars as pl

from provenance.facts import regexes, spans
from provenance.facts.quotations.grammar import Grammar
from provenance.facts.spans import CAPITALS, LETTERS

C = pl.col
_WORD, _INITIAL = rf"[{CAPITALS}][{LETTERS}’'\-]+", rf"(?:[{CAPITALS}]\.)+"
_LINKS = r"(?:\s(?:de|da|di|du|del|della|van|von|der|den|la|le|al|bin|ibn)){0,2}"
_NAMED = rf"^(,\s+)((?:{_WORD}|{_INITIAL})(?:{_LINKS}\s+(?:{_WORD}|{_INITIAL})){{0,2}}{_LINKS}\s+{_WORD})(?:[,.;:]|$)"
"""A name of two to four words, between commas or at the end of its sentence."""
_COMMA = r"^,\s"
_OFFICE = rf"^\S+(?:\s+\p{{Ll}}\S*){{0,5}}(?:\s+[{CAPITALS}]\S*)?(?:\s\p{{Ll}}{{1,3}}\s[{CAPITALS}]\S*)?$"
"""The chief harbour engineer, der Bürgermeister, the mayor of Lund."""
_ELIDED = r"^[lL]['’]\p{Ll}"  # l'ingénieure


def name_offices(said: pl.DataFrame, contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Let a name that explains the office of a speaker stand for it.

    Args:
        said: The speakers (`captures.SPEAKER`).
        contexts: The stretches of quoted text with what surrounds them (`id, before, before_at, after, after_at`).
        grammar: That of their language.

    Returns:
        The same rows in the same order; `speaker` and `speaker_start` are the name's where there is one.
    """
    if said.is_empty():
        return said
    determined = regexes.holds(said, "speaker", grammar.determined) | regexes.holds(said, "speaker", _ELIDED)
    offices = regexes.having(said.filter(determined), "speaker", _OFFICE)
    if offices.is_empty():
        return said
    near = offices.join(
        contexts.select("id", "before", "before_at", "after", "after_at"), on="id", maintain_order="left"
    )
    side = pl.when(C("speaker_start") >= C("after_at"))
    end = C("speaker_start") + C("speaker").str.len_chars().cast(pl.Int64)
    text = side.then("after").otherwise("before")
    near = near.with_columns(behind=text.str.slice(end - side.then("after_at").otherwise("before_at")), end=end)
    near = regexes.having(near, "behind", _COMMA)
    if near.is_empty():
        return said
    near = near.with_columns(_groups=spans.groups("behind", _NAMED))
    gap, name = (C("_groups").struct.field(number) for number in "12")
    named = near.filter(name.is_not_null()).select(
        "id", speaker=name, speaker_start=C("end") + gap.str.len_chars().cast(pl.Int64)
    )
    return said.update(named, on="id") if named.height else said
