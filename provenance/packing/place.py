"""The place of a bag: a folder or an archive that appears whole, and never where something stands already."""

from __future__ import annotations

import os
import shutil
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from provenance.errors import UsageError
from provenance.storage.addresses import ONLY_COMMAND, refuse_address
from provenance.storage.atomic import PART, part_of, put, sync, writing

_FOLDER = ".bag"
_STORED = (".parquet",)
"""What is packed already: to pack it once more costs time and gains nothing."""
_PACKED = (".gz", ".tgz", ".bz2", ".tbz2", ".xz", ".txz", ".zst", ".tzst", ".7z", ".rar")
"""Ends of names that promise another archive than those that are written."""
_FAST = 1
"""How hard a ZIP is packed, of 9."""


def refuse(to: Path) -> None:
    """Raise UsageError, before any work is done, if `to` is taken, has no folder, or is called as no bag is."""
    refuse_address(to, ONLY_COMMAND)
    if to.name.lower().endswith(_PACKED):
        message = f"cannot write {to}: a bag is a folder, a .zip or a .tar, none of which is packed any further"
        raise UsageError(message)
    if os.path.lexists(to):
        message = f"{to}: is there already; a bag takes the place of nothing, name a new one"
        raise UsageError(message)
    folder = to.absolute().parent
    if not folder.is_dir():
        message = f"cannot write {to}: its folder does not exist"
        raise UsageError(message)
    if not os.access(folder, os.W_OK):
        message = f"cannot write {to}: no permission to write in its folder"
        raise UsageError(message)


@contextmanager
def new(to: Path, moment: datetime) -> Iterator[Path]:
    """Give a hidden folder beside `to` for the bag; when it is filled, `to` is the bag, else nothing is left of it.

    What killed runs have left beside it is removed.

    Args:
        to: Where the bag is to be: a folder, or a file .zip or .tar.
        moment: The time that an archive tells of its files.

    Raises:
        UsageError: The place cannot be written, or is taken meanwhile.
    """
    refuse(to)
    target = to.absolute()
    with writing(to), part_of(target) as part:
        _sweep(target.parent)
        part.touch()  # where there are no locks it tells that somebody is at work
        folder = part.with_suffix(_FOLDER)
        folder.mkdir()
        try:
            yield folder
            sync([place for place in sorted(folder.rglob("*")) if place.is_file()])
            refuse(to)
            if is_archive(to):
                with part.open("wb") as file:
                    _packed(folder, to.stem, file, to.suffix.lower(), moment)
                put(part, target)
            else:
                folder.rename(target)
                sync([target.parent])
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def is_archive(to: Path) -> bool:
    """Tell whether a bag is one file, by its suffix."""
    return to.suffix.lower() in {".zip", ".tar"}


def _sweep(parent: Path) -> None:
    """Remove the folders of killed runs: those whose part is gone, as `part_of` removes it."""
    for folder in parent.glob(PART.format("*").removesuffix(".part") + _FOLDER):
        if not folder.with_suffix(".part").exists():
            with suppress(OSError):
                shutil.rmtree(folder)


def _packed(folder: Path, name: str, file: IO[bytes], suffix: str, moment: datetime) -> None:
    """Write a bag as an archive that holds one folder, as BagIt asks (RFC 8493, section 4)."""
    places = [(place, f"{name}/{place.relative_to(folder).as_posix()}") for place in sorted(folder.rglob("*"))]
    files = [(place, inside) for place, inside in places if place.is_file()]
    if suffix == ".tar":
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for place, inside in files:
                about = tarfile.TarInfo(inside)
                about.size, about.mtime, about.mode = place.stat().st_size, int(moment.timestamp()), 0o644
                with place.open("rb") as stream:
                    tar.addfile(about, stream)
        return
    with zipfile.ZipFile(file, "w", compresslevel=_FAST) as archive:
        for place, inside in files:
            archive.compression = zipfile.ZIP_STORED if place.suffix in _STORED else zipfile.ZIP_DEFLATED
            large = place.stat().st_size >= zipfile.ZIP64_LIMIT
            with place.open("rb") as stream, archive.open(inside, "w", force_zip64=large) as target:
                shutil.copyfileobj(stream, target, 1 << 20)
