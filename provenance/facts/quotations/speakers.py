"""Speakers: each stretch gets the one that the words around it name, or the one it shares with its neighbours."""

from __future__ import annotations

import polars as pl

from provenance.facts.quotations import attribution
from provenance.facts.quotations.grammar import LANGUAGES, grammar

C = pl.col
COLUMNS = {"speaker": pl.String(), "speaker_start": pl.Int64(), "cue": pl.String(), "cue_start": pl.Int64()}
LONG = 4  # words from which a stretch inside a sentence counts as speech, not as a quoted term
BACK, AHEAD = 400, 180  # code points of context that are read before and after a stretch


def attribute(stretches: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add `speaker, speaker_start, cue, cue_start` (offsets in the article) to linked `stretches`.

    `rows` are all paragraphs (`article, start, text, kind`), which the stretches name by `row`.
    """
    found = _contexts(stretches, rows)
    found = found.join(_languages(found, rows), on="article", how="left", maintain_order="left")
    parts = [_own(part, language) for (language,), part in found.group_by("language")]
    if not parts:
        return found.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in COLUMNS.items())
    found = found.join(pl.concat(parts), on="id", how="left", maintain_order="left")
    return _share(found)


def _contexts(stretches: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Add the narration on either side of each stretch, up to the next one: `before, before_at, after, after_at`.

    What comes before a stretch that opens its paragraph is the paragraph before, if that ends with a colon.
    """
    whole = rows["text"].gather(stretches["row"]).alias("_whole")
    base = rows["start"].gather(stretches["row"]).alias("_base")
    found = stretches.with_row_index("id").with_columns(whole, base)
    since = pl.when(C("row") == C("row").shift(1)).then(C("close_at").shift(1)).otherwise(0)
    until = pl.when(C("row") == C("row").shift(-1)).then(C("open_at").shift(-1))
    begin = pl.max_horizontal(since, C("open_at") - BACK)
    found = found.with_columns(
        before=C("_whole").str.slice(begin, C("open_at") - begin),
        before_at=begin + C("_base"),
        after=C("_whole").str.slice(C("close_at"), pl.min_horizontal(until - C("close_at"), AHEAD).fill_null(AHEAD)),
        after_at=C("close_at") + C("_base"),
    ).drop("_whole", "_base")
    return _introduced(found, rows)


def _introduced(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    colon = (C("kind") == "body") & C("text").str.ends_with(":")
    lead = rows.filter(colon & (C("article") == C("article").shift(-1))).select(
        row=C("row") + 1, _lead="text", _lead_at="start"
    )
    if lead.is_empty():
        return found
    found = found.join(lead, on="row", how="left", maintain_order="left")
    due = (C("open_at") == 0) & C("_lead").is_not_null()
    return found.with_columns(
        before=pl.when(due).then("_lead").otherwise("before"),
        before_at=pl.when(due).then("_lead_at").otherwise("before_at"),
    ).drop("_lead", "_lead_at")


def _languages(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Tell each article's language by the small words of its first paragraphs with quotations; English if none do."""
    first = found.unique("row", keep="first", maintain_order=True).select("row", "article")
    some = first.with_columns(rows["text"].gather(first["row"]).str.head(BACK).alias("text"))
    text = some.group_by("article", maintain_order=True).agg(C("text").head(3).str.join(" "))
    counts = text.select(
        "article", *(C("text").str.count_matches(grammar(name).common).alias(name) for name in LANGUAGES)
    )
    most = pl.max_horizontal(LANGUAGES)
    which = pl.coalesce(pl.when(C(name) == most).then(pl.lit(name)) for name in LANGUAGES)
    return counts.select("article", language=which)


def _own(found: pl.DataFrame, language: str) -> pl.DataFrame:
    """Read the words around each stretch, the surest way first."""
    words = grammar(language)
    found = found.with_columns(
        comma=C("text").str.contains(r",['’]*$") | C("after").str.contains(r"^\s*,"),
        whole=C("before").str.contains(r"(?:^|[.!?…\n])[\s)]*$"),
        opening=(C("row") != C("row").shift(1)).fill_null(value=True),
    )
    follow = found.filter(C("after").str.contains(r"\pL")).select("id", "comma", "whole", at="after_at", text="after")
    precede = found.filter(C("before").str.contains(r"\pL"))
    precede = precede.select("id", "whole", "opening", at="before_at", text="before")
    done = [attribution.after(follow.filter("comma"), words)]
    done.append(attribution.after_stop(follow.filter(~C("comma") & ~C("text").str.contains(r"^\s*\n")), words))
    done.append(attribution.before(_left(precede.filter(~C("whole")), done), words))
    done.append(attribution.tail(_left(follow, done), words))
    # A quotation that is a sentence of its own belongs to whoever the sentence before it quotes in other words.
    ended = precede.filter("whole", "opening").with_columns(text=C("text").str.replace(r"[.!?…][)\s]*$", ""))
    done.append(attribution.before(_left(ended, done), words))
    if words.verb_second:
        both = follow.join(precede.select("id", lead="text", lead_at="at"), on="id", maintain_order="left")
        done.append(attribution.verb_last(_left(both, done), words))
    return pl.concat(done)


def _left(contexts: pl.DataFrame, done: list[pl.DataFrame]) -> pl.DataFrame:
    return contexts.join(pl.concat(frame.select("id") for frame in done), on="id", how="anti", maintain_order="left")


def _share(found: pl.DataFrame) -> pl.DataFrame:
    """Give stretches without a cue of their own the speaker of the stretch before, where that belongs with them.

    That is so within one sentence, for a sentence of its own in the same paragraph, for a running quotation, and for a
    paragraph that is one quotation right after a paragraph with another one.
    """
    begins = C("before").str.contains(r"^\s*$|[.!?…][\s)]*$")
    one_sentence = ~C("before").str.contains(r"[.!?…]\s")
    inside = (C("row") == C("row").shift(1)) & (begins | one_sentence)
    inside &= ~C("before").str.contains("\n", literal=True)
    next_row = (C("row") - C("row").shift(1) == 1) & (C("article") == C("article").shift(1))
    silent = (C("before") == "") & ~C("after").str.contains(r"\pL")
    alone = next_row & silent & (C("text").str.count_matches(" ") >= LONG)
    linked = (inside | alone | C("continues").shift(1)).fill_null(value=False)
    place = pl.int_range(pl.len())
    source = pl.when(C("speaker").is_not_null() | ~linked).then(place).forward_fill()
    return found.with_columns(C(name).gather(source) for name in COLUMNS)
