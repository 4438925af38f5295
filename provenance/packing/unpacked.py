"""A bag that is verified: a folder as it is, an archive unpacked into a passing folder, neither trusted."""

from __future__ import annotations

import os
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from provenance.errors import UsageError
from provenance.packing import bag
from provenance.storage.archive_limits import STANDARD
from provenance.storage.untrusted import inside, path_inside

_DAMAGED = (zipfile.BadZipFile, tarfile.TarError, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


@contextmanager
def opened(place: Path) -> Iterator[Path]:
    """Give the folder of a bag. Raises UsageError if `place` holds none."""
    if place.is_dir():
        yield _refuse_no_bag(place, place)
        return
    if not place.is_file():
        message = f"{place}: no bag: there is no such file or folder"
        raise UsageError(message)
    with tempfile.TemporaryDirectory(prefix="provenance-") as name:
        folder = Path(name)
        try:
            _unpack(place, folder)
        except _DAMAGED as error:
            message = f"{place}: no bag: neither a ZIP nor a TAR that can be read ({error})"
            raise UsageError(message) from error
        homes = [each for each in folder.iterdir() if each.is_dir()]
        yield _refuse_no_bag(homes[0] if len(homes) == 1 else folder, place)


def _refuse_no_bag(folder: Path, place: Path) -> Path:
    for name in (bag.DECLARED, bag.MANIFEST):
        if not os.path.lexists(folder / name):
            message = f"{place}: no bag: it has no {name}"
            raise UsageError(message)
    return folder


def _unpack(place: Path, folder: Path) -> None:
    """Write the files of an archive below `folder`; what is no plain file is left out, and is missed later."""
    packed = place.stat().st_size
    if zipfile.is_zipfile(place):
        with zipfile.ZipFile(place) as archive:
            files = [member for member in archive.infolist() if not member.is_dir()]
            _refuse_bomb(place, sum(member.file_size for member in files), packed)
            for member in files:
                with archive.open(member) as stream:
                    _copy(stream, member.filename, folder, member.file_size)
        return
    with tarfile.open(place, "r:") as tar:
        for about in tar:
            plain = tar.extractfile(about) if about.isfile() else None
            if plain is not None:
                _refuse_bomb(place, about.size, packed)
                _copy(plain, about.name, folder, about.size)


def _copy(stream: IO[bytes], name: str, folder: Path, size: int) -> None:
    target = inside(folder, path_inside(os.fsencode(name)))
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        shutil.copyfileobj(stream, file, 1 << 20)
        if file.tell() != size:
            message = f"{name} is longer or shorter than the archive tells"
            raise ValueError(message)


def _refuse_bomb(place: Path, size: int, packed: int) -> None:
    if STANDARD.swells(size, packed) or size > STANDARD.size:
        message = f"{place}: unpacks to {size:,} bytes, which is no bag of articles"
        raise UsageError(message)
