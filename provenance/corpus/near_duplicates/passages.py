"""Two texts compared word by word: what they share, and the longest passage that both have."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from itertools import count, groupby, repeat
from operator import sub
from typing import NamedTuple

from provenance.corpus.near_duplicates import slots
from provenance.corpus.near_duplicates.words import WIDTH, Text

OFTEN = 8
"""How often a shingle may stand in a text to begin a passage with: what is repeated more often is no passage."""


class Shared(NamedTuple):
    """What two texts share: of the one, and of the other."""

    contained: float
    other_contained: float
    shared_words: int
    other_shared_words: int
    words: int
    other_words: int
    start: int
    end: int
    other_start: int
    other_end: int
    slots: float
    """How far what differs is names and numbers in single places, as in texts of one template, 0 to 1; 0 as well where
    the lengths or the shares tell that they are none."""


def compare(one: Text, other: Text, least: float) -> Shared | None:
    """Return what two texts share, None if it is less than the share `least` of the shingles of either."""
    shared = one.distinct & other.distinct
    if not shared or len(shared) < least * min(len(one.distinct), len(other.distinct)):
        return None
    at, other_at, length = longest(one, other, shared)
    words, other_words = one.covered(shared), other.covered(shared)
    return Shared(
        len(shared) / len(one.distinct),
        len(shared) / len(other.distinct),
        words,
        other_words,
        len(one.words),
        len(other.words),
        one.span(at)[0],
        one.span(at + length - 1)[1],
        other.span(other_at)[0],
        other.span(other_at + length - 1)[1],
        slots.share(one, other, shared) if slots.possible(one, other, words, other_words) else 0.0,
    )


def longest(one: Text, other: Text, shared: AbstractSet[int]) -> tuple[int, int, int]:
    """Return where the longest passage of words that both have begins in each, and how many words it has.

    Of passages of equal length it is the first in `other`. What stands in `one` more than `OFTEN` times is left out, so
    that the work grows with the length of the texts alone; where all does, one shingle is the passage.
    """
    if not one.repeated.keys().isdisjoint(shared):
        return _longest_of_repeated(one, other, shared)
    nowhere = -len(other.shingles)
    at = other_at = length = place = 0
    firsts = map(one.firsts.get, other.shingles, repeat(nowhere))
    for distance, group in groupby(map(sub, firsts, count())):
        run = len(list(group))
        if run > length and place + distance >= 0:
            at, other_at, length = place + distance, place, run
        place += run
    return at, other_at, length + WIDTH - 1


def _longest_of_repeated(one: Text, other: Text, shared: AbstractSet[int]) -> tuple[int, int, int]:
    """Return the same where `one` has some of the shared shingles several times."""
    at = other_at = length = 0
    runs: dict[int, int] = {}
    for place, (shingle, first) in enumerate(zip(other.shingles, map(one.firsts.get, other.shingles), strict=True)):
        if first is None:
            runs = {}
            continue
        ends = one.repeated.get(shingle) or (first,)
        runs = {end: runs.get(end - 1, WIDTH - 1) + 1 for end in ends} if len(ends) <= OFTEN else {}
        for end, run in runs.items():
            if run > length:
                at, other_at, length = end - run + WIDTH, place - run + WIDTH, run
    if not length:
        other_at, shingle = next((place, each) for place, each in enumerate(other.shingles) if each in shared)
        at, length = one.firsts[shingle], WIDTH
    return at, other_at, length
