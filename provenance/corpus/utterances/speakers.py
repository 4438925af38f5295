"""Who is given as the speaker: whether two names may be of one person."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from itertools import takewhile
from unicodedata import combining, normalize

import polars as pl

from provenance import catalogues

LONGEST = 8
"""Words of a speaker above which something else was read."""
_NAME = re.compile(r"[^\W\d_][\w’'-]*")
_DETERMINED = re.compile(
    r"(?i:an?|the|ein(?:e[nmr]?)?|de[rmn]|die|das|une?|les|una|uno|el|los|las|il|gli|os?|het|een) "
    r"|(?:le|la|lo|de) |(?:Le|La|Lo|De) (?=[a-zß-ÿ])"
)
"""How one begins who is not named: a spokesperson of a company, the candidate; Le Roux and De Vries are names."""
_OF_SOMEBODY = re.compile(r"[^\W\d_][\w’'-]*['’]s ")
_TITLES = frozenset(
    "mr mrs ms dr prof sir dame lord lady president minister mayor chancellor king queen prince the a an he "
    "she they it we i you er sie es ihr il elle ils elles on él ella ellos lui lei herr frau monsieur madame "
    "señor señora der die das le la lo de".split()
)


def named(speaker: str | None) -> frozenset[str]:
    """Return the words of a name, in small letters without accents; none where it names nobody: a pronoun, an office.

    Behind an article stands a name only if it has two words and an office stands before it: the director Jo Roe.
    """
    words = _NAME.findall(_OF_SOMEBODY.sub("", speaker or ""))
    if len(words) > LONGEST:
        return frozenset()
    if _DETERMINED.match(speaker or ""):
        last = list(takewhile(_is_capital, reversed(words)))
        words = last if len(last) > 1 and len(words) > len(last) + 1 else []
    found = (re.sub("['’]s$", "", _plain(word)) for word in words if _is_capital(word))
    return frozenset(found) - _TITLES


def _is_capital(word: str) -> bool:
    return word[0].isupper()


def _plain(word: str) -> str:
    """Return a word in small letters without accents."""
    return "".join(letter for letter in normalize("NFD", word.lower()) if not combining(letter))


def is_pronoun(speaker: str) -> bool:
    """Tell whether somebody is called by a word that names nobody outside of the article."""
    return speaker.lower() in _pronouns()


@cache
def _pronouns() -> frozenset[str]:
    """Return the pronouns of all languages, in small letters."""
    cells = catalogues.load("reporting_words").filter(pl.col("role").is_in(["pronoun", "relative"]))
    return frozenset(word.strip().lower() for cell in cells["words"] for word in cell.split("|"))


def usual(speakers: Mapping[str, int]) -> list[str]:
    """Return those who are named of speakers and how often each is given: the most frequent first, then the longest."""
    return sorted(filter(named, speakers), key=lambda name: (-speakers[name], -len(name), name))


def conflict(one: str | None, other: str | None) -> bool:
    """Tell whether two speakers are both named, and have no word of their names in common, nor one the initials."""
    names, others = named(one), named(other)
    return bool(names and others and not names & others) and not (_is_short(one, other) or _is_short(other, one))


def _is_short(one: str | None, other: str | None) -> bool:
    """Tell whether one name is the initials of another."""
    initials = "".join(word[0] for word in _NAME.findall(other or "") if word[0].isupper())
    return len(initials) > 1 and (one or "").replace(".", "") == initials
