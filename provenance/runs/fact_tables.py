"""The frames of facts, written shard by shard and put together without holding them all."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from provenance.frames import FRAMES, Frame, extracted
from provenance.runs.run import Run
from provenance.storage import parquet
from provenance.storage.atomic import writing
from provenance.storage.spill import ROW_GROUP, row_group

PARTS = ".parts"
LARGE = 256 << 10
"""Bytes of a part from which on it is looked at how long its rows are."""


def write_part(frames: Mapping[str, pl.DataFrame], folder: Path, number: int) -> None:
    """Write the frames of one shard below `folder`."""
    with writing(folder):
        for name, frame in frames.items():
            part = folder / PARTS / name
            part.mkdir(parents=True, exist_ok=True)
            file = part / f"{number:08}.parquet"
            parquet.write(frame, file, row_group(frame.height, int(frame.estimated_size())))


def parts(folder: Path, name: str) -> list[Path]:
    """Return the files of a frame that shards have written below `folder`, in the order of the input."""
    return sorted((folder / PARTS / name).glob("*.parquet"))


def scan(folder: Path | None, name: str) -> pl.LazyFrame:
    """Return a frame of facts that lies in `folder`, put together or still in parts; without it one without rows."""
    if folder is not None:
        single, of_shards = folder / f"{name}.parquet", parts(folder, name)
        if of_shards or single.is_file():
            return parquet.scan_all(of_shards or [single])
    return FRAMES[name].empty().lazy()


def prepare(folder: Path) -> None:
    """Make the folder, free of parts that a broken run has left. Raises UsageError if it cannot be written."""
    with writing(folder):
        shutil.rmtree(folder / PARTS, ignore_errors=True)
        (folder / PARTS).mkdir(parents=True)


def finish(run: Run, folder: Path) -> list[Path]:
    """Write every frame as `folder/NAME.parquet`, articles in the order of the input, and remove the parts."""
    gathered = {
        **{name: FRAMES[name].shaped(frame.scan()) for name, frame in run.corpus.items()},
        "findings": run.found.scan(), "summary": run.counted.scan(), "troubles": run.read_errors.lazy(),
    }  # fmt: skip
    with writing(folder):
        written = [_write(frame, folder, gathered.get(frame.name)) for frame in extracted()]
        shutil.rmtree(folder / PARTS)
    return written


def _write(frame: Frame, folder: Path, gathered: pl.LazyFrame | None) -> Path:
    target = folder / f"{frame.name}.parquet"
    if gathered is not None:
        parquet.write(gathered, target, ROW_GROUP)
    elif of_shards := parts(folder, frame.name):
        parquet.write(parquet.scan_all(of_shards), target, _row_group(of_shards))
    else:
        parquet.write(frame.empty(), target)
    return target


def _row_group(of_shards: list[Path]) -> int:
    """Return how many rows a row group has, by the heaviest group of those parts that are large."""
    large = (part for part in of_shards if part.stat().st_size > LARGE)
    return min((row_group(*group) for part in large for group in parquet.row_groups(part)), default=ROW_GROUP)
