"""The news agencies that articles name as theirs: in a notice, a byline, a sign-off, or as the publisher."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from provenance import catalogues
from provenance.frames import ROW

C = pl.col
_BETWEEN = r"\s*(?:[,/|;&()–—]| - |\b(?:and|by|with|for|via|und|mit|et|avec|y|con)\b)\s*"
"""What stands between the names of a byline."""
_STAFF = r" (?:staff|staff writers?|writers?|reporters?|correspondents?|newsroom|news agency|news service)$"
"""What a byline says of somebody at an agency in the place of a name."""
_SIGNED = r"^(?:.*[;/)—–]\s*)?([^;/()—–]+?)\W*$"
"""The last part of a notice of who has written and edited: `(Reporting by Ina Berg; Editing by Jo Roe) Reuters`."""


def named(found: Mapping[str, pl.DataFrame]) -> pl.LazyFrame:
    """Return the news agencies that articles of a shard name.

    Returns:
        A row an article: `row, agency`, and `publishing_agency`, the one whose own article it is.
    """
    articles = found["articles"].lazy()
    parts = {
        "noticed": found["lineage"].lazy().filter(kind="wire").select(ROW, noticed="party").drop_nulls(),
        "signed_off": _known(_signatures(found), "signed_off"),
        "by": _known(_bylines(found), "by"),
        "own": _known(articles.select(ROW, alias=_plain("publisher")), "own"),
    }
    rows = articles.select(ROW)
    for name, part in parts.items():
        first = part.group_by(ROW).agg(C(name).min())
        rows = rows.join(first, on=ROW, how="left", maintain_order="left")
    return rows.select(ROW, agency=pl.coalesce(*parts), publishing_agency="own")


def _bylines(found: Mapping[str, pl.DataFrame]) -> pl.LazyFrame:
    """Return the names that bylines have, those of the records and those that stand in the text: `row, alias`."""
    of_texts = found["paragraphs"].lazy().filter(kind="byline").select(ROW, byline="text")
    lines = pl.concat([found["articles"].lazy().drop_nulls("byline").select(ROW, "byline"), of_texts])
    names = lines.select(ROW, alias=_plain("byline").str.replace_all(_BETWEEN, "|").str.split("|")).explode("alias")
    return names.with_columns(C("alias").str.strip_prefix("the ").str.replace(_STAFF, ""))


def _signatures(found: Mapping[str, pl.DataFrame]) -> pl.LazyFrame:
    """Return what stands last in or after a notice of who has written and edited: `row, alias`."""
    notices = found["lineage"].lazy().filter(C("kind") == "wire", C("party").is_null())
    first = notices.group_by(ROW).agg(noticed=C("start").min())
    later = found["paragraphs"].lazy().join(first, on=ROW).filter(C("end") > C("noticed"))
    return later.select(ROW, alias=_plain("text").str.extract(_SIGNED, 1).str.strip_chars())


def _known(rows: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """Return the agencies that `alias` names: `row`, and their names in a column."""
    return rows.join(_wires().lazy(), on="alias").select(ROW, C("name").alias(column))


@cache
def _wires() -> pl.DataFrame:
    """Return the spellings of the news agencies: `alias` in small letters, `name`."""
    wires = catalogues.spellings().filter(kind="wire").select("name", alias=_plain("alias"))
    return wires.unique("alias", keep="first", maintain_order=True)


def _plain(name: str) -> pl.Expr:
    return C(name).str.to_lowercase().str.strip_chars().str.strip_prefix("the ")
