"""The learned weighing of paragraphs: their features times the weights of the catalogue `caption_weights`."""

from __future__ import annotations

from functools import cache, reduce
from operator import and_

import polars as pl

from provenance import catalogues
from provenance.facts.captions import features
from provenance.facts.credits import COLUMNS, names_agency, parse

C = pl.col
_FEW = 7  # words; fewer without a stop and without a credit are headings and links
_LONG = 35  # words; longer sentences are captions only where something in them says so
_TAIL = 90  # characters
_UNMISTAKABLE, _LEAST = 0.95, 0.5  # a chain of agencies in brackets is a photo credit
_HINT = r"[/|©\[(:]| via |Photo|Image|Picture|Foto|Bild|Credit|Getty|Reuters|RESALES|ARCHIVES|CREDIT|EDITORS|USE ONLY"


def weigh(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs that may be captions, with their credit (`credits.parse`) and `confidence` (0 to 1)."""
    maybe = candidates(paragraphs)
    weighed = maybe.with_columns(confidence=_confidence(maybe))
    brief = C("words") <= _LONG
    floor = pl.when(brief, C("strength") >= _UNMISTAKABLE).then(_LEAST).otherwise(0.0)
    return weighed.with_columns(confidence=pl.max_horizontal("confidence", floor))


def candidates(paragraphs: pl.DataFrame, *, every: bool = False) -> pl.DataFrame:
    """Return the paragraphs that may be captions, with all that the features need.

    With `every` also those that are hardly ever one: learning needs to see them.
    """
    shaped = features.shape(paragraphs)
    placed = features.context(_credited(shaped, every=every))
    beyond = C("stop") & (C("words") > _LONG) & C("credit").is_null()
    return placed.filter(~beyond if every else _promising(), ~_sign_off())


def _promising() -> pl.Expr:
    """Leave out what the weights could never lift to the threshold: most of all paragraphs, at little cost."""
    beside = C("credit alone before") | C("credit alone behind") | C("says itself again")
    cue = features.pointing()
    silent = C("credit").is_null()
    name = (C("form") == "line-names").fill_null(value=False)
    long = C("stop") & (C("words") > _LONG)
    wordy = ~C("stop") & (C("words") > _FEW)
    return (~silent & ~name) | beside | (silent & ~long & (wordy | cue))


def _credited(rows: pl.DataFrame, *, every: bool) -> pl.DataFrame:
    """Add the credits; what ends as prose does, without a trace of one at its end, is not parsed.

    Nor are headings and links that name no agency, unless `every` is asked for.
    """
    numbered = rows.with_row_index("_place")
    brief = C("words") <= _FEW
    trace = C("text").str.tail(_TAIL).str.contains(_HINT)
    worth = numbered.filter((~C("stop") & ~brief) | trace)
    rest = numbered.filter(brief & ~trace)
    parsed = parse(pl.concat([worth, rest if every else rest.filter(names_agency(C("text")))]), "text")
    found = parsed.select("_place", *COLUMNS)
    return numbered.join(found, on="_place", how="left", maintain_order="left").drop("_place")


def _sign_off() -> pl.Expr:
    """An agency in brackets that closes the last paragraph signs the article: (dpa)."""
    return C("last") & C("form").is_in(["bracket-agency", "bracket-inside-agency"]).fill_null(value=False)


def _confidence(rows: pl.DataFrame) -> pl.Series:
    """Return the logistic of the weighted features."""
    flags = rows.select(*features.CONTEXT, **features.words())
    score = pl.zeros(rows.height, eager=True)
    for feature, weight in weights():
        score += reduce(and_, (flags[name] for name in feature.split(" & "))).cast(pl.Float64) * weight
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
