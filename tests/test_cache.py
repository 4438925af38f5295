"""The cache: equal to a cold run, and only what has changed is read again."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zlib
from datetime import date
from functools import partial

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from provenance import check, formats
from provenance.pipeline import cache
from provenance.pipeline import shard as working
from provenance.policy.configuration import Policy
from provenance.rules.base import File
from provenance.runs import fact_tables, store
from provenance.storage.spill import Spilled
from tests.support import examples

POLICY = Policy(now=date(2024, 6, 1))
CLEAN = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday."
DIRTY = CLEAN + "\n\nAdvertisement\n\nThe vote was seven to two."
TEXTS = st.sampled_from([CLEAN, DIRTY, "", "  ", "\u201cWe agreed,\u201d Mara Ellison said.", "caf\u00c3\u00a9"])


@pytest.fixture
def worked(monkeypatch):
    """The shards that were really worked on."""
    seen = []
    found = working._found

    def spy(shard, *given):
        seen.append(shard)
        return found(shard, *given)

    monkeypatch.setattr(working, "_found", spy)
    return seen


def run(folder, kept, policy=POLICY):
    return check.check_corpus([folder], policy, cache=kept)


@pytest.fixture(scope="module")
def remembered(tmp_path_factory):
    """A folder with one article; its first run; and the cache that this has left, by name and content."""
    folder = tmp_path_factory.mktemp("remembered")
    (folder / "a.txt").write_text(DIRTY, encoding="utf-8")
    first = run(folder, folder / ".cache")
    return folder, first, {path.name: path.read_bytes() for path in (folder / ".cache").iterdir()}


@pytest.fixture
def again(remembered):
    """That folder, with its cache as the first run has left it, and that run."""
    folder, first, kept = remembered
    shutil.rmtree(folder / ".cache")
    (folder / ".cache").mkdir()
    for name, data in kept.items():
        (folder / ".cache" / name).write_bytes(data)
    return folder, first


def same(one, other):
    for name in ("findings", "summary", "read_errors"):
        assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.verdict == other.verdict


@examples(2)
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
        Policy(now=date(2024, 6, 1), ignore=("BPL",)),
        Policy(now=date(2024, 6, 1), severity={"BPL009": "info"}),
        Policy(now=date(2024, 6, 1), fields={"published": "date_publish"}),
    ],
)
def test_another_policy_is_another_matter(again, worked, policy):
    folder, _ = again
    same(run(folder, folder / ".cache", policy), check.check_corpus([folder], policy))
    assert len(worked) > 1  # nothing came from what the other policy has left


@pytest.mark.parametrize("damage", [lambda _: b"", lambda data: data[:-9], lambda data: data[:400] + b"!" + data[401:]])
def test_a_damaged_entry_is_passed_over(again, worked, damage):
    folder, first = again
    for entry in (folder / ".cache").glob("*.entry"):
        entry.write_bytes(damage(entry.read_bytes()))
    same(first, run(folder, folder / ".cache"))
    assert len(worked) == 1


FUTURE = " date 2024-06-20 The council of Westhaven voted for the slipway on Monday."


def test_the_next_day_only_rules_that_read_the_clock_are_asked_again(tmp_path, worked):
    for name, text in (("a", DIRTY), ("b", FUTURE), ("c", "")):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    codes = []
    for day in (date(2024, 6, 1), date(2024, 6, 2), date(2024, 6, 25), date(2024, 6, 1)):
        policy = Policy(now=day)
        warm, cold = run(tmp_path, tmp_path / ".cache", policy), check.check_corpus([tmp_path], policy)
        same(warm, cold)
        codes.append(set(warm.findings.filter(article="b.txt")["code"]))
    assert len(worked) == 1 + 4  # once for the cache, each time without it
    assert codes[0] == codes[1] == codes[3]
    assert codes[0] - codes[2]


def test_every_rule_that_reads_the_clock_finds_the_same_with_a_cache(tmp_path):
    rules = [rule for rule in POLICY.rules() if working._reads_clock(rule)]
    bad = [example for rule in rules for example in rule.bad if isinstance(example, dict)]
    (tmp_path / "a.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in bad), encoding="utf-8")
    for rule in rules:
        for example in filter(lambda each: isinstance(each, File), rule.bad):
            (tmp_path / example.name).write_bytes(example.data)
    cold = check.check_corpus([tmp_path], POLICY)
    assert {rule.code for rule in rules} <= {*cold.findings["code"]}
    for _ in range(2):
        same(run(tmp_path, tmp_path / ".cache"), cold)


def test_a_run_that_is_stored_is_served_from_the_cache_and_equal(tmp_path, worked):
    (tmp_path / "in").mkdir()
    for name, text in (("a", DIRTY), ("b", FUTURE)):
        (tmp_path / f"in/{name}.txt").write_text(text, encoding="utf-8")
    stored = []
    for name, kept in (("cold", None), ("first", tmp_path / ".cache"), ("second", tmp_path / ".cache")):
        fact_tables.prepare(tmp_path / name)
        done = check.check_corpus([tmp_path / "in"], POLICY, frames=tmp_path / name, cache=kept)
        store.save(done, tmp_path / name)
        stored.append({path.name: pl.read_parquet(path) for path in sorted((tmp_path / name).glob("*.parquet"))})
    assert len(worked) == 2
    for frames in stored[1:]:
        assert frames.keys() == stored[0].keys()
        for name, frame in frames.items():
            assert_frame_equal(frame, stored[0][name])


def forged(body):
    """Bytes of an entry with a right check sum."""
    return cache._MAGIC + zlib.crc32(body).to_bytes(4, "big") + body


def test_what_is_forged_is_read_anew(again, worked):
    folder, first = again
    for entry in (folder / ".cache").glob("*.entry"):
        entry.write_bytes(forged(b'{"findings":[[10,1]]}\nAAAA'))  # others: tests/test_cache_entries.py
    same(first, run(folder, folder / ".cache"))
    assert len(worked) == 1


def test_frames_of_other_columns_are_read_anew(again, worked):
    folder, first = again
    odd = {name: Spilled.of(pl.DataFrame({"a": [1]})) for name in ("findings", "read_errors", "summary")}
    for entry in (folder / ".cache").glob("*.entry"):
        entry.write_bytes(forged(b"".join(cache.packed(odd))))
    same(first, run(folder, folder / ".cache"))
    assert len(worked) == 1


def test_jsonl_and_parquet_are_known_by_their_content(tmp_path, worked):
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": "The vote was seven to two."}\n', encoding="utf-8")
    check_frame = formats.read(next(formats.plan([tmp_path]))).records.select("text", id="article")
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
    found = working._found

    def slow(shard, *given):
        path.write_text(DIRTY, encoding="utf-8")
        return found(shard, *given)

    monkeypatch.setattr(working, "_found", slow)
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


def test_two_runs_at_once(tmp_path, call):
    for number in range(8):
        (tmp_path / f"{number}.txt").write_text(DIRTY + str(number), encoding="utf-8")
    command = [sys.executable, "-m", "provenance", "check", str(tmp_path), "--isolated", "--now", "2024-06-01"]
    command += ["-f", "json-lines", "--cache-dir", str(tmp_path / ".cache")]
    runs = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    message = [one.communicate()[0] for one in runs]
    assert message[0] == message[1] != b""
    assert call(*command[3:], cwd=tmp_path).stdout.encode() == message[0]
    assert not list((tmp_path / ".cache").glob(".part-*"))


def test_hashes_that_the_cache_keeps_are_those_of_the_next_run():
    hashed = "pl.DataFrame({'a': ['quay', None], 'b': ['x', 'ß']}).select(pl.struct('a', 'b').hash(0), c=pl.col('b').hash(0), d=pl.col('b').implode().hash(0)).rows()"
    command = [sys.executable, "-c", f"import polars as pl; print({hashed})"]
    there = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert there == f"{eval(hashed)}\n"  # noqa: S307 - our own
