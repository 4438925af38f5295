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
    by_after = attribution.after(found.filter(comma).select("id", at="after_at", text="after"), lang)
    stop = found.filter(~comma & ~C("after").str.contains(r"^\s*(?:\n|$)"))
    by_verb = attribution.inverted(stop.select("id", at="after_at", text="after"), lang)
    rest = found.join(pl.concat([by_after, by_verb]), on="id", how="anti")
    by_before = attribution.before(rest.filter(C("before") != "").select("id", at="before_at", text="before"), lang)
    whole = C("before").str.contains(r"(?:^|[.!?…\n])[\s)]*$")
    rest = stop.join(pl.concat([by_verb, by_before]), on="id", how="anti").filter(whole)
    by_short = attribution.short(rest.select("id", at="after_at", text="after"), lang)
    got = [x.with_columns(how=pl.lit(n)) for n,x in (("after",by_after),("verb",by_verb),("before",by_before),("short",by_short))]
    rest = found.join(pl.concat(got), on="id", how="anti")
    by_tail = attribution.tail(rest.select("id", at="after_at", text="after"), lang)
    got.append(by_tail.with_columns(how=pl.lit("tail")))
    rest = rest.join(by_tail, on="id", how="anti").filter(whole & (C("before")!=""))
    t = C("before").str.replace(r"[.!?…]?[)]*\s*$", "")
    rest = rest.filter((~t.str.contains(r"[\n]$")) & ~C("before").str.contains(r"\n$") | C("before").str.contains(r":\s*$"))
    pre = attribution.before(rest.select("id", at="before_at", text=t), lang)
    got.append(pre.with_columns(how=pl.lit("sentence")))
    return pl.concat(got)


def _share(found: pl.DataFrame) -> pl.DataFrame:
    """Give stretches without a cue of their own the speaker of a neighbour that belongs with them."""
    line = ~C("before").str.contains("\n", literal=True)
    follows = (C("row") == C("row").shift(1)) & line
    one_sentence = ~C("before").str.contains(r"[.!?…]\s")
    begins = C("before").str.contains(r"(?:^|[.!?…])[\s)]*$")
    long = C("text").str.count_matches(" ") >= LONG - 1
    found = found.with_columns(_b=(follows & begins).fill_null(value=False),_o=(follows & ~begins& one_sentence).fill_null(value=False), _l=(follows & ~begins& ~one_sentence & long).fill_null(value=False))
    for _ in range(6):
        found = _take(found, C("_b"), 1, "prev-begin")
        found = _take(found, C("_o"), 1, "prev-same")
    gap = (C("row") != C("row").shift(1)) & (C("article") == C("article").shift(1)) & (C("row") - C("row").shift(1) == 1) & (C("open_at") == 0)
    alone = C("after").str.contains(r"^\s*$") & gap
    endq = C("after").shift(1).str.contains(r"^\s*$")
    found = found.with_columns(_p1=(alone & endq).fill_null(value=False), _p2=(alone & ~endq & (C("close_at")-C("open_at") > 40)).fill_null(value=False), _p3=(gap & ~alone & C("speaker").is_null()).fill_null(value=False))
    for _ in range(6):
        found = _take(found, C("_b"), 1, "prev-begin")
        found = _take(found, C("_o"), 1, "prev-same")
        found = _take(found, C("_p1"), 1, "para-q-q")
        found = _take(found, C("_p2"), 1, "para-said-q")
        found = _take(found, C("_p3"), 1, "para-more")
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
