"""A capture of an article: what is held against the next one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import polars as pl

from provenance.corpus.base import KEY
from provenance.corpus.versions import addresses
from provenance.frames import ROW

C = pl.col
FACTS = ("paragraphs", "quotations", "captions", "lineage")
"""The frames that are read beside that of the articles."""
_NOTES = ("correction", "update")
_SOURCES = ("wire", "contributor", "republication")
_ARTICLE = (
    "article", "source", "record", "line", "url", "captured", "title", "byline", "published", "published_precision",
)  # fmt: skip


class Passage(NamedTuple):
    """A paragraph or a quotation, with where it stands."""

    start: int
    end: int
    text: str
    speaker: str | None = None


class Capture(NamedTuple):
    """An article as it was at a moment."""

    article: str
    source: str
    record: int | None
    line: int | None
    url: str | None
    captured: datetime | None
    title: str | None
    byline: str | None
    published: date | None
    paragraphs: list[Passage]
    """Those of the body."""
    besides: list[str]
    """The texts of all others: captions, furniture, notices."""
    quotations: list[Passage]
    """A running quotation as one."""
    credits: list[str]
    """Who is named as the source of words or pictures."""
    notes: list[str]
    """Notices of corrections and updates."""

    def noted(self, earlier: Capture) -> bool:
        """Tell whether it has a notice of a change that the earlier capture has not."""
        return not {*self.notes} <= {*earlier.notes}


def kept(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the captures of a shard, a row each: what `read` takes."""
    return gathered({**found, "articles": addresses.keyed(found["articles"])}, ROW).drop(ROW)


def gathered(frames: Mapping[str, pl.DataFrame], of: str) -> pl.DataFrame:
    """Return articles with what is compared of them.

    Args:
        frames: `articles`, which may have a column `key`, and the facts `paragraphs`, `quotations`, `captions` and
            `lineage`.
        of: What they name the article by: `row` or `article`.
    """
    columns = (KEY, of, *(name for name in _ARTICLE if name != of))
    articles = frames["articles"].select(name for name in columns if name in frames["articles"].columns)
    asked = articles.select(of)
    facts = {name: frames[name].join(asked, on=of, how="semi") for name in FACTS}
    for part in (
        _listed(facts["paragraphs"].filter(kind="body").sort(of, "start"), of, "paragraph", ("start", "end", "text")),
        facts["paragraphs"].filter(C("kind") != "body").group_by(of, maintain_order=True).agg(besides="text"),
        _listed(_quotations(facts["quotations"], of), of, "quotation", ("start", "end", "text", "speaker")),
        _credits(facts, of),
        facts["lineage"].filter(C("kind").is_in(_NOTES)).group_by(of).agg(notes="text"),
    ):
        articles = articles.join(part, on=of, how="left", maintain_order="left")
    return articles


def _quotations(quotations: pl.DataFrame, of: str) -> pl.DataFrame:
    parts = quotations.filter(C("text") != "").sort(of, "start")
    return parts.group_by(of, "quotation", maintain_order=True).agg(
        C("start").first(), C("end").last(), C("text").str.join(" "), C("speaker").drop_nulls().first()
    )


def _listed(rows: pl.DataFrame, of: str, name: str, columns: tuple[str, ...]) -> pl.DataFrame:
    return rows.group_by(of, maintain_order=True).agg(C(columns).name.prefix(f"{name}_"))


def _credits(facts: Mapping[str, pl.DataFrame], of: str) -> pl.DataFrame:
    captions = facts["captions"]
    named = pl.concat([
        *(captions.select(of, credits=column).explode("credits") for column in ("photographers", "agencies")),
        facts["lineage"].filter(C("kind").is_in(_SOURCES)).select(of, credits="party"),
    ])  # fmt: skip
    return named.drop_nulls().group_by(of).agg(C("credits").unique().sort())


def read(row: Mapping[str, Any]) -> Capture:
    """Return a row of `gathered` as a capture."""
    whole_day = row["published_precision"] in {"day", "second"}
    known = {name: row[name] for name in Capture._fields if name in row}
    return Capture(**{
        **known,
        "published": row["published"] if whole_day else None,
        "paragraphs": _passages(row, "paragraph", ("start", "end", "text")),
        "quotations": _passages(row, "quotation", Passage._fields),
        "besides": row["besides"] or [],
        "credits": row["credits"] or [],
        "notes": row["notes"] or [],
    })  # fmt: skip


def _passages(row: Mapping[str, Any], name: str, columns: tuple[str, ...]) -> list[Passage]:
    lists = (row[f"{name}_{column}"] or [] for column in columns)
    return [Passage(*each) for each in zip(*lists, strict=True)]
