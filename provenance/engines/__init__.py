"""Where the work runs: engines by their names."""

from __future__ import annotations

from provenance.engines.base import Engine, EngineDeclaration
from provenance.errors import UsageError, hint
from provenance.plugins import ENGINES, by_name

__all__ = ["Engine", "EngineDeclaration", "declared", "named"]


def declared() -> dict[str, EngineDeclaration]:
    """Return every engine by its name. Raises PluginError for one that cannot be loaded, or whose name is taken."""
    return by_name(ENGINES, EngineDeclaration)


def named(word: str, workers: int | None = None) -> Engine:
    """Return the engine that a word means: `local`, or `NAME://ADDRESS`.

    Raises UsageError for an unknown name, or if its libraries are missing.
    """
    name, _, address = word.partition("://")
    known = declared()
    if name not in known:
        message = f"unknown engine {name!r}{hint(name, known)}; engines: {', '.join(known)}"
        raise UsageError(message)
    return known[name].make(address, workers)
