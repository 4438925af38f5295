"""Papers among the objects of a store: what runs have written about articles, and what one that was ended has left."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from provenance.storage.remote import RemoteObject, read_part
from provenance.storage.targets.manifest import FORMAT
from provenance.storage.targets.names import RUN_ID
from provenance.storage.targets.papers import REASONS
from provenance.storage.targets.target import DATA_DOCS, FACTS, GATE, HTML_REPORT, STORED_RUN
from provenance.storage.untrusted import parse_json

_ALL_OURS = {kind.name for kind in (DATA_DOCS, FACTS, HTML_REPORT, STORED_RUN)}
_LONGEST = 16 << 20


def papers(objects: Mapping[str, RemoteObject]) -> set[str]:
    """Return the paths of objects that are no articles, below any folder that bears a manifest.

    That are, as on the disk, the manifest and the reasons of a gate, and all of facts, a stored run, a report and Data
    Docs; and of a gate and a repaired corpus the files of runs that its manifest does not name.
    """
    found: set[str] = set()
    for path, known in objects.items():
        for manifest in (GATE.manifest, FACTS.manifest):
            if path == manifest or path.endswith(f"/{manifest}"):
                folder = path.removesuffix(manifest)
                found |= set(_papers(folder, _read(known), manifest, objects))
    return found


def _papers(folder: str, content: Mapping[str, Any], manifest: str, objects: Iterable[str]) -> Iterator[str]:
    if content.get("format") != FORMAT:
        return
    points = "manifest" in content  # to the first folder, which knows the runs
    named = content.get("runs")
    runs = [run.get("run") for run in named if isinstance(run, dict)] if isinstance(named, list) else []
    reasons = {f"{name}.parquet" for name in REASONS if points}
    yield folder + manifest
    for path in objects:
        run, _, inside = path.removeprefix(folder).partition("/")
        if path.startswith(folder) and RUN_ID.fullmatch(run):
            unnamed = run not in runs and not points
            if unnamed or inside in reasons or content.get("kind") in _ALL_OURS:
                yield path


def _read(known: RemoteObject) -> Mapping[str, Any]:
    try:
        content = parse_json(read_part(known, 0, min(known.size, _LONGEST)).decode())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
