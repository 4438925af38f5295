"""JSON lines to a frame.

Polars parses all of them at once. What it refuses, or would read wrongly without a word, is left to `json_line`: all
lines where it raises, single ones where there is doubt. Both ways give the same records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

import polars as pl

from provenance.formats.fields import Fields
from provenance.formats.json_line import Parsed, parse

Span = tuple[int, int]
_LONE_SURROGATE = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")
_SNIFFED = 8  # lines looked at to see which fields hold lists
_OTHER_JSON = r"^(?s:\[.*\]|\{.*\}|true|false|-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)$"
_PLAIN_INTEGER = r"^-?[1-9][0-9]{0,17}$"
_BEGINNINGS = b"{ \t\r\n\xef"  # of records, blank lines and the mark of UTF-8


def frame_of(
    data: bytes, spans: Sequence[Span], fields: Fields, *, distinct: bool = False
) -> tuple[pl.DataFrame, dict[int, Parsed]]:
    """Read JSON lines.

    Args:
        data: The lines.
        spans: Where those that are not blank begin and end.
        fields: Our fields, and theirs.
        distinct: It is known that no line has two equal names.

    Returns:
        The records that could be read: our fields, and `row` (the number of the span), `encoding` and `textless`; and
        what was read line by line, with its faults, by the number of the span.
    """
    fast = _fast(data, spans, fields)
    rows = list(range(len(spans))) if fast is None else _doubtful(fast, data, spans, fields, distinct=distinct)
    slow = {row: parse(data[slice(*spans[row])], fields) for row in rows}
    frame = _slow(slow, fields)
    if fast is not None:
        sound = fast.select(*fields.pick(fast)).with_row_index("row")
        sound = sound.with_columns(encoding=pl.lit("utf-8"), textless=pl.lit(value=False))
        frame = pl.concat([sound.filter(~pl.col("row").is_in(rows)), frame.select(sound.columns)]).sort("row")
    return frame, slow


def _fast(data: bytes, spans: Sequence[Span], fields: Fields) -> pl.DataFrame | None:
    """Parse the whole block at once, into columns under their own names, without those that are all null.

    Gives None where Polars refuses any line, and where a name leads into nested records. Bytes that begin like no
    record are not shown to it: by their first bytes Polars unpacks archives, so that broken lines would be read as
    what is packed in them.
    """
    height = len(spans)
    if not height or fields.nested or data[0] not in _BEGINNINGS:
        return None
    schema: dict[str, pl.DataType] = {name: pl.String() for name in fields.singles}
    lists = _sniffed(data, spans, fields)
    schema |= {name: pl.List(pl.String()) if given else pl.String() for name, given in lists.items()}
    try:
        frame = pl.read_ndjson(data, schema=schema)
    except pl.exceptions.PolarsError:
        return None
    if frame.height != height:
        return None
    return frame.select(column for column in frame if column.null_count() < height or column.name == fields.text)


def _sniffed(data: bytes, spans: Sequence[Span], fields: Fields) -> dict[str, bool]:
    """Tell of each field that may hold a list whether it does, in the first lines."""
    lists = dict.fromkeys(fields.lists, False)
    for start, end in spans[:_SNIFFED]:
        try:
            record = json.loads(data[start:end])
        except (ValueError, RecursionError):
            continue
        if isinstance(record, dict):
            lists |= {name: True for name in lists if isinstance(record.get(name), list)}
    return lists


def _doubtful(frame: pl.DataFrame, data: bytes, spans: Sequence[Span], fields: Fields, *, distinct: bool) -> list[int]:
    """Number the rows that Polars may have read wrongly without a word.

    A String column shows values of other types as their JSON text; the first of two equal names wins; half a
    character (a lone surrogate) is taken for another one.
    """
    ours = fields.singles | fields.lists
    columns = [_unsure(name, ours[name], dtype) for name, dtype in frame.schema.items()]
    rows = set(frame.select(pl.any_horizontal(columns).fill_null(value=False).arg_true().alias("row"))["row"])
    if _LONE_SURROGATE.search(data):
        rows |= {row for row, span in enumerate(spans) if _LONE_SURROGATE.search(data, *span)}
    for column in () if distinct else frame:
        name = f'"{column.name}":'.encode()
        if data.count(name) > frame.height - column.null_count():
            rows |= {row for row, span in enumerate(spans) if data.count(name, *span) > 1}
    return sorted(rows)


def _unsure(name: str, ours: str, dtype: pl.DataType) -> pl.Expr:
    """Tell where a value could have been something else than a string; an integer is as good as its digits."""
    column = pl.col(name)
    value = pl.element() if isinstance(dtype, pl.List) else column
    unsure = value.str.contains(_OTHER_JSON)
    if ours not in {"text", "captions"}:
        unsure &= ~value.str.contains(_PLAIN_INTEGER)
    if ours == "text":
        unsure |= value.str.contains("\0", literal=True)
    return column.list.eval(unsure).list.any() if isinstance(dtype, pl.List) else unsure


def _slow(parsed: Mapping[int, Parsed], fields: Fields) -> pl.DataFrame:
    """Frame what was read line by line: our fields, and `row, encoding, textless`."""
    kept = [(row, line, line.values) for row, line in parsed.items() if line.values is not None]
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
