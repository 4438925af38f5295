"""A bag (BagIt 1.0, RFC 8493): the payload below data/, a digest for each file, and who packed it when."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
DATA = "data"
MANIFEST = "manifest-sha512.txt"
TAGS = "tagmanifest-sha512.txt"
DECLARED = "bagit.txt"
INFO = "bag-info.txt"


def close(folder: Path, info: Mapping[str, str]) -> None:
    """Make a folder a bag, when all is in its data/.

    Args:
        folder: The folder. The names of all files in it are ours: plain ASCII, without a line feed or a per cent sign.
        info: What is told of the bag (bag-info.txt), by label.
    """
    files = [*_files(folder / DATA)]
    size = sum(file.stat().st_size for file in files)
    written = {**info, "Payload-Oxum": f"{size}.{len(files)}", "Bag-Size": _words(size)}
    _write(folder / DECLARED, DECLARATION)
    _write(folder / INFO, "".join(f"{label}: {' '.join(text.split())}\n" for label, text in written.items()))
    _write(folder / MANIFEST, _manifest(folder, files))
    _write(folder / TAGS, _manifest(folder, [folder / name for name in (INFO, DECLARED, MANIFEST)]))


def digest(file: Path) -> str:
    """Return the SHA-512 of a file (hex)."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha512").hexdigest()


def _files(folder: Path) -> Iterator[Path]:
    return (place for place in sorted(folder.rglob("*")) if place.is_file())


def _manifest(folder: Path, files: list[Path]) -> str:
    return "".join(f"{digest(file)}  {file.relative_to(folder).as_posix()}\n" for file in files)


def _words(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def _write(place: Path, text: str) -> None:
    place.write_text(text, encoding="utf-8", newline="\n")
