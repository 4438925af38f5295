"""The texts of the page, read a shard of articles at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from provenance.reports.html.data import ReportData
from provenance.reports.html.index import KEY, Index
from provenance.reports.html.shards import shards
from provenance.reports.html.texts import CONTEXT, Span, entries

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
        named = self.index.articles.filter(C("article").is_not_null()).select(*KEY, "number")
        spans = _Spans(self.index)
        context = CONTEXT if self._too_long(named) else None
        wanted = pl.concat([named["article"], pl.Series(self.sample, dtype=pl.String)])
        places = {article: place for place, article in enumerate(self.sample)}
        for shard in shards(self.data.frames, wanted):
            articles = shard["articles"].join(named, on=KEY, how="left", nulls_equal=True, maintain_order="left")
            around = spans.between(articles["number"].drop_nulls())
            for number, entry in entries(shard | {"articles": articles}, around, context):
                if entry["n"] in places:
                    self.drawn[places[entry["n"]]] = entry
                if number is not None:
                    yield number, {"a": number, **entry}

    def _too_long(self, named: pl.DataFrame) -> bool:
        """Tell whether the whole texts, unless they are asked for, would make the page too heavy."""
        if self.data.whole_texts:
            return False
        texts = self.data.summary.join(named, on=KEY, how="semi", nulls_equal=True)["characters"].sum()
        return bool(texts > CONTEXT * self.index.findings.height + ALLOWANCE)


class _Spans:
    """The spans of the findings, found by the numbers of their articles."""

    def __init__(self, index: Index) -> None:
        found = index.findings.filter(C("start").is_not_null() & C("article").is_not_null())
        self.sorted = found.select("number", "start", "end").sort("number", "start")

    def between(self, numbers: pl.Series) -> dict[int, list[Span]]:
        """Return the spans of the articles from the first to the last of ascending numbers."""
        found: dict[int, list[Span]] = {}
        if not numbers.is_empty():
            first = self.sorted["number"].search_sorted(numbers[0], side="left")
            last = self.sorted["number"].search_sorted(numbers[-1], side="right")
            for number, start, end in self.sorted.slice(first, last - first).iter_rows():
                found.setdefault(number, []).append((start, end))
        return found
