"""A bag that is verified: a folder as it is, an archive unpacked into a passing folder, neither trusted.

What of an archive cannot be read is told by file, so that a bag with one bad sector is a bag that has changed.
"""

from __future__ import annotations

import lzma
import os
import re
import shutil
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from provenance.errors import UsageError
from provenance.packing import bag
from provenance.storage.archive_limits import STANDARD
from provenance.storage.untrusted import inside, path_inside

_DAMAGED = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, NotImplementedError,
    RuntimeError, ValueError,
)  # fmt: skip
_TAKEN = (FileExistsError, NotADirectoryError, IsADirectoryError)
_HEAD = 1 << 20
"""Bytes at the beginning of a broken ZIP in which it is looked for the declaration of a bag."""
_DECLARED = re.compile(rb"PK\x03\x04.{26}(?:[^/]{1,255}/)?" + re.escape(bag.DECLARED.encode()), re.DOTALL)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The folder of a bag, and what of it cannot be read: reasons by the paths of files."""

    folder: Path
    damage: dict[str, str] = field(default_factory=dict)


class DamagedBagError(Exception):
    """An archive that begins as a bag and cannot be unpacked at all; it speaks as a line of `verify`."""


@contextmanager
def opened(place: Path) -> Iterator[Unpacked]:
    """Give the folder of a bag.

    Raises:
        UsageError: `place` holds no bag.
        DamagedBagError: It begins as one, and nothing of it can be unpacked.
    """
    if place.is_dir():
        yield _refuse_no_bag(Unpacked(place), place)
        return
    if not place.is_file():
        message = f"{place}: no bag: there is no such file or folder"
        raise UsageError(message)
    with tempfile.TemporaryDirectory(prefix="provenance-") as name:
        folder = Path(name)
        damage: dict[str, str] = {}
        try:
            _unpack(place, folder, damage)
        except _DAMAGED as error:
            damage[place.name] = f"cannot be read to its end: {error}"
            if not any(folder.iterdir()):
                _refuse_broken(place, error)
        yield _refuse_no_bag(_home(folder, damage), place)


def _refuse_broken(place: Path, error: Exception) -> None:
    """Raise what an archive is that cannot be unpacked at all: a broken bag, or none."""
    with place.open("rb") as stream:
        if _DECLARED.search(stream.read(_HEAD)):
            message = f"{place.name}: begins as a bag and cannot be unpacked: it is cut off, or its end is damaged"
            raise DamagedBagError(message) from error
    message = f"{place}: no bag: neither a ZIP nor a TAR that can be read ({error})"
    raise UsageError(message) from error


def _home(folder: Path, damage: dict[str, str]) -> Unpacked:
    """Return the folder of the bag: the only one in an archive, else all of it."""
    homes = [each for each in folder.iterdir() if each.is_dir()]
    if len(homes) != 1 or (folder / bag.DECLARED).exists():
        return Unpacked(folder, damage)
    return Unpacked(homes[0], {name.removeprefix(f"{homes[0].name}/"): why for name, why in damage.items()})


def _refuse_no_bag(unpacked: Unpacked, place: Path) -> Unpacked:
    if not os.path.lexists(unpacked.folder / bag.DECLARED) and bag.DECLARED not in unpacked.damage:
        message = f"{place}: no bag: it has no {bag.DECLARED}"
        raise UsageError(message)
    return unpacked


def _unpack(place: Path, folder: Path, damage: dict[str, str]) -> None:
    """Write the files of an archive below `folder`; what is no plain file is left out, and is missed later."""
    packed = place.stat().st_size
    if zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            files = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_bomb(place, sum(member.file_size for member in files), packed)
            for member in files:
                try:
                    with archive.open(member) as stream:
                        _copy(stream, member.filename, folder, member.file_size, damage)
                except _DAMAGED as error:
                    damage[member.filename] = f"cannot be read: {error}"
        return
    with tarfile.open(place, "r:") as tar:
        for about in tar:
            plain = tar.extractfile(about) if about.isfile() else None
            if plain is not None:
                _refuse_bomb(place, about.size, packed)
                _copy(plain, about.name, folder, about.size, damage)


def _copy(stream: IO[bytes], name: str, folder: Path, size: int, damage: dict[str, str]) -> None:
    """Write a file below `folder`, whole or not at all. Raises one of `_DAMAGED` if it cannot be read."""
    try:
        path = path_inside(os.fsencode(name))
        target = inside(folder, path)
        target.parent.mkdir(parents=True, exist_ok=True)
        file = target.open("xb")
    except UsageError as error:
        damage[name] = f"cannot be trusted: {error}"
        return
    except _TAKEN:
        damage[path] = "stands twice in the archive, or as a file and a folder"
        return
    with file:
        try:
            shutil.copyfileobj(stream, file, 1 << 20)
        except BaseException:
            target.unlink()
            raise
        if file.tell() != size:
            target.unlink()
            damage[path] = "is longer or shorter than the archive tells"


def _refuse_bomb(place: Path, size: int, packed: int) -> None:
    if STANDARD.swells(size, packed) or size > STANDARD.size:
        message = f"{place}: unpacks to {size:,} bytes, which is no bag of articles"
        raise UsageError(message)
