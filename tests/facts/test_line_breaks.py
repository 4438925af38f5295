"""Lines of fixed width: the facts of an article are those of its sentences, wherever its lines break."""

from __future__ import annotations

import textwrap

import polars as pl
import pytest

from provenance.facts import find, line_breaks
from provenance.frames import FRAMES, RECORDS
from provenance.policy.configuration import Policy
from tests.support import Together

CLOCK = Policy().clock()
STORY = (
    "The harbour of Westhaven will be closed to large ships from May on, the council decided on Monday evening.\n\n"
    "“We have waited for years, and nobody has told us why it had to take so long,” the mayor of the town, "
    "Maria Keller, said after the vote. “That is over now.”\n\n"
    "A crane is lifted from the quay by the crew of a tug, as people watch from the old lighthouse. (Marek Dolan/PA)\n\n"
    "Advertisement\n\n"
    "Her deputy, who had voted against it, asked in a letter: “Who will pay for the pilots and their boats, "
    "and for the men at the locks?”\n\n"
    "The ferry has its own berth, and the tide is high enough for it — Helen Marsden (@hmarsden) May 3, 2021"
)
SPANS = ("row", "start", "end", "speaker_start", "cue_start", "credit_start", "kind", "photographer", "handle")


def texts(*paragraphs: str) -> pl.DataFrame:
    return pl.DataFrame({"row": [0] * len(paragraphs), "text": paragraphs})


def facts(*stories: str) -> dict[str, pl.DataFrame]:
    rows = [{"article": f"a{number}", "source": "a.txt", "text": story} for number, story in enumerate(stories)]
    return find(RECORDS.conform(pl.DataFrame(rows)), {}, CLOCK)


def wrapped(text: str, width: int, end: str = "\n") -> str:
    """Return a text whose lines are broken as `fmt` does; with one code point an end, no offset changes."""
    keep = {"break_long_words": False, "break_on_hyphens": False, "drop_whitespace": True}
    return "\n\n".join(textwrap.fill(part, width, **keep).replace("\n", end) for part in text.split("\n\n"))


def test_the_facts_of_a_wrapped_article_are_those_of_its_sentences() -> None:
    widths = (48, 60, 72, 100)
    found = facts(STORY, *(wrapped(STORY, width) for width in widths))
    seen = 0
    for name in ("paragraphs", "quotations", "captions", "embeds", "boilerplate", "dates"):
        rows = found[name].select(pl.col(one) for one in SPANS if one in found[name].columns)
        plain, *others = (rows.filter(row=number).drop("row").rows() for number in range(1 + len(widths)))
        assert others == [plain] * len(widths), name
        seen += len(plain)
    assert seen > 10


def indented(width: int, first: str = "    ") -> str:
    """Return the story as a typewriter sets it: an indent in the place of a blank line."""
    return "\n".join(textwrap.fill(part, width, initial_indent=first) for part in STORY.split("\n\n"))


@pytest.mark.parametrize("first", ["    ", "\t", "\u3000"])
@pytest.mark.parametrize("head", ["", "A harbour without ships\n\n"])
def test_paragraphs_that_begin_with_an_indent_are_paragraphs(first: str, head: str, together: Together) -> None:
    found = together(_paragraphs, head=head, first=first)
    assert found[bool(head) :] == STORY.split("\n\n")


def _paragraphs(examples: list[tuple[str, str]]) -> list[list[str]]:
    """Return the paragraphs of articles that are set with an indent, each on one line."""
    found = facts(*(head + indented(66, first) for head, first in examples))["paragraphs"]
    flat = found.with_columns(pl.col("text").str.replace_all("\n", " "))
    return [flat.filter(row=row)["text"].to_list() for row in range(len(examples))]


def test_few_short_paragraphs_with_an_indent_are_enough() -> None:
    parts = STORY.split("\n\n")[:3]
    story = "\n".join(textwrap.fill(part, 72, initial_indent="    ") for part in parts)
    assert facts(story)["paragraphs"]["text"].str.replace_all("\n", " ").to_list() == parts


@pytest.mark.parametrize(
    "text",
    [
        "The list:\n  one thing\n  two things\nand more of them\n  three things\n\nAnother paragraph.",
        "As the code says:\n\ndef sail(ship):\n    ship.leave()\n    return ship\n\nIt is that short.",
    ],
)
def test_an_indent_parts_no_lines_that_are_not_of_fixed_width(text: str) -> None:
    assert facts(text)["paragraphs"].height == text.count("\n\n") + 1


def test_what_is_cited_stands_as_it_is_written() -> None:
    story = wrapped(STORY, 60)
    found = facts(story)
    quotations = found["quotations"]
    assert quotations["text"].str.contains("\n").any()
    for start, end, speaker in quotations.select("speaker_start", "speaker_end", "speaker").drop_nulls().iter_rows():
        assert story[start:end] == speaker
    for name, rows in found.items():
        if (cites := FRAMES[name].cites) and "start" in rows.columns:
            for start, end, cited in rows.select("start", "end", cites).drop_nulls().iter_rows():
                assert story[start:end] == cited, name


def test_a_break_of_a_fixed_width_is_read_as_a_space() -> None:
    paragraph = wrapped(STORY.split("\n\n")[1], 60)
    assert line_breaks.unwrapped(texts(paragraph))["text"].to_list() == [paragraph.replace("\n", " ")]
    ended = paragraph.replace("\n", "\r\n")
    assert line_breaks.unwrapped(texts(ended))["text"].to_list() == [ended.replace("\r\n", "  ")]


@pytest.mark.parametrize(
    "paragraphs",
    [
        ("Harbour master: Jo Roe\nLock keeper: Ann Lee\nPilot: Tom Day",),  # too narrow
        ("The harbour will be closed to ships.\nThe mayor said so on Monday, after a long debate.\nNobody was there.",),
        (wrapped(STORY.split("\n\n")[1], 60), STORY.split("\n\n")[1]),  # another paragraph goes beyond that width
        (wrapped(STORY.split("\n\n")[1], 140) + "\n" + "x " * 70,),  # wider than lines are
        (wrapped(STORY.split("\n\n")[5], 90),),  # once: it may be by chance
        (f"{'quay ' * 12}\n{'boat ' * 12}\nNo.\nYes.\nNever.\nOr in May.",),  # some lines are full, most are not
    ],
)
def test_other_breaks_stay(paragraphs: tuple[str, ...]) -> None:
    assert line_breaks.unwrapped(texts(*paragraphs))["text"].to_list() == list(paragraphs)


def test_an_article_is_not_told_by_its_neighbour() -> None:
    paragraph = wrapped(STORY.split("\n\n")[1], 60)
    both = pl.concat([texts(paragraph), texts(STORY).with_columns(row=pl.lit(1, pl.Int64))])
    assert line_breaks.unwrapped(both)["text"].to_list() == [paragraph.replace("\n", " "), STORY]
