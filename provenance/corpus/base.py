"""What a fact of the whole corpus is: keys of each shard, brought together by equal keys, and reduced.

    keys of a shard ─ shuffle by `key` ─ reduce a partition at a time ─ finish: the frame

No partition need be held beside another one, so a corpus of any size can be reduced in the memory of one partition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from provenance.frames import FRAMES, Frame

KEY = "key"
"""The column of the keys by which rows are brought together: whole numbers without a sign, never null."""


@dataclass(frozen=True, kw_only=True)
class CorpusFact:
    """One fact of the whole corpus. Its functions are pure, and give the same for any shards and partitions."""

    frame: Frame
    """What it gives; further columns of its rows are for rules and reports only."""
    keys: Callable[[Mapping[str, pl.DataFrame]], pl.DataFrame]
    """From the facts of a shard, by name, to narrow rows with a column `key`. There `article` is the row of an article
    in the shard, and `articles` has its `id`."""
    reduce: Callable[[pl.DataFrame], pl.DataFrame]
    """From all rows of some keys to what remains of them: few rows."""
    finish: Callable[[pl.DataFrame, Mapping[str, pl.DataFrame]], pl.DataFrame]
    """From what remains of all keys, and the frames that it needs, to the frame in its order."""
    needs: tuple[str, ...] = ()
    """Other facts of the corpus."""

    def __post_init__(self) -> None:
        FRAMES.setdefault(self.frame.name, self.frame)  # so that rules can read it

    @property
    def name(self) -> str:
        """The name of its frame."""
        return self.frame.name
