"""What an export is: a paper that travels with the articles, made of a run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from provenance.policy.configuration import Policy
    from provenance.runs.run import Run


@dataclass(frozen=True, kw_only=True)
class Export:
    """One paper for an archive or a catalogue: a file in a form of theirs. It only reads the run."""

    name: str
    """The word by which `--output` knows it; no report bears it."""
    about: str
    """What it is, in one line."""
    write: Callable[[Run, Path], object]
    """Writes the paper to a file."""
    facts: bool = False
    """Whether it reads the frames of facts (`runs.fact_tables.scan`); then a check writes them for it."""
    refuse: Callable[[Policy, Path], None] | None = None
    """Raises UsageError, before any work is done, if it cannot be made under a policy, or not be written there."""
    taken_for_articles: bool = False
    """Whether what it writes would be read as articles wherever it lies in a corpus, whatever its suffix."""
