"""Page furniture is found where it stands, and only there."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import catalogues, facts
from provenance.facts import matching
from provenance.facts.boilerplate import phrases
from provenance.frames import BOILERPLATE, RECORDS
from tests.support import examples

BODY = "The harbour wall was raised again on Monday after the worst storm in a decade."
ERROR = "An error occurred. Please try again."
C = pl.col


def paragraphs(*texts: str) -> pl.DataFrame:
    """Return one article of several paragraphs, with a blank line between them."""
    rows = []
    start = 0
    for number, text in enumerate(texts):
        rows.append((0, number, start, start + len(text), text, "body"))
        start += len(text) + 2
    schema = {
        "row": pl.UInt32(),
        "paragraph": pl.Int64(),
        "start": pl.Int64(),
        "end": pl.Int64(),
        "text": pl.String(),
    }
    return pl.DataFrame(rows, schema=schema | {"kind": pl.String()}, orient="row")


def find(*texts: str) -> pl.DataFrame:
    catalogue, frame = catalogues.load("boilerplate"), paragraphs(*texts)
    return phrases.find(frame, catalogue, matching.suspects(frame, catalogue))


def categories(*texts: str) -> list[str]:
    return find(*texts)["category"].to_list()


def test_an_error_message_at_the_head_is_found_whole() -> None:
    row = find(ERROR, BODY).row(0, named=True)
    assert (row["category"], row["text"], row["paragraph"], row["whole"]) == ("error-message", ERROR, 0, True)
    assert row["confidence"] > 0.9


def test_an_error_message_glued_to_the_article_is_cut_out_exactly() -> None:
    row = find(f"{ERROR} {BODY}").row(0, named=True)
    assert (row["start"], row["text"], row["whole"]) == (0, ERROR, False)


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Sign up for our free morning newsletter", "newsletter"),
        ("READ MORE: Ten years of the harbour wall", "read-more"),
        ("Follow us on Facebook", "share"),
        ("Share this article on Twitter", "share"),
        ("This website uses cookies to improve your visit.", "consent"),
        ("Subscribe now to continue reading", "paywall"),
        ("Please enable JavaScript to view the comments.", "noscript"),
        ("This video is not available in your region.", "player"),
        ("Your email address will not be published. Required fields are marked *", "comments"),
        ("Story continues below advertisement", "advertisement"),
        ("Click here to get the Gazette app", "app"),
        ("Skip to main content", "navigation"),
        ("Terms & Conditions", "footer"),
        ("14 hours ago", "live-blog"),
        ("5 min read", "meta-line"),
        ("Lesen Sie auch: Der Deich wird höher", "read-more"),
        ("Cet article est réservé aux abonnés.", "paywall"),
        ("Star An icon of a five-pointed star. Bell An icon of a hand bell.", "icon"),
        ("{{ article.title }}", "template"),
        ("Functional cookies help to perform certain functions like sharing a page.", "consent"),
        ("Marketing-Cookies werden verwendet, um Besuchern auf Webseiten zu folgen.", "consent"),
        ("Adjust font size:", "navigation"),
        ("Harbour | Market | Our history | Write to us", "navigation"),
    ],
)
def test_furniture_between_paragraphs_is_named(text: str, category: str) -> None:
    assert categories(BODY, text, BODY) == [category]


@pytest.mark.parametrize(
    "text",
    [
        BODY,
        "The page told visitors: “An error occurred. Please try again.” It stayed so for a day.",
        'Users saw "Please enable JavaScript" and gave up, the report says.',
        "Regulators fined the firm over cookies.",
        "Search for missing ferry goes on",
        "He was asked to share this burden with the others.",
        "Read more than the label before you buy.",
        "The video shows the wall before the storm.",
        "The service lost 200,000 subscribers last year.",
        "Sign up for the bundle with the address that you already use, advisers say.",
        "Many called her an icon of the harbour.",
        "Demonstrators blocked the road to the port.",
    ],
)
def test_sentences_of_an_article_are_spared(text: str) -> None:
    assert categories(BODY, text, BODY) == []


def test_a_run_of_icon_labels_is_one_stretch() -> None:
    run = "Clock An icon of a clock face. Star An icon of a star. Bell An icon of a hand bell."
    assert find(run, BODY)["text"].to_list() == [run]


def test_white_space_and_marks_may_vary() -> None:
    found = find(
        "An  error\xa0occurred. Please\ttry again.", "We’ve detected that JavaScript is disabled in your browser."
    )
    assert found["category"].to_list() == ["error-message", "noscript"]


def test_a_phrase_never_ends_inside_a_word() -> None:
    assert categories("Skip to contentment, the abbot says") == []


def test_the_stop_of_the_sentence_before_is_left_to_it() -> None:
    found = find("Welcome to the harbour week. Sign up here to get it in your inbox.")
    assert found["text"].to_list() == ["Sign up here to get it in your inbox."]


def test_a_hit_inside_another_is_left_out() -> None:
    assert find("Click to share on Facebook (Opens in new window)").height == 1


def test_what_belongs_to_the_head_is_spared_further_down() -> None:
    assert categories("Access denied", BODY) == ["access-denied"]
    assert categories(BODY, BODY, BODY, BODY, "Access denied") == []


def test_no_paragraphs_give_no_furniture() -> None:
    found = find()
    assert found.is_empty()
    assert found.schema == BOILERPLATE.in_shard


words = st.sampled_from(
    [
        ERROR,
        BODY,
        "Read more:",
        "Sign up for our newsletter",
        "é̂",
        "🌊",
        "  ",
        "\u200f",
        "İ",
        "“",
        "”",
        "\xa0",
        ", opens new tab",
    ]
)


@given(st.lists(st.lists(words, min_size=1, max_size=6).map("".join), min_size=1, max_size=4))
@examples(12)
def test_the_cited_string_is_the_text_between_its_offsets(texts: list[str]) -> None:
    texts = [text.strip() or "x" for text in texts]
    article = "\n\n".join(texts)
    for row in find(*texts).iter_rows(named=True):
        assert article[row["start"] : row["end"]] == row["text"] != ""
        assert (row["text"] == texts[row["paragraph"]]) is row["whole"]


def all_of(*texts: str) -> list[dict[str, object]]:
    """Return the rows of furniture of an article, with those that were learned."""
    records = pl.DataFrame({"article": ["a"], "text": ["\n\n".join(texts)]})
    empty = pl.DataFrame(schema=RECORDS.schema)
    whole = pl.concat([empty, records], how="diagonal_relaxed").select(empty.columns)
    return facts.find(whole, {}, datetime(2024, 6, 1, tzinfo=UTC))["boilerplate"].to_dicts()


@pytest.mark.parametrize(
    "line", ["Manage your email subscription", "View all our newsletters here", "Sign me up for the newsletter"]
)
def test_a_line_that_no_phrase_knows_is_weighed_by_its_words(line: str) -> None:
    assert categories(BODY, line, BODY) == []
    [row] = all_of(BODY, line, BODY)
    assert (row["category"], row["text"], row["whole"]) == ("learned", line, True)
    assert 0.8 < row["confidence"] <= 1
    assert any(word.strip("“”") in line.lower() for word in row["pattern"].split(", "))


@pytest.mark.parametrize(
    "line",
    [
        "Ellison & Hart",
        "Nets & Ropes",
        "Best harbour of the north",
        "A long way home",
        "Rope, tar & oakum",
        "Nachts am Hafen",
        "Netze für Fischer",  # nothing but `für` weighs
        "Tips zum Segeln",
        "The moderators of the debate were ready to go on, but she was not having it.",
    ],
)
def test_headings_and_names_are_spared_where_they_stand_alone(line: str) -> None:
    assert all_of(BODY, line, BODY) == []


def test_the_label_before_a_story_that_continues_belongs_to_the_notice() -> None:
    notice = "Advertisement -  story continues below."
    assert [row["text"] for row in all_of(f"{BODY}\n{notice}\n{BODY}")] == [notice]


def test_a_headline_of_menu_words_is_furniture_only_where_much_speaks_for_it() -> None:
    line = "Tipps zur Pflege"
    assert all_of(line, BODY, BODY) == []
    assert [row["text"] for row in all_of(BODY, line, BODY)] == [line]
    sure = "Manage your email subscription"
    assert [row["text"] for row in all_of(sure, BODY)] == [sure]


@pytest.mark.parametrize("headline", ["Parking fees frozen", "Canal closed", "Ferry back", "Le canal"])
def test_a_headline_above_furniture_is_none(headline: str) -> None:
    """No word of it, or a single one, speaks for furniture; what stands beside it does, and its shape."""
    assert [row["text"] for row in all_of(headline, "Share this", BODY)] == ["Share this"]


def test_an_entry_of_a_menu_stands_among_others() -> None:
    found = all_of(BODY, "Sign in", "Nets & Ropes", "Privacy Policy", BODY)
    assert [row["text"] for row in found] == ["Sign in", "Nets & Ropes", "Privacy Policy"]
    assert found[1]["category"] == "navigation"


def test_a_line_is_told_once() -> None:
    told = all_of("Published: May 3, 2021 9:00 a.m. ET", BODY, "Please enable JavaScript. 2", BODY)
    assert len({row["paragraph"] for row in told}) == len(told)


def test_few_words_and_many_are_searched_with_equal_results(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [ERROR, "Sign up \n for  our newsletter", BODY, "The  café of the harbour", "Advertisement"]
    few = find(*texts)
    monkeypatch.setattr(matching, "FEW", 0)
    assert few.equals(find(*texts))
    assert few.height >= 2
