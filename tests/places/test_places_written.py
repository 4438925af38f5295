"""Targets in stores: what is written appears at once, nothing of others is touched, and of two runs one is refused."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from provenance.check import check_corpus
from provenance.errors import UsageError
from provenance.formats import listing
from provenance.gate.corpus import gate_corpus
from provenance.policy.configuration import Policy
from provenance.storage.remote import address_of, bucket_of
from provenance.storage.targets import FACTS, GATE, Mode, claimed, mirrors, run_id
from provenance.storage.targets.stand_ins import standing
from tests.places import stores
from tests.places.buckets import BUCKET, TEXT, Store, read
from tests.support import Call

GOOD, BAD = f"s3://{BUCKET}/good", f"s3://{BUCKET}/bad"
POLICY = Policy(select=("TXT", "INP", "BPL"), now="2026-01-01")
WALL = "An error occurred. Please try again.\n"


def corpus(folder: Path, *names: str) -> Path:
    """Write articles that pass, and one that does not."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / f"{name}.txt").write_text(f"The story of {name}. {TEXT}")
    (folder / "wall.txt").write_text(f"{TEXT}\n{WALL}")
    return folder


def divided(folder: Path, **options: Any) -> dict[str, Any]:
    return dict(gate_corpus(folder, POLICY, accepted=GOOD, quarantine=BAD, **options).gate or {})


def test_the_gate_divides_into_buckets_day_by_day(store: Store, tmp_path: Path) -> None:
    first = divided(corpus(tmp_path / "in", "a", "b"))
    assert (first["accepted"], first["quarantined"]) == (2, 1)
    assert first["targets"] == {"accepted": GOOD, "quarantine": BAD}
    assert read(f"{GOOD}/")[0] == [f"{first['run']}/a.txt", f"{first['run']}/b.txt"]
    assert read(f"{BAD}/") == ([f"{first['run']}/wall.txt"], [])  # without the reasons
    with pytest.raises(UsageError, match=f"{GOOD}: holds what an earlier run has put there"):
        divided(tmp_path / "in")

    second = divided(corpus(tmp_path / "in", "c"), append=True)
    assert (second["accepted"], second["already_there"]) == (
        3,
        3,
    )  # two accepted, one set aside: they are not copied again
    there = sorted(name.rpartition("/")[2] for name in read(f"{GOOD}/")[0])  # runs of one second stand in any order
    assert there == ["a.txt", "b.txt", "c.txt"]
    assert sum(name.endswith("wall.txt") for name in store.names()) == 1

    [reasons] = [name for name in store.names() if name.endswith("findings.parquet")]
    told = pl.read_parquet(store.files.cat_file(f"{BUCKET}/{reasons}"))
    assert told.filter(code="BPL001")["article"].to_list() == ["wall.txt"]

    third = divided(corpus(tmp_path / "new", "d"), replace=True)
    left = f"good/{run_id()}/left.txt"
    store.put({left: TEXT})
    assert read(f"{GOOD}/") == ([f"{third['run']}/d.txt"], [])
    store.files.rm_file(f"{BUCKET}/{left}")
    assert {name.split("/")[1] for name in store.names()} == {third["run"], ".provenance", GATE.manifest}


def test_what_is_not_ours_is_never_written_into(store: Store, tmp_path: Path) -> None:
    store.put({"good/somebody.txt": TEXT})
    before = store.names()
    with pytest.raises(UsageError, match=f"{GOOD}: holds something that no earlier run has written"):
        divided(corpus(tmp_path / "in", "a"))
    assert store.names() == before
    with pytest.raises(UsageError, match="the input lies in it"):
        gate_corpus(f"{GOOD}/", POLICY, accepted=GOOD, quarantine=BAD)
    with pytest.raises(UsageError, match="lies inside the input"):
        gate_corpus(f"{GOOD}/", POLICY, accepted=f"{GOOD}/sub", quarantine=BAD)


def test_what_was_changed_there_is_not_replaced(store: Store, tmp_path: Path) -> None:
    run = divided(corpus(tmp_path / "in", "a"))["run"]
    store.put({f"good/{run}/a.txt": "somebody has worked on it"})
    with pytest.raises(UsageError, match="has changed since it was written there"):
        divided(tmp_path / "in", replace=True)


def written(content: str) -> str:
    run = run_id()
    with standing([GOOD], FACTS, run) as (_, [folder]), claimed({"": folder}, FACTS, run) as target:
        (target.stage() / "one.txt").write_text(content)
        (target.stage() / "two.txt").write_text(content)
        target.commit()
    return run


def visible(store: Store) -> set[str]:
    """Return what the manifest names, as it is read."""
    told = json.loads(store.files.cat_file(f"{BUCKET}/good/{FACTS.manifest}"))
    runs = [run["run"] for run in told["runs"]]
    found = {name: store.files.cat_file(f"{BUCKET}/{name}").decode() for name in store.names() if name.endswith(".txt")}
    return {f"{name.rpartition('/')[2]}: {text}" for name, text in found.items() if name.split("/")[1] in runs}


def test_a_run_that_fails_anywhere_leaves_what_was_there(store: Store) -> None:
    written("first")
    before = store.names()
    for word in ("two.txt", "runs/", "target.json"):
        store.proxy.play(stores.Refusal(403, "AccessDenied"), word, method="PUT")
        with pytest.raises(UsageError, match="the store denies access to it"):
            written("second")
        assert visible(store) == {"one.txt: first", "two.txt: first"}
        assert store.names() == before


def test_an_answer_that_is_lost_behind_the_commit_loses_nothing(store: Store) -> None:
    written("first")
    store.proxy.play(stores.hanging_up, "target.json", times=2, method="PUT")
    written("second")
    assert visible(store) == {"one.txt: second", "two.txt: second"}


def test_of_two_runs_at_once_one_is_refused(store: Store) -> None:
    run = run_id()

    def overtaken() -> None:
        with standing([GOOD], FACTS, run) as (_, [folder]), claimed({"": folder}, FACTS, run) as target:
            (target.stage() / "one.txt").write_text("slow")
            written("quick")
            target.commit()

    with pytest.raises(UsageError, match="another run has written there meanwhile"):
        overtaken()
    assert visible(store) == {"one.txt: quick", "two.txt: quick"}
    assert not [name for name in store.names() if run in name]


def test_what_a_killed_run_left_is_no_part_and_goes_a_day_later(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    young, old = run_id(), "20200101T000000Z-abcd"
    store.put(
        {f"good/{run}/one.txt": "left" for run in (young, old)} | {f"good/.provenance/runs/{old}.parquet": "left"}
    )
    written("sound")
    assert visible(store) == {"one.txt: sound", "two.txt: sound"}
    assert {name.split("/")[1] for name in store.names() if "left" not in name} >= {young, ".provenance"}
    assert not [name for name in store.names() if old in name]
    monkeypatch.setattr(mirrors, "LEFT", mirrors.LEFT * 0)
    written("again")
    assert not [name for name in store.names() if young in name]


class Killed(BaseException):
    """The end of a process: nothing that follows is done, no cleaning up either."""


class Mortal:
    """A store that takes so many writes and removals; with the next one the process ends."""

    def __init__(self, store: Any, left: int) -> None:
        self._store, self.left = store, left

    def __getattr__(self, name: str) -> Any:
        if name in {"put", "remove"}:
            self.left -= 1
        if self.left < 0:
            raise Killed
        return getattr(self._store, name)


def gated(name: str, monkeypatch: pytest.MonkeyPatch, *, writes: int = 1_000) -> int:
    """Replace both sides of a gate, and return how many writes are left; the process may end on the way."""
    mortal = Mortal(bucket_of(address_of(GOOD)), writes)
    run = run_id()
    with monkeypatch.context() as patched:
        patched.setattr(mirrors, "bucket_of", lambda _: mortal)
        patched.setattr(mirrors, "_AT_ONCE", 1)
        with (
            suppress(Killed),
            standing([GOOD, BAD], GATE, run) as (_, folders),
            claimed(dict(zip(("accepted", "quarantine"), folders, strict=True)), GATE, run, Mode.REPLACE) as target,
        ):
            for side in target.folders:
                (target.stage(side) / name).write_text(TEXT)
            target.commit()
    return mortal.left


@pytest.mark.parametrize("before", [[], ["old.txt"]], ids=["nothing was there", "a run was there"])
@pytest.mark.slow  # a run for each write; the tests before fail and kill at the writes that count
def test_whenever_a_process_is_killed_the_sides_are_those_of_one_run_and_the_next_one_cleans_up(
    store: Store, monkeypatch: pytest.MonkeyPatch, before: list[str]
) -> None:
    """At each write, and at each removal."""
    monkeypatch.setattr(mirrors, "LEFT", mirrors.LEFT * 0)
    left = number = 0
    gated("old.txt", monkeypatch)
    while number == 0 or left < 0:
        if not before:
            store.files.rm(store.files.find(BUCKET))
        left = gated("new.txt", monkeypatch, writes=number)
        found = [[file.source.rpartition("/")[2] for file in listing([f"{side}/"]).files] for side in (GOOD, BAD)]
        assert found in ([before] * 2, [["new.txt"]] * 2), number
        gated("old.txt", monkeypatch)
        assert [name.rpartition("/")[2] for name in store.names() if name.endswith(".txt")] == ["old.txt"] * 2, number
        number += 1
    assert number > 6  # two files, two lists, two manifests


def test_commands_write_to_addresses_and_read_them_again(store: Store, call: Call, tmp_path: Path) -> None:
    corpus(tmp_path / "in", "a")
    root = f"s3://{BUCKET}/out"
    words = ("--accepted", f"{root}/good", "--quarantine", f"{root}/bad", "--run", f"{root}/run")
    words += ("-o", f"{root}/r.json", "-f", "json", "--output", f"concise={root}/r-{{date}}.txt")
    done = call("check", "in", "--exit-zero", "--isolated", "--no-cache", "--now", "2026-01-02", *words, cwd=tmp_path)
    assert (done.returncode, done.stdout.partition(":")[0]) == (0, "2 records")
    assert f"{root}/run: what was written lies in {root}/run/" in done.stderr
    assert "provenance-" not in done.stderr
    told = json.loads(store.files.cat_file(f"{BUCKET}/out/r.json"))
    assert told["gate"]["targets"] == {"accepted": f"{root}/good", "quarantine": f"{root}/bad"}
    assert store.files.exists(f"{BUCKET}/out/r-2026-01-02.txt")

    again = call("report", f"{root}/run", "-f", "concise", "--report", f"{root}/page.html", cwd=tmp_path)
    assert again.stdout.encode().startswith(store.files.cat_file(f"{BUCKET}/out/r-2026-01-02.txt"))
    assert b"<html" in store.files.cat_file(f"{BUCKET}/out/page.html")
    assert call("diff", f"{root}/run", f"{root}/run", cwd=tmp_path).returncode == 0
    nothing = call("report", f"{root}/none", cwd=tmp_path)
    assert (nothing.returncode, nothing.stderr.startswith(f"error: {root}/none: no stored run:")) == (2, True)

    facts = call("extract", "in", "--to", f"{root}/facts", "--isolated", cwd=tmp_path)
    assert f"frames to {root}/facts" in facts.stdout
    [name] = [name for name in store.names() if name.endswith("articles.parquet") and "/facts/" in name]
    assert pl.read_parquet(store.files.cat_file(f"{BUCKET}/{name}")).height == 2
    assert not [path for path in tmp_path.iterdir() if path.name not in {"in", ".provenance_cache"}]


@pytest.mark.usefixtures("store")
def test_a_web_server_is_not_written_to(tmp_path: Path, call: Call) -> None:
    corpus(tmp_path / "in", "a")
    for words in (("--run", "https://host.example/run"), ("-o", "https://host.example/r.txt")):
        done = call("check", "in", "--isolated", *words, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (
            2, f"error: {words[1]}: a web server is only read; name a folder, or a place in a bucket\n",
        )  # fmt: skip
    mixed = call("check", "in", "--isolated", "--accepted", "good", "--quarantine", BAD, cwd=tmp_path)
    assert (mixed.returncode, mixed.stderr) == (
        2, f"error: good and {BAD}: name both in one kind of store, or both on the disk\n",
    )  # fmt: skip
    assert check_corpus(tmp_path / "in", POLICY).articles == 2
