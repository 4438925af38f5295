"""What a kind of archive is: how its members are listed, and how one of them is opened."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import NamedTuple

from provenance.formats.shards import File, Member
from provenance.storage.archive_limits import ArchiveLimits


class Entry(NamedTuple):
    """A file in an archive, as the archive describes it: its name as it stands there, and its sizes in bytes."""

    name: bytes
    size: int
    packed: int
    member: Member | None
    """How it is opened; None where it is not read, and `refused` says why."""
    refused: str = ""
    kind: str = "unsafe-member"
    """The kind of read error where it is not read."""


class Damage(NamedTuple):
    """What is wrong with an archive as a whole."""

    kind: str
    detail: str
    byte: int | None = None


class Archive(ABC):
    """A kind of archive."""

    name: str
    about: str
    """What it is, in one line."""
    suffixes: tuple[str, ...]
    """The ends of its files' names, in small letters."""

    def begins(self, start: bytes) -> bool:  # noqa: ARG002 - each kind has its own sign
        """Tell whether a file is surely such an archive that begins so; its suffix does not say."""
        return False

    @abstractmethod
    def entries(self, file: File, limits: ArchiveLimits) -> Iterator[Entry | Damage]:
        """Yield the files in an archive, in the order in which they lie there, and what is wrong with it.

        Folders are none. It holds little in memory, and reads on behind what is damaged where it can. What only reading
        shows to be a bomb is an entry that is refused.
        """


def too_large(*, members: int = 0, size: int = 0, ratio: int = 0, depth: int = 0) -> str:
    """Say which limit an archive goes beyond, and how a sound one is read all the same."""
    if members:
        why, key = f"it holds more than {members:,} files; what follows is not read", "members"
    elif size:
        why, key = f"it unpacks to more than {size:,} bytes; what follows is not read", "size"
    elif ratio:
        why, key = f"it unpacks to more than {ratio:,} times its packed size, as a bomb does", "ratio"
    else:
        why, key = f"it lies in {depth:,} archives, one in the other", "depth"
    return f"{why}; if it is sound, raise `{key}` in [tool.provenance.archives]"
