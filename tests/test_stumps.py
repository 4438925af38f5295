"""Repairs leave no stumps, touch nothing that is no article, and are promised as they are counted."""

from datetime import date
from pathlib import Path

import pytest

from provenance import check
from provenance.fixing import repair, writing
from provenance.fixing.stumps import is_stump
from provenance.pipeline.shard import Job
from provenance.policy.configuration import Policy
from provenance.reports.next_steps import next_steps
from provenance.rules.examples import CLOSING, OPENING

POLICY = Policy(now=date(2024, 6, 1))
JOB = Job(rules=POLICY.rules(), catalogues={}, now=POLICY.clock())
GONE = "The page could not be found\n\nSorry, the page you are looking for could not be found. It may have been moved."
NOTICES = {
    "a label": "Note: Please enable JavaScript to view this page.",
    "a German label": "Hinweis: Bitte aktivieren Sie JavaScript, um diese Seite zu nutzen.",
    "the words of a link": "Read more Please enable JavaScript to view this page.",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    return tmp_path / "in"


def plan(folder: Path) -> list[repair.Repaired]:
    return writing.plan([folder], JOB, {}, unsafe=False)


def test_no_stump_is_left_of_a_line(corpus: Path) -> None:
    for number, notice in enumerate(NOTICES.values()):
        text = f"{OPENING}\n\n{notice}\n\n{CLOSING}\n\nAdvertisement"
        (corpus / f"{number}.txt").write_text(text, encoding="utf-8")
    planned = plan(corpus)
    assert [one.text for one in planned] == [f"{OPENING}\n\n{notice}\n\n{CLOSING}" for notice in NOTICES.values()]
    assert {one.held_back for one in planned} == {repair.STUMP}


def test_whole_lines_and_sentences_beside_a_story_go(corpus: Path) -> None:
    notice = "Please enable JavaScript to view this page."
    (corpus / "a.txt").write_text(f"{OPENING} {notice}\n\n{notice} {notice}\n\n{CLOSING}", encoding="utf-8")
    (one,) = plan(corpus)
    assert one.text == f"{OPENING}\n\n{CLOSING}"
    assert one.held_back is None


def test_a_date_that_cannot_be_read_stays(corpus: Path) -> None:
    lines = ("Published: 31 February 2019", "By Jo Roe | 31 May 0000", "Published: 0000-00-00")
    for number, line in enumerate(lines):
        text = f"Harbour news\n\n{line}\n\n{OPENING}\n\n{CLOSING}\n\nAdvertisement"
        (corpus / f"{number}.txt").write_text(text, "utf-8")
    planned = writing.plan([corpus], JOB, {}, unsafe=True)
    assert [one.text for one in planned] == [f"Harbour news\n\n{line}\n\n{OPENING}\n\n{CLOSING}" for line in lines]
    assert {one.held_back for one in planned} == {repair.UNREADABLE}


def test_a_date_that_can_be_read_goes_where_another_tells_the_day(corpus: Path) -> None:
    (corpus / "2019-02-28-a.txt").write_text(f"By Jo Roe | 28 February 2019\n\n{OPENING}\n\n{CLOSING}", "utf-8")
    (one,) = writing.plan([corpus], JOB, {}, unsafe=True)
    assert one.text == f"{OPENING}\n\n{CLOSING}"


@pytest.mark.parametrize(
    ("rest", "stump"),
    [
        ("Note:", True),
        ("Read more", True),
        ("– –", True),
        ("", False),
        ("He left.", False),
        ("He left.”  ", False),
        ("... a", True),
        ("详细信息请见港口新闻", False),
    ],
)
def test_a_stump_is_a_few_words_and_no_sentence(rest: str, *, stump: bool) -> None:
    assert is_stump(rest) is stump


def test_what_is_no_article_is_not_repaired(corpus: Path) -> None:
    (corpus / "a.txt").write_text(f"{GONE}\n\nPlease enable JavaScript.", encoding="utf-8")
    (one,) = plan(corpus)
    assert (one.edits, one.held_back) == ((), repair.BARRED)
    (suggested,) = writing.plan([corpus], JOB, {}, unsafe=True)
    assert "empty" not in str(suggested.held_back)


def test_of_what_is_mostly_notices_the_words_that_are_none_stay(corpus: Path) -> None:
    (corpus / "a.txt").write_text("An error occurred. Please try again.\n\nThe council met.\n", encoding="utf-8")
    (one,) = plan(corpus)
    assert (one.text, one.held_back) == ("The council met.\n", None)


def test_a_repair_that_is_held_back_says_why_in_words(corpus: Path) -> None:
    story = f"{OPENING} {CLOSING}"[:195]
    (corpus / "a.txt").write_text(f"{story}\n\nAdvertisement", encoding="utf-8")
    (one,) = plan(corpus)
    assert one.held_back == "the text after it would be text-too-short (TXT011)"


def test_what_is_promised_is_what_is_tried(corpus: Path) -> None:
    for number, part in enumerate(("Advertisement", "By Mara Ellison", *NOTICES.values(), GONE)):
        (corpus / f"{number}.txt").write_text(f"{OPENING}\n\n{part}\n\n{CLOSING}", encoding="utf-8")
    message = writing.tried(plan(corpus), unsafe=False)
    assert message.startswith("safe repairs for ")
    assert any(message in step for step in next_steps(check.check_corpus([corpus], POLICY)))
