"""A lock on a folder: one process at a time writes there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from provenance.errors import UsageError
from provenance.storage.locks import acquire, release
from provenance.storage.targets.manifest import OWN

__all__ = ["LOCK", "acquire", "alone", "release"]

LOCK = f"{OWN}/lock"


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
