"""What a file is whose suffix no reader knows: told by its first bytes, where these leave no doubt."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from typing import NamedTuple

from provenance.formats import contents, streams
from provenance.formats.archives.base import Archive
from provenance.formats.registry import archive_of, archives, declared, format_of
from provenance.formats.shards import File
from provenance.printing import of_suffix

HEAD = 1 << 13
"""How many bytes are looked at."""
_PACKED = ((b"\x1f\x8b\x08", ".gz"), (b"\x28\xb5\x2f\xfd", ".zst"))
OTHERS = frozenset(
    (
        ".7z .aac .avi .avif .bak .bmp .bz2 .c .cfg .conf .cpp .css .db .doc .docx .dtd .eml .eot .epub .flac .gif .go "
        ".h .ico .ini .ipynb .jar .java .jpeg .jpg .js .jsx .less .lock .log .m4a .md .md5 .mid .mjs .mkv .mov .mp3 "
        ".mp4 .mpeg .mpg .odp .ods .odt .ogg .ogv .otf .pdf .pickle .pkl .png .ppt .pptx .ps .psd .py .pyc .rar "
        ".rb .rs .rss .rst .rtf .scss .sh .sha1 .sha256 .sql .sqlite .svg .swf .tif .tiff .toml .ts .tsx .ttf .vtt "
        ".wasm .wav .webm .webmanifest .webp .whl .wmv .woff .woff2 .xls .xlsx .xml .xsd .xsl .yaml .yml"
    ).split()
)
"""Suffixes that tell of something else than articles: in folders and archives such files are not opened."""


class Guess(NamedTuple):
    """What a file is: of which format, or which kind of archive; `packing` is the suffix that its compression has."""

    form: str
    archive: Archive | None = None
    packing: str = ""

    @property
    def name(self) -> str:
        """How it is called."""
        return self.archive.name if self.archive else self.form


def kind(file: File) -> Guess | None:
    """Tell by its name what a file is; None where that does not tell."""
    name = os.path.basename(file.path)
    if form := format_of(name):
        return Guess(form)
    archive = archive_of(file.path)
    return Guess("", archive) if archive else None


def guess(file: File, *, named: bool = False) -> Guess | None:
    """Tell by its first bytes what a file is; None where they leave a doubt, or it cannot be read.

    One that was `named` is a text if it looks like one. In a folder nothing tells a text from a licence or a log.
    """
    is_other = os.path.splitext(file.path.lower())[1] in OTHERS
    if is_other and not named:
        return None
    start = _head(file, "")
    packing = next((suffix for sign, suffix in _PACKED if start.startswith(sign)), "")
    if archive := next((kind for kind in archives().values() if kind.begins(start)), None):
        return Guess("", archive)
    inner = _head(file, packing) if packing else start
    if packing and (archive := next((kind for kind in archives().values() if kind.begins(inner)), None)):
        return Guess("", archive)
    forms = [form for form in declared().values() if form.compressible or not packing]
    form = next((form for form in forms if form.begins(inner)), None)
    if form is None and named and not packing and not is_other:
        form = next((form for form in forms if form.may_begin(inner)), None)
    return Guess(form.name, packing=packing) if form else None


def of_path(path: str) -> str | None:
    """Return the name of the format of a file on the disk, by its name or by what it holds."""
    file = File(path, path, "", 0, 0)
    found = kind(file) or guess(file, named=True)
    return found.form or None if found else None


def sentence(sniffed: Mapping[tuple[str, str], int]) -> str:
    """Say how many files were read by what they hold: by their suffix, and what they were found to be."""
    each = (f"{of_suffix(number, suffix)} as {name}" for (suffix, name), number in sorted(sniffed.items()))
    return f"told by what they hold, not by their suffix: {', '.join(each)}"


def _head(file: File, packing: str) -> bytes:
    with suppress(*streams.errors()), ExitStack() as stack:
        raw = stack.enter_context(contents.opened(file))
        stream = stack.enter_context(streams.decompressed(raw, packing))
        return bytes(stream.read(HEAD))
    return b""
