"""A fact of the corpus from the keys of shards, without a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import polars as pl

from provenance import corpus
from provenance.corpus.base import CorpusFact
from provenance.engines.local import Local
from provenance.pipeline.reduce import reduce_fact
from provenance.storage.spill import Spilled


def frame_of(fact: CorpusFact, shards: Iterable[pl.DataFrame]) -> pl.DataFrame:
    keys = Spilled()
    for shard in shards:
        keys.add(shard)
    return reduce_fact(fact, {fact.name: keys}, Local(), {})[fact.name].frame()


def frames_of(fact: CorpusFact, shards: Iterable[Mapping[str, pl.DataFrame]]) -> dict[str, pl.DataFrame]:
    """Return all frames of a fact of the corpus, from the facts of shards."""
    left: dict[str, Spilled] = {}
    for found in shards:
        for name, rows in corpus.keys_of(fact, found).items():
            left.setdefault(name, Spilled()).add(rows)
    return {name: rows.frame() for name, rows in reduce_fact(fact, left, Local(), {}).items()}
