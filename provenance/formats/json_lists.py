"""Where the records of a JSON value stand, as far as its first bytes tell."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import NamedTuple

from provenance.formats.prose import is_prose, is_sentence

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*(?:"|\\?\Z)|[{}\[\]:,]', re.DOTALL)
_SHORT = 16
"""Bytes of a string from which it may be a sentence."""
_LONG = 300
"""Code points of prose that stands in no list of objects: below it may be what is said in a file of settings."""
_DESCRIBES = frozenset(
    "summary abstract excerpt comment comments message note notes help about documentation license licence "
    "readme terms disclaimer copyright".split()
)
"""Names of what is said about something: settings and cards of data have it as well."""
_OPENING, _CLOSING = (b"{", b"["), (b"}", b"]")


class Objects(NamedTuple):
    """A list of objects in a JSON value, or the object itself: the names that lead to it, and where its `[` stands.

    Of the object itself there are none, and that is None.
    """

    path: tuple[str, ...] | None
    byte: int | None
    has_text: bool
    """An object in it has a text."""
    has_prose: bool = False
    """What stands in it reads like the text of an article, under a name that is not known."""

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """How likely these are the articles: those with a text, then with prose, in a list rather than not."""
        return self.has_text, self.has_prose, self.path is not None


def records_in(start: bytes, texts: Collection[str]) -> Objects | None:
    """Return where the records of a JSON value are.

    Args:
        start: The first bytes of the value.
        texts: Names under which an article bears its text, dots lead into nested records.

    Returns:
        The object itself where it has a text; else the first list of objects of which one has a text; else the first
        list in which, or the object itself if in no list, there is prose; else the first list of objects; None where
        there is none.
    """
    best: Objects | None = None
    for found in object_lists(start, texts):
        if found.path is None and found.has_text:
            return found
        if best is None or found.rank > best.rank:
            best = found
    return best


def object_lists(start: bytes, texts: Collection[str]) -> Iterator[Objects]:
    """Yield the lists of objects in a JSON value that may be cut off, then the object itself where it has a text.

    It is looked at sign by sign. Lists inside of other lists are none; each comes when it ends. An object with prose in
    no list comes last.
    """
    walk = _Walk(texts)
    for match in _TOKEN.finditer(start):
        if found := walk.take(match[0], match.start()):
            yield found
            if found.path is None:
                return
    if walk.within:
        yield walk.within
    if walk.prose_outside:
        yield Objects(None, None, has_text=False, has_prose=True)


def top_names(start: bytes) -> Iterator[str]:
    """Yield the names in the outermost object of a JSON value that may be cut off."""
    depth, last = 0, b""
    for match in _TOKEN.finditer(start):
        token = match[0]
        if token == b":" and depth == 1:
            with suppress(ValueError):
                yield str(json.loads(last))
        depth += (token in _OPENING) - (token in _CLOSING)
        last = token


class _Walk:
    """A way over the signs of a JSON value."""

    def __init__(self, texts: Collection[str]) -> None:
        self.within: Objects | None = None
        """The list of objects that is open."""
        self.prose_outside = False
        """Whether prose stands in no list of objects."""
        self._texts = texts
        self._names: list[str] = []  # of the objects and lists that are open
        self._outer = 0  # how many of them lead to the list
        self._lists = 0  # lists that are open
        self._key, self._is_text = "", False  # of the value that is next
        self._last, self._byte = b"", 0

    def take(self, token: bytes, byte: int) -> Objects | None:
        """Take a sign, or a string; return the list that it ends, or the object itself where this is its text."""
        found = None
        if self._is_text and token not in _OPENING:
            if self.within is None:
                return Objects(None, None, has_text=True)
            self.within = self.within._replace(has_text=True)
        self._is_text = False
        if token == b":":
            self._name(self._last)
        elif self._last == b":" and token[:1] == b'"':
            self._look(token)
        elif token in _OPENING:
            self._open(token)
        elif token in _CLOSING and self._names:
            found = self._close(token)
        self._last, self._byte = token, byte
        return found

    def _name(self, token: bytes) -> None:
        self._key = _string(token)
        self._is_text = ".".join([*self._inner, self._key]) in self._texts

    @property
    def _inner(self) -> list[str]:
        """The names that lead from the record to what is next."""
        return self._names[self._outer + 1 if self.within else 1 :]

    def _look(self, token: bytes) -> None:
        """Take a string that is the value of a name; of a list it is enough to find prose once."""
        seen = self.within.has_prose or self.within.has_text if self.within else self.prose_outside
        if seen or len(token) < _SHORT or any(map(_describes, (*self._inner, self._key))):
            return
        value = _string(token)
        is_named = self._key.casefold() in self._texts and is_sentence(value)
        if self.within:
            self.within = self.within._replace(has_prose=is_named or is_prose(value))
        else:
            self.prose_outside = is_named or (is_prose(value) and len(value) >= _LONG)

    def _open(self, token: bytes) -> None:
        if token == b"{" and self._last == b"[" and self._lists == 1 and self.within is None:
            self.within, self._outer = Objects(tuple(self._names[1:]), self._byte, has_text=False), len(self._names)
        self._lists += token == b"["
        self._names.append(self._key)

    def _close(self, token: bytes) -> Objects | None:
        self._names.pop()
        self._lists -= token == b"]"
        if self.within is None or len(self._names) >= self._outer:
            return None
        found, self.within, self._outer = self.within, None, 0
        return found


def _describes(name: str) -> bool:
    """Tell whether what is called so is said about something: `message`, `shortDescription`."""
    plain = name.casefold()
    return plain in _DESCRIBES or plain.endswith("description")


def _string(token: bytes) -> str:
    """Return what a string says, as far as it can be read."""
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token[1:-1].decode(errors="replace")
