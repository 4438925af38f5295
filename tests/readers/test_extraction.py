"""Texts held against the pages of their articles: what was lost, taken in or changed on the way."""

from __future__ import annotations

import json

import pytest

from provenance import Policy, check_corpus
from provenance.errors import UsageError
from provenance.formats.html import encodings
from provenance.formats.html.blocks import blocks
from provenance.formats.html.comparison import Evidence, compare
from provenance.formats.html.letters import Letters
from provenance.formats.html.page import parsed
from provenance.rules.examples import record
from provenance.runs import fact_tables

FIRST = (
    "The ferry returned to Westhaven on Tuesday after a winter in dock, and the council said it will sail twice a day."
)
SECOND = (
    "Work on the slipway begins in May and costs two million pounds, most of which the county has set aside for it."
)
THIRD = (
    "The owner of the café at the quay – closed since the storm – said she will open again as soon as the ferry sails."
)
LAST = "The station has served the bay since 1911, and its crew were called out forty times last year, more than ever."
CAPTION = "The ferry at the quay on Tuesday. Jo Lund/AP"
RELATED = "Council votes for a new slipway in the harbour"
COMMENT = "I took that ferry every day for years, and nobody ever asked me."
POST = "We sail again from Tuesday on, weather permitting."
MENU = "Sign up for the letter from the harbour"
PAGE = f"""<html lang="en"><head><meta charset="utf-8"><title>Ferry returns | Westhaven Courier</title>
<meta property="og:site_name" content="Westhaven Courier"><link rel="canonical" href="https://www.courier.example/ferry/">
<script type="application/ld+json">{{"@type": "NewsArticle", "headline": "Ferry returns to Westhaven",
  "datePublished": "2024-03-12", "dateModified": "2024-03-19"}}</script></head>
<body><article><h1>Ferry returns to Westhaven</h1><p>{FIRST}</p>
<figure><img src="a.jpg"><figcaption>{CAPTION}</figcaption></figure><p>{SECOND}</p>
<blockquote class="twitter-tweet"><p>{POST}</p>&mdash; Ana Roe (@anaroe)
 <a href="https://twitter.com/anaroe/status/1767500000000000000">March 12, 2024</a></blockquote><p>{THIRD}</p>
<p>{LAST}</p></article><div class="related"><ul><li><a href="/x">{RELATED}</a></li></ul></div>
<div class="comments"><p>{COMMENT}</p></div><footer><p>{MENU}</p></footer></body></html>
"""
SOUND = [FIRST, SECOND, THIRD, LAST]
TEXTS = {
    "sound": {"text": "\n\n".join(SOUND), "title": "Ferry returns to Westhaven", "published": "2024-03-13"},
    "lossy": {"text": f"{FIRST}\n{THIRD}\n{LAST}", "published": "2024-03-19", "title": "Westhaven Courier"},
    "full": {"text": "\n\n".join([*SOUND, CAPTION, RELATED, COMMENT, POST, MENU])},
    "spoilt": {"text": "\n\n".join(SOUND).replace("é", "Ã©").replace("–", "?", 1)},
    "turned": {"text": f"{LAST}\n\n{FIRST}\n\n{SECOND}\n\n{THIRD}"},
    "alone": {"text": FIRST},
}


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("held")
    pages = folder / "pages"
    pages.mkdir()
    for name in [*TEXTS, "lost"]:
        if name != "alone":
            (pages / f"{name}.html").write_text(PAGE.replace("/ferry/", f"/{name}/"), encoding="utf-8")
    records = [{"id": f"{name}.html", **values} for name, values in TEXTS.items()]
    (folder / "texts.json").write_text(json.dumps(records), encoding="utf-8")
    frames = folder / "frames"
    fact_tables.prepare(frames)
    policy = Policy(select=("EXT",), preview=True)
    return check_corpus(pages, policy, texts=[folder / "texts.json"], frames=frames)


@pytest.fixture(scope="module")
def rows(run):
    return fact_tables.scan(run.frames, "extraction").collect()


def kinds(rows, name):
    return rows.filter(article=f"{name}.html").select("kind", "text").rows()


def test_a_sound_text_is_not_suspicious(rows):
    assert kinds(rows, "sound") == []


def test_paragraphs_are_lost_a_change_is_taken_for_the_publication_and_the_site_for_the_title(rows):
    assert kinds(rows, "lossy") == [("lost", SECOND), ("date", "2024-03-19"), ("title", "Westhaven Courier")]


def test_what_mark_up_sets_apart_is_told_where_it_stands_in_the_text(rows):
    assert kinds(rows, "full") == [
        ("caption", CAPTION),
        ("embed", POST),
        ("related", RELATED),
        ("comment", COMMENT),
        ("furniture", MENU),
    ]
    whole = TEXTS["full"]["text"]
    for kind, text, start, end in rows.filter(article="full.html").select("kind", "text", "start", "end").rows():
        assert whole[start:end] == text, kind


def test_places_in_the_page_are_those_of_the_words(rows):
    page = PAGE.replace("/ferry/", "/full/")
    found = rows.filter(article="full.html", kind="comment").row(0, named=True)
    assert page[found["page_start"] : found["page_end"]] == COMMENT
    assert (found["line"], found["path"]) == (10, "div.comments > p")


def test_spoilt_letters_are_told_with_the_right_ones(rows):
    spoilt = rows.filter(article="spoilt.html").select("kind", "text", "expected").rows()
    assert spoilt == [("encoding", "Ã©", "é"), ("encoding", "?", "–")]


def test_a_paragraph_that_stands_elsewhere_is_told(rows):
    assert kinds(rows, "turned") == [("order", LAST)]


def test_a_page_without_a_text_is_a_finding_and_leftovers_are_counted(run):
    found = run.found.frame().filter(code="EXT001")
    assert found["article"].to_list() == ["lost.html"]
    assert run.record.notes[-1] == (
        "5 pages held against the text of their article; 1 page without a text; at least 1 text without a page"
    )


def test_a_publisher_is_told_what_its_template_spoils(run):
    shares = run.corpus["extractions"].frame().filter(kind="encoding").rows()
    assert shares == [("Westhaven Courier", "encoding", 1, 0.2)]


@pytest.mark.parametrize(
    ("named", "by"),
    [
        ({"a.json": json.dumps({"id": "x", "url": "http://courier.example/ferry", "text": FIRST})}, "url"),
        ({"2024/ferry.txt": FIRST, "2023/ferry.txt": LAST}, "path"),
        ({"else/ferry.txt": FIRST}, "name"),
    ],
)
def test_a_text_is_found_by_address_by_path_and_by_name(tmp_path, named, by):
    write(tmp_path / "pages", {"2024/ferry.html": PAGE})
    write(tmp_path / "texts", named)
    assert compared(tmp_path / "pages", [tmp_path / "texts"])["by"].to_list() == [by]


def test_pages_of_a_web_archive_are_held_against_texts(tmp_path):
    data = record(PAGE).replace(b"text/plain", b"text/html", 1)
    (tmp_path / "a.warc").write_bytes(data)
    write(tmp_path, {"texts.json": json.dumps([{"id": "x", "url": "https://courier.example/ferry", "text": FIRST}])})
    assert compared(tmp_path / "a.warc", [tmp_path / "texts.json"])["other"].to_list() == ["x"]


def test_our_own_extraction_is_held_against_its_page_where_rules_of_the_family_are_named(tmp_path):
    write(tmp_path / "pages", {"ferry.html": PAGE})
    assert compared(tmp_path / "pages", []).select("by", "lost", "taken_in").rows() == [("own", 0.0, 0.0)]


def test_texts_without_articles_are_a_wrong_call(tmp_path):
    write(tmp_path, {"pages/ferry.html": PAGE, "texts/empty.txt": ""})
    with pytest.raises(UsageError, match="--texts holds no articles"):
        check_corpus(tmp_path / "pages", texts=[tmp_path / "texts"])


def test_the_cache_knows_which_texts_pages_were_held_against(tmp_path):
    write(tmp_path, {"pages/ferry.html": PAGE, "sound/ferry.txt": TEXTS["sound"]["text"], "lossy/ferry.txt": FIRST})
    policy = Policy(select=("EXT014",))
    found = [
        check_corpus(tmp_path / "pages", policy, texts=[tmp_path / name], cache=tmp_path / "cache").found.height
        for name in ("sound", "lossy", "sound")
    ]
    assert found == [0, 1, 0]


@pytest.mark.parametrize(
    ("page", "kinds"),
    [
        (f"<p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p>", ["lost"]),
        (f"<p>{FIRST}</p><p><em>{SECOND}</em></p><p>{LAST}</p>", []),
        (f"<p>{FIRST}</p><p>{SECOND}</p><p>{LAST}</p><p>{SECOND}</p>", []),
        (f"<div>{FIRST}</div><div>{SECOND.rstrip('.')}</div><div>{LAST}</div>", []),
        (f"<p>{FIRST}</p><p><img><span class='caption'>{SECOND}</span></p><p>{LAST}</p>", []),
    ],
    ids=["paragraph", "note in italics", "said twice", "no sentence", "caption in a line"],
)
def test_what_nobody_would_miss_is_not_lost(page, kinds):
    page = parsed(f"<body>{page}</body>")
    marked = dict.fromkeys(page.tree.iter("span"), "caption")
    found = compare(blocks(page.tree, marked), Evidence(Letters(FIRST + LAST), None, None))
    assert [each.kind for each in found] == kinds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ([FIRST, SECOND], [("truncated", THIRD, 2)]),
        ([FIRST, SECOND, LAST], [("lost", THIRD, 1)]),
        ([SECOND, THIRD, LAST], [("lost", FIRST, 1)]),
        ([SECOND, THIRD], [("lost", FIRST, 1), ("truncated", LAST, 1)]),
    ],
    ids=["cut off", "a hole", "the first", "both"],
)
def test_a_text_that_ends_early_is_told_once(text, found):
    parts = (f"<div class='{name}'><p>{words}</p></div>" for name, words in zip("abab", SOUND, strict=True))
    page = parsed(f"<body>{''.join(parts)}</body>")
    suspicions = compare(blocks(page.tree, {}), Evidence(Letters("".join(text)), None, Letters("".join(SOUND))))
    assert [(each.kind, each.words, each.paragraphs) for each in suspicions] == found


def test_letters_are_found_whatever_stands_between_them():
    text = Letters("“We sail – again!” İstanbul")
    at = text.find("sailagain")
    assert text.span(at, len("sailagain")) == (4, 18)


def test_other_letters_than_those_that_decoding_spoils_are_no_matter_of_encoding():
    assert not list(encodings.spoilt("The owner of the cafe at the quay", "The owner of the café at the quay"))


def compared(pages, texts):
    frames = pages.parent / "frames"
    fact_tables.prepare(frames)
    check_corpus(pages, Policy(select=("EXT",)), texts=texts, frames=frames)
    return fact_tables.scan(frames, "comparisons").collect()


def write(folder, files):
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
