"""Engines: the same results in the same order wherever the work runs; a worker that dies loses no run."""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from provenance.check import check_corpus
from provenance.engines import dask
from provenance.engines.base import Engine, Lost, R, S
from provenance.engines.local import Local
from provenance.engines.processes import Processes
from provenance.errors import UsageError
from provenance.fixing import writing
from provenance.gate import prepare, split_corpus
from provenance.pipeline.shard import Job
from provenance.policy.configuration import Policy
from tests import working

GOOD = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
POLICY = Policy(now=date(2024, 6, 1), select=("BPL001", "INP"))


def test_a_shard_that_kills_its_worker_is_tried_alone_and_then_given_up(tmp_path: Path) -> None:
    found = list(Processes(2).map(partial(working.work, folder=tmp_path), [0, 1, 2, 3, 4, 6]))
    assert [one.shard if isinstance(one, Lost) else one[0] for one in found] == [0, 1, 2, 3, 4, 6]
    assert [number for number, one in enumerate(found) if isinstance(one, Lost)] == [3]
    threads = {one[1] for one in found if not isinstance(one, Lost)}
    assert all(number and int(number) >= 1 for number in threads)
    assert _left() == []


def test_a_shard_that_kills_its_worker_once_has_its_result(tmp_path: Path) -> None:
    before = gc.get_threshold()
    gc.set_threshold(9_999, 8, 7)
    try:
        found = list(Processes(1).map(partial(working.work, folder=tmp_path), [5, 6]))
    finally:
        gc.set_threshold(*before)
    assert [one.shard if isinstance(one, Lost) else one[0] for one in found] == [5, 6]
    assert {one[2] for one in found if not isinstance(one, Lost)} == {(9_999, 8, 7)}  # as the caller looks for cycles


def test_no_worker_outlives_a_process_that_is_killed(tmp_path: Path) -> None:
    code = (
        "from functools import partial; from pathlib import Path; from provenance.engines.processes import Processes\n"
        "from tests import working\n"
        f"if __name__ == '__main__': list(Processes(2).map(partial(working.wait, folder=Path({str(tmp_path)!r})), [1, 2, 3]))"
    )
    (tmp_path / "main.py").write_text(code, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent.parent)}
    process = subprocess.Popen([sys.executable, str(tmp_path / "main.py")], env=environment)
    workers = _soon(lambda: [int(one.stem) for one in tmp_path.glob("*.pid")], lambda found: len(found) == 2)
    process.kill()
    process.wait()
    assert _soon(lambda: [one for one in workers if _is_alive(one)], lambda found: not found) == []


def _left() -> list[int]:
    """Return the processes that are left; the threads of a pool take notice of those that have ended."""
    return _soon(lambda: [one.pid or 0 for one in multiprocessing.active_children()], lambda found: not found)


def _soon(look: Callable[[], list[int]], enough: Callable[[list[int]], bool]) -> list[int]:
    """Look until it is enough, for half a minute at most."""
    for _ in range(300):
        if enough(look()):
            break
        time.sleep(0.1)
    return look()


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def test_an_error_in_a_worker_is_the_caller_s_and_ends_the_workers(tmp_path: Path) -> None:
    found = Processes(2).map(partial(working.work, folder=tmp_path), iter([1, 7, *[2] * 50]))
    assert next(found)
    with pytest.raises(ValueError, match="seven"):
        list(found)
    assert _left() == []


class Losing(Engine):
    """An engine that loses every second shard."""

    name = "losing"

    def map(self, function: Callable[[S], R], shards: Iterable[S]) -> Iterator[R | Lost[S]]:
        for number, shard in enumerate(shards):
            yield Lost(shard) if number % 2 else function(shard)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for name in "ab":
        (folder / f"{name}.txt").write_text(f"{GOOD} {name}", encoding="utf-8")
    return folder


def test_a_lost_shard_is_a_finding(corpus: Path) -> None:
    run = check_corpus(corpus, POLICY, engine=Losing(), shard_articles=1)
    assert run.articles == 1
    (row,) = run.findings.select("code", "source", "message").rows()
    assert row[:2] == ("INP001", "b.txt")
    assert "two workers died on it" in row[2]


def test_nothing_of_a_lost_shard_is_accepted(corpus: Path, tmp_path: Path) -> None:
    good, bad = tmp_path / "good", tmp_path / "bad"
    run = check_corpus(corpus, POLICY, engine=Losing(), shard_articles=1)
    with prepare(good, bad, [corpus]) as targets:
        counts = split_corpus(run, [corpus], targets)
    assert (good / "a.txt").exists()
    assert not (good / "b.txt").exists()
    assert (bad / "b.txt").exists()
    assert (counts.records, counts.accepted, counts.quarantined, counts.unreadable) == (2, 1, 1, 0)


def test_a_repair_that_loses_a_shard_writes_nothing(corpus: Path) -> None:
    job = Job(rules=POLICY.rules(), catalogues={}, now=POLICY.clock())
    with pytest.raises(UsageError, match=r"b\.txt: two workers died"):
        writing.plan([corpus], job, {}, unsafe=False, engine=Losing(), shard_articles=1)


def test_processes_find_what_threads_find(corpus: Path) -> None:
    (corpus / "c.txt").write_text(" date 2024-03-12 An error occurred. Please try again.", encoding="utf-8")
    here, there = (check_corpus(corpus, POLICY, engine=engine, shard_articles=2) for engine in (Local(1), Processes(2)))
    assert here.findings.equals(there.findings)
    assert here.summary.equals(there.summary)
    assert here.findings.height


@pytest.mark.slow  # two programs and a cluster; what the engine makes of its client is held above and below
def test_a_cluster_finds_what_threads_find(corpus: Path) -> None:
    """In a process of its own: a cluster brings threads and sockets of its own."""
    options = ("--isolated", "--now", "2024-06-01", "--no-cache", "--shard-articles", "1", "--exit-zero", "-f", "json")
    command = [sys.executable, "-m", "provenance", "check", str(corpus), *options, "--engine"]
    done = subprocess.run([*command, "dask", "--workers", "1"], capture_output=True, text=True, check=True, timeout=120)
    here = subprocess.run([*command, "local"], capture_output=True, text=True, check=True, timeout=120)
    assert json.loads(done.stdout)["findings"] == json.loads(here.stdout)["findings"]
    assert "Traceback" not in done.stderr


def test_a_scheduler_that_does_not_answer_is_a_wrong_call(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask, "SECONDS", 0.2)
    with pytest.raises(UsageError, match=r"dask://127\.0\.0\.1:9: no scheduler answers there"):
        check_corpus(corpus, POLICY, engine=dask.Dask("127.0.0.1:9"))


class Client:
    """A client of a cluster whose workers answer with what is given."""

    def __init__(self, answers: dict[str, Any] | Exception) -> None:
        self.answers = answers

    def run(self, function: Callable[[], dict[str, str]]) -> dict[str, dict[str, str]]:
        """Ask all workers."""
        if isinstance(self.answers, Exception):
            raise self.answers
        return {name: function() | answer for name, answer in self.answers.items()}


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"one": {}, "two": {"polars": "0.1"}}, "the worker two has another version of polars: 0.1, here "),
        ({"one": {"additions": ""}}, "the worker one has another version of additions: , here "),
        ({}, "the cluster has no workers"),
        (
            ModuleNotFoundError("No module named 'provenance'"),
            "a worker of the cluster cannot load this package: No mod",
        ),
    ],
)
def test_workers_that_would_find_something_else_are_refused(answers: Any, sentence: str) -> None:
    dask.refuse_others(Client({"one": {}}))
    with pytest.raises(UsageError, match=f"^{sentence}"):
        dask.refuse_others(Client(answers))


@pytest.mark.parametrize("deaths", [2, 3])
def test_a_worker_that_dies_when_it_is_asked_is_asked_again(monkeypatch: pytest.MonkeyPatch, deaths: int) -> None:
    monkeypatch.setattr(dask, "PAUSE", 0.0)
    answers = iter([OSError("Stream is closed")] * deaths + [{"one": {}}])
    client = Client({})
    monkeypatch.setattr(client, "run", lambda function: Client(next(answers)).run(function))
    with nullcontext() if deaths < dask.ATTEMPTS else pytest.raises(UsageError, match="Stream is closed"):
        dask.refuse_others(client)


@pytest.mark.parametrize("deaths", [2, 3])
def test_a_cluster_whose_workers_die_before_they_are_there_is_started_again(
    monkeypatch: pytest.MonkeyPatch, deaths: int
) -> None:
    started: list[int | None] = []

    def start(n_workers: int | None, **_: object) -> str:
        started.append(n_workers)
        if len(started) <= deaths:
            message = "Nanny failed to start."
            raise RuntimeError(message)
        return "a cluster"

    monkeypatch.setattr("distributed.LocalCluster", start)
    with nullcontext() if deaths < dask.ATTEMPTS else pytest.raises(UsageError, match=r"Nanny failed to start\."):
        assert dask._started(2) == "a cluster"
    assert started == [2] * 3


@pytest.mark.parametrize("losses", [2, 3])
def test_a_function_that_is_lost_with_all_workers_is_sent_again(losses: int) -> None:
    class Forgetful:
        def __init__(self) -> None:
            self.sent = 0

        def scatter(self, function: Callable[[int], int], **_: object) -> Callable[[int], int]:
            self.sent += 1
            return function

        def submit(self, apply: Callable[..., int], *given: object, **_: object) -> Future[int]:
            future = Future[int]()
            if self.sent <= losses:
                future.set_exception(CancelledError("lost dependencies"))
            else:
                future.set_result(apply(*given))
            return future

    client = Forgetful()
    work = dask._Work(client, abs)
    found = work.result(-4, work.given(-4))
    assert found == (4 if losses < dask.ATTEMPTS else Lost(-4))
    assert client.sent == 3
