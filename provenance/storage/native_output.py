"""What libraries print on descriptor 2 beside Python: held back while they read what may be damaged.

Polars writes that one of its threads panicked, and where, before it raises; who turns the exception into a sentence
about the file wants none of that on a terminal. Where the process is ended meanwhile, what is held is lost with it.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO


class _Hold:
    """Descriptor 2, in the place of which a file stands while any thread wants it held."""

    def __init__(self) -> None:
        self.is_handled = False
        """What the output speaks of has come as an exception too."""
        self.is_over = False
        self._lock = threading.Lock()
        self._threads = 0
        self._kept: tuple[int, IO[bytes]] | None = None

    def enter(self) -> None:
        with self._lock:
            self._threads += 1
            if self._threads == 1 and not self.is_over:
                self._kept = _replaced()

    def leave(self) -> None:
        with self._lock:
            self._threads -= 1
            if not self._threads:
                self.release()

    def release(self) -> None:
        """Put the descriptor back, and hand on what was written meanwhile unless it has been told."""
        kept, self._kept = self._kept, None
        handled, self.is_handled = self.is_handled, False
        if kept is None:
            return
        descriptor, file = kept
        _flush()
        os.dup2(descriptor, 2)
        os.close(descriptor)
        with file, suppress(OSError):
            file.seek(0)
            if not handled:
                with open(2, "wb", closefd=False) as target:
                    shutil.copyfileobj(file, target)


_hold = _Hold()


def let_through() -> None:
    """Hold nothing back any more: the process will end without leaving the blocks that its threads are in."""
    _hold.is_over = True
    _hold.release()


@contextmanager
def held_back(handled: type[BaseException]) -> Iterator[None]:
    """Hold back what is written on descriptor 2, by this thread and all others, until no thread is in such a block.

    It is dropped if one of the blocks ended with the exception `told`, and else handed on. Blocks should be short:
    what Python itself writes to standard error waits as well.
    """
    _hold.enter()
    try:
        yield
    except handled:
        _hold.is_handled = True
        raise
    finally:
        _hold.leave()


def _replaced() -> tuple[int, IO[bytes]] | None:
    """Put a file in the place of descriptor 2; return a copy of that and the file, or None where that cannot be."""
    if sys.__stderr__ is None:  # it was closed when the process began, and may be any file by now
        return None
    _flush()
    try:
        file = tempfile.TemporaryFile(prefix="provenance-")  # noqa: SIM115 - `release` closes it
    except OSError:
        return None
    try:
        descriptor = os.dup(2) if stat.S_ISREG(os.fstat(file.fileno()).st_mode) else None
    except OSError:
        descriptor = None
    if descriptor is None:  # what is no file on a disk need not give back what was written, and may never end
        file.close()
        return None
    os.dup2(file.fileno(), 2)
    return descriptor, file


def _flush() -> None:
    with suppress(OSError, ValueError, AttributeError):
        sys.stderr.flush()
