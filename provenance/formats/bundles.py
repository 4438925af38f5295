"""Small shards put together: a corpus of many small containers is worked on as quickly as one of a few large ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from provenance.formats.fields import Fields
from provenance.formats.shards import File, Raw, ReadError, Shard
from provenance.frames import RECORDS

PARTS = 1000
"""Shards of a bundle at most, so that a change to one file moves few others."""
_SMALL = 16  # a shard that is heavier than this part of the limit stays alone


@dataclass(frozen=True, kw_only=True)
class Bundle(Shard):
    """Shards that are read together."""

    parts: tuple[Shard, ...]

    @property
    def inputs(self) -> tuple[File, ...]:
        """The files that are read."""
        return tuple(file for part in self.parts for file in part.inputs)

    @property
    def input_bytes(self) -> float:
        """What the parts are made of."""
        return sum(part.input_bytes for part in self.parts)

    def each(self) -> Iterator[Shard]:
        """Yield the parts."""
        return iter(self.parts)

    def parse(self) -> tuple[pl.DataFrame, list[ReadError]]:
        """Read the parts, those of one class with the same fields that follow each other together."""
        frames, read_errors = [RECORDS.empty()], [read_error for part in self.parts for read_error in part.read_errors]
        for _, group in groupby(self.parts, lambda part: (type(part), part.fields)):
            parts = list(group)
            for records, met in parts[0].parse_together(parts):
                frames.append(records)
                read_errors += met
        return pl.concat(frames), read_errors

    def raw(self) -> Iterator[Raw]:
        """Yield the bytes of each record of all parts."""
        return (raw for part in self.parts for raw in part.raw())


def bundled(shards: Iterable[Shard], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
    """Yield the shards in their order, small ones put together as far as the limits allow."""
    pending: list[Shard] = []
    size = articles = 0
    for shard in shards:
        alone = shard.size > shard_bytes // _SMALL or shard.articles > shard_articles // _SMALL
        full = size + shard.size > shard_bytes or articles + shard.articles > shard_articles or len(pending) == PARTS
        if pending and (alone or full):
            yield _together(pending, fields)
            pending, size, articles = [], 0, 0
        if alone:
            yield shard
        else:
            pending.append(shard)
            size, articles = size + shard.size, articles + shard.articles
    if pending:
        yield _together(pending, fields)


def _together(shards: list[Shard], fields: Fields) -> Shard:
    return shards[0] if len(shards) == 1 else Bundle(fields=fields, parts=tuple(shards))
