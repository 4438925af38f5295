"""What a format cannot have, or nearly all articles lack, is said once; limits, the gate and suites count on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from provenance import check, gate
from provenance.check import check_corpus
from provenance.policy import baseline, decisions
from provenance.policy.absences import LEAST, NO_PLACE
from provenance.policy.behind import behind
from provenance.policy.configuration import Policy
from provenance.policy.limits import read_limits
from provenance.runs import diff, fact_tables, store

POLICY = Policy(now=date(2024, 6, 1), select=("DAT001", "MET001", "LIN001", "MET006"))
C = pl.col


def text(number: int) -> str:
    return f"Motion {number} was put to the council of Westhaven on a wet Monday, and it fell by {number} votes.\n"


def write(folder, number, **fields):
    """Write a text file, or a record where there are fields."""
    if not fields:
        (folder / f"{number:03}.txt").write_text(text(number), encoding="utf-8")
        return
    record = {"id": f"r{number}", "text": text(number), "publisher": "Courier", "language": "en", **fields}
    (folder / f"{number:03}.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")


@pytest.fixture
def corpus(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    return folder


def run(folder, **policy):
    return check_corpus([folder], replace(POLICY, **policy))


def words(done, code):
    rows = done.findings.filter(code=code, status="new").select("article", "message").rows()
    return sorted(rows, key=str)


def test_what_a_text_file_cannot_have_is_said_once_however_few_there_are(corpus):
    write(corpus, 1)
    write(corpus, 2, title="", published="2024-05-01")
    found = run(corpus)
    assert words(found, "MET001") == [
        ("r2", "no title"), (None, "1 of 1 article (100.0 %): no title; a text file has no place for it")
    ]  # fmt: skip
    assert words(found, "DAT001") == [
        ("001.txt", "no publication date: no field, date label, address or line of the text gives one that can be read")
    ]


@pytest.mark.parametrize(("dated", "articles"), [(2, LEAST), (3, 30), (2, 18)], ids=["nine in ten", "more", "too few"])
def test_what_nine_in_ten_lack_is_said_once_from_twenty_articles_on(corpus, dated, articles):
    for number in range(articles):
        write(corpus, number, title="A motion", **({"published": "2024-05-01"} if number < dated else {}))
    found = words(run(corpus), "DAT001")
    if articles < LEAST:
        assert len(found) == articles - dated
    else:
        share = f"{articles - dated} of {articles} articles ({100 * (articles - dated) / articles:.1f} %)"
        assert [(article, message.split(":")[0]) for article, message in found] == [(None, share)]


def test_one_article_fewer_and_each_is_named(corpus):
    for number in range(LEAST):
        write(corpus, number, title="A motion", **({"published": "2024-05-01"} if number < 3 else {}))
    assert len(words(run(corpus), "DAT001")) == LEAST - 3


def test_records_are_measured_by_records_not_by_text_files_that_cannot_have_it(corpus):
    """Of thirty articles 28 lack a title; of the records, which could have one, only eight of ten."""
    for number in range(20):
        write(corpus, number)
    for number in range(20, 30):
        write(corpus, number, **({"title": "A motion"} if number < 22 else {"title": None}))
    found = words(run(corpus), "MET001")
    assert len(found) == 9
    assert found[-1] == (None, "20 of 20 articles (100.0 %): no title; a text file has no place for it")


def test_the_size_of_shards_changes_nothing(corpus):
    for number in range(24):
        write(corpus, number)
    whole = run(corpus)
    parts = check_corpus([corpus], POLICY, shard_articles=5)
    assert parts.findings.equals(whole.findings)
    assert parts.summary.equals(whole.summary)
    assert parts.verdict == whole.verdict


def test_the_summary_counts_what_articles_lack_but_no_findings_of_theirs(corpus):
    for number in range(LEAST):
        write(corpus, number)
    done = run(corpus)
    assert done.summary["DAT001"].sum() == LEAST
    assert done.summary.select("errors", "warnings").sum().row(0) == (0, 0)
    assert done.subsumed.height == 3 * LEAST
    assert "1 error" in done.verdict.sentence
    assert "0 articles" not in done.verdict.sentence


def test_limits_count_the_articles(corpus):
    for number in range(LEAST):
        write(corpus, number)
    over, under = read_limits({"DAT001": "95%"}), read_limits({"DAT001": 25})
    assert "in 100.00% of the articles (20 of 20)" in run(corpus, limits=over).verdict.sentence
    assert run(corpus, limits=under).verdict.passed
    assert not run(corpus, limits=read_limits({"DAT001": 19})).verdict.passed


def test_the_import_gate_still_sets_each_of_them_aside_with_its_reason(corpus, tmp_path):
    for number in range(LEAST):
        write(corpus, number)
    write(corpus, 99, title="A motion", published="2024-05-01")
    done = run(corpus)
    assert words(done, "DAT001")[0][0] is None
    assert gate.passing(done) == {"099.jsonl": {0}}
    sides = gate.prepare(tmp_path / "in-order", tmp_path / "aside", [corpus])
    gate.split_corpus(done, [corpus], sides)
    reasons = pl.read_parquet(tmp_path / "aside" / "findings.parquet").filter(code="DAT001")
    assert reasons["article"].n_unique() == LEAST


def test_an_older_baseline_that_knows_each_of_them_still_applies(corpus, tmp_path):
    for number in range(LEAST):
        write(corpus, number)
    baseline.write(run(corpus).subsumed, tmp_path / "known.json")
    again = run(corpus, baseline=tmp_path / "known.json")
    assert again.verdict.passed
    assert set(again.findings["status"]) == {"known"}
    assert again.findings["article"].null_count() == 0
    assert again.gone.is_empty()
    write(corpus, 90)
    assert words(run(corpus, baseline=tmp_path / "known.json"), "DAT001")[0][1].startswith(
        "21 of 21 articles (100.0 %), 1 of them new: "
    )


def known_from_today(folder, file):
    """Remember what is found today; return the policy that knows it."""
    baseline.write(run(folder).unfolded(), file)
    return {"baseline": file}


def test_a_baseline_remembers_the_articles_not_the_corpus(corpus, tmp_path):
    for number in range(LEAST):
        write(corpus, number)
    known = known_from_today(corpus, tmp_path / "known.json")
    assert baseline.read(tmp_path / "known.json").frame()["article"].null_count() == 0
    again = run(corpus, **known)
    assert again.verdict.passed
    assert (again.findings.height, again.verdict.known, again.gone.height) == (3 * LEAST, 3 * LEAST, 0)
    assert gate.passing(again) == {f"{number:03}.txt": {None} for number in range(LEAST)}


def test_new_articles_are_not_covered_by_those_that_a_baseline_knows(corpus, tmp_path):
    for number in range(LEAST):
        write(corpus, number)
    known = known_from_today(corpus, tmp_path / "known.json")
    for number in range(LEAST, LEAST + 3):
        write(corpus, number)
    again = run(corpus, **known)
    assert not again.verdict.passed
    assert words(again, "DAT001")[0][1].startswith("23 of 23 articles (100.0 %), 3 of them new: ")
    assert again.verdict.known == 3 * LEAST
    assert again.subsumed.frame().filter(code="DAT001")["article"].to_list() == ["020.txt", "021.txt", "022.txt"]


def test_what_no_longer_speaks_of_the_corpus_stays_known_article_by_article(corpus, tmp_path):
    for number in range(LEAST):
        write(corpus, number)
    known = known_from_today(corpus, tmp_path / "known.json")
    for number in range(LEAST, LEAST + 5):
        write(corpus, number, title="A motion", published="2024-05-01")
    again = run(corpus, **known)
    assert words(again, "DAT001") == []
    assert again.verdict.passed
    assert again.gone.is_empty()


def test_a_baseline_entry_of_the_corpus_covers_no_article(corpus, tmp_path):
    for number in range(LEAST):
        write(corpus, number)
    baseline.write(run(corpus).found, tmp_path / "known.json")
    again = run(corpus, baseline=tmp_path / "known.json")
    assert not again.verdict.passed
    assert again.gone["article"].null_count() == again.gone.height == 3


def test_a_difference_tells_of_articles_folded_or_not(corpus, tmp_path):
    for number in range(LEAST):
        write(corpus, number)
    before = stored(run(corpus), tmp_path / "before")
    for number in range(LEAST, LEAST + 5):
        write(corpus, number, title="A motion", published="2024-05-01")
    unfolded = diff.compare(before, stored(run(corpus), tmp_path / "unfolded"))
    assert (unfolded.new.height, unfolded.fixed.height) == (0, 0)
    for number in range(LEAST, LEAST + 5):
        (corpus / f"{number:03}.jsonl").unlink()
    write(corpus, LEAST)
    more = diff.compare(before, stored(run(corpus), tmp_path / "more"))
    assert more.new.frame()["article"].unique().to_list() == ["020.txt"]
    assert diff.counting(more, POLICY) == 1


def stored(done, folder):
    """Return a run as it is read again from the folder in which it was stored."""
    fact_tables.prepare(folder)
    store.save(done, folder)
    return store.load(folder)


def test_decisions_hold_about_one_article_and_about_the_corpus(corpus, tmp_path):
    for number in range(LEAST):
        write(corpus, number)
    whole = run(corpus)
    of_corpus = whole.findings.filter(code="DAT001")["fingerprint"].item()
    lines = [
        {"article": "003.txt", "code": "DAT001", "decision": "accept", "reason": "undated by intent"},
        {"fingerprint": of_corpus, "decision": "accept", "reason": "the dates stand in a table beside"},
    ]
    lines[1]["article_sha256"] = behind(["DAT001"], whole.counted)["sha256"].item()
    one, both = tmp_path / "one.jsonl", tmp_path / "both.jsonl"
    one.write_text(json.dumps(lines[0]) + "\n", encoding="utf-8")
    both.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    single = run(corpus, decisions=(one,))
    assert single.findings.filter(status="accepted")["article"].to_list() == ["003.txt"]
    assert ", 19 of them new" in words(single, "DAT001")[0][1]
    accepted = run(corpus, decisions=(both,))
    assert accepted.verdict.passed
    assert accepted.lapsed.is_empty()
    assert isinstance(decisions.load(both), pl.DataFrame)
    assert gate.passing(accepted) == {f"{number:03}.txt": {None} for number in range(LEAST)}
    write(corpus, 98, published="2024-05-01")
    assert run(corpus, decisions=(both,)).verdict.passed  # the rule finds nothing in it
    write(corpus, 99)
    later = run(corpus, decisions=(both,))
    assert not later.verdict.passed
    assert later.lapsed.select("fingerprint", "why").rows() == [(of_corpus, "articles-changed")]
    assert ", 20 of them new" in words(later, "DAT001")[0][1]


def test_a_share_is_accepted_for_the_corpus_that_was_looked_at(corpus, tmp_path):
    for number in range(8):
        write(corpus, number, **({} if number < 2 else {"published": "2024-05-01"}))
    only = {"select": ("DAT016",), "fail_on": "warning"}
    done = run(corpus, **only)
    line = {"fingerprint": done.findings["fingerprint"].item(), "decision": "accept", "reason": "two of eight"}
    line["article_sha256"] = behind(["DAT016"], done.counted)["sha256"].item()
    (tmp_path / "d.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert run(corpus, **only, decisions=(tmp_path / "d.jsonl",)).verdict.passed
    write(corpus, 99)
    later = run(corpus, **only, decisions=(tmp_path / "d.jsonl",))
    assert (later.verdict.passed, later.lapsed["why"].to_list()) == (False, ["articles-changed"])


def test_sources_for_which_a_rule_is_off_are_not_counted(corpus):
    for folder, count in (("old", 40), ("new", LEAST)):
        (corpus / folder).mkdir()
        for number in range(count):
            write(corpus / folder, number)
    done = run(corpus, per_file_ignores={"old/**": ("DAT001",)})
    assert words(done, "DAT001")[0][1].startswith("20 of 20 articles (100.0 %)")


def test_fields_without_a_place_are_fields_of_a_record():
    from provenance.frames import RECORDS

    assert RECORDS.schema.keys() >= NO_PLACE


def test_counts_are_corrected_the_same_a_finding_at_a_time(corpus, monkeypatch):
    for number in range(LEAST):
        write(corpus, number)
        write(corpus, LEAST + number, title="")
    at_once = run(corpus).summary
    assert at_once["warnings"].sum() < at_once["MET001"].sum()
    monkeypatch.setattr(check, "SUBSUMED", 1)
    assert run(corpus).summary.equals(at_once)


def test_what_is_told_of_the_corpus_is_counted_by_article_and_said_so_where_runs_are_compared(corpus):
    for number in range(3):
        write(corpus, number)
    found = run(corpus)
    codes = found.subsumed.frame()["code"].n_unique()
    assert found.told_of_corpus == f"the report tells {found.subsumed.height} of them as {codes} of the corpus"
    compared = diff.compare(found, found)
    assert compared.persisting.height == found.found.height - codes + found.subsumed.height
    (line,) = diff.render(compared, "full", aside=diff.told_of_corpus(found))
    assert line.endswith(f"; by article: {found.told_of_corpus}")


def test_nothing_is_said_of_the_corpus_where_its_findings_are_as_many(corpus):
    write(corpus, 0)
    found = run(corpus)
    assert found.subsumed.height
    assert diff.told_of_corpus(found) == ""
