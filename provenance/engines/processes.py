"""The engine of one machine with processes: each has an interpreter of its own, and what kills one kills no other.

A worker that dies (the system takes it for want of memory, a library crashes) loses the shards in hand, not the run:
each is tried once more, alone, and given up as `Lost` if a worker dies on it again.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import pickle
import signal
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from threading import Thread
from typing import Any

from provenance.engines.base import Engine, EngineDeclaration, Lost, R, S
from provenance.errors import UsageError

THREADS = "POLARS_MAX_THREADS"
"""How many threads Polars has in a process: it reads the variable when it first needs one."""
_function: Callable[[Any], Any]  # of a worker


class Processes(Engine):
    """Work in processes that are started afresh (`spawn`), as many as there are cores, at most four."""

    name = "processes"

    def __init__(self, workers: int | None = None) -> None:
        self.workers = workers or min(4, os.cpu_count() or 1)

    def map(self, function: Callable[[S], R], shards: Iterable[S]) -> Iterator[R | Lost[S]]:
        """Yield the results in order; at most one shard more than workers is read ahead.

        An error, an interruption or a caller who wants no more ends the workers.
        """
        with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
            place = (
                Path(folder) / "function"
            )  # a worker that dies before it reads a long message leaves its sender waiting
            place.write_bytes(pickle.dumps(function))
            yield from self._mapped(place, shards)

    def _mapped(self, packed: Path, shards: Iterable[S]) -> Iterator[Any]:
        waiting: deque[tuple[S, Future[Any]]] = deque()
        pool = self._pool(packed, self.workers)
        try:
            for shard in shards:
                waiting.append((shard, _given(shard, pool)))
                if len(waiting) > self.workers:
                    done, pool = self._first(waiting, packed, pool)
                    yield from done
            while waiting:
                done, pool = self._first(waiting, packed, pool)
                yield from done
        except BaseException:
            _end(pool)
            raise
        pool.shutdown()

    def _first(
        self, waiting: deque[tuple[S, Future[R]]], packed: Path, pool: ProcessPoolExecutor
    ) -> tuple[list[R | Lost[S]], ProcessPoolExecutor]:
        """Return the result of the first shard that waits; those of all, and a new pool, where a worker has died."""
        try:
            result = waiting[0][1].result()
        except BrokenProcessPool:
            pool.shutdown(cancel_futures=True)
            again: list[R | Lost[S]] = []
            while waiting:
                shard, future = waiting.popleft()
                lost = future.cancelled() or future.exception() is not None
                again.append(self._alone(shard, packed) if lost else future.result())
            return again, self._pool(packed, self.workers)
        waiting.popleft()
        return [result], pool

    def _alone(self, shard: Any, packed: Path) -> Any:  # noqa: ANN401 - what the function returns, or Lost
        """Return the result of a shard on which a worker may have died, from a worker of its own."""
        with self._pool(packed, 1) as pool:
            try:
                return pool.submit(_work, shard).result()
            except BrokenProcessPool:
                return Lost(shard)

    def _pool(self, packed: Path, workers: int) -> ProcessPoolExecutor:
        threads = max(1, (os.cpu_count() or 1) // workers)
        arguments = packed, threads, gc.get_threshold()
        return ProcessPoolExecutor(
            workers, multiprocessing.get_context("spawn"), initializer=_begin, initargs=arguments
        )


def _begin(packed: Path, threads: int, thresholds: tuple[int, int, int]) -> None:
    """Prepare a worker: the one that was called answers Ctrl-C, and no worker outlives it, however it ends.

    It looks for cycles as rarely as the one that was called.
    """
    global _function  # noqa: PLW0603 - one function a process, unpacked once
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_caller, daemon=True).start()
    os.environ.setdefault(THREADS, str(threads))
    gc.set_threshold(*thresholds)
    _function = pickle.loads(packed.read_bytes())  # noqa: S301 - from the process that has started this one


def _end_with_caller() -> None:
    caller = multiprocessing.parent_process()
    if caller is not None:
        caller.join()
        os._exit(1)


def _work(shard: S) -> Any:  # noqa: ANN401 - what the function returns
    return _function(shard)


def _given(shard: S, pool: ProcessPoolExecutor) -> Future[Any]:
    """Give a shard to a pool; one that is broken already breaks its promise as well."""
    try:
        return pool.submit(_work, shard)
    except BrokenProcessPool as error:
        broken: Future[Any] = Future()
        broken.set_exception(error)
        return broken


def _end(pool: ProcessPoolExecutor) -> None:
    """End the workers at once: what they have in hand is not wanted any more."""
    ours = set(pool._processes or ())  # noqa: SLF001 - the way to them from 3.14 on is `kill_workers`
    pool.shutdown(wait=False, cancel_futures=True)
    for process in multiprocessing.active_children():
        if process.pid in ours:
            process.kill()


def _make(address: str, workers: int | None) -> Engine:
    if address:
        message = f"the engine processes has no address, not {address!r}"
        raise UsageError(message)
    return Processes(workers)


ENGINE = EngineDeclaration(name="processes", about="processes of this machine", make=_make)
