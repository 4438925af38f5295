"""Letters that were spoilt between a page and a text: read in a wrong encoding, or lost in one that has them not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_OTHER = re.compile(r"[^\x00-\x7f\s]+")
_NEAR = 8
"""Code points before and behind a letter by which its place in the text is known."""
_WRONG = ("cp1252", "latin-1", "mac-roman", "cp1250", "cp1251", "cp437")
"""The encodings in which UTF-8 is read by mistake."""
_LOST = "?\ufffd"
_MOST = 50


class Spoilt(NamedTuple):
    """A place of the text, and what the page has there."""

    start: int
    end: int
    expected: str


def spoilt(text: str, paragraph: str) -> Iterator[Spoilt]:
    """Yield the places of a text in which it has a paragraph of the page, with spoilt letters."""
    for number, found in enumerate(_OTHER.finditer(paragraph)):
        if number == _MOST:
            return
        before = paragraph[max(0, found.start() - _NEAR) : found.start()]
        behind = paragraph[found.end() : found.end() + _NEAR]
        if len(before) < _NEAR or not before.isascii() or (behind and not behind[:1].isascii()):
            continue
        for wrong in _spoilt(found[0]):
            at = text.find(f"{before}{wrong}{behind}") if behind.isascii() else -1
            if at >= 0:
                yield Spoilt(at + len(before), at + len(before) + len(wrong), found[0])
                break


@lru_cache(maxsize=4_096)
def _spoilt(letters: str) -> tuple[str, ...]:
    """Return what becomes of letters."""
    raw = letters.encode("utf-8", "replace")
    misread = (raw.decode(wrong, "replace") for wrong in _WRONG)
    lost = (mark * count for mark in _LOST for count in (len(letters), len(raw)))
    return tuple(dict.fromkeys(each for each in (*misread, *lost) if each != letters))
