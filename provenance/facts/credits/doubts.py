"""What looks like a credit and is none: addresses, signatures, and words that belong to the sentence before them."""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance.facts.credits import lexicon

C = pl.col

_ADDRESS = r"^\S+\.[a-z]+/(?:[a-z0-9/._-]*|\w*[0-9]\w*)$|https?:|pic\.twitter\.|\bt\.co/"
_APART = r"(?:^|[^\p{L}\p{N}%\s(\[]\s?|\S)[(\[]$"  # a bracket behind a stop, or without a space before it
_NO_NAME = r"(?:^|\s)[\p{Ll}\p{N}]\S*\s?[(\[]$"  # a bracket that explains no name
_EMPLOYED = (
    r"[.!?(\[|]\s*(\p{Lu}\S*)\s(?:\p{Lu}\S*\s)?\p{Lu}\S*\s\p{L}+\s*$"  # ". Daily Photo by ", also of a label alone
)
_DOUBLED = r"^[^(\[]*[)\]]\s|^[(\[][^()\[\]]*[)\]]\s"  # (AP Photo/Jane Doe) Associated Press
_PROSE = r"^\p{Ll}+\s\p{Ll}+\s"
_PAIRED = r"[/|,©]"


@cache
def plausible() -> pl.Expr:
    """Whether a candidate (`structure, composition, view, before, initials`) may be a credit where it stands."""
    view, structure = C("view"), C("structure")
    signature = view.str.contains("(@", literal=True) | (
        structure.is_in(["line", "own-line", "tail", "slash"]) & (C("initials") > 0)
    )
    label = structure.str.ends_with("-by") & view.str.contains(r"^\p{L}+\s?:")
    doubled = structure.is_in(["tail", "slash"]) & view.str.contains(_DOUBLED)
    named = (C("composition") == "names") & (_subject() | _aside())
    prose = (C("composition") == "other") & ~structure.str.contains("bracket") & view.str.contains(_PROSE)
    return ~view.str.contains(_ADDRESS) & ~signature & ~label & ~doubled & ~_led() & ~_owned() & ~named & ~prose


def _led() -> pl.Expr:
    """Whether the words before a chain lead to its first word: in Palma / Jane Doe, the sea at dawn / Jane Doe."""
    view, before = C("view"), C("before").str.strip_chars_end()
    last = before.str.extract(r"(\p{L}+)$").str.to_lowercase()
    leading = last.is_in([*lexicon.listed("preposition"), *lexicon.listed("particle")]).fill_null(value=False)
    ordinary = view.str.contains(r"^\p{Ll}+\s[/|]\s") & (before != "")
    return C("structure").is_in(["slash", "via"]) & (leading | ordinary)


def _owned() -> pl.Expr:
    """Whether a label is but the end of what somebody calls his pictures: Daily Photo by Jane Doe."""
    first = C("before").str.extract(_EMPLOYED, 1)
    labels = [label.split()[0] for label in lexicon.names_follow(nouns=False)]
    return (C("structure") == "label-by") & (first.is_not_null() & ~first.is_in(labels)).fill_null(value=False)


def _subject() -> pl.Expr:
    """Whether a short line says what the picture shows: The museum in Harlow, The museum's door, Jane Doe (Greens)."""
    words = [f" {word} " for word in lexicon.listed("preposition")]
    return (C("structure") == "line") & C("view").str.contains_any([*words, "'s ", " ("])


def _aside() -> pl.Expr:
    """Whether a bracket explains the name before it: a party, a place, a role (unless it pairs a name with another)."""
    view, before = C("view"), C("before").str.strip_chars_end()
    person = before.str.contains(_NO_NAME) & view.str.contains(" ", literal=True)
    aside = (C("structure") == "bracket") & ~before.str.contains(_APART) & ~person
    return ~view.str.contains(_PAIRED) & (aside | (C("structure") == "bracket-first"))
