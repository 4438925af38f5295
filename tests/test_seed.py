"""The article that started it all, in the project's own words, and the real one where it is at hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance.check import check_corpus, extract_facts
from provenance.policy.configuration import Policy

HERE = Path(__file__).parent.parent
OWN = HERE / "sample_corpus" / "coastal_post" / "2023-03-11-ferry.txt"
REAL = sorted((HERE.parent / "shared" / "seed").glob("*.txt"))
EXPECTED = {
    OWN: {
        "published": date(2023, 3, 11), "photographer": "Marek Dolan", "agency": "PA Media",
        "post": ("Helen Marsden", "@hmarsden_mp", date(2023, 3, 10)), "speaker": "The Transport Minister", "run": 4,
    }
} | {
    path: {
        "published": date(2022, 1, 15), "photographer": "Alexei Alexandrov", "agency": "Associated Press",
        "post": ("Liz Truss", "@trussliz", date(2022, 1, 15)), "speaker": "The Defence Secretary", "run": 5,
    }
    for path in REAL
}  # fmt: skip
DEFECTS = {"error-message", "caption-in-body", "quotation-interrupted", "embed-in-body"}


@pytest.fixture(params=EXPECTED, ids=lambda path: path.stem, scope="module")
def shaped(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("facts")
    paths = extract_facts([request.param], folder, Policy(now=date(2024, 6, 1)))
    return EXPECTED[request.param], {name: pl.read_parquet(path) for name, path in paths.items()}, request.param


def test_the_defects_are_found_and_only_the_message_is_an_error(shaped):
    _, frames, _ = shaped
    findings = frames["findings"]
    assert set(findings["name"]) >= DEFECTS
    assert findings.filter(severity="error")["name"].to_list() == ["error-message"]
    assert findings.filter(severity="error")["excerpt"].to_list() == ["An error occurred. Please try again."]


def test_nothing_is_said_of_what_is_right(shaped):
    _, frames, _ = shaped
    quiet = {"quotation-unclosed", "quotation-stray-close", "quotation-mark-reversed", "quotation-marks-mixed"}
    assert not quiet & set(frames["findings"]["name"])


def test_the_date_comes_from_the_label(shaped):
    message, frames, _ = shaped
    assert frames["articles"].select("published", "published_precision", "published_from").rows() == [
        (message["published"], "day", "label")
    ]


def test_the_credit_is_split_into_photographer_and_agency(shaped):
    message, frames, _ = shaped
    assert frames["captions"].select("photographers", "agencies").rows() == [
        ([message["photographer"]], [message["agency"]])
    ]


def test_the_post_has_its_author_handle_and_date(shaped):
    message, frames, _ = shaped
    assert frames["embeds"].select("author", "handle", "posted").rows() == [message["post"]]


def test_the_running_quotation_is_one_across_the_caption(shaped):
    message, frames, _ = shaped
    quotations = frames["quotations"]
    broken = quotations.filter(interrupted_by="caption")
    assert broken.height == 1
    run = quotations.filter(pl.col("quotation") == broken["quotation"][0])
    assert run.height == message["run"]
    assert set(run["speaker"]) == {message["speaker"]}
    assert run["continues"].to_list() == [True] * (message["run"] - 1) + [False]
    assert run["closed"].to_list() == [False] * (message["run"] - 1) + [True]


def test_the_body_is_the_article_and_nothing_else(shaped):
    message, frames, _ = shaped
    article = frames["normalised"].row(0, named=True)
    for furniture in (" date ", "error occurred", f"{message['photographer']}/", message["post"][1]):
        assert furniture not in article["body"]
    run = frames["quotations"].filter(quotation=frames["quotations"].filter(interrupted_by="caption")["quotation"][0])
    said = "\n\n“".join(run["text"])
    assert f"“{said}”" in article["body"]
    assert article["captions"][0]["photographers"] == [message["photographer"]]
    assert tuple(article["embeds"][0][name] for name in ("author", "handle", "posted")) == message["post"]
    assert (article["published"], article["published_from"]) == (message["published"], "label")


def test_missing_source_and_title_do_not_fail_the_gate(shaped):
    _, frames, path = shaped
    names = set(frames["findings"].filter(pl.col("severity") != "error")["name"])
    assert {"title-missing", "source-missing"} <= names
    ignored = Policy(ignore=("error-message",), now=date(2024, 6, 1))
    assert check_corpus([path], ignored).verdict.passed
