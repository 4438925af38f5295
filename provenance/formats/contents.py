"""What a file holds, wherever it lies: on the disk, in an archive, in a store, which no format needs to know."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Protocol

from provenance.formats import streams
from provenance.formats.archives.pool import CopyPool
from provenance.formats.shards import File
from provenance.formats.stored import Stored, object_of
from provenance.storage import remote


def opened(file: File) -> AbstractContextManager[BinaryIO]:
    """Open a file as it lies there, compressed if it is. Raises OSError, or what the library of its archive does."""
    return open(file.path, "rb") if file.member is None else file.member.open()


class AtWill(Protocol):
    """A file that is read at any byte, by many threads at once."""

    @property
    def size(self) -> int:
        """How many bytes it has."""

    def pread(self, size: int, at: int) -> bytes:
        """Return `size` bytes from `at` on, fewer where it ends. Raises OSError."""


class _OnDisk(NamedTuple):
    """A file of the disk; its size is that which it has when it is opened."""

    handle: int
    size: int

    def pread(self, size: int, at: int) -> bytes:
        data = os.pread(self.handle, size, at)
        while len(data) < size and (more := os.pread(self.handle, size - len(data), at + len(data))):
            data += more
        return data


@contextmanager
def at_will(file: File) -> Iterator[AtWill]:
    """Open a file as it lies there, to be read at any byte; one in an archive is copied for that. Raises OSError."""
    if isinstance(file.member, Stored):
        yield file.member
        return
    handle = os.open(place(file), os.O_RDONLY)
    try:
        yield _OnDisk(handle, os.fstat(handle).st_size)
    finally:
        os.close(handle)


def seekable(file: File) -> BinaryIO:
    """Open a file as it lies there, as a stream that can go to any byte. Raises OSError."""
    return file.member.open() if isinstance(file.member, Stored) else open(place(file), "rb")


def ahead(files: Iterable[File]) -> Iterator[File]:
    """Yield files; of those that lie in a store the next ones are on their way meanwhile."""
    return remote.ahead(files, object_of)


def chunks(file: File, size: int = streams.CHUNK) -> Iterator[bytes]:
    """Yield the (decompressed) bytes of a file, at most `size` at a time; raises DamagedError as `streams.chunks`."""
    if file.member is None and not file.packing:
        return streams.chunks(file.path, size)
    return streams.sound(partial(_decompressed, file), size)


def exact(file: File) -> Iterator[bytes]:
    """Yield the bytes of a file as they lie there, compressed if it is; raises DamagedError as `streams.chunks`."""
    return streams.sound(partial(opened, file))


@contextmanager
def _decompressed(file: File) -> Iterator[Any]:
    with opened(file) as raw, streams.decompressed(raw, file.suffix) as stream:
        yield stream


def place(file: File) -> str:
    """Return a path under which a file can be opened at any byte: its own, or that of a copy, which may soon be gone.

    Of a file in an archive the copy is made of what can be read. Raises OSError if none of it can, or no copy be made.
    """
    return file.path if file.member is None else _copies.path(file, partial(_write, file))


@contextmanager
def local_path(file: File, write: Callable[[File, BinaryIO], object] | None = None) -> Iterator[str]:
    """Give the path of a file, or of a copy that stays for as long as it is used here; `write` makes one of its own.

    Raises OSError as `place`.
    """
    if file.member is None:
        yield file.path
        return
    with _copies.on_disk(file, partial(write or _write, file)) as path:
        yield path


_copies = CopyPool()


def _write(file: File, target: BinaryIO) -> None:
    """Write a file as it lies there to `target`, as far as it can be read. Raises OSError if nothing of it can be."""
    try:
        target.writelines(exact(file))
    except streams.DamagedError as error:
        if not error.byte:
            raise OSError(error.detail) from error


@contextmanager
def on_disk(file: File) -> Iterator[File]:
    """Give a file as one that lies on the disk: itself, or a copy that is there for as long as it is used.

    Raises OSError as `place`.
    """
    if file.member is None:
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
        target = Path(folder) / f"copy{file.suffix}"
        with target.open("wb") as stream:
            _write(file, stream)
        yield file._replace(path=str(target), size=target.stat().st_size, member=None, packing="")
