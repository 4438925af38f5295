"""The learned weighing of paragraphs: their features times the weights of the catalogue `caption_weights`."""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.catalogues import Own
from provenance.facts.captions import context, features
from provenance.facts.credits import COLUMNS, colon_labels, ends_with_agency, names_agency, only_status, parse
from provenance.facts.spans import where

C = pl.col
_PARTS = 100  # weights have two decimals
_FEW = 45  # characters; shorter without a stop and without a credit are headings and links
_WORTH = 70  # characters of what has neither stop nor credit nor cue
_LONG = 220  # characters; longer sentences are captions only where a credit says so
_LONG_IF_ANNOUNCED = 450  # characters; In this photo taken … tells all that the picture shows
_ANNOUNCES = "^(?:In th|This )"
_STATUS = 40  # characters
_BRIEF = 60  # words
_ANNOUNCED, _LABELLED = 0.9, "^(?:bracket-)?label"  # a line that is a labelled agency, and nothing else
_UNMISTAKABLE, _LEAST = 0.95, 0.6  # a chain of agencies in brackets is a photo credit
_TAIL = 90  # characters
_CHAIN = r"[\p{L}.)]\s?[/|•]\s?[\p{L}(@]|©|\([cC]\)| via |=\S|\s[—–]\s?\p{Lu}{2,}(?:\s\p{Ll}+)?$"
_WORD = r"[Cc]ourtesy|Photo|Image|Picture|Foto|Bild|Credit|Getty|Reuters|RESALES|ARCHIVES|CREDIT|EDITORS|USE ONLY"
_HEAD = r"^(?:(?:[Cc]ourtesy|COURTESY|PHOTO BY)\s|(?:photo|foto|image|picture|credit)\s?:|\(\p{Ll}+\)$)"
"""How a lone credit begins."""
_BRACKET = r"[(\[](?:[^()\[\]]*[/|:©][^()\[\]]*|\p{Lu}[^()\[\]]*)[)\]]?\W*$"
_NOTES = r"\b(?:EDITORS|SALES|RESALES|ARCHIVES|OUT)\b[^a-z]*$"  # a warning to editors, in capitals
_CLOSED = rf"{_BRACKET}|[Cc]redit:|{_CHAIN}|(?:{_WORD}|Quelle)[^.]*\W?$|CREDIT|{_NOTES}"
_MARKS = r"[(\[/|•©=–—]|[Cc]ourtesy|COURTESY| via "
_OPEN_TRACE = rf"{_MARKS}|:|{_WORD}|PHOTO BY"
_CLOSED_TRACE = rf"{_MARKS}|[Cc]redit|{_WORD}|Quelle|EDITORS|OUT"
"""What stands in all that holds one of these forms, without classes of Unicode, which take long to build."""
_NAMES = (
    r"(?:[.!?…][\"'”’»)\]]*\s*|\p{Ll}{3}[\"')]?)"
    r"[\p{Lu}@][^\s!?]*(?:\s(?:\p{Ll}+\s(?:\p{Ll}+\s)?)?[\p{Lu}@&(|–-][^\s!?]*)*$"
)
_WIDE = ["（", "［", "【", "：", "＝", "／", "摄", "攝", "撮影"]  # where scripts without spaces have a credit
_QUOTED = r"[“”„\"]"
_DATED = r"(?:19|20)[0-9][0-9]\W{0,3}$"


def weigh(paragraphs: pl.DataFrame, agencies: Own | None = None) -> pl.DataFrame:
    """Return the paragraphs that may be captions, with their credit (`credits.parse`) and `confidence` (0 to 1)."""
    maybe = candidates(paragraphs, agencies)
    if maybe.is_empty():  # then the patterns of the features, which are large, need not be built
        return maybe.with_columns(confidence=pl.lit(0.0))
    weighed = maybe.with_columns(confidence=_confidence(maybe))
    lone = C("alone") & C("form").str.contains(_LABELLED) & (C("strength") >= _ANNOUNCED)
    chained = (C("words") <= _BRIEF) & (C("strength") >= _UNMISTAKABLE)
    floor = pl.when(chained | lone | only_status(C("text"))).then(_LEAST).otherwise(0.0)
    return weighed.with_columns(confidence=pl.max_horizontal("confidence", floor))


def candidates(paragraphs: pl.DataFrame, agencies: Own | None = None) -> pl.DataFrame:
    """Return the paragraphs that may be captions, with all that the features need."""
    shaped = context.shape(paragraphs)
    body = shaped.filter(kind="body")
    cited = parse(_traced(body, agencies), "text", agencies).filter(C("credit").is_not_null())
    silent = _promising(body.join(cited.select("place"), on="place", how="anti", maintain_order="left"))
    rows = pl.concat([cited, silent], how="diagonal").sort("place")
    if rows.is_empty():  # then nobody asks what stands around them
        return rows
    rows = rows.with_columns(
        *(C(name).fill_null([]) for name, dtype in COLUMNS.items() if dtype == pl.List(pl.String)),
        words=C("text").str.count_matches(" ", literal=True).cast(pl.Int64) + 1,
        credited=context.credited(),
        alone=context.alone(),
    )
    return context.around(rows, shaped).filter(~_sign_off(), ~_cited())


def _traced(rows: pl.DataFrame, agencies: Own | None) -> pl.DataFrame:
    """Return what may hold a credit: there is a trace of one at the end of the paragraph."""
    end = C("text").str.tail(_TAIL)
    closed, rest = rows.filter("stop"), rows.filter(~C("stop"))
    closed = where(closed, C("text").str.contains(rf"[/|©(\[]|{_WORD}|Quelle|OUT\b"))
    closed = where(where(closed, end.str.contains(_CLOSED_TRACE)), end.str.contains(_CLOSED))
    traced = where(rest, end.str.contains(_OPEN_TRACE) | end.str.contains_any(_WIDE))
    hint = where(traced, end.str.contains(_open()) | end.str.contains_any(_WIDE))
    mute = rest.join(hint.select("place"), on="place", how="anti", maintain_order="left")
    short, long = mute.filter(C("size") <= _FEW), mute.filter(C("size") > _FEW)
    closing = end.str.contains(_NAMES) | ends_with_agency(end, agencies)
    named = [where(short, names_agency(C("text"), agencies)), where(long, closing)]
    return pl.concat([closed, hint, *named]).sort("place")


@cache
def _open() -> str:
    """Return what credits at the end of a text without a stop hold."""
    return rf"{_BRACKET}|{_HEAD}|[(\[](?:foto|photo)\s|{_CHAIN}|{_WORD}|(?:{colon_labels()})\s?[:=]"


def _promising(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave out what the weights could never lift to the threshold: most of all paragraphs, at little cost."""
    open_ended = ~C("stop") & (C("size") >= _WORTH)
    long = C("text").str.contains(_ANNOUNCES) & (C("size") <= _LONG_IF_ANNOUNCED)
    rest = rows.filter(~open_ended, (C("size") <= _LONG) | long, ~C("text").str.contains(_QUOTED))
    dated = C("text").str.tail(8).str.contains(_DATED)
    certain = rest.select(dated | (C("size") <= _STATUS) & only_status(C("text"))).to_series()
    pointing = where(where(rest.filter(~certain), features.may_point()), features.pointing())
    return pl.concat([rows.filter(open_ended), rest.filter(certain), pointing])


def _sign_off() -> pl.Expr:
    """An agency in brackets that closes the last paragraph signs the article: (dpa)."""
    return C("last") & C("form").is_in(["bracket-agency", "bracket-inside-agency"]).fill_null(value=False)


def _cited() -> pl.Expr:
    """An agency that closes a sentence without any mark before it is a source or a subject: told Reuters."""
    return C("stop") & C("form").str.starts_with("last-").fill_null(value=False)


def _confidence(rows: pl.DataFrame) -> pl.Series:
    """Return the logistic of the weighted features."""
    return flagged(rows).select(1 / (1 + (-score()).exp())).to_series()


@cache
def score() -> pl.Expr:
    """Return the sum of the weights, counted in whole hundredths.

    Polars adds in an order, and divides in a way, that depend on the number of rows: the last digits would differ.
    """
    counted = (C(feature).cast(pl.Int64) * round(weight * _PARTS) for feature, weight in weights())
    return pl.sum_horizontal(counted) * (1 / _PARTS)


def flagged(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the features of the rows, one Boolean column each."""
    flags = rows.select(*context.CONTEXT, **features.of_credit())
    texts = rows.filter(~features.likely()).select("text", "size", "stop", "words").unique("text")
    said = texts.select("text", **features.of_words())
    keys = rows.select(text=pl.when(~features.likely()).then("text"))
    worded = keys.join(said, on="text", how="left", maintain_order="left").drop("text")
    return pl.concat([flags, worded], how="horizontal").with_columns(pl.all().fill_null(value=False))


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
