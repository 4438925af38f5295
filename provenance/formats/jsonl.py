"""JSON lines: one article a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO

from provenance.formats import exact_lines, field_guesses, heads, json_lists, json_object, streams
from provenance.formats.base import Digest, StreamFormat
from provenance.formats.field_evidence import has
from provenance.formats.fields import Fields
from provenance.formats.json_blocks import Block, between
from provenance.formats.lines import Line, spans
from provenance.formats.ninjs import lines as ninjs_lines
from provenance.formats.ninjs.lines import Items
from provenance.formats.rewriting import Repair, Repairs, Rewritten, by_record, restored, values
from provenance.formats.shards import File, ReadError, Shard

_REWRITTEN = 1000
"""How many lines of a file that is written anew are read at once."""


class JsonLines(StreamFormat):
    """One article a line."""

    name = "jsonl"
    about = "JSON lines, one article a line"
    suffixes = (".jsonl", ".ndjson")

    def begins(self, start: bytes) -> bool:
        """Tell whether a line stands there that is an object with a text, and another one follows."""
        first, _, rest = start.partition(b"\n")
        if ninjs_lines.begin(first):
            return rest.startswith(b"{")
        found = json_lists.records_in(first, field_guesses.text_names(Fields())) if rest.startswith(b"{") else None
        return found is not None and found.path is None and isinstance(heads.loads(first), dict)

    def cut(
        self, stream: Iterator[bytes], file: File, fields: Fields, *, shard_bytes: int, shard_articles: int
    ) -> Iterator[Shard]:
        """Cut a stream into blocks of about `shard_bytes` and at most `shard_articles` records, holding one at a time.

        What cannot be read gives shards of a read error alone, and so does what is wrong with the file as a whole.
        """
        lost: list[int] = []
        stream, encoding, mark = streams.unmarked(stream, lost)
        first, stream = streams.peek(stream, heads.HEAD)
        head = b"".join(first)[: heads.HEAD]
        if what := heads.not_lines(head, fields, file.source):
            yield Shard(fields=fields, read_errors=(ReadError("broken-json", what, file.source, line=1, byte=mark),))
            return
        of_items = ninjs_lines.begin(head)
        complete = len(head) < heads.HEAD
        fields = fields if of_items else heads.fields_in(head, fields, complete=complete)
        textless = None if of_items else heads.no_text(head, fields, file.source, complete=complete)
        if textless:
            yield Shard(fields=fields, read_errors=(ReadError("no-text", textless, file.source),))
        kind = Items if of_items else Block
        block = kind(fields=fields, file=file, data=b"", encoding=encoding, excused=textless is not None)
        chunks = streams.pieces(stream, shard_bytes, streams.LIMIT, mark)
        yield from _blocks(chunks, block, lost, mark, shard_articles)

    def digests(self, copy: File, fields: Mapping[str, str]) -> Iterator[Digest | None]:
        """Yield each line that is not blank."""
        for line in exact_lines.lines(copy, fields):
            yield Digest(line.record, line.sha256, line.sha256) if isinstance(line, exact_lines.Line) else None

    def split(
        self, copy: File, fields: Mapping[str, str], side_of: Mapping[int | None, str], path_of: Callable[[str], Path]
    ) -> None:
        """Write each line to the file of its side, marked and compressed as the file is."""
        opened: dict[str, IO[bytes]] = {}
        with ExitStack() as stack:
            for line in exact_lines.lines(copy, fields):
                side = None if isinstance(line, exact_lines.Unreadable) else side_of.get(line.record)
                if side is None or isinstance(line, exact_lines.Unreadable):
                    continue
                if side not in opened:
                    target = path_of(side)
                    opened[side] = stack.enter_context(streams.opened_for_writing(target, target.suffix.lower()))
                    opened[side].write(streams.mark_of(copy.path)[0])
                opened[side].writelines(line.parts)

    def rewrite(self, file: File, part: Path, repairs: Repairs, fields: Fields) -> Rewritten:
        """Write the lines, those that were not repaired byte for byte."""
        return by_record(self._all(file, fields), file, part, repairs, partial(_mended, fields), unmarked=True)

    def restore(self, file: File, part: Path, before: Mapping[int | None, bytes]) -> None:
        """Write the lines with those that were repaired as they were."""
        restored(self._all(file, Fields.of({})), file, part, before, unmarked=True)

    def _all(self, file: File, fields: Fields) -> Iterator[Shard]:
        return self.plan([file], fields, shard_bytes=streams.CHUNK, shard_articles=_REWRITTEN)


def _mended(fields: Fields, data: bytes, repair: Repair) -> bytes | None:
    """Return the line of a repaired record, in which all but what was repaired stands as it did."""
    try:
        line = data.decode()
        known = {name: member.value for name, member in json_object.members(line).items()}
        fields = fields.in_file(partial(has, known))
        after = json_object.changed(line, values(repair, known, fields))
    except (ValueError, TypeError, RecursionError):
        return None
    exact = (
        known.get(fields.text) == repair.original and json.loads(after, strict=False).get(fields.text) == repair.text
    )
    return after.encode() if exact else None


def _blocks(
    chunks: Iterator[streams.Piece | streams.Oversized], like: Block, lost: Sequence[int], mark: int, most: int
) -> Iterator[Shard]:
    """Yield pieces as blocks of at most `most` records, then what keeps the rest of the file from being read.

    `lost` is where in the stream, which begins behind the mark, something could not be decoded.
    """
    source, line, record = like.file.source, 1, 0
    read_error = None
    try:
        for chunk in chunks:
            if isinstance(chunk, streams.Oversized):
                detail = f"a line of {chunk.length:,} bytes is longer than {streams.LIMIT >> 20} MiB and is not read"
                oversized = ReadError("oversized", detail, source, None, record, line, chunk.byte)
                yield Shard(fields=like.fields, read_errors=(oversized,))
                line, record = line + 1, record + 1
                continue
            here = between(lost, chunk.byte - mark, len(chunk.data), mark)
            lines = list(spans(chunk.data))
            block = replace(like, data=chunk.data, line=line, record=record, byte=chunk.byte, lost=here)
            yield from _divided(block, lines, most)
            line, record = line + chunk.data.count(b"\n"), record + len(lines)
    except streams.DamagedError as error:
        read_error = ReadError(error.kind, error.detail, source, line=line, byte=error.byte)
    if record == 0 and read_error is None:
        read_error = ReadError("empty", "it holds no record", source, line=1, byte=0)
    if read_error:
        yield Shard(fields=like.fields, read_errors=(read_error,))


def _divided(block: Block, lines: list[Line], most: int) -> Iterator[Block]:
    """Divide a block into blocks of at most `most` records; nothing comes of one that has none."""
    if len(lines) <= most:
        if lines:
            yield block
        return
    starts = [0, *(line.start for line in lines[most::most])]
    for index, (start, end) in enumerate(zip(starts, [*starts[1:], len(block.data)], strict=True)):
        yield replace(
            block,
            data=block.data[start:end],
            line=block.line + (lines[index * most].number if index else 0),
            record=block.record + index * most,
            byte=block.byte + start,
            lost=between(block.lost, block.byte + start, end - start, 0),
        )


FORMAT = JsonLines()
