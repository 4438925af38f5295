"""Spark: the same results in the same order, whatever becomes of its workers. Run by `nox -s spark`."""

from __future__ import annotations

import shutil
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from provenance.check import check_corpus
from provenance.engines import alike
from provenance.engines.base import Lost
from provenance.engines.local import Local
from provenance.engines.spark import Spark
from provenance.errors import UsageError
from provenance.policy.configuration import Policy
from tests import working

pytest.importorskip("pyspark", reason="pyspark is not installed: nox -s spark has an environment with it")
pytestmark = pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17, which is not installed")

TEXT = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours about its cost and use."


def test_shards_that_kill_their_workers_are_tried_again_alone_and_then_given_up(tmp_path: Path) -> None:
    found = list(Spark(workers=2).map(partial(working.work, folder=tmp_path), [0, 1, 2, 3, 4, 5, 6]))
    assert [one.shard if isinstance(one, Lost) else one[0] for one in found] == [0, 1, 2, 3, 4, 5, 6]
    assert [number for number, one in enumerate(found) if isinstance(one, Lost)] == [3]


def test_an_error_on_a_worker_is_the_caller_s(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="seven"):
        list(Spark(workers=2).map(partial(working.work, folder=tmp_path), [1, 7, 2]))


def test_a_worker_that_would_find_something_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = alike.here()
    monkeypatch.setattr(alike, "here", lambda: here | {"polars": "0.1"})
    with pytest.raises(UsageError, match=r"a worker of the cluster has another version of polars: .*, here 0\.1"):
        list(Spark(workers=1).map(partial(working.work, folder=tmp_path), [1]))


def test_the_active_session_is_used_and_left_and_finds_what_threads_find(tmp_path: Path) -> None:
    from pyspark.sql import SparkSession

    (tmp_path / "in").mkdir()
    for number in range(6):
        (tmp_path / f"in/{number}.txt").write_text(f"{TEXT} Part {number}.\n\nAdvertisement", encoding="utf-8")
    policy = Policy(now=date(2024, 6, 1))
    here = check_corpus(tmp_path / "in", policy, engine=Local(1), shard_articles=2)
    options = {"spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1"}
    session = SparkSession.builder.master("local[1]").config(map=options).getOrCreate()
    try:
        there = check_corpus(tmp_path / "in", policy, engine=Spark(), shard_articles=2)
        assert SparkSession.getActiveSession() is session
        assert session.range(3).count() == 3
    finally:
        session.stop()
    assert there.findings.equals(here.findings)
    assert there.summary.equals(here.summary)
    assert here.findings.height
    assert there.record.engine == "spark"
