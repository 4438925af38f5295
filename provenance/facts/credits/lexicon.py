"""The catalogues of credits as lookup tables and pieces of patterns.

Everything is compared on a folded view of the text: each code point becomes exactly one code point, so that offsets in
the view are offsets in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import polars as pl

from provenance import catalogues
from provenance.catalogues import Own

C = pl.col
_SELLERS = ("wire", "photo agency", "stock", "distributor")
_SHORT = 4  # App is no spelling of APP

_TYPOGRAPHY = {
    "\u00a0": " ", "\u2009": " ", "\u200a": " ", "\u202f": " ", "\u3000": " ", "\u200b": " ", "\u2060": " ",
    "\ufeff": " ", "\t": " ", "\r": " ", "’": "'", "‘": "'", "´": "'", "＝": "=", "：": ":", "／": "/", "（": "(",
    "）": ")", "Ｃ": "C", "。": ".", "［": "[", "］": "]", "【": "[", "】": "]", "｜": "|", "∕": "/",
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
def agencies(own: Own | None = None) -> pl.DataFrame:
    """Return a row per spelling: `key, name`, and whether it `sells` pictures; `own` is the user's catalogue."""
    table = catalogues.spellings(own)
    spelt = table.select(key=key(fold(C("alias"))), name="name", sells=C("kind").is_in(_SELLERS))
    return spelt.unique("key", keep="first", maintain_order=True)


@cache
def hosts() -> list[str]:
    """Return the names of those who sell what others send in, so that a word beside them is a contributor."""
    return catalogues.load("agencies").filter(C("kind").is_in(["stock", "distributor"]))["name"].to_list()


@cache
def acronyms() -> list[str]:
    """Return the names of wires in capitals, such as AFP, the longest first."""
    wires = catalogues.load("agencies").filter(kind="wire").select(catalogues.many("aliases")).explode("aliases")
    names = wires.filter(C("aliases").str.contains(r"^[A-Z]{2,7}$"))["aliases"].unique().to_list()
    return sorted(names, key=lambda name: (-len(name), name))


@cache
def last_words(own: Own | None = None) -> pl.Series:
    """Return the keys of the last words of all spellings."""
    return catalogues.spellings(own).select(key(fold(C("alias")).str.split(" ").list.last())).to_series().unique()


@cache
def statuses() -> pl.DataFrame:
    """Return a row per spelling that is a part of a credit: `key, status`, and whether it is a credit `alone`."""
    table = catalogues.load("credit_statuses")
    return table.select(key=key(fold(C("text"))), status="status", alone=C("alone").is_not_null()).unique(
        "key", keep="first", maintain_order=True
    )


@cache
def phrases(catalogue: str, value: str) -> dict[str, str]:
    """Return the phrases of a catalogue that count wherever they stand, and what they mean.

    Each stands as it is written and in small letters: Polars ignores the case of ASCII letters alone.
    """
    table = catalogues.load(catalogue)
    if "where" in table.columns:
        table = table.filter(C("where") == "anywhere")
    texts = pl.concat([table.select(fold(text))["text"] for text in (C("text").str.to_lowercase(), C("text"))])
    return dict(zip(texts, [*table[value], *table[value]], strict=True))


@cache
def places() -> str:
    """Return the pattern of the countries in which a picture may not be used: DENMARK, AUSTRALIA AND NEW ZEALAND."""
    one = f"(?:{words('place')})"
    return rf"{one}(?:\s?(?:,|/|&|\bAND\b)\s?{one})*"


@cache
def words(*kinds: str, cased: bool = False) -> str:
    """Return the alternation of the small words of some kinds, the longest first; `cased` adds them in capitals."""
    return alternation([text for kind in kinds for text in listed(kind, cased=cased)])


@cache
def listed(kind: str, *, cased: bool = False) -> list[str]:
    """Return the small words of a kind; `cased` adds them in capitals and in small letters."""
    texts = catalogues.load("credit_words").filter(C("kind") == kind)["text"]
    return _cased(texts, small=True) if cased else texts.unique(maintain_order=True).to_list()


def nouns() -> list[str]:
    """Return the labels that a colon follows, unless they stand before a slash as well (Ljósmynd/Jane Doe)."""
    return sorted({*labels("colon")} - {*labels("slash")})


@cache
def labels(relation: str, kind: str | None = None, *, small: bool = False) -> list[str]:
    """Return the labels of a form (and kind), as they stand in the catalogue and in capitals.

    `small` adds them in small letters, which only brackets make labels of: (photo: Jane Doe).
    """
    return _cased(spelt(relation, kind), small=small)


def spelt(relation: str, kind: str | None = None) -> pl.Series:
    """Return the labels of a form (and kind) as they stand in the catalogue, folded."""
    table = catalogues.load("credit_labels").filter(C("form") == relation)
    if kind is not None:
        table = table.filter(C("kind") == kind)
    return table.select(fold(C("text")))["text"].unique(maintain_order=True)


@cache
def sorts() -> dict[str, str]:
    """Return the labels that say what sort of picture it is, in small letters, and the status: Illustration by."""
    said = dict(statuses().filter(C("key").str.len_chars() > 0).select(C("key").str.to_lowercase(), "status").rows())
    texts = catalogues.load("credit_labels").select(text=fold(C("text")).str.to_lowercase())
    bare = texts.with_columns(key=C("text").str.replace(rf"\s(?:credits?|{words('leading')})$", ""))
    return {text: said[key] for text, key in bare.unique().rows() if key in said}


def names_follow(*, nouns: bool) -> list[str]:
    """Return the labels without a colon, those that are nouns or those that are not.

    A noun stands beside the name (`Photo Jane Doe`); a phrase ends with the word that leads to it (`Photo by`).
    """
    texts = spelt("by")
    leading = texts.str.contains(rf"\s(?:{words('leading')})$")
    return _cased(texts.filter(~leading if nouns else leading), small=False)


def alternation(texts: Iterable[str]) -> str:
    """Return the pattern of any of the texts, the longest first."""
    return "|".join(re.escape(text) for text in sorted(set(texts), key=lambda text: (-len(text), text)))


def _cased(texts: pl.Series, *, small: bool) -> list[str]:
    folded = texts.to_frame("text").select(fold(C("text")))["text"]
    variants = [folded, folded.str.to_uppercase(), *([folded.str.to_lowercase()] if small else [])]
    return pl.concat(variants).unique(maintain_order=True).to_list()
