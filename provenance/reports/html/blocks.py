"""Data of the page in blocks that every browser reads quickly, each block JSON by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import polars as pl

from provenance.reports.html.index import Index
from provenance.storage.external import slices

C = pl.col
LIMIT = 400_000
"""Most bytes of one block: WebKit takes seconds over a text node much larger."""

ROWS = 1000
NUMBERS = 50_000
REPEATED = 0.8
"""Share of different values from which it is shorter to write all than to number them."""

Block = tuple[int, str]
"""Number of the first thing in the block, and its JSON."""


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def dumps(value: object) -> str:
    """Return JSON that may stand inside a script element."""
    text = _ENCODER.encode(value)
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def columns(index: Index) -> Iterator[Block]:
    """Yield the numbers of the findings: rule, article, group, state; then those of the articles."""
    findings = index.findings.each(("rule", "number", "group", "state"))
    yield from _numbers("f", (chunk.select("rule", "number", "group", "state") for chunk in findings))
    yield from _numbers("a", [index.records.articles])


def rows(index: Index) -> Iterator[Block]:
    """Yield what a row of the list shows: id, excerpt, message, article, place in it."""
    shown = ("fingerprint", "excerpt", "message", "article", "source", "line", "column", "start", "end")
    start = 0
    for chunk in filter(len, slices(index.findings.each(shown), ROWS)):
        yield from _split(start, chunk.with_columns(C("article").fill_null(C("source")).fill_null("")))
        start += chunk.height


def pack(entries: Iterable[tuple[int, Any]], start: int = 0) -> Iterator[Block]:
    """Yield numbered entries in blocks as large as allowed; `start` is the number a block bears if it is empty."""
    parts: list[str] = []
    first, size = start, 0
    for number, entry in entries:
        part = dumps(entry)
        length = (len(part) if part.isascii() else len(part.encode("utf-8", "surrogatepass"))) + 1
        if parts and size + length > LIMIT:
            yield first, f"[{','.join(parts)}]"
            parts, size = [], 0
        if not parts:
            first = number
        parts.append(part)
        size += length
    if parts:
        yield first, f"[{','.join(parts)}]"


def table(rows: Iterable[Sequence[Any]]) -> Iterator[Block]:
    """Yield rows of equal length in blocks: `n`, how many, and `columns`, each as short as its values allow."""
    rest, start = iter(rows), 0
    while chunk := list(islice(rest, ROWS)):
        yield from _halved(start, chunk)
        start += len(chunk)


def _halved(start: int, rows: Sequence[Sequence[Any]]) -> Iterator[Block]:
    text = dumps({"n": len(rows), "columns": [_column(values) for values in zip(*rows, strict=True)]})
    if len(text.encode("utf-8", "surrogatepass")) <= LIMIT or len(rows) == 1:
        yield start, text
        return
    half = len(rows) // 2
    yield from _halved(start, rows[:half])
    yield from _halved(start + half, rows[half:])


def _column(values: Sequence[Any]) -> dict[str, Any] | list[Any]:
    """Return the value that all are; or, in a list, the values; or the different ones, and the number of each."""
    numbers = {value: number for number, value in enumerate(dict.fromkeys(values))}
    if len(numbers) == 1:
        return {"all": values[0]}
    if len(numbers) > len(values) * REPEATED:
        return [values]
    return [list(numbers), [numbers[value] for value in values]]


def _numbers(kind: str, frames: Iterable[pl.DataFrame]) -> Iterator[Block]:
    start = 0
    for chunk in filter(len, slices(frames, NUMBERS)):
        yield (
            start,
            dumps(
                {"of": kind, "at": start, "n": chunk.height, **{name: _short(chunk[name]) for name in chunk.columns}}
            ),
        )
        start += chunk.height


def _short(values: pl.Series) -> list[int | None] | int | None:
    """Return the values, or the one value that they all are."""
    found = values.to_list()
    return found[0] if values.n_unique() == 1 else found


def _split(start: int, chunk: pl.DataFrame) -> Iterator[Block]:
    text = dumps(_row_block(chunk))
    if len(text.encode()) <= LIMIT or chunk.height == 1:
        yield start, text
        return
    half = chunk.height // 2
    yield from _split(start, chunk.head(half))
    yield from _split(start + half, chunk.slice(half))


def _row_block(chunk: pl.DataFrame) -> dict[str, Any]:
    return {
        "id": chunk["fingerprint"].to_list(),
        "excerpt": _coded(chunk["excerpt"]),
        "message": _coded(chunk["message"]),
        "article": _coded(chunk["article"]),
        "place": [list(row) for row in chunk.select("line", "column", "start", "end").iter_rows()],
    }


def _coded(values: pl.Series) -> list[Any]:
    """Return the different values, and for each row the number of its value; the rows alone where nothing repeats."""
    unique = values.unique(maintain_order=True)
    if len(unique) > len(values) * REPEATED:
        return [values.to_list()]
    numbers = pl.DataFrame({"value": unique}).with_row_index("number")
    coded = values.to_frame("value").join(numbers, on="value", how="left", nulls_equal=True, maintain_order="left")
    return [unique.to_list(), coded["number"].to_list()]
