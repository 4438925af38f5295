"""A lock on a folder that the system takes back when its process ends, however it ends."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from provenance.errors import UsageError
from provenance.storage.targets.manifest import OWN

LOCK = f"{OWN}/lock"

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


def acquire(place: Path) -> int | None:
    """Return an open handle on the locked file `place`, or None if a living process holds it.

    Raises OSError if the file cannot be made.
    """
    while True:
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            handle = os.open(place, _FLAGS, 0o666)
        except FileNotFoundError:  # its last holder has just removed the folder
            continue
        if not _lock(handle):
            os.close(handle)
            return None
        if _stands_at(handle, place):
            return handle
        os.close(handle)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep every other process that asks for it out of a folder. Raises UsageError if one is in it."""
    place = folder / LOCK
    handle = acquire(place)
    if handle is None:
        message = f"{folder}: another run is writing there; let it end first"
        raise UsageError(message)
    try:
        yield
    finally:
        with suppress(OSError):
            place.unlink()
        release(handle)
        with suppress(OSError):
            place.parent.rmdir()


def release(handle: int) -> None:
    """Give the lock back."""
    os.close(handle)


def _stands_at(handle: int, place: Path) -> bool:
    """Tell whether the file that was locked still has its name: its last holder may have removed it meanwhile."""
    try:
        return os.path.samestat(os.fstat(handle), place.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":  # pragma: no cover - the tests run elsewhere
    import msvcrt

    def _lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
