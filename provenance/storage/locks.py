"""Locks on files that the system takes back when their process ends, however it ends."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


def acquire(place: Path) -> int | None:
    """Return an open handle on the locked file `place`, or None if a living process holds it.

    Raises OSError if the file cannot be made.
    """
    while True:
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            return hold(place)
        except FileNotFoundError:  # its last holder has just removed it, or the folder
            continue


def hold(place: Path) -> int | None:
    """Return an open handle on the locked file `place`, whose folder must be there, or None if it is locked already.

    Raises FileNotFoundError if another process removes it meanwhile, OSError if it cannot be made or locked.
    """
    handle = os.open(place, _FLAGS, 0o666)
    try:
        if not _lock(handle):
            os.close(handle)
            return None
        if _stands_at(handle, place):
            return handle
    except OSError:
        os.close(handle)
        raise
    os.close(handle)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(place))


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
