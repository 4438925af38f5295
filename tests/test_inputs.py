"""From Python a corpus is a path, several, or a frame; facts come back in memory; keywords are checked like TOML."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

import provenance
from provenance import Policy, PolicyError, UsageError, frames
from provenance.policy.limits import Limit

TEXT = (
    "The pier at Ostwick was closed on Tuesday after a trawler had struck it in the fog.\n\nPlease enable JavaScript."
)
ROWS = [{"id": f"a{number}", "text": f"{TEXT} {number}", "title": "A pier is closed"} for number in range(3)]
POLICY = Policy(now="2024-06-01")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in ROWS), encoding="utf-8")
    return path


def found(corpus):
    return provenance.check_corpus(corpus, POLICY).findings.select("article", "code", "start", "end", "fingerprint")


def test_every_kind_of_corpus_is_read_alike(file):
    by_path = found(file)
    assert by_path.height
    frame = pl.DataFrame(ROWS)
    for corpus in (str(file), [file], (str(file),), file.parent, frame, frame.lazy(), pl.scan_ndjson(file)):
        assert found(corpus).equals(by_path), type(corpus)


def test_several_paths_are_one_corpus(file):
    (file.parent / "more.txt").write_text(TEXT, encoding="utf-8")
    run = provenance.check_corpus([file, file.parent / "more.txt"], POLICY)
    assert run.articles == 4
    assert run.record.arguments == (str(file), str(file.parent / "more.txt"))


def test_articles_of_a_frame_are_named_by_row_and_no_path_of_ours_is_told():
    run = provenance.check_corpus(pl.DataFrame({"text": [TEXT, "x" * 80]}), POLICY)
    assert run.summary["article"].to_list() == ["frame.parquet#0", "frame.parquet#1"]
    assert run.record.arguments == ("frame.parquet",)


def test_an_empty_frame_is_an_empty_corpus():
    assert provenance.check_corpus(pl.DataFrame(schema={"text": pl.String}), POLICY).articles == 0


@pytest.mark.parametrize("corpus", [{"text": TEXT}, ROWS, [], None, 7, b"corpus", pl.Series([TEXT]), iter(["a.txt"])])
def test_what_is_no_corpus_is_a_wrong_call_that_says_what_is(corpus):
    with pytest.raises(UsageError, match="a path, a list of paths, or a Polars frame") as raised:
        provenance.check_corpus(corpus, POLICY)
    assert type(corpus).__name__ in str(raised.value)


def test_a_frame_that_parquet_cannot_hold_is_a_wrong_call():
    with pytest.raises(UsageError, match="the frame cannot be read: "):
        provenance.check_corpus(pl.DataFrame({"text": [TEXT], "raw": [object()]}), POLICY)


def test_a_lazy_frame_that_cannot_be_computed_is_a_wrong_call(tmp_path):
    with pytest.raises(UsageError, match="the frame cannot be read: "):
        provenance.check_corpus(pl.DataFrame(ROWS).lazy().select("body"), POLICY)
    with pytest.raises(UsageError, match="the frame cannot be read: "):
        provenance.check_corpus(pl.scan_parquet(tmp_path / "none.parquet"), POLICY)


def test_facts_in_memory_are_those_in_files(tmp_path):
    pl.DataFrame(ROWS).write_parquet(tmp_path / "frame.parquet")
    in_memory = provenance.facts_of(pl.DataFrame(ROWS), POLICY)
    files = provenance.extract_facts(tmp_path / "frame.parquet", tmp_path / "facts", POLICY)
    assert set(in_memory) == set(files) == {frame.name for frame in frames.EXTRACTED}
    for name, frame in in_memory.items():
        assert frame.equals(pl.read_parquet(files[name])), name
    assert in_memory["boilerplate"].height == 3


def test_keywords_of_a_policy_are_converted_like_those_of_a_file():
    made = Policy(
        select=["BPL", "dates"], severity={"BPL001": "info"}, limits={"BPL": "1%", "DAT": {"warning": 3}},
        per_file_ignores={"old/**": ["DAT"]}, fields={"text": "body"}, suites=["dates"], baseline="known.json",
        catalogues={"agencies": "ours.csv"}, decisions="decided.jsonl", now="2024-06-01",
    )  # fmt: skip
    assert made.select == ("BPL", "dates")
    assert made.limits == (Limit("BPL", "error", 0.01, is_share=True), Limit("DAT", "warning", 3, is_share=False))
    assert made.per_file_ignores == {"old/**": ("DAT",)}
    assert (made.baseline, made.decisions) == (Path("known.json"), (Path("decided.jsonl"),))
    assert (made.catalogues, made.now) == ({"agencies": Path("ours.csv")}, date(2024, 6, 1))
    assert Policy(limits=made.limits, decisions=["a.toml", Path("b.toml")]).decisions == (
        Path("a.toml"),
        Path("b.toml"),
    )


WRONG = {
    "select must be a list of strings": {"select": "DAT"},
    "select must be a list of strings ": {"select": [1]},
    "did you mean 'DAT001'": {"ignore": ["DTA001"]},
    "selects no rule": {"per_file_ignores": {"*.txt": ["XYZ"]}},
    "severity of DAT must be one of": {"severity": {"DAT": "fatal"}},
    "severity must be a table": {"severity": [("DAT", "error")]},
    "did you mean 'error'": {"fail_on": "errror"},
    "neither a count": {"limits": {"DAT": "much"}},
    "limits must be a table": {"limits": [3]},
    "fields must be a table": {"fields": {1: "body"}},
    "text must be a string": {"fields": {"text": 1}},
    "did you mean 'agencies'": {"catalogues": {"agency": "a.csv"}},
    "write YYYY-MM-DD": {"now": "tomorrow"},
    "baseline must be a string": {"baseline": 3},
    "decisions must be a string": {"decisions": [None]},
}


@pytest.mark.parametrize("message", WRONG)
def test_keywords_of_a_policy_are_checked_like_those_of_a_file(message):
    with pytest.raises(PolicyError, match=message.strip()):
        Policy(**WRONG[message])


def test_a_policy_stays_what_it_is_when_it_is_changed(tmp_path):
    from dataclasses import replace

    from provenance.policy import configuration

    folder = tmp_path / "settings"
    folder.mkdir()
    (folder / "provenance.toml").write_text('baseline = "known.json"\nsuites = ["own.json"]\n', encoding="utf-8")
    loaded = configuration.load(folder / "provenance.toml")
    changed = replace(loaded, ignore=("DAT",))
    assert changed.baseline == folder / "known.json"
    assert changed.suites == (str(folder / "own.json"),)
    with pytest.raises(PolicyError, match="selects no rule"):
        replace(loaded, ignore=("XYZ",))


@pytest.mark.parametrize("call", [provenance.check_corpus, provenance.facts_of, provenance.normalise])
def test_what_is_no_policy_is_a_wrong_call(file, call):
    with pytest.raises(PolicyError, match=r"policy must be a provenance\.Policy, not str"):
        call(file, "strict")
