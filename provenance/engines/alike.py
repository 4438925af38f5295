"""Whether a worker would find the same as this process: versions, and what is added from outside."""

from __future__ import annotations

from collections.abc import Mapping

from provenance.errors import UsageError
from provenance.plugins import digest, others
from provenance.runs.run import versions


def here() -> dict[str, str]:
    """Return what must be the same wherever the work runs: what decides what is found, and how it is written."""
    libraries = {name: version for name, version in versions().items() if name != "python"}
    return {**libraries, "additions": digest(others())}


def refuse(worker: str, theirs: Mapping[str, str], ours: Mapping[str, str]) -> None:
    """Raise UsageError, naming the first difference, if a worker would find something else."""
    if differing := [name for name in ours if theirs.get(name) != ours[name]]:
        name = differing[0]
        message = f"{worker} has another version of {name}: {theirs.get(name)}, here {ours[name]}"
        raise UsageError(message)
