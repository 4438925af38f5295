"""Whether stored runs can become one: made alike, and none has read what another one has."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from provenance.errors import UsageError
from provenance.frames import INPUTS
from provenance.runs import sources, store, tables
from provenance.runs.run import Run
from provenance.storage import parquet
from provenance.storage.external import in_order
from provenance.storage.untrusted import inside

C = pl.col
_OWN = ("python",)
"""What may be of another version: it decides nothing that is found."""
_CLOCK, _DIVIDES = "now", "exclude"
"""Keys of a policy that are looked at by themselves, and that may differ: what one part leaves out another reads."""


class Part(NamedTuple):
    """A stored run that is to be one of several: how it was named, where it lies, what it says."""

    name: Path
    folder: Path
    run: Run

    @property
    def first(self) -> tuple[bool, str, int]:
        """What its first article is: runs stand in the order of these, however they were named."""
        rows = self.run.counted.chunk(0, ("source", "record")).head(1).rows()
        source, record = rows[0] if rows else ("", None)
        return (record is not None, source, record or 0)


def refuse_unlike(parts: Sequence[Part]) -> None:
    """Raise UsageError if a run was made otherwise than the first, or cannot be merged at all."""
    first = parts[0]
    for part in parts:
        if part.run.gate is not None:
            message = f"{part.name}: was made at an import gate, which has divided its records; merge runs made without"
            raise UsageError(message)
        if absent := sorted({rule.code for rule in part.run.rules} - {rule.code for rule in part.run.policy.rules()}):
            message = f"{part.name}: has the rule {absent[0]}, which is not here: a stored run brings no rules with it"
            raise UsageError(message)
        if difference := _difference(first, part):
            message = f"{first.name} and {part.name} cannot be merged: {difference}"
            raise UsageError(message)


def _difference(first: Part, part: Part) -> str | None:
    """Say in what a run differs from the first one."""
    ours, theirs = ({**each.run.record.versions} for each in (first, part))
    for name in sorted({*ours, *theirs} - {*_OWN}):
        if ours.get(name) != theirs.get(name):
            return f"they were made with {name} {ours.get(name, 'missing')} and {theirs.get(name, 'missing')}"
    days = [_day(each.run) for each in (first, part)]
    if days[0] != days[1]:
        return f"their clocks show {days[0]} and {days[1]}; --now pins it"
    policies = [_policy(each) for each in (first, part)]
    if differing := sorted(name for name in {*policies[0], *policies[1]} if _differ(policies, name)):
        return f"their policies differ in {differing[0]}"
    if first.run.basis != part.run.basis:
        return "they were made with other catalogues or additions, or only one of them has compared pages with texts"
    return None


def _policy(part: Part) -> dict[str, Any]:
    return {name: value for name, value in store.policy_table(part.folder).items() if name not in {_CLOCK, _DIVIDES}}


def _differ(policies: Sequence[dict[str, Any]], name: str) -> bool:
    return bool(policies[0].get(name) != policies[1].get(name))


def _day(run: Run) -> str:
    """Return the day that counted as today."""
    return f"{run.policy.now or run.record.started:%Y-%m-%d}"


def refuse_twice(names: Sequence[Path]) -> None:
    """Raise UsageError if one run is named more than once."""
    named: set[str] = set()
    for name in names:
        if (place := os.path.realpath(name)) in named:
            message = f"{name} is named twice: each run goes into the new one once"
            raise UsageError(message)
        named.add(place)


def refuse_common(parts: Sequence[Part]) -> None:
    """Raise UsageError if two runs have read a file of the same name: its records would be known by one place.

    The names are sorted on disk, so that there may be any number of them.
    """
    last: tuple[str, int] | None = None
    for chunk in in_order(_sources(parts), ("source", "part")):
        for source, number in chunk.iter_rows():
            if last is not None and source == last[0] and number != last[1]:
                message = (
                    f"{parts[last[1]].name} and {parts[number].name} have both read {source}: an article would be in "
                    "two runs; if they are two files, check each part by several paths, whose names then stand before "
                    "those of its files, or the folder of all with another --exclude for each part"
                )
                raise UsageError(message)
            last = source, number


def _sources(parts: Sequence[Part]) -> Iterator[pl.DataFrame]:
    """Yield the names of the files that each run has read or could not read, and the number of the run.

    Two runs may have read different files of one archive.
    """
    for number, part in enumerate(parts):
        file = inside(part.folder, f"{INPUTS.name}.parquet")
        archives = sources.containers(parquet.chunks(file, tables.CHUNK))
        listed = (chunk.filter(~pl.col("source").is_in(archives)) for chunk in parquet.chunks(file, tables.CHUNK))
        named: Iterable[pl.DataFrame] = (*part.run.counted.each(("source",)), part.run.read_errors)
        for chunk in chain(named, listed):
            yield chunk.select("source", part=pl.lit(number, pl.UInt32)).drop_nulls().unique()
