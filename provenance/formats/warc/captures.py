"""Records to articles: the bytes of a record to a row of the frame `records`, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

import polars as pl

from provenance.formats import html, streams, text
from provenance.formats.fields import Fields
from provenance.formats.html.decoding import decoded
from provenance.formats.shards import PartOfFile, Raw, ReadError
from provenance.formats.warc import archive, digests, messages, stated
from provenance.formats.warc.headers import Headers, parsed
from provenance.formats.warc.scanner import DAMAGED
from provenance.formats.warc.selection import PAGE, selected
from provenance.frames import RECORDS

MISMATCH = "digest-mismatch"
CHANGED = "it has changed while it was read"


class Place(NamedTuple):
    """Where a record lies: its number, where it begins in the decompressed file, and where in what is read.

    `start` to `end` are those of the record, or of the member of an archive that holds it, `inner` bytes into that.
    """

    number: int
    byte: int
    length: int
    start: int
    end: int
    inner: int


@dataclass(frozen=True, kw_only=True)
class Captures(PartOfFile):
    """Records of one file. `data` holds their bytes where the file cannot be read from the middle."""

    places: tuple[Place, ...]
    packed: bool = False
    """Whether each lies in a member of an archive."""
    data: bytes | None = None

    @property
    def size(self) -> int:
        """How many bytes the records have."""
        return sum(place.length for place in self.places)

    @property
    def input_bytes(self) -> float:
        """How many bytes of the file they take."""
        return self.places[-1].end - self.places[0].start

    @property
    def articles(self) -> int:
        """How many records there are."""
        return len(self.places)

    def parse(self) -> tuple[pl.DataFrame, list[ReadError]]:
        """Read the records; each is in the frame or has a read error."""
        read_errors: list[ReadError] = []
        rows = [
            row
            for place, data in self._loaded(read_errors)
            if (row := article(self.file.source, place, data, read_errors, self.fields)) is not None
        ]
        frame = pl.DataFrame(rows, schema_overrides=RECORDS.schema, infer_schema_length=None)
        return (RECORDS.conform(frame) if rows else RECORDS.empty()), read_errors

    def raw(self) -> Iterator[Raw]:
        """Yield the bytes of each record that can be read."""
        return (Raw(self.file.source, place.number, data) for place, data in self._loaded([]))

    def _loaded(self, read_errors: list[ReadError]) -> Iterator[tuple[Place, bytes]]:
        if self.data is not None:
            yield from ((place, self.data[place.start : place.end]) for place in self.places)
            return
        ahead, content = -1, b""
        try:
            with archive.opened(self.file) as handle:
                for place in self.places:
                    if place.start != ahead:
                        content = archive.loaded(handle, place.start, place.end, packed=self.packed)
                        ahead = place.start
                    yield place, content[place.inner : place.inner + place.length]
        except (OSError, streams.DamagedError) as error:
            detail = CHANGED if isinstance(error, streams.DamagedError) else error.strerror or str(error)
            read_errors.append(ReadError("unreadable", detail, self.file.source))


class _Content(NamedTuple):
    """What a record holds for readers: its bytes, the encoding that HTTP names, whether it is a page."""

    data: bytes
    charset: str | None
    is_page: bool
    http: Headers | None = None
    """The header of the response that it came by."""


def article(
    source: str, place: Place, data: bytes, read_errors: list[ReadError], asked: Fields
) -> dict[str, Any] | None:
    """Return the row of a record, and add what is wrong with it to `read_errors`; None where it holds no article."""
    headers = parsed(data)
    if headers is None:
        read_errors.append(ReadError("unreadable", CHANGED, source, None, place.number))
        return None
    name = headers.id or f"{source}#{place.number}"
    met: list[ReadError] = []
    content = _content(headers, data[headers.size :], lambda kind, detail: met.append(ReadError(kind, detail, source)))
    row = _read(source, name, content, headers.target, met, asked) if content else None
    states = stated.of(headers, content.http if content else None)
    read_errors += [one._replace(article=name, record=place.number, line=None, byte=place.byte) for one in met]
    if row is None:
        return None
    return row | {
        "article": name, "record": place.number, "line": None, "sha256": sha256(data).hexdigest(), "bytes": len(data),
        "url": headers.target or row.get("url"), "captured": headers.get("warc-date") or None,
        "stated": stated.together(row.get("stated") or [], states),
    }  # fmt: skip


def _read(  # noqa: PLR0913, PLR0917 - what it is called, what it holds, what is asked
    source: str, name: str, content: _Content, address: str | None, met: list[ReadError], asked: Fields
) -> dict[str, Any] | None:
    """Return the row of a page or a text."""
    if content.is_page:
        return html.row(source, content.data, met, asked, article=name, charset=content.charset, address=address)
    read = decoded(content.data, content.charset, is_page=False)
    if text.is_binary(read.text):
        met.append(ReadError("binary", "it is no text", source))
    elif not read.text.strip():
        met.append(ReadError("empty", "it holds no text", source))
    else:
        met += text.decoding_errors(source, content.data, read)
        return {"source": source, "encoding": read.encoding, "text": read.text}
    return None


def _content(headers: Headers, block: bytes, tell: Callable[[str, str], None]) -> _Content | None:
    """Return what a record holds, and tell what is wrong with it; None where it cannot be read."""
    block = block[: headers.length]
    found = selected(headers, block)
    if found.message is None:
        _check(headers, block, tell, block)
        return _Content(block, headers.charset, found.kind == PAGE)
    body = block[found.message.size :]
    chunks = messages.unchunked(body) if "chunked" in found.message.get("transfer-encoding").lower() else None
    entity, is_all = chunks or (body, True)
    if not is_all:
        tell(DAMAGED, "its content was sent in chunks, and the last of them is not there")
    _check(headers, block, tell, entity, body)
    try:
        data = messages.decoded(entity, found.message.get("content-encoding"))
    except messages.EncodingError as error:
        tell(DAMAGED, f"it is not read: {error}")
        return None
    return _Content(data, found.message.charset, found.kind == PAGE, found.message)


def _check(headers: Headers, block: bytes, tell: Callable[[str, str], None], *payloads: bytes) -> None:
    """Hold a record against what its header states: the digests, and whether the crawler has taken all of it.

    The payload is what was sent without its chunks. Programs that digest it with them state no less that it is sound.
    """
    for name, contents in (("payload", payloads), ("block", (block,))):
        if differing := digests.differs(headers.get(f"warc-{name}-digest"), *contents):
            tell(MISMATCH, f"the digest of its {name}: {differing}")
    if reason := headers.get("warc-truncated"):
        tell(DAMAGED, f"the crawler has cut it off (WARC-Truncated: {reason[:40]})")
    if headers.get("warc-segment-number"):
        tell(DAMAGED, "it is one segment of a record, and the others are not put together with it")
