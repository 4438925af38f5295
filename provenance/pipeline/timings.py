"""How long the stages of a run take, and whether one shard holds up all others."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from statistics import median

from provenance.printing import many

SKEWED_SECONDS, SKEWED_TIMES = 10.0, 4
"""A shard is worth a warning if it takes longer than anybody likes to wait, and so many times as long as the others."""


class Watch:
    """Adds up the seconds of stages by their names."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time what is done in a block."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun


class Timings(Watch):
    """The stages of a run: those in shards, the seconds of all of them together, and those of the whole corpus."""

    def __init__(self) -> None:
        """Begin with no shards."""
        super().__init__()
        self.shards = 0
        self.slowest: Mapping[str, float] = {}

    def add(self, seconds: Mapping[str, float], articles: int) -> float:
        """Add a shard, the next one in their order; return how long it took."""
        own = sum(seconds.values())
        if own > self.slowest.get("seconds", 0.0):
            self.slowest = {"shard": self.shards, "articles": articles, "seconds": own}
        self.shards += 1
        for stage, each in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + each
        return own


def skew(shards: Sequence[tuple[int, float]]) -> str | None:
    """Return a sentence where one shard takes far longer than the others, and holds up the run.

    Args:
        shards: The articles of each shard, and its seconds, in their order.
    """
    if len(shards) < SKEWED_TIMES:
        return None
    usual = median(seconds for _, seconds in shards)
    number, (articles, longest) = max(enumerate(shards), key=lambda shard: shard[1][1])
    if longest < max(SKEWED_SECONDS, SKEWED_TIMES * usual):
        return None
    remedy = ": a smaller --shard-articles divides it" if articles > 1 else ""
    return (
        f"shard {number} ({many(articles, 'article')}) took {longest:,.1f} s, the others about {usual:,.1f} s{remedy}"
    )
