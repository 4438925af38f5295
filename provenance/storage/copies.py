"""Copies on the disk of single files in stores that a command is told to read, each known by its address.

Only what a user has typed is fetched: a configuration, a stored run and a corpus may be of strangers, and what they
name is never asked for.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from provenance.errors import PolicyError, UsageError
from provenance.storage.addresses import Address, restored

_addresses: dict[Path, str] = {}


@contextmanager
def copied(places: Iterable[Path]) -> Iterator[Mapping[Path, Path]]:
    """Give the copies of those places that are addresses; afterwards they are gone.

    Raises UsageError if there is no such file, if it cannot be read, or if its address holds what is secret, since the
    run and its reports name it. Raises MissingExtraError where the library of a store is missing.
    """
    remote = {place: address for place in places if (address := restored(place))}
    with ExitStack() as stack:
        copies: dict[Path, Path] = {}
        for number, (place, address) in enumerate(remote.items()):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"provenance-{number}-"))).resolve()
            copies[place] = _copy(address, folder / address.name)
            _addresses[copies[place]] = str(address)
            stack.callback(_addresses.pop, copies[place])
        yield copies


def is_copy(path: Path) -> bool:
    """Tell whether a file is the copy of one in a store."""
    return path in _addresses


def called(path: Path) -> str:
    """Return how the user has called a file: of a copy its address."""
    return _addresses.get(path) or str(path)


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Have what is said of a file name it as the user has called it."""
    try:
        yield
    except PolicyError as error:
        if not is_copy(path):
            raise
        raise PolicyError(str(error).replace(str(path), called(path))) from error


def _copy(address: Address, target: Path) -> Path:
    from provenance.storage.remote import ranges, retried, store_of

    if address.user or address.query:
        message = f"{address}: its address holds what is secret, and the run would name it; fetch the file yourself"
        raise UsageError(message)
    store = store_of(address.scheme)
    try:
        known = retried(lambda: store.look(address))
        if known is None:
            message = f"{address}: there is no such file"
            raise UsageError(message)
        with target.open("wb") as stream:
            for _, data in ranges(known, [(0, known.size)]):
                stream.write(data)
    except OSError as error:
        message = f"{address} cannot be read: {error.strerror or error}"
        raise UsageError(message) from error
    return target
