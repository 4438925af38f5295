"""Papers: what a run has written about articles into a target. They are never articles of a later run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from provenance.errors import UsageError
from provenance.storage.targets import listed
from provenance.storage.targets.manifest import FORMAT, OWN
from provenance.storage.targets.target import DATA_DOCS, FACTS, GATE, HTML_REPORT, STORED_RUN
from provenance.storage.untrusted import parse_json

REASONS = ("findings", "troubles")
"""Why records were set aside: Parquet files beside them."""
_ALL_OURS = {kind.name for kind in (DATA_DOCS, FACTS, HTML_REPORT, STORED_RUN)}
_MANIFESTS = {GATE.manifest, FACTS.manifest}


def papers(folder: Path) -> set[str]:
    """Return the paths, from a folder on, of the papers in it.

    Its manifest decides, not their names: in the quarantine of a gate the reasons are papers, in a stored run, facts, a
    report and Data Docs all that their lists name, in a repaired corpus nothing. A folder without a manifest has none,
    and what a damaged one says does not count.
    """
    return {path for manifest in _MANIFESTS for path in _named(folder, manifest)}


def _named(folder: Path, manifest: str) -> set[str]:
    content = _read(folder / manifest)
    if content.get("format") != FORMAT:
        return set()
    if content.get("kind") == GATE.name and manifest == GATE.manifest:
        # It points to the first one.
        return {manifest, *(f"{name}.parquet" for name in REASONS if "manifest" in content)}
    return _listed(folder) if content.get("kind") in _ALL_OURS else set()


def _read(place: Path) -> dict[str, Any]:
    try:
        content = parse_json(place.read_text(encoding="utf-8")) if place.is_file() else {}
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _listed(folder: Path) -> set[str]:
    try:
        return {
            entry.path for place in sorted((folder / OWN / "runs").glob("*.parquet")) for entry in listed.read(place)
        }
    except (OSError, UsageError):
        return set()
