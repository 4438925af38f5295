"""What has changed from one capture of a page to the next: captures of one address, or, without one, of one id.

addresses of a shard ─ shuffle ─ those of several captures ─┐
captures of a shard ─────────────────────────────────────── the concerned ─ shuffle ─ one by one, in their order
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

import polars as pl

from provenance.corpus.base import KEY, Again, CorpusFact, Shuffle
from provenance.corpus.versions import addresses, captures
from provenance.corpus.versions.captures import Capture
from provenance.corpus.versions.changes import Change, changes
from provenance.frames import VERSIONS
from provenance.storage.spill import Spilled

AT_ONCE = 2_000
"""Captures that are held at once, about."""

C = pl.col
_ORDER = ("article", "earlier_captured", "source", "record")


def keys(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the hash of the address or id of each article of a shard of which it is known when it was captured."""
    return addresses.keyed(found["articles"]).select(KEY)


def several(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the keys that several captures have."""
    return rows.filter(C(KEY).is_duplicated()).unique()


def look(rows: Spilled, records: Spilled, shuffle: Shuffle) -> Mapping[str, Spilled]:
    """Return the frame, from the keys of several captures and all captures."""
    wanted = pl.concat(rows.each())[KEY]
    concerned = Spilled.of_each(chunk.filter(C(KEY).is_in(wanted.implode())) for chunk in records)
    parts = [_of_part(part) for part in shuffle(concerned.each(), KEY, concerned.height, AT_ONCE)]
    frame = pl.concat([_empty(), *parts]).sort(_ORDER, nulls_last=True, maintain_order=True)
    return {VERSIONS.name: Spilled.of(frame)}


def _empty() -> pl.DataFrame:
    place = {"source": pl.String(), "record": pl.Int64(), "line": pl.Int64()}
    return pl.DataFrame(schema={**VERSIONS.schema, **place})


def _of_part(part: pl.DataFrame) -> pl.DataFrame:
    ordered = part.sort(KEY, "captured", "article", "source", "record", nulls_last=True)
    rows = [row for _, group in ordered.group_by(KEY, maintain_order=True) for row in _of_group(group)]
    return pl.DataFrame(rows, schema=_empty().schema, orient="row")


def _of_group(group: pl.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield what has changed from one capture of an address to the next; those of one moment have no order."""
    for before, after in pairwise(map(captures.read, group.iter_rows(named=True))):
        if before.captured != after.captured:
            for change in changes(before, after):
                yield (*row(before, after, change), after.source, after.record, after.line)


def row(before: Capture, after: Capture, change: Change) -> tuple[object, ...]:
    """Return a change as a row of frames.VERSIONS."""
    return after.url, after.article, before.article, *change, after.noted(before), after.captured, before.captured


CORPUS_FACT = CorpusFact(
    frame=VERSIONS, keys=keys, reduce=several, again=Again(records=captures.kept, look=look), costly=True
)
