"""What a page says about itself: each candidate with its place in the page, and which one the record took."""

from __future__ import annotations

import polars as pl
import pytest

from provenance import facts_of
from provenance.formats.html import dates
from provenance.formats.html.page import parsed
from provenance.formats.html.record import fields

STORY = (
    "The ferry returned to Westhaven on Tuesday after a winter in dock, and the council said it will sail twice a day."
)
LAST = "Work on the slipway begins in May and costs two million pounds, most of which the county has already set aside."
PAGE = f"""<html lang="en-GB"><head><title>Ferry returns | Westhaven Courier</title>
<meta property="og:title" content="Ferry returns &amp; sails"><meta property="og:site_name" content="Westhaven Courier">
<meta name="author" content="Mara Ellison"><meta name="date" content="2024-03"><meta name="dc.rights" content="© Courier">
<link rel="canonical" href="https://courier.example/ferry"><link rel="license" href="https://courier.example/terms">
<script type="application/ld+json">{{"@graph": [{{"@id": "#mara", "@type": "Person", "name": "Mara Ellison"}},
  {{"@type": "NewsArticle", "headline": "Ferry \\u201creturns\\u201d", "datePublished":"2024-03-12T08:00:00+00:00",
    "author": [{{"@id": "#mara"}}], "articleSection": ["Harbour", "Travel"], "copyrightNotice": "Courier 2024",
    "image": {{"@type": "ImageObject", "caption": "The quay", "creditText": "Ana Roe/PA"}}}}]}}</script>
</head><body><article><h1 class="big">Ferry returns &amp; sails</h1><p><time datetime="2024-03-12">Tuesday</time></p>
<p>{STORY}</p><figure><img src="a.jpg"><figcaption>The ferry.<span class="credit">Jo Lund/AP</span></figcaption></figure>
<p>The mayor wrote:</p>
<blockquote class="twitter-tweet"><p lang="en">We sail again.</p>&mdash; Ana Roe (@anaroe)
 <a href="https://twitter.com/anaroe/status/1767500000000000000?ref=x">March 12, 2024</a></blockquote>
<p>{LAST}</p><iframe src="https://www.youtube.com/embed/q7Rk2vXw1L"></iframe></article></body></html>
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    (folder / "a.html").write_text(PAGE, encoding="utf-8")
    (folder / "b.txt").write_text(f" date 2024-03-12 {STORY}", encoding="utf-8")
    return facts_of(folder)


def test_every_candidate_is_stated_with_its_source_and_path(found):
    rows = found["stated"].select("what", "value", "precision", "from", "path", "chosen").rows()
    assert rows == [
        ("title", "Ferry “returns”", None, "json-ld", "$.@graph[1].headline", False),
        ("title", "Ferry returns & sails", None, "open-graph", 'meta[property="og:title"]', True),
        ("title", "Ferry returns | Westhaven Courier", None, "html", "title", False),
        ("title", "Ferry returns & sails", None, "html", "h1.big", False),
        ("byline", "Mara Ellison", None, "json-ld", "$.@graph[0].name", True),
        ("byline", "Mara Ellison", None, "meta", 'meta[name="author"]', False),
        ("published", "2024-03-12T08:00:00Z", "second", "json-ld", "$.@graph[1].datePublished", True),
        ("published", "2024-03-12", "day", "time", "time[datetime]", False),
        ("published", "2024-03", "month", "meta", 'meta[name="date"]', False),
        ("publisher", "Westhaven Courier", None, "open-graph", 'meta[property="og:site_name"]', True),
        ("url", "https://courier.example/ferry", None, "link", "link[href]", True),
        ("language", "en-GB", None, "html", "html[lang]", True),
        ("section", "Harbour", None, "json-ld", "$.@graph[1].articleSection[0]", False),
        ("section", "Travel", None, "json-ld", "$.@graph[1].articleSection[1]", False),
        ("copyright", "Courier 2024", None, "json-ld", "$.@graph[1].copyrightNotice", False),
        ("copyright", "© Courier", None, "meta", 'meta[name="dc.rights"]', False),
        ("usage_terms", "https://courier.example/terms", None, "link", "link[href]", False),
        ("caption", "The ferry.", None, "html", "figcaption", True),
        ("credit", "Jo Lund/AP", None, "html", "span.credit", True),
        ("caption", "The quay", None, "json-ld", "$.@graph[1].image.caption", True),
        ("credit", "Ana Roe/PA", None, "json-ld", "$.@graph[1].image.creditText", True),
    ]


def test_a_statement_names_its_place_in_the_page(found):
    rows = found["stated"].select("raw", "page_start", "page_end").rows()
    cited = [
        (raw, PAGE[start:end].replace("&amp;", "&").replace("\\u201c", "“").replace("\\u201d", "”"))
        for raw, start, end in rows
    ]
    assert all(raw == there for raw, there in cited)
    at_title = found["stated"].filter(path="h1.big")["page_start"].item()
    assert PAGE[:at_title].endswith('<h1 class="big">')


def test_a_text_states_nothing(found):
    assert found["articles"].height == 2
    assert found["stated"]["article"].unique().to_list() == ["a.html"]


def test_posts_known_from_mark_up_stand_in_the_text_and_not_in_the_body(found):
    text = found["articles"].filter(article="a.html")["text"].item()
    posts = found["embeds"].select("platform", "author", "handle", "url", "marked_up", "start", "end").rows()
    assert [(*row[:5], text[row[5] : row[6]]) for row in posts] == [
        ("twitter", "Ana Roe", "@anaroe", "https://twitter.com/anaroe/status/1767500000000000000", True,
         "We sail again. — Ana Roe (@anaroe) March 12, 2024"),
        ("youtube", None, None, "https://www.youtube.com/embed/q7Rk2vXw1L", True, "https://www.youtube.com/embed/q7Rk2vXw1L"),
    ]  # fmt: skip
    assert str(found["embeds"]["posted"][0]) == "2024-03-12"
    clean = found["normalised"].filter(article="a.html").to_dicts()[0]
    assert clean["body"] == f"{STORY}\n\nThe mayor wrote:\n\n{LAST}"
    assert [post["platform"] for post in clean["embeds"]] == ["twitter", "youtube"]
    assert found["findings"].filter(pl.col("code").str.starts_with("EMB")).is_empty()


@pytest.mark.parametrize(
    ("head", "body", "wanted"),
    [
        # a meta element called `date` is often that of the server: a line below the title is believed before it
        ('<meta name="date" content="2024-03-15">', "<p>12.03.2024</p>", ("12.03.2024", "2024-03-12")),
        ('<meta name="date" content="2024-03-15">', "<p>Aktualisiert am 12.03.2024</p>", ("2024-03-15", "2024-03-15")),
        ("", "<p>Einsendeschluss: 01.05.2024</p><p>12.03.2024</p>", ("12.03.2024", "2024-03-12")),
        ("", "<p>Geboren am <b>01.05.1950</b></p><p>Beginn der Frist 12.04.2024</p><p>12.03.2024</p>", ("12.03.2024", "2024-03-12")),
        ("", "<p>12./13. März 2024</p>", ("12./13. März 2024", "2024-03-12")),
        ("", "<p>12 und 13. März 2024</p>", ("12 und 13. März 2024", "2024-03-12")),
        ("", "<p>12.-13.03.2024</p>", ("12.-13.03.2024", "2024-03-12")),
        ("", "<p>Nr. 30/12. März 2024</p>", ("12. März 2024", "2024-03-12")),
        ("", "<p>3-20 März 2024</p><p>12.03.2024</p>", ("12.03.2024", "2024-03-12")),
        ("", "<p>Born to sail | 12.03.2024</p>", ("12.03.2024", "2024-03-12")),
        ("", "<dl><dt>Date:</dt><dd>March 12, 2024</dd></dl>", ("March 12, 2024", "2024-03-12")),
        ("", "<blockquote><time datetime='2020-01-01'>then</time></blockquote><p>12 mars 2024</p>", ("12 mars 2024", "2024-03-12")),
        # Greenwich is a day ahead: the same moment, by another clock
        (
            '<meta property="article:published_time" content="2024-03-13T01:06:51Z">',
            '<time datetime="2024-03-12T17:06:51-08:00">x</time>',
            ("2024-03-12T17:06:51-08:00", "2024-03-12"),
        ),
        # and a day that is shown to readers, where the hour allows it
        ('<meta property="article:published_time" content="2024-03-11T23:15:00Z">', "<p>12.03.2024</p>", ("12.03.2024", "2024-03-12")),
        (
            '<meta property="article:published_time" content="2024-03-11T13:15:00Z">',
            "<p>12.03.2024</p>",
            ("2024-03-11T13:15:00Z", "2024-03-11"),
        ),
    ],
)  # fmt: skip
def test_the_day_of_publication_is_that_of_the_publisher(head, body, wanted):
    page = parsed(f"<html lang='de'><head>{head}</head><body><h1>T</h1>{body}<p>x</p></body></html>")
    said = dates.published(page)
    assert (said, str(dates.day_of(said, page.language))) == wanted


def test_half_a_character_in_linked_data_costs_that_alone():
    said = '{"@type": "NewsArticle", "headline": "A\\ud800", "author": ["Jo\\udfff Roe"], "articleSection": ["\\ud83d\\ude00"]}'
    made = fields(parsed(f'<script type="application/ld+json">{said}</script><p>{STORY}</p><p>{LAST}</p>'))
    assert pl.DataFrame([made])["title"].to_list() == ["A\ufffd"]
    assert [(row["what"], row["value"]) for row in made["stated"]][-1] == ("section", "\U0001f600")
