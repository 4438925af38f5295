"""Objects in large blocks: a few of the last ones are kept, and the next one is fetched while one is read."""

from __future__ import annotations

import io
import os
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from threading import Lock
from typing import Any, TypeVar

from provenance.storage.remote.store import RemoteObject, retried
from provenance.storage.remote.stores import store_of

BLOCK = 4 << 20
"""Bytes of a block: at 20 ms a request and 50 MB a second a request then costs a fifth of the time of its bytes."""
_KEPT, _MOST = 64 << 20, 4096
_AHEAD, _AT_ONCE = 16, 4
Item = TypeVar("Item")


class _Blocks:
    """The blocks that were read last, and those on their way; nobody asks twice for one."""

    def __init__(self) -> None:
        self._held: OrderedDict[tuple[RemoteObject, int], Future[bytes]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()
        self._threads: ThreadPoolExecutor | None = None

    def forget(self) -> None:
        """Begin anew, as in a process that a fork has made."""
        self.__init__()  # type: ignore[misc]

    def fetch(self, known: RemoteObject, number: int) -> Future[bytes]:
        """Return a block, which may still be on its way."""
        with self._lock:
            block = self._held.get((known, number))
            if block is None:
                self._threads = self._threads or ThreadPoolExecutor(_AHEAD, thread_name_prefix="provenance-fetch")
                end = min(known.size, (number + 1) * BLOCK)
                block = self._threads.submit(fetched, known, number * BLOCK, end)
                self._held[known, number] = block
                self._bytes += end - number * BLOCK
                self._shrink()
            self._held.move_to_end((known, number))
            return block

    def drop(self, known: RemoteObject, number: int) -> None:
        """Let go of a block that could not be fetched, so that who asks again is not told of an old failure."""
        with self._lock:
            self._forget((known, number))

    def _shrink(self) -> None:
        """Let go of the oldest blocks that have come, as far as there is too much."""
        while self._bytes > _KEPT or len(self._held) > _MOST:
            oldest = next(iter(self._held))
            if not self._held[oldest].done():
                return
            self._forget(oldest)

    def _forget(self, key: tuple[RemoteObject, int]) -> None:
        if self._held.pop(key, None):
            self._bytes -= _length(*key)


def _length(known: RemoteObject, number: int) -> int:
    return min(BLOCK, known.size - number * BLOCK)


_blocks = _Blocks()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_blocks.forget)


def fetched(known: RemoteObject, start: int, end: int) -> bytes:
    """Return a range of an object as it was listed, asked for again where the connection breaks off. Raises OSError."""
    store = store_of(known.address.scheme)
    return retried(lambda: store.get(known, start, end)) if end > start else b""


def ranges(known: RemoteObject, wanted: Iterable[tuple[int, int]]) -> Iterator[tuple[int, bytes]]:
    """Yield the bytes of ranges, each with where it begins; of a long one a block at a time. Raises OSError.

    They are not kept; a few are on their way at once.
    """
    parts = ((at, min(at + BLOCK, end)) for start, end in wanted for at in range(start, end, BLOCK))
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="provenance-fetch") as threads:
        on_their_way: deque[tuple[int, Future[bytes]]] = deque()
        for start, end in parts:
            on_their_way.append((start, threads.submit(fetched, known, start, end)))
            if len(on_their_way) == _AT_ONCE:
                at, data = on_their_way.popleft()
                yield at, data.result()
        for at, data in on_their_way:
            yield at, data.result()


def read(known: RemoteObject, size: int, at: int) -> bytes:
    """Return `size` bytes from `at` on, fewer where the object ends, through the blocks. Raises OSError."""
    end = min(at + size, known.size)
    parts = []
    while at < end:
        number = at // BLOCK
        try:
            block = _blocks.fetch(known, number).result()
        except OSError:
            _blocks.drop(known, number)
            raise
        part = block[at - number * BLOCK : end - number * BLOCK]
        parts.append(part)
        at += len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def ahead(items: Iterable[Item], object_of: Callable[[Item], RemoteObject | None]) -> Iterator[Item]:
    """Yield items while the first blocks of the objects of the next ones are on their way."""
    source = iter(items)
    waiting: deque[Item] = deque()
    while True:
        for item in islice(source, _AHEAD - len(waiting)):
            if (known := object_of(item)) and known.size > 0:
                _blocks.fetch(known, 0)
            waiting.append(item)
        if not waiting:
            return
        yield waiting.popleft()


class ObjectReader(io.RawIOBase):
    """An object as a stream that can be read at any byte; read on, it has the next block fetched meanwhile."""

    def __init__(self, known: RemoteObject) -> None:
        self._known, self._at = known, 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can be read at any byte."""
        return True

    def tell(self) -> int:
        """Return where it is read next."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a byte."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._known.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever takes bytes
        """Read as much as the buffer takes, and no block asks for."""
        number = self._at // BLOCK
        data = read(self._known, min(len(buffer), (number + 1) * BLOCK - self._at), self._at)
        if number and (number + 1) * BLOCK < self._known.size:
            _blocks.fetch(self._known, number + 1)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
