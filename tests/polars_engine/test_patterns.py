"""Patterns give the answers of Python's ``re``, whichever engine runs them."""

from __future__ import annotations

import re
import sys
import unicodedata
import warnings

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.suites.polars_engine import patterns
from provenance.suites.polars_engine.requests import Column
from tests.support import examples

TEXTS = [
    "हिन्दी",
    "e\u0301tude",
    "x²",
    "①",
    "a\u200db",
    "a‿b",
    "José Núñez",
    "two words",
    "end\n",
    "&",
    "~",
    "a b\x1c",
    "",
    "नमस्ते दुनिया",
]


def found(texts: list[str], regex: str) -> list[bool]:
    return (
        pl.DataFrame({"s": texts}, schema={"s": pl.String})
        .select(patterns.contains(pl.col("s"), regex))
        .to_series()
        .to_list()
    )


@pytest.mark.parametrize(
    "regex",
    [
        r"^\w+$", r"\bword", r"\W", r"\s", r"\S$", r"d$", r"^$", r"[a&&b]", r"[a~~]", r"[[:alpha:]]",
        r"(\w)\1", r"(?<=o)s", r"(?x) wo  # a comment", r"(?i)JOSÉ", r"\d", r"[^\w\s]", r"\Bo",
    ],
)  # fmt: skip
def test_equal_re(regex: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        re.compile(regex)  # which then stays in the cache of re
    assert found(TEXTS, regex) == [bool(re.search(regex, text)) for text in TEXTS]


@examples(40)
@given(st.lists(st.text(max_size=12), max_size=8), st.sampled_from([r"^\w+$", r"\b\w", r"\s\S", r"\W$", r"[\w-]{3}"]))
def test_equal_re_on_any_text(texts: list[str], regex: str) -> None:
    known = [text for text in texts if not any(unicodedata.category(character) == "Cn" for character in text)]
    assert found(known, regex) == [bool(re.search(regex, text)) for text in known]


def test_every_character_on_which_the_engines_differ_is_rare() -> None:
    every = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code < 0xE000]
    known = [character for character in every if unicodedata.category(character) != "Cn"]
    values = pl.Series(known)
    rare = values.str.contains(patterns.RARE)
    for letters in (r"\w", r"\s", r"\d"):
        python = pl.Series([bool(re.search(letters, character)) for character in known])
        assert not ((values.str.contains(letters) != python) & ~rare).any()
    assert rare.mean() < 0.1


def test_only_rare_rows_leave_the_fast_engine() -> None:
    assert patterns.rust_agrees(r"^https?://[a-z]+\d")
    assert not patterns.rust_agrees(r"\bword")
    assert not patterns.rust_agrees(r"end$")
    assert patterns.rust_agrees(r"\p{L}")  # which re does not know at all


@pytest.mark.parametrize("regex", ["((", "[z-a]", "*"])
def test_what_is_no_pattern_raises(regex: str) -> None:
    with pytest.raises(re.error):
        patterns.contains(pl.col("s"), regex)


@pytest.mark.parametrize(
    "regexes",
    [["(?x)wo rd  # words", "Núñez"], ["(?i)JOS", "end$"], [r"(\w)\1", "two"], ["a", "b"], [r"^\w+$", "~"]],
)
def test_lists_are_any_of_their_patterns(regexes: list[str]) -> None:
    column = Column("s", pl.String())
    frame = pl.DataFrame({"s": TEXTS})
    any_of = frame.select(patterns.matches_regexes(column, regex_list=regexes)).to_series().to_list()
    all_of = frame.select(patterns.matches_regexes(column, regex_list=regexes, match_on="all")).to_series().to_list()
    assert any_of == [any(re.search(regex, text) for regex in regexes) for text in TEXTS]
    assert all_of == [all(re.search(regex, text) for regex in regexes) for text in TEXTS]
