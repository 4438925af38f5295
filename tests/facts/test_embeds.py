from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import facts_of
from provenance.facts import embeds, paragraphs
from tests.support import examples

C = pl.col
NO_LABEL = pl.DataFrame(schema={"row": pl.UInt32, "label_end": pl.Int64})
NEWS = "The mayor defended the plan on Monday and said that the work would begin before the end of the year."
POST = "We start digging tomorrow! #tunnel"
SIGNED = "— Jane Roe (@janeroe) May 5, 2021"


def find(*blocks: str) -> tuple[str, list[dict[str, object]]]:
    text = "\n\n".join(blocks)
    articles = pl.DataFrame({"text": [text]}).with_row_index("row")
    return text, embeds.find(paragraphs.split(articles, NO_LABEL), articles).to_dicts()


def cited(*blocks: str) -> list[str]:
    text, posts = find(*blocks)
    return [text[int(str(post["start"])) : int(str(post["end"]))] for post in posts]


@pytest.mark.parametrize(
    "signature",
    [
        SIGNED,
        "— Jane | Roe 🇬🇧 👀 (@jane_roe) 5. Mai 2021",
        "– Jane Roe (@janeroe) 5 mai 2021",
        "- Jane Roe-Poe (@janeroe) 5 de mayo de 2021",
        "— Jane (she) Roe (@janeroe) May 5, 2021",
    ],
)
def test_a_signature_with_account_and_date_ends_a_post(signature: str) -> None:
    text, posts = find(NEWS, f"{POST} {signature}", NEWS)
    assert cited(NEWS, POST, signature, NEWS) == [f"{POST}\n\n{signature}"]
    (post,) = posts
    assert text[int(str(post["start"])) : int(str(post["end"]))] == f"{POST} {signature}"
    assert (post["platform"], post["posted"], post["rest_of_paragraph"]) == ("twitter", date(2021, 5, 5), False)
    assert str(post["author"]).startswith("Jane")
    assert str(post["handle"]).startswith("@jane")


def test_a_post_can_be_a_part_of_a_paragraph() -> None:
    text, posts = find(f"{POST} {SIGNED} {NEWS}")
    assert [(post["end"], post["rest_of_paragraph"]) for post in posts] == [(len(f"{POST} {SIGNED}"), True)]
    assert text[int(str(posts[0]["posted_start"])) : int(str(posts[0]["posted_end"]))] == "May 5, 2021"


def test_markup_may_tell_the_moment_in_seconds() -> None:
    _, (post,) = find(NEWS, '<tweet author="janeroe" timestamp="1620216000" tweet_id="13">So tired.</tweet>', NEWS)
    assert (post["handle"], post["posted"]) == ("@janeroe", date(2021, 5, 5))


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("rest", ["So tired. pic.twitter.com/abc123<tweet/>.", "So tired.</tweet>"])
def test_mark_up_names_the_author_and_the_date(rest: str, end: str) -> None:
    _, (post,) = find(NEWS, f'<tweet tweet-author="janeroe" tweet-date="May 5, 2021{end}">{rest}', NEWS)
    assert (post["handle"], post["posted"]) == ("@janeroe", date(2021, 5, 5))


def test_mark_up_may_name_a_person() -> None:
    _, (post,) = find(NEWS, '<tweet tweet-author="Jane Roe" tweet-date="May 5, 2021">So tired.</tweet>', NEWS)
    assert (post["author"], post["handle"], post["posted"]) == ("Jane Roe", None, date(2021, 5, 5))


@pytest.mark.parametrize(
    ("attributes", "swallowed"),
    [
        ('tweet-author="look at the harbour" tweet-date="', "\n— Fewer fees on boats of every size."),
        ('tweet-author="', " that in the long run, the boats that lie there have fewer prospects than others do."),
    ],
)
def test_mark_up_that_has_swallowed_words_of_the_article_is_damage_and_no_post(attributes: str, swallowed: str) -> None:
    text, found = find(NEWS, f'<tweet {attributes}{swallowed}"> said the mayor.', NEWS)
    assert found == []
    flaws = facts_of(pl.DataFrame({"id": ["a"], "text": [text]}))["flaws"]
    assert flaws.select("kind", "text").rows() == [("markup", f"<tweet {attributes}")]


def test_an_account_without_a_date_is_named() -> None:
    _, (post,) = find(NEWS, "So tired. pic.twitter.com/abc123 — Jane Roe (@janeroe)", NEWS)
    assert (post["handle"], post["posted"]) == ("@janeroe", None)


def test_two_posts_in_a_paragraph_are_two() -> None:
    assert cited(f"{POST} {SIGNED} Fine by me. — Tom Poe (@tompoe) May 6, 2021") == [
        f"{POST} {SIGNED}",
        "Fine by me. — Tom Poe (@tompoe) May 6, 2021",
    ]


def test_in_a_paragraph_longer_than_any_text_no_post_is_looked_for() -> None:
    post = "The wall held. — Ana Ruiz (@ana) May 3, 2019 "
    assert cited(post * 20)
    assert not cited(post * (embeds.LONGEST // len(post) + 1))


def test_a_post_goes_back_over_what_is_typical_of_posts_and_no_further() -> None:
    lines = ["#tunnel", "Monday, 6 May", "9 am, north gate pic.twitter.com/abc123", SIGNED]
    assert cited(NEWS, *lines) == ["\n\n".join(lines)]
    assert cited("He wrote on Twitter:", POST, SIGNED) == [f"{POST}\n\n{SIGNED}"]
    assert cited("The tunnel is late.", POST, SIGNED) == [f"{POST}\n\n{SIGNED}"]


@pytest.mark.parametrize(
    "before",
    [
        ["(1) Bring a lamp", "(2) Bring a rope", "(3) Dig"],
        ["Trains to the north leave at six.", "Trains to the south are cancelled.", "Trains to the west run."],
        ["The #tunnel team of the #county is said to be tired tonight.", "See you there."],
        ["Work on the second tube begins tomorrow at six and the road stays closed", "See you there."],
    ],
)
def test_a_post_has_all_the_lines_of_a_list_and_what_no_stop_ends(before: list[str]) -> None:
    assert cited(NEWS, *before, SIGNED) == ["\n\n".join([*before, SIGNED])]


@pytest.mark.parametrize(
    "line",
    [
        "The tunnel",
        "The others were silent.",
        "Then #tunnel came from @janeroe, who is on the #council and posts at night.",
        "Image: The mayor, left, at the mouth of the second tube of the tunnel",
        "What the council had to say:",
    ],
)
def test_a_post_takes_no_line_of_the_article(line: str) -> None:
    assert cited(NEWS, line, "So tired.", SIGNED) == [f"So tired.\n\n{SIGNED}"]


def test_a_shared_picture_takes_only_a_text_that_is_typical_of_posts() -> None:
    shared = "A post shared by Jane Roe (@janeroe) on May 5, 2021 at 9:12am PDT"
    assert cited(NEWS, POST, shared) == [f"{POST}\n\n{shared}"]
    assert cited(NEWS, '"We dig tomorrow," she says.', shared) == [shared]
    assert cited(NEWS, NEWS, shared) == [shared]


def test_a_shared_picture_takes_no_sentence_of_the_article() -> None:
    shared = "A post shared by Jane Roe (@janeroe)"
    assert cited(NEWS, "The crowd cheered.", shared) == [shared]
    assert cited(NEWS, "Nets all day, nets all night", shared) == [f"Nets all day, nets all night\n\n{shared}"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("— Jane Roe (@janeroe) May 5, 2021", "— Jo Lee (@jolee) May 6, 2021"),
        ("A post shared by Jane Roe (@janeroe)", "A post shared by Jo Lee (@jolee)"),
        ("A post shared by Jane Roe (@janeroe) on May 5, 2021", "Nets all day #nets\nA post shared by Jo Lee (@jolee)"),
        ("View this post on Instagram\nA post shared by Jane Roe (@janeroe)", "View this post on Instagram\nA post shared by Jo Lee (@jolee)"),
    ],
)  # fmt: skip
def test_two_signatures_in_a_paragraph_are_two_posts(first: str, second: str) -> None:
    text, posts = find(NEWS, f"{first}\n{second}")
    cites = [text[int(str(post["start"])) : int(str(post["end"]))] for post in posts]
    assert [post["handle"] for post in posts] == ["@janeroe", "@jolee"]
    assert cites[0].endswith(first)
    assert cites[1] == second


def test_a_post_does_not_take_the_one_before_it() -> None:
    assert cited(POST, SIGNED, POST, SIGNED) == [f"{POST}\n\n{SIGNED}"] * 2


def test_a_dash_may_stand_on_a_line_of_its_own() -> None:
    lines = [POST, "—", "Jane Roe (@janeroe) May 5, 2021"]
    assert cited(NEWS, *lines) == ["\n\n".join(lines)]


@pytest.mark.parametrize(
    ("lines", "platform"),
    [
        (
            [
                "View this post on Instagram",
                "So tired.",
                "A post shared by Jane Roe (@jane.roe) on May 5, 2021 at 9:24am PDT",
            ],
            "instagram",
        ),
        (["Sieh dir diesen Beitrag auf Instagram an", "Ein Beitrag geteilt von Jane Roe (@jane.roe)"], "instagram"),
        (["So tired", "A post shared by Jane Roe (@jane.roe) on"], "instagram"),
        (["So tired.", "Posted by Jane Roe on Wednesday, May 5, 2021"], "facebook"),
        (["How we dug a tunnel from r/digging"], "reddit"),
        (["@janeroe digging again #tunnel ♬ original sound - Jane"], "tiktok"),
        (["Jane Roe @janeroe", "So tired.", "9:24 AM · May 5, 2021"], "twitter"),
        (["Skip twitter post by @janeroe", "So tired.", "End of twitter post by @janeroe"], "twitter"),
        (["Look at this. pic.twitter.com/abc123"], "twitter"),
        (['<tweet tweet-id="123"><tweet/>'], "twitter"),
    ],
)
def test_each_platform_leaves_its_own_traces(lines: list[str], platform: str) -> None:
    assert cited(NEWS, NEWS, *lines, NEWS) == ["\n\n".join(lines)]
    _, (post,) = find(NEWS, NEWS, *lines, NEWS)
    assert post["platform"] == platform


@pytest.mark.parametrize(
    "text",
    [
        "Jane Roe (@janeroe) 12 minutes ago",
        "By Jane Roe (@janeroe)",
        "Posted by Jane Roe on 5 May 2021",
        "Follow our reporter Jane Roe (@janeroe) for news from the site.",
        "The plan — as Jane Roe (@janeroe) said — is late.",
        "Write to jane@example.org.",
    ],
)
def test_bylines_and_mentions_are_no_posts(text: str) -> None:
    assert cited(text, NEWS, NEWS) == []


PIECES = [
    "🇬🇧 ",
    "\ufeff",
    "e\u0301",
    "\n\n",
    "\r\n\r\n",
    "נס ",
    f"{POST} {SIGNED}",
    SIGNED,
    " pic.twitter.com/abc123",
    "—",
]


@given(st.lists(st.sampled_from(PIECES), max_size=10))
@examples(20)
def test_posts_lie_apart_in_the_text_and_cite_their_dates(pieces: list[str]) -> None:
    text, posts = find("".join(pieces))
    reached = 0
    for post in posts:
        start, end = int(str(post["start"])), int(str(post["end"]))
        assert reached <= start < end <= len(text)
        reached = end
        if post["posted_raw"] is not None:
            assert text[int(str(post["posted_start"])) : int(str(post["posted_end"]))] == post["posted_raw"]


def test_a_post_that_overlaps_only_one_that_is_left_out_stays() -> None:
    spans = [(0, 0, 10), (0, 5, 20), (0, 15, 25), (1, 5, 20)]
    posts = pl.DataFrame(spans, schema=["row", "start", "end"], orient="row")
    posts = posts.with_columns(author=pl.lit("Jane Roe"), handle=pl.lit(None, pl.String))
    assert embeds._apart(posts).select("row", "start", "end").rows() == [(0, 0, 10), (0, 15, 25), (1, 5, 20)]


def test_an_account_without_a_name_has_no_author() -> None:
    _, (post,) = find(NEWS, POST, "— (@janeroe) May 5, 2021", NEWS)
    assert (post["author"], post["handle"]) == (None, "@janeroe")
