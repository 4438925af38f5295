"""Numbers among words by what they are worth: to write one in digits or in words is a matter of style."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import polars as pl

from provenance import catalogues

C = pl.col
_WORDS = catalogues.many("words")
_SUFFIXES = {"": 1, "k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12}
_DIGITS = re.compile(r"([0-9]+(?:[.,’'][0-9]+)*)([kmbt]?n?)")
_GROUPED = re.compile(r"([0-9]{1,3}(?:([.,’'])[0-9]{3})(?:\2[0-9]{3})*)(?:(?!\2)[.,]([0-9]+))?")

Number = frozenset[float | str]
"""What a number may be worth: a comma groups thousands in one country, and begins the decimals in the next."""


class _Spelt(NamedTuple):
    """A number as far as it was read."""

    before: float
    """What is read of it without the last part: of two thousand five hundred the two thousand."""
    last: Number
    room: float
    """What may follow as a part of it is less than this."""

    @property
    def worth(self) -> Number:
        return _times(self.last, 1, self.before)


@cache
def _worth() -> dict[str, float]:
    """Return what the words of all languages are worth, but for those of one."""
    lines = catalogues.load("number_words").filter(C("value") != "1").select(C("value").cast(float), _WORDS)
    return {word: value for value, word in lines.explode("words").iter_rows()}


@cache
def _ones() -> frozenset[str]:
    """Return the words that are a number before a hundred, a thousand, a million."""
    lines = catalogues.load("number_words").filter(value="1").select(_WORDS)
    return frozenset(lines.explode("words")["words"])


def read(said: Sequence[str]) -> Iterator[str | Number]:
    """Yield words in small letters, and in the place of those that are a number what it is worth."""
    number: _Spelt | None = None
    parts = [part for word in said for part in word.split("-")]
    for word, following in pairwise([*parts, ""]):
        if word in _ones() and number is None and _worth().get(following, 0) >= 100:  # noqa: PLR2004 - a hundred
            continue
        grown = number and _grown(number, word)
        if number and not grown:
            yield number.worth
        number = grown or _begun(word)
        if not number:
            yield word
    if number:
        yield number.worth


def numbers(said: Sequence[str]) -> list[Number]:
    """Return what the numbers among words in small letters are worth."""
    return [each for each in read(said) if not isinstance(each, str)]


def is_number(word: str) -> bool:
    """Tell whether a word in small letters is a number, or a part of one."""
    return word in _worth() or any(map(str.isdigit, word))


def equal(ones: Sequence[str | Number], others: Sequence[str | Number]) -> bool:
    """Tell whether two readings are the same, their numbers however they are written: 1400 and 1,400, six and 6."""
    return len(ones) == len(others) and all(map(_is_same, ones, others))


def _is_same(one: str | Number, other: str | Number) -> bool:
    return one == other or not (isinstance(one, str) or isinstance(other, str) or one.isdisjoint(other))


def _begun(word: str) -> _Spelt | None:
    """Return the number that a word begins, None if it is another word."""
    value = _worth().get(word)
    if value is not None:
        return _Spelt(0, frozenset({value}), _room(value))
    return _Spelt(0, _in_digits(word), 0) if is_number(word) else None


def _room(value: float) -> float:
    return 10 if 20 <= value < 100 else value if value >= 100 else 0  # noqa: PLR2004 - twenty, a hundred


def _grown(number: _Spelt, word: str) -> _Spelt | None:
    """Return a number with the word that follows it, as in two hundred, 1.5 million; None if it is no part of it."""
    value = 1 if word == "one" else _worth().get(word, 0)
    if value >= 100:  # noqa: PLR2004 - a hundred
        before, last = (0, number.worth) if number.before < value else (number.before, number.last)
        return _Spelt(before, _times(last, value), value)
    if 1 <= value < number.room and len(number.worth) == 1:
        return _Spelt(float(*number.worth), frozenset({value}), _room(value))
    return None


def _times(number: Number, factor: float, more: float = 0) -> Number:
    return frozenset(each if isinstance(each, str) else each * factor + more for each in number)


def _in_digits(word: str) -> Number:
    """Return what digits may mean; where they are no plain number, as in 12th or 3.5.2024, they mean themselves."""
    found = _DIGITS.fullmatch(word)
    if not found or found[2] not in _SUFFIXES:
        return frozenset({word})
    grouped = _GROUPED.fullmatch(found[1])
    read_as = [f"{re.sub('[^0-9]', '', grouped[1])}.{grouped[3] or 0}"] if grouped else []
    read_as += [found[1].replace(",", ".")]
    plain = [float(each) for each in read_as if re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", each)]
    return frozenset(each * _SUFFIXES[found[2]] for each in plain) or frozenset({word})
