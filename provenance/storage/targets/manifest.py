"""The manifest of a target: which runs its files are of. It lies in the first folder; the others point to it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from provenance.errors import UsageError
from provenance.storage.names import as_path, as_text
from provenance.storage.targets.names import RUN_ID

FORMAT = "provenance-target/1"
OWN = ".provenance"
"""The hidden folder of a target: lists of what each run has written, and what is being written now."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a target holds, in words; the place of its manifest; the option that writes it."""

    name: str
    option: str
    manifest: str = f"{OWN}/target.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The runs whose files a target holds, the latest last: the name of each, the digests of its lists, its facts.

    `folders` are the folders beside the one in which it lies, named from that one on.
    """

    runs: tuple[Mapping[str, Any], ...] = ()
    folders: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the runs."""
        return tuple(run["run"] for run in self.runs)

    def names_any(self, runs: Iterable[str]) -> bool:
        """Tell whether it names one of these runs."""
        return not set(self.names).isdisjoint(runs)

    def names_folder(self, home: Path, folder: Path) -> bool:
        """Tell whether a folder is one of those beside."""
        return any((home / as_path(named)).resolve() == folder for named in self.folders.values())


def is_marked(folder: Path, kind: Kind) -> bool:
    """Tell whether a folder bears the manifest of a target, or points to one."""
    return (folder / kind.manifest).is_file()


def read(folder: Path, kind: Kind) -> Manifest:
    """Return the manifest that lies in a folder. Raises UsageError if it is none, or one of another kind."""
    content = _loaded(folder, kind)
    try:
        manifest = Manifest(tuple(dict(run) for run in content["runs"]), content.get("folders", {}))
        if all(map(RUN_ID.fullmatch, manifest.names)) and all(
            isinstance(folder, str) for folder in manifest.folders.values()
        ):
            return manifest
    except (KeyError, TypeError, ValueError, AttributeError):
        pass
    message = f"{folder / kind.manifest}: the manifest is damaged; name another folder"
    raise UsageError(message)


def described(manifest: Manifest, kind: Kind, folders: Mapping[str, Path]) -> str:
    """Return the manifest as JSON; the folders are named from the one on in which it lies."""
    home = next(iter(folders.values()))
    named = {name: as_text(os.path.relpath(folder, home)) for name, folder in folders.items() if name}
    content = {"format": FORMAT, "kind": kind.name, "folders": named, "runs": manifest.runs}
    return json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n"


def pointer(name: str, folder: Path, home: Path, kind: Kind) -> str:
    """Return what a folder says that is not the first: where the manifest of both lies."""
    place = as_text(os.path.relpath(home / kind.manifest, folder))
    return json.dumps({"format": FORMAT, "kind": kind.name, "folder": name, "manifest": place}, indent=1) + "\n"


def points_to(folder: Path, home: Path, kind: Kind) -> bool:
    """Tell whether a folder points to the manifest that lies in `home`."""
    place = _loaded(folder, kind).get("manifest")
    return isinstance(place, str) and (folder / as_path(place)).resolve() == (home / kind.manifest).resolve()


def _loaded(folder: Path, kind: Kind) -> Mapping[str, Any]:
    place = folder / kind.manifest
    try:
        content = json.loads(place.read_text(encoding="utf-8"))
        known = content["format"] == FORMAT
        named = content["kind"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"{place}: is no manifest that this version has written; name another folder"
        raise UsageError(message) from error
    if known and named == kind.name:
        return dict(content)
    message = f"{folder}: holds {named!r}, not {kind.name!r}; name another folder"
    raise UsageError(message)
