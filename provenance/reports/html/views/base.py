"""What a view is: one value that a module declares, by which page, data and script know it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from provenance.reports.html.data import ReportData

Entry = dict[str, Any]
"""What the page knows of one thing that a view shows."""
Row = tuple[Any, ...]
"""The same where all things have the same parts: they are carried as a table."""
PASSAGES = pl.Schema({"article": pl.String(), "start": pl.Int64(), "end": pl.Int64()})
Passage = tuple[str, int, int]
"""An article, and a span of its text."""


@dataclass(frozen=True, kw_only=True)
class Picked:
    """What a view shows of a run, chosen before any text is read."""

    rows: pl.DataFrame
    """What there is to tell."""
    all: int
    """How many things there are, of which `rows` tells the first."""
    passages: pl.DataFrame = field(default_factory=PASSAGES.to_frame)
    """The passages of texts that are to be shown: `PASSAGES`."""
    articles: tuple[str, ...] = ()
    """The ids of the articles that are named."""


@dataclass(frozen=True, kw_only=True)
class Articles:
    """What views tell of articles."""

    about: Mapping[str, Mapping[str, Any]]
    """Of each id `published`, `publisher` and `findings`, how many there are; of two articles of one id the first."""
    passages: Mapping[Passage, list[str]]
    """The words of passages, one a record that bears the id of the article."""

    def words(self, article: str, start: int, end: int, like: str = "") -> str | None:
        """Return the words of a passage; of several records of one id those that have most words of a text."""
        wanted = set(like.split())
        found = self.passages.get((article, start, end), ())
        return max(found, key=lambda words: len(wanted.intersection(words.split())), default=None)

    def named(self, article: str) -> Entry:
        """Return what the page says wherever it names an article."""
        known = self.about.get(article, {})
        published = known.get("published")
        return {
            "a": article, "day": published and str(published), "by": known.get("publisher"),
            "found": known.get("findings", 0),
        }  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class View:
    """One view beside summary and findings, shown where a run has what it needs."""

    name: str
    """The word of it: its address in the page, its script, its texts, its blocks of data."""
    pick: Callable[[ReportData, int], Picked | None]
    """Returns what it shows, at most so many things; None where the run has nothing of it."""
    entries: Callable[[Picked, Articles], Sequence[Entry | Row]]
    """Returns what the page knows of each thing."""
    most: tuple[int, int]
    """How many things one file shows, and a folder."""
