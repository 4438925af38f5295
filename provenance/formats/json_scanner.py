"""Where the values of a JSON document begin and end, by its brackets and strings, with one value held at a time."""

from __future__ import annotations

import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

from provenance.formats import streams

_IN_STRING = rb'[^"\\]*+(?:\\.[^"\\]*+){0,1000}'  # Python holds 64 bytes for each turn of a loop over a group
_REST_OF_STRING = re.compile(_IN_STRING, re.DOTALL)
_WITHIN = re.compile(rb'[^"{}\[\]]*+(?:"%s"[^"{}\[\]]*+){0,1000}' % _IN_STRING, re.DOTALL)
_BESIDE = re.compile(rb'[^"{}\[\],]*+(?:"%s"[^"{}\[\],]*+){0,1000}' % _IN_STRING, re.DOTALL)
"""Whole strings, and what is neither string nor bracket: within brackets, and beside them, where a comma ends one."""
_SOLID = re.compile(rb"[^ \t\r\n]")
_END = re.compile(rb"\}[ \t\r\n]*+(?:,[ \t\r\n]*+\{|\])")
"""Where an object of a list may end: another one follows, or the end of the list."""
_GUESSES = 4
_OPENING, _CLOSING = (b"{", b"["), (b"}", b"]")
_BEGINNING = (*_OPENING, b'"')


class Repeated(dict[str, object]):
    """An object in which a name stands more than once; it holds what stands there last."""


class Element(NamedTuple):
    """The bytes of a value, None where they are too many to be held; where it begins; how many bytes it has.

    `value` is what it holds, where its end was found by reading it.
    """

    data: bytes | None
    line: int
    byte: int
    length: int
    value: object = None


class _Walk(ABC):
    """A way over bytes that come bit by bit, up to an end."""

    at = 0

    @abstractmethod
    def ends(self, buffer: bytearray) -> bool:
        """Go on as far as the bytes go, to `at`; tell whether the end is there."""


class _Value(_Walk):
    """To the end of a value."""

    def __init__(self, *, listed: bool) -> None:
        self._listed, self._depth, self._quoted = listed, 0, False

    def ends(self, buffer: bytearray) -> bool:
        """Go on as far as the bytes go."""
        while True:
            if self._quoted and not self._unquoted(buffer):
                return False
            passed = (_WITHIN if self._depth else _BESIDE).match(buffer, self.at)
            self.at = passed.end() if passed else self.at
            sign = bytes(buffer[self.at : self.at + 1])
            if not sign:
                return False
            if not self._depth and sign not in _BEGINNING:
                return True
            self.at, self._quoted = self.at + 1, sign == b'"'
            self._depth += (sign in _OPENING) - (sign in _CLOSING)
            if not self._depth and not self._listed and sign in _CLOSING:
                return True

    def _unquoted(self, buffer: bytearray) -> bool:
        """Go on to the end of a string that began in bytes which came before; tell whether it is there."""
        while (passed := _REST_OF_STRING.match(buffer, self.at)) and passed.end() > self.at:
            self.at = passed.end()
        if buffer[self.at : self.at + 1] != b'"':
            return False
        self.at, self._quoted = self.at + 1, False
        return True


class _Junk(_Walk):
    """To the next of some signs."""

    def __init__(self, signs: bytes) -> None:
        self._sign = re.compile(b"[%s]" % re.escape(signs)) if signs else None

    def ends(self, buffer: bytearray) -> bool:
        """Go on as far as the bytes go."""
        found = self._sign.search(buffer, self.at) if self._sign else None
        self.at = found.start() if found else len(buffer)
        return found is not None


def _of_pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    return found if len(found) == len(pairs) else Repeated(found)


_STRICT, _LENIENT = (
    json.JSONDecoder(strict=strict, parse_int=str, parse_float=str, object_pairs_hook=_of_pairs)
    for strict in (True, False)
)


def loads(data: bytes | str, *, strict: bool = True) -> object:
    """Read JSON, with numbers as they are written, and what has a name twice as `Repeated`.

    Raises ValueError, and RecursionError where it is too deep.
    """
    text = data if isinstance(data, str) else data.decode("utf-8", "surrogatepass")
    return (_STRICT if strict else _LENIENT).decode(text)


def _object(data: bytes) -> object:
    """Return the object that bytes are as JSON; None where they are none, or no plain UTF-8."""
    try:
        return loads(data)
    except (ValueError, RecursionError):
        return None


class Scanner:
    """A stream of bytes, read from its start."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        """Read from `chunks`, as they are needed. What they raise is passed on."""
        self.byte, self.line = 0, 1
        """Where the next byte stands."""
        self.skipped = 0
        """Bytes that were passed since `peek`."""
        self._chunks, self._buffer = chunks, bytearray()

    def peek(self, size: int) -> bytes:
        """Return the next bytes, fewer at the end, and begin to count anew those that are passed."""
        while len(self._buffer) < size and self._more():
            pass
        self.skipped = 0
        return bytes(self._buffer[:size])

    def skip(self, size: int) -> None:
        """Pass so many bytes."""
        while size > len(self._buffer):
            size -= len(self._buffer)
            self._pass(len(self._buffer))
            if not self._more():
                return
        self._pass(size)

    def next_sign(self) -> bytes:
        """Pass white space; return the byte that follows, nothing at the end."""
        while True:
            if found := _SOLID.search(self._buffer):
                self._pass(found.start())
                return bytes(self._buffer[:1])
            self._pass(len(self._buffer))
            if not self._more():
                return b""

    def element(self, *, listed: bool) -> Element:
        """Take the value that begins here, with all up to its end.

        `listed`: it ends before a comma or the bracket that closes its list; else behind the bracket that closes it.
        """
        return (self._guessed() if listed else None) or self._taken(_Value(listed=listed))

    def _guessed(self) -> Element | None:
        """Take an object whose end is guessed by what follows it; None where no such part is JSON.

        What is JSON up to there ends there and nowhere else. Reading it takes a quarter of the time that the walk does.
        """
        at = 0
        for _ in range(_GUESSES):
            found = _END.search(self._buffer, at)
            at = found.start() + 1 if found else 0
            if not 0 < at <= streams.LIMIT:
                return None
            with memoryview(self._buffer) as view:
                data = bytes(view[:at])
            if (value := _object(data)) is not None:
                element = Element(data, self.line, self.byte, at, value)
                self._pass(at)
                return element
        return None

    def until(self, signs: bytes) -> Element:
        """Take all up to the next of `signs`, or to the end."""
        return self._taken(_Junk(signs))

    def close(self, depth: int) -> bool:
        """Pass all up to the end of so many objects and lists that are open; tell whether they are all closed."""
        while depth and (sign := self.next_sign()):
            if sign in _CLOSING:
                depth -= 1
            if sign in _CLOSING or sign == b",":
                self.skip(1)
            else:
                self.element(listed=True)
        return not depth

    def _taken(self, walk: _Walk) -> Element:
        """Take bytes until the walk over them ends; those beyond the limit are passed."""
        line, byte, lost = self.line, self.byte, 0
        while not walk.ends(self._buffer):
            if lost or walk.at > streams.LIMIT:
                lost += walk.at
                self._pass(walk.at)
                walk.at = 0
            if not self._more():
                walk.at = len(self._buffer)
                break
        length = lost + walk.at
        data = bytes(self._buffer[: walk.at]).rstrip() if length <= streams.LIMIT else None
        self._pass(walk.at)
        return Element(data, line, byte, length)

    def _pass(self, size: int) -> None:
        if not size:
            return
        self.line += self._buffer.count(b"\n", 0, size)
        self.byte += size
        self.skipped += size
        del self._buffer[:size]

    def _more(self) -> bool:
        chunk = next(self._chunks, None)
        if chunk is None:
            return False
        self._buffer += chunk
        return True
