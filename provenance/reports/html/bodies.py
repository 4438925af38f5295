"""The texts of the page, read a shard of articles at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from provenance.reports.html.data import ReportData
from provenance.reports.html.index import Index
from provenance.reports.html.shards import shards
from provenance.reports.html.texts import CONTEXT, Span, entries
from provenance.storage.external import batches, in_order

C = pl.col
ALLOWANCE = 60_000
"""Code points of text that even a small report may hold beyond `CONTEXT` for each finding."""


@dataclass
class Bodies:
    """Iterate once over `entries`; then `drawn` holds the whole texts of the sample, in the order asked for."""

    data: ReportData
    index: Index
    sample: list[str]
    drawn: list[dict[str, Any] | None] = field(init=False)

    def __post_init__(self) -> None:
        self.drawn = [None] * len(self.sample)

    def entries(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the articles with findings, numbered as in the index: text around the findings, and facts."""
        numbers = self.index.records.numbers
        spans = _Spans(self.index)
        context = CONTEXT if self._too_long() else None
        places = {article: place for place, article in enumerate(self.sample)}
        for shard in shards(self.data.frames, numbers.is_not_null() | self._is_drawn()):
            articles = shard["articles"]
            articles = articles.with_columns(numbers.gather(articles["place"]).alias("number"))
            around = spans.upto(articles["number"].drop_nulls())
            for number, entry in entries(shard | {"articles": articles}, around, context):
                if entry["n"] in places:
                    self.drawn[places[entry["n"]]] = entry
                if number is not None:
                    yield number, {"a": number, **entry}

    def _is_drawn(self) -> pl.Series:
        """Tell of each article whether its text is in the sample."""
        ids = batches(self.data.frames["articles"].select("article"))
        return pl.concat(chunk.select(C("article").is_in(self.sample)).to_series() for chunk in ids)

    def _too_long(self) -> bool:
        """Tell whether the whole texts, unless they are asked for, would make the page too heavy."""
        if self.data.whole_texts:
            return False
        return self.index.records.characters > CONTEXT * self.index.findings.height + ALLOWANCE


class _Spans:
    """The spans of the findings in the order of their articles, read once."""

    def __init__(self, index: Index) -> None:
        columns = ("article", "number", "start", "end")
        found = (
            chunk.drop_nulls(("article", "start")).select("number", "start", "end")
            for chunk in index.findings.each(columns)
        )
        self._rest = in_order(found, ["number", "start"])
        self._next = pl.DataFrame(schema={"number": pl.UInt32, "start": pl.Int64, "end": pl.Int64})

    def upto(self, numbers: pl.Series) -> dict[int, list[Span]]:
        """Return the spans, not returned before, of the articles up to the last of ascending numbers."""
        found: dict[int, list[Span]] = {}
        while numbers.len():
            here = self._next["number"].search_sorted(numbers[-1], side="right")
            for number, start, end in self._next.head(here).iter_rows():
                found.setdefault(number, []).append((start, end))
            self._next = self._next.slice(here)
            if self._next.height or (more := next(self._rest, None)) is None:
                break
            self._next = more
        return found
