"""What the page shows beside findings: copies, quotations, versions, pictures, each in a view of its own.

A view is there where the run has frames of it. What it shows is bounded, and so is what is held of it: things are
chosen first, then one pass over the summary and one over the texts bring what is told of their articles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import polars as pl

from provenance.reports.html.data import ReportData
from provenance.reports.html.views import copies, ledger, rights, versions
from provenance.reports.html.views.base import PASSAGES, Articles, Entry, Passage, Picked, Row, View

__all__ = ["Shown", "View", "shown"]

C = pl.col
VIEWS = (copies.VIEW, ledger.VIEW, versions.VIEW, rights.VIEW)
_TOLD = ("article", "published", "publisher", "errors", "warnings", "infos")


class Shown(NamedTuple):
    """What a view shows."""

    name: str
    entries: Sequence[Entry | Row]
    all: int
    """How many things there are, of which the first are shown."""


def shown(data: ReportData, *, folder: bool) -> list[Shown]:
    """Return what each view shows that has anything to show; a folder holds more than one file."""
    picked = {view: view.pick(data, view.most[folder]) for view in VIEWS}
    some = {view: each for view, each in picked.items() if each is not None and each.all}
    articles = _articles(data, some.values())
    return [Shown(view.name, view.entries(each, articles), each.all) for view, each in some.items()]


def _articles(data: ReportData, picked: Iterable[Picked]) -> Articles:
    """Return what the views tell of articles."""
    wanted = pl.concat([PASSAGES.to_frame(), *(each.passages for each in picked)]).unique()
    named = {article for each in picked for article in each.articles}
    return Articles(about=_about(data, named), passages=_passages(data, wanted))


def _about(data: ReportData, named: set[str]) -> Mapping[str, Mapping[str, object]]:
    ids = pl.Series(sorted(named), dtype=pl.String).implode()
    found: dict[str, Mapping[str, object]] = {}
    for chunk in data.summary.each(_TOLD) if named else ():
        own = chunk.filter(C("article").is_in(ids)).with_columns(findings=C("errors") + C("warnings") + C("infos"))
        for row in own.iter_rows(named=True):
            found.setdefault(row["article"], row)
    return found


def _passages(data: ReportData, wanted: pl.DataFrame) -> dict[Passage, list[str]]:
    """Return the words of passages: what is chosen of the articles is read, and the rest passed over."""
    if wanted.is_empty():
        return {}
    own = C("article").is_in(wanted["article"].unique().implode())
    texts = data.frames["articles"].select("article", "text").filter(own)
    cited = C("text").str.slice(C("start"), C("end") - C("start"))
    words = texts.join(wanted.lazy(), on="article").select("article", "start", "end", cited)
    found: dict[Passage, list[str]] = {}
    for article, start, end, text in words.collect(engine="streaming").unique().sort(pl.all()).iter_rows():
        found.setdefault((article, start, end), []).append(text)
    return found
