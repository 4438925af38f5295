"""ZIP: each file is packed for itself, and opened without the others."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, BinaryIO, NamedTuple, NoReturn, cast

from provenance.formats import contents
from provenance.formats.archives import zip_headers
from provenance.formats.archives.base import Archive, Damage, Entry, too_large
from provenance.formats.archives.zip_headers import DirectoryError, Header, SplitError
from provenance.formats.shards import File
from provenance.storage.archive_limits import ArchiveLimits

_LOCAL_SIZE = 30
_ENCRYPTED = "it is encrypted; unpack the archive with its password, and check the folder"
_DOCUMENTS = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"mimetype", b"META-INF/", b"AndroidManifest.xml")
"""How the first file is called of ZIP archives that are documents (OOXML, OpenDocument, EPUB) or programs."""
_SPLIT = "it is one part of an archive that was split; join the parts, and check the whole"
_SHARED = "its bytes are those of another file as well, as in a bomb; pack the archive anew"
_BROKEN = (
    "its central directory is damaged or missing, as where a download breaks off; files are found by the headers in "
    "front of them, and some may be missing: fetch it again, or mend it with `zip -FF`"
)
_NONE = "it is no ZIP archive, nothing in it is a file's header"


class ZipMember(NamedTuple):
    """A file in a ZIP archive: where its local header begins, and how it is packed."""

    archive: File
    start: int
    packed: int
    size: int
    method: int
    crc: int | None

    def open(self) -> BinaryIO:
        """Open the file. Raises OSError or BadZipFile."""
        stream = contents.seekable(self.archive)
        try:
            stream.seek(self.start)
            head = stream.read(_LOCAL_SIZE)
            if not head.startswith(zip_headers.LOCAL_SIGN):
                self._refuse()
            stream.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
            unpacked = zipfile.ZipExtFile(stream, "r", self._info(), close_fileobj=True)
            return cast("BinaryIO", io.BufferedReader(_Checked(unpacked, self.crc)))
        except BaseException:
            stream.close()
            raise

    def _refuse(self) -> NoReturn:
        message = f"no file's header stands at byte {self.start}"
        raise zipfile.BadZipFile(message)

    def _info(self) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo()
        info.compress_type, info.compress_size, info.file_size = self.method, self.packed, self.size
        info.CRC = cast("int", None)  # it is not looked at there, see `_Checked`
        return info


class _Checked(io.RawIOBase):
    """What comes out of an archive, held against its checksum at the end: Python's reader keeps the last bytes then."""

    def __init__(self, unpacked: zipfile.ZipExtFile, crc: int | None) -> None:
        self._unpacked, self._crc, self._known = unpacked, 0, crc

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._unpacked.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        self._known = None  # what is left out is not summed up
        return self._unpacked.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever takes bytes
        data = self._unpacked.read1(len(buffer))
        buffer[: len(data)] = data
        self._crc = zlib.crc32(data, self._crc)
        if not data and self._known not in {None, self._crc}:
            message = "its checksum (CRC-32) is another one"
            raise zipfile.BadZipFile(message)
        return len(data)

    def close(self) -> None:
        self._unpacked.close()
        super().close()


class ZipArchives(Archive):
    """ZIP archives, Zip64 too."""

    name = "zip"
    about = "ZIP archives"
    suffixes = (".zip",)

    def begins(self, start: bytes) -> bool:
        """Tell whether the header of a file stands there, which is none of an office document, a book or a program."""
        name = start[_LOCAL_SIZE : _LOCAL_SIZE + int.from_bytes(start[26:28], "little")]
        return start.startswith(zip_headers.LOCAL_SIGN) and not name.startswith(_DOCUMENTS)

    def entries(self, file: File, limits: ArchiveLimits) -> Iterator[Entry | Damage]:
        """Yield the files as the central directory names them; where it is damaged, as their own headers do."""
        with contents.seekable(file) as stream:
            try:
                headers = list(islice(zip_headers.directory(stream), limits.members + 1))
                yield from _listed(file, headers, _shared(headers), limits)
            except SplitError:
                yield Damage("unreadable", _SPLIT)
            except DirectoryError:
                yield from _found(file, stream, limits)


def _found(file: File, stream: BinaryIO, limits: ArchiveLimits) -> Iterator[Entry | Damage]:
    headers = list(islice(zip_headers.local(stream, limits), limits.members + 1))
    yield Damage("truncated", _BROKEN) if headers else Damage("unreadable", _NONE, 0)
    yield from _listed(file, headers, set(), limits)


def _listed(file: File, headers: Sequence[Header], shared: set[int], limits: ArchiveLimits) -> Iterator[Entry | Damage]:
    for index, header in enumerate(headers[: limits.members]):
        if not header.is_folder:
            yield _entry(file, header, shared=index in shared)
    if len(headers) > limits.members:
        yield Damage("archive-limit", too_large(members=limits.members))


def _shared(headers: Sequence[Header]) -> set[int]:
    """Return the numbers of the files that begin in what belongs to another one."""
    shared, end = set(), 0
    for index in sorted(range(len(headers)), key=lambda index: (headers[index].start, index)):
        header = headers[index]
        if header.start < end:
            shared.add(index)
        end = max(end, header.start + _LOCAL_SIZE + header.packed)
    return shared


def _entry(file: File, header: Header, *, shared: bool) -> Entry:
    entry = Entry(header.name, header.size, header.packed, None)
    if header.special:
        return entry._replace(refused=f"it is {header.special}, which is not followed")
    if header.encrypted:
        return entry._replace(refused=_ENCRYPTED, kind="unreadable")
    if shared:
        return entry._replace(refused=_SHARED, kind="archive-limit")
    member = ZipMember(file, header.start, header.packed, header.size, header.method, header.crc)
    return entry if header.swells else entry._replace(member=member)


ARCHIVE = ZipArchives()
