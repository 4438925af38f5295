"""The letters and digits of a text alone, to look for words in it whatever stands between them."""

from __future__ import annotations

import re
from bisect import bisect_right

_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"[^\w\s]")
_WINDOW = 16
"""Letters of a piece by which words are recognised that were changed elsewhere."""


class Letters:
    """A text as its letters and digits, small, and where each word of it stands."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._words: list[tuple[int, int, int]] = []
        said: list[str] = []
        before = 0
        for word in _WORD.finditer(text):
            small = word[0].lower()
            self._words.append((before, word.start(), word.end()))
            said.append(small)
            before += len(small)
        self.said = "".join(said)

    def find(self, said: str, after: int = 0) -> int:
        """Return where letters stand; -1 where they do not."""
        return self.said.find(said, after)

    def span(self, at: int, length: int) -> tuple[int, int]:
        """Return where so many letters from one on stand in the text, with the marks around them."""
        first, last = (self._word(place) for place in (at, at + length - 1))
        start = min(first[1] + at - first[0], first[2])
        end = min(last[1] + at + length - last[0], last[2])
        while start and _MARK.match(self._text, start - 1):
            start -= 1
        while _MARK.match(self._text, end):
            end += 1
        return start, end

    def share(self, said: str) -> float:
        """Return how much of some letters stands here, piece by piece."""
        if said in self.said:
            return 1.0
        pieces = [said[at : at + _WINDOW] for at in range(0, max(1, len(said) - _WINDOW + 1), _WINDOW)]
        return sum(piece in self.said for piece in pieces) / len(pieces)

    def _word(self, place: int) -> tuple[int, int, int]:
        return self._words[bisect_right(self._words, (place, 1 << 60, 0)) - 1]


def letters(text: str) -> str:
    """Return the letters and digits of a text, small."""
    return "".join(_WORD.findall(text)).lower()
