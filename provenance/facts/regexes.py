"""Expressions on few short texts: Python's, which stay, where Polars would build its own once more.

Polars keeps the last 32 expressions of a thread and builds any other anew, which takes .1 to 4 ms; to match a text of a
sentence takes some microseconds. A shard of news asks hundreds of expressions of speech, most of them for a few texts.
To compile one takes Python as long as Polars needs to build it four or five times, so that it is done for what is asked
again and again.

Both find the same. Both take the first alternative that matches, and texts are left to Polars in which they disagree
what a letter or a space is. Python goes back and tries again, which no hostile text may bring it to do for long: texts
are short and hold no run of spaces, and no loop of an expression may match in two ways (tests/facts/test_regexes.py).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache, lru_cache

import polars as pl

FEW = 64
"""Texts up to which Python is asked."""
LONGEST = 512
"""Code points of such a text."""
ASKED = 8
"""Times that an expression is asked for few texts before Python compiles it: those of speech in five languages take it
.4 s, which a run of one or two shards would not get back."""
_AGREED = (
    "\t\n\r -~\u00a0-\u00b1\u00b4-\u00b8\u00ba\u00bb\u00bf-\u024f\u0386-\u0482\u048a-\u052f"
    "\u2000-\u200b\u2010-\u203e\u2041-\u2053\u2055-\u205f€™"
)
"""Characters of which Rust and Python say the same: not those with digits' value or marks on letters."""
_OTHER = re.compile(rf"[^{_AGREED}]|\s\s\s")
_PARTS = re.compile(
    r"\\p(?:\{(?P<long>\w+)\}|(?P<short>\w))|\\.|\[\^?(?:\\.|[^\]\\])*\]|(?P<end>\$)|(?P<ascii>\(\?(?:i-u|-u):)"
)
_asked: Counter[str] = Counter()


def few(texts: pl.Series, pattern: str) -> list[str] | None:
    """Return the texts if Python is to match `pattern` with them, else nothing."""
    if len(texts) > FEW:
        return None
    if _asked[pattern] < ASKED:
        _asked[pattern] += 1
        return None
    found: list[str | None] = texts.to_list()
    read = [text for text in found if text is not None]
    short = len(read) == len(found) and all(len(text) <= LONGEST for text in read)
    return read if short and not any(map(_OTHER.search, read)) else None


def groups(texts: pl.Series, pattern: str) -> list[tuple[str | None, ...] | None] | None:
    """Return the groups of `pattern` in each text, which it must match from its start on; nothing if Polars is to."""
    read = few(texts, pattern)
    if read is None:
        return None
    match = compiled(pattern).match
    return [found and found.groups() for found in map(match, read)]


def has(text: str, pattern: str) -> bool:
    """Tell whether one of the texts that `few` or `groups` has returned holds a match of `pattern`."""
    return compiled(pattern).search(text) is not None


def holds(frame: pl.DataFrame, column: str, pattern: str) -> pl.Expr:
    """Return an expression that says of the rows of `frame`, of this very one, whose `column` holds a match."""
    read = few(frame[column].fill_null("") if frame[column].null_count() else frame[column], pattern)
    if read is None:
        return pl.col(column).str.contains(pattern)
    search = compiled(pattern).search
    found = pl.lit(pl.Series([search(text) is not None for text in read], dtype=pl.Boolean))
    return pl.when(pl.col(column).is_not_null()).then(found) if frame[column].null_count() else found


def replaced(frame: pl.DataFrame, column: str, pattern: str, by: str = "") -> pl.DataFrame:
    """Return `frame` with `by` in the place of the first match in `column`; `${1}` in it is the first group."""
    if frame.is_empty():
        return frame
    read = few(frame[column], pattern)
    if read is None:
        return frame.with_columns(pl.col(column).str.replace(pattern, by))
    sub, template = compiled(pattern).sub, by.replace("${1}", r"\g<1>")
    texts = pl.Series(column, [sub(template, text, count=1) for text in read], pl.String)
    return frame.with_columns(texts)


def having(frame: pl.DataFrame, column: str, pattern: str) -> pl.DataFrame:
    """Return the rows whose `column` holds a match of `pattern`."""
    return _sorted_out(frame, column, pattern, holds=True)


def lacking(frame: pl.DataFrame, column: str, pattern: str) -> pl.DataFrame:
    """Return the rows whose `column` holds no match of `pattern`."""
    return _sorted_out(frame, column, pattern, holds=False)


def _sorted_out(frame: pl.DataFrame, column: str, pattern: str, *, holds: bool) -> pl.DataFrame:
    if frame.is_empty():
        return frame
    read = few(frame[column], pattern)
    if read is None:
        found = pl.col(column).str.contains(pattern)
        return frame.filter(found if holds else ~found)
    search = compiled(pattern).search
    return chosen(frame, [place for place, text in enumerate(read) if (search(text) is not None) == holds])


def chosen(frame: pl.DataFrame, places: list[int]) -> pl.DataFrame:
    """Return the rows of `frame` at these places, in this order, which are all of them if they are as many."""
    return frame if len(places) == frame.height else frame[places]


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a Rust expression as one of Python's."""
    return re.compile(_PARTS.sub(_translated, pattern))


def _translated(part: re.Match[str]) -> str:
    """Return a part of an expression as Python writes it; the rest is the same in both."""
    if part["end"]:
        return r"\Z"
    if part["ascii"]:
        return "(?ai:" if part["ascii"] == "(?i-u:" else "(?a:"
    if kind := part["long"] or part["short"]:
        return f"[{_letters(kind)}]"
    if part[0].startswith("["):
        inside = re.compile(r"\\p(?:\{(\w+)\}|(\w))|\\.")
        return inside.sub(lambda one: _letters(one[1] or one[2]) if one[1] or one[2] else one[0], part[0])
    return part[0]


@cache
def _letters(kind: str) -> str:
    """Return the agreed characters of a Unicode category, as a class holds them."""
    agreed = re.compile(f"[{_AGREED}]")
    every = filter(agreed.match, map(chr, range(0x2100 + 0x30)))
    return "".join(re.escape(one) for one in every if unicodedata.category(one).startswith(kind))
