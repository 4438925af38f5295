"""What a file holds, wherever it lies: on the disk, or packed in an archive, which no format needs to know."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from provenance.formats import streams
from provenance.formats.archives.pool import CopyPool
from provenance.formats.shards import File


def opened(file: File) -> AbstractContextManager[BinaryIO]:
    """Open a file as it lies there, compressed if it is. Raises OSError, or what the library of its archive does."""
    return open(file.path, "rb") if file.member is None else file.member.open()


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
