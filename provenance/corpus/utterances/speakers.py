"""Who is given as the speaker: whether two names may be of one person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache

import polars as pl

from provenance import catalogues

_NAME = re.compile(r"[^\W\d_][\w’'-]*")
_TITLES = frozenset(
    "mr mrs ms dr prof sir dame lord lady president minister mayor chancellor king queen prince the a an he "
    "she they it we i you er sie es ihr il elle ils elles on él ella ellos lui lei herr frau monsieur madame "
    "señor señora der die das".split()
)


def named(speaker: str | None) -> frozenset[str]:
    """Return the words of a name, in small letters; none where it names nobody: a pronoun, an office."""
    if speaker is None:
        return frozenset()
    found = (word for word in _NAME.findall(speaker) if word[0].isupper())
    return frozenset(re.sub("['’]s$", "", word.lower()) for word in found) - _TITLES


def is_pronoun(speaker: str) -> bool:
    """Tell whether somebody is called by a word that names nobody outside of the article."""
    return speaker.lower() in _pronouns()


@cache
def _pronouns() -> frozenset[str]:
    """Return the pronouns of all languages, in small letters."""
    cells = catalogues.load("reporting_words").filter(pl.col("role").is_in(["pronoun", "relative"]))
    return frozenset(word.strip().lower() for cell in cells["words"] for word in cell.split("|"))


def usual(speakers: Iterable[str | None]) -> list[str]:
    """Return the speakers that are named, the most frequent first; of equally frequent ones the longest."""
    counted = Counter(speaker for speaker in speakers if speaker and named(speaker))
    return sorted(counted, key=lambda name: (-counted[name], -len(name), name))


def conflict(one: str | None, other: str | None) -> bool:
    """Tell whether two speakers are both named, and have no word of their names in common."""
    names, others = named(one), named(other)
    return bool(names and others and not names & others)
