"""Outcomes of shards that have not changed since, so that only what has changed is read again.

An outcome is kept under a digest of everything it depends on: the shard (paths, sizes and times of its files, or its
bytes), the rules with their severities, the program and its catalogues, the user's catalogues, the clock. Nothing ever
becomes stale; what is no longer asked for is removed after a month. Two runs may share a cache: an entry appears whole.
"""

from __future__ import annotations

import hashlib
import pickle
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import polars as pl

from provenance.readers import Shard
from provenance.run import versions

FOLDER = ".provenance_cache"
KEPT_SECONDS = 30 * 24 * 3600.0
_MARKS = {".gitignore": "*\n", "CACHEDIR.TAG": "Signature: 8a477f597d28d172789f06886806bc55\n"}


class Cache:
    """A folder of outcomes, each a folder of frames under its digest."""

    def __init__(self, folder: Path, depends_on: Iterable[object]) -> None:
        """Use `folder`; `depends_on` is all that decides an outcome beside the shard."""
        self.folder = folder
        self.digest = hashlib.sha256(repr((*depends_on, versions(), _program())).encode()).digest()

    def get(self, shard: Shard) -> dict[str, pl.DataFrame] | None:
        """Return the frames kept for a shard, or None."""
        place = self._place(shard)
        try:
            frames = {path.stem: pl.read_ipc(path, memory_map=False) for path in sorted(place.glob("*.arrow"))}
            place.touch()
        except (OSError, pl.exceptions.PolarsError):  # somebody removed it, or the disk has failed
            return None
        return frames or None

    def put(self, shard: Shard, frames: Mapping[str, pl.DataFrame]) -> None:
        """Keep the frames of a shard; a cache that cannot be written is no reason to stop."""
        try:
            self._make()
            with tempfile.TemporaryDirectory(dir=self.folder, prefix=".part-") as part:
                whole = Path(part) / "entry"
                whole.mkdir()
                for name, frame in frames.items():
                    frame.write_ipc(whole / f"{name}.arrow")
                whole.replace(self._place(shard))
        except OSError:
            return

    def prune(self) -> None:
        """Remove what no run has asked for in a month."""
        oldest = time.time() - KEPT_SECONDS
        for place in self.folder.glob("*/"):
            if place.stat().st_mtime < oldest:
                shutil.rmtree(place, ignore_errors=True)

    def _make(self) -> None:
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, text in _MARKS.items():
                (self.folder / name).write_text(text, encoding="ascii")

    def _place(self, shard: Shard) -> Path:
        told = pickle.dumps(replace(shard, number=0), protocol=5)
        return self.folder / hashlib.sha256(self.digest + told).hexdigest()[:32]


def _program() -> list[tuple[str, int, int]]:
    """Return what changes whenever a rule, a fact or a catalogue of this package does."""
    home = Path(__file__).parent
    files = sorted(path for pattern in ("*.py", "*.csv") for path in home.rglob(pattern))
    return [(str(path.relative_to(home)), path.stat().st_size, path.stat().st_mtime_ns) for path in files]
