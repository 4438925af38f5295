"""A run that was cut off goes on where it was, and is what a run at once would have been."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from provenance.cli import app

OPTIONS = ("--isolated", "--now", "2024-06-01", "--exit-zero", "--workers", "1", "--shard-articles", "2")
TEXT = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours about its cost and use."

# The process is killed in the middle of its third shard.
KILLED = """
import os, signal, sys
from itertools import count
from provenance import cli
from provenance.pipeline import shard

found, turn = shard._found, count(1)

def killed(*given):
    if next(turn) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return found(*given)

shard._found = killed
cli.main()
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    lines = [json.dumps({"id": str(number), "text": f"{TEXT} Part {number}."}) for number in range(8)]
    (tmp_path / "in/a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path


def _call(*words: str) -> str:
    done = CliRunner().invoke(app, ["check", "in", *OPTIONS, *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stderr


def test_a_run_that_was_killed_goes_on_where_it_was(folder: Path) -> None:
    program = [sys.executable, "-c", KILLED, "check", "in", *OPTIONS, "--no-cache", "--run", "run", "--resume"]
    assert subprocess.run(program, check=False, capture_output=True).returncode == -signal.SIGKILL
    entry = max((folder / "run/.provenance/shards").glob("*.entry"), key=lambda file: file.stat().st_size)
    entry.write_bytes(entry.read_bytes()[:-1])  # half written
    assert "resumed: 1 of 4 shards had been finished before" in _call("--no-cache", "--run", "run", "--resume")
    _call("--no-cache", "--run", "whole", "-q")
    assert {*map(str, Path("run").rglob("shards"))} == set()
    for file in sorted(Path("whole").glob("*.parquet")):
        assert pl.read_parquet(file).equals(pl.read_parquet(Path("run", file.name))), file


def test_what_the_cache_knows_is_not_done_again() -> None:
    _call("-q", "--run", "first")
    assert "resumed: 4 of 4 shards had been finished before" in _call("--run", "run", "--resume")
    assert _call("--run", "run", "--resume", "-q") == ""


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("in", "--resume"), "--resume goes on with a run that --run DIR stores"),
        (("in", "--resume", "--run", "run", "--contracts"), "--resume does not go with --contracts"),
        (("-", "--resume", "--run", "run"), "--resume does not go with standard input"),
    ],
)
def test_what_cannot_go_on_is_a_wrong_call(folder: Path, words: tuple[str, ...], sentence: str) -> None:
    done = CliRunner().invoke(app, ["check", "--isolated", *words])
    assert sentence in str(done.exception)
    assert not (folder / "run").exists()
