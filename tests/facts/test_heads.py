"""Byline, date line, dateline and story that single line breaks hold together."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from provenance.evaluation.examples import examine
from provenance.facts import find
from provenance.facts.paragraphs import split
from provenance.frames import RECORDS
from provenance.policy.configuration import Policy
from provenance.rules.examples import OPENING, body
from tests.support import Together

STORY = body("The vote was seven to two.")
DAY = date(2021, 5, 3)
C = pl.col


def records(*texts: str) -> pl.DataFrame:
    rows = [{"article": f"a{n}", "source": f"a{n}.txt", "text": text} for n, text in enumerate(texts)]
    return RECORDS.conform(pl.DataFrame(rows))


def facts(text: str) -> dict[str, pl.DataFrame]:
    return facts_of_each([text])[0]


def facts_of_each(texts: list[str]) -> list[dict[str, pl.DataFrame]]:
    """Return the facts of each of these articles, which are read together."""
    found = find(records(*texts), {}, Policy(now=date(2024, 6, 1)).clock())
    return [{name: frame.filter(row=row) for name, frame in found.items()} for row in range(len(texts))]


def above_a_story(heads: list[str]) -> list[dict[str, pl.DataFrame]]:
    return facts_of_each([head + STORY for head in heads])


def parts(text: str) -> list[str]:
    article = pl.DataFrame({"row": pl.Series([0], dtype=pl.UInt32), "text": [text]})
    label = pl.DataFrame(schema={"row": pl.UInt32, "label_end": pl.Int64})
    found = split(article, label)
    assert all(text[start:end] == cited for start, end, cited in found.select("start", "end", "text").iter_rows())
    assert found["paragraph"].to_list() == list(range(found.height))
    return found["text"].to_list()


@pytest.mark.parametrize(
    "head",
    [
        "By Mara Ellison\n3 May 2021\n",
        "May 3, 2021\nBy Mara Ellison\n",
        "A station for the bay\nBy Mara Ellison\nMonday, May 3, 2021\n",
        "Published: 3 May 2021, 9:00 a.m. ET\n",
        "Veröffentlicht am 3. Mai 2021\nVon Mara Ellison\n",
        "  By Mara Ellison  \r\n 3 May 2021\r\n",
        "By MARA ELLISON\nWESTHAVEN, May 3, 2021 (Bay News) - ",
        "May 3, 2021 (Bay News) -- ",
        "3 May 2021 (Bay News) – ",
    ],
)
def test_the_date_of_a_head_is_read_and_the_story_stays_whole(head: str, together: Together) -> None:
    found = together(above_a_story, head=head)
    assert found["articles"].select("published", "published_from").row(0) == (DAY, "dateline")
    opening = found["paragraphs"].filter(C("text").str.ends_with(OPENING))
    assert opening["kind"].to_list() == ["body"]


def test_each_line_of_a_head_is_a_paragraph() -> None:
    text = f"A station for the bay\nBy Mara Ellison\n3 May 2021\n{STORY}"
    assert parts(text)[:4] == ["A station for the bay", "By Mara Ellison", "3 May 2021", OPENING]


def test_a_head_with_nothing_below_is_parted_too() -> None:
    found = facts(f"By Mara Ellison\n3 May 2021\nUpdated: 4 May 2021\n\n{STORY}")
    assert parts(f"By Mara Ellison\n3 May 2021\n\n{STORY}")[:2] == ["By Mara Ellison", "3 May 2021"]
    assert found["paragraphs"]["kind"].to_list()[:3] == ["byline", "dateline", "notice"]
    assert found["articles"]["published"].to_list() == [DAY]


@pytest.mark.parametrize(
    "text",
    [
        f"The council met again on\n3 May 2021\nand agreed the plan in the end.\n\n{STORY}",
        f"Nobody in the old town\nhad expected what came\n3 May 2021\nThe station burned.\n\n{STORY}",
        f"The old lifeboat station of\nWesthaven will be rebuilt.\n\n{STORY}",
        f"“We have waited,” she wrote.\n— Mara Ellison (@mara) May 3, 2021\nThe vote is due.\n\n{STORY}",
    ],
    ids=["wrapped", "two lines before", "no head", "a post"],
)
def test_other_lines_stay_together(text: str) -> None:
    assert parts(text)[0] == text.split("\n\n", maxsplit=1)[0]


def test_a_date_line_below_the_head_is_left_alone() -> None:
    text = f"{STORY}\n\nBy Mara Ellison\n3 May 2021\nThe vote was close."
    assert parts(text)[-1] == "By Mara Ellison\n3 May 2021\nThe vote was close."


@pytest.mark.parametrize(
    "head",
    [
        "First published on Mon 3 May 2021 09.00 BST\n\n", "Originally published in May 2021\n\n",
        "First posted on May 3, 2021\n\n", "Originally published on 3. května 2021\n\n",
    ],
)  # fmt: skip
def test_a_date_is_no_first_publisher(head: str, together: Together) -> None:
    assert together(above_a_story, head=head)["lineage"].is_empty()


def test_a_publisher_with_a_date_is_one() -> None:
    found = facts(f"{STORY}\n\nFirst published in the Bay Gazette on May 3, 2021.")["lineage"]
    assert found["kind"].to_list() == ["republication"]
    assert found["party"].to_list() == ["Bay Gazette"]


def test_a_line_of_page_data_ends_before_the_story() -> None:
    text = f"Published: May 3, 2021 9:00 a.m. ET\nThe station burns. Boats leave.\n\n{STORY}"
    found = examine(text).filter(code="BPL017")
    assert found["excerpt"].to_list() == ["Published: May 3, 2021 9:00 a.m. ET"]
