"""Files of an input that lie in a store: the objects below an address, as a folder's files lie below it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from provenance.errors import UsageError
from provenance.formats import bags, sniffing
from provenance.formats.found_files import FoundFiles
from provenance.formats.globs import anchored
from provenance.formats.shards import File
from provenance.formats.sniffing import Guess
from provenance.formats.stored import Stored, object_of
from provenance.storage.names import as_text
from provenance.storage.remote import Address, ObjectStore, RemoteObject, ahead, retried, store_of
from provenance.storage.targets.remote_papers import papers
from provenance.storage.untrusted import path_inside

_PATTERN = re.compile(r"[*?\[]")
_TAKEN = "its path without empty parts is that of another object; rename one of the two"


class Listed(NamedTuple):
    """What an address names: the address from which its objects are named, and these; one that is an object itself."""

    root: Address
    objects: Iterable[RemoteObject]
    is_folder: bool


def look(address: Address) -> Listed:
    """Find what an address names.

    Raises UsageError if that is nothing, or if the store cannot be asked.
    """
    store = store_of(address.scheme)
    try:
        if known := retried(lambda: store.look(address)):
            return Listed(address, [known], is_folder=False)
        if not isinstance(store, ObjectStore):
            message = f"{address}: there is no such file; of a web server only single files can be read"
            raise UsageError(message)
        if _PATTERN.search(address.path):
            return _matching(store, address)
        objects = store.below(address)
        first = next(objects, None)
        is_there = first is not None or retried(lambda: store.has_bucket(address))
    except OSError as error:
        message = f"{address} cannot be read: {error.strerror or error}"
        raise UsageError(message) from error
    if not is_there:
        message = f"{address}: there is no bucket called {address.root}"
        raise UsageError(message)
    if first is None and not address.path.endswith("/") and address.path:
        message = f"{address}: there is no such file or folder"
        raise UsageError(message)
    return Listed(address, [first, *objects] if first else [], is_folder=True)


def _matching(store: ObjectStore, address: Address) -> Listed:
    """Find the objects that a pattern matches, as a shell would the files of a disk; folders count with all below."""
    before = _PATTERN.split(address.path)[0].rpartition("/")[0]
    root = Address(address.scheme, address.root, f"{before}/" if before else "")
    glob = anchored(address.path)
    objects = store.below(root)
    found = [each for each in objects if any(map(glob.fits, [*_folders(each.address.path), each.address.path]))]
    if not found:
        message = f"{address}: no file or folder is called so"
        raise UsageError(message)
    return Listed(root, found, is_folder=True)


def add(found: FoundFiles, address: Address, prefix: str) -> None:
    """Add the objects that an address names; `prefix` is the address where their sources begin with it.

    Raises UsageError as `look`, and for a file of an unknown suffix.
    """
    listed = look(address)
    if not listed.is_folder:
        found.prefix = ""
        _add_named(found, next(iter(listed.objects)), prefix or address.name)
        return
    found.prefix = f"{listed.root}".rstrip("/") + "/" if prefix else ""
    for path, file in ahead(_files(found, listed), lambda each: _peeked(each[1])):
        if kind := sniffing.kind(file) or found.sniffed(file):
            _add(found, file, kind, path)


def _add(found: FoundFiles, file: File, kind: Guess, path: str) -> None:
    if kind.archive:
        found.unpack(file, kind.archive, path)
    else:
        found.add_if_articles(file._replace(format=kind.form, packing=kind.packing))


def _add_named(found: FoundFiles, known: RemoteObject, source: str) -> None:
    file = _file(known, source)
    kind = sniffing.kind(file) or found.sniffed(file, named=True)
    if kind is None:
        message = f"{known.address}: no reader for this suffix, and what it holds tells no format"
        raise UsageError(message)
    if not found.first_time(file.path):
        return
    if kind.archive:
        found.unpack(file, kind.archive, source, named=True)
    else:
        found.files.append(file._replace(format=kind.form, packing=kind.packing))


def _files(found: FoundFiles, listed: Listed) -> Iterator[tuple[str, File]]:
    """Yield the objects that may be read, each with its path from the argument on."""
    taken: set[str] = set()
    objects = {known.address.path.removeprefix(listed.root.folder): known for known in listed.objects}
    bags.refuse_objects(f"{listed.root}", objects)
    ours, of_bags = papers(objects), bags.beside(objects)
    found.beside_bags += [f"{found.prefix}{inside}" for inside in sorted(of_bags)]
    for inside, known in objects.items():
        if inside in of_bags:
            continue
        if inside in ours:
            found.excluded += 1
            continue
        try:
            path = path_inside(os.fsencode(inside))
        except UsageError as error:
            found.read_error("unsafe-member", str(error), inside)
            continue
        if any(part.startswith(".") for part in path.split("/")):
            continue
        file = _file(known, found.prefix + path)
        is_out = _is_out(found, path)
        if is_out and not sniffing.kind(file):
            found.skip(path)
        elif path in taken:
            found.read_error("unsafe-member", _TAKEN, path)
        elif is_out:
            found.excluded += found.first_time(file.path)
        elif found.first_time(file.path):
            taken.add(path)
            yield path, file


def _is_out(found: FoundFiles, path: str) -> bool:
    left_out = found.globs.leave_out
    return any(left_out(each, folder=True) for each in _folders(path)) or left_out(path, folder=False)


def _folders(path: str) -> list[str]:
    """Return the paths of the folders that a path leads through."""
    return [path[: each.start()] for each in re.finditer("/", path)]


def _file(known: RemoteObject, source: str) -> File:
    return File(str(known.address), as_text(source), "", known.size, known.stamp, member=Stored(known))


def _peeked(file: File) -> RemoteObject | None:
    """Return an object whose first bytes tell what it is, or whether it holds articles."""
    kind = sniffing.kind(file)
    is_other = file.suffix in sniffing.OTHERS
    return object_of(file) if not is_other and (kind is None or kind.form == "json") else None
