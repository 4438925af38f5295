"""Whole days as people write them in the header of a page: 3 March 2024, Mar. 3, 2024, 03.03.2024, 2024-03-03."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import NamedTuple

import polars as pl

from provenance import catalogues

_YEAR = r"((?:19|20)\d\d)"
_FORMS = (
    (re.compile(rf"(?<!\d){_YEAR}[-/.](\d\d?)[-/.](\d\d?)(?!\d)"), "ymd"),
    (re.compile(rf"(?<!\d)(\d\d?)\s?[./-]\s?(\d\d?)\s?[./-]\s?{_YEAR}(?!\d)"), "figures"),
    (
        re.compile(
            r"(?<!\d)(\d\d?)(?:\.|st|nd|rd|th|er|º)?\s+(?:de\s+|of\s+)?"
            rf"([^\W\d_]{{3,12}})\.?,?\s+(?:de\s+)?{_YEAR}"
        ),
        "dmy",
    ),
    (re.compile(rf"\b([^\W\d_]{{3,12}})\.?\s+(\d\d?)(?:st|nd|rd|th)?,?\s+{_YEAR}"), "mdy"),
)
_PARTING = re.compile(r"[|·•»«,;()\[\]/]|\s[–—-]+\s")
_MONTHS = 12
_FEW_DAYS = 2  # from the first to the last of several
_MONTH_FIRST = {"en-us", "en-ph", "fil"}


class Written(NamedTuple):
    """A day, as it stands there."""

    raw: str
    day: date


def first(said: str, language: str | None) -> Written | None:
    """Return the first whole day in a line; the language tells the order of figures, and which months are meant."""
    found = [(match.start(), form, match) for pattern, form in _FORMS if (match := pattern.search(said))]
    for _, form, match in sorted(found, key=lambda one: one[0]):
        if day := _day(form, match.groups(), (language or "").lower()):
            return _first_of(said, match, day) if form in {"dmy", "figures"} else Written(match[0], day)
    return None


def _first_of(said: str, match: re.Match[str], day: date) -> Written | None:
    """Return the first of two or three days in a row (5./6. May), as issues bear them; of more days none is meant."""
    earlier = _since().search(said, 0, match.start())
    days = day.day - int(earlier[1]) if earlier else 0
    if earlier is None or days < 1:
        return Written(match[0], day)
    if days > _FEW_DAYS or not int(earlier[1]):
        return None
    return Written(said[earlier.start() : match.end()], day.replace(day=int(earlier[1])))


@cache
def _since() -> re.Pattern[str]:
    """Return the pattern of a day before the one that a date names, and of what stands between the two."""
    words = "|".join(map(re.escape, _words("and")))
    return re.compile(rf"(?<![\d:.])(\d\d?)(?:\.?[-–/]|(?:\.|st|nd|rd|th)?\s(?:{words})\s)$", re.IGNORECASE)


def is_of_change(said: str) -> bool:
    """Tell whether a line says that the article was changed then: Updated on, Aktualisiert am."""
    return _labels("modified").search(said) is not None


def is_of_publication(said: str) -> bool:
    """Tell whether a line says that the article was published then: Published on, Veröffentlicht am."""
    return _labels("published").search(said) is not None


def is_of_other(said: str, raw: str) -> bool:
    """Tell whether the words before a day say that it is of something else: Deadline, Geboren am, Valable jusqu'au.

    They begin the part of the line that the day ends, or stand right before it.
    """
    before = _PARTING.split(said.partition(raw)[0].rstrip(" :–—-"))[-1].strip()
    return any(match.start() == 0 or match.end() == len(before) for match in _labels("other").finditer(before))


def _day(form: str, parts: tuple[str, ...], language: str) -> date | None:
    a, b, c = parts
    if form == "figures" and (int(b) > _MONTHS or (language in _MONTH_FIRST and int(a) <= _MONTHS)):
        a, b = b, a
    year, month, day = {"ymd": (a, b, c), "mdy": (c, a, b)}.get(form, (c, b, a))
    number = int(month) if month.isdecimal() else _month(month, language.partition("-")[0])
    try:
        return date(int(year), number, int(day)) if number else None
    except ValueError:
        return None


def _month(name: str, language: str) -> int | None:
    """Return the month of a name, in a language; in any where it is not known there, if all agree."""
    meant = _months().get(name.casefold(), {})
    agreed = {*meant.values()}
    return meant.get(language) or (next(iter(agreed)) if len(agreed) == 1 else None)


@cache
def _months() -> dict[str, dict[str, int]]:
    lines = catalogues.load("months")
    found: dict[str, dict[str, int]] = {}
    for column in ("names", "abbreviations"):
        rows = lines.select("language", pl.col("month").cast(pl.Int64), catalogues.many(column).alias("name"))
        for language, month, name in rows.explode("name").drop_nulls("name").iter_rows():
            found.setdefault(name.casefold().rstrip("."), {})[language] = month
    return found


@cache
def _labels(meaning: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, _words(meaning)))})(?!\w)", re.IGNORECASE)


def _words(meaning: str) -> list[str]:
    """Return the words of a meaning in all languages, the longest first."""
    labels = catalogues.load("date_labels").filter(meaning=meaning)
    texts = labels.select(catalogues.many("labels").explode())["labels"].unique().to_list()
    return sorted(texts, key=len, reverse=True)
