"""Which files the arguments name: sorted, each once, hidden ones left out."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from stat import S_ISDIR

from provenance.errors import UsageError
from provenance.formats import bags, objects, sniffing
from provenance.formats.arguments import STDIN, Argument, arguments, placed
from provenance.formats.fields import Fields
from provenance.formats.found_files import FoundFiles, Link, changed_ns
from provenance.formats.globs import Globs
from provenance.formats.registry import COMPRESSED, archives, by_suffix
from provenance.formats.shards import File, ReadError
from provenance.storage.archive_limits import STANDARD, ArchiveLimits
from provenance.storage.names import as_text
from provenance.storage.remote import address_of, is_remote
from provenance.storage.targets import papers
from provenance.storage.untrusted import is_system

LEADS_OUT = "a link that leads out of the corpus is not followed; --follow-links reads what it leads to"
OF_SYSTEM = "it leads to a file of the system, which is never read as an article"


@dataclass(frozen=True)
class Listing:
    """What the arguments name.

    `skipped` counts, by suffix, the files in folders that no reader knows, or that hold no articles; `excluded` is how
    many were left out: by the policy, or as papers that a run has written into a target. `notes` are sentences: which
    files were told by what they hold, and which are not read for want of an extra.
    """

    files: tuple[File, ...]
    read_errors: tuple[ReadError, ...]
    skipped: Mapping[str, int]
    excluded: int = 0
    notes: tuple[str, ...] = ()


def listing(
    paths: Sequence[Path | str],
    exclude: Iterable[str] = (),
    *,
    follow_links: bool = False,
    fields: Mapping[str, str] | None = None,
    archives: ArchiveLimits = STANDARD,
) -> Listing:
    """Find every file that `paths` name, in a stable order, each once.

    The sources of several arguments begin with them, see `arguments`; one that is an address names objects in a store,
    see `objects`. Folders are walked to the bottom, by name; hidden files and folders are left out. Links come last;
    they are followed within the folder that was named, with `follow_links` out of it as well, but never into the
    system's own folders, and never twice; any other is a read error.
    A file whose suffix does not tell whether it holds articles (`.json`) is one of a folder only if its first bytes do;
    `fields` maps our fields to theirs. An archive is like a folder, within the limits `archives`. What `exclude` (see
    `globs`), or the name of labels, leaves out of a folder is only counted. A path that is missing, is a bag, or names
    a file of an unknown suffix, raises UsageError; a folder or file that cannot be looked at becomes a read error.
    """
    found = FoundFiles(Globs(exclude), follow_links=follow_links, fields=Fields.of(fields), archives=archives)
    files = tuple(placed([(argument, _below(found, argument)) for argument in arguments(paths)]))
    return Listing(files, tuple(found.read_errors), dict(sorted(found.skipped.items())), found.excluded, found.notes())


def _below(found: FoundFiles, argument: Argument) -> list[File]:
    """Return the files that an argument names and that none before it has named."""
    found.files = []
    if argument.path == STDIN:
        found.files.append(File(STDIN, STDIN, "stdin", 0, 0))
    elif is_remote(argument.path):
        found.prefix = argument.prefix
        objects.add(found, address_of(argument.path), argument.prefix)
    elif os.path.isdir(argument.path):
        bags.refuse_folder(argument.path)
        found.prefix = argument.prefix
        _folder(found, argument.path)
    else:
        found.prefix = ""
        _named(found, *argument)
    return found.files


def _suffixes() -> str:
    packed = " or ".join(COMPRESSED)
    twice = [suffix for suffix, format_ in by_suffix().items() if not format_.compressible]
    known = f"{', '.join(by_suffix())}, each but {' and '.join(twice)} also with {packed}"
    return f"{known}, and the archives {', '.join(archives())}"


def _named(found: FoundFiles, path: str, source: str) -> None:
    """Add a file that was named."""
    try:
        status = os.stat(path)
    except FileNotFoundError as error:
        message = f"{path}: there is no such file or folder"
        raise UsageError(message) from error
    except (OSError, ValueError) as error:
        message = f"{path!r} cannot be read: {error}"
        raise UsageError(message) from error
    file = File(path, as_text(source), "", status.st_size, changed_ns(status))
    known = sniffing.kind(file) or found.sniffed(file, named=True)
    if known is None:
        message = (
            f"{path}: no reader for this suffix, and what it holds tells no format; known are {_suffixes()}. "
            f"To read it as a text all the same, pass it on standard input: - < {shlex.quote(path)}"
        )
        raise UsageError(message)
    real = os.path.realpath(path)
    if is_system(real):
        found.unreadable(source, OF_SYSTEM)
    elif os.path.basename(real) in papers(Path(real).parent):
        found.excluded += found.first_time(real)
    elif found.first_time(real):
        if known.archive:
            found.unpack(file, known.archive, source, named=True)
        else:
            found.files.append(file._replace(format=known.form, packing=known.packing))


def _folder(found: FoundFiles, path: str) -> None:
    """Add the files of a folder that was named, then what its links lead to."""
    root = os.path.realpath(path)
    if is_system(root):
        found.unreadable("" if found.prefix else path, OF_SYSTEM)
        return
    _walk(found, path, root, "", out=False)
    while found.links:
        _follow(found, found.links.popleft(), root)


def _walk(found: FoundFiles, folder: str, real: str, prefix: str, *, out: bool) -> None:
    """Add the files under `folder`, whose path without links is `real`; `prefix` leads to it from the argument.

    Of a folder that is left out (`out`) the files are only counted.
    """
    if not found.first_time(real):
        return
    try:
        entries = sorted(_visible(folder), key=lambda entry: entry.name)
        found.papers |= {f"{real}{os.sep}{name}" for name in papers(Path(real))}
    except OSError as error:
        found.unreadable(prefix or ("" if found.prefix else os.path.basename(real)), error)
        return
    is_bag = not out and bags.is_bag(folder)
    for entry in entries:
        source, real_entry = prefix + entry.name, f"{real}{os.sep}{entry.name}"
        if is_bag and entry.name != bags.DATA:
            found.beside_bags += _files_below(entry.path, found.prefix + source)
            continue
        if entry.is_symlink():
            found.links.append(Link(entry.path, source, out))
            continue
        try:
            status = entry.stat()
        except OSError as error:
            found.unreadable(source, error)
            continue
        if S_ISDIR(status.st_mode):
            _walk(found, entry.path, real_entry, source + "/", out=out or found.globs.leave_out(source, folder=True))
        else:
            found.add(entry.path, real_entry, source, status, out=out)


def _follow(found: FoundFiles, link: Link, root: str) -> None:
    """Add what a link leads to, if it leads to where it may."""
    real = os.path.realpath(link.path)
    try:
        status = os.stat(link.path)
    except OSError as error:
        found.unreadable(link.source, error)
        return
    is_folder = S_ISDIR(status.st_mode)
    out = link.out or found.globs.leave_out(link.source, folder=is_folder)
    allowed = (found.follow_links or f"{real}{os.sep}".startswith(root.rstrip(os.sep) + os.sep)) and not is_system(real)
    if not allowed and out:
        found.excluded += 1
    elif not allowed and (is_folder or sniffing.kind(File(link.path, "", "", 0, 0))):
        found.unreadable(link.source, OF_SYSTEM if is_system(real) else LEADS_OUT)
    elif is_folder:
        _walk(found, link.path, real, link.source + "/", out=out)
    else:
        found.add(link.path, real, link.source, status, out=out)


def _files_below(path: str, source: str) -> list[str]:
    """Return the sources of the files of a folder, or that of a file."""
    walked = ((f"{source}{folder[len(path) :]}", names) for folder, _, names in os.walk(path))
    return [f"{folder}/{name}" for folder, names in walked for name in sorted(names)] or [source]


def _visible(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        yield from (entry for entry in entries if not entry.name.startswith("."))
