"""Names of files and folders that other programs trip over, in every command and format."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote_to_bytes

import polars as pl
import pytest

from provenance import cli
from provenance.storage import parquet
from tests.support import Call

TEXT = "An error occurred. Please try again.\n\nThe council met on Tuesday and agreed the budget.\n"
NAMES = (
    b"a[1].txt", b"*.txt", b"a?b.txt", b"{a,b}.txt", b"-x.txt", b"--help.txt", b"a\nb.txt", b"a\tb.txt", b"\x1b[31mred.txt",
    b"a\xff.txt", "ä ö.txt".encode(), b"a#1.txt", b"50%.txt", b"a:b.txt", b"'\"`$x.txt", b"n" * 251 + b".txt", b" .txt", b"~.txt",
)  # fmt: skip
FORMATS = (
    "full",
    "concise",
    "grouped",
    "statistics",
    "json",
    "json-lines",
    "github",
    "sarif",
    "junit",
    "gitlab",
    "rdjson",
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "c[0]*"
    folder.mkdir()
    for name in NAMES:
        Path(os.fsdecode(os.fsencode(folder) + b"/" + name)).write_text(TEXT, encoding="utf-8")
    return folder


FIXED = ("--isolated", "--now", "2024-06-01", "--select", "BPL001")


def test_every_format_names_every_file(call: Call, corpus: Path, tmp_path: Path) -> None:
    outputs = [word for name in FORMATS for word in ("--output", f"{name}=out[1].{name}")]
    done = call("check", corpus.name, *FIXED, "--no-cache", *outputs, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    found = json.loads((tmp_path / "out[1].json").read_text(encoding="utf-8"))["findings"]
    assert len(found) == len(NAMES)
    assert all((row["start"], row["end"], row["line"], row["column"]) == (0, 36, 1, 1) for row in found)
    results = json.loads((tmp_path / "out[1].sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results]
    assert {unquote_to_bytes(uri).rpartition(b"/")[2] for uri in uris} == set(NAMES)
    gitlab = json.loads((tmp_path / "out[1].gitlab").read_text(encoding="utf-8"))
    assert len({row["location"]["path"] for row in gitlab}) == len(NAMES)
    rdjson = json.loads((tmp_path / "out[1].rdjson").read_text(encoding="utf-8"))["diagnostics"]
    assert len({row["location"]["path"] for row in rdjson}) == len(NAMES)


@pytest.mark.parametrize("name", [b"a[1].txt", b"-x.txt", b"a\xff.txt", b"n" * 251 + b".txt"], ids=repr)
def test_a_file_may_be_named_by_itself(call: Call, corpus: Path, name: bytes) -> None:
    path = os.fsdecode(b"./" + name)
    done = call("check", *FIXED, "--no-cache", "-f", "json", "--", path, cwd=corpus)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["findings"][0]["code"] == "BPL001"


def test_the_system_hands_over_names_that_are_not_utf8(corpus: Path) -> None:
    command = [os.fsencode(sys.executable), b"-m", b"provenance", b"check", *map(os.fsencode, FIXED), b"./a\xff.txt"]
    done = subprocess.run(command, cwd=corpus, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (1, b"")
    assert b"BPL001" in done.stdout


def test_the_gate_extract_runs_and_reports_take_odd_folders(call: Call, corpus: Path, tmp_path: Path) -> None:
    gate = ("--accepted", "acc[1]", "--quarantine", "qua*")
    done = call("check", corpus.name, *FIXED, "--run", "run[1]", "--report", "rep[1]", *gate, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    set_aside = [os.fsencode(path.name) for path in (tmp_path / "qua*").rglob("*.txt")]
    assert sorted(set_aside) == sorted(NAMES)
    again = call("check", corpus.name, *FIXED, *gate, "--append", cwd=tmp_path)
    assert again.returncode == 1, again.stderr
    assert sorted(os.fsencode(path.name) for path in (tmp_path / "qua*").rglob("*.txt")) == sorted(NAMES)
    assert call("report", "run[1]", "-f", "concise", cwd=tmp_path).returncode == 0
    assert call("report", "run[1]", "--report", "again[1].html", cwd=tmp_path).returncode == 0
    assert call("diff", "run[1]", "run[1]", cwd=tmp_path).returncode == 0
    done = call("extract", corpus.name, *FIXED, "--to", "facts[1]", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "facts[1]" / "articles.parquet").is_file()


def test_every_file_has_one_line_on_each_side_in_a_diff_of_repairs(call: Call, corpus: Path, tmp_path: Path) -> None:
    done = call("fix", corpus.name, *FIXED, "--diff", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert [lines[at + 1][:6] for at, line in enumerate(lines) if line.startswith("--- a/")] == ["+++ b/"] * len(NAMES)


def test_repairs_and_their_undoing_take_odd_names(call: Call, corpus: Path, tmp_path: Path) -> None:
    before = {os.fsencode(path.name): path.read_bytes() for path in corpus.iterdir()}
    shutil.copytree(corpus, tmp_path / "copy")
    done = call("fix", "copy", *FIXED, "--in-place", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    fixed = {os.fsencode(path.name): path.read_bytes() for path in (tmp_path / "copy").glob("*.txt")}
    assert all(data.startswith(b"The council") for data in fixed.values())
    (log,) = (tmp_path / "copy").rglob("changes.jsonl")
    done = call("fix", "--undo", log, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {os.fsencode(path.name): path.read_bytes() for path in (tmp_path / "copy").glob("*.txt")} == before


def test_folders_whose_own_names_are_not_utf8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = os.fsdecode(b"\xff")
    folder = tmp_path / f"c{odd}"
    folder.mkdir()
    for name, row in {"a": {"text": TEXT}, "b": {"text": "The council met on Tuesday.", "title": "Budget"}}.items():
        (folder / f"{name}.txt").write_text(row["text"], encoding="utf-8")
        (folder / f"{name}{odd}.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    with (folder / f"{odd}.parquet").open("wb") as target:
        pl.DataFrame({"text": [TEXT, "The council met on Tuesday."]}).write_parquet(target)
    monkeypatch.chdir(tmp_path)
    places = {name: f"{name}{odd}" for name in ("acc", "qua", "run", "rep", "docs", "facts", "fixed", "again", "site")}
    gate = ("--accepted", places["acc"], "--quarantine", places["qua"])
    outputs = ("--run", places["run"], "--report", places["rep"], "--suite", "dates", "--docs", places["docs"])
    assert run(monkeypatch, "check", folder.name, *FIXED, "-q", *gate, *outputs) == 1
    for side, count in (("acc", 3), ("qua", 3)):
        assert len([*Path(places[side]).glob("[!.fpt]*")]) == count, side
    assert run(monkeypatch, "check", folder.name, *FIXED, "-q", *gate, "--append") == 1
    again = ("-q", "--report", places["again"], "-o", f"{odd}.txt")
    assert run(monkeypatch, "report", places["run"], *again) == 0
    assert run(monkeypatch, "suite", "docs", places["run"], "-q", "--to", places["site"]) == 0
    assert run(monkeypatch, "extract", folder.name, *FIXED, "-q", "--to", places["facts"]) == 0
    assert parquet.scan(Path(places["facts"]) / "articles.parquet").collect().height == 6
    assert run(monkeypatch, "fix", folder.name, *FIXED, "-q", "--to", places["fixed"]) == 0
    assert run(monkeypatch, "fix", folder.name, *FIXED, "-q", "--in-place") == 0
    fixed = parquet.read(folder / f"{odd}.parquet")["text"].to_list()
    assert fixed == parquet.read(Path(places["fixed"]) / f"{odd}.parquet")["text"].to_list()
    assert fixed[0].startswith("The council")


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> object:
    """Run the command line in this process, and return its exit code."""
    monkeypatch.setattr(sys, "argv", ["provenance", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code or 0
