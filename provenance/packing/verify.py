"""What has changed in a bag since it was packed: file by file, and the texts against what was checked."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import polars as pl

from provenance.errors import UsageError
from provenance.packing import bag, contents
from provenance.packing.unpacked import DamagedBagError, Unpacked, opened
from provenance.printing import many, visible
from provenance.runs import store
from provenance.storage import parquet
from provenance.storage.untrusted import inside

_LINE = re.compile(r"([0-9a-fA-F]{128}) [ *](.+)")
_OF_BAGS = re.compile(r"bagit\.txt|bag-info\.txt|fetch\.txt|(?:tag)?manifest-\w+\.txt")
"""The files of a bag itself."""
_UNKNOWN = f"lies beside {bag.DATA}/ and is in no manifest; nothing tells whether it has changed"
_NAMED = 5
"""How many articles are named whose texts differ."""
_UNREADABLE = (
    OSError, ValueError, TypeError, AttributeError, pl.exceptions.PolarsError, pl.exceptions.PanicException,
    sqlite3.Error,
)  # fmt: skip
_PLAIN = """
SELECT count(*) FROM sqlite_master, pragma_table_xinfo('articles') AS columns
WHERE sqlite_master.name = 'articles' AND sqlite_master.type = 'table' AND sqlite_master.sql NOT LIKE 'CREATE VIRTUAL%'
AND columns.name = 'text' AND columns.hidden = 0
"""
"""Whether the articles are a table whose texts stand in it: a view may never come to its end."""


class Verified(NamedTuple):
    """What has changed in a bag, and which files beside its payload no manifest names, in lines."""

    changes: list[str]
    unlisted: list[str]
    """Such files are allowed (RFC 8493, 2.2.4), but nothing tells whether they have changed."""


def verify(place: Path) -> list[str]:
    """Return what has changed in a bag, in lines; none if nothing has. Raises UsageError as `examine`."""
    return examine(place).changes


def examine(place: Path) -> Verified:
    """Return what has changed in a bag, and what lies in it of which nothing is known.

    Args:
        place: The bag: a folder, or an archive .zip or .tar that holds one.

    Raises:
        UsageError: There is no bag, or one without SHA-512 digests.
    """
    try:
        with opened(place) as unpacked:
            _refuse_other_digests(unpacked, place)
            changes = [*dict.fromkeys((*_files(unpacked), *_texts(unpacked.folder)))]
            return Verified(changes, [*_unlisted(unpacked.folder)])
    except DamagedBagError as error:
        return Verified([str(error)], [])


def _refuse_other_digests(unpacked: Unpacked, place: Path) -> None:
    """Raise UsageError for a bag of others whose digests are none that are compared here."""
    others = sorted(file.name for file in unpacked.folder.glob("manifest-*.txt") if file.name != bag.MANIFEST)
    if others and bag.MANIFEST not in unpacked.damage and not os.path.lexists(unpacked.folder / bag.MANIFEST):
        message = f"{place}: a bag without SHA-512 digests, which alone are compared here; it has {', '.join(others)}"
        raise UsageError(message)


def _files(unpacked: Unpacked) -> Iterator[str]:
    """Yield what became of the files: those that cannot be read, those of the bag itself, those that it holds."""
    yield from (f"{visible(name)}: {why}" for name, why in unpacked.damage.items())
    yield from _compared(unpacked, bag.TAGS)
    yield from _compared(unpacked, bag.MANIFEST)
    folder = unpacked.folder
    listed = [*_listed(folder, bag.MANIFEST)]
    known = {each[0] for each in listed if not isinstance(each, str)}
    if listed and not known:
        return  # nothing tells what was packed
    for place in sorted((folder / bag.DATA).rglob("*")):
        name = place.relative_to(folder).as_posix()
        if name not in known and (place.is_symlink() or not place.is_dir()):
            yield f"{visible(name)}: was not packed"


def _unlisted(folder: Path) -> Iterator[str]:
    """Yield the files beside the payload that no manifest names; those of other digests are manifests themselves."""
    known = {each[0] for each in _listed(folder, bag.TAGS) if not isinstance(each, str)}
    for place in sorted(folder.rglob("*")):
        name = place.relative_to(folder).as_posix()
        is_ours = name.startswith(f"{bag.DATA}/") or name in known or _OF_BAGS.fullmatch(name)
        if not is_ours and (place.is_symlink() or not place.is_dir()):
            yield f"{visible(name)}: {_UNKNOWN}"


def _compared(unpacked: Unpacked, manifest: str) -> Iterator[str]:
    """Yield what differs from a manifest, but for what is told already."""
    if manifest in unpacked.damage:
        return
    for each in _listed(unpacked.folder, manifest):
        if isinstance(each, str):
            yield f"{manifest}: {each}"
            continue
        name, digest = each
        try:
            place = inside(unpacked.folder, name)
        except UsageError as error:
            yield f"{visible(name)}: cannot be trusted: {error}"
            continue
        if not place.is_file():
            if name not in unpacked.damage:
                yield f"{visible(name)}: is missing"
        elif bag.digest(place) != digest:
            yield f"{visible(name)}: has changed"


def _listed(folder: Path, manifest: str) -> Iterator[tuple[str, str] | str]:
    """Yield the files that a manifest names, with their digests; in words what of it cannot be read."""
    try:
        lines = inside(folder, manifest).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        yield "is missing"
        return
    except (OSError, UnicodeDecodeError, UsageError) as error:
        yield f"cannot be read: {error}"
        return
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        yield f"line {number} names no file with its SHA-512" if found is None else (found[2], found[1].lower())


def _texts(folder: Path) -> Iterator[str]:
    """Yield what of the texts differs from what was checked, as Parquet and in the database."""
    data = folder / bag.DATA
    known = data / contents.TEXTS
    if not known.is_file():
        if store.is_run(str(data / contents.RUN)):  # else a bag of somebody else
            yield f"{bag.DATA}/{contents.TEXTS}: is not there; nothing tells what was checked"
        return
    with parquet.guarded():
        try:
            facts = parquet.read(known)
            if mismatch := contents.TEXT_DIGESTS.mismatch(facts.lazy()):
                yield f"{bag.DATA}/{contents.TEXTS}: {mismatch}"
                return
        except _UNREADABLE:
            yield f"{bag.DATA}/{contents.TEXTS}: cannot be read; nothing tells what was checked"
            return
        files = facts["file"].unique(maintain_order=True).to_list()
        checks = [(f"{bag.DATA}/{name}", facts.filter(file=name), _of_records(data, name)) for name in files]
        checks.append((f"{bag.DATA}/{contents.DATABASE}", facts, _of_database(data / contents.DATABASE)))
        for name, part, digests in checks:
            try:
                yield from _differing(name, part, [*digests])
            except (*_UNREADABLE, UsageError):
                yield f"{name}: cannot be read; its texts cannot be held against what was checked"


def _of_records(data: Path, name: str) -> Iterator[str]:
    for chunk in parquet.chunks(inside(data, name), contents.ROWS):
        yield from contents.digests(chunk["text"])


def _of_database(place: Path) -> Iterator[str]:
    if not place.is_file():  # SQLite would make it
        raise FileNotFoundError(place)
    with closing(sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as base:
        if base.execute(_PLAIN).fetchone() != (1,):
            message = "the articles are no plain table"
            raise ValueError(message)
        rows = base.execute("SELECT text FROM articles ORDER BY number")
        while some := list(islice(rows, contents.ROWS)):
            yield from contents.digests(pl.Series([text for (text,) in some], dtype=pl.String))


def _differing(name: str, facts: pl.DataFrame, digests: list[str]) -> Iterator[str]:
    """Yield a line that names the first articles whose texts are not what was checked."""
    if facts.height != len(digests):
        yield f"{name}: holds {many(len(digests), 'article')}, where {facts.height:,} were checked"
        return
    differ = facts.filter(pl.Series(digests, dtype=pl.String) != facts["sha256"])["article"]
    if differ.len():
        first = ", ".join(map(visible, differ.head(_NAMED))) + (", …" if differ.len() > _NAMED else "")
        verb = "differs" if differ.len() == 1 else "differ"
        texts = "the text of 1 article" if differ.len() == 1 else f"the texts of {differ.len():,} articles"
        yield f"{name}: {texts} {verb} from what was checked: {first}"
