"""Where the work runs. An engine maps a pure, picklable, retry-safe function over shards and moves small results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

S = TypeVar("S")
R = TypeVar("R")


class Engine(Protocol):
    """The one thing an engine does."""

    name: str

    def map(self, work: Callable[[S], R], shards: Iterable[S]) -> Iterator[R]:
        """Yield `work(shard)` for every shard, in order, never holding more than a few of them."""
        ...
