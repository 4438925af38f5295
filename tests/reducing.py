"""A fact of the corpus from the keys of shards, without a corpus."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from provenance.corpus.base import CorpusFact
from provenance.engines.local import Local
from provenance.pipeline.reduce import reduce_fact
from provenance.storage.spill import Spilled


def frame_of(fact: CorpusFact, shards: Iterable[pl.DataFrame]) -> pl.DataFrame:
    keys = Spilled()
    for shard in shards:
        keys.add(shard)
    return reduce_fact(fact, keys, Local(), {})
