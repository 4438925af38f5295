"""The files of an archive that are read, and what is said of the others: the one place where a member is a file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from provenance.errors import UsageError
from provenance.formats.archives.base import Archive, Damage, Entry, too_large
from provenance.formats.shards import File, Member
from provenance.formats.streams import damage, errors
from provenance.storage.archive_limits import ArchiveLimits
from provenance.storage.untrusted import path_inside

_MACOS = "__MACOSX"  # what macOS notes of files beside them
_REPLACED = "a file of the same path follows in the archive, and is read in its stead, as when it is unpacked"
_BELOW = "its path leads through a file of the archive"
_UNSAFE = "; pack the archive anew without it, or unpack it with care and check the folder"


class Found(NamedTuple):
    """A file of an archive: its path in it, its size, and what opens it."""

    path: str
    size: int
    member: Member


class Refused(NamedTuple):
    """What is not read: a file of an archive, or, without a path, something of the archive itself."""

    path: str | None
    kind: str
    detail: str
    byte: int | None = None


class Budget:
    """How much may still come out of an archive on the disk, and of the archives in it."""

    def __init__(self, limits: ArchiveLimits, packed: int) -> None:
        """Allow for what `limits` say of an archive of so many bytes."""
        self.limits, self._packed = limits, packed
        self._members = self._size = 0

    def spend(self, entry: Entry) -> str:
        """Count a file; return which limit of the whole is passed with it, or nothing."""
        self._members += 1
        self._size += entry.size
        if self._members > self.limits.members:
            return too_large(members=self.limits.members)
        if self._size > self.limits.size:
            return too_large(size=self.limits.size)
        return too_large(ratio=self.limits.ratio) if self.limits.swells(self._size, self._packed) else ""


def members(file: File, archive: Archive, budget: Budget) -> Iterator[Found | Refused]:
    """Yield the files of an archive, in their order, each under a path of its own, and what is not read.

    Hidden files, and what macOS notes of files, are left out.
    """
    entries = _entries(file, archive, budget.limits)
    paths = [_path(entry) for entry in entries]
    if not entries:
        yield Refused(None, "empty", "there is no file in it")
    elif not any(isinstance(entry, Damage) or _counts(path) for entry, path in zip(entries, paths, strict=True)):
        yield Refused(None, "empty", "there is no file in it but hidden ones")
    read = {
        path: index
        for index, (entry, path) in enumerate(zip(entries, paths, strict=True))
        if isinstance(entry, Entry) and entry.member and isinstance(path, str) and _is_wanted(path)
    }
    for index, (entry, path) in enumerate(zip(entries, paths, strict=True)):
        if isinstance(entry, Damage):
            yield Refused(None, *entry)
        elif isinstance(path, Refused):
            yield path
        elif path and _is_wanted(path):
            found = _found(entry, path, _stands_in_the_way(path, index, read), budget)
            yield found
            if isinstance(found, Refused) and found.path is None:
                return


@lru_cache(maxsize=8)
def _entries(file: File, archive: Archive, limits: ArchiveLimits) -> Sequence[Entry | Damage]:
    """Return what is in an archive: it is listed several times by one command, and read for that once."""
    return tuple(_listed(file, archive, limits))


def _listed(file: File, archive: Archive, limits: ArchiveLimits) -> Iterator[Entry | Damage]:
    try:
        yield from archive.entries(file, limits)
    except errors() as error:
        damaged = damage(error, 0)
        yield Damage(
            damaged.kind, f"{damaged.detail}; files behind that place are not read, fetch it again or make it anew"
        )


def _path(entry: Entry | Damage) -> str | Refused | None:
    """Return the path of a file that is read, or why it is not."""
    if isinstance(entry, Damage):
        return None
    try:
        return path_inside(entry.name)
    except UsageError as error:
        name = os.fsdecode(entry.name).replace("\0", "")
        return Refused(name, "unsafe-member", f"{error}{_UNSAFE}")


def _counts(path: str | Refused | None) -> bool:
    """Tell whether something is read of a file of the archive, or told of it."""
    return isinstance(path, Refused) or bool(path and _is_wanted(path))


def _is_wanted(path: str) -> bool:
    parts = path.split("/")
    return parts[0] != _MACOS and not any(part.startswith(".") for part in parts)


def _stands_in_the_way(path: str, index: int, read: dict[str, int]) -> str:
    """Say why no file can lie there, or nothing."""
    if read.get(path, index) != index:
        return _REPLACED
    above = path.rpartition("/")[0]
    while above:
        if above in read:
            return _BELOW
        above = above.rpartition("/")[0]
    return ""


def _found(entry: Entry, path: str, in_the_way: str, budget: Budget) -> Found | Refused:
    if budget.limits.swells(entry.size, entry.packed):
        return Refused(path, "archive-limit", too_large(ratio=budget.limits.ratio))
    if entry.member is None:
        return Refused(path, entry.kind, entry.refused + (_UNSAFE if entry.kind == "unsafe-member" else ""))
    if in_the_way:
        return Refused(path, "unsafe-member", in_the_way)
    if spent := budget.spend(entry):
        return Refused(None, "archive-limit", spent)
    return Found(path, entry.size, entry.member)
