"""What a store is: a place whose objects are read in ranges, each as it was when it was looked at."""

from __future__ import annotations

import errno
import random
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from hashlib import blake2b
from typing import NamedTuple, TypeVar

from provenance.extras import Extra
from provenance.storage.addresses import Address

ATTEMPTS = 5
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 10.0  # seconds; doubled from attempt to attempt, less up to a half at random
Made = TypeVar("Made")


class RemoteObject(NamedTuple):
    """An object as it was listed: where it lies, its size in bytes, and what tells this version of it from others."""

    address: Address
    size: int
    version: str

    @property
    def stamp(self) -> int:
        """A number that is another one for every version, in the place of the time when a file last changed."""
        return int.from_bytes(blake2b(self.version.encode(), digest_size=8).digest(), "big") >> 1


class CutError(OSError):
    """A connection that broke off, or a store that was too busy: it is worth another attempt."""


class ChangedError(OSError):
    """An object is no longer the one that was listed, or somebody else was quicker to write it."""


def vanished() -> OSError:
    """Return what is raised for an object that is no longer there."""
    return FileNotFoundError(errno.ENOENT, "it has vanished since it was listed")


def changed() -> ChangedError:
    """Return what is raised for an object that is not the version which was listed."""
    return ChangedError(errno.ESTALE, "it has changed since it was listed; run again")


def denied() -> OSError:
    """Return what is raised where the store gives no access."""
    return PermissionError(errno.EACCES, "the store denies access to it")


def cut(why: str) -> CutError:
    """Return what is raised where another attempt may succeed."""
    return CutError(errno.EIO, f"it could not be read to its end: {why}")


class Store(ABC):
    """A kind of store. Its methods may be called by many threads; they raise OSError with a sentence."""

    extra: Extra
    """What has to be installed."""

    @abstractmethod
    def look(self, address: Address) -> RemoteObject | None:
        """Return the object that lies at an address, None where none does."""

    @abstractmethod
    def get(self, known: RemoteObject, start: int, end: int) -> bytes:
        """Return the bytes from `start` to `end` of one version of an object.

        Raises FileNotFoundError where it has vanished, ChangedError where it is another version by now, CutError where
        another attempt may succeed.
        """


def retried(attempt: Callable[[], Made], wait: Callable[[float], None] = time.sleep) -> Made:
    """Return what an attempt makes; one that is cut off is repeated, each time after a longer wait."""
    for number in range(1, ATTEMPTS):
        try:
            return attempt()
        except CutError:
            pause = min(_FIRST_WAIT * 2**number, _LONGEST_WAIT)
            wait(pause * random.uniform(0.5, 1))  # noqa: S311 - so that many do not come back at once
    return attempt()
