"""A user's own catalogue counts wherever ours does, through the real command line."""

from __future__ import annotations

import json
import sys
from datetime import date

import polars as pl
import pytest

from provenance import cli
from provenance.check import check_corpus
from provenance.policy import Policy

BODY = (
    "The council met on Tuesday and agreed the budget for the coming year after a long debate about the harbour walls."
)
STANDING = "Fishing boats wait outside the harbour wall at Oakham in the storm (Ann Dorley/Vastkust)"
SAID = "“We will mend the wall before the winter storms arrive,” vouchsafed Ann Dorley."
AGENCIES = "name,kind,aliases,ambiguous,source\nVastkust Bild,photo agency,Vastkust | VKB,,house style\nPortside Alliance,wire,PA,,house style\n"


@pytest.fixture
def extract(monkeypatch, tmp_path):
    """Extract the captions of one article with the configuration and catalogue that are given."""
    monkeypatch.chdir(tmp_path)
    record = {
        "id": "a",
        "text": f"{BODY}\n\n{STANDING}\n\n{SAID}\n\n{BODY}",
        "captions": ["The quay. VKB", "The quay (Jo Field/PA)"],
    }
    (tmp_path / "a.jsonl").write_text(json.dumps(record), encoding="utf-8")

    def run(catalogue: str | None, name: str = "agencies", frame: str = "captions"):
        (tmp_path / "provenance.toml").write_text(f'[catalogues]\n{name} = "ours.csv"\n', encoding="utf-8")
        if catalogue is not None:
            (tmp_path / "ours.csv").write_text(catalogue, encoding="utf-8")
        words = ["--isolated"] if catalogue == "" else []
        monkeypatch.setattr(sys, "argv", ["provenance", "extract", "a.jsonl", "--to", "out", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        if ended.value.code:
            return ended.value.code
        rows = pl.read_parquet(tmp_path / "out" / f"{frame}.parquet")
        return rows.to_dicts() if frame == "quotations" else rows.sort("caption_index", nulls_last=False).to_dicts()

    return run


def test_own_agencies_count_in_the_text_and_in_the_field_and_win_over_ours(extract):
    standing, field, spelt = extract(AGENCIES)
    assert (standing["caption"], standing["agencies"]) == (STANDING, ["Vastkust Bild"])
    assert standing["photographers"] == ["Ann Dorley"]
    assert (field["credit"], field["agencies"]) == ("VKB", ["Vastkust Bild"])
    assert spelt["agencies"] == ["Portside Alliance"]


def test_own_reporting_verbs_tell_who_speaks(extract):
    verbs = "language,verb,forms,kind,source\nen,vouchsafe,vouchsafe | vouchsafes | vouchsafed,say,house style\n"
    (said,) = extract(verbs, "reporting_verbs", "quotations")
    assert (said["speaker"], said["cue"]) == ("Ann Dorley", "vouchsafed")


def test_without_them_nothing_of_it_is_known(extract):
    field, spelt = extract("")
    assert field["agencies"] == []  # letters that nobody knows are no agency
    assert spelt["agencies"] == ["PA Media"]


@pytest.mark.parametrize(
    ("catalogue", "message"),
    [
        (None, "ours.csv: cannot read the catalogue"),
        ("name,aliases\nX,Y\n", "lacks the columns kind, ambiguous, source"),
    ],
)
def test_a_catalogue_that_cannot_be_used_is_a_wrong_call(extract, capsys, catalogue, message):
    assert extract(catalogue) == 2
    assert message in capsys.readouterr().err


def test_an_edited_catalogue_counts_in_the_same_process_and_in_the_cache(tmp_path):
    """A notebook checks, edits its catalogue and checks again: the new words count, and so does what is kept of them."""
    head = "id,category,match,position,language,text,anchors,confidence,max_length,matches,spares,source\n"
    line = "ours,error-message,whole,any,en,{words},,0.95,,{words},The harbour was shut.,house style\n"
    (tmp_path / "in").mkdir()
    text = f"The flux valve is loose\n\n{BODY}\n\nThe hull gauge is stuck\n\n{BODY}"
    (tmp_path / "in" / "a.txt").write_text(text, encoding="utf-8")
    policy = Policy(now=date(2024, 6, 1), select=("BPL001",), catalogues={"boilerplate": tmp_path / "ours.csv"})
    found = []
    for words in ("the flux valve is loose", "the hull gauge is stuck", "the flux valve is loose"):
        (tmp_path / "ours.csv").write_text(head + line.format(words=words), encoding="utf-8")
        run = check_corpus(tmp_path / "in", policy, cache=tmp_path / "cache")
        found.append([excerpt.lower() for excerpt in run.findings["excerpt"]])
    assert found == [["the flux valve is loose"], ["the hull gauge is stuck"], ["the flux valve is loose"]]
