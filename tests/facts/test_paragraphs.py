from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import frames
from provenance.facts import paragraphs, spans
from provenance.facts.base import mark
from provenance.facts.dates.lines import date_lines

NO_LABEL = pl.DataFrame(schema={"row": pl.UInt32, "label_end": pl.Int64})
SPACES = ["\n", "\n\n", "\r\n", "\r\n\r\n", "\r", "\n \n", "\n\t\u00a0\n", "\u2028", "\u2029", " ", "\x85", "\x0b"]
WORDS = ["Paris", "🇬🇧", "e\u0301té", "\ufeffHello", "מזל", "نص", "👩\u200d🚀", "a\u00a0b", "\u200b", "\ufdd0", "\x1f"]
WORDS += [f"{'word ' * 30}end.", f"{'é ' * 80}."]
texts = st.lists(st.sampled_from(SPACES + WORDS), max_size=14).map("".join)


def articles(*rows: str, **columns: list[str | None]) -> pl.DataFrame:
    frame = pl.DataFrame({"text": list(rows), **columns}, schema_overrides={"text": pl.String}).with_row_index("row")
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in frames.RECORDS.schema.items() if name not in frame]
    return frame.with_columns(missing)


def kinds(parts: pl.DataFrame, found: pl.DataFrame) -> list[str]:
    return mark(parts, paragraphs.shapes(parts, found, date_lines(parts)))["kind"].to_list()


def split(text: str) -> list[str]:
    return paragraphs.split(articles(text), NO_LABEL)["text"].to_list()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.\n\nTwo.\n\n\nThree.", ["One.", "Two.", "Three."]),
        ("One.\nTwo.\n", ["One.", "Two."]),
        ("One\nline.\n\nTwo.", ["One\nline.", "Two."]),
        ("One.\n \t\nTwo.\r\n\r\nThree.", ["One.", "Two.", "Three."]),
        ("One.\r\nTwo.\r\nThree.", ["One.", "Two.", "Three."]),
        ("One\r\nline.\r\n\r\nTwo.", ["One\r\nline.", "Two."]),
        ("One.\u2029Two.", ["One.", "Two."]),
        ("", []),
        (" \n\n ", []),
    ],
)
def test_blank_lines_separate_paragraphs_and_lines_do_where_there_is_none(text: str, expected: list[str]) -> None:
    assert split(text) == expected


LONG = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours in which, as its members said, nobody was heard."


@pytest.mark.parametrize(
    "block",
    [
        [LONG, "A short line", f"“{LONG}”", "Jo Roe, harbour master."],
        ["SLIPWAY", f"{LONG}\r", "And more."],
        ["A date", LONG.replace("council", "Ægir") + ")", "（Ｃ）Ægir"],
    ],
)
def test_lines_that_no_width_has_ended_are_paragraphs(block: list[str]) -> None:
    text = "\n".join(block)
    parts = paragraphs.split(articles("Before.", f"Before.\n\n  {text}\n\nA last\none."), NO_LABEL)
    assert parts["text"].to_list() == ["Before.", "Before.", *map(str.strip, block), "A last\none."]
    assert parts["paragraph"].to_list() == [0, *range(len(block) + 2)]


@pytest.mark.parametrize(
    "block",
    [
        [LONG, "which went on."],  # in small letters
        [LONG[:-1], "The Mayor"],  # no sentence ends
        [LONG[:131] + ".", "The Mayor"],  # a width may have ended it
        ["The Mayor", LONG],  # only the last line is long
    ],
)
def test_other_lines_stay_together(block: list[str]) -> None:
    assert split("Before.\n\n" + "\n".join(block)) == ["Before.", "\n".join(block)]


def test_text_before_the_end_of_the_label_is_no_paragraph() -> None:
    label = pl.DataFrame({"row": [0], "label_end": [17]}, schema_overrides={"row": pl.UInt32})
    found = paragraphs.split(articles(" date 2022-01-15 The first words.\n\nMore."), label)
    assert found.select("paragraph", "start", "text").rows() == [(0, 17, "The first words."), (1, 35, "More.")]


@given(st.lists(texts, max_size=4))
@settings(max_examples=50, deadline=None)
def test_a_paragraph_is_exactly_what_its_offsets_cite(bodies: list[str]) -> None:
    found = paragraphs.split(articles(*bodies), NO_LABEL)
    for article, number, start, end, text, kind in found.iter_rows():
        assert bodies[article][start:end] == text
        assert text == text.strip("\n\r \u00a0\u2028\u2029\x85\x0b")
        assert text
        assert kind == "body"
        assert number == sum(1 for row in found.filter(pl.col("row") == article)["start"] if row < start)
    for article, body in enumerate(bodies):  # no visible character is lost
        kept = "".join(found.filter(pl.col("row") == article)["text"])
        assert "".join(kept.split()) == "".join(body.split())


@given(texts)
@settings(max_examples=50, deadline=None)
def test_matches_are_where_they_say(text: str) -> None:
    found = spans.matches(pl.DataFrame({"text": [text]}), r"\p{L}+|\x1f")
    for _, start, end, match in found.iter_rows():
        assert text[start:end] == match


def test_the_shape_of_a_paragraph_shows_its_kind() -> None:
    body = "The council met on Tuesday and, after a long debate, agreed the budget for the coming year in full, as it had said it would."
    lines = ["Budget agreed at last", "By Jane Roe and Tom Poe", "15 January 2022, 10:03", body, "A long night", body]
    text = "\n\n".join([*lines, "He left.", body])
    found = articles(text, title=["Budget agreed"])
    assert kinds(paragraphs.split(found, NO_LABEL), found) == [
        "heading",
        "byline",
        "dateline",
        "body",
        "heading",
        "body",
        "body",
        "body",
    ]


@pytest.mark.parametrize("line", ["\u200b", "\u200b \u2060", "***", "—•—"])
def test_what_has_no_word_is_no_heading(line: str) -> None:
    found = articles(f"{line}\n\nA paragraph that is longer, and that ends as a sentence does.")
    assert kinds(paragraphs.split(found, NO_LABEL), found) == ["body", "body"]


def test_kinds_that_are_known_already_stay() -> None:
    found = articles("A line that is short\n\nAnd a longer one that ends as a sentence does.")
    known = paragraphs.split(found, NO_LABEL).with_columns(kind=pl.lit("caption"))
    assert set(kinds(known, found)) == {"caption"}
