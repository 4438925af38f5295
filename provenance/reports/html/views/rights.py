"""The rights register: a row a picture, as the export `rights` writes it."""

from __future__ import annotations

import polars as pl

from provenance.exports import rights
from provenance.reports.html.data import ReportData
from provenance.reports.html.views.base import Articles, Picked, Row, View

C = pl.col


def pick(data: ReportData, most: int) -> Picked | None:
    """Take the first pictures, in the order of the articles."""
    captions, articles = (data.frames.get(name) for name in ("captions", "articles"))
    if captions is None or articles is None:
        return None
    every = captions.select(pl.len()).collect(engine="streaming").item()
    head = captions.select(rights.OF_CAPTIONS).head(most).collect()
    own = C("article").is_in(head["article"].unique().implode())
    stated = data.corpus.get("stated")
    rows = rights.register(
        head,
        articles.select(rights.OF_ARTICLES).filter(own).collect(engine="streaming"),
        None if stated is None else stated.select(rights.OF_STATED).filter(own).collect(engine="streaming"),
    )
    return Picked(rows=rows, all=every, articles=tuple(rows["article"].unique()))


def entries(picked: Picked, articles: Articles) -> list[Row]:
    """Return a picture a row: its cells in the order of the register, then how many findings its article has."""
    return [(*row, articles.named(row[_ARTICLE])["found"]) for row in picked.rows.iter_rows()]


_ARTICLE = rights.FIELDS.index("article")
VIEW = View(name="rights", pick=pick, entries=entries, most=(1_000, 20_000))
