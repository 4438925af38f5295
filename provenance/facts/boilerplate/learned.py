"""Lines that no phrase of the catalogue knows: their features times the weights of the catalogue `furniture_weights`.

A line is weighed by its own words and shape, and by what stands beside it: an entry of a menu stands among others.
Lines of the catalogue that are unsure (`phrases.unsure`) are features, too: they count where the rest agrees.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts.boilerplate import features
from provenance.facts.paragraphs.heads import byline
from provenance.facts.spans import where

CATEGORY = "learned"
"""Category of the lines that only the weights know."""
LONGEST = 250
"""Code points above which a paragraph is no line."""
FEWEST = 3
"""Words; shorter lines are names as often, and count only beside furniture."""
SAID = 20
"""Hundredths that the single words of a line weigh at least."""
FIRST = 0.88
"""Least confidence of a line that begins the article: headlines are short as well, and have the words of a menu."""
FIRST_WORDS = 2
"""Words that speak for furniture in such a line: one is in many a headline."""
SMALL_WORDS = 0.9
"""The same, where none of the words that speak for furniture has four letters and nothing stands beside it."""
SHAPE_ONLY = 0.5
"""Confidence of the lines of the catalogue that say furniture only beside other furniture."""
_BRIEF, _OPEN = 70, 120  # code points of a line, and of one without a stop; longer ones need a telling word
_STOP = r"[.!?…][\"”’»)]*$"
_TELLING = 80  # hundredths
_TELLING_LETTERS = 5
_PARTS = 100  # weights have two decimals
_SPOKEN, _BETWEEN = 3, ", "
_MEANING = r"“[^”]*(?:\pL{4}|[©|»›•→])"  # a word that is told, and says something
_WORD = r"\pL{3}|[©|»›•→]"  # what is told to readers
C = pl.col


def find(paragraphs: pl.DataFrame, known: pl.DataFrame, unsure: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs of kind `body` that are furniture: `row, paragraph, confidence, hint, because`.

    Args:
        paragraphs: those of a shard, in their order.
        known: paragraphs that are furniture, `row, paragraph`.
        unsure: paragraphs that an unsure line of the catalogue covers, `row, paragraph, hint` (its id).
    """
    lines = candidates(paragraphs, unsure)
    if lines.is_empty():
        return lines.select("row", "paragraph", "hint", confidence=pl.lit(0.0), because=pl.lit(""))
    weighed = weigh(lines)
    enough = C("speaks") & (C("size") >= FEWEST)
    alone = weighed.filter(C("score") >= threshold(), enough)
    around = beside(weighed, pl.concat([known.select("row", "paragraph"), alone.select("row", "paragraph")]))
    found = around.filter(C("score") + C("bonus") >= threshold(), enough | (C("bonus") > 0))
    found = found.with_columns(confidence=1 / (1 + (-(C("score") + C("bonus")) / _PARTS).exp()))
    first = (C("confidence") >= FIRST) & (C("because").str.count_matches(_MEANING) >= FIRST_WORDS)
    explained = _explained(found).filter(_enough(), (C("paragraph") > 0) | first)
    return explained.select("row", "paragraph", "hint", "confidence", "because")


def _enough() -> pl.Expr:
    """Say that more than small words speak for a line (ich, für, ad), or what stands beside it, or the catalogue."""
    meant = C("because").str.contains(_MEANING) | C("hint").is_not_null()
    return meant | (C("bonus") > 0) | (C("confidence") >= SMALL_WORDS)


def candidates(paragraphs: pl.DataFrame, unsure: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs that may be lines of furniture, with `size` (words), `hint`, `alike` and `speaks`.

    `alike` is the number of the distinct line. It `speaks` if its single words weigh SAID: shape and marks alone say
    nothing, and most sentences of an article need not be looked at any more. Of the others only those that an unsure
    line of the catalogue covers stay.
    """
    short = paragraphs.filter(C("kind") == "body", C("text").str.len_bytes() <= 4 * LONGEST)
    length = C("text").str.len_chars()
    short = short.filter(length <= LONGEST)
    brief = (length <= _BRIEF) | (length <= _OPEN) & ~C("text").str.contains(_STOP)
    short = short.filter(brief | C("text").str.to_lowercase().str.contains_any(_telling()))
    hinted = short.join(unsure, on=["row", "paragraph"], how="left", maintain_order="left")
    if hinted.is_empty():
        return _no_lines(hinted)
    texts = hinted.select("text", "hint").unique(maintain_order=True).with_row_index("alike")
    of_word = features.words(texts).join(_words(), on="feature").unique(["alike", "feature"])
    said = of_word.group_by("alike").agg(said=C("value").sum())
    signed = C("text").str.contains(byline()[0]) & C("text").str.contains(byline()[1])
    counted = texts.join(said, on="alike", how="left", maintain_order="left")
    counted = counted.with_columns(speaks=(C("said") >= SAID).fill_null(value=False) | telling())
    kept = where(counted.filter(C("speaks") | C("hint").is_not_null()), ~signed)
    if kept.is_empty():
        return _no_lines(hinted)
    kept = kept.select("text", "hint", "speaks", "alike")
    lines = hinted.join(kept, on=["text", "hint"], nulls_equal=True, maintain_order="left")
    return lines.with_columns(size=C("text").str.count_matches(r"\S+"))


def _no_lines(short: pl.DataFrame) -> pl.DataFrame:
    types = {"speaks": pl.Boolean, "alike": pl.UInt32, "size": pl.UInt32}
    return short.clear().with_columns(pl.lit(None, dtype).alias(name) for name, dtype in types.items())


def telling() -> pl.Expr:
    """Say of `hint` that its line of the catalogue is more than the shape of a name (`X & Y`, `Best …`)."""
    lines = catalogues.load("boilerplate").filter(C("confidence").cast(pl.Float64) > SHAPE_ONLY)["id"]
    return C("hint").is_in(lines.implode()).fill_null(value=False)


def weigh(lines: pl.DataFrame) -> pl.DataFrame:
    """Add `score`, in hundredths, which are added exactly: equal lines have equal scores in any shard."""
    texts = lines.select("text", "hint", "alike").unique("alike", maintain_order=True)
    scores = _spoken(texts).group_by("alike").agg(score=C("value").sum() + number("always"))
    scored = lines.join(scores, on="alike", how="left", maintain_order="left")
    return scored.with_columns(C("score").fill_null(number("always")))


def beside(lines: pl.DataFrame, furniture: pl.DataFrame) -> pl.DataFrame:
    """Add `bonus`: what furniture in the paragraph before and in the one behind weighs."""
    marks = furniture.unique().with_columns(hit=pl.lit(1))
    sides = [
        lines.select("row", paragraph=C("paragraph") + step)
        .join(marks, on=["row", "paragraph"], how="left", maintain_order="left")["hit"]
        .fill_null(0)
        for step in (-1, 1)
    ]
    both = sides[0] + sides[1]
    table = pl.Series([0, number("beside"), number("between")], dtype=pl.Int64)
    return lines.with_columns(bonus=table.gather(both))


def _spoken(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the features of lines that weigh something: `alike, feature, value`, each once for a line."""
    return features.of(lines).join(_table(), on="feature", how="inner").unique(["alike", "feature"])


def _explained(found: pl.DataFrame) -> pl.DataFrame:
    """Add `because`: the words that weigh most for furniture, the heaviest first, and whether it stands beside some."""
    texts = found.select("text", "hint", "alike").unique("alike", maintain_order=True)
    word = C("feature").str.contains(features.WORD) & ~C("feature").str.starts_with(features.SHAPE)
    spoken = _spoken(texts).filter(word, C("value") > 0).sort("alike", -C("value"), "feature")
    bare = spoken.with_columns(C("feature").str.strip_chars(features.EDGES)).filter(C("feature").str.contains(_WORD))
    said = pl.format("“{}”", C("feature").unique(maintain_order=True).head(_SPOKEN)).str.join(_BETWEEN)
    most = bare.group_by("alike", maintain_order=True).agg(because=said)
    near = pl.when(C("bonus") > 0).then(pl.lit(f"{_BETWEEN}beside other furniture")).otherwise(pl.lit(""))
    explained = found.join(most, on="alike", how="left", maintain_order="left")
    because = pl.coalesce("because", pl.lit("its shape")) + near
    return explained.with_columns(because=because)


@cache
def _table() -> pl.DataFrame:
    weights = catalogues.load("furniture_weights").filter(C("use") == "weight")
    return weights.select("feature", value=(C("value").cast(pl.Float64) * _PARTS).round().cast(pl.Int64))


@cache
def _words() -> pl.DataFrame:
    """Return the features of single words that weigh something."""
    return _table().filter(C("feature").str.contains(features.WORD))


@cache
def _telling() -> list[str]:
    """Return the words that weigh much for furniture: a longer sentence without any is none."""
    word = C("feature").str.contains(rf"^\p{{L}}{{{_TELLING_LETTERS},}}$|^©$")
    return _table().filter(word, C("value") >= _TELLING)["feature"].sort().to_list()


@cache
def number(use: str) -> int:
    """Return one of the numbers of the catalogue, in hundredths."""
    table = catalogues.load("furniture_weights").filter(C("use") == use)
    return round(float(table["value"].item()) * _PARTS)


def threshold() -> int:
    """Return the least score of a line of furniture."""
    return number("threshold")
