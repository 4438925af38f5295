"""How much may come out of an archive: what is more is refused, as a bomb or as a mistake."""

from __future__ import annotations

from dataclasses import dataclass

SMALL = 16 << 20
"""Bytes for which no ratio is asked: as many are read in a moment, and small files of blanks are packed very well."""


@dataclass(frozen=True, slots=True)
class ArchiveLimits:
    """What one archive, with all that lies in it, may hold at most.

    Texts and JSON are packed 3 to 60 times, Deflate reaches 1,032 at most: 200 lies well above what articles need.
    """

    ratio: int = 200
    """Unpacked bytes for each packed byte, of a file and of the whole archive; asked above 16 MiB."""
    size: int = 256 << 30
    """Unpacked bytes, all files together."""
    members: int = 1_000_000
    """Files."""
    depth: int = 3
    """Archives in each other; 1 reads no archive in an archive."""

    def swells(self, size: int, packed: int) -> bool:
        """Tell whether so many bytes are too many for as many packed ones."""
        return size > SMALL and size > self.ratio * packed


STANDARD = ArchiveLimits()
