"""The catalogues of credits as lookup tables and pieces of patterns.

Everything is compared on a folded view of the text: each code point becomes exactly one code point, so that offsets in
the view are offsets in the text.
"""

from __future__ import annotations

import re
from functools import cache

import polars as pl

from provenance import catalogues

C = pl.col
_SELLERS = ("wire", "photo agency", "stock", "distributor")
_SHORT = 4  # App is no spelling of APP

_TYPOGRAPHY = {
    "\u00a0": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u3000": " ", "\u200b": " ", "\u2060": " ",
    "\ufeff": " ", "\t": " ", "\r": " ", "’": "'", "‘": "'", "´": "'", "＝": "=", "：": ":", "／": "/", "（": "(",
    "）": ")", "［": "[", "］": "]", "【": "[", "】": "]", "｜": "|", "∕": "/",
}  # fmt: skip
_VARIANTS, _PLAIN = (pl.lit(pl.Series([list(marks)])) for marks in (_TYPOGRAPHY, _TYPOGRAPHY.values()))


def fold(text: pl.Expr) -> pl.Expr:
    """Return the view of `text` in which typographic variants are one character."""
    return text.str.replace_many(_VARIANTS, _PLAIN)


def key(text: pl.Expr) -> pl.Expr:
    """Return what two spellings of a part of a credit must share to be the same; an abbreviation keeps its case."""
    plain = text.str.replace_all(r"[\s._-]+", " ").str.strip_chars(" *\"'“”»«,;:")
    return pl.when(plain.str.len_chars() <= _SHORT).then(plain).otherwise(plain.str.to_lowercase())


@cache
def agencies() -> pl.DataFrame:
    """Return a row per spelling: `key, name`, and whether it `sells` pictures."""
    table = catalogues.load("agencies").with_columns(alias=catalogues.many("aliases")).explode("alias")
    spelt = table.select(key=key(fold(C("alias"))), name="name", sells=C("kind").is_in(_SELLERS))
    return spelt.unique("key", keep="first", maintain_order=True)


@cache
def last_words() -> pl.Series:
    """Return the keys of the last words of all spellings."""
    table = catalogues.load("agencies").with_columns(alias=catalogues.many("aliases")).explode("alias")
    return table.select(key(fold(C("alias")).str.split(" ").list.last())).to_series().unique()


@cache
def statuses() -> pl.DataFrame:
    """Return a row per spelling that is a part of a credit: `key, status`, and whether it is a credit `alone`."""
    table = catalogues.load("credit_statuses")
    return table.select(key=key(fold(C("text"))), status="status", alone=C("alone").is_not_null()).unique(
        "key", keep="first", maintain_order=True
    )


@cache
def phrases(catalogue: str, value: str) -> dict[str, str]:
    """Return the phrases of a catalogue that count wherever they stand, lower-cased, with what they mean."""
    table = catalogues.load(catalogue)
    if "where" in table.columns:
        table = table.filter(C("where") == "anywhere")
    texts = table.select(fold(C("text").str.to_lowercase()))["text"]
    return dict(zip(texts, table[value], strict=True))


@cache
def words(kind: str) -> str:
    """Return the alternation of the small words of a kind, the longest first."""
    return _alternation(catalogues.load("credit_words").filter(C("kind") == kind)["text"].unique().to_list())


@cache
def label(form: str, kind: str | None = None) -> str:
    """Return the alternation of the labels of a form (and kind), the longest first."""
    table = catalogues.load("credit_labels").filter(C("form") == form)
    if kind is not None:
        table = table.filter(C("kind") == kind)
    return _alternation(table.select(fold(C("text")))["text"].unique().to_list())


def names_follow(*, nouns: bool) -> str:
    """Return the alternation of the labels without a colon, those that are nouns or those that are not.

    A noun also announces a credit with a colon (`Photo: Jane Doe`, `Photo Jane Doe`); a phrase (`Photo by`) does not.
    """
    labels = catalogues.load("credit_labels").with_columns(text=fold(C("text")))
    noun = C("text").is_in(labels.filter(C("form") == "colon")["text"].implode())
    return _alternation(labels.filter(C("form") == "by", noun if nouns else ~noun)["text"].unique().to_list())


def _alternation(texts: list[str]) -> str:
    return "|".join(re.escape(text) for text in sorted(texts, key=lambda text: (-len(text), text)))
