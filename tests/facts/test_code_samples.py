"""Code that an article shows is no damage; mark-up that a page left behind still is."""

from __future__ import annotations

from time import process_time

import polars as pl
import pytest

from provenance.facts.text_defects import code_samples
from tests.facts.test_flaws import find

PATIENCE = 20
"""Seconds of the processor for what takes one, and took half a minute while each hit was looked for from the paragraph's start."""


@pytest.mark.parametrize(
    "text",
    [
        'Write `<div class="pier">` and `{{ title }}` there.',
        "Begin with this:\n\n```\n<div>\n\n<p>{{ title }}</p>\n\n</div>\n```\n\nThen go on.",
        "Browsers forget the <blink> and <center> tags.\n\nDer Tag <b> und das <em>-Element bleiben.",
        "The letter began with “{{name}}”, the reader said.",
        "Pictures stand in a <figure> now, with an <img> and a <figcaption> inside.",
        "In Jinja you write {{ title }}, and {% if tide %} for a condition.",
        'Put this HTML code on your page:\n\n<div>\n<a href="/pier">pier</a>\n</div>\n\n<p>{{ title }}</p>\n\nThat is all.',
    ],
)
def test_code_that_is_shown_is_no_damage(text: str) -> None:
    assert [row for row in find(text) if row[0] in {"markup", "placeholder"}] == []


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ('Watch the video below:\n\n<iframe src="/v">', {"markup"}),
        ("The pier is <b>shut</b>.", {"markup"}),
        ("The <em>storm</em> has shut a <b> pier and the <br> road.", {"markup"}),
        ("Dear {{name}}, the pier is shut.", {"placeholder"}),
        ('The pier = "{{name}}" or "title": "{{title}}", it says.', {"placeholder"}),
        ("Here is the code:\n\nThe pier is <b>shut</b>.", {"markup"}),
        ("Here is the code:\n\n<div>\n\nThe pier is shut.\n\n<div>", {"markup"}),
        ("```\n<b>\n```\n\nThe pier is <b>shut</b>.", {"markup"}),
    ],
)
def test_what_a_page_left_behind_is_damage_still(text: str, kinds: set[str]) -> None:
    assert {kind for kind, _, _ in find(text)} == kinds


def test_a_page_of_one_line_of_tags_takes_time_that_grows_with_its_length() -> None:
    text = "<b>pier</b> " * 50_000
    paragraphs = pl.DataFrame({"row": [0], "paragraph": [0], "start": [0], "text": [text]})
    hits = [(at, at + len(tag)) for at in range(0, len(text), 12) for at, tag in ((at, "<b>"), (at + 7, "</b>"))]
    flaws = pl.DataFrame(hits, schema=["start", "end"], orient="row").with_columns(
        row=pl.lit(0), paragraph=pl.lit(0), kind=pl.lit("markup")
    )
    before = process_time()
    assert code_samples.without(flaws, paragraphs).height == len(hits)
    assert process_time() - before < PATIENCE


def test_backticks_on_both_sides_of_a_hit_and_no_others_make_it_code() -> None:
    text = "<a> `x` <b> `y <i> z` `<u>"
    tags = ("<a>", "<b>", "<i>", "<u>")
    paragraphs = pl.DataFrame({"row": [0], "paragraph": [0], "start": [5], "text": [text]})
    flaws = pl.DataFrame({
        "row": 0, "paragraph": 0, "kind": "markup", "text": tags,
        "start": [5 + text.index(tag) for tag in tags], "end": [8 + text.index(tag) for tag in tags],
    })  # fmt: skip
    assert code_samples.without(flaws, paragraphs)["text"].to_list() == ["<a>", "<b>", "<u>"]
