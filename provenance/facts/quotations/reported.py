"""Reported speech that goes on: Der Minister lobte den Plan. Der Hafen sei „…“.

Whoever was said to speak goes on as long as the sentences stand in the mood of reported speech (`Grammar.indirect`).
"""

from __future__ import annotations

import polars as pl

from provenance.catalogues import Own
from provenance.facts import regexes, spans
from provenance.facts.quotations import attribution, captures
from provenance.facts.quotations.grammar import Grammar, grammar

C = pl.col
REPORTED = 3  # sentences in reported speech behind the one that names the speaker


def indirect(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Read the sentence before some in reported speech: Der Minister lobte den Plan. Der Hafen sei „…“."""
    known = spans.where(contexts, (C("text") + " " + C("beyond")).str.contains(grammar.indirect))
    known = spans.where(known, ~C("text").str.contains(attribution.LABEL))
    known = spans.changed(known, C("beyond").str.extract(r"^([^.!?…\n]*)"))
    levels = []
    for level in range(1, REPORTED + 1):
        if known.is_empty():
            break
        last = known.lazy().with_columns(_last=C("text").str.extract(grammar.sentence, 0).fill_null(""))
        last = last.filter((C("_last") + " " + C("beyond")).str.contains(grammar.indirect))
        earlier = C("text").str.strip_suffix(C("_last")).str.replace(r"[.!?…”“\"\s]+$", "")
        last = last.with_columns(text=earlier, beyond=pl.lit(""), _level=pl.lit(level))
        known = last.filter(C("text") != "").drop("_last").collect()
        levels.append(known)
    if not any(level.height for level in levels):
        return captures.NOBODY
    every = pl.concat(levels).with_columns(_of="id").with_columns(pl.int_range(pl.len(), dtype=pl.UInt32).alias("id"))
    said = attribution.before(every, grammar).join(every.select("id", "_of", "_level"), on="id", maintain_order="left")
    nearest = said.sort("_level", maintain_order=True).unique("_of", keep="first", maintain_order=True)
    return nearest.with_columns(id="_of").select(captures.SPEAKER)


def goes_on(near: pl.DataFrame, own: Own | None) -> pl.Series:
    """Return the `place` of the stretches in reported speech that goes on behind the stretch before: … Er sei „…“."""
    some = [near["place"].clear()]
    likely = regexes.lacking(spans.where(near, C("same_paragraph")), "before", r":\s*$|\n")
    for (language,), part in likely.partition_by("language", as_dict=True).items() if likely.height else ():
        words = grammar(str(language), own)
        if not words.clauses:
            continue
        last = C("before").str.extract(words.sentence, 0).fill_null("")
        sentence = last + " " + C("after").str.extract(r"^([^.!?…\n]*)").fill_null("")
        between = C("before").str.strip_suffix(last).str.extract(r"^[^.!?…]*[.!?…](.*)$").fill_null("")
        on = between.str.contains(words.indirect) | ~between.str.contains(r"\pL")
        some.append(part.filter(sentence.str.contains(words.indirect), on)["place"])
    return pl.concat(some)
