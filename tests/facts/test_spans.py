"""Offsets are code points, whatever the script: against what Python finds."""

from __future__ import annotations

import re

import polars as pl
import pytest

from provenance.facts import spans

C = pl.col
TEXTS = [
    "", " ", "  one", "one two one", "é\U0001f600one", "line\n one\nonetwo", f"{spans.MARK}one{spans.MARK} two", "oneone", "\u3000 ünten one",
    f"{spans.MARK}{spans.STAND_IN}", "x" * 300 + "one",
]  # fmt: skip
PATTERNS = ["one", "o", "n?e", "(?:one)+", r"\s+", "x*", "(?:t)w(?:o)", "q", "."]


def evaluated(expression: pl.Expr, **columns: list[object]) -> list[object]:
    return pl.DataFrame(columns).select(expression).to_series().to_list()


@pytest.mark.parametrize("pattern", PATTERNS)
def test_an_offset_is_that_of_the_first_match(pattern: str) -> None:
    found = [re.search(pattern, text) for text in TEXTS]
    assert evaluated(spans.offset(C("text"), pattern), text=[*TEXTS]) == [one and one.start() for one in found]
    assert pl.DataFrame({"text": TEXTS}).select(spans.offset(C("text"), pattern)).dtypes == [pl.Int64]


def test_leading_space_is_counted_in_code_points() -> None:
    expected = [len(text) - len(text.lstrip()) for text in TEXTS]
    assert evaluated(spans.leading_space(C("text")), text=[*TEXTS]) == expected


def test_a_cut_is_a_slice() -> None:
    bounds = [(start, end) for start in (0, 1, 3) for end in (0, 1, 3, 99)]
    texts = ["é\U0001f600onetwo"] * len(bounds)
    found = evaluated(
        spans.cut(C("text"), C("a"), C("b")), text=[*texts], a=[a for a, _ in bounds], b=[b for _, b in bounds]
    )
    assert found == [text[start:end] for text, (start, end) in zip(texts, bounds, strict=True)]


def test_groups_are_a_struct_and_their_expression_is_made_once() -> None:
    expression = spans.groups("text", r"(?P<first>\w)(?P<rest>\w*)")
    assert evaluated(expression, text=["one", "!"]) == [{"first": "o", "rest": "ne"}, {"first": None, "rest": None}]
    assert spans.groups("text", r"(?P<first>\w)(?P<rest>\w*)") is expression
    assert spans.groups("other", r"(?P<first>\w)(?P<rest>\w*)") is not expression


def test_names_of_groups_are_taken_away() -> None:
    assert spans.unnamed(r"(?P<day>\d+)/(?P<the_month>\d+)(?:x)(y)") == r"(?:\d+)/(?:\d+)(?:x)(y)"


@pytest.mark.parametrize(
    ("groups", "numbers"),
    [([], []), (["a"], [0]), (["a", "a", "a"], [0, 1, 2]), (["a", "a", "b", "b", "b", "a"], [0, 1, 0, 1, 2, 0])],
)
def test_rows_are_numbered_from_0_in_each_group(groups: list[str], numbers: list[int]) -> None:
    found = spans.numbered(pl.Series(groups, dtype=pl.String))
    assert (found.to_list(), found.dtype) == (numbers, pl.Int64)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_match_is_found_with_its_place(pattern: str) -> None:
    frame = pl.DataFrame({"n": range(len(TEXTS)), "words": TEXTS})
    found = spans.matches(frame, pattern, "words")
    plain = [text.replace(spans.MARK, spans.STAND_IN) for text in TEXTS]
    assert found.columns == ["n", "words", "match_start", "match_end", "match"]
    assert found.rows() == [
        (number, TEXTS[number], one.start(), one.end(), one.group())
        for number, text in enumerate(plain)
        for one in re.finditer(pattern, text)
        if one.group()
    ]
    assert spans.matches(frame.rename({"words": "text"}), pattern)["match_start"].equals(found["match_start"])


def test_without_a_match_or_a_row_there_is_nothing() -> None:
    frame = pl.DataFrame({"text": ["one"]})
    for found in (spans.matches(frame, "two"), spans.matches(frame.head(0), "one")):
        assert found.height == 0
        assert found.schema == {"text": pl.String, "match_start": pl.Int64, "match_end": pl.Int64, "match": pl.String}


@pytest.mark.parametrize("letters", [r"\p{Lu}", r"\p{Ll}", r"\p{L}"])
def test_a_wide_class_holds_every_letter_and_no_mark_of_a_sentence(letters):
    every = pl.DataFrame({"c": [chr(n) for n in (*range(0xD800), *range(0xE000, 0x1F000), 0x20000, 0x323AF)]})
    told = every.filter(C("c").str.contains(letters)).select(C("c").str.contains(spans.wide(letters)).all())
    assert told.item()
    marks = pl.DataFrame({"c": list(" \n0.,!?\"'")})
    assert not marks.select(C("c").str.contains(spans.wide(letters)).any()).item()


def test_rows_are_chosen_and_changed_and_for_none_no_pattern_is_built() -> None:
    frame = pl.DataFrame({"text": ["one", "two"], "n": [1, 2]})
    assert spans.where(frame, C("text").str.contains("o"), C("n") > 1).rows() == [("two", 2)]
    assert spans.changed(frame, C("text").str.replace("o", "0"), C("n") + 1).rows() == [("0ne", 2), ("tw0", 3)]
    broken = C("text").str.contains("(")
    with pytest.raises(pl.exceptions.ComputeError):
        frame.filter(broken)
    for none in (spans.where(frame.head(0), broken), spans.changed(frame.head(0), broken)):
        assert none.equals(frame.head(0))
