"""Work on a Dask cluster: one that is there (`--engine dask://scheduler:8786`), or one of this machine for the run.

Most shards are descriptions of files, so the workers must see the input, and a target, under the paths at which it lies
here. Dask gives the shards of a worker that dies to others, and gives up one that has killed several.
"""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from provenance import extras
from provenance.engines import alike
from provenance.engines.base import Engine, EngineDeclaration, Lost, R, S
from provenance.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client, Future, LocalCluster

SECONDS = 10
"""How long a scheduler may take to answer."""
ATTEMPTS, PAUSE = 3, 1.0
"""How often workers are started, and asked for their versions, where some of them die; seconds between."""
AHEAD = 2
"""Shards that are in hand or waiting for each worker, so that none has to wait for this process."""


class Dask(Engine):
    """Work on a cluster."""

    name = "dask"

    def __init__(self, address: str = "", workers: int | None = None) -> None:
        extras.require("dask")
        self.address, self.workers = address, workers

    def map(self, function: Callable[[S], R], shards: Iterable[S]) -> Iterator[R | Lost[S]]:
        """Yield the results in order, a few shards a worker read ahead.

        Raises UsageError where no scheduler answers, or where a worker has other versions than this process.
        """
        with self._client() as client:
            refuse_others(client)
            work = _Work(client, function)
            waiting: deque[tuple[S, Future]] = deque()
            most = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
            for shard in shards:
                waiting.append((shard, work.given(shard)))
                while len(waiting) > most:
                    yield work.result(*waiting.popleft())
            while waiting:
                yield work.result(*waiting.popleft())

    @contextmanager
    def _client(self) -> Iterator[Client]:
        """Give the client of the cluster; that of this machine ends with it."""
        from distributed import Client

        if self.address:
            try:
                client = Client(self.address, timeout=SECONDS, set_as_default=False)
            except OSError as error:
                message = f"dask://{self.address}: no scheduler answers there: {error}"
                raise UsageError(message) from error
            with client:
                yield client
            return
        with _started(self.workers) as cluster, Client(cluster, set_as_default=False) as client:
            yield client


def _started(workers: int | None) -> LocalCluster:
    """Return a cluster of this machine. Raises UsageError if its workers die again and again before they are there."""
    from distributed import LocalCluster

    options = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None, "silence_logs": "CRITICAL"}
    for attempt in range(ATTEMPTS):
        try:
            with _interrupts_ignored():
                return LocalCluster(n_workers=workers, **options)
        except RuntimeError as error:  # a worker has died before it was there
            if attempt == ATTEMPTS - 1:
                message = f"no cluster of Dask can be started on this machine: {error}"
                raise UsageError(message) from error
    raise AssertionError


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Let processes that are started ignore Ctrl-C, as this one does meanwhile: it alone answers it later."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Work:
    """A function that all workers of a cluster have, and what is worked on with it."""

    def __init__(self, client: Client, function: Callable[[Any], Any]) -> None:
        self._client, self._function = client, function
        self._sent = self._broadcast()

    def _broadcast(self) -> Any:  # noqa: ANN401 - a future, or a list of them
        return self._client.scatter(self._function, broadcast=True, hash=False)

    def given(self, shard: Any) -> Future:  # noqa: ANN401 - whatever the function takes
        """Give a shard to a worker. It is a part of the task, so that it is not lost with the worker that had it."""
        return self._client.submit(_apply, self._sent, shard, pure=False)

    def result(self, shard: Any, future: Future) -> Any:  # noqa: ANN401 - what the function returns, or Lost
        """Return the result of a shard; where all workers that had the function have died, it is sent once more."""
        from distributed.scheduler import KilledWorker

        for attempt in range(ATTEMPTS):
            try:
                return future.result()
            except KilledWorker:
                return Lost(shard)
            except CancelledError:
                if attempt == ATTEMPTS - 1:
                    return Lost(shard)
                self._sent = self._broadcast()
                future = self.given(shard)
        raise AssertionError


def _apply(function: Callable[[S], R], shard: S) -> R:
    return function(shard)


def refuse_others(client: Client) -> None:
    """Raise UsageError if a worker lacks this package, or would find something else."""
    ours = alike.here()
    try:
        found = _asked(client)
    except Exception as error:  # whatever a worker without this package answers
        message = f"a worker of the cluster cannot load this package: {error}"
        raise UsageError(message) from error
    for worker, theirs in sorted(found.items()):
        alike.refuse(f"the worker {worker}", theirs, ours)
    if not found:
        message = "the cluster has no workers"
        raise UsageError(message)


def _asked(client: Client) -> dict[str, dict[str, str]]:
    """Ask all workers for their versions; once more where one of them has died meanwhile."""
    for attempt in range(ATTEMPTS):
        try:
            found: dict[str, dict[str, str]] = client.run(alike.here)
            break
        except OSError:  # a worker that is gone; another one takes its place
            if attempt == ATTEMPTS - 1:
                raise
            time.sleep(PAUSE)
    return found


def _make(address: str, workers: int | None) -> Engine:
    if address.startswith(":") or address.endswith("/"):
        message = f"dask://{address}: it takes the host and port of a scheduler, dask://HOST:8786"
        raise UsageError(message)
    return Dask(address, workers)


ENGINE = EngineDeclaration(name="dask", about="a Dask cluster, dask://HOST:PORT, or one of this machine", make=_make)
