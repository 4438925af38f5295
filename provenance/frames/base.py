"""What a frame is: its columns, with their types and meanings; and the columns that many frames have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from provenance.frames.steps import in_steps

TEXT = pl.String()
COUNT = pl.Int64()  # signed, so that differences of offsets are safe
FLAG = pl.Boolean()
DATE = pl.Date()
MOMENT = pl.Datetime("us", "UTC")
SHARE = pl.Float64()
WORDS = pl.List(pl.String())
ROW = "row"
"""The column that numbers the articles of a shard, from 0. It is in no frame that is published: another size of the
shards would change it, and an article is known by its id."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, Polars type, meaning, and whether it may be null."""

    name: str
    dtype: pl.DataType
    about: str
    nullable: bool = True


@dataclass(frozen=True)
class Frame:
    """One frame: its name, what a row is, its columns, and the column that holds the cited string."""

    name: str
    row: str
    columns: tuple[Column, ...]
    cites: str | None = None

    @cached_property
    def schema(self) -> pl.Schema:
        """The Polars schema, in the declared order."""
        return pl.Schema({column.name: column.dtype for column in self.columns})

    @cached_property
    def in_shard(self) -> pl.Schema:
        """The schema of a frame of facts while its shard is worked on: ROW stands in the place of `article`."""
        number = pl.UInt32()
        return pl.Schema((ROW, number) if name == "article" else (name, dtype) for name, dtype in self.schema.items())

    def empty(self) -> pl.DataFrame:
        """No rows, all columns."""
        return self._empty.clone()

    @cached_property
    def _empty(self) -> pl.DataFrame:
        return pl.DataFrame(schema=self.schema)

    def conform(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Bring `frame` to the declared columns, order and types; columns it lacks become null."""
        if frame.is_empty():
            return self.empty()
        if frame.schema == self.schema:
            return frame
        return self.shaped(frame.lazy()).pipe(in_steps)

    def shaped(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Bring a lazy frame to the declared columns, order and types; columns it lacks become null."""
        known = frame.collect_schema().names()
        missing = [null for name, null in self._nulls.items() if name not in known]
        return frame.with_columns(missing).select(self._casts)

    @cached_property
    def _nulls(self) -> dict[str, pl.Expr]:
        return {name: pl.lit(None, dtype).alias(name) for name, dtype in self.schema.items()}

    @cached_property
    def _casts(self) -> list[pl.Expr]:
        return [pl.col(name).cast(dtype) for name, dtype in self.schema.items()]

    def mismatch(self, frame: pl.LazyFrame) -> str | None:
        """Tell in which column a frame that comes from elsewhere is not as declared; None if in none.

        Every value is decoded. A key may not be null; days and moments lie in the calendar, counts within what JSON
        holds exactly, shares are numbers, and a span has both ends or none and does not end before it starts.
        """
        given = frame.collect_schema()
        for name, dtype in self.schema.items():
            if given.get(name) != dtype:
                return f"the column {name} is {given.get(name, 'missing')}, not {dtype}"
        wrong = frame.select(_wrong(column).any().alias(column.name) for column in self.columns)
        ends = [_is_no_span(*pair) for pair in _SPANS if {*pair} <= self.schema.keys()]
        spans = frame.select(pl.any_horizontal(ends).any().alias("end")) if ends else None
        parts = [part.collect(engine="streaming").row(0, named=True) for part in (wrong, spans) if part is not None]
        mismatches = [name for part in parts for name, is_wrong in part.items() if is_wrong]
        return f"the column {mismatches[0]} holds what it cannot hold" if mismatches else None


_SPANS = (
    ("start", "end"), ("credit_start", "credit_end"), ("speaker_start", "speaker_end"), ("page_start", "page_end"),
    ("other_start", "other_end"),
)  # fmt: skip
_MOST = 2**53


def _wrong(column: Column) -> pl.Expr:
    """Tell which values of a column cannot stand there."""
    value = pl.col(column.name)
    match column.dtype:
        case pl.Date() | pl.Datetime():
            sound = value.dt.year().is_between(1, 9999)
        case pl.Int64():
            sound = value.is_between(-_MOST, _MOST)
        case pl.Float64():
            sound = value.is_finite()
        case _:
            sound = value.is_not_null()
    allowed = sound.fill_null(value=False)
    return ~(allowed | value.is_null()) if column.nullable else ~allowed


def _is_no_span(start: str, end: str) -> pl.Expr:
    half = pl.col(start).is_null() != pl.col(end).is_null()
    return half | ((pl.col(start) < 0) | (pl.col(end) < pl.col(start))).fill_null(value=False)


def listed(**fields: pl.DataType) -> pl.DataType:
    """Return the type of a list of structs with these fields."""
    return pl.List(pl.Struct(fields))


def key(name: str, about: str, dtype: pl.DataType = TEXT) -> Column:
    """Declare a column that is never null."""
    return Column(name, dtype, about, nullable=False)


ARTICLE = key(
    "article", "the article's id: its `id` when given, else its source path, with #N for record N of a container"
)
PARAGRAPH = key("paragraph", "number of the paragraph in the article, from 0", COUNT)
START = key("start", "offset in `articles.text` of the first code point", COUNT)
END = key("end", "offset in `articles.text` after the last code point", COUNT)
CITED = key("text", "the cited string, exactly `articles.text[start:end]`")
