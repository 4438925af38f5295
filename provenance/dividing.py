"""The second reading of an input, for the gate: bytes copied to two sides, nothing changed.

What can be copied whole is: a text file always, a container when all its records go to one side. What is not readable
goes nowhere and is counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import polars as pl

from provenance import readers
from provenance.errors import UsageError
from provenance.pieces import ROW_GROUP
from provenance.readers import File, Raw
from provenance.readers.streams import DamagedError, chunks, mark_of, opened_for_writing

ACCEPTED, QUARANTINE, UNREADABLE = "accepted", "quarantine", "unreadable"
Passing = Mapping[str, Collection[int | None]]
Stages = Mapping[str, Path]
_NUMBER = "provenance number of the row"  # a column of no corpus
_BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)


def copy(listing: readers.Listing, fields: Mapping[str, str], passing: Passing, stages: Stages) -> Counter[str]:
    """Copy every record to the stage of its side; return how many went where, or could not be read.

    Raises UsageError if a record that passed is no longer there.
    """
    counts = Counter({UNREADABLE: len(listing.troubles)})
    for file in listing.files:
        told = _COPIERS[file.form](file, passing.get(file.source, ()), stages, fields)
        counts.update(told)
        if not told[UNREADABLE] and told[ACCEPTED] != len(passing.get(file.source, ())):
            message = f"{file.source}: has changed since it was checked; run again"
            raise UsageError(message)
    return counts


def _text(file: File, passed: Collection[int | None], stages: Stages, _: Mapping[str, str]) -> Counter[str]:
    return Counter([_whole(file, stages, ACCEPTED if None in passed else QUARANTINE)])


def _lines(file: File, passed: Collection[int | None], stages: Stages, fields: Mapping[str, str]) -> Counter[str]:
    """Write each line to its side, then put a plain copy in the place of a side that got them all."""
    counts: Counter[str] = Counter()
    mark, encoding = mark_of(file.path)
    with ExitStack() as stack:
        opened: dict[str, IO[bytes]] = {}
        for raw in _records(file, fields):
            if isinstance(raw, str):
                counts[raw] += 1
                continue
            number, parts = raw
            side = ACCEPTED if number in passed else QUARANTINE
            if side not in opened:
                target = _target(file, stages, side)
                opened[side] = stack.enter_context(opened_for_writing(target, target.suffix))
                opened[side].write(mark)
            opened[side].writelines(part if encoding is None else part.decode().encode(encoding) for part in parts)
            counts[side] += 1
    if len(opened) < len(stages) and not counts[UNREADABLE]:  # a file without any record is no use to anybody
        _whole(file, stages, next(iter(opened), QUARANTINE))
    return counts


def _records(file: File, fields: Mapping[str, str]) -> Iterator[tuple[int, Iterator[bytes]] | str]:
    """Yield each record's number with its bytes, and a word for what cannot be read."""
    planned = readers.plan(readers.Listing((file,), (), {}), fields=fields)
    for shard in (part for whole in planned for part in whole.each()):
        for trouble in shard.troubles:
            if trouble.kind in {"unreadable", "truncated"}:
                yield UNREADABLE
            elif trouble.kind == "oversized" and trouble.record is not None:
                yield trouble.record, _line_at(file, trouble.byte or 0)
        yield from ((raw.record, _parts(raw)) for raw in shard.raw() if raw.record is not None)


def _parts(raw: Raw) -> Iterator[bytes]:
    yield raw.data


def _line_at(file: File, byte: int) -> Iterator[bytes]:
    """Yield a line that is too long to be held, in pieces."""
    start = 0
    try:
        for chunk in chunks(file.path):
            end = start + len(chunk)
            if end > byte:
                line, newline, _ = chunk[max(0, byte - start) :].partition(b"\n")
                yield line + newline
                if newline:
                    return
            start = end
    except DamagedError:  # the line was the last thing in a broken archive
        return


def _rows(file: File, passed: Collection[int | None], stages: Stages, _: Mapping[str, str]) -> Counter[str]:
    rows = pl.scan_parquet(file.path, glob=False, hive_partitioning=False)
    height = 0
    try:
        height = rows.select(pl.len()).collect().item()
        if len(passed) in {0, height}:
            side = _whole(file, stages, ACCEPTED if passed else QUARANTINE)
            return Counter({side: max(height, side == UNREADABLE)})
        numbers = pl.Series(sorted(number for number in passed if number is not None), dtype=pl.UInt32)
        here = pl.col(_NUMBER).is_in(numbers.implode())
        for side, chosen in ((ACCEPTED, here), (QUARANTINE, ~here)):
            kept = rows.with_row_index(_NUMBER).filter(chosen).drop(_NUMBER)
            kept.sink_parquet(_target(file, stages, side), row_group_size=ROW_GROUP)
    except _BROKEN:
        for side in stages:
            _target(file, stages, side).unlink(missing_ok=True)
        return Counter({UNREADABLE: max(height, 1)})
    return Counter({ACCEPTED: len(passed), QUARANTINE: height - len(passed)})


def _whole(file: File, stages: Stages, side: str) -> str:
    """Copy a whole file to a side, and return that; a file that cannot be read goes nowhere."""
    target = _target(file, stages, side)
    with target.open("wb") as copied:
        for part in _bytes(file.path):
            if part is None:
                break
            copied.write(part)
        else:
            return side
    target.unlink()
    return UNREADABLE


def _bytes(path: str) -> Iterator[bytes | None]:
    """Yield a file in parts, and None where it cannot be read (further)."""
    try:
        with Path(path).open("rb") as source:
            while part := source.read(1 << 20):
                yield part
    except OSError:
        yield None


def _target(file: File, stages: Stages, side: str) -> Path:
    target = stages[side] / file.source
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


_COPIERS = {"text": _text, "jsonl": _lines, "parquet": _rows}
