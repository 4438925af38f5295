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
    shape = pl.coalesce(
        *(pl.when(chunk.str.contains(pattern)).then(pl.lit(name)) for name, pattern in _shapes(grammar).items()),
        pl.lit("whole"),
    )
    chunks = taken.lazy().with_columns(at=C("chunk_start") + spans.leading_space(chunk), chunk=chunk.str.strip_chars())
    if grammar.verb_second:
        chunks = _own_case(chunks, grammar)
    chunks = chunks.filter((chunk != "") & ~chunk.str.contains(grammar.unfinished)).with_columns(_shape=shape)
    parts = {str(name): part for (name,), part in chunks.collect().partition_by("_shape", as_dict=True).items()}
    if grammar.verb_second:
        parts.pop("name_end", None)
    read = [_in_chunk(part, name, grammar) for name, part in parts.items()]
    read = [frame.select("_cue", *captures.SPEAKER) for frame in read if frame.height]
    return pl.concat(read) if read else none


def _own_case(chunks: pl.LazyFrame, grammar: Grammar) -> pl.LazyFrame:
    """Leave the chunks that can be subjects, without adverbials; where nobody speaks, the place of the words counts."""
    chunk, place = C("chunk"), C("chunk").str.replace(grammar.place, "")
    nobody = C("cue").str.ends_with(" es")
    subject = chunk.str.replace(grammar.adverbial, "")
    chunks = chunks.filter(nobody | ~chunk.str.contains(grammar.oblique))
    moved = pl.when(nobody).then(captures.length("chunk") - place.str.len_chars().cast(pl.Int64)).otherwise(0)
    return chunks.with_columns(at=C("at") + moved, chunk=pl.when(nobody).then(place).otherwise(subject))


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
        return captures.speaking(chunks.lazy().with_columns(speaker="chunk", speaker_start="at"), grammar).collect()
    nouns = grammar if shape == "aided" else None
    return captures.capture(chunks, getattr(grammar, shape), (None, "speaker"), "chunk", nouns=nouns)
