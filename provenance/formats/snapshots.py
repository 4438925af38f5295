"""Files as they were at one moment: a copy of one's own, which nobody can change under our hands."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

from provenance.formats import contents, streams
from provenance.formats.registry import COMPRESSED
from provenance.formats.shards import File


def take(file: File, folder: Path) -> File | None:
    """Copy a file as it is now to `place`; return the copy, or None if the file cannot be read (further).

    Of a file in an archive that is damaged the copy is what can be read, and breaks off as the file does.
    """
    copy = folder.with_name(folder.name + (file.suffix if file.suffix in COMPRESSED else ""))
    member = None
    with copy.open("wb") as target:
        try:
            target.writelines(contents.exact(file))
        except streams.DamagedError as error:
            archive = file.member.archive if file.member else None
            if archive is None or not error.byte:
                return None
            member = _BrokenOff(archive, str(copy))
    return file._replace(path=str(copy), size=copy.stat().st_size, member=member, packing="")


class _BrokenOff(NamedTuple):
    """A copy of the sound bytes of a file that is damaged behind them."""

    archive: File
    path: str

    def open(self) -> BinaryIO:
        """Open it, to be read like the file: behind its last byte is damage, and no end."""
        return cast("BinaryIO", io.BufferedReader(_Sound(self.path)))


class _Sound(io.FileIO):
    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - whatever takes bytes
        size = super().readinto(buffer)
        if not size:
            raise EOFError
        return size
