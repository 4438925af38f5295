"""JSON lines: one article a line.

Polars parses a whole block at once. What it refuses, or would read wrongly without a word, is left to `lines`: the
whole block where it raises, single rows where there is doubt. Both ways give the same records.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple

import polars as pl

from provenance.formats import exact_lines, field_paths, heads, streams
from provenance.formats.base import Digests, Format
from provenance.formats.containers import finish
from provenance.formats.fields import Fields
from provenance.formats.json_line import Parsed, parse
from provenance.formats.shards import File, Raw, Shard, Trouble

_LONE_SURROGATE = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
_SNIFFED = 8  # lines looked at to see which fields hold lists
_OTHER_JSON = r"^(?s:\[.*\]|\{.*\}|true|false|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)$"
_PLAIN_INTEGER = r"^-?[1-9][0-9]{0,17}$"
_SPACE, _RETURN = b" \r"
_BEGINNINGS = b"{ \t\r\n\xef"  # of records, blank lines and the mark of UTF-8
_SOLID = re.compile(rb"\S")


class Line(NamedTuple):
    """Where a line that is not blank stands in its block: its number from 0, and its bytes without the line end."""

    number: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Block(Shard):
    """Whole lines of a file, with the numbers that its first line, record and byte have in the source.

    `lost` is where in the source signs stand for bytes that could not be decoded when the file was recoded.
    """

    file: File
    data: bytes
    line: int = 1
    record: int = 0
    byte: int = 0
    encoding: str = "utf-8"
    excused: bool = False
    """The file is known to have no texts, and that was told of it once."""
    lost: tuple[int, ...] = ()

    @property
    def inputs(self) -> tuple[File, ...]:
        """The file."""
        return (self.file,)

    @property
    def size(self) -> int:
        """How many bytes the block has."""
        return len(self.data)

    @property
    def input_bytes(self) -> float:
        """How many bytes the block has: as many as in the file, unless that is compressed."""
        return len(self.data)

    @property
    def articles(self) -> int:
        """How many lines the block has, blank ones as well."""
        return self.data.count(b"\n") + 1

    def parse(self) -> tuple[pl.DataFrame, list[Trouble]]:
        """Read the block; every line that is not blank is in the records or has a trouble."""
        return read([self])

    @classmethod
    def parse_together(cls, shards: Sequence[Shard]) -> Iterator[tuple[pl.DataFrame, list[Trouble]]]:
        """Read blocks with the same fields at once."""
        yield read([shard for shard in shards if isinstance(shard, Block)])

    def names(self) -> tuple[str, ...]:
        """Return the names in the first record."""
        return next((field_paths.names(record) for record in self._records(b"{")), ())

    def has(self, name: str) -> bool:
        """Tell whether a record has a field. Its name is looked for in the bytes first, so that this costs nothing."""
        return any(
            name in record or field_paths.value(record, name) is not None for record in self._records(*_keys(name))
        )

    def _records(self, *keys: bytes) -> Iterator[dict[str, Any]]:
        """Yield the records in whose lines one of `keys` stands."""
        for key in keys:
            at = self.data.find(key)
            while at >= 0:
                end = self.data.find(b"\n", at)
                end = len(self.data) if end < 0 else end
                if isinstance(record := heads.loads(self.data[self.data.rfind(b"\n", 0, at) + 1 : end]), dict):
                    yield record
                at = self.data.find(key, end)

    def raw(self) -> Iterator[Raw]:
        """Yield every line with its line end as it stands; blank ones, as many as follow each other, have no number."""
        record, start = self.record, 0
        while start < len(self.data):
            end = self.data.find(b"\n", start) + 1 or len(self.data)
            blank = self.data[start:end].isspace()
            end = _after_blank(self.data, end - 1) if blank else end
            yield Raw(self.file.source, None if blank else record, self.data[start:end])
            record, start = record + (not blank), end


def _keys(name: str) -> set[bytes]:
    """Return a name, and the last member of a path, as JSON may write them."""
    members = [name, *(step for step in field_paths.steps(name) if isinstance(step, str))]
    return {json.dumps(members[at], ensure_ascii=escaped).encode() for at in (0, -1) for escaped in (True, False)}


class Row(NamedTuple):
    """A line that is not blank: where it stands in its file, and in the data that is parsed (without its line end)."""

    block: Block
    record: int
    line: int
    byte: int
    start: int
    end: int


def read(blocks: Sequence[Block]) -> tuple[pl.DataFrame, list[Trouble]]:
    """Read blocks with the same fields at once; every line that is not blank is in the records or has a trouble."""
    data, fields = b"\n".join(block.data for block in blocks), blocks[0].fields
    lines = list(_rows(blocks))
    fast = _fast(data, len(lines), fields)
    rows = list(range(len(lines))) if fast is None else _doubtful(fast, data, lines, fields)
    slow = [parse(data[lines[row].start : lines[row].end], fields) for row in rows]
    frame = _slow(slow, rows, fields)
    if fast is not None:
        sound = fast.select(*fields.pick(fast)).with_row_index("row")
        sound = sound.with_columns(encoding=pl.lit("utf-8"), textless=pl.lit(value=False))
        frame = pl.concat([sound.filter(~pl.col("row").is_in(rows)), frame.select(sound.columns)]).sort("row")
    frame = _placed(frame, data, lines)
    records, lost = finish(frame)
    return records, [*_faults(slow, rows, frame, lines), *_undecoded(frame, lines), *lost]


def _rows(blocks: Iterable[Block]) -> Iterator[Row]:
    """Find the lines of blocks that are joined by line feeds."""
    at = 0
    for block in blocks:
        for record, (number, start, end) in enumerate(spans(block.data), block.record):
            yield Row(block, record, block.line + number, block.byte + start, at + start, at + end)
        at += len(block.data) + 1


def _placed(frame: pl.DataFrame, data: bytes, lines: Sequence[Row]) -> pl.DataFrame:
    """Add where each row stands, and the hash of its bytes."""
    view = memoryview(data)
    placed = [lines[row] for row in frame["row"]]
    frame = frame.with_columns(
        pl.Series("source", [line.block.file.source for line in placed], dtype=pl.String),
        pl.Series("record", [line.record for line in placed], dtype=pl.Int64),
        pl.Series("line", [line.line for line in placed], dtype=pl.Int64),
        pl.Series("byte", [line.byte for line in placed], dtype=pl.Int64),
        pl.Series("bytes", [line.end - line.start for line in placed], dtype=pl.Int64),
        pl.Series("sha256", [sha256(view[line.start : line.end]).hexdigest() for line in placed], dtype=pl.String),
        pl.Series("of_block", [line.block.encoding for line in placed], dtype=pl.String),
        pl.Series("excused", [line.block.excused for line in placed], dtype=pl.Boolean),
    )
    return frame.with_columns(
        encoding=pl.when(encoding="utf-8").then("of_block").otherwise("encoding"),
        excused=pl.col("excused") | pl.col("textless"),
    )


def _faults(slow: list[Parsed], rows: list[int], frame: pl.DataFrame, lines: Sequence[Row]) -> Iterator[Trouble]:
    """Turn the faults of lines into troubles, each with the id of its record where that could be read."""
    ids = dict(frame.select("row", "id").iter_rows()) if any(parsed.faults for parsed in slow) else {}
    for row, parsed in zip(rows, slow, strict=True):
        line = lines[row]
        source = line.block.file.source
        article = (ids[row] or f"{source}#{line.record}") if row in ids else None
        told = line.block.excused and parsed.values is not None and not parsed.values[line.block.fields.text]
        for kind, detail, byte in parsed.faults:
            if told and kind == "wrong-type":  # fields of a tool whose mapping was proposed for the file
                continue
            yield Trouble(kind, detail, source, article, line.record, line.line, line.byte + byte)


def _undecoded(frame: pl.DataFrame, lines: Sequence[Row]) -> Iterator[Trouble]:
    """Report the lines of recoded files in which something could not be decoded."""
    if not any(line.block.lost for line in lines):
        return
    ids = dict(frame.select("row", "id").iter_rows())
    for row, line in enumerate(lines):
        here = _between(line.block.lost, line.byte, line.end - line.start, 0)
        if here:
            source = line.block.file.source
            detail = f"{len(here)} sequence(s) of bytes are not {line.block.encoding}; the first at byte {here[0]}"
            article = ids.get(row) or f"{source}#{line.record}"
            yield Trouble("undecodable", f"{detail} in UTF-8", source, article, line.record, line.line, here[0])


def plan(file: File, fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
    """Cut a JSONL file into blocks."""
    stream = streams.chunks(file.path, min(streams.CHUNK, shard_bytes))
    return cut(stream, file, fields, shard_bytes=shard_bytes, shard_articles=shard_articles)


def cut(
    stream: Iterator[bytes], file: File, fields: Fields, *, shard_bytes: int, shard_articles: int
) -> Iterator[Shard]:
    """Cut a stream into blocks of about `shard_bytes` and at most `shard_articles` records, holding one at a time.

    What cannot be read gives shards that hold only a trouble, and so does what is wrong with the file as a whole.
    """
    line, record = 1, 0
    trouble: Trouble | None = None
    try:
        lost: list[int] = []
        stream, encoding, mark = streams.unmarked(stream, lost)
        first, stream = streams.peek(stream, heads.HEAD)
        head = b"".join(first)[: heads.HEAD]
        if what := heads.not_lines(head, fields, file.source):
            yield Shard(fields=fields, troubles=(Trouble("broken-json", what, file.source, line=1, byte=mark),))
            return
        textless = heads.no_text(head, fields, file.source, complete=len(head) < heads.HEAD)
        if textless:
            yield Shard(fields=fields, troubles=(Trouble("no-text", textless, file.source),))
        for piece in streams.pieces(stream, shard_bytes, streams.LIMIT, mark):
            if isinstance(piece, streams.Oversized):
                detail = f"a line of {piece.length:,} bytes is longer than {streams.LIMIT >> 20} MiB and is not read"
                oversized = Trouble("oversized", detail, file.source, None, record, line, piece.byte)
                yield Shard(fields=fields, troubles=(oversized,))
                line, record = line + 1, record + 1
                continue
            block = Block(
                fields=fields, file=file, data=piece.data, line=line, record=record, byte=piece.byte,
                encoding=encoding, excused=textless is not None,
                lost=_between(lost, piece.byte - mark, len(piece.data), mark),
            )  # fmt: skip
            lines = list(spans(piece.data))
            yield from _divided(block, lines, shard_articles)
            record += len(lines)
            line += lines[-1].number + piece.data.count(b"\n", lines[-1].end) if lines else piece.data.count(b"\n")
    except streams.DamagedError as error:
        trouble = Trouble(error.kind, error.detail, file.source, line=line, byte=error.byte)
    if record == 0 and trouble is None:
        trouble = Trouble("empty", "it holds no record", file.source, line=1, byte=0)
    if trouble:
        yield Shard(fields=fields, troubles=(trouble,))


def _between(lost: Sequence[int], start: int, size: int, mark: int) -> tuple[int, ...]:
    """Return where in the source what is lost stands, as far as it does in so many bytes from `start` on."""
    return tuple(byte + mark for byte in lost[bisect_left(lost, start) : bisect_left(lost, start + size)])


def _divided(block: Block, lines: list[Line], most: int) -> Iterator[Block]:
    """Divide a block into blocks of at most `most` records."""
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
            lost=_between(block.lost, block.byte + start, end - start, 0),
        )


def spans(data: bytes) -> Iterator[Line]:
    """Find the lines that are not blank."""
    number = start = 0
    size = len(data)
    while start < size:
        end = data.find(b"\n", start)
        end = size if end < 0 else end
        if end > start and (data[start] > _SPACE or not data[start:end].isspace()):
            yield Line(number, start, end - (data[end - 1] == _RETURN))
            number, start = number + 1, end + 1
        else:
            after = _after_blank(data, end)
            number, start = number + data.count(b"\n", end, after), after


def _after_blank(data: bytes, at: int) -> int:
    """Return where the next line that is not blank begins; a gigabyte of line feeds is passed over at once."""
    solid = _SOLID.search(data, at)
    return data.rfind(b"\n", at, solid.start()) + 1 if solid else len(data)


def _fast(data: bytes, height: int, fields: Fields) -> pl.DataFrame | None:
    """Parse the whole block at once, into columns under their own names, without those that are all null.

    Gives None where Polars refuses any line, and where a name leads into nested records. Bytes that begin like no
    record are not shown to it: by their first bytes Polars unpacks archives, so that broken lines would be read as
    what is packed in them.
    """
    if not height or fields.nested or data[0] not in _BEGINNINGS:
        return None
    schema: dict[str, pl.DataType] = {name: pl.String() for name in fields.singles}
    schema |= {name: pl.List(pl.String()) if given else pl.String() for name, given in _sniffed(data, fields).items()}
    try:
        frame = pl.read_ndjson(data, schema=schema)
    except pl.exceptions.PolarsError:
        return None
    if frame.height != height:
        return None
    return frame.select(column for column in frame if column.null_count() < height or column.name == fields.text)


def _sniffed(data: bytes, fields: Fields) -> dict[str, bool]:
    """Tell of each field that may hold a list whether it does, in the first lines."""
    lists = dict.fromkeys(fields.lists, False)
    for line in islice(spans(data), _SNIFFED):
        try:
            record = json.loads(data[line.start : line.end])
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            lists |= {name: True for name in lists if isinstance(record.get(name), list)}
    return lists


def _doubtful(frame: pl.DataFrame, data: bytes, lines: Sequence[Row], fields: Fields) -> list[int]:
    """Number the rows that Polars may have read wrongly without a word.

    A String column shows values of other types as their JSON text; the first of two equal names wins; half a
    character (a lone surrogate) is taken for another one.
    """
    ours = fields.singles | fields.lists
    columns = [_doubt(name, ours[name], dtype) for name, dtype in frame.schema.items()]
    rows = set(frame.select(pl.any_horizontal(columns).fill_null(value=False).arg_true().alias("row"))["row"])
    if _LONE_SURROGATE.search(data):
        rows |= {row for row, line in enumerate(lines) if _LONE_SURROGATE.search(data, line.start, line.end)}
    for column in frame:
        name = f'"{column.name}":'.encode()
        if data.count(name) > frame.height - column.null_count():
            rows |= {row for row, line in enumerate(lines) if data.count(name, line.start, line.end) > 1}
    return sorted(rows)


def _doubt(name: str, ours: str, dtype: pl.DataType) -> pl.Expr:
    """Tell where a value could have been something else than a string; an integer is as good as its digits."""
    column = pl.col(name)
    value = pl.element() if isinstance(dtype, pl.List) else column
    doubt = value.str.contains(_OTHER_JSON)
    if ours not in {"text", "captions"}:
        doubt &= ~value.str.contains(_PLAIN_INTEGER)
    if ours == "text":
        doubt |= value.str.contains("\0", literal=True)
    return column.list.eval(doubt).list.any() if isinstance(dtype, pl.List) else doubt


def _slow(parsed: list[Parsed], rows: list[int], fields: Fields) -> pl.DataFrame:
    """Frame what was read line by line: our fields, and `row, encoding, textless`."""
    kept = [(row, line, line.values) for row, line in zip(rows, parsed, strict=True) if line.values is not None]
    columns = [
        *(pl.Series(name, [v[name] for _, _, v in kept], dtype=pl.String) for name in fields.singles),
        *(pl.Series(name, [v[name] for _, _, v in kept], dtype=pl.List(pl.String)) for name in fields.lists),
    ]
    beside = [
        pl.Series("row", [row for row, _, _ in kept], dtype=pl.UInt32),
        pl.Series("encoding", [line.encoding for _, line, _ in kept], dtype=pl.String),
        pl.Series("textless", [line.textless for _, line, _ in kept], dtype=pl.Boolean),
    ]
    frame = pl.DataFrame(columns)
    return frame.select(*fields.pick(frame)).with_columns(beside)


class JsonLines(Format):
    """One article a line."""

    name = "jsonl"
    about = "JSON lines, one article a line"
    suffixes = (".jsonl", ".ndjson")
    in_lines = True

    def plan(self, files: Sequence[File], fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
        """Cut files into blocks; see `plan`."""
        for file in files:
            yield from plan(file, fields, shard_bytes=shard_bytes, shard_articles=shard_articles)

    def digests(self, copy: File, fields: Mapping[str, str]) -> Digests:
        """Return the digest of each line that is not blank."""
        found = list(exact_lines.lines(copy, fields))
        sound = [line for line in found if isinstance(line, exact_lines.Line)]
        return Digests({line.record: line.sha256 for line in sound}, unreadable=len(found) - len(sound))

    def split(
        self, copy: File, fields: Mapping[str, str], side_of: Mapping[int | None, str], place: Callable[[str], Path]
    ) -> None:
        """Write each line to the file of its side, marked and compressed as the file is."""
        opened: dict[str, IO[bytes]] = {}
        with ExitStack() as stack:
            for line in exact_lines.lines(copy, fields):
                side = None if isinstance(line, exact_lines.Unreadable) else side_of.get(line.record)
                if side is None or isinstance(line, exact_lines.Unreadable):
                    continue
                if side not in opened:
                    target = place(side)
                    opened[side] = stack.enter_context(streams.opened_for_writing(target, target.suffix.lower()))
                    opened[side].write(streams.mark_of(copy.path)[0])
                opened[side].writelines(line.parts)


FORMAT = JsonLines()
