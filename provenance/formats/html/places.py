"""Where the words of an article stand in its page: runs of code points that stand there as they stand in the text.

White space, entities and mark-up part runs. The page is read as text between tags, and each paragraph is looked for in
it without its white space, behind the one before it; what the extractor has changed is not found, and has no place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from html import unescape
from typing import NamedTuple

_TAG = re.compile(r"(?i)<(?:(!--)|(script|style|noscript|template)\b|[a-z/!?])")
_CLOSING = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style", "noscript", "template")}
_WORD = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{2,31});|[^\s&]+|&")


class Run(NamedTuple):
    """Code points that stand in the page as in the text: where in the text, how many, where in the page."""

    at: int
    length: int
    line: int
    column: int
    column_bytes: int


def runs(source: str, paragraphs: Iterable[str], gap: int) -> list[Run]:
    """Return the runs of an article whose paragraphs stand `gap` code points apart, in the order of the text."""
    words, joined = _words_of_page(source)
    starts = [start for start, _ in words]
    found: list[tuple[int, int, int]] = []
    begin = cursor = 0
    for paragraph in paragraphs:
        bare = "".join(paragraph.split())
        at = joined.find(bare, cursor)
        at = joined.find(bare) if at < 0 else at
        if bare and at >= 0:
            found += _parted(paragraph, begin, at, starts, words)
            cursor = at + len(bare)
        begin += len(paragraph) + gap
    return list(_placed(source, found))


def _words_of_page(source: str) -> tuple[list[tuple[int, tuple[int, int]]], str]:
    """Return the words and entities between tags, each with how much stands before it, and all of them in one."""
    words: list[tuple[int, tuple[int, int]]] = []
    said: list[str] = []
    before = last = 0
    for end, following in _tags(source):
        for word in _WORD.finditer(source, last, end):
            text = word[0]
            if text[0] == "&":
                text = "".join(unescape(text).split())
            if text:
                words.append((before, word.span()))
                said.append(text)
                before += len(text)
        last = following
    return words, "".join(said)


def _tags(source: str) -> Iterator[tuple[int, int]]:
    """Yield where each tag begins and ends, a comment and a script as one; behind the last, the end of the page."""
    at, size = 0, len(source)
    while found := _TAG.search(source, at):
        if found[1]:
            closed = source.find("-->", found.end())
        elif found[2]:
            end = _CLOSING[found[2].lower()].search(source, found.end())
            closed = end.end() if end else -1
        else:
            closed = found.end() - 1
        at = source.find(">", closed) + 1 if closed >= 0 else 0
        at = at or size  # what is never closed goes to the end
        yield found.start(), at
    yield size, size


def _parted(
    paragraph: str, begin: int, at: int, starts: list[int], words: list[tuple[int, tuple[int, int]]]
) -> Iterator[tuple[int, int, int]]:
    """Yield `place in the text, length, place in the page` of the runs of a paragraph found at `at`."""
    run: tuple[int, int, int] | None = None
    bare = at
    for word in re.finditer(r"\S+", paragraph):
        text, left = begin + word.start(), len(word[0])
        while left:
            number = bisect_right(starts, bare) - 1
            start, (offset, end) = words[number]
            following = starts[number + 1] if number + 1 < len(starts) else start + (end - offset)
            size = min(left, following - bare)
            is_plain = following - start == end - offset
            in_page = offset + (bare - start if is_plain else 0)
            if run and run[0] + run[1] <= text and text - run[0] == in_page - run[2] and is_plain:
                run = (run[0], text + size - run[0], run[2])
            else:
                if run:
                    yield run
                run = (text, size, in_page)
            text, bare, left = text + size, bare + size, left - size
    if run:
        yield run


def _placed(source: str, found: list[tuple[int, int, int]]) -> Iterator[Run]:
    """Turn places in the page into lines and columns; runs come back in the order of the text."""
    breaks = [match.start() for match in re.finditer("\n", source)]
    resolved: dict[int, tuple[int, int, int]] = {}
    last = weight = line_start = 0
    for _, _, offset in sorted(found, key=lambda one: one[2]):
        number = bisect_right(breaks, offset - 1)
        start = breaks[number - 1] + 1 if number else 0
        if start != line_start or last < start:
            last, weight, line_start = start, 0, start
        weight += len(source[last:offset].encode("utf-8", "replace"))
        last = offset
        resolved[offset] = (number + 1, offset - start + 1, weight + 1)
    for at, length, offset in found:
        yield Run(at, length, *resolved[offset])
