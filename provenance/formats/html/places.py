"""Where the words of an article stand in its page: runs of code points that stand there as they stand in the text.

White space, entities and mark-up part runs. The page is read as pieces of text between tags, and each paragraph is
looked for in them without white space, behind the one before it; what the extractor has changed is not found, and has
no place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

_SPECIAL = r"!--|(?i:script|style|noscript|template)\b"
_TAGS = re.compile(
    rf"<(?:(?!{_SPECIAL})[a-zA-Z/!?][^>]*>(?:\s*<(?!{_SPECIAL})[a-zA-Z/!?][^>]*>)*"
    rf"|(?:(!--)|((?i:script|style|noscript|template)\b)|[a-zA-Z/!?])[^>]*(?:>|\Z))"
)
"""Tags with nothing but white space between them, or one that begins a comment or a script."""
_CLOSING = {name: re.compile(f"</(?i:{name})") for name in ("script", "style", "noscript", "template")}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|\w{2,31});")
_SEGMENT = re.compile(rf"{_ENTITY.pattern}|[^&]+|&")
_WORD = re.compile(rf"{_ENTITY.pattern}|[^\s&]+|&")
_LINE = re.compile(r"\S+(?: \S+)*")
_SOURCE_LINE = re.compile(r"[^\n]+")
_ENDS, _PIECE, _PIECES, _SURE = 3, 24, 6, 12
"""Paragraphs at both ends by which an article's part of a page is known, code points of a piece of one, how many pieces
of it are looked for (marks and mark-up may stand in the others), and code points of a paragraph that is too short."""
_LACKING = 0.2
"""The share of paragraphs that are not found in the part from which on the whole page is read."""
_MARKUP, _TAIL = 2_000, 4_000
"""Code points that are read before and behind it: mark-up, and what stands beside these pieces."""
_GRAPHIC = re.compile(r"\S+")


class Run(NamedTuple):
    """Code points that stand in a line of the page as in the text: where in the text, how many, where in the page."""

    at: int
    length: int
    line: int
    column: int
    column_bytes: int


class Part(NamedTuple):
    """A part of a text that stands in the page: where in the text, how many code points, where in the page.

    `plain` tells that it stands there as it does in the text: an entity does not.
    """

    at: int
    length: int
    place: int
    plain: bool


class PageText:
    """The text of a page between its tags, without white space, and where each piece of it stands."""

    def __init__(self, source: str, start: int = 0, end: int | None = None) -> None:
        """Read the text of a part of a page, which begins with a tag."""
        self.source = source
        self._befores: list[int] = []
        self._places: list[tuple[int, int]] = []
        said: list[str] = []
        before = 0
        for begin, stop in _gaps(source, start, len(source) if end is None else end):
            if bare := _bare(source[begin:stop]):
                self._befores.append(before)
                self._places.append((begin, stop))
                said.append(bare)
                before += len(bare)
        self.bare = "".join(said)

    @classmethod
    def around(cls, source: str, paragraphs: Sequence[str]) -> PageText:
        """Read the text of the part of a page in which paragraphs stand; all of it where that is not plain.

        What stands before the first and behind the last of them is most of a page: menus, other articles, scripts.
        """
        body = max(0, source.find("<body"))
        first, last = paragraphs[:_ENDS], [paragraphs[len(paragraphs) // 2], *paragraphs[-_ENDS:]]
        at = min((at for words in first if (at := _known(source, words, body)) >= 0), default=-1)
        end = max(_known(source, words, at) for words in last) if at >= 0 else -1
        near = max(0, at - _MARKUP)
        script, closed = (source.rfind(tag, 0, near) for tag in ("<script", "</script"))
        start = script if script > closed else source.rfind("<", 0, near)
        return cls(source, max(start, 0), end + _TAIL if end >= 0 else None)

    def find(self, said: str, after: int = 0) -> int:
        """Return how much of the text of the page stands before words, from a place in it on; -1 if they do not."""
        bare = "".join(said.split())
        return self.bare.find(bare, after) if bare else -1

    def span(self, said: str) -> tuple[int, int] | None:
        """Return where words stand in the page for the first time; None where they do not."""
        at = self.find(said)
        if at < 0:
            return None
        parts = list(self.parts(said, at))
        first, last = parts[0], parts[-1]
        end = last.place + last.length if last.plain else self.source.index(";", last.place) + 1
        return first.place, end

    def parts(self, said: str, at: int) -> Iterator[Part]:
        """Yield the parts of words that stand in the text of the page behind so much of it."""
        number = bisect_right(self._befores, at) - 1
        done = len(said) - len(said.lstrip())
        skipped = at - self._befores[number]
        while done < len(said):
            begin, end = self._places[number]
            piece = self.source[begin:end]
            bare = piece.strip()
            if not skipped and "&" not in bare and said.startswith(bare, done):
                yield Part(done, len(bare), begin + piece.index(bare), plain=True)
                done, number = _behind(said, done + len(bare)), number + 1
                continue
            for segment in _SEGMENT.finditer(self.source, *self._places[number]):
                for part in _of_segment(said, done, segment, skipped):
                    yield part
                    done = _behind(said, part.at + part.length)
                skipped = max(0, skipped - len(_bare(segment[0]))) if skipped else 0
            number += 1


def runs(source: str, paragraphs: Sequence[str], gap: int) -> list[Run]:
    """Return the runs of an article whose paragraphs stand `gap` code points apart, in the order of the text."""
    page = PageText.around(source, paragraphs)
    spots = _spots(page, paragraphs)
    lacking = [at < 0 for at, paragraph in zip(spots, paragraphs, strict=True) if paragraph.strip()]
    if any(lacking[:1] + lacking[-1:]) or sum(lacking) > _LACKING * len(lacking):
        page = PageText(source)
        spots = _spots(page, paragraphs)
    found: list[tuple[int, int, int]] = []
    begin = 0
    for at, paragraph in zip(spots, paragraphs, strict=True):
        if at >= 0:
            found += _by_line(source, _joined(page.parts(paragraph, at), begin))
        begin += len(paragraph) + gap
    return list(_placed(source, found))


def _spots(page: PageText, paragraphs: Sequence[str]) -> list[int]:
    """Return how much of the text of a page stands before each paragraph, behind the one before it if it does there."""
    found: list[int] = []
    cursor = 0
    for paragraph in paragraphs:
        bare = "".join(paragraph.split())
        at = page.bare.find(bare, cursor) if bare else -1
        at = page.bare.find(bare) if at < 0 < len(bare) else at
        cursor = at + len(bare) if at >= 0 else cursor
        found.append(at)
    return found


def _known(source: str, words: str, after: int) -> int:
    """Return where the first piece of words stands that does behind a place; -1 where none does."""
    ends = range(_PIECE, min(_PIECES * _PIECE, len(words)) + 1, _PIECE)
    pieces = [words[end - _PIECE : end] for end in ends] or ([words] if len(words) > _SURE else [])
    return next((at for piece in pieces if (at := source.find(piece, after)) >= 0), -1)


def _of_segment(said: str, done: int, segment: re.Match[str], skipped: int) -> Iterator[Part]:
    """Yield the parts of words in an entity, or between two of them, of which so much is skipped."""
    text, place, read = segment[0], segment.start(), 0
    bare = text.strip()
    if done >= len(said) or not bare:
        return
    if not skipped and text[0] != "&" and said.startswith(bare, done):
        yield Part(done, len(bare), place + text.index(bare), plain=True)
        return
    for line in () if skipped or text[0] == "&" else _LINE.finditer(text):
        if not said.startswith(line[0], done):
            break
        yield Part(done, len(line[0]), place + line.start(), plain=True)
        done, read = _behind(said, done + len(line[0])), line.end()
    for word in _WORD.finditer(text, read):
        size = len(_read(word[0]))
        plain = size == len(word[0])
        if skipped >= size:
            skipped -= size
            continue
        start, left, skipped = place + word.start() + (skipped if plain else 0), size - skipped, 0
        while left and done < len(said):
            graphic = _GRAPHIC.match(said, done)
            length = min(left, graphic.end() - done if graphic else left)
            yield Part(done, length, start, plain)
            start, left = start + (length if plain else 0), left - length
            done = _behind(said, done + length)


def _bare(piece: str) -> str:
    return "".join((_ENTITY.sub(lambda found: _character(found[0]), piece) if "&" in piece else piece).split())


def _read(word: str) -> str:
    return _character(word) if word[0] == "&" else word


@lru_cache(maxsize=4_096)
def _character(entity: str) -> str:
    return "".join(unescape(entity).split())


def _gaps(source: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield where the text between tags stands in a part of a page; comments and scripts are none.

    What looks like a tag in a comment or a script ends where that ends, and perhaps further tags follow.
    """
    last = start
    for found in _TAGS.finditer(source, start, end):
        begin, stop = found.span()
        if begin < last:
            last = max(last, stop)
            continue
        if begin > last:
            yield last, begin
        last = stop if found.lastindex is None else _end(source, found)
    if last < end:
        yield last, end


def _end(source: str, opened: re.Match[str]) -> int:
    """Return where a comment or a script ends; what is never closed goes to the end of the page."""
    if opened[1]:
        closed = source.find("-->", opened.end(1))
    else:
        found = _CLOSING[opened[2].lower()].search(source, opened.end(2))
        closed = found.end() if found else -1
    return (source.find(">", closed) + 1 if closed >= 0 else 0) or len(source)


def _behind(said: str, at: int) -> int:
    """Return where the next graphic sign stands."""
    while at < len(said) and said[at].isspace():
        at += 1
    return at


def _joined(parts: Iterator[Part], begin: int) -> Iterator[tuple[int, int, int]]:
    """Join parts that stand as far from each other in the text as in the page, an entity with what stands before."""
    run: tuple[int, int, int] | None = None
    for part in parts:
        at = begin + part.at
        if run and part.plain and at - run[0] == part.place - run[2]:
            run = (run[0], at + part.length - run[0], run[2])
        else:
            if run:
                yield run
            run = (at, part.length, part.place)
    if run:
        yield run


def _by_line(source: str, runs: Iterator[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Part runs where a line of the page ends: a text has a blank there, and goes on."""
    for at, length, place in runs:
        if source.find("\n", place, place + length) < 0:
            yield at, length, place
            continue
        for line in _SOURCE_LINE.finditer(source, place, place + length):
            yield at + line.start() - place, len(line[0]), line.start()


def _placed(source: str, found: list[tuple[int, int, int]]) -> Iterator[Run]:
    """Turn places in the page into lines and columns; runs come back in the order of the text."""
    resolved: dict[int, tuple[int, int, int]] = {}
    line, last, start, weight = 1, 0, 0, 0
    for place in sorted({place for _, _, place in found}):
        if passed := source.count("\n", last, place):
            line, start, weight = line + passed, source.rfind("\n", last, place) + 1, 0
            last = start
        weight += place - last if source.isascii() else len(source[last:place].encode("utf-8", "replace"))
        last = place
        resolved[place] = (line, place - start + 1, weight + 1)
    for at, length, place in found:
        yield Run(at, length, *resolved[place])
