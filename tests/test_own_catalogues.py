"""A user's own catalogue counts wherever ours does, through the real command line."""

from __future__ import annotations

import json
import re
import sys
from datetime import date

import polars as pl
import pytest

from provenance import catalogues, cli
from provenance.check import check_corpus, facts_of
from provenance.errors import CatalogueError
from provenance.policy.configuration import Policy

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
        ("x\x01name\n", "ours.csv: not a catalogue"),  # as an archive begins
        ("aliases\nY\n", "ours.csv: the catalogue lacks name; the other columns may be left out"),
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


def categories(tmp_path, catalogue, *texts):
    """Return the furniture that is found with a catalogue of furniture, by the id of its line."""
    (tmp_path / "ours.csv").write_text(catalogue, encoding="utf-8")
    frame = pl.DataFrame({"id": ["a"], "text": ["\n\n".join([BODY, *texts, BODY])]})
    policy = Policy(catalogues={"boilerplate": tmp_path / "ours.csv"}, ignore=("MET", "LIN"))
    return facts_of(frame, policy)["boilerplate"].select("pattern", "category", "confidence").rows()


def test_a_line_of_furniture_needs_a_text_and_a_category(tmp_path):
    lines = "category,text\nnavigation,Back to the tide tables\npaywall,The flux valve is loose | The hull is stuck\n"
    found = categories(tmp_path, lines, "Back to the tide tables!", "THE HULL IS STUCK", "The hull is stuck here.")
    assert found == [("own:1", "navigation", 0.95), ("own:2", "paywall", 0.95)]


def test_an_agency_needs_a_name_and_a_verb_its_language(extract):
    assert extract("name\nVastkust\n")[0]["agencies"] == ["Vastkust"]
    (said,) = extract("language,verb\nen,vouchsafed\n", "reporting_verbs", "quotations")
    assert (said["speaker"], said["cue"]) == ("Ann Dorley", "vouchsafed")


@pytest.mark.parametrize(
    ("name", "catalogue", "message"),
    [
        ("boilerplate", "text,categry\nx,share\n", "unknown column 'categry' (did you mean 'category'?)"),
        ("boilerplate", "text,colour\nx,share\n", "unknown column 'colour'; there are id, category, match"),
        ("boilerplate", "text\nx\n", "the catalogue lacks category; the other columns may be left out"),
        ("boilerplate", "text,category\nx,shar\n", "line 1 below the header: category 'shar' is unknown (did you mean"),
        ("boilerplate", "text,category\nx,share\ny,\n", "line 2 below the header: category is empty"),
        ("boilerplate", "text,category\n,share\n", "line 1 below the header: text is empty"),
        ("boilerplate", "text;category\nx;share\n", "separated by semicolons"),
        ("boilerplate", "text,category,confidence\nx,share,high\n", "confidence 'high' is no number from 0 to 1"),
        ("boilerplate", "text,category,confidence\nx,share,1.5\n", "confidence '1.5' is no number from 0 to 1"),
        ("boilerplate", "text,category,match\nx,share,wholly\n", "catalogue line 'own:1': unknown match 'wholly'"),
        ("boilerplate", "text,category,text\nx,share,y\n", "unknown column"),
        ("boilerplate", "", "not a catalogue"),
        ("notices", "text,kind\nx,wired\n", "kind 'wired' is unknown (did you mean 'wire'?)"),
        ("agencies", "name,kind\nX,photoagency\n", "did you mean 'photo agency'?"),
        ("reporting_verbs", "language,verb\nxx,say\n", "language 'xx' is unknown; known are da, de, en"),
    ],
)
def test_what_a_catalogue_cannot_say_is_refused_with_its_line(tmp_path, name, catalogue, message):
    (tmp_path / "ours.csv").write_text(catalogue, encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        check_corpus(pl.DataFrame({"text": [BODY]}), Policy(catalogues={name: tmp_path / "ours.csv"}))
    assert message in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.fixture
def shown(monkeypatch, tmp_path, capsys):
    """Run `provenance catalogue` in a folder: its exit code, output and errors."""
    monkeypatch.chdir(tmp_path)

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["provenance", "catalogue", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        sentence = capsys.readouterr()
        return ended.value.code or 0, sentence.out, sentence.err

    return run


def test_a_catalogue_is_shown_with_where_it_comes_from(shown, tmp_path):
    (tmp_path / "provenance.toml").write_text('[catalogues]\nagencies = "ours.csv"\n', encoding="utf-8")
    (tmp_path / "ours.csv").write_text("name,ambiguous\nVastkust Bild,yes\n", encoding="utf-8")
    code, out, _ = shown("show", "agencies")
    assert code == 0
    lines = out.splitlines()
    assert lines[0] == f"# {catalogues.built_in('agencies')[0].path}"
    assert lines[-2:] == [f"# {tmp_path}/ours.csv", f"Vastkust Bild,photo agency,Vastkust Bild,yes,{tmp_path}/ours.csv"]
    table = pl.read_csv(out.encode(), infer_schema=False, comment_prefix="#")
    assert table.height == catalogues.load("agencies").height + 1
    assert shown("show", "agencies", "--isolated")[1].splitlines()[-1].startswith(table["name"][-2])


def test_every_catalogue_is_listed_and_shown(shown):
    listed = shown("list")[1].splitlines()
    assert [line[2:].split()[0] for line in listed] == catalogues.names()
    assert {line[2:].split()[0] for line in listed if line.startswith("+")} == set(catalogues.FORMS)
    assert all(re.search(r" \d+ lines  [A-Z]", line) for line in listed)


def test_an_unknown_catalogue_is_a_wrong_call(shown):
    assert shown("show", "agncies") == (
        2, "", "error: there is no catalogue 'agncies' (did you mean 'agencies'?); `provenance catalogue list` names them\n"
    )  # fmt: skip
