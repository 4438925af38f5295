"""Papers among the objects of a store: what runs have written about articles, and what one that was ended has left."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from provenance.storage.addresses import Address
from provenance.storage.remote import RemoteObject, read_part, store_of
from provenance.storage.targets.manifest import FORMAT
from provenance.storage.targets.names import RUN_ID
from provenance.storage.targets.papers import REASONS
from provenance.storage.targets.publishing import LISTS
from provenance.storage.targets.target import DATA_DOCS, FACTS, GATE, HTML_REPORT, STORED_RUN
from provenance.storage.untrusted import parse_json

_ALL_OURS = {kind.name for kind in (DATA_DOCS, FACTS, HTML_REPORT, STORED_RUN)}
_LONGEST = 16 << 20
_LIST = re.compile(rf"((?:.*/)?){re.escape(LISTS)}/({RUN_ID.pattern})\.parquet")
"""Where the list of what a run has written lies."""


def papers(objects: Mapping[str, RemoteObject]) -> set[str]:
    """Return the paths of objects that are no articles, below any folder that bears a manifest.

    That are, as on the disk, the manifest and the reasons of a gate, and all of facts, a stored run, a report and Data
    Docs; of a gate and a repaired corpus the files of runs that its manifest does not name; and those of a first run
    that was ended before there was a manifest.
    """
    found: set[str] = set()
    marked: set[str] = set()
    for path, known in objects.items():
        for manifest in (GATE.manifest, FACTS.manifest):
            if path == manifest or path.endswith(f"/{manifest}"):
                folder = path.removesuffix(manifest)
                marked.add(folder)
                found |= set(_papers(folder, known, manifest, objects))
    return found | set(_unmarked(objects, marked))


def _unmarked(objects: Iterable[str], marked: Collection[str]) -> Iterator[str]:
    """Yield what runs have written into folders that have no manifest yet: their lists come first."""
    lists = filter(None, map(_LIST.fullmatch, objects))
    ended = {f"{found[1] or ''}{found[2]}/" for found in lists if (found[1] or "") not in marked}
    yield from (path for path in objects for start in ended if path.startswith(start))


def _papers(folder: str, known: RemoteObject, manifest: str, objects: Iterable[str]) -> Iterator[str]:
    content = _read(known)
    if content.get("format") != FORMAT:
        return
    points = "manifest" in content  # to the first folder, which knows the runs
    runs = _runs(_pointed(known, content["manifest"]) if points else content)
    reasons = {f"{name}.parquet" for name in REASONS if points}
    yield folder + manifest
    for path in objects:
        run, _, inside = path.removeprefix(folder).partition("/")
        if path.startswith(folder) and RUN_ID.fullmatch(run):
            unnamed = runs is not None and run not in runs
            if unnamed or inside in reasons or content.get("kind") in _ALL_OURS:
                yield path


def _runs(content: Mapping[str, Any] | None) -> list[Any] | None:
    """Return the runs that a manifest names; None where nobody can tell."""
    if content is None:
        return None
    named = content.get("runs")
    return [run.get("run") for run in named if isinstance(run, dict)] if isinstance(named, list) else []


def _pointed(known: RemoteObject, place: object) -> Mapping[str, Any] | None:
    """Return the manifest to which another one of its bucket points, empty if there is none; None if it is not read."""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(known.address.path), str(place)))
    if path.startswith("../") or not f"/{path}".endswith(f"/{GATE.manifest}"):
        return None  # it lies in another bucket, or is no manifest
    address = Address(known.address.scheme, known.address.root, path)
    try:
        first = store_of(address.scheme).look(address)
    except OSError:
        return None
    return {} if first is None else _read(first)


def _read(known: RemoteObject) -> Mapping[str, Any]:
    try:
        content = parse_json(read_part(known, 0, min(known.size, _LONGEST)).decode())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
