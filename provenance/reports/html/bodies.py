"""The texts of the page, read a shard of articles at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from provenance.reports.html.data import TEXT_FRAMES, ReportData
from provenance.reports.html.index import Index
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
        frames = {name: self.data.frames[name] for name in TEXT_FRAMES if name in self.data.frames}
        named = self.index.articles.filter(C("article").is_not_null())
        numbers = dict(named.select("article", "number").iter_rows())
        spans = _Spans(self.index)
        context = CONTEXT if self._too_long(named) else None
        places = {article: place for place, article in enumerate(self.sample)}
        for shard in shards(frames, pl.concat([named["article"], pl.Series(self.sample, dtype=pl.String)])):
            held = [numbers[article] for article in shard["articles"]["article"] if article in numbers]
            flawed = _only(shard, C("article").is_in(named["article"].implode()))
            for article, entry in entries(flawed, spans.between(held), context):
                number = numbers[article]
                yield number, {"a": number, **entry}
            for article, entry in entries(_only(shard, C("article").is_in(self.sample)), {}, None):
                self.drawn[places[article]] = entry

    def _too_long(self, named: pl.DataFrame) -> bool:
        """Tell whether the whole texts would make the page too heavy."""
        texts = self.data.summary.filter(C("article").is_in(named["article"].implode()))["characters"].sum()
        return bool(texts > CONTEXT * self.index.findings.height + ALLOWANCE)


class _Spans:
    """The spans of the findings, found by the numbers of their articles."""

    def __init__(self, index: Index) -> None:
        self.sorted = (
            index.findings.filter(C("start").is_not_null() & C("article").is_not_null())
            .select("number", "article", "start", "end")
            .sort("number", "start")
        )

    def between(self, numbers: list[int]) -> dict[str, list[Span]]:
        """Return the spans of the articles from the first to the last of ascending numbers."""
        if not numbers:
            return {}
        first = int(self.sorted["number"].search_sorted(numbers[0], side="left"))
        last = int(self.sorted["number"].search_sorted(numbers[-1], side="right"))
        found: dict[str, list[Span]] = {}
        for _, article, start, end in self.sorted.slice(first, last - first).iter_rows():
            found.setdefault(article, []).append((start, end))
        return found


def _only(shard: dict[str, pl.DataFrame], wanted: pl.Expr) -> dict[str, pl.DataFrame]:
    return {name: frame.filter(wanted) for name, frame in shard.items()}
