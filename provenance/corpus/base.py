"""What a fact of the whole corpus is: keys of each shard, brought together by equal keys, and reduced.

    keys of a shard ─ shuffle by `key` ─ reduce a partition at a time ─ finish: the frame
    records of a shard ──────────────────────────────────────────────── look again: the frames

No partition need be held beside another one, so a corpus of any size can be reduced in the memory of one partition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import polars as pl

from provenance.frames import FRAMES, Frame
from provenance.storage.spill import Spilled

KEY = "key"
"""The column of the keys by which rows are brought together: whole numbers without a sign, never null."""


class Shuffle(Protocol):
    """How an engine brings rows together: `engines.base.Engine.shuffle`."""

    def __call__(
        self, frames: Iterable[pl.DataFrame], key: str, rows: int, at_once: int | None = None
    ) -> Iterator[pl.DataFrame]:
        """Yield all rows in partitions, those of an equal key in one."""


@dataclass(frozen=True, kw_only=True)
class Again:
    """How a fact looks at records again, where keys tell only which of them may have something in common."""

    records: Callable[[Mapping[str, pl.DataFrame]], pl.DataFrame]
    """From the facts of a shard, as `keys`, to what is kept of its records on disk, a row each."""
    look: Callable[[Spilled, Spilled, Shuffle], Mapping[str, Spilled]]
    """From what `reduce` left of all keys, and the records of all shards, to the frames. Neither may be held whole."""


@dataclass(frozen=True, kw_only=True)
class CorpusFact:
    """One fact of the whole corpus. Its functions are pure, and give the same for any shards and partitions."""

    frame: Frame
    """What it gives; further columns of its rows are for rules and reports only."""
    keys: Callable[[Mapping[str, pl.DataFrame]], pl.DataFrame]
    """From the facts of a shard, by name, to narrow rows with a column `key`. There `row` is the number of an
    article in the shard, and `articles` has its id as `article`."""
    reduce: Callable[[pl.DataFrame], pl.DataFrame]
    """From all rows of some keys to what remains of them: few rows."""
    finish: Callable[[pl.DataFrame, Mapping[str, pl.DataFrame]], pl.DataFrame] | None = None
    """From what remains of all keys, and the frames that it needs, to the frame in its order."""
    again: Again | None = None
    """In place of `finish`: how it looks at records again."""
    gives: tuple[Frame, ...] = ()
    """Further frames that it gives."""
    needs: tuple[str, ...] = ()
    """Other facts of the corpus."""
    costly: bool = False
    """It is made only where its frames are written, or a rule reads one of them."""

    def __post_init__(self) -> None:
        if (self.finish is None) == (self.again is None):
            message = f"a fact of the corpus has either `finish` or `again`; {self.frame.name} does not"
            raise ValueError(message)
        for frame in self.frames:
            FRAMES.setdefault(frame.name, frame)  # so that rules can read it

    @property
    def name(self) -> str:
        """The name of its frame."""
        return self.frame.name

    @property
    def frames(self) -> tuple[Frame, ...]:
        """All frames that it gives."""
        return (self.frame, *self.gives)
