"""Where the CPU time of `check` goes: one process, one thread, warm, as JSON.

    POLARS_MAX_THREADS=1 python benchmarks/stages.py PATH [--rounds 3] [--shard N]

`best` is the CPU of the best round in seconds, `first` that of the first one, in which patterns and tables are made;
`stages` has that of each fact and each other step, in seconds of the best round; `collects` counts how often a shard
had Polars work something out, eager calls included.
"""

from __future__ import annotations

import argparse
import functools
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

import polars as pl

from provenance import check, formats
from provenance.engines.base import Engine
from provenance.facts import order
from provenance.pipeline import reduce, shard
from provenance.policy import Policy


class InTurn(Engine):
    """One shard after another, in this thread."""

    name = "in turn"
    shards = 0

    def map(self, function: Callable[[Any], Any], shards: Iterable[Any]) -> Iterator[Any]:
        """Yield the results in order."""
        for each in shards:
            self.shards += 1
            yield function(each)


class Meter:
    """Counts collects, and the CPU of what is wrapped in it."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.taken: defaultdict[str, float] = defaultdict(float)
        self.collects, self.inside, self.within = 0, 0, [0.0]

    def timed(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function; what it takes is counted under `name`, without what others in it are counted for."""

        @functools.wraps(function)
        def call(*positional: Any, **named: Any) -> Any:
            start = time.process_time()
            self.within.append(0.0)
            try:
                return function(*positional, **named)
            finally:
                whole = time.process_time() - start
                self.taken[name] += whole - self.within.pop()
                self.within[-1] += whole

        return call

    def counted(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function; each call that stands in no other one is a collect."""

        @functools.wraps(function)
        def call(*positional: Any, **named: Any) -> Any:
            self.collects += not self.inside
            self.inside += 1
            try:
                return function(*positional, **named)
            finally:
                self.inside -= 1

        return call


def watched() -> Meter:
    """Wrap every fact, every step around them, and what has Polars work."""
    meter = Meter()
    for fact in order.declared():
        object.__setattr__(fact, "find", meter.timed(fact.name, fact.find))
    for module, name, label in (
        (formats, "read", "reading"), (shard, "apply_rules", "rules"), (reduce, "apply_rules", "rules"),
        (shard, "summarise", "summary"), (reduce, "_counted", "summary"), (reduce, "_arranged", "order of findings"),
        (reduce, "reduce_fact", "facts of the corpus"), (check, "conclude", "verdict"),
    ):  # fmt: skip
        setattr(module, name, meter.timed(label, getattr(module, name)))
    for name in ("collect", "_collect_eager"):
        if hasattr(pl.LazyFrame, name):
            setattr(pl.LazyFrame, name, meter.counted(getattr(pl.LazyFrame, name)))
    setattr(pl, "collect_all", meter.counted(pl.collect_all))  # noqa: B010 - mypy knows it as a function
    return meter


def rounds(path: str, number: int, articles: int) -> dict[str, Any]:
    """Check a corpus several times and return the figures of the best round."""
    meter, told = watched(), []
    for _ in range(number + 1):
        meter.taken.clear()
        meter.collects, engine, start = 0, InTurn(), time.process_time()
        run = check.check_corpus([path], Policy(now=date(2024, 6, 1)), engine=engine, shard_articles=articles)
        taken = time.process_time() - start
        told.append((taken, dict(meter.taken), meter.collects // engine.shards, run.articles))
    best = min(told[1:], default=told[0])
    return {
        "first": told[0][0], "best": best[0], "collects": best[2], "articles": best[3],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024),
        "stages": dict(sorted(best[1].items(), key=lambda stage: -stage[1])) | {"rest": best[0] - sum(best[1].values())},
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shard", type=int, default=formats.SHARD_ARTICLES)
    options = parser.parse_args()
    print(json.dumps(rounds(options.path, options.rounds, options.shard)))


if __name__ == "__main__":
    main()
