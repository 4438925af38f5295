"""What an engine is. It maps a pure, picklable, retry-safe function over shards, and brings narrow rows together."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

import polars as pl

from provenance.storage.spill import WAITING, partitions

PARTITION = 100_000
"""Rows of a partition, about: they are held at once."""

S = TypeVar("S")
R = TypeVar("R")


@dataclass(frozen=True)
class Lost(Generic[S]):
    """A shard that has no result: a worker has died on it, and another one when it was tried again, alone."""

    shard: S


class Engine(ABC):
    """Where the work runs."""

    name: str

    @abstractmethod
    def map(self, function: Callable[[S], R], shards: Iterable[S]) -> Iterator[R | Lost[S]]:
        """Yield `function(shard)` for every shard, in order, never holding more than a few of them.

        An engine whose workers may die, for want of memory as a rule, yields `Lost` for a shard that has killed two.
        """

    def shuffle(
        self, frames: Iterable[pl.DataFrame], key: str, rows: int, at_once: int | None = None
    ) -> Iterator[pl.DataFrame]:
        """Yield all rows in partitions, those of an equal key in one; there may be none.

        Args:
            frames: Narrow frames with the same columns, as the shards gave them.
            key: The column by which rows are brought together: whole numbers without a sign.
            rows: How many rows there are in all.
            at_once: How many rows a partition has, about; fewer than `PARTITION` where they are not narrow.

        Here the partitions are spilled to a file without a name, and read one after another.
        """
        size = at_once or PARTITION
        return partitions(frames, key, -(-rows // size), min(size, WAITING))


@dataclass(frozen=True, kw_only=True)
class EngineDeclaration:
    """An engine by name: what `--engine` takes."""

    name: str
    about: str
    """What it is, in one line."""
    make: Callable[[str, int | None], Engine]
    """Makes it from what stands behind `://` (or nothing) and the number of workers. Raises ProvenanceError."""
