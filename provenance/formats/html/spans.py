"""Where a page's own statements stand in its source: values of attributes, strings of JSON-LD, words between tags.

The parser of pages does not tell where it has read something, so it is looked for again: what is written in another
way than these patterns expect has no place.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from html import unescape
from itertools import chain, islice

from provenance.formats.html.places import PageText

Span = tuple[int, int]
_Tag = tuple[int, int, str]
"""Where the attributes of a start tag stand, and how they are written, in small letters."""
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_NAMING = {"property", "name", "itemprop", "http-equiv"}
_OF_HEAD = ("meta", "link", "html", "title")
_START = {tag: re.compile("<" + "".join(f"[{sign}{sign.upper()}]" for sign in tag) + r"\b") for tag in _OF_HEAD}
_SCRIPT = re.compile(r"<(?i:script)\b")
_END = re.compile(r"</(?i:script)")
_WINDOW, _LIKE = 1_000, 20
"""Code points behind a start tag among which the text of its element begins; start tags that are looked at."""
_LONGEST = 4_000
"""Code points of a start tag."""
_MOST = 1_000
"""Tags that are looked at: a page says what it says of itself in its first ones."""


class Spans:
    """The source of a page, and where what it states stands in it, in code points."""

    def __init__(self, source: str) -> None:
        self.source = source
        self._behind: dict[str, int] = {}
        self._scripts: list[Span] = []
        self._further_scripts = self._of_scripts()
        self._tags: dict[str, list[_Tag]] = {}
        self._further_tags: dict[str, Iterator[_Tag]] = {}
        self._asked: set[tuple[str, int]] = set()

    def of_text(self, tag: str, called: str | None, said: str) -> Span | None:
        """Return where the text of an element stands: near the first start tag like its own behind which it does.

        Args:
            tag: The tag of the element.
            called: Its class, if it has one.
            said: Its text.
        """
        needle = f'"{called}"' if called else f"<{tag}"
        begin = 0 if tag in _OF_HEAD else self._head
        for at in islice(_each(self.source, needle, self._behind.get(needle, begin)), _LIKE):
            if span := self._within(at, said):
                self._behind[needle] = at
                return span
        return None

    def _within(self, at: int, said: str) -> Span | None:
        end = at + _WINDOW + len(said) * 2
        literal = self.source.find(said, at, end)
        if literal >= 0:
            return literal, literal + len(said)
        return PageText(self.source, self.source.rfind("<", 0, at + 1), end).span(said)

    def of_attribute(self, tag: str, attribute: str, value: str, name: str = "") -> Span | None:
        """Return where the next value of an attribute stands that was not asked for before.

        Args:
            tag: The tag of the element: meta, link, time, html or iframe.
            attribute: The attribute.
            value: Its value with single blanks.
            name: By what a meta element is named, in small letters.
        """
        for start, end, written in self._of_tag(tag):
            if name not in written or (name, start) in self._asked or (name and name not in _names(written)):
                continue
            found = _value_of(attribute).search(self.source, start, end)
            if found and " ".join(unescape(found[found.lastindex or 0]).split()) == value:
                self._asked.add((name, start))
                return found.span(found.lastindex or 0)
        return None

    def of_json(self, script: int, key: str, raw: str) -> Span | None:
        """Return where a string stands in a script of JSON-LD, by the key before it."""
        self._scripts += islice(self._further_scripts, max(0, script + 1 - len(self._scripts)))
        if script >= len(self._scripts):
            return None
        begin, end = self._scripts[script]
        for match in _string_of(key).finditer(self.source, begin, end):
            if match[1] == raw or ("\\" in match[1] and _unquoted(match[1]) == raw):
                return match.span(1)
        at = self.source.find(f'"{raw}"', begin, end)
        return (at + 1, at + 1 + len(raw)) if at >= 0 else None

    @cached_property
    def _head(self) -> int:
        """The end of the head of the page; 0 where none is written."""
        return max(0, self.source.find("</head"))

    def _of_scripts(self) -> Iterator[Span]:
        """Yield where the scripts of JSON-LD stand between their tags."""
        for named in _each(self.source, "ld+json", 0):
            at, begin = self.source.rfind("<", 0, named), self.source.find(">", named) + 1
            if begin and _SCRIPT.match(self.source, at) and ">" not in self.source[at:named]:
                end = _END.search(self.source, begin)
                yield begin, end.start() if end else len(self.source)

    def _of_tag(self, tag: str) -> Iterator[_Tag]:
        """Yield the start tags of a kind; the source is searched no further than is asked for."""
        if tag not in self._tags:
            self._tags[tag], self._further_tags[tag] = [], islice(self._tags_from(tag), _MOST)
        yield from self._tags[tag]
        for found in self._further_tags[tag]:
            self._tags[tag].append(found)
            yield found

    def _tags_from(self, tag: str) -> Iterator[_Tag]:
        of_head = _START[tag].finditer(self.source, 0, self._head or len(self.source)) if tag in _OF_HEAD else ()
        of_body = () if tag in _OF_HEAD else _each(self.source, f"<{tag}", self._head)
        for at in chain((found.start() for found in of_head), of_body):
            start, end = at + 1 + len(tag), self.source.find(">", at, at + _LONGEST)
            if end > 0:
                yield start, end, self.source[start:end].lower()


def _names(written: str) -> set[str]:
    """Return by what a meta element is named, given its attributes in small letters."""
    named = ("".join(values).split()[:1] for name, *values in _ATTRIBUTE.findall(written) if name in _NAMING)
    return {name for words in named for name in words}


def _each(source: str, needle: str, at: int) -> Iterator[int]:
    """Yield where a string stands from a place on."""
    at = source.find(needle, at)
    while at >= 0:
        yield at
        at = source.find(needle, at + 1)


@lru_cache(maxsize=100)
def _value_of(attribute: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?i:{re.escape(attribute)})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")


@lru_cache(maxsize=100)
def _string_of(key: str) -> re.Pattern[str]:
    return re.compile(rf'"{re.escape(key)}"\s*:\s*(?:\[\s*)?"([^"\\]*(?:\\.[^"\\]*)*)"')


def _unquoted(raw: str) -> str | None:
    try:
        return str(json.loads(f'"{raw}"', strict=False))
    except ValueError:
        return None
