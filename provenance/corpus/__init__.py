"""What only the whole corpus shows, one module a fact: `base` says what such a fact is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter

import polars as pl

from provenance.corpus.base import CorpusFact
from provenance.errors import PluginError
from provenance.frames import FRAMES
from provenance.plugins import CORPUS_FACTS, by_name


@cache
def declared() -> dict[str, CorpusFact]:
    """Return every fact of the corpus by its name, each after those that it needs.

    Raises PluginError for one that cannot be loaded, whose name is taken, or that needs what there is not.
    """
    found = by_name(CORPUS_FACTS, CorpusFact)
    taken = [each.name for fact in found.values() for each in fact.frames if FRAMES[each.name] is not each]
    if taken:
        message = f"a fact of the corpus gives the frame {taken[0]}, which there is already"
        raise PluginError(message)
    missing = sorted({need for fact in found.values() for need in fact.needs} - found.keys())
    if missing:
        message = f"a fact of the corpus needs {', '.join(missing)}, which there is not"
        raise PluginError(message)
    try:
        order = TopologicalSorter({name: sorted(fact.needs) for name, fact in sorted(found.items())}).static_order()
        return {name: found[name] for name in order}
    except CycleError as error:
        message = f"facts of the corpus need each other: {' > '.join(error.args[1])}"
        raise PluginError(message) from error


def wanted(*, written: bool, read: Collection[str]) -> dict[str, CorpusFact]:
    """Return the facts of the corpus that a run makes.

    Args:
        written: The run writes its frames.
        read: The frames that its rules read.
    """
    return {
        name: fact
        for name, fact in declared().items()
        if not fact.costly or written or any(frame.name in read for frame in fact.frames)
    }


def names() -> list[str]:
    """Return the names of all frames that speak of the whole corpus."""
    return [frame.name for fact in declared().values() for frame in fact.frames]


def keys_of(fact: CorpusFact, found: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return what a shard leaves for a fact: its keys by its name, and the records that it looks at again."""
    records = {} if fact.again is None else {records_of(fact.name): fact.again.records(found)}
    return {fact.name: fact.keys(found)} | records


def records_of(name: str) -> str:
    """Return under which name a shard leaves the records of a fact, beside its keys."""
    return f"{name}.records"
