"""A text as words, and as runs of words, each known by where it stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain, groupby, islice

WIDTH = 5
"""Words of a shingle: shorter ones are shared by chance, longer ones lose too much around each changed word."""
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
    def firsts(self) -> dict[int, int]:
        """Where each shingle stands first."""
        return dict(zip(reversed(self.shingles), range(len(self.shingles) - 1, -1, -1), strict=True))

    @cached_property
    def repeated(self) -> dict[int, list[int]]:
        """Where the shingles stand that the text has more than once."""
        if len(self.firsts) == len(self.shingles):
            return {}
        places = defaultdict[int, list[int]](list)
        for place, shingle in enumerate(self.shingles):
            places[shingle].append(place)
        return {shingle: found for shingle, found in places.items() if len(found) > 1}

    @property
    def distinct(self) -> AbstractSet[int]:
        """Each shingle once."""
        return self.firsts.keys()

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
