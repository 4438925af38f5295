"""What the program itself has changed in a target after a run had written it: that is no work of somebody else."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from provenance.storage.atomic import replacing
from provenance.storage.targets import listed, manifest
from provenance.storage.targets.listed import Entry
from provenance.storage.targets.manifest import OWN, Kind

LISTS = f"{OWN}/amended"
"""A list beside that of a run, by the name of the run: it counts in the place of the other."""


def amend(folder: Path, kind: Kind, paths: Iterable[str]) -> None:
    """Write down the files of a target as they are now; nothing if the folder is no target of this kind.

    Raises UsageError if the folder's manifest is damaged.
    """
    known = manifest.read(folder, kind).names if manifest.is_marked(folder, kind) else ()
    if not known:
        return
    place = folder / LISTS / f"{known[-1]}.parquet"
    place.parent.mkdir(parents=True, exist_ok=True)
    now = {entry.path: entry for entry in listed.of_files(folder, paths)}
    with replacing(place) as part:
        listed.write(({entry.path: entry for entry in _of(place)} | now).values(), part)


def entries(folder: Path, runs: Iterable[str]) -> dict[str, Entry]:
    """Return what was changed in a target after these runs, by path."""
    found = (_of(folder / LISTS / f"{run}.parquet") for run in runs)
    return {entry.path: entry for every in found for entry in every}


def forget(folder: Path, runs: Iterable[str]) -> None:
    """Remove all lists but those of these runs."""
    kept = {*runs}
    for place in (folder / LISTS).glob("*.parquet"):
        if place.stem not in kept:
            place.unlink()
    if (folder / LISTS).is_dir() and not any((folder / LISTS).iterdir()):
        (folder / LISTS).rmdir()


def _of(place: Path) -> list[Entry]:
    return listed.read(place) if place.exists() else []
