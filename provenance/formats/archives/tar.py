"""TAR, plain or compressed as a whole: read in order, and once for all files that are asked for in their order."""

from __future__ import annotations

import gzip
import io
import lzma
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from typing import Any, BinaryIO, NamedTuple, cast

from provenance.formats import contents, streams
from provenance.formats.archives.base import Archive, Damage, Entry
from provenance.formats.archives.pool import Stream, StreamPool
from provenance.formats.archives.tar_headers import Walk
from provenance.formats.shards import File
from provenance.storage.archive_limits import ArchiveLimits

_COMPRESSIONS: tuple[tuple[bytes, Callable[[Any], Any]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"\x28\xb5\x2f\xfd", lambda raw: streams.zstd().open(raw, "rb")),
    (b"\xfd7zXZ\0", lzma.open),
)


class TarMember(NamedTuple):
    """A file in a TAR archive: where it begins in what the archive unpacks to, and how long it is."""

    archive: File
    start: int
    size: int

    def open(self) -> BinaryIO:
        """Open the file. Raises OSError, EOFError, or what the library of the compression does."""
        stream = pool.take(self.archive, partial(unpacked, self.archive))
        try:
            return cast("BinaryIO", io.BufferedReader(_Part(self, stream)))
        except BaseException:
            stream.closed_with.close()
            raise


pool = StreamPool()


def unpacked(archive: File) -> Stream:
    """Open an archive, decompressed as its first bytes tell."""
    with ExitStack() as stack:
        raw: Any = stack.enter_context(contents.opened(archive))
        start = raw.peek(6)[:6]
        for sign, opened in _COMPRESSIONS:
            if start.startswith(sign):
                return Stream(stack.enter_context(opened(raw)), raw, stack.pop_all())
        return Stream(raw, raw, stack.pop_all())


class _Part(io.RawIOBase):
    """The bytes of one file in the stream of its archive, which goes back to the pool when it is closed."""

    def __init__(self, member: TarMember, stream: Stream) -> None:
        self._member, self._stream = member, stream
        self._at, self._sound = 0, True
        self._guarded(lambda: stream.stream.seek(member.start))

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = 0) -> int:
        base = (0, self._at, self._member.size)[whence]
        self._at = max(0, base + offset)
        self._guarded(lambda: self._stream.stream.seek(self._member.start + self._at))
        return self._at

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - whatever takes bytes
        wanted = min(len(buffer), self._member.size - self._at)
        if wanted <= 0:
            return 0
        data = self._guarded(lambda: self._stream.stream.read1(wanted))
        if not data:
            self._sound = False
            raise EOFError
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _guarded(self, read: Callable[[], Any]) -> Any:  # noqa: ANN401 - what `read` returns
        try:
            return read()
        except BaseException:
            self._sound = False
            raise

    def close(self) -> None:
        if not self.closed:
            if self._sound:
                pool.give_back(self._member.archive, self._stream)
            else:
                self._stream.closed_with.close()
        super().close()


class TarArchives(Archive):
    """TAR archives, plain or compressed; what their first bytes tell counts, not their names."""

    name = "tar"
    about = "TAR archives, plain or compressed with gzip, Zstandard or xz"
    suffixes = (".tar", ".tar.gz", ".tgz", ".tar.zst", ".tzst", ".tar.xz", ".txz")

    def begins(self, start: bytes) -> bool:
        """Tell whether the sign of a header stands where POSIX and GNU put it."""
        return start[257:262] == b"ustar"

    def entries(self, file: File, limits: ArchiveLimits) -> Iterator[Entry | Damage]:
        """Yield the files as the headers in front of them describe them."""
        with contents.opened(file) as raw:
            buffered: Any = raw
            start = buffered.peek(6)[:6]
            opened = next((opened for sign, opened in _COMPRESSIONS if start.startswith(sign)), None)
            if opened is None:
                yield from Walk(buffered, buffered.tell, limits, file.size).entries(partial(TarMember, file))
                return
            with opened(buffered) as stream:
                yield from Walk(stream, buffered.tell, limits).entries(partial(TarMember, file))


ARCHIVE = TarArchives()
