"""A run as papers for archives and catalogues, one module a paper."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.exports.base import Export
from provenance.plugins import EXPORTS, by_name
from provenance.storage.atomic import replacing

if TYPE_CHECKING:
    from provenance.policy.configuration import Policy
    from provenance.runs.run import Run


@cache
def declared() -> dict[str, Export]:
    """Return every export by its name, our own and those of other packages.

    Raises PluginError for one that cannot be loaded, or whose name is taken.
    """
    return dict(sorted(by_name(EXPORTS, Export).items()))


def need_facts(names: Iterable[str]) -> bool:
    """Tell whether one of these exports reads the frames of facts; other names are none."""
    return any(declared()[name].facts for name in names if name in declared())


def refuse(policy: Policy, name: str, path: Path) -> None:
    """Raise UsageError if an export cannot be made under a policy, or not be written there."""
    if check := declared()[name].refuse:
        check(policy, path)


def write(run: Run, name: str, path: Path) -> None:
    """Write an export to a file, which appears whole or not at all.

    Raises UsageError if it cannot be made, or not be written.
    """
    refuse(run.policy, name, path)
    with replacing(path) as part:
        declared()[name].write(run, part)
