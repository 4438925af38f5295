"""Which files the arguments name: sorted, each once, hidden ones left out."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from provenance.errors import UsageError
from provenance.readers.globs import Globs
from provenance.readers.shards import File, Trouble

STDIN = "-"
FORMS = {".txt": "text", ".text": "text", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
COMPRESSED = (".gz", ".zst")


@dataclass(frozen=True)
class Listing:
    """What the arguments name.

    `skipped` counts, by suffix, the files in folders that no reader knows; `excluded` is how many were left out.
    """

    files: tuple[File, ...]
    troubles: tuple[Trouble, ...]
    skipped: Mapping[str, int]
    excluded: int = 0


@dataclass
class _Found:
    """A listing in the making."""

    globs: Globs
    files: list[File] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)
    excluded: int = 0
    seen: set[str] = field(default_factory=set)

    def first_time(self, real: str) -> bool:
        fresh = real not in self.seen
        self.seen.add(real)
        return fresh

    def unreadable(self, source: str, error: OSError) -> None:
        self.troubles.append(Trouble("unreadable", error.strerror or str(error), source))


def form_of(name: str) -> str | None:
    """Return `text`, `jsonl` or `parquet` by the file's suffix, or None. Parquet is not compressed a second time."""
    if form := FORMS.get(name[name.rfind(".") :]):  # nearly every file of a corpus
        return form
    stem, suffix = os.path.splitext(name.lower())
    if suffix in COMPRESSED:
        inner = FORMS.get(os.path.splitext(stem)[1])
        return None if inner == "parquet" else inner
    return FORMS.get(suffix)


def listing(paths: Sequence[Path | str], exclude: Iterable[str] = ()) -> Listing:
    """Find every file that `paths` name, in a stable order, each once.

    Folders are walked to the bottom, by name; hidden files and folders are left out; links are followed, but never
    twice. What `exclude` (see `globs`), or the name of labels, leaves out of a folder is only counted. A path that is
    missing, or that names a file of an unknown suffix, raises UsageError; a folder or file that cannot be looked at
    becomes a trouble.
    """
    found = _Found(Globs(exclude))
    for path in (os.fspath(path) for path in paths):
        if path == STDIN:
            if found.first_time(STDIN):
                found.files.append(File(STDIN, STDIN, "stdin", 0, 0))
        elif os.path.isdir(path):
            _walk(found, path, os.path.realpath(path), "")
        else:
            _named(found, path)
    return Listing(tuple(found.files), tuple(found.troubles), dict(sorted(found.skipped.items())), found.excluded)


def _named(found: _Found, path: str) -> None:
    try:
        status = os.stat(path)
    except FileNotFoundError as error:
        message = f"{path}: there is no such file or folder"
        raise UsageError(message) from error
    except (OSError, ValueError) as error:
        message = f"{path!r} cannot be read: {error}"
        raise UsageError(message) from error
    name = os.path.basename(path)
    form = form_of(name)
    if form is None:
        message = (
            f"{path}: no reader for this suffix; known are {', '.join(FORMS)}, each but .parquet also with"
            f" {' or '.join(COMPRESSED)}. To read it as text or JSON lines, pass it on standard input: - < {path}"
        )
        raise UsageError(message)
    if found.first_time(os.path.realpath(path)):
        found.files.append(File(path, printable(name), form, status.st_size, changed_ns(status)))


def _walk(found: _Found, folder: str, real: str, prefix: str, *, out: bool = False) -> None:
    """Add the files under `folder`, whose path without links is `real`; `prefix` leads to it from the argument.

    Of a folder that is left out (`out`) the files are only counted.
    """
    if not found.first_time(real):
        return
    try:
        entries = sorted(_visible(folder), key=lambda entry: entry.name)
    except OSError as error:
        found.unreadable(printable(prefix) or printable(os.path.basename(real)), error)
        return
    for entry in entries:
        source = prefix + entry.name
        real_entry = os.path.realpath(entry.path) if entry.is_symlink() else f"{real}{os.sep}{entry.name}"
        try:
            status = entry.stat()
        except OSError as error:
            found.unreadable(printable(source), error)
            continue
        if S_ISDIR(status.st_mode):
            _walk(found, entry.path, real_entry, source + "/", out=out or found.globs.leave_out(source, folder=True))
        elif (form := form_of(entry.name)) is None or not S_ISREG(status.st_mode):
            found.skipped[os.path.splitext(entry.name.lower())[1]] += 1
        elif out or found.globs.leave_out(source, folder=False):
            found.excluded += found.first_time(real_entry)
        elif found.first_time(real_entry):
            found.files.append(File(entry.path, printable(source), form, status.st_size, changed_ns(status)))


def _visible(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from (entry for entry in entries if not entry.name.startswith("."))


def changed_ns(status: os.stat_result) -> int:
    """Return when a file last changed: not even one that was given back its old time passes for unchanged."""
    return max(status.st_mtime_ns, status.st_ctime_ns)


def printable(name: str) -> str:
    """Return a file name as text: bytes that are not UTF-8 become U+FFFD (Polars cannot hold them)."""
    return name if name.isascii() else name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
