"""A file that is an object in a store."""

from __future__ import annotations

import io
from typing import BinaryIO, NamedTuple, cast

from provenance.formats.shards import File
from provenance.storage.remote import ObjectReader, RemoteObject, read


class Stored(NamedTuple):
    """Where a file lies that is an object in a store."""

    known: RemoteObject

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return self.known.size

    @property
    def archive(self) -> None:
        """It is packed in none."""
        return

    def open(self) -> BinaryIO:
        """Open it at its first byte, to be read at any. Raises OSError as it is read."""
        return cast("BinaryIO", io.BufferedReader(ObjectReader(self.known)))

    def pread(self, size: int, at: int) -> bytes:
        """Return `size` bytes from `at` on. Raises OSError."""
        return read(self.known, size, at)


def object_of(file: File) -> RemoteObject | None:
    """Return the object that a file is, None for one of the disk or in an archive."""
    return file.member.known if isinstance(file.member, Stored) else None
