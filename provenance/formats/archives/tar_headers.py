"""The headers of TAR files, one in front of each file: ustar, GNU and pax.

Python's own reader takes a damaged header for the end. Here reading goes on behind it, at the next sound one.
"""

from __future__ import annotations

import os
import re
import tarfile
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from provenance.formats.archives.base import Damage, Entry, too_large
from provenance.formats.shards import Member
from provenance.formats.streams import errors
from provenance.storage.archive_limits import ArchiveLimits

_BLOCK, _CHUNK = 512, 1 << 20
_AHEAD = 1 << 17
"""Bytes that the libraries read of a compressed file before they give anything of them."""
_LONGEST = 1 << 20  # of what a header says in blocks of its own
_PAX = re.compile(rb"(\d{1,7}) ([^=\n]+)=")
_SPARSE = b"GNU.sparse."
_NO_TAR = "it is no TAR archive: its first bytes are no header"
_BROKEN = "a header is damaged; the file that it describes is lost, what follows is looked for"
_AFTER = "bytes that are no archive follow its end"
_CUT = "the archive breaks off in its last file; fetch it again, or make it anew"
_NO_END = "it has no end mark, as where it breaks off between two files; fetch it again, or make it anew"
_OTHERS = {
    tarfile.LNKTYPE: "a link", tarfile.SYMTYPE: "a link", tarfile.CHRTYPE: "a device", tarfile.BLKTYPE: "a device",
    tarfile.FIFOTYPE: "a pipe",
}  # fmt: skip
_SAYING = {tarfile.GNUTYPE_LONGNAME, tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE}
_PASSED = {tarfile.XGLTYPE, tarfile.GNUTYPE_LONGLINK}

Open = Callable[[int, int], Member]


class _Said(NamedTuple):
    """What stands in front of a header and goes before it."""

    name: bytes | None = None
    size: int | None = None
    sparse: bool = False


class Walk:
    """The way from one header to the next."""

    def __init__(
        self, stream: BinaryIO, packed: Callable[[], int], limits: ArchiveLimits, length: int | None = None
    ) -> None:
        """Walk through `stream`.

        Args:
            stream: What the archive unpacks to.
            packed: Tells how many bytes of the file have been read.
            limits: Where to stop.
            length: How many bytes there are, where it can be told; then the files are skipped without reading them.
        """
        self._stream, self._packed, self._limits, self._length = stream, packed, limits, length
        self._at = 0
        self._stopped = False

    def entries(self, member: Open) -> Iterator[Entry | Damage]:
        """Yield the files; `member` makes what opens one from where it begins and its size."""
        said, count = _Said(), 0
        for info in self._headers():
            if isinstance(info, Damage):
                said = _Said()
                yield info
            elif info.type in _SAYING:
                said = self._said(info, said)
            elif info.type in _PASSED:
                self._pass(info.size)
            elif count == self._limits.members:
                yield Damage("archive-limit", too_large(members=count))
                return
            else:
                count += 1
                yield from self._file(info, said, member)
                said = _Said()
            if self._stopped:
                return

    def _headers(self) -> Iterator[tarfile.TarInfo | Damage]:
        """Yield the headers, of which the caller reads what belongs to them; then whether there is an end."""
        ended = damaged = False
        while block := self._read(_BLOCK):
            if not any(block):
                ended = True
                continue
            info = _header(block)
            if info is not None:
                damaged = ended = False
                yield info
            elif not damaged:
                damaged = True
                yield self._damage(ended=ended)
        if self._at and not (ended or damaged):
            yield Damage("truncated", _NO_END, self._at)

    def _damage(self, *, ended: bool) -> Damage:
        at = self._at - _BLOCK
        if at == 0:
            return Damage("unreadable", _NO_TAR, 0)
        return Damage("truncated", _AFTER if ended else _BROKEN, at)

    def _file(self, info: tarfile.TarInfo, said: _Said, member: Open) -> Iterator[Entry | Damage]:
        name = info.name.encode("utf-8", "surrogateescape") if said.name is None else said.name
        size = info.size if said.size is None else said.size
        start, before = self._at, self._packed()
        if other := _OTHERS.get(info.type):
            yield Entry(name, 0, 0, None, f"it is {other}, which is not followed")
            return
        entry = Entry(name, size, size, member(start, size))
        if said.sparse or info.type == tarfile.GNUTYPE_SPARSE:
            entry = entry._replace(member=None, refused="it is a sparse file; pack the archive anew without --sparse")
        try:
            passed = self._pass(size)
        except errors():
            yield entry
            raise
        packed = self._packed() - before + _AHEAD if self._length is None else size
        if self._stopped:
            yield entry._replace(size=passed, packed=packed, member=None)
            return
        if not (info.isdir() or name.endswith(b"/")):
            yield entry._replace(packed=packed)
        if passed < size:
            self._stopped = True
            yield Damage("truncated", _CUT, start + passed)

    def _said(self, info: tarfile.TarInfo, before: _Said) -> _Said:
        """Read what a header in front of another says."""
        if info.size > _LONGEST:
            self._pass(info.size)
            return before
        data = self._read(info.size)
        self._read(-info.size % _BLOCK)
        if info.type == tarfile.GNUTYPE_LONGNAME:
            return before._replace(name=data.split(b"\0")[0])
        return _pax(data, before)

    def _read(self, size: int) -> bytes:
        """Read so many bytes; fewer at the end."""
        parts = []
        while size and (part := self._stream.read(min(size, _CHUNK))):
            parts.append(part)
            size -= len(part)
            self._at += len(part)
        return b"".join(parts)

    def _pass(self, size: int) -> int:
        """Go on behind the blocks of a file; return how many of its bytes there are, unless it is a bomb."""
        padded = size + -size % _BLOCK
        if self._length is not None:
            there = max(0, min(padded, self._length - self._at))
            self._stream.seek(there, os.SEEK_CUR)
            self._at += there
            return min(size, there)
        start, before = self._at, self._packed()
        while left := padded - (self._at - start):
            if not self._read(min(left, _CHUNK)):
                break
            passed = min(size, self._at - start)
            if self._limits.swells(passed, self._packed() - before + _AHEAD):
                self._stopped = True
                return passed
        return min(size, self._at - start)


def _header(block: bytes) -> tarfile.TarInfo | None:
    """Return what a block says as a header; None where it is none, by its checksum."""
    try:
        info = tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError, OverflowError):
        return None
    return info if info.size >= 0 else None


def _pax(data: bytes, before: _Said) -> _Said:
    """Take the fields of an extended header; what is no field ends it."""
    at, said = 0, before
    while match := _PAX.match(data, at):
        end = at + int(match[1])
        name, value = match[2], data[match.end() : end - 1]
        if end <= match.end() or end > len(data):
            break
        if name in {b"path", b"GNU.sparse.name"}:
            said = said._replace(name=value)
        elif name == b"size" and value.isdigit() and len(value) < 20:
            said = said._replace(size=int(value))
        if name.startswith(_SPARSE):
            said = said._replace(sparse=True)
        at = end
    return said
