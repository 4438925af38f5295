"""Bytes to records: which files there are, how they are cut into shards, and what each shard holds.

    for shard in formats.plan(["corpus/", "more.jsonl.zst"]):
        reading = formats.read(shard)    # reading.records, reading.read_errors

A shard is a small part of the input that can be read alone, in another process too. Whatever is wrong with the data
is a read error, never an error: every record of the input is in `records` or named by a row of `read_errors`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from provenance.formats import json_array, jsonl, sniffing, streams, text
from provenance.formats.arguments import distinct
from provenance.formats.base import Format
from provenance.formats.bundles import bundled
from provenance.formats.counterparts import Counterparts
from provenance.formats.discovery import Listing, listing
from provenance.formats.fields import Fields
from provenance.formats.found_files import changed_ns
from provenance.formats.registry import declared
from provenance.formats.shards import File, Raw, ReadError, Reading, Shard, framed
from provenance.formats.unmatched_fields import Unmatched

__all__ = [
    "Fields", "File", "Format", "Listing", "Raw", "ReadError", "Reading", "Shard", "changed_ns", "declared",
    "distinct", "framed",
    "listing", "plan", "plans", "raw", "read",
]  # fmt: skip

SHARD_BYTES = 16 << 20
SHARD_ARTICLES = 5000
_PEEKED = sniffing.HEAD
_OBJECT = re.compile(rb"\{|\[[\0\s]*\{[\0\s]*\"")
_BEFORE_OBJECT = b"\xef\xbb\xbf\xff\xfe\0 \t\r\n"  # a byte order mark, of UTF-16 too, and white space


def plan(  # noqa: PLR0913 - options, each with a default, all by name
    paths: Sequence[Path | str] | Listing,
    *,
    fields: Mapping[str, str] | None = None,
    shard_bytes: int = SHARD_BYTES,
    shard_articles: int = SHARD_ARTICLES,
    texts: Counterparts | None = None,
    compares: bool = False,
) -> Iterator[Shard]:
    """Cut the input into shards, one at a time, text files first; the shards are numbered from 0.

    `fields` maps our fields to the names they have in the records. A wrong call (a missing path, an unknown suffix or
    field) raises UsageError at once, before the first shard. `compares` has
    pages held against the text of their article in `texts`, or, without these, against our own extraction.
    """
    found = paths if isinstance(paths, Listing) else listing(paths, fields=fields)
    asked = replace(Fields.of(fields), texts=texts, compares=compares or texts is not None)
    shards = _shards(found, asked, max(1, shard_bytes), max(1, shard_articles))
    return (replace(shard, number=number) for number, shard in enumerate(shards))


def plans(paths: Sequence[Path | str], fields: Mapping[str, str]) -> list[Iterator[Shard]]:
    """Return the shards of each file whose records may have fields, as `plan` does; none is cut before it is asked."""
    found = listing(paths, fields=fields)
    known = declared()
    files = [file for file in found.files if file.format not in known or not known[file.format].one_record]
    return [plan(replace(found, files=(file,), read_errors=()), fields=fields) for file in files]


def _shards(found: Listing, fields: Fields, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
    if found.read_errors:
        yield Shard(fields=fields, read_errors=found.read_errors)
    limits = {"shard_bytes": shard_bytes, "shard_articles": shard_articles}
    texts = []
    for format_ in declared().values():
        if format_.one_record:
            files = [file for file in found.files if file.format == format_.name]
            yield from format_.plan(files, fields, **limits)
            texts += files
    unmatched = Unmatched.of(fields)
    yield from bundled(unmatched.among(_of_containers(found, fields, limits)), fields, **limits)
    if read_errors := unmatched.read_errors(texts[0].source if texts else None, fields.mapped):
        yield Shard(fields=fields, read_errors=read_errors)


def _of_containers(found: Listing, fields: Fields, limits: Mapping[str, int]) -> Iterator[Shard]:
    for file in found.files:
        format_ = declared().get(file.format)
        if format_ is None:
            yield from _stdin(file, fields, **limits)
        elif not format_.one_record:
            yield from format_.plan([file], fields, **limits)


def _stdin(file: File, fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
    """Take standard input as JSON where it starts with an object or a list of them, or as what else it surely is.

    JSON is read as lines where it is JSON lines, else as a file of JSON; what is nothing of that is one article's text.
    """
    limits = {"shard_bytes": shard_bytes, "shard_articles": shard_articles}
    stream = streams.chunks(file.path)
    start, stream = streams.head(stream, _PEEKED)
    if _OBJECT.match(start.lstrip(_BEFORE_OBJECT)):
        start, stream = streams.head(stream, json_array.HEAD)
        lines = json_array.in_lines(b"".join(streams.unmarked(iter((start,)))[0]))
        format_ = jsonl.FORMAT if lines else json_array.FORMAT
        return format_.cut(stream, file, fields, **limits)
    sure = next((format_ for format_ in declared().values() if format_.begins(start)), None)
    if sure and (shards := sure.of_stream(stream, file, fields, **limits)) is not None:
        return shards
    return iter((text.from_stdin(stream, file, fields),))


def read(shard: Shard) -> Reading:
    """Read one shard. Pure: the same shard gives the same reading, wherever and whenever it is read."""
    records, read_errors = shard.parse()
    return Reading(records, framed([*shard.read_errors, *read_errors]))


def raw(shard: Shard) -> Iterator[Raw]:
    """Yield the exact bytes of each record of a shard, sound or broken (of Parquet there are none: UsageError)."""
    return shard.raw()
