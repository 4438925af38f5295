"""One folder of a target brought to what its manifest says, whatever was killed before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from provenance.storage.targets import amended, listed
from provenance.storage.targets.listed import Entry
from provenance.storage.targets.manifest import OWN, Manifest
from provenance.storage.targets.names import RUN_ID

STAGING, LISTS = f"{OWN}/staging", f"{OWN}/runs"
FILES, LIST = "files", "list.parquet"


def names_in(folder: Path) -> list[str]:
    """Return the names of what lies in a folder; none if there is no such folder."""
    return [place.name for place in folder.iterdir()] if folder.is_dir() else []


def written(folder: Path, known: Manifest) -> dict[str, Entry]:
    """Return what the runs of a manifest have written into a folder, by path, the latest of each."""
    entries: dict[str, Entry] = {}
    for run in known.names:
        place = folder / LISTS / f"{run}.parquet"
        staged = folder / STAGING / run / LIST
        entries |= {entry.path: entry for entry in listed.read(staged if staged.exists() else place)}
    return entries


def is_free(folder: Path, path: str, known: Mapping[str, Entry]) -> bool:
    """Tell whether nothing foreign stands where a file is to be put, or where a folder above it has to be."""
    place = folder / path
    if _leads_out(place, folder):
        return False
    above = next(above for above in place.parents if above.exists())
    if not above.is_dir():
        return above.relative_to(folder).as_posix() in known
    if place.is_dir() and not place.is_symlink():
        return all(f"{path}/{below}" in known for below in listed.files_below(place))
    return path in known or not os.path.lexists(place)


def _leads_out(place: Path, folder: Path) -> bool:
    """Tell whether a place lies behind a link, so that writing there would change something else."""
    parent = next(above for above in place.parents if above.exists())
    return not parent.resolve().is_relative_to(folder) or parent.resolve() != parent


def recover(folder: Path, known: Manifest) -> None:
    """Finish what a killed run had committed, and remove what it had not."""
    for run in names_in(folder / STAGING):
        if run in known.names:
            publish(folder, run, known)
        elif RUN_ID.fullmatch(run):
            shutil.rmtree(folder / STAGING / run)


def publish(folder: Path, run: str, known: Manifest) -> None:
    """Bring a folder to what the manifest says: each step may be repeated, so a kill between two does no harm."""
    stage, lists = folder / STAGING / run, folder / LISTS
    lists.mkdir(parents=True, exist_ok=True)
    if (stage / LIST).exists():
        (stage / LIST).replace(lists / f"{run}.parquet")
    named = written(folder, known)
    gone = [place for place in lists.glob("*.parquet") if place.stem not in known.names]
    for place in gone:
        for entry in listed.read(place):
            if entry.path not in named:
                _remove(folder, folder / entry.path)
    for path in sorted(listed.files_below(stage / FILES)) if (stage / FILES).is_dir() else ():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (stage / FILES / path).replace(folder / path)
    for place in gone:
        place.unlink()
    amended.forget(folder, known.names)
    shutil.rmtree(stage)


def _remove(folder: Path, place: Path) -> None:
    """Remove a file of ours and the folders that are then empty, unless it lies behind a link."""
    if _leads_out(place, folder) or (place.is_dir() and not place.is_symlink()):  # a folder of the new run
        return
    with suppress(FileNotFoundError, NotADirectoryError):
        place.unlink()
    for above in place.parents:
        if above == folder:
            return
        try:
            above.rmdir()
        except OSError:
            return
