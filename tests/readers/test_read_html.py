"""Web pages: the main text, what the page says of it, and where each word stands in the page."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import facts_of, formats
from provenance.formats.html import body, dates, decoding, places
from provenance.formats.html.authors import authors
from provenance.formats.html.page import parsed
from provenance.formats.html.titles import title
from tests.support import examples

FIRST = (
    "The ferry returned to Westhaven on Tuesday after a winter in dock, and the council said it will sail twice a day."
)
LAST = "Work on the slipway begins in May and costs two million pounds, most of which the county has already set aside."
PAGE = f"""<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Ferry returns | Westhaven Courier</title>
<meta property="og:title" content="Ferry returns to Westhaven"><meta property="og:site_name" content="Westhaven Courier">
<link rel="canonical" href="https://courier.example/2024/03/12/ferry">
<script type="application/ld+json">{{"@graph": [
  {{"@type": "NewsArticle", "headline": "Ferry returns to Westhaven", "datePublished": "2024-03-12T08:00:00+00:00",
    "dateModified": "2024-03-13T09:30:00Z", "author": [{{"@id": "#mara"}}], "publisher": {{"name": "Westhaven Courier"}}}},
  {{"@id": "#mara", "@type": "Person", "name": "Mara Ellison"}}]}}</script>
</head><body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Ferry returns to Westhaven</h1>
<p>{FIRST}</p>
<figure><img src="a.jpg"><figcaption>The ferry enters the harbour. <span class="credit">Jo Lund/AP</span></figcaption></figure>
<p>&ldquo;We waited <b>long</b> for
 this day,&rdquo; said the mayor, Ana Roe, &amp; waved.  An error occurred. Please try again.</p>
<p>{LAST}</p>
</article><footer>&copy; 2024 Courier</footer></body></html>
"""


@pytest.fixture
def pages(tmp_path: Path):
    """Write pages by their names, and return their folder."""

    def write(**named: str | bytes) -> Path:
        for name, data in named.items():
            (tmp_path / f"{name}.html").write_bytes(data.encode() if isinstance(data, str) else data)
        return tmp_path

    return write


def test_the_text_is_the_article_and_the_page_says_the_rest(pages):
    found = facts_of(pages(ferry=PAGE))
    [article] = found["articles"].to_dicts()
    assert article["text"].split("\n\n") == [
        FIRST,
        "“We waited long for this day,” said the mayor, Ana Roe, & waved. An error occurred. Please try again.",
        LAST,
    ]
    assert {name: article[name] for name in ("title", "byline", "publisher", "language", "url", "published_from")} == {
        "title": "Ferry returns to Westhaven", "byline": "Mara Ellison", "publisher": "Westhaven Courier",
        "language": "en-GB", "url": "https://courier.example/2024/03/12/ferry", "published_from": "field",
    }  # fmt: skip
    assert (str(article["published"]), str(article["modified"])[:10]) == ("2024-03-12", "2024-03-13")
    [caption] = found["captions"].to_dicts()
    assert (caption["credit"], caption["photographers"], caption["paragraph"]) == ("Jo Lund/AP", ["Jo Lund"], None)


def test_a_finding_names_its_place_in_the_text_and_in_the_page(pages):
    found = facts_of(pages(ferry=PAGE))
    [error] = found["findings"].filter(code="BPL001").to_dicts()
    text = found["articles"]["text"].item()
    assert text[error["start"] : error["end"]] == "An error occurred. Please try again."
    line = PAGE.split("\n")[error["line"] - 1]
    assert line[error["column"] - 1 : error["end_column"] - 1] == "An error occurred. Please try again."
    assert line.encode()[error["column_bytes"] - 1 :].startswith(b"An error occurred.")
    assert error["replacement"] is None


def test_sarif_names_the_place_in_the_page_alone(pages, call):
    done = call("check", "ferry.html", "--isolated", "--select", "BPL001", "-f", "sarif", cwd=pages(ferry=PAGE))
    [result] = json.loads(done.stdout)["runs"][0]["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], "charOffset" in region) == (13, 58, False)
    assert "fixes" not in result


def test_comments_and_sign_ups_are_no_text_of_the_article():
    beside = '<div class="forum-comments"><p>A ramp for two million is a lot of money, if you ask me or my neighbour.</p></div>'
    page = parsed(PAGE.replace("</article>", f"{beside}</article>"))
    assert "ask me" not in " ".join(body.paragraphs(page, None))
    whole = parsed(f'<html><body><div class="comments"><h1>T</h1><p>{FIRST}</p><p>{LAST}</p></div></body></html>')
    assert body.paragraphs(whole, "T") == [FIRST, LAST]


WORDS = st.lists(
    st.sampled_from(["quay", "Élan", "&amp;", "&ldquo;", "&#8212;", "<b>bold</b>", "x<i>y</i>z", "𝔸", "\n", "in\ntwo", "  ", "a&nbsp;b"]),
    min_size=1, max_size=30,
)  # fmt: skip


@given(st.lists(WORDS, min_size=1, max_size=6))
def test_every_run_of_the_text_stands_in_the_page_as_it_stands_in_the_text(parts):
    body = "".join(f"<p>{' '.join(part)}</p>\n" for part in parts)
    source = f"<html><head><script>var quay = 'Élan';</script></head><body>\n{body}</body></html>"
    page = parsed(source)
    paragraphs = [" ".join("".join(element.itertext()).split()) for element in page.tree.iter("p")]
    text, lines = "\n\n".join(paragraphs), source.split("\n")
    found = places.runs(source, paragraphs, 2)
    placed = set()
    for run in found:
        said, line = text[run.at : run.at + run.length], lines[run.line - 1]
        in_page = line[run.column - 1 : run.column - 1 + run.length]
        assert in_page == said or (run.length == 1 and in_page == "&")
        assert run.column_bytes == len(line[: run.column - 1].encode()) + 1
        placed.update(range(run.at, run.at + run.length))
    assert {place for place, sign in enumerate(text) if not sign.isspace()} <= placed


@pytest.mark.parametrize("behind", ["", "<p>And more.</p>" * 500])
def test_a_line_that_stands_in_the_menu_too_has_its_place_in_the_article(behind):
    menu, script = "<nav><a>Harbour</a></nav>\n", f"<script>{'quay();' * 400}</script>\n"
    source = f"<html><body>{menu}{script}<p>Harbour</p>\n<p>{LAST}</p>\n<p>{FIRST}</p>{behind}</body></html>"
    assert [run.line for run in places.runs(source, ["Harbour", FIRST, LAST], 2)] == [3, 5, 4]


FOR_SEARCH = (
    '<title>Ferry Westhaven: timetable</title><meta name="twitter:title" content="Ferry Westhaven: timetable">'
    '<meta property="og:title" content="A long winter ends"><h1>Ferry Westhaven: timetable</h1>'
)


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ("<h1>Ferry returns</h1><title>Ferry returns – Courier</title>", "Ferry returns"),
        ('<meta property="og:title" content="Opinion | Why we sail"><h1>Why we sail</h1>', "Why we sail"),
        ("<title>Ferry returns to port | News | X</title><h1>News</h1><h1>Ferry returns to port</h1>", "Ferry returns to port"),
        ('<meta property="og:title" content="AT&amp;amp;T &#39;buys&#39; a quay">', "AT&T 'buys' a quay"),
        ("<h1>Ferry returns to port [Watch]</h1><title>Ferry returns to port</title>", "Ferry returns to port"),
        (f"{FOR_SEARCH}<h2>A long winter ends</h2>", "A long winter ends"),
        (f"{FOR_SEARCH}<h2>What happened before</h2>", "Ferry Westhaven: timetable"),
        (f"{FOR_SEARCH}{'<hr>' * 30}<h2>A long winter ends</h2>", "Ferry Westhaven: timetable"),
        ("<title>Ferry returns to port (video)</title>", "Ferry returns to port (video)"),
        ("<title></title>", None),
    ],
)  # fmt: skip
def test_the_title_is_what_most_candidates_say(head, wanted):
    assert title(parsed(f"<html><head>{head}</head><body><p>x</p></body></html>")) == wanted


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        ("<head><title>Ferry is back; six sail - News.Courier.co.uk</title></head>", "Ferry is back; six sail"),
        ("<head><title>Ferry is back; six sail – Courier</title></head>", "Ferry is back; six sail"),
        ("<head><p>x</p></head><title>Ferry is back; six sail</title>", "Ferry is back; six sail"),
        ("<svg><title>Sail now</title></svg>", None),
        (
            '<meta name="application-name" content="Now the ferry is back in port"><h1>Now the ferry is back in port</h1>',
            "Now the ferry is back in port",
        ),
        (
            '<head><meta property="og:site_name" content="The Westhaven Post"><title>The Westhaven Post</title></head>',
            None,
        ),
    ],
)
def test_a_title_stands_without_the_name_of_the_site(page, wanted):
    assert title(parsed(f"<html>{page}</html>", "https://www.news.courier.co.uk/ferry")) == wanted


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ('<meta name="author" content="Ana Roe and Jo Lund">', ["Ana Roe", "Jo Lund"]),
        ('<h1>T</h1><p class="byline">By <a>Ana Roe</a>, <span>Harbour editor</span></p>', ["Ana Roe"]),
        ('<h1>T</h1><p class="byline"><a>Ana Roe</a> <a>Jo Lund</a></p>', ["Ana Roe", "Jo Lund"]),
        ('<h1>T</h1><p class="author"><span>Ana Roe</span><em>Published at noon in Westhaven</em></p>', ["Ana Roe"]),
        ('<h1>T</h1><div class="related"><p class="author">Ida Berg</p></div><p>Von Ana Roth</p>', ["Ana Roth"]),
        ('<meta name="author" content="https://courier.example/ana">', []),
        (
            '<script type="application/ld+json">{"@type":"Article","author":{"@type":"Organization","name":"PA Media"}}</script>',
            ["PA Media"],
        ),
    ],
)
def test_authors_are_persons_and_else_who_is_stated(markup, wanted):
    assert authors(parsed(f"<html><head></head><body>{markup}<p>x</p></body></html>")) == wanted


@pytest.mark.parametrize(
    ("markup", "wanted"),
    [
        ('<meta property="article:published_time" content="2024-03-12T23:30:00Z">', "2024-03-12T23:30:00Z"),
        (
            '<link rel="canonical" href="https://a.example/2024/03/12/x"><meta name="date" content="2024-03-13T01:30:00Z">',
            "2024-03-12",
        ),
        ('<article><time datetime="2024-03-12">Tuesday</time></article>', "2024-03-12"),
        (
            '<meta name="date" content="0000-00-00"><span itemprop="datePublished" content="2024-03-12"></span>',
            "2024-03-12",
        ),
    ],
)
def test_the_day_is_the_first_that_is_stated(markup, wanted):
    assert dates.published(parsed(f"<html><head></head><body>{markup}<p>x</p></body></html>")) == wanted


@pytest.mark.parametrize(
    ("declared", "codec"),
    [("iso-8859-1", "cp1252"), ("windows-1251", "cp1251"), ("Shift_JIS", "cp932"), ("no-such", None), ("utf-16", None)],
)
def test_a_page_is_decoded_as_browsers_do(declared, codec):
    text = {"cp1251": "Причал", "cp932": "港の船"}.get(codec or "", "caf\xe9 \u201cquay\u201d")
    data = f'<meta charset="{declared}"><p>'.encode() + text.encode(codec or "utf-8")
    read = decoding.decoded(data)
    assert (read.text.endswith(text), read.undecodable) == (True, 0)
    assert read.encoding == (codec or "utf-8")


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"", "empty"), (b"<html></html>", "empty"), (bytes(range(32)) * 40, "binary"), (b"<!-- nothing -->", "empty")],
)
def test_a_page_without_a_text_is_a_finding(pages, data, kind):
    [shard] = formats.plan([pages(a=data)])
    reading = formats.read(shard)
    assert reading.records.is_empty()
    assert kind in reading.read_errors["kind"].to_list()


@pytest.mark.parametrize(("controls", "letters"), [(3, 10), (4, 76), (4, 77), (7, 133), (7, 134)])
def test_a_file_is_binary_as_a_page_where_it_is_as_a_text(pages, controls, letters):
    data = "\x02" * controls + "é" * letters
    folder = pages(a=data)
    (folder / "a.txt").write_text(data, encoding="utf-8")
    errors = pl.concat(formats.read(shard).read_errors for shard in formats.plan([folder]))
    binary = errors.filter(kind="binary")["source"].to_list()
    assert sorted(binary) == (["a.html", "a.txt"] if controls > 3 and controls / (controls + letters) >= 0.05 else [])


@pytest.mark.parametrize("refused", ["\x02", "\x0b", "\ud800", "\x1f\udfff"])
def test_what_the_parser_refuses_is_a_blank(refused):
    assert parsed(f"<p>Fer{refused}ry\t\n</p>").tree.text_content() == f"Fer{' ' * len(refused)}ry\t\n"


HOSTILE = (
    "<div>" * 20_000 + "x", "<p>" + "a" * 400_000, "<" * 50_000, "&#x110000; &#0; &#xD800; " * 2_000,
    '<script type="application/ld+json">' + "[" * 20_000 + "</script><p>x</p>", "<p>" + "<b>x" * 20_000, "<table>" * 3_000,
    '<meta charset="' + "u" * 5_000 + '"><p>quay</p>', "<a href='http://[x'>" + FIRST + "</a>",
)  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_page_ends_a_run(pages, text):
    folder = pages(bad=text, good=PAGE)
    [shard] = formats.plan([folder])
    reading = formats.read(shard)
    assert "good.html" in reading.records["source"].to_list()
    assert {"good.html", "bad.html"} == {*reading.records["source"], *reading.read_errors["source"].drop_nulls()}


@examples(40)
@given(st.integers(0, len(PAGE.encode()) - 1), st.binary(max_size=8), st.integers(0, 60))
def test_a_page_that_is_damaged_anywhere_is_read_or_told(place, put, taken):
    data = PAGE.encode()
    data = data[:place] + put + data[place + taken :]
    from provenance.formats.html import row

    read_errors: list[formats.ReadError] = []
    record = row("a.html", data, read_errors)
    assert record is not None or read_errors
    if record:
        assert all(run["at"] + run["length"] <= len(record["text"]) for run in record["places"])


def test_the_gate_copies_pages_and_fix_says_that_it_does_not_write_them(pages, call, tmp_path_factory):
    folder = pages(ferry=PAGE, plain=PAGE.replace(" An error occurred. Please try again.", ""))
    out = tmp_path_factory.mktemp("out")
    gate = call(
        "check", folder, "--isolated", "--accepted", out / "A", "--quarantine", out / "Q", "--select", "BPL001", cwd=out
    )
    assert gate.returncode == 1
    names = {side: sorted(path.name for path in (out / side).rglob("*.html")) for side in "AQ"}
    assert names == {"A": ["plain.html"], "Q": ["ferry.html"]}
    assert (out / "Q/ferry.html").read_text() == PAGE
    fixed = call("fix", folder, "--isolated", "--to", out / "F", cwd=out)
    assert (
        "ferry.html: held back: files of the format html are read, and not written anew" in fixed.stdout + fixed.stderr
    )


def test_without_the_extractor_pages_are_counted_and_a_named_one_is_a_sentence(pages, call, monkeypatch):
    folder = pages(ferry=PAGE)
    (folder / "a.txt").write_text(f" date 2024-03-12 {FIRST}", encoding="utf-8")
    monkeypatch.setattr("provenance.extras.find_spec", lambda name: None if name == "trafilatura" else name)
    done = call("check", ".", "--isolated", cwd=folder)
    assert "1 .html file: not read: pages of HTML need trafilatura, which is not installed" in done.stdout
    named = call("check", "ferry.html", "--isolated", cwd=folder)
    assert (named.returncode, "pip install 'article-provenance[html]'" in named.stderr) == (2, True)


def test_one_page_is_read_as_among_others(pages):
    folder = pages(**{f"p{number}": PAGE.replace("Tuesday", f"day {number}") for number in range(5)})
    alone = [formats.read(shard).records for shard in formats.plan([folder], shard_articles=1)]
    [together] = [formats.read(shard).records for shard in formats.plan([folder])]
    assert pl.concat(alone).equals(together)
