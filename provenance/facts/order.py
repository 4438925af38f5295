"""The order in which facts are found: what they need, to what they yield, before what they look at paragraphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter

from provenance.errors import PluginError
from provenance.facts.base import RECORDS, Fact
from provenance.frames import FRAMES
from provenance.plugins import FACTS, by_name, own


@cache
def declared() -> tuple[Fact, ...]:
    """Return every fact, ours and those of other packages, each behind what it needs and what it yields to.

    A fact of another package stands behind every fact that it is not declared to stand before.

    Raises PluginError for one that cannot be loaded, whose name, table or frame is taken, that names what there is not,
    or for facts that need each other.
    """
    facts = by_name(FACTS, Fact)
    before = stand_behind(facts.values())
    _part(before, [plugin.name for plugin in own(FACTS)])
    try:
        return tuple(facts[name] for name in TopologicalSorter(before).static_order())
    except CycleError as error:
        message = f"facts need each other: {' > '.join(error.args[1])}"
        raise PluginError(message) from error


def stand_behind(facts: Iterable[Fact]) -> dict[str, set[str]]:
    """Return for each fact those that it is declared to stand behind. Raises PluginError as `declared` does."""
    facts = list(facts)
    makers = _makers(facts)
    behind: dict[str, set[str]] = {fact.name: set() for fact in facts}
    for fact in facts:
        for name in (*fact.needs, *fact.yields_to, *fact.before):
            if name not in makers:
                message = f"the fact {fact.name} names {name}, which no fact gives"
                raise PluginError(message)
        behind[fact.name] |= {makers[name] for name in (*fact.needs, *fact.yields_to)} - {RECORDS}
        for name in fact.before:
            behind[makers[name]].add(fact.name)
    return behind


def all_behind(name: str, before: Mapping[str, Iterable[str]]) -> set[str]:
    """Return what a fact stands behind, and what that stands behind, and so on."""
    found: set[str] = set()
    left = list(before[name])
    while left:
        each = left.pop()
        if each not in found:
            found.add(each)
            left += before[each]
    return found


def _makers(facts: Iterable[Fact]) -> dict[str, str]:
    """Return which fact gives each table. Raises PluginError if two give the same."""
    makers = {RECORDS: RECORDS}
    for fact in facts:
        for table in (fact.name, *fact.gives):
            if makers.setdefault(table, fact.name) != fact.name or table == RECORDS:
                message = f"two facts give the table {table}: {makers[table]} and {fact.name}"
                raise PluginError(message)
        if fact.frame is not None and FRAMES[fact.frame.name] is not fact.frame:
            message = f"the fact {fact.name} gives the frame {fact.frame.name}, which there is already"
            raise PluginError(message)
    return makers


def _part(before: dict[str, set[str]], ours: Iterable[str]) -> None:
    """Put each fact that is not ours behind all that do not stand behind it."""
    placed = set(ours)
    for name in [name for name in before if name not in placed]:
        before[name] |= {other for other in placed if name not in all_behind(other, before)}
        placed.add(name)
