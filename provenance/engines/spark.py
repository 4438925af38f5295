"""Work on Spark: the session that is active (Databricks, spark-submit, Spark Connect), a cluster, or this machine.

Shards are partitions of small jobs, several of which run at once: Spark gives the shards of an executor that dies to
others. Most shards are descriptions of files, so the executors must see the input, and a target, under the paths at
which it lies here. What comes back is Arrow.
"""

from __future__ import annotations

import os
import pickle
import re
import sys
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from provenance import extras
from provenance.engines import alike
from provenance.engines.base import Engine, EngineDeclaration, Lost, R, S
from provenance.engines.processes import THREADS
from provenance.errors import UsageError

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import SparkSession

TOGETHER = 64
"""Shards of a job at most: what they leave behind is held at once."""
BYTES = 4 << 20
"""Bytes from which on shards that have to be sent make a job of their own."""
AT_ONCE = 2
"""How many shards are in hand or waiting for each slot, so that none has to wait for this process."""
ATTEMPTS = 4
"""How often a task is tried on this machine; a cluster has a setting of its own."""
_SCHEMA = "id long, result binary"
_TAG = "provenance"
_SAID = re.compile(r"[\w.]*(?:Error|Exception)\b.*: ")
"""The line of a traceback that tells what was wrong."""


class Spark(Engine):
    """Work on a cluster."""

    name = "spark"

    def __init__(self, address: str = "", workers: int | None = None) -> None:
        """Take the address of a master (`HOST:7077`), and how many shards this machine works on at once."""
        extras.require("spark")
        self.address, self.workers = address, workers

    def map(self, function: Callable[[S], R], shards: Iterable[S]) -> Iterator[R | Lost[S]]:
        """Yield the results in order, a few shards a slot read ahead.

        Raises UsageError where no session can be had, or where a worker lacks this package or has other versions.
        """
        warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)  # not used here
        with self._session() as spark:
            slots = self.workers or _slots(spark)
            _refuse_others(spark, min(slots, TOGETHER))
            jobs = _Jobs(spark, pickle.dumps((function, alike.here())))
            most = max(1, AT_ONCE * slots // min(slots, TOGETHER))
            waiting: deque[Future[list[R | Lost[S]]]] = deque()
            pool = ThreadPoolExecutor(most)
            try:
                for group in _groups(shards, min(slots, TOGETHER)):
                    waiting.append(pool.submit(jobs.results, group))
                    if len(waiting) > most:
                        yield from waiting.popleft().result()
                while waiting:
                    yield from waiting.popleft().result()
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                jobs.end()
                raise
            pool.shutdown()

    @contextmanager
    def _session(self) -> Iterator[SparkSession]:
        """Give the session that is active; one that is made here ends with the work."""
        from pyspark.sql import SparkSession

        active = SparkSession.getActiveSession()
        if active is not None and not self.address:
            yield active
            return
        spark = self._made()
        try:
            yield spark
        finally:
            spark.stop()

    def _made(self) -> SparkSession:
        """Return a session of the cluster that is named here, by `spark-submit` or for Connect, or of this machine."""
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.appName("provenance")
        if self.address:
            builder = builder.master(f"spark://{self.address}")
        own = not self.address and not {"PYSPARK_GATEWAY_PORT", "SPARK_REMOTE", "MASTER"} & {*os.environ}
        if own:
            builder = _of_this_machine(builder, self.workers or min(4, os.cpu_count() or 1))
        try:
            with _silent() if own else nullcontext():
                return builder.getOrCreate()
        except (PySparkException, OSError, RuntimeError) as error:
            message = f"no session of Spark can be had (it needs Java 17): {' '.join(str(error).split())[:300]}"
            raise UsageError(message) from error


def _of_this_machine(builder: Any, workers: int) -> Any:  # noqa: ANN401 - a builder has another class with Spark Connect
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    options = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        f"spark.executorEnv.{THREADS}": str(max(1, (os.cpu_count() or 1) // workers)),
    }
    builder = builder.master(f"local[{workers},{ATTEMPTS}]")
    for name, value in options.items():
        builder = builder.config(name, value)
    return builder


@contextmanager
def _silent() -> Iterator[None]:
    """Have the processes that are started write to nowhere: Spark greets on standard error, whatever it is told."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _slots(spark: SparkSession) -> int:
    """Return how many tasks the cluster runs at once, as far as it tells."""
    from pyspark.errors import PySparkException

    try:
        return max(1, int(spark.sparkContext.defaultParallelism))
    except PySparkException:  # Spark Connect has no context
        return int(spark.conf.get("spark.default.parallelism", "8") or 8)


def _groups(shards: Iterable[S], most: int) -> Iterator[list[tuple[S, bytes]]]:
    """Yield shards with their descriptions, as many as make a job."""
    group: list[tuple[S, bytes]] = []
    size = 0
    for shard in shards:
        packed = pickle.dumps(shard)
        group.append((shard, packed))
        size += len(packed)
        if len(group) >= most or size >= BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def _refuse_others(spark: SparkSession, workers: int) -> None:
    """Raise UsageError if workers cannot do anything, for want of this package as a rule, or would find something else.

    Nobody tells on which executors a job runs; so each shard is held to the versions again where it is worked on.
    """
    jobs = _Jobs(spark, pickle.dumps((_nothing, alike.here())))
    try:
        answers = jobs.probe(workers)
    except Exception as error:  # whatever a worker without this package answers
        said = [line.strip() for line in str(error).splitlines() if _SAID.match(line.strip())]
        message = f"a worker of the cluster cannot load this package: {(said or [str(error).strip()])[-1][:300]}"
        raise UsageError(message) from error
    for answer in answers:
        _value(*answer)


def _nothing(_: object) -> None:
    """Do nothing: a worker that can do this has the package."""


class _Jobs:
    """Jobs of a session that apply one function."""

    def __init__(self, spark: SparkSession, packed: bytes) -> None:
        self._spark, self._packed, self._is_over = spark, packed, False

    def end(self) -> None:
        """Have Spark give up what is in hand: it is not wanted any more."""
        self._is_over = True
        self._spark.interruptTag(_TAG)

    def probe(self, workers: int) -> list[tuple[str, Any]]:
        """Return what so many tasks answer that do nothing; once more where workers have died meanwhile."""
        nothing = [pickle.dumps(None)] * workers
        try:
            return self.run(nothing)
        except Exception:  # noqa: BLE001 - it is raised again if it comes again
            return self.run(nothing)

    def results(self, group: Sequence[tuple[S, bytes]]) -> list[Any]:
        """Return the results of shards in their order; each is tried alone where the job of all has failed."""
        try:
            answers = self.run([packed for _, packed in group])
        except Exception:
            if self._is_over:
                raise
            answers = [self._alone(shard, packed) for shard, packed in group]  # workers have died too often
        return [_value(*answer) for answer in answers]

    def _alone(self, shard: S, packed: bytes) -> tuple[str, Any]:
        try:
            return self.run([packed])[0]
        except Exception:
            if self._is_over:
                raise
            return "done", Lost(shard)

    def run(self, shards: list[bytes]) -> list[tuple[str, Any]]:
        """Run a job with a partition a shard, and return what `_answer` has made of each."""
        self._spark.addTag(_TAG)
        numbers = self._spark.range(0, len(shards), 1, len(shards))
        work = partial(_work, packed=self._packed, shards=shards)
        table = numbers.mapInArrow(work, _SCHEMA).toArrow()
        answers = dict(zip(table["id"].to_pylist(), table["result"].to_pylist(), strict=True))
        return [pickle.loads(answers[number]) for number in range(len(shards))]  # noqa: S301 - from workers of ours


def _value(kind: str, value: Any) -> Any:  # noqa: ANN401 - what the function returns, or Lost
    """Return the result of a shard. Raises UsageError for a worker of other versions, and what the function raised."""
    if kind == "unlike":
        alike.refuse("a worker of the cluster", value, alike.here())
    if kind == "raised":
        raise value
    return value


def _work(batches: Iterator[pa.RecordBatch], *, packed: bytes, shards: list[bytes]) -> Iterator[pa.RecordBatch]:
    """Work on the shards whose numbers come in; what is raised goes back, so that it is not tried again."""
    import pyarrow as pa

    function, theirs = _function(packed)
    for batch in batches:
        for number in batch.column(0).to_pylist():
            result = pickle.dumps(_answer(function, theirs, shards[number]))
            yield pa.RecordBatch.from_pydict({"id": [number], "result": [result]})


@cache
def _function(packed: bytes) -> tuple[Callable[[Any], Any], dict[str, str]]:
    function, theirs = pickle.loads(packed)  # noqa: S301 - from the process that has sent it
    return function, theirs


def _answer(function: Callable[[Any], Any], theirs: dict[str, str], shard: bytes) -> tuple[str, Any]:
    """Return the result of a shard, or why there is none: another version here, or what the function has raised."""
    if (ours := alike.here()) != theirs:
        return "unlike", ours
    try:
        return "done", function(pickle.loads(shard))  # noqa: S301
    except Exception as error:  # noqa: BLE001 - whatever it is, the caller is to have it
        return "raised", error


def _make(address: str, workers: int | None) -> Engine:
    if address.startswith(":") or address.endswith("/"):
        message = f"spark://{address}: it takes the host and port of a master, spark://HOST:7077"
        raise UsageError(message)
    return Spark(address, workers)


ENGINE = EngineDeclaration(
    name="spark", about="the active session of Spark, the cluster spark://HOST:PORT, or this machine", make=_make
)
