"""The cache: equal to a cold run, and only what has changed is read again."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from provenance import cache, check, readers
from provenance import work as working
from provenance.policy import Policy

POLICY = Policy(now=date(2024, 6, 1))
CLEAN = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday."
DIRTY = CLEAN + "\n\nAdvertisement\n\nThe vote was seven to two."
TEXTS = st.sampled_from([CLEAN, DIRTY, "", "  ", "\u201cWe agreed,\u201d Mara Ellison said.", "caf\u00c3\u00a9"])


@pytest.fixture
def worked(monkeypatch):
    """The shards that were really worked on."""
    seen = []
    work = working.work

    def spy(shard, *, job):
        seen.append(shard)
        return work(shard, job=job)

    monkeypatch.setattr(working, "work", spy)
    return seen


def run(folder, kept, policy=POLICY):
    return check.check_corpus([folder], policy, cache=kept)


def same(one, other):
    for name in ("findings", "summary", "troubles"):
        assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.verdict == other.verdict


@settings(max_examples=5)
@given(st.lists(st.tuples(st.sampled_from("abc"), TEXTS), min_size=2, max_size=4))
def test_every_warm_run_equals_a_cold_one(tmp_path_factory, changes):
    folder, kept = tmp_path_factory.mktemp("corpus"), tmp_path_factory.mktemp("cache")
    for name, text in changes:
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        run(folder, kept)
    same(run(folder, kept), check.check_corpus([folder], POLICY))


def test_what_has_not_changed_is_not_worked_on_again(tmp_path, worked):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(DIRTY, encoding="utf-8")
    first, second = (run(tmp_path / "in", tmp_path / "cache") for _ in range(2))
    assert len(worked) == 1
    same(first, second)


def test_a_changed_file_has_only_its_own_shard_worked_on(tmp_path, worked):
    halved = partial(check.check_corpus, [tmp_path], POLICY, shard_articles=2)
    for name in "abcdef":
        (tmp_path / f"{name}.txt").write_text(CLEAN + name * 5, encoding="utf-8")
    halved(cache=tmp_path / ".cache")
    assert len(worked) == 3
    worked.clear()
    (tmp_path / "c.txt").write_text(DIRTY, encoding="utf-8")
    again = halved(cache=tmp_path / ".cache")
    assert [[file.source for file in shard.files] for shard in worked] == [["c.txt", "d.txt"]]
    same(again, halved())


def test_an_edit_of_equal_size_that_restores_the_time_is_seen(tmp_path, worked):
    path = tmp_path / "a.txt"
    path.write_text(CLEAN, encoding="utf-8")
    before = path.stat()
    run(tmp_path, tmp_path / ".cache")
    path.write_text(CLEAN.replace("2024", "2031"), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    same(run(tmp_path, tmp_path / ".cache"), check.check_corpus([tmp_path], POLICY))
    assert len(worked) == 3


def test_the_same_bytes_elsewhere_are_known(tmp_path, worked):
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "a.txt").write_text(DIRTY, encoding="utf-8")
        run(tmp_path / place, tmp_path / "cache")
    assert len(worked) == 1


@pytest.mark.parametrize(
    "policy",
    [
        Policy(now=date(2024, 6, 2)),
        Policy(now=date(2024, 6, 1), ignore=("BPL",)),
        Policy(now=date(2024, 6, 1), severity={"BPL009": "info"}),
        Policy(now=date(2024, 6, 1), fields={"published": "date_publish"}),
    ],
)
def test_another_policy_is_another_matter(tmp_path, worked, policy):
    (tmp_path / "a.txt").write_text(DIRTY, encoding="utf-8")
    run(tmp_path, tmp_path / ".cache")
    same(run(tmp_path, tmp_path / ".cache", policy), check.check_corpus([tmp_path], policy))
    assert len(worked) == 3


@pytest.mark.parametrize("damage", [lambda _: b"", lambda data: data[:-9], lambda data: data[:400] + b"!" + data[401:]])
def test_a_damaged_entry_is_passed_over(tmp_path, worked, damage):
    (tmp_path / "a.txt").write_text(DIRTY, encoding="utf-8")
    first = run(tmp_path, tmp_path / ".cache")
    for entry in (tmp_path / ".cache").glob("*.entry"):
        entry.write_bytes(damage(entry.read_bytes()))
    same(first, run(tmp_path, tmp_path / ".cache"))
    assert len(worked) == 2


def test_jsonl_and_parquet_are_known_by_their_content(tmp_path, worked):
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "The vote was seven to two."}\n', encoding="utf-8")
    check_frame = readers.read(next(readers.plan([tmp_path]))).records.select("text", id="article")
    check_frame.write_parquet(tmp_path / "b.parquet")
    first, second = (run(tmp_path, tmp_path / ".cache") for _ in range(2))
    assert len(worked) == 1
    same(first, second)
    (tmp_path / "a.jsonl").write_text('{"id": "y", "text": "The vote was seven to two."}\n', encoding="utf-8")
    same(run(tmp_path, tmp_path / ".cache"), check.check_corpus([tmp_path], POLICY))
    assert len(worked) == 3


def test_a_folder_that_cannot_be_written_stops_nothing(tmp_path):
    (tmp_path / "a.txt").write_text(DIRTY, encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    same(run(tmp_path, tmp_path / "file" / "cache"), check.check_corpus([tmp_path], POLICY))


def test_a_file_that_changes_under_the_work_is_not_kept(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text(CLEAN, encoding="utf-8")
    work = working.work

    def slow(shard, *, job):
        path.write_text(DIRTY, encoding="utf-8")
        return work(shard, job=job)

    monkeypatch.setattr(working, "work", slow)
    run(tmp_path, tmp_path / ".cache")
    assert not list((tmp_path / ".cache").glob("*.entry"))


def test_old_entries_go(tmp_path):
    kept = cache.Cache(tmp_path, ())
    for name, age in (("old", cache.KEPT_SECONDS + 60), ("young", 60)):
        path = tmp_path / f"{name}.entry"
        path.write_bytes(b"")
        os.utime(path, (path.stat().st_atime, path.stat().st_mtime - age))
    kept.prune()
    assert [path.name for path in tmp_path.iterdir()] == ["young.entry"]


def test_two_runs_at_once(tmp_path):
    for number in range(30):
        (tmp_path / f"{number}.txt").write_text(DIRTY + str(number), encoding="utf-8")
    command = [sys.executable, "-m", "provenance", "check", str(tmp_path), "--isolated", "--now", "2024-06-01"]
    command += ["-f", "json-lines", "--cache-dir", str(tmp_path / ".cache")]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    told = [one.communicate()[0] for one in runs]
    assert told[0] == told[1] != b""
    assert subprocess.run(command, stdout=subprocess.PIPE, check=False).stdout == told[0]
    assert not list((tmp_path / ".cache").glob(".part-*"))


def test_hashes_that_the_cache_keeps_are_those_of_the_next_run():
    told = "import polars as pl; print(pl.DataFrame({'a': ['quay', None], 'b': ['x', 'ß']}).select(pl.struct('a', 'b').hash(0), c=pl.col('b').hash(0)).rows())"
    runs = [
        subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
