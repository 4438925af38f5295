"""The engine of one machine: a few threads, each with one shard in hand."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from provenance.engines.base import Engine, EngineDeclaration
from provenance.errors import UsageError

S = TypeVar("S")
R = TypeVar("R")


class Local(Engine):
    """Work in threads: Polars leaves the interpreter's lock, so they do run side by side."""

    name = "local"

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads or min(4, os.cpu_count() or 1)

    def map(self, function: Callable[[S], R], shards: Iterable[S]) -> Iterator[R]:
        """Yield the results in order; at most one shard more than threads is read ahead.

        An error waits for the shards in hand; an interruption, or a caller who wants no more, does not.
        """
        pending: deque[Future[R]] = deque()
        pool = ThreadPoolExecutor(self.threads)
        try:
            for shard in shards:
                pending.append(pool.submit(function, shard))
                if len(pending) > self.threads:
                    yield pending.popleft().result()
            while pending:
                yield pending.popleft().result()
        except BaseException as error:
            pool.shutdown(wait=isinstance(error, Exception), cancel_futures=True)
            raise
        pool.shutdown()


def _make(address: str, workers: int | None) -> Engine:
    if address:
        message = f"the local engine has no address, not {address!r}"
        raise UsageError(message)
    return Local(workers)


ENGINE = EngineDeclaration(name="local", about="threads of this process", make=_make)
