"""WACZ: the ZIP archives in which crawlers pack web archives, with a package that states the digest of each file.

Source: https://specs.webrecorder.net/wacz/1.1.1/. What is read are the web archives in `archive/`. The list of pages
and the index say where in these something stands; they may be incomplete, so that records are found without them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from provenance.formats import streams
from provenance.formats.archives.base import Archive, Damage, Entry
from provenance.formats.archives.zip import ZipArchives
from provenance.formats.shards import File
from provenance.storage.archive_limits import ArchiveLimits

_WEB_ARCHIVES = b"archive/"
_PACKAGE, _OF_PACKAGE = "datapackage.json", "datapackage-digest.json"
_LONGEST = 16 << 20
"""Bytes of the longest package that is read: some 80,000 files."""
_MISMATCH = "digest-mismatch"
_NO_PACKAGE = f"there is no {_PACKAGE} in it, so that nothing states what it should hold; fetch it again"


class _Resource(NamedTuple):
    """A file as the package states it."""

    path: str
    digest: str


class Wacz(Archive):
    """ZIP archives that hold web archives, with the digest of each file."""

    name = "wacz"
    about = "WACZ, a ZIP archive of web archives with their digests"
    suffixes = (".wacz",)

    def entries(self, file: File, limits: ArchiveLimits) -> Iterator[Entry | Damage]:
        """Yield the web archives, then what differs from the package. Each file is read once for its digest."""
        files: dict[str, Entry] = {}
        for one in ZipArchives().entries(file, limits):
            if isinstance(one, Damage):
                yield one
                continue
            files[one.name.decode("utf-8", "replace")] = one
            if one.name.startswith(_WEB_ARCHIVES):
                yield one
        if not any(path.startswith(_WEB_ARCHIVES.decode()) for path in files):
            yield Damage("empty", f"there is no web archive in {_WEB_ARCHIVES.decode()}")
        sound = {path: entry for path, entry in files.items() if not limits.swells(entry.size, entry.packed)}
        yield from _differing(sound, files)


def _differing(files: Mapping[str, Entry], known: Mapping[str, Entry]) -> Iterator[Damage]:
    """Yield what the package states otherwise than it is. `known` holds the files too that are not read."""
    if _PACKAGE not in known:
        yield Damage("truncated", _NO_PACKAGE)
        return
    for package in (_OF_PACKAGE, _PACKAGE):
        stated = _resources(package, files[package]) if package in files else []
        if isinstance(stated, Damage):
            yield stated
            continue
        for path, digest in stated:
            if path not in known:
                yield Damage("truncated", f"{package} names {path}, which is not in it; fetch it again")
            elif path in files and (differing := _differs(files[path], digest)):
                yield Damage(_MISMATCH, f"{path}: {differing}")


def _resources(name: str, entry: Entry) -> list[_Resource] | Damage:
    """Return the files that a package states, or why it cannot be read."""
    try:
        package = json.loads(b"".join(_chunks(entry, _LONGEST)))
        stated = package["resources"] if name == _PACKAGE else [package]
        return [_Resource(_text(one["path"]), _text(one["hash"])) for one in stated]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        reason = f"it has no {error}" if isinstance(error, KeyError) else str(error)
        return Damage("broken-json", f"{name} is no package that states digests, none is checked: {reason}")
    except streams.errors() as error:
        return Damage("truncated", f"{name} cannot be read, no digest is checked: {error}")


def _text(value: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(value, str):
        message = f"{value!r} is no string"
        raise TypeError(message[:80])
    return value


def _differs(entry: Entry, stated: str) -> str | None:
    """Say how the digest that is stated (`sha256:…`) differs from that of a file; None where it does not."""
    method, _, wanted = stated.strip().partition(":")
    if method.lower() not in {"sha256", "sha1", "sha512", "md5"}:
        return f"its digest is stated by {method[:20]!r}, which is not checked"
    digest = hashlib.new(method.lower(), usedforsecurity=False)
    try:
        for chunk in _chunks(entry):
            digest.update(chunk)
    except streams.errors():
        return None  # reading it tells
    if digest.hexdigest() == wanted.strip().lower():
        return None
    return f"{method}:{wanted[:128]} is stated, {method}:{digest.hexdigest()} found"


def _chunks(entry: Entry, most: int | None = None) -> Iterator[bytes]:
    """Yield the bytes of a file. Raises ValueError where it is longer than it may be."""
    if entry.member is None or (most is not None and entry.size > most):
        message = "it cannot be opened" if entry.member is None else f"it is longer than {most:,} bytes"
        raise ValueError(message)
    with entry.member.open() as stream:
        while chunk := stream.read(streams.CHUNK):
            yield chunk


ARCHIVE = Wacz()
