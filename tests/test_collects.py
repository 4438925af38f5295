"""How often a shard has Polars work something out: each time costs a tenth of a millisecond, whatever there is to do."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from provenance import formats
from provenance.check import listed
from provenance.pipeline.shard import Job, map_shard
from provenance.policy import Policy
from provenance.rules.registry import registry

CORPUS = Path(__file__).parent.parent / "sample_corpus"
MOST = 1_896
"""Lower it when a change makes it possible; what raises it is told in the change."""


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count the calls in which Polars works, eager ones included; one within another is none of its own."""
    calls: list[str] = []
    inside = 0

    def counting(name: str) -> None:
        real = getattr(pl.LazyFrame, name)

        def call(frame: pl.LazyFrame, *positional: object, **named: object) -> object:
            nonlocal inside
            if not inside:
                calls.append(name)
            inside += 1
            try:
                return real(frame, *positional, **named)
            finally:
                inside -= 1

        monkeypatch.setattr(pl.LazyFrame, name, call)

    for name in ("collect", "_collect_eager"):
        if hasattr(pl.LazyFrame, name):
            counting(name)
    return calls


def test_a_shard_has_polars_work_so_often_and_no_more(counted):
    job = Job(rules=registry(), catalogues={}, now=datetime(2024, 6, 1, tzinfo=UTC))
    shard = max(formats.plan(listed([CORPUS], Policy()), fields={}), key=lambda shard: len(shard.inputs))
    map_shard(shard, job=job)
    counted.clear()
    map_shard(shard, job=job)
    assert 0 < len(counted) <= MOST
