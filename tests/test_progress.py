"""How far a run has come: what a listener is told, what a terminal shows, and what --verbose says of the cache."""

from __future__ import annotations

import gzip
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from provenance import cli, reports
from provenance.check import check_corpus
from provenance.cli.progress import shown
from provenance.pipeline.progress import Progress
from provenance.pipeline.timings import skew

TEXT = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours."


def message(corpus, **options):
    steps: list[Progress] = []
    check_corpus(corpus, progress=steps.append, **options)
    return steps


def texts(folder, number=6):
    folder.mkdir()
    for name in range(number):
        (folder / f"{name}.txt").write_text(TEXT, encoding="utf-8")
    return folder


def test_of_text_files_the_number_is_known(tmp_path):
    steps = message(texts(tmp_path / "in"), shard_articles=2)
    assert [(step.articles, step.shards) for step in steps] == [(0, 0), (2, 1), (4, 2), (6, 3)]
    assert {step.total for step in steps} == {6}
    assert [step.share for step in steps] == pytest.approx([0, 1 / 3, 2 / 3, 1])


@pytest.mark.parametrize("name", ["a.jsonl", "a.parquet"])
def test_of_containers_the_share_is_known(tmp_path, name):
    rows = [{"id": str(number), "text": f"{number % 10} {TEXT}"} for number in range(1000)]
    if name.endswith("parquet"):
        pl.DataFrame(rows).write_parquet(tmp_path / name)
    else:
        lines = (f"{json.dumps(row | {'id': f'{number:04}'})}\n" for number, row in enumerate(rows))
        (tmp_path / name).write_text("".join(lines), encoding="utf-8")
    steps = message(tmp_path, shard_articles=250)
    assert {step.total for step in steps} == {None}
    assert [(step.articles, step.share) for step in steps] == [
        (number, pytest.approx(number / 1000)) for number in (0, 250, 500, 750, 1000)
    ]


def test_of_compressed_lines_no_share_is_claimed(tmp_path):
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(json.dumps({"text": TEXT}).encode()))
    assert [(step.articles, step.share) for step in message(tmp_path)] == [(0, None), (1, None)]


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self):
        return True


def on_terminal(monkeypatch, *steps):
    for name, value in {"TERM": "xterm", "COLUMNS": "100"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(sys, "stderr", Terminal())
    with shown() as listen:
        for step in steps:
            listen(step)
    return sys.stderr.getvalue()


def test_a_terminal_shows_total_rate_and_time_left(monkeypatch):
    seen = on_terminal(monkeypatch, Progress(total=8000, share=0.0), Progress(articles=4000, total=8000, share=0.5))
    assert "4,000 of 8,000 articles, " in seen
    assert "/s" in seen
    assert "50%" in seen
    assert "0:00:0" in seen or "-:--:--" in seen


def test_a_terminal_shows_what_is_known(monkeypatch):
    seen = on_terminal(monkeypatch, Progress(), Progress(articles=1234))
    assert "1,234 articles, " in seen
    assert "%" not in seen


def test_a_pipe_shows_nothing(capsys):
    with shown() as listen:
        listen(Progress(articles=1))
    assert capsys.readouterr() == ("", "")


def test_verbose_tells_what_came_from_the_cache(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    texts(tmp_path / "in")
    (tmp_path / "in/a.jsonl").write_text(json.dumps({"text": TEXT}), encoding="utf-8")

    def verbosely(*words):
        monkeypatch.setattr(sys, "argv", ["provenance", "check", "in", "-v", "--isolated", "--exit-zero", *words])
        with pytest.raises(SystemExit):
            cli.main()
        return re.sub(r"in [0-9.]+ s", "in 0 s", capsys.readouterr().err).splitlines()

    shards = ["shard 0: 6 articles in 0 s", "shard 1: 1 article in 0 s"]
    assert verbosely() == [*shards, "0 of 2 shards came from the cache"]
    assert verbosely() == ["everything came from the cache: no file has changed"]
    (tmp_path / "in/a.jsonl").write_text(json.dumps({"text": TEXT + " "}), encoding="utf-8")
    assert verbosely() == [*shards, "1 of 2 shards came from the cache"]
    assert verbosely("--no-cache") == shards


def test_a_shard_that_takes_far_longer_than_the_others_is_named():
    alike = [(100, 3.0)] * 6
    assert skew([*alike, (100, 11.0)]) is None  # no four times
    assert skew([(9, 0.1), (9, 0.1), (9, 9.0), (9, 0.2)]) is None  # no ten seconds
    assert skew([(100, 3.0), (100, 60.0)]) is None  # too few to tell
    assert skew([*alike, (2000, 60.5), *alike]) == (
        "shard 6 (2,000 articles) took 60.5 s, the others about 3.0 s: a smaller --shard-articles divides it"
    )
    assert skew([*alike, (1, 60.5)]) == "shard 6 (1 article) took 60.5 s, the others about 3.0 s"


def test_the_stages_of_a_run_are_told(tmp_path):
    texts(tmp_path / "in")
    run = check_corpus(tmp_path / "in")
    assert {"reading", "facts", "rules", "keys", "summary", "corpus", "policy"} == {*run.record.timings}
    assert run.record.shards == 1
    assert run.record.slowest_shard["articles"] == run.articles
    lines = [*reports.render(run, "timings")]
    assert {line.split(" s  ")[1].split()[0] for line in lines} == {*run.record.timings, "by", "the"}


def test_the_work_goes_on_where_nobody_reads_the_progress(tmp_path: Path) -> None:
    """`provenance check … -v 2>&1 | head -1`: the run was dropped without a word."""
    (tmp_path / "a.txt").write_text("The ferry left the harbour of Westhaven at noon.", encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    words = [sys.executable, "-m", "provenance", "check", "a.txt", "-v", "-q", "--exit-zero", "--run", "run"]
    done = subprocess.run(words, cwd=tmp_path, stderr=write, check=False)
    os.close(write)
    assert done.returncode == 0
    assert (tmp_path / "run/run.json").is_file()
