"""Runs of parts of a corpus, merged: what one run over all of it is, row by row; what was made otherwise is refused."""

from __future__ import annotations

import json
import random
import shutil
import zipfile
from collections.abc import Callable
from contextlib import chdir
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner

from provenance.check import check_corpus
from provenance.cli import app
from provenance.errors import UsageError
from provenance.merging import merge_runs
from provenance.policy import baseline
from provenance.policy.configuration import Policy
from provenance.runs import fact_tables, keys, store
from provenance.runs.run import Run
from provenance.storage import parquet, spill
from provenance.storage.spill import Spilled

BODY = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours about its cost and use"
SAID = "“We shall build the slipway where the old ferry landed for two hundred years,” said the mayor, Jo Roe."
POLICY = Policy(now=date(2024, 6, 1), preview=True)


def _write(folder: Path) -> None:
    """Write articles that have something in common across files: words, ids, lines, quotations, what they lack."""
    for number in range(24):
        said = SAID if number % 5 == 0 else "More was not said."
        text = f"{BODY}, part {number % 7}.\n\n{said}\n\nRead our other news today"
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    for name, ids in (("x", ("a", "b", None)), ("y", ("b", None, "c"))):
        like = {"text": f"{BODY}: {SAID}", "publisher": "Post", "published": "2024-02-30"}
        lines = [like | ({"id": each} if each else {}) for each in ids]
        (folder / f"{name}.jsonl").write_text("\n".join([*map(json.dumps, lines), "{broken", ""]), encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")


def _stored(corpus: Path, to: Path, policy: Policy) -> Run:
    fact_tables.prepare(to)
    with chdir(corpus):
        run = check_corpus(".", policy, frames=to)
    store.save(run, to)
    return run


class Runs:
    """The runs of a corpus and of its three parts, in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder, corpus = folder, folder / "all"
        corpus.mkdir()
        _write(corpus)
        known = check_corpus(corpus / "03.txt", POLICY)
        baseline.write(baseline.describe(known.unfolded(), {}, known.counted, 100), folder / "known.json")
        policy = replace(POLICY, baseline=folder / "known.json")
        self.whole = _stored(corpus, folder / "whole", replace(policy, exclude=("drafts/",)))
        for number, file in enumerate(sorted(corpus.iterdir())):
            part = folder / f"part{number % 3}"
            part.mkdir(exist_ok=True)
            shutil.copyfile(file, part / file.name)
        self.parts = [folder / f"run{number}" for number in range(3)]
        for number, run in enumerate(self.parts):
            left_out = ("drafts/", f"of-others-{number}/")  # by which parts are divided
            _stored(folder / f"part{number}", run, replace(policy, exclude=left_out))


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("merge"))


def _rows(folder: Path) -> dict[str, list[str]]:
    """Return the rows of all frames of a run, sorted."""
    frames = {file.stem: pl.read_parquet(file) for file in folder.glob("*.parquet")}
    return {name: [str(frame.schema), *sorted(map(repr, frame.iter_rows()))] for name, frame in frames.items()}


def test_merged_runs_are_one_run_over_all(runs: Runs) -> None:
    once, again = runs.folder / "once", runs.folder / "again"
    merged = merge_runs(runs.parts, once)
    found = _rows(once)
    assert found == _rows(runs.folder / "whole")
    assert merged.verdict == runs.whole.verdict
    assert merged.findings.equals(runs.whole.findings)
    assert {"known", "new"} == {*merged.findings["status"]}
    assert all(len(found[name]) > 1 for name in ("duplicates", "repeats", "near_duplicates", "utterances"))
    described, whole = (json.loads((folder / "run.json").read_text()) for folder in (once, runs.folder / "whole"))
    assert {name for name, value in described.items() if value != whole[name]} <= {"record"}
    assert described["record"]["sources"] == whole["record"]["sources"]
    merge_runs(runs.parts[::-1], again)
    for file in once.glob("*.parquet"):
        assert pl.read_parquet(file).equals(pl.read_parquet(again / file.name)), file


def test_a_merged_run_is_merged_with_another(runs: Runs) -> None:
    first, second = runs.folder / "first", runs.folder / "second"
    merge_runs(runs.parts[:2], first)
    done = CliRunner().invoke(app, ["merge", str(first), str(runs.parts[2]), "--to", str(second), "-f", "statistics"])
    assert done.exit_code == int(not runs.whole.verdict.passed) == 1
    assert "Read 30 articles" in done.stdout
    assert _rows(second) == _rows(runs.folder / "whole")


def _changed(key: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(described: dict[str, Any]) -> None:
        *above, last = key.split("/")
        for name in above:
            described = described[name]
        described[last] = value

    return change


UNLIKE = {
    "another version": (_changed("record/versions/polars", "0.1"), "they were made with polars .* and 0.1"),
    "another clock": (_changed("policy/now", "2024-06-02"), "their clocks show 2024-06-01 and 2024-06-02"),
    "another policy": (_changed("policy/fail-on", "info"), "their policies differ in fail-on"),
    "other catalogues": (_changed("basis", "other"), "they were made with other catalogues"),
    "a gate": (_changed("gate", {"records": 1}), "was made at an import gate"),
    "a rule of a stranger": (
        _changed("rules/ZZZ001", {"name": "own", "version": 1, "severity": "info"}),
        "has the rule ZZZ001, which is not here",
    ),
}


@pytest.mark.parametrize("name", UNLIKE)
def test_runs_that_were_made_otherwise_are_refused(runs: Runs, name: str, tmp_path: Path) -> None:
    change, sentence = UNLIKE[name]
    shutil.copytree(runs.parts[0], tmp_path / "other")
    described = json.loads((tmp_path / "other/run.json").read_text())
    change(described)
    (tmp_path / "other/run.json").write_text(json.dumps(described), encoding="utf-8")
    with pytest.raises(UsageError, match=sentence):
        merge_runs([runs.parts[1], tmp_path / "other"], tmp_path / "to")
    assert not (tmp_path / "to").exists()


def test_a_run_that_is_named_twice_is_refused(runs: Runs, tmp_path: Path) -> None:
    twice = runs.folder / "whole" / ".." / runs.parts[0].name
    with pytest.raises(UsageError, match="run0 is named twice"):
        merge_runs([runs.parts[0], twice], tmp_path / "to")


def test_a_file_in_two_runs_is_refused(runs: Runs, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"run0 and .*whole have both read 00\.txt: an article would be in two runs"):
        merge_runs([runs.parts[0], runs.folder / "whole"], tmp_path / "to")


def test_files_of_one_archive_may_be_in_two_runs(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with zipfile.ZipFile(tmp_path / "in" / "box.zip", "w") as packed:
        for name in ("a.txt", "b.txt"):
            packed.writestr(name, f"{BODY}: {name}")
    for name in ("a.txt", "b.txt"):
        _stored(tmp_path / "in", tmp_path / name, replace(POLICY, exclude=(name,)))
    merged = merge_runs([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "to")
    assert merged.inputs["source"].to_list() == ["box.zip", "box.zip!/a.txt", "box.zip!/b.txt"]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        ("keys/duplicates.parquet", "keeps nothing of duplicates by which it could be merged"),
        ("quotations.parquet", r"has no quotations\.parquet any more"),
    ],
)
def test_a_run_that_lacks_what_it_needs_is_refused(runs: Runs, tmp_path: Path, file: str, sentence: str) -> None:
    shutil.copytree(runs.parts[0], tmp_path / "other")
    (tmp_path / "other" / file).unlink()
    with pytest.raises(UsageError, match=sentence):
        merge_runs([runs.parts[1], tmp_path / "other"], tmp_path / "to")


def test_long_rows_are_kept_and_read_a_few_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spill, "GROUP", 30_000)
    monkeypatch.setattr(spill, "FEWEST", 1)
    texts = [random.Random(number).randbytes(500).hex() for number in range(200)]
    rows = pl.DataFrame({"key": range(200), "texts": texts})
    kept, read = Spilled(), Spilled()
    for number in range(4):
        kept.add(rows.slice(50 * number, 50))
    keys.write({"long": kept, "narrow": Spilled.of(rows.select("key"))}, tmp_path)
    keys.read(tmp_path, "long", rows.schema, read)
    assert len(parquet.row_groups(tmp_path / "keys/long.parquet")) > 10
    assert [height for height, _ in parquet.row_groups(tmp_path / "keys/narrow.parquet")] == [200]
    assert len(read.places) > 10
    assert read.frame().equals(rows)


def test_keys_that_are_damaged_are_a_wrong_call(runs: Runs, tmp_path: Path) -> None:
    shutil.copytree(runs.parts[0], tmp_path / "other")
    pl.DataFrame({"key": ["x"]}).write_parquet(tmp_path / "other/keys/days.parquet")
    with pytest.raises(UsageError, match=r"the stored run is damaged: keys/days\.parquet: it has the columns key, not"):
        merge_runs([runs.parts[1], tmp_path / "other"], tmp_path / "to")
