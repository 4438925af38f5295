"""The normalised article: its own words in one text, what stood among them beside it."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest

from provenance import Policy, extract_facts, facts_of, normalise
from provenance.frames import NORMALISED

POLICY = Policy(now="2024-06-01")
HEAD = (
    "The harbour minister told the council of Ostwick on Friday that the breakwater would be rebuilt before the autumn."
)
RUN = (
    "“The sea took forty metres of it in one night, and nobody who saw that will wait for a second one.",
    "“I have signed the order for the stone, and the first barge leaves the quarry on Monday.",
    "“What was promised here last year will be kept this year,” the minister added in front of the town hall.",
)
CAPTION = "The broken end of the breakwater at Ostwick after the storm of last week (Ina Berg/AFP)"
POST = "The sea does not wait, and neither should the council #Ostwick — Tom Reed (@tomreed) March 3, 2023"
NOTICE = "This article was first published by the Coastal Post."
PAGE = "\n\n".join(
    [" date 2023-03-04 An error occurred. Please try again.", HEAD, RUN[0], CAPTION, *RUN[1:], POST, NOTICE]
)


@pytest.fixture(scope="module")
def article():
    record = {
        "id": "breakwater", "text": PAGE, "title": "A breakwater by autumn", "byline": "Mara Ellison", "language": "en",
        "publisher": "Ostwick Gazette", "url": "https://gazette.example/breakwater",
        "captions": ["The quarry at Nordvik. Photo: Dana Holt"],
    }  # fmt: skip
    return normalise(pl.DataFrame([record]), POLICY).row(0, named=True)


def test_the_body_is_the_article_and_the_quotation_runs_through_the_caption(article):
    assert article["body"] == "\n\n".join([HEAD, *RUN])


def test_the_paragraphs_lead_back_into_the_text(article):
    parts = article["offsets"]
    assert [PAGE[part["text"] :][: part["length"]] for part in parts] == [HEAD, *RUN]
    assert [article["body"][part["body"] :][: part["length"]] for part in parts] == [HEAD, *RUN]


def test_what_stood_among_it_stands_beside_it(article):
    assert article["captions"] == [
        {"text": CAPTION, "credit": "Ina Berg/AFP", "photographers": ["Ina Berg"],
         "agencies": ["Agence France-Presse"], "restrictions": []},
        {"text": "The quarry at Nordvik. Photo: Dana Holt", "credit": "Dana Holt", "photographers": ["Dana Holt"],
         "agencies": [], "restrictions": []},
    ]  # fmt: skip
    assert article["embeds"] == [
        {"author": "Tom Reed", "handle": "@tomreed", "posted": date(2023, 3, 3), "platform": "twitter", "text": POST}
    ]
    assert article["notices"] == [{"kind": "republication", "party": "Coastal Post", "text": NOTICE}]


def test_what_the_record_says_of_it_is_kept(article):
    kept = ("article", "title", "byline", "language", "publisher", "url")
    assert [article[name] for name in kept] == [
        "breakwater", "A breakwater by autumn", "Mara Ellison", "en", "Ostwick Gazette",
        "https://gazette.example/breakwater",
    ]  # fmt: skip
    dated = ("published", "published_precision", "published_from")
    assert [article[name] for name in dated] == [date(2023, 3, 4), "day", "label"]


def test_an_article_without_a_body_has_an_empty_one():
    bare = normalise(pl.DataFrame({"text": ["Please enable JavaScript."]}), POLICY).row(0, named=True)
    assert (bare["body"], bare["offsets"], bare["captions"], bare["embeds"]) == ("", [], [], [])


def test_records_of_one_id_stay_two_articles():
    same = normalise(pl.DataFrame({"id": ["a", "a"], "text": [HEAD, RUN[1]]}), POLICY)
    assert same["body"].to_list() == [HEAD, RUN[1]]
    assert same["article"].to_list() == ["a", "a"]
    assert [part["body"] for parts in same["offsets"] for part in parts] == [0, 0]


def test_without_articles_the_frame_is_empty():
    assert normalise(pl.DataFrame(schema={"text": pl.String}), POLICY).equals(NORMALISED.empty())


def test_files_frames_and_what_extract_writes_give_the_same(tmp_path):
    path = tmp_path / "rows.jsonl"
    records = [{"id": f"r{number}", "text": PAGE, "headline": "A breakwater"} for number in range(3)]
    path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    policy = Policy(now="2024-06-01", fields={"title": "headline"})
    made = normalise(path, policy)
    assert made["title"].to_list() == ["A breakwater"] * 3
    assert made.equals(facts_of(path, policy)["normalised"])
    written = extract_facts(path, tmp_path / "facts", policy)["normalised"]
    assert made.equals(pl.read_parquet(written))
    by_frame = normalise(pl.DataFrame(records).lazy(), policy)
    assert by_frame.drop("sha256").equals(made.drop("sha256"))  # that of a row of Parquet is the one of its text


def test_the_pandera_model_holds_it_and_refuses_another_shape(article):
    contracts = pytest.importorskip("provenance.contracts")
    frame = pl.DataFrame([article], schema=NORMALISED.schema)
    contracts.model("normalised").validate(frame, lazy=True)
    with pytest.raises(Exception, match="offsets"):
        contracts.model("normalised").validate(frame.with_columns(offsets=pl.lit(1)), lazy=True)
