"""Where a page's own statements stand in its source: values of attributes, strings of JSON-LD, words between tags.

The parser of pages does not tell where it has read something, so it is looked for again: what is written in another
way than these patterns expect has no place.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property, lru_cache
from html import unescape
from itertools import islice

from provenance.formats.html.places import PageText

Span = tuple[int, int]
_ATTRIBUTE = re.compile(r"([\w:-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_NAMING = {"property", "name", "itemprop", "http-equiv"}
_OF_HEAD = {"meta", "link", "html", "title"}
_START = re.compile(r"<([mM][eE][tT][aA]|[lL][iI][nN][kK]|[hH][tT][mM][lL]|[tT][iI][tT][lL][eE])\b")
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
        self._tags: dict[str, dict[str, list[Span]]] = {}

    def of_text(self, tag: str, called: str | None, said: str) -> Span | None:
        """Return where the text of an element stands: near the first start tag like its own behind which it does.

        Args:
            tag: The tag of the element.
            called: Its class, if it has one.
            said: Its text.
        """
        needle = f'"{called}"' if called else f"<{tag}"
        for at in islice(_each(self.source, needle, self._behind.get(needle, 0)), _LIKE):
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
        if tag not in self._tags:
            self._tags[tag] = self._of_tag(tag)
        left = self._tags[tag].get(name, [])
        for number, (start, end) in enumerate(left):
            found = _value_of(attribute).search(self.source, start, end)
            if found and " ".join(unescape(found[found.lastindex or 0]).split()) == value:
                del left[number]
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
    def _starts(self) -> dict[str, list[int]]:
        """Where start tags stand in the head of the page."""
        found: dict[str, list[int]] = defaultdict(list)
        end = self.source.find("</head")
        for match in _START.finditer(self.source, 0, end if end >= 0 else len(self.source)):
            found[match[1].lower()].append(match.start())
        return found

    def _of_scripts(self) -> Iterator[Span]:
        """Yield where the scripts of JSON-LD stand between their tags."""
        for named in _each(self.source, "ld+json", 0):
            at, begin = self.source.rfind("<", 0, named), self.source.find(">", named) + 1
            if begin and _SCRIPT.match(self.source, at) and ">" not in self.source[at:named]:
                end = _END.search(self.source, begin)
                yield begin, end.start() if end else len(self.source)

    def _of_tag(self, tag: str) -> dict[str, list[Span]]:
        """Return where the attributes of start tags stand, of meta elements by each of their names."""
        found: dict[str, list[Span]] = defaultdict(list)
        places = self._starts[tag] if tag in _OF_HEAD else _each(self.source, f"<{tag}", 0)
        for at in islice(places, _MOST):
            start, end = at + 1 + len(tag), self.source.find(">", at, at + _LONGEST)
            names = {""} if tag != "meta" else _names(self.source, start, end)
            for name in names if end > 0 else ():
                found[name].append((start, end))
        return found


def _names(source: str, start: int, end: int) -> set[str]:
    """Return by what a meta element is named, in small letters."""
    attributes = _ATTRIBUTE.findall(source, start, end)
    named = ("".join(values).lower().split()[:1] for name, *values in attributes if name.lower() in _NAMING)
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
