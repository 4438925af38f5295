"""Archives of files, as tests write them."""

from __future__ import annotations

import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

from provenance.formats import streams

KINDS = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.zst", ".tar.xz")


class Unseekable(io.BytesIO):
    """A place to which an archive is written as to a pipe: sizes stand behind the files."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: object) -> int:
        raise io.UnsupportedOperation


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED, piped: bool = False) -> bytes:
    """Return a ZIP archive."""
    data = Unseekable() if piped else io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)  # of 1980, the same every time
    return data.getvalue()


def tarred(files: Mapping[str, bytes | tarfile.TarInfo], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Return a TAR archive; what is no bytes is written as it is."""
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=form, encoding="utf-8", errors="surrogateescape") as archive:
        for name, content in files.items():
            member = content if isinstance(content, tarfile.TarInfo) else tarfile.TarInfo(name)
            if isinstance(content, bytes):
                member.size = len(content)
            archive.addfile(member, io.BytesIO(content) if isinstance(content, bytes) else None)
    return data.getvalue()


def compressed(data: bytes, suffix: str) -> bytes:
    """Return bytes compressed as a name's end says."""
    match suffix.rpartition(".")[2]:
        case "gz" | "tgz":
            return gzip.compress(data, mtime=0)
        case "zst":
            return streams.zstd().compress(data)
        case "xz":
            return lzma.compress(data)
        case _:
            return data


def packed(files: Mapping[str, bytes], suffix: str) -> bytes:
    """Return an archive of the kind that a name's end says."""
    return zipped(files) if suffix == ".zip" else compressed(tarred(files), suffix)


def write(place: Path, files: Mapping[str, bytes]) -> Path:
    """Write an archive of the kind that its name says; return its place."""
    place.write_bytes(packed(files, next(kind for kind in reversed(KINDS) if place.name.endswith(kind))))
    return place
