"""Files as they were at one moment: a copy of one's own, which nobody can change under our hands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from provenance.formats.registry import COMPRESSED
from provenance.formats.shards import File

_CHUNK = 1 << 20


def take(file: File, place: Path) -> File | None:
    """Copy a file as it is now to `place`; return the copy, or None if the file cannot be read (further)."""
    suffix = Path(file.path).suffix.lower()
    copy = place.with_name(place.name + (suffix if suffix in COMPRESSED else ""))
    with copy.open("wb") as target:
        for part in _parts_of(file.path):
            if part is None:
                return None
            target.write(part)
    return file._replace(path=str(copy), size=copy.stat().st_size)


def _parts_of(path: str) -> Iterator[bytes | None]:
    """Yield a file in parts, and None where it cannot be read (further)."""
    try:
        with Path(path).open("rb") as source:
            while part := source.read(_CHUNK):
                yield part
    except OSError:
        yield None
