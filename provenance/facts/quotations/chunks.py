"""The noun phrase right before a reporting verb, by its shape: a pronoun, a name behind other words, something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from provenance.facts import regexes, spans
from provenance.facts.quotations import captures

if TYPE_CHECKING:
    from provenance.facts.quotations.grammar import Grammar

C = pl.col


def ending(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Take the noun phrase that ends where the verb begins: `_cue` and captures.SPEAKER."""
    none = found.clear().select("_cue").hstack(captures.NOBODY)
    direct = regexes.lacking(regexes.lacking(found, "left", r",\s*$"), "left", grammar.bracket)
    taken = captures.capture(direct, grammar.chunk, (None, "chunk", None), "left")
    if taken.is_empty():
        return none
    chunk = C("chunk")
    chunks = taken.with_columns(at=C("chunk_start") + spans.leading_space(chunk), chunk=chunk.str.strip_chars())
    if grammar.verb_second:
        chunks = _own_case(chunks, grammar)
    chunks = regexes.lacking(chunks.filter(chunk != ""), "chunk", grammar.unfinished)
    fits = ((name, regexes.holds(chunks, "chunk", pattern)) for name, pattern in _shapes(grammar).items())
    shape = pl.coalesce(*(pl.when(fit).then(pl.lit(name)) for name, fit in fits), pl.lit("whole"))
    parts = chunks.with_columns(_shape=shape).partition_by("_shape", as_dict=True)
    parts = {name: part for name, part in parts.items() if name != ("name_end",) or not grammar.verb_second}
    read = [_in_chunk(part, str(name), grammar) for (name,), part in parts.items()]
    read = [frame.select("_cue", *captures.SPEAKER) for frame in read if frame.height]
    return pl.concat(read) if read else none


def _own_case(chunks: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Leave the chunks that can be subjects, without adverbials; where nobody speaks, the place of the words counts."""
    nobody = C("cue").str.ends_with(" es")
    chunks = chunks.filter(nobody | ~regexes.holds(chunks, "chunk", grammar.oblique))
    spoken = regexes.replaced(chunks.filter(~nobody), "chunk", grammar.adverbial)
    stated = chunks.filter(nobody)
    if stated.is_empty():
        return spoken
    place = C("chunk").str.replace(grammar.place, "")
    moved = captures.length("chunk") - place.str.len_chars().cast(pl.Int64)
    return pl.concat([spoken, stated.with_columns(at=C("at") + moved, chunk=place)])


def _shapes(grammar: Grammar) -> dict[str, str]:
    """Return the shapes of noun phrases, the first that fits counts: the pattern that reads each, how it is known."""
    return {
        "pronoun_end": grammar.pronoun_end,
        "pronoun_start": grammar.pronoun_start,
        "name_end": grammar.bare,
        "aided": grammar.aided,
    }


def _in_chunk(chunks: pl.DataFrame, shape: str, grammar: Grammar) -> pl.DataFrame:
    """Read the speaker in noun phrases of one shape, the name of the pattern of Grammar that fits, or `whole`."""
    if shape == "whole":
        return captures.speaking(chunks.with_columns(speaker="chunk", speaker_start="at"), grammar)
    nouns = grammar if shape == "aided" else None
    return captures.capture(chunks, getattr(grammar, shape), (None, "speaker"), "chunk", nouns=nouns)
