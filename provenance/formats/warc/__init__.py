"""Web archives (WARC): one article a record that holds a page or a text, as a crawler captured it.

Where the records lie is found by a small reader of our own (`scanner`, `members`): it must know each record's exact
bytes, and go on behind damage. What is in them is read as pages and texts of files are (`captures`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from provenance import extras
from provenance.formats.base import Digest, Format
from provenance.formats.fields import Fields
from provenance.formats.shards import File, ReadError, Shard
from provenance.formats.warc import archive, splitting
from provenance.formats.warc.captures import Captures, Place
from provenance.formats.warc.scanner import HELD, Found
from provenance.formats.warc.selection import of_found
from provenance.formats.warc.sources import START
from provenance.printing import many

UNREAD = "record-not-read"
_NAMED = 8
"""How many kinds of records that are not read are named."""


class WebArchives(Format):
    """One article a record that holds a page or a text."""

    name = "warc"
    about = "web archives (WARC), one article a captured page or text"
    suffixes = (".warc",)
    extra = "warc"

    def holds_articles(self, file: File, fields: Fields) -> bool:  # noqa: ARG002 - the suffix tells
        """Tell whether web archives can be read here: they need the extra `warc`."""
        return extras.version("warc") is not None

    def begins(self, start: bytes) -> bool:
        """Tell whether a record begins there."""
        return START.match(start) is not None

    def plan(self, files: Sequence[File], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
        """Cut files into ranges of records. Raises MissingExtraError where what reads them is not installed."""
        if files:
            extras.require("warc")
            extras.require("html")
        for file in files:
            group = _Group(file, fields, packed=_is_of_members(file))
            yield from _cut(archive.records(file), group, shard_bytes, shard_articles)

    def of_stream(
        self, stream: Iterator[bytes], file: File, fields: Fields, *, shard_bytes: int, shard_articles: int
    ) -> Iterator[Shard]:
        """Cut standard input into groups of records. Raises MissingExtraError as `plan`."""
        extras.require("warc")
        extras.require("html")
        group = _Group(file, fields, packed=False)
        return _cut(archive.streamed(stream), group, shard_bytes, shard_articles)

    def digests(self, copy: File, fields: Mapping[str, str]) -> Iterator[Digest | None]:  # noqa: ARG002 - has no fields
        """Yield each record that holds an article, or should."""
        with archive.opened(copy) as handle:
            for one in archive.records(copy):
                what = None if isinstance(one, ReadError) else of_found(one)
                if isinstance(one, ReadError) or what is None or what.lost:
                    yield None
                elif not what.other:
                    digest = sha256(archive.content(handle, one)).hexdigest()
                    yield Digest(one.number, digest, digest)

    def split(
        self,
        copy: File,
        fields: Mapping[str, str],  # noqa: ARG002 - a record has none of our fields
        side_of: Mapping[int | None, str],
        path_of: Callable[[str], Path],
    ) -> None:
        """Write the records of each side to a file that is compressed as this one is; see `splitting`."""
        splitting.split(copy, side_of, path_of)


def _cut(found: Iterator[Found | ReadError], group: _Group, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
    """Cut the records of a file, then tell which of them are not read."""
    source = group.file.source
    others: Counter[str] = Counter()
    records = 0
    for one in found:
        if isinstance(one, ReadError):
            group.read_errors.append(one._replace(source=source))
            continue
        records += 1
        what = of_found(one)
        if what.other:
            others[what.other] += 1
        elif what.error:
            group.read_errors.append(ReadError(what.read_error, what.error, source, None, one.number, byte=one.byte))
        else:
            group.add(one)
            if group.size >= shard_bytes or len(group.places) >= shard_articles:
                yield group.taken()
    if not records and not group.read_errors:
        group.read_errors.append(ReadError("empty", "it holds no record", source, byte=0))
    if others:
        group.read_errors.append(ReadError(UNREAD, _others_named(others, records), source))
    if group.places or group.read_errors:
        yield group.taken()


def _is_of_members(file: File) -> bool:
    try:
        with archive.opened(file) as handle:
            return archive.is_of_members(handle, file)
    except OSError:  # reading it will tell
        return False


def _others_named(others: Counter[str], records: int) -> str:
    """Say what the records are that are no articles."""
    named = [f"{number:,} {what}" for what, number in others.most_common(_NAMED)]
    rest = sum(others.values()) - sum(number for _, number in others.most_common(_NAMED))
    listed = ", ".join([*named, *([f"{rest:,} others"] if rest else [])])
    return f"{sum(others.values()):,} of {many(records, 'record')} hold no page or text that was found: {listed}"


class _Group:
    """Records in the making of a shard."""

    def __init__(self, file: File, fields: Fields, *, packed: bool) -> None:
        self.file, self._fields, self._packed = file, fields, packed
        self._clear()

    def _clear(self) -> None:
        self.places: list[Place] = []
        self.read_errors: list[ReadError] = []
        self._held: list[bytes] = []
        self.size = 0

    def add(self, found: Found) -> None:
        """Add a record."""
        start, end = found.start, found.end
        if start == HELD:
            start, end = self.size, self.size + found.length
            self._held.append(found.data or b"")
        self.places.append(Place(found.number, found.byte, found.length, start, end, found.inner))
        self.size += found.length

    def taken(self) -> Shard:
        """Return the group as a shard, and begin another one."""
        places, read_errors = tuple(self.places), tuple(self.read_errors)
        data = b"".join(self._held) if self._held else None
        self._clear()
        if not places:
            return Shard(fields=self._fields, read_errors=read_errors)
        return Captures(
            fields=self._fields, read_errors=read_errors, file=self.file, places=places, packed=self._packed, data=data
        )


FORMAT = WebArchives()
