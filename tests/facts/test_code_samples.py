"""Code that an article shows is no damage; mark-up that a page left behind still is."""

from __future__ import annotations

import pytest

from tests.facts.test_flaws import find


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
