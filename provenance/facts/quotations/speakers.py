"""Speakers: each stretch gets the one its own words name, or the one it shares with its neighbours."""

from __future__ import annotations

import polars as pl

from provenance.facts.quotations import attribution
from provenance.facts.quotations.grammar import grammar

C = pl.col
SPEAKER = ("speaker", "speaker_start", "cue", "cue_start")
LONG = 4  # words from which a stretch inside a sentence counts as speech, not as a quoted term
REACH = 400  # code points of context that are read on either side


def attribute(stretches: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add `speaker, speaker_start, cue, cue_start` (offsets in the article) to linked `stretches`."""
    found = _contexts(stretches, rows)
    own = _own(found)
    found = found.join(own, on="id", how="left", maintain_order="left")
    return _share(found)


def _own(found: pl.DataFrame) -> pl.DataFrame:
    """Read the words around each stretch."""
    lang = grammar("en")
    comma = C("text").str.contains(r"[,]['’]*$") | C("after").str.contains(r"^\s*,")
    asks = C("text").str.contains(r"[?!—–…\-]$") & ~C("after").str.contains(r"^\s*\n")
    by_after = attribution.after(found.filter(comma | asks).select("id", at="after_at", text="after"), lang)
    rest = found.join(by_after, on="id", how="anti")
    by_before = attribution.before(rest.filter(C("before") != "").select("id", at="before_at", text="before"), lang)
    return pl.concat([by_after.with_columns(how=pl.lit("after")), by_before.with_columns(how=pl.lit("before"))])


def _share(found: pl.DataFrame) -> pl.DataFrame:
    """Give stretches without a cue of their own the speaker of a neighbour that belongs with them."""
    follows, leads = C("row") == C("row").shift(1), C("row") == C("row").shift(-1)
    one_sentence = ~C("before").str.contains(r"[.!?…]\s")
    begins = C("before").str.contains(r"(?:^|[.!?…])[\s)]*$")
    long = C("text").str.count_matches(" ") >= LONG - 1
    same_before = (follows & (begins | one_sentence | long)).fill_null(value=False)
    same_after = (leads & one_sentence.shift(-1) & (C("how").shift(-1) == "after")).fill_null(value=False)
    found = _take(found, same_after, -1, "next")
    for _ in range(6):
        found = _take(found, same_before, 1, "previous")
    later = (leads & begins & begins.shift(-1)).fill_null(value=False)
    found = _take(found, leads & (C("open_at") == 0), -1, "later")
    found = _take(found, C("continues").shift(1).fill_null(value=False), 1, "run")
    return found


def _take(found: pl.DataFrame, when: pl.Expr, step: int, how: str) -> pl.DataFrame:
    take = when & C("speaker").is_null() & C("speaker").shift(step).is_not_null()
    return found.with_columns(
        *(pl.when(take).then(C(name).shift(step)).otherwise(name).alias(name) for name in SPEAKER),
        how=pl.when(take).then(pl.lit(how)).otherwise("how"),
    )


def _contexts(stretches: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the narration on either side of each stretch, up to the next one: `before, before_at, after, after_at`."""
    whole = rows["text"].gather(stretches["row"]).alias("_whole")
    base = rows["start"].gather(stretches["row"]).alias("_base")
    found = stretches.with_row_index("id").with_columns(whole, base)
    since = pl.when(C("row") == C("row").shift(1)).then(C("close_at").shift(1)).otherwise(0)
    until = pl.when(C("row") == C("row").shift(-1)).then(C("open_at").shift(-1)).otherwise(None)
    begin = pl.max_horizontal(since.fill_null(0), C("open_at") - REACH)
    return found.with_columns(
        before=C("_whole").str.slice(begin, C("open_at") - begin),
        before_at=begin + C("_base"),
        after=C("_whole").str.slice(C("close_at"), pl.min_horizontal(until - C("close_at"), REACH).fill_null(REACH)),
        after_at=C("close_at") + C("_base"),
    ).drop("_whole", "_base")
