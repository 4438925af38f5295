"""The learned weighing of paragraphs: the features of `features` times the weights of the catalogue `caption_weights`."""

from __future__ import annotations

from functools import cache, reduce
from operator import and_

import polars as pl

from provenance import catalogues
from provenance.facts import credits
from provenance.facts.captions import features

C = pl.col
_LONG = 35  # words; longer sentences are captions only where something in them says so
_HINT = r"[/|©\[(:]|\bvia\b|\b(?:Photo|Image|Picture|Foto|Bild|Credit|Getty|Reuters)"


def weigh(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs that may be captions, with their credit (`credits.parse`) and `confidence` (0 to 1)."""
    maybe = candidates(paragraphs)
    return maybe.with_columns(confidence=_confidence(maybe))


def candidates(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs that may be captions at all, with all that the features need."""
    placed = features.context(_credited(features.shape(paragraphs)))
    beside = C("credit alone before") | C("credit alone behind")
    return placed.filter(~C("stop") | (C("words") <= _LONG) | C("credit").is_not_null() | beside, ~_sign_off())


def _credited(rows: pl.DataFrame) -> pl.DataFrame:
    """Add the credits; a paragraph that ends as prose does, without a trace of a credit in its end, is not parsed."""
    tail = C("text").str.tail(90)
    worth = ~C("stop") | (C("words") <= 6) | tail.str.contains(_HINT)
    numbered = rows.with_row_index("_place")
    parsed = credits.parse(numbered.filter(worth), "text").select("_place", *credits.COLUMNS)
    return numbered.join(parsed, on="_place", how="left", maintain_order="left").drop("_place")


def _sign_off() -> pl.Expr:
    """An agency in brackets that closes the last paragraph signs the article: (dpa)."""
    return C("last") & C("form").is_in(["bracket-agency", "bracket-inside-agency"]).fill_null(value=False)


def _confidence(rows: pl.DataFrame) -> pl.Expr:
    """Return the logistic of the weighted features."""
    named = {**{name: C(name) for name in features.CONTEXT}, **features.words()}
    score = sum(
        (reduce(and_, (named[part] for part in feature.split(" & "))).cast(pl.Float64) * weight for feature, weight in weights()),
        start=pl.lit(0.0),
    )
    return 1 / (1 + (-score).exp())


@cache
def weights() -> tuple[tuple[str, float], ...]:
    """Return the features with their weights; the constant is the feature `always`."""
    table = catalogues.load("caption_weights").filter(C("use") == "weight")
    return tuple(zip(table["feature"], table["value"].cast(pl.Float64), strict=True))


@cache
def threshold() -> float:
    """Return the least confidence at which a paragraph is taken for a caption."""
    table = catalogues.load("caption_weights").filter(C("use") == "threshold")
    return float(table["value"].item())
