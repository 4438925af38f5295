"""Whose the words of a paragraph of their own are, where only the paragraph before or behind them tells.

The one behind may be a signature (Jo Roe, harbour master), and then its name is the speaker. A reporting verb in the
one before is the cue: He added that the quay was shut. ¶ “Nobody may land there.” To take its subject for the speaker
was tried, and was wrong in 20 of 26 quotations of annotated news: so nobody is named.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from provenance.catalogues import Own
from provenance.facts import regexes
from provenance.facts.quotations.grammar import grammar
from provenance.facts.spans import CAPITALS, LETTERS

C = pl.col
LONG = 4  # words of a quotation: fewer are a heading or a term
_WORD = re.compile(r"[^\W\d_]+")
_NAME = rf"[{CAPITALS}][{LETTERS}.’'-]+(?:\s+(?:[a-z]{{1,3}}\s+)?[{CAPITALS}][{LETTERS}.’'-]+){{1,3}}"
_SIGNATURE = rf"^(\(?)({_NAME})(?:,\s+\D{{3,80}}|\s[–—-]\s\D{{3,80}}\))$"
_BEGUN = rf"^\(?[{CAPITALS}][^,–—]*(?:,\s|\s[–—-]\s)\D"
_SENTENCE = r"[.!?:…]$"


def attribute(found: pl.DataFrame, rows: pl.DataFrame, own: Own | None) -> pl.DataFrame:
    """Add speaker or cue to the words of a paragraph of their own that have none, from the paragraphs beside it.

    `found` has `paragraph_row, row, language, text, before, after` and speakers.COLUMNS, `rows` are all paragraphs.
    """
    silent = C("speaker").is_null() & C("cue").is_null() & (C("before") == "") & ~C("after").str.contains(r"\pL")
    due = found.filter(silent & (C("text").str.count_matches(" ", literal=True) >= LONG))
    if due.is_empty():
        return found
    said = pl.concat([_signed(due, rows), _cued(due, rows, own)], how="diagonal")
    said = said.unique("id", keep="first", maintain_order=True)
    found = found.join(said, on="id", how="left", maintain_order="left", suffix="_beside")
    names = said.columns[1:]
    found = found.with_columns(pl.coalesce(name, f"{name}_beside").alias(name) for name in names)
    return found.drop(f"{name}_beside" for name in names)


def _beside(due: pl.DataFrame, rows: pl.DataFrame, step: int) -> pl.DataFrame:
    """Return the paragraph `step` further on of the same article for each of `due`: `id, language, text, at`."""
    place = C("paragraph_row").cast(pl.Int64) + step
    near = due.select("id", "row", "language", place=place).filter(C("place").is_between(0, rows.height - 1))
    other = rows.select(C("row").alias("_row"), "kind", "text", at="start")[near["place"].to_list()]
    return near.hstack(other).filter(C("row") == C("_row"), C("kind") != "caption")


def _signed(due: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Return the names in the signatures behind: `id, speaker, speaker_start`."""
    behind = regexes.having(_beside(due, rows, 1), "text", _BEGUN)
    behind = regexes.lacking(behind, "text", _SENTENCE)
    if behind.is_empty():  # the pattern of a signature is large
        return behind.select("id", speaker=pl.lit(None, pl.String), speaker_start=pl.lit(None, pl.Int64))
    read = behind.select("id", "at", groups=C("text").str.extract_groups(_SIGNATURE)).unnest("groups").drop_nulls("2")
    return read.select("id", speaker="2", speaker_start=C("at") + C("1").str.len_chars().cast(pl.Int64))


def _cued(due: pl.DataFrame, rows: pl.DataFrame, own: Own | None) -> pl.DataFrame:
    """Return the last reporting verb of the narration before: `id, cue, cue_start`."""
    cues = []
    for number, language, text, at in _beside(due, rows, -1).select("id", "language", "text", "at").iter_rows():
        words = [word for word in _WORD.finditer(text) if word[0].lower() in _verbs(language, own)]
        if words:
            cues.append((number, words[-1][0], at + words[-1].start()))
    return pl.DataFrame(
        cues, schema={"id": due.schema["id"], "cue": pl.String(), "cue_start": pl.Int64()}, orient="row"
    )


@cache
def _verbs(language: str, own: Own | None) -> frozenset[str]:
    verbs = grammar(language, own).verbs
    return frozenset(verbs.filter(C("second").is_null(), C("particle").is_null())["word"])
