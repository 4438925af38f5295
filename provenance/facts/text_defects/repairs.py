"""What should stand in the place of a flaw, where the words before it decide.

They tell on which side of a quotation mark a space was lost, and whether a sign is what its reference says.
"""

from __future__ import annotations

import html
import re
from itertools import groupby
from operator import itemgetter

import polars as pl

_SENTENCES = re.compile(r"(?P<first>.*?[.!?])(?P<mark>[”\"“„]?)(?P<second>\w.*)", re.DOTALL)
_MARKS = '”"“„'
_OPENING = {"¿", "¡"}
"""Signs that open a sentence. Behind a letter they are an apostrophe that was read in another encoding."""


def of(flaws: pl.DataFrame, paragraphs: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Return flaws with `mended`: null where nothing tells what should stand there.

    Args:
        flaws: Glued sentences or entities, with `row, paragraph, start, text`, those of a paragraph in their order.
        paragraphs: The paragraphs that hold them, with `row, paragraph, start, text`.
        kind: `glued` or `entity`.
    """
    mend = _with_space if kind == "glued" else _decoded
    of_flaws = paragraphs.join(flaws.select("row", "paragraph"), on=["row", "paragraph"], how="semi")
    columns = of_flaws.select("row", "paragraph", "start", "text").iter_rows()
    holding = {(row, paragraph): (start, text) for row, paragraph, start, text in columns}
    mended: list[str | None] = []
    for place, group in groupby(flaws.select("row", "paragraph", "start", "text").iter_rows(), key=itemgetter(0, 1)):
        base, words = holding[place]
        before = _Before(words)
        for *_, start, text in group:
            before.read_to(start - base)
            mended.append(mend(text, before))
    return flaws.with_columns(mended=pl.Series(mended, dtype=pl.String))


class _Before:
    """What stands before a flaw in its paragraph, which is read once for all of them."""

    def __init__(self, words: str) -> None:
        self.letter = ""
        """The last character."""
        self._words, self._at = words, 0
        self._counts = dict.fromkeys(_MARKS, 0)

    def read_to(self, at: int) -> None:
        for mark in _MARKS:
            self._counts[mark] += self._words.count(mark, self._at, at)
        self._at, self.letter = at, self._words[at - 1 : at]

    def marks(self, more: str) -> dict[str, int]:
        """Count each quotation mark here and in what follows."""
        return {mark: count + more.count(mark) for mark, count in self._counts.items()}


def _decoded(text: str, before: _Before) -> str | None:
    """Return the character that a reference of HTML stands for."""
    found = html.unescape(text)
    return None if found in _OPENING and before.letter.isalpha() else found


def _with_space(text: str, before: _Before) -> str | None:
    """Return two sentences with a space between: before a mark that opens a quotation, behind one that closes it."""
    parts = _SENTENCES.fullmatch(text)
    if parts is None:
        return None
    first, mark, second = parts.groups()
    opens = bool(mark) and _opens(mark, before.marks(first))
    return f"{first} {mark}{second}" if opens or not mark else f"{first}{mark} {second}"


def _opens(mark: str, before: dict[str, int]) -> bool:
    """Tell whether a quotation mark opens one, by how many of each stand before it in its paragraph."""
    if mark == "„":
        return True
    opened = before["“"] + before["„"]
    if mark == "“":  # closes what „ has opened
        return before["„"] <= before["“"]
    if mark == "”" and opened:
        return opened <= before["”"]
    return before[mark] % 2 == 0
