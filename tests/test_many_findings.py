"""Of very many findings of a rule in one article the first are listed; one more counts the rest, and nothing is lost."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance.check import check_corpus
from provenance.policy.configuration import Policy
from provenance.rules.apply import MOST_LISTED

CODE = "TXT005"  # an info: an invisible character stands in the text


def checked(folder: Path, texts: dict[str, str], **more: object) -> object:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    return check_corpus([folder], Policy(now=date(2024, 6, 1), select=(CODE,), fail_on="info", **more))


@pytest.mark.parametrize("extra", [-1, 0, 1, 500])
def test_the_first_are_listed_and_the_last_counts_the_rest(tmp_path: Path, extra: int) -> None:
    texts = {"a.txt": "The council met. " + "a\u200b" * (MOST_LISTED + extra), "b.txt": "One a\u200bb only."}
    run = checked(tmp_path, texts)
    mine = run.findings.filter(article="a.txt")
    assert mine.height == min(MOST_LISTED + extra, MOST_LISTED + 1)
    counting = mine.filter(pl.col("stands_for").is_not_null())
    assert counting["stands_for"].to_list() == ([extra] if extra > 0 else [])
    if extra > 0:
        row = counting.row(0, named=True)
        assert row["start"] is row["excerpt"] is row["replacement"] is None
        assert f"{extra} more places" in row["message"]
        assert row["source"] == "a.txt"
    assert run.findings.filter(article="b.txt").height == 1
    assert run.findings["fingerprint"].is_unique().all()


def test_summary_verdict_and_limits_count_all(tmp_path: Path) -> None:
    texts = {"a.txt": "The council met. " + "a\u200b" * (MOST_LISTED + 500)}
    run = checked(tmp_path, texts)
    assert run.summary.select("infos", CODE).row(0) == (MOST_LISTED + 500,) * 2
    assert run.verdict.counts["info"] == MOST_LISTED + 500
    assert "1,500 infos in 1 of 1 article" in run.verdict.sentence
    from provenance.policy.limits import read_limits

    for most, passed in ((MOST_LISTED + 500, True), (MOST_LISTED + 499, False)):
        assert checked(tmp_path, texts, limits=read_limits({CODE: most})).verdict.passed is passed


def test_contracts_tell_articles_with_the_same_id_apart(tmp_path: Path) -> None:
    text = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours. " * 3
    line = json.dumps({"id": "a", "text": text.strip()})
    (tmp_path / "a.jsonl").write_text(f"{line}\n{line}\n{line}\n", encoding="utf-8")
    run = check_corpus([tmp_path], Policy(now=date(2024, 6, 1), select=("DUP003",)), contracts=True)
    assert run.findings.filter(code="DUP003").is_empty()
    assert run.expectations.filter(expectation="paragraphs_agrees")["outcome"].to_list() == ["met"]


def test_contracts_count_those_that_are_not_listed(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("The council met. " + "a\u200b" * (MOST_LISTED + 500), encoding="utf-8")
    run = check_corpus([tmp_path], Policy(now=date(2024, 6, 1), select=(CODE,)), contracts=True)
    assert run.expectations.filter(pl.col("outcome") != "met").rows() == []
    assert run.expectations.filter(expectation="flaws_agrees").height == 1
