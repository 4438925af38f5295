"""Reporting verbs in short texts: every word is looked up, and its neighbours tell what kind of verb it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from provenance.facts.quotations import few_cues
from provenance.facts.quotations.few_cues import PUNCTUATION

if TYPE_CHECKING:
    from provenance.facts.quotations.grammar import Grammar

C = pl.col
FEW = 200
"""Contexts up to which Python looks their words up: some 10 µs each, where Polars takes 3 ms whatever there is."""


def find(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Return the reporting verbs in `contexts`, in order, with the columns of their context but `text`.

    `cue` and `cue_start`, its `kind`, `finite`, `stating`, `addressing`; the text to its `left` and `right`, and
    `right_at`. `near` is the word right before the verb, or before its one auxiliary, and `near_start` its offset.
    Verbs in the passive are left out: whoever was called something does not speak.
    """
    if contexts.height <= FEW:
        return few_cues.find(contexts, grammar)
    lines, word = _words(contexts)
    hits = word.with_row_index("place").filter(C("word").is_in(grammar.verbs["word"].implode()))
    hits = hits.join(grammar.verbs, on="word", maintain_order="left_right")
    hits = hits.hstack(lines.select(pl.all().gather(hits["line"])))
    hits = hits.filter(C("particle").is_null() | _has_particle()) if grammar.verb_second else hits
    before, earlier, following, further = (_neighbour(word["word"], step) for step in (-1, -2, 1, 2))
    found = hits.lazy().with_columns(_before=before, _earlier=earlier, _following=following)
    phrase = (C("second") == C("_following")) | (C("second") == C("_following") + " " + further)
    found = found.filter(C("second").is_null() | phrase)
    aided = C("_before").is_in(grammar.auxiliaries)
    back = pl.when(aided).then(_length("_before") + 1).otherwise(0)
    passive = C("finite") & (C("_before").is_in(grammar.passive) | (aided & C("_earlier").is_in(grammar.passive)))
    return (
        found.filter(~passive.fill_null(value=False) | C("second").is_not_null())
        .with_columns(
            near=pl.when(aided).then("_earlier").otherwise("_before"),
            _at=C("stop") - _length("word") - 1 - C("base"),
            _size=_length("word") + (_length("second") + 1).fill_null(0),
            _back=back,
        )
        .select(
            *(name for name in contexts.columns if name not in ("text", "beyond")),
            "kind",
            "finite",
            "stating",
            "addressing",
            "near",
            cue_start=C("at") + C("_at"),
            cue=C("text").str.slice(C("_at"), C("_size")),
            left=C("text").str.slice(0, C("_at")),
            right=C("text").str.slice(C("_at") + C("_size")),
            right_at=C("at") + C("_at") + C("_size"),
            near_start=C("at") + C("_at") - 1 - _length("near") - C("_back"),
        )
        .collect()
    )


def _words(contexts: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the contexts with `first` and `last`, the places of their words, and the words: `line, word, stop`.

    `stop` counts code points over all contexts, a space after each word; `base` is where a context begins.
    """
    size = _length("text") + 1
    spaced = C("text").str.replace_many(PUNCTUATION, [" " * len(mark) for mark in PUNCTUATION])
    lines = contexts.with_columns(_words=spaced.str.split(" "), base=size.cum_sum() - size)
    count = C("_words").list.len().cast(pl.Int64)
    word = lines.select(word="_words").with_row_index("line").explode("word")
    lines = lines.with_columns(first=count.cum_sum() - count, last=count.cum_sum() - 1).drop("_words")
    return lines, word.with_columns(stop=(_length("word") + 1).cum_sum())


def _has_particle() -> pl.Expr:
    """Whether the separated prefix of a verb stands in what follows: Sie teilte am Montag mit."""
    rest = C("text").str.slice(C("stop") - 1 - C("base")) + " " + C("beyond")
    ended = pl.concat_str(
        pl.lit(" "), rest.str.extract(r"^((?:[^.;:!?]|\.\S)*)").str.replace_all(",", " "), pl.lit(" ")
    )
    return ended.str.contains(pl.concat_str(pl.lit(" "), "particle", pl.lit(" ")), literal=True)


def _neighbour(words: pl.Series, step: int) -> pl.Expr:
    """Return the word `step` places from each hit, null where that is in another context."""
    place = C("place").cast(pl.Int64) + step
    inside = place.is_between(C("first"), C("last"))
    return pl.when(inside).then(pl.lit(words).gather(place.clip(0, len(words) - 1)))


def _length(column: str) -> pl.Expr:
    return C(column).str.len_chars().cast(pl.Int64)
