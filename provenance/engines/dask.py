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
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from provenance import extras
from provenance.engines import alike
from provenance.engines.base import Engine, EngineDeclaration, Lost, R, S
from provenance.errors import UsageError

if TYPE_CHECKING:
    from distributed import Client, Future

SECONDS = 10
"""How long a scheduler may take to answer."""
ATTEMPTS, PAUSE = 3, 1.0
"""How often workers are asked for their versions, where some of them die; seconds between."""
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
        from distributed.scheduler import KilledWorker

        with self._client() as client:
            refuse_others(client)
            work = client.scatter(function, broadcast=True, hash=False)
            waiting: deque[tuple[S, Future]] = deque()
            most = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
            ordered = iter(shards)
            for shard in ordered:
                sent = client.scatter(shard, hash=False)  # of some formats it holds bytes
                waiting.append((shard, client.submit(_work, work, sent, pure=False)))
                while len(waiting) > most:
                    yield _result(*waiting.popleft(), KilledWorker)
            while waiting:
                yield _result(*waiting.popleft(), KilledWorker)

    @contextmanager
    def _client(self) -> Iterator[Client]:
        """Give the client of the cluster; that of this machine ends with it."""
        from distributed import Client, LocalCluster

        if self.address:
            try:
                client = Client(self.address, timeout=SECONDS, set_as_default=False)
            except OSError as error:
                message = f"dask://{self.address}: no scheduler answers there: {error}"
                raise UsageError(message) from error
            with client:
                yield client
            return
        options = {"threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None, "silence_logs": "CRITICAL"}
        with _interrupts_ignored():
            own = LocalCluster(n_workers=self.workers, **options)
        with own as cluster, Client(cluster, set_as_default=False) as client:
            yield client


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


def _work(function: Callable[[S], R], shard: S) -> R:
    return function(shard)


def _result(shard: Any, future: Future, killed: type[Exception]) -> Any:  # noqa: ANN401 - what the function returns
    try:
        return future.result()
    except killed:
        return Lost(shard)


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
