"""What stands beside the date in the line of a page that tells it: `By Jo Roe | 5 May 2021 | 4 min read | Harbour`.

No list of phrases: each part is known by its shape, and by the marks between it and the next one.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts import spans
from provenance.facts.dates import grammar

C = pl.col
_DATE, _PART = "\ufdd2", "\ufdd3"
"""What stands for a date, and for a mark between two parts: noncharacters, as in `spans`."""
_MARKS = _DATE + _PART
_PARTING = r"\s*[|·•∙⋅~»]+\s*|\s+(?:[–—-]{1,2}|/{1,2}|@)\s+|\s*//\s*"
_LIGHT = r"\s:,;()\[\]–—/-"
_NAME = f"[{spans.CAPITALS}@][{spans.LETTERS}'’.&@_-]*"
_BETWEEN = r"(?:[\s,/|]+|\s+(?:and|und|et|y|e|en|og|och|von|van|de|of|for)\s+)"
_SECTION = rf"(?:\s(?:in|under|dans|en|unter)\s{_NAME}(?:{_BETWEEN}{_NAME}){{0,2}})?"  # by Jo Roe in News
ON = "(?i:on|am|vom|le|el|il|op|den)"
"""The small word between a byline, or a label, and its date."""
_COUNT = r"[0-9][0-9.,]*(?:\s*\p{L}[\p{L}.]*){0,2}"  # 4 min read, 12 comments
_OFFICE = rf",\s[^\s.?!:,°{_MARKS}]+(?:\s[^\s.?!:,°{_MARKS}]+){{0,4}}"  # Jo Roe, editor for the harbour
_ACCOUNT = r"[\p{L}0-9_.-]+"  # by jroe_2
_LABELLED = rf"\p{{Lu}}\p{{L}}+\s?:\s?[^\s:{_MARKS}]+(?:\s[^\s:{_MARKS}]+){{0,4}}"  # Reading time: 4 minutes
_FEW = rf"[\p{{Lu}}\p{{N}}„“\"«][^\s.?!:°{_MARKS}]*(?:\s[^\s.?!:°{_MARKS}]+){{0,3}}!?"  # a section, a button


@cache
def names() -> str:
    """Return the pattern of a byline, or of the name of a place or a medium, as a whole text."""
    return f"^(?:{byline()}|{_NAME}(?:{_BETWEEN}{_NAME}){{0,4}})$"


@cache
def byline() -> str:
    """Return the pattern of a byline: the word that opens it, and who wrote the article."""
    named = f"{_NAME}(?:{_BETWEEN}{_NAME}){{0,10}}{_SECTION}(?:{_OFFICE})?(?:\\s{_COUNT})?"
    return f"(?:\\p{{L}}+\\s)?{_opens()}\\s+(?:{named}|{_ACCOUNT})"


@cache
def _opens() -> str:
    opens = catalogues.load("bylines").select(catalogues.many("opens").explode())["opens"].unique().to_list()
    return grammar.alternatives([*opens, "af"])


@cache
def naming() -> str:
    """Return the pattern of a byline that goes on with a name: after `By Jane ` the word `Sun` is no Sunday."""
    return f"^\\W*(?:\\p{{L}}+\\s)?{_opens()}\\s+(?:{_NAME}\\s+)*$"


@cache
def _line() -> str:
    sure = f"(?:{byline()}(?:\\s+{ON})?|{_NAME}(?:{_BETWEEN}{_NAME}){{0,7}}|{_COUNT}|{_LABELLED})"
    marks = f"[{_MARKS}]"
    return f"^{marks}*(?:{sure}{marks}+|{_FEW}{_PART}{marks}*)*(?:{sure}|{_FEW})?$"


def is_little(undated: pl.Expr) -> pl.Expr:
    """Say which lines hold nothing beside their date that makes them say more than whose and when.

    Args:
        undated: Lines with a line feed in the place of each date.
    """
    marked = undated.str.replace_all("\n", _DATE, literal=True).str.replace_all(_PARTING, _PART)
    tight = marked.str.replace_all(f"[{_LIGHT}]*([{_MARKS}])[{_LIGHT}]*", "${1}").str.strip_chars(" :,;()[]–—/-")
    return tight.str.contains(_line())
