"""A text as words, and as runs of words, each known by where it stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import chain, count, groupby, islice
from operator import sub

WIDTH = 5
"""Words of a shingle: shorter ones are shared by chance, longer ones lose too much around each changed word."""
_LETTERS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ASCII = re.compile("[A-Za-z0-9]+")
_SPACES = {code: " " for code in range(128) if not chr(code).isalnum()}
_MARKS = "’“”‘–—…\N{NO-BREAK SPACE}„«»"
"""Marks for which alone many a text is not ASCII."""
_SPACED, _UNSPACED = re.compile(r"[^\W_]+"), re.compile(rf"[{_LETTERS}]|[^\W_{_LETTERS}]+")
_LETTER = re.compile(f"[{_LETTERS}]")


class Text:
    """A body as words; letter case and punctuation are no part of them."""

    def __init__(self, starts: Sequence[int], texts: Sequence[str]) -> None:
        """Take paragraphs, and where each starts in the text of the article."""
        self._starts, self._texts = starts, texts
        self._parted = list(map(_in_small_letters, texts))

    @cached_property
    def raw(self) -> list[str]:
        """The words as they are written."""
        return list(chain.from_iterable(map(_parted, self._texts)))

    @cached_property
    def words(self) -> list[str]:
        """The words in small letters."""
        return list(chain.from_iterable(self._parted))

    def span(self, word: int) -> tuple[int, int]:
        """Return where a word stands in the text of the article."""
        for start, text, parted in zip(self._starts, self._texts, self._parted, strict=True):
            if word < len(parted):
                there = next(islice(_words(text).finditer(text), word, None))
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
        if len(self.distinct) == len(self.shingles):
            return {}
        places: dict[int, list[int]] = {shingle: [] for shingle, often in Counter(self.shingles).items() if often > 1}
        for place, shingle in enumerate(self.shingles):
            if shingle in places:
                places[shingle].append(place)
        return places

    @cached_property
    def distinct(self) -> AbstractSet[int]:
        """Each shingle once."""
        return frozenset(self.shingles)

    def covered(self, shared: AbstractSet[int]) -> int:
        """Return how many words stand in one of some shingles, of which the text has one at least."""
        alone = [place for place, shingle in enumerate(self.shingles) if shingle not in shared]
        if not alone:
            return len(self.words)
        runs = [len(list(run)) for _, run in groupby(map(sub, alone, count()))]
        at_start = min(runs[0], WIDTH - 1) if alone[0] == 0 else 0
        at_end = min(runs[-1], WIDTH - 1) if alone[-1] == len(self.shingles) - 1 else 0
        return len(self.words) - at_start - at_end - sum(run - WIDTH + 1 for run in runs if run >= WIDTH)


def _in_small_letters(text: str) -> list[str]:
    """Return the words of a text in small letters, which may be more letters than the text has."""
    plain = _ascii(text)
    return _parted(plain.lower()) if plain.isascii() else list(map(str.lower, _parted(text)))


def _parted(text: str) -> list[str]:
    """Return the words of a text."""
    plain = _ascii(text)
    return plain.translate(_SPACES).split() if plain.isascii() else _words(text).findall(text)


def _ascii(text: str) -> str:
    """Return a text without the marks that may be all in it that is not ASCII."""
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
    return text


def _words(text: str) -> re.Pattern[str]:
    """Return what finds the words of a text, as simple as it allows."""
    if text.isascii():
        return _ASCII
    return _UNSPACED if _LETTER.search(text) else _SPACED
