"""Ranges of rows of Parquet files: how a file is cut into them, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any

import polars as pl

from provenance.errors import UsageError
from provenance.formats import captions, field_proposals, moments
from provenance.formats.containers import finish
from provenance.formats.decoding import Decoded, decode
from provenance.formats.field_evidence import Evidence
from provenance.formats.field_paths import column, columns, member, shape
from provenance.formats.fields import LISTS, NAMED, Fields
from provenance.formats.parquet import parts
from provenance.formats.shards import File, PartOfFile, Raw, ReadError, Shard
from provenance.frames import RECORDS
from provenance.storage import parquet

_SAMPLED = 1_000
_SHOWN = 100  # rows that show what the fields of a file are of which the text is not known
BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError)
_SWELLING = 4  # how much larger text is than in Parquet, at a guess
_FEWEST = 256  # rows of a shard, unless these are heavy: with fewer, finding them costs more than reading them
_HEAVY = 16 << 20


@dataclass(frozen=True, kw_only=True)
class Columns(PartOfFile):
    """A file of which nothing is read, for want of a text."""

    def samples(self) -> Iterator[dict[str, Any]]:
        """Yield the first rows."""
        try:
            with parquet.guarded(), parts.opened(self.file) as path:
                scan = parquet.scan(path)
                parts.fetch(self.file, path, scan.collect_schema().names(), 0, _SAMPLED)
                first = scan.head(_SAMPLED).collect()
                values = zip(*map(_listed, first), strict=True)
                return (dict(zip(first.columns, row, strict=True)) for row in values)
        except BROKEN:
            return iter(())


def _listed(column: pl.Series) -> list[Any]:
    """Return values as Python has them; those that it has none for, as a day of a year before the first, are null."""
    try:
        with parquet.guarded():
            return column.to_list()
    except (ValueError, OverflowError, pl.exceptions.PanicException):
        half = column.len() // 2
        return [*_listed(column[:half]), *_listed(column[half:])] if half else [None]


@dataclass(frozen=True, kw_only=True)
class Rows(Columns):
    """A range of rows of a Parquet file, from 0."""

    first: int
    count: int
    height: int
    """How many rows the file has."""
    weight: int = 0
    """How many bytes of text they hold, as far as that is known."""

    @property
    def size(self) -> int:
        """About how many bytes the whole file holds, or the bytes of text of these rows if they are more."""
        return max(self.file.size * _SWELLING, self.weight)

    @property
    def input_bytes(self) -> float:
        """The rows' share of the bytes of the file."""
        return self.file.size * self.count / self.height

    @property
    def articles(self) -> int:
        """How many rows are read."""
        return self.count

    def parse(self) -> tuple[pl.DataFrame, list[ReadError]]:
        """Read the rows, and only the columns that are needed."""
        source = self.file.source
        try:
            with parquet.guarded(), parts.opened(self.file) as path:
                scan = parquet.scan(path)
                wanted = _readable(scan.collect_schema(), self.fields)
                parts.fetch(self.file, path, _roots(wanted), self.first, self.count)
                frame = scan.slice(self.first, self.count).select(wanted).collect()
        except BROKEN as error:
            detail = f"rows {self.first} to {self.first + self.count - 1}: {_reason(error)}"
            return RECORDS.empty(), [ReadError("unreadable", detail, source, record=self.first)]
        frame, data, decoded = _decoded(frame, self.fields)
        frame = frame.with_row_index("record", self.first).select(pl.col("record"), *self.fields.pick(frame))
        frame = frame.with_columns(
            pl.Series("sha256", [sha256(text or b"").hexdigest() for text in data], dtype=pl.String),
            pl.Series("bytes", [len(text or b"") for text in data], dtype=pl.Int64),
            pl.Series("encoding", [text.encoding for text in decoded] or ["utf-8"] * len(data), dtype=pl.String),
            pl.lit(None, pl.Int64).alias("line"),
            pl.lit(None, pl.Int64).alias("byte"),
            excused=pl.lit(value=False),
            source=pl.lit(source),
        )
        records, lost = finish(frame)
        return records, [*_decoding_errors(records, decoded, self), *lost]

    def names(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return columns(self._schema())

    def has(self, name: str) -> bool:
        """Tell whether there is a column, or what a path leads to."""
        return column(self._schema(), name) is not None

    def _schema(self) -> pl.Schema:
        try:
            with parquet.guarded(), parts.opened(self.file) as path:
                return parquet.scan(path).collect_schema()
        except BROKEN:
            return pl.Schema()

    def raw(self) -> Iterator[Raw]:
        """Refuse: a row has no bytes of its own."""
        message = f"{self.file.source}: rows of a Parquet file have no bytes of their own; filter the file with Polars"
        raise UsageError(message)


def plan(file: File, fields: Fields, *, shard_bytes: int, shard_articles: int) -> Iterator[Shard]:
    """Cut a Parquet file into ranges of rows, of at most `shard_articles` and about `shard_bytes` of text."""
    try:
        with parquet.guarded(), parts.opened(file) as path:
            scan = parquet.scan(path)
            schema = scan.collect_schema()
            height: int = scan.select(pl.len()).collect().item()
    except BROKEN as error:
        yield Shard(fields=fields, read_errors=(ReadError("unreadable", _reason(error), file.source),))
        return
    fields = fields.in_file(lambda name: column(schema, name) is not None)
    read_errors = tuple(_type_errors(schema, fields, file.source))
    if not height:
        read_errors += (ReadError("empty", "it holds no record", file.source),)
    elif not any(_fits(name, schema, fields) for name in (fields.text, *fields["captions"])):
        counted = f"none of the {height:,} records"
        file_as_it_is = Columns(fields=fields, file=file)
        evidence = Evidence(islice(file_as_it_is.samples(), _SHOWN), lambda name: column(schema, name) is not None)
        detail = field_proposals.no_text(counted, columns(schema), evidence, fields)
        lost = ReadError("no-text", detail, file.source)
        read_errors = (*read_errors, lost) if column(schema, fields.text) else (lost,)
        yield replace(file_as_it_is, read_errors=read_errors)
        return
    else:
        ends = _ends(file, schema, fields, height)
        for first, count, weight in _ranges(ends, shard_bytes, shard_articles):
            of_file = () if first else read_errors
            yield Rows(
                fields=fields, file=file, first=first, count=count, height=height, weight=weight, read_errors=of_file
            )
        return
    yield Shard(fields=fields, read_errors=read_errors)


def _ends(file: File, schema: pl.Schema, fields: Fields, height: int) -> pl.Series:
    """Return how many bytes of text the rows up to each one hold, it included.

    They are counted: a text that is repeated stands in the file once, so that its size tells nothing. Where they cannot
    be read, each row is taken to hold as much as the others.
    """
    found = column(schema, fields.text)
    text = _string(fields.text, *found, "text") if found else None
    try:
        if text is not None:
            with parquet.guarded(), parts.opened(file) as path:
                parts.fetch(file, path, _roots([text]), 0, height)
                weights = (
                    parquet.scan(path)
                    .select(text.cast(pl.Binary).bin.size().cast(pl.Int64).fill_null(0))
                    .collect()
                    .to_series()
                )
                return weights.cum_sum()
    except BROKEN:
        pass  # what is wrong is told by the shards
    return pl.int_range(1, height + 1, eager=True) * (file.size * _SWELLING) // height


def _ranges(ends: pl.Series, shard_bytes: int, shard_articles: int) -> Iterator[tuple[int, int, int]]:
    """Yield the first row, the count and the bytes of text of each shard."""
    first = before = 0
    while first < ends.len():
        fits = int(ends.search_sorted(before + shard_bytes, "right")) - first
        floor = min(_FEWEST, int(ends.search_sorted(before + _HEAVY, "right")) - first)
        count = min(max(1, fits, floor), shard_articles, ends.len() - first)
        after = int(ends[first + count - 1])
        yield first, count, after - before
        first, before = first + count, after


def _roots(wanted: Sequence[pl.Expr]) -> set[str]:
    """Return the columns of a file that expressions read."""
    return {name for expression in wanted for name in expression.meta.root_names()}


def _reason(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]


def _fits(name: str, schema: pl.Schema, fields: Fields) -> bool:
    """Tell whether a column is there and can be read as what it should hold."""
    found = column(schema, name)
    return found is not None and _string(name, *found, (fields.singles | fields.lists)[name]) is not None


def _readable(schema: pl.Schema, fields: Fields) -> list[pl.Expr]:
    """Turn each column that is wanted and fits into strings, or lists of strings; binary ones are left as they are."""
    wanted = (fields.singles | fields.lists).items()
    given = [_string(name, *found, ours) for name, ours in wanted if (found := column(schema, name))]
    return [expression for expression in given if expression is not None]


def _type_errors(schema: pl.Schema, fields: Fields, source: str) -> Iterator[ReadError]:
    for name, ours in (fields.singles | fields.lists).items():
        if (found := column(schema, name)) and not _fits(name, schema, fields):
            detail = f"column {name!r} is {found[1]}, which cannot be read as {ours}; it is left out"
            mend = field_proposals.inside(ours, name, shape(found[1]), partial(_leads_to, schema=schema, ours=ours))
            yield ReadError("wrong-type", detail + mend, source)


def _leads_to(path: str, *, schema: pl.Schema, ours: str) -> bool:
    """Tell whether a path leads to what can be read as a field of ours."""
    found = column(schema, path)
    return found is not None and _string(path, *found, ours) is not None


def _string(name: str, values: pl.Expr, dtype: pl.DataType, ours: str) -> pl.Expr | None:
    """Return a column as strings, a list of them where the field may hold one; None for any other type."""
    if ours in NAMED and (named := member(values, dtype, "name")):
        values, dtype = named
    if ours == "captions" and (words := captions.of_column(values, dtype)):
        values, dtype = words
    if isinstance(dtype, pl.Array):
        values, dtype = values.arr.to_list(), pl.List(dtype.inner)
    if isinstance(dtype, pl.List):
        inner = dtype.inner
        element = _scalar(pl.element(), inner() if isinstance(inner, type) else inner, plain=ours == "captions")
        return values.list.eval(element).alias(name) if ours in LISTS and element is not None else None
    single = _scalar(values, dtype, plain=ours in {"text", "captions"})
    return None if single is None else single.alias(name)


def _scalar(column: pl.Expr, dtype: pl.DataType, *, plain: bool) -> pl.Expr | None:
    """Return a scalar column as strings: text of any kind and, unless `plain`, numbers and moments in ISO form."""
    if isinstance(dtype, pl.String | pl.Binary | pl.Null | pl.Categorical | pl.Enum):
        return column if isinstance(dtype, pl.Binary) else column.cast(pl.String)
    if plain:
        return None
    if isinstance(dtype, pl.Date | pl.Datetime):
        return moments.iso(column, dtype) if moments.is_moment(dtype) else None
    if dtype.is_float():
        return column.fill_nan(None).cast(pl.String)
    return column.cast(pl.String) if dtype.is_integer() or isinstance(dtype, pl.Decimal) else None


def _decoded(frame: pl.DataFrame, fields: Fields) -> tuple[pl.DataFrame, list[bytes | None], list[Decoded]]:
    """Decode binary columns; return too the bytes of each text and, where the text was binary, how it decoded."""
    texts = frame[fields.text] if fields.text in frame.columns else pl.Series([None] * frame.height, dtype=pl.String)
    data: list[bytes | None] = texts.cast(pl.Binary).to_list()
    decoded = [decode(text or b"") for text in data] if texts.dtype == pl.Binary else []
    for name, dtype in frame.schema.items():
        if dtype == pl.Binary:
            values = [None if value is None else decode(value).text for value in frame[name]]
            frame = frame.with_columns(pl.Series(name, values, dtype=pl.String))
        elif dtype == pl.List(pl.Binary):
            lists = [None if row is None else [decode(value or b"").text for value in row] for row in frame[name]]
            frame = frame.with_columns(pl.Series(name, lists, dtype=pl.List(pl.String)))
    return frame, data, decoded


def _decoding_errors(records: pl.DataFrame, decoded: list[Decoded], rows: Rows) -> Iterator[ReadError]:
    """Report texts with null characters, and binary ones that could not be decoded."""
    source = rows.file.source
    nulls = records.filter(pl.col("text").str.contains("\0", literal=True))
    for article, record in nulls.select("article", "record").iter_rows():
        yield ReadError("null-byte", "the text holds a null character", source, article, record)
    if not any(text.undecodable for text in decoded):
        return
    for article, record in records.select("article", "record").iter_rows():
        _, encoding, bad, count, _ = decoded[record - rows.first]
        if count:
            detail = f"{count} sequence(s) of bytes of the text are not {encoding}; the first at byte {bad} of the text"
            yield ReadError("undecodable", detail, source, article, record)
