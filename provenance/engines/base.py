"""What an engine is. It maps a pure, picklable, retry-safe function over shards and moves small results."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, TypeVar

S = TypeVar("S")
R = TypeVar("R")


class Engine(Protocol):
    """Where the work runs."""

    name: str

    def map(self, work: Callable[[S], R], shards: Iterable[S]) -> Iterator[R]:
        """Yield `work(shard)` for every shard, in order, never holding more than a few of them."""
        ...


@dataclass(frozen=True, kw_only=True)
class EngineDeclaration:
    """An engine by name: what `--engine` takes."""

    name: str
    about: str
    """What it is, in one line."""
    make: Callable[[str, int | None], Engine]
    """Makes it from what stands behind `://` (or nothing) and the number of workers. Raises ProvenanceError."""
