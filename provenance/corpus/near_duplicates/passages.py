"""Two texts compared word by word: what they share, and the longest passage that both have."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain, groupby, islice, pairwise
from typing import NamedTuple

WIDTH = 5
"""Words of a shingle: shorter ones are shared by chance, longer ones lose too much around each changed word."""
OFTEN = 8
"""How often a shingle may stand in a text to begin a passage with: what is repeated more often is no passage."""
SLOT = 6
"""Words that a slot of a template is filled with at most: a name, a number with its unit, a date."""
SLOTS = 3
"""How many slots a template has at least."""
_LETTERS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ASCII = re.compile("[A-Za-z0-9]+")
_SPACED, _UNSPACED = re.compile(r"[^\W_]+"), re.compile(rf"[{_LETTERS}]|[^\W_{_LETTERS}]+")
_LETTER = re.compile(f"[{_LETTERS}]")


class Text:
    """A body as words; letter case and punctuation are no part of them."""

    def __init__(self, starts: Sequence[int], texts: Sequence[str]) -> None:
        """Take paragraphs, and where each starts in the text of the article."""
        self._paragraphs = [(start, text, _words(text)) for start, text in zip(starts, texts, strict=True)]
        self._parted = [words.findall(text) for _, text, words in self._paragraphs]

    @cached_property
    def raw(self) -> list[str]:
        """The words as they are written."""
        return list(chain.from_iterable(self._parted))

    @cached_property
    def words(self) -> list[str]:
        """The words in small letters."""
        return list(map(str.lower, self.raw))

    def span(self, word: int) -> tuple[int, int]:
        """Return where a word stands in the text of the article."""
        for (start, text, words), parted in zip(self._paragraphs, self._parted, strict=True):
            if word < len(parted):
                there = next(islice(words.finditer(text), word, None))
                return start + there.start(), start + there.end()
            word -= len(parted)
        raise IndexError

    @cached_property
    def shingles(self) -> list[int]:
        """The hashes of all runs of words, in their order; of 64 bits, so that two are hardly ever taken for one."""
        return list(map(hash, zip(*(self.words[first:] for first in range(WIDTH)), strict=False)))

    @cached_property
    def distinct(self) -> set[int]:
        """Each shingle once."""
        return set(self.shingles)

    def places(self, shared: AbstractSet[int]) -> dict[int, list[int]]:
        """Return where each shared shingle stands, in the order of their first places."""
        places: dict[int, list[int]] = {}
        for place, shingle in enumerate(self.shingles):
            if shingle in shared:
                places.setdefault(shingle, []).append(place)
        return places

    def covered(self, shared: AbstractSet[int]) -> list[bool]:
        """Tell for each word whether it stands in a shared shingle."""
        marks, at = [False] * len(self.words), 0
        for is_shared, group in groupby(map(shared.__contains__, self.shingles)):
            number = sum(1 for _ in group)
            if is_shared:
                until = at + number + WIDTH - 1
                marks[at:until] = [True] * (until - at)
            at += number
        return marks


def _words(text: str) -> re.Pattern[str]:
    """Return what finds the words of a text, as simple as it allows."""
    if text.isascii():
        return _ASCII
    return _UNSPACED if _LETTER.search(text) else _SPACED


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
    """How far what differs is names and numbers in single places, as in texts of one template, 0 to 1."""


def compare(one: Text, other: Text, least: float) -> Shared | None:
    """Return what two texts share, None if it is less than the share `least` of the shingles of either."""
    shared = one.distinct & other.distinct
    if not shared or len(shared) < least * min(len(one.distinct), len(other.distinct)):
        return None
    at, other_at, length = longest(one, other, shared)
    marks, other_marks = one.covered(shared), other.covered(shared)
    slots = min(_slots(one, marks), _slots(other, other_marks))
    return Shared(
        len(shared) / len(one.distinct),
        len(shared) / len(other.distinct),
        sum(marks),
        sum(other_marks),
        len(marks),
        len(other_marks),
        one.span(at)[0],
        one.span(at + length - 1)[1],
        other.span(other_at)[0],
        other.span(other_at + length - 1)[1],
        slots if slots and _in_order(one, other, shared) else 0.0,
    )


def longest(one: Text, other: Text, shared: AbstractSet[int]) -> tuple[int, int, int]:
    """Return where the longest passage of words that both have begins in each, and how many words it has.

    Of passages of equal length it is the first in `other`. What stands in `one` more than `OFTEN` times is left out, so
    that the work grows with the length of the texts alone; where all does, one shingle is the passage.
    """
    places = one.places(shared)
    at = other_at = length = 0
    runs: dict[int, int] = {}
    for place, shingle in enumerate(other.shingles):
        ends = places.get(shingle, ())
        if len(ends) == 1:
            runs = {ends[0]: runs.get(ends[0] - 1, WIDTH - 1) + 1}
        else:
            runs = {end: runs.get(end - 1, WIDTH - 1) + 1 for end in ends} if len(ends) <= OFTEN else {}
        for end, run in runs.items():
            if run > length:
                at, other_at, length = end - run + WIDTH, place - run + WIDTH, run
    if not length:
        other_at, shingle = next((place, each) for place, each in enumerate(other.shingles) if each in shared)
        at, length = places[shingle][0], WIDTH
    return at, other_at, length


def _in_order(one: Text, other: Text, shared: AbstractSet[int]) -> bool:
    """Tell whether what two texts share stands in the same order in both, but for a little."""
    places, other_places = one.places(shared), other.places(shared)
    order = (places[each][0] for each in other_places if len(places[each]) == len(other_places[each]) == 1)
    return sum(later < earlier for earlier, later in pairwise(order)) <= SLOTS


def _slots(text: Text, marks: Sequence[bool]) -> float:
    """Return the share of the runs of words that only this text has that are short and hold a number or a name."""
    runs, first = Counter[bool](), 0
    for is_shared, group in groupby(marks):
        size = len(list(group))
        if not is_shared:
            named = any(not word[0].islower() for word in text.raw[first : first + size])
            runs[named and size <= SLOT] += 1
        first += size
    return runs[True] / runs.total() if runs[True] >= SLOTS else 0.0
