"""Every count of articles says out of how many: those that were read; what could not be read stands apart."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance import check, reports
from provenance.gate.corpus import gate_corpus
from provenance.policy import Policy
from provenance.policy.verdict import share, unread_articles, weigh
from provenance.reports import github, html
from provenance.reports.plain import without_article
from provenance.runs import fact_tables, store

SCHEMA = {"article": pl.String, "code": pl.String, "severity": pl.String, "stands_for": pl.UInt32}
NOW = date(2024, 6, 1)
SAMPLE = Path(__file__).parent.parent / "sample_corpus"


@pytest.mark.parametrize(
    ("articles", "rows", "message"),
    [
        (73, ["a", "a", "b"], "3 errors in 2 of 73 articles"),
        (1, ["a"], "1 error in 1 of 1 article"),
        (73, ["a", None, None], "3 errors, 1 of them in 1 of 73 articles"),
        (73, [None, None], "2 errors"),
        (1200, [*map(str, range(1100)), None], "1,101 errors, 1,100 of them in 1,100 of 1,200 articles"),
    ],
)
def test_the_verdict_counts_out_of_the_articles_that_were_read(articles, rows, message):
    findings = pl.DataFrame([(article, "BPL001", "error", None) for article in rows], schema=SCHEMA, orient="row")
    assert weigh(findings, articles, Policy()).reasons[0].text == message


@pytest.mark.parametrize(("hit", "articles", "message"), [(0, 2, "0 of 2 articles"), (1, 1, "1 of 1 article")])
def test_a_share_in_words(hit, articles, message):
    assert share(hit, articles) == message


def test_two_articles_of_one_id_are_two(tmp_path):
    lines = [
        json.dumps({"id": "a", "text": f"The ferry to Skarvoe was late for the {day} day."}) for day in ("3rd", "4th")
    ]
    (tmp_path / "two.jsonl").write_text("\n".join(lines))
    done = check.check_corpus(tmp_path, Policy(select=("DAT001", "DUP"), now=NOW))
    assert done.verdict.reasons[0].text.endswith("in 2 of 2 articles")
    assert "2" in next(line for line in reports.render(done, "statistics") if "DAT001" in line).split()


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Two articles that are read, with one defect; two records without text that have an id; a line that is no JSON."""
    text = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
    records = [{"id": "r1", "text": f"{text} An error occurred.\n\nAn error occurred. Please try again."},
               {"id": "r2", "text": text}, {"id": "u1", "title": "x"}, {"id": "u2", "text": ""}]  # fmt: skip
    path = tmp_path_factory.mktemp("corpus") / "week.jsonl"
    path.write_text("\n".join([*map(json.dumps, records), "{broken"]) + "\n", encoding="utf-8")
    return check.check_corpus(path, Policy(now=NOW, select=("BPL001", "INP"), limits={"INP": "40%"}))


def test_what_was_not_read_is_in_no_count_of_articles(run):
    assert sorted(run.unread) == ["u1", "u2"]
    assert (run.articles, without_article(run)) == (2, (3, 0, 0))
    assert unread_articles(run.read_errors.clear(), run.counted).is_empty()
    assert [reason.text for reason in run.verdict.reasons] == ["1 error in 1 of 2 articles"]  # no limit is exceeded


def test_every_format_says_it(run, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("full", "concise", "grouped", "statistics"):
        lines = list(reports.render(run, name))
        assert "1 error in 1 of 2 articles" in lines[-1], name
        assert "Read 2 articles from 1 file" in "".join(lines)
        assert "(3 records without an article)" in "".join(lines)
    counted = list(reports.render(run, "statistics"))
    assert any(line.split()[:6] == ["1", "1", "of", "2", "articles", "BPL001"] for line in counted)
    assert any(line.split()[:5] == ["2", "no", "article", "alone", "INP008"] for line in counted)
    summary = list(github.markdown(run))
    assert "| BPL001 | error-message | error | 1 | 1 of 2 |" in summary
    assert "| INP008 | text-missing | error | 2 |  |" in summary
    assert "2 articles read (3 records without an article)" in "\n".join(summary)
    message = json.loads("".join(reports.render(run, "json")))
    assert (message["articles"], message["without_article"]) == (2, {"records": 3, "files": 0, "unreadable": 0})
    html.write(run, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "1 error in 1 of 2 articles" in page
    assert ">1 of 2<" in page
    assert "of 3 articles" not in page


def test_a_stored_run_says_it_again(run, tmp_path):
    fact_tables.prepare(tmp_path / "run")
    store.save(run, tmp_path / "run")
    assert store.load(tmp_path / "run").verdict == run.verdict


def test_what_the_check_calls_unreadable_the_gate_counts_so(tmp_path):
    with zipfile.ZipFile(tmp_path / "dump.zip", "w") as archive:
        archive.writestr("a.txt", "The ferry to Skarvoe was late for the third day.")
        archive.writestr("../b.txt", "The ferry to Skarvoe was late for the fourth day.")
    staged = gate_corpus(tmp_path / "dump.zip", Policy(now=NOW), accepted=tmp_path / "a", quarantine=tmp_path / "q")
    assert without_article(staged) == (0, 0, 1)
    assert {name: staged.gate[name] for name in ("records", "unreadable")} == {"records": 2, "unreadable": 1}


def test_a_digest_that_does_not_fit_takes_no_record_away(tmp_path):
    crawl = tmp_path / "crawl.wacz"
    shutil.copyfile(SAMPLE / "formats/crawl.wacz", crawl)
    with zipfile.ZipFile(crawl) as before:
        members = {name: before.read(name) for name in before.namelist()}
    members["pages/pages.jsonl"] += b"\n"
    with zipfile.ZipFile(crawl, "w") as after:
        for name, data in members.items():
            after.writestr(name, data)
    run = gate_corpus(crawl, Policy(now=NOW), accepted=tmp_path / "a", quarantine=tmp_path / "q")
    assert "digest-mismatch" in run.findings["name"].to_list()
    assert without_article(run) == (0, 0, 0)
    assert run.gate["unreadable"] == 0
