"""What only the whole corpus shows, one module a fact: `base` says what such a fact is."""

from __future__ import annotations

from functools import cache
from graphlib import CycleError, TopologicalSorter

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
    taken = [name for name, fact in found.items() if FRAMES[name] is not fact.frame]
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
