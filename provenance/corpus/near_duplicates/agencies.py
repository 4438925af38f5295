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


def named(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the news agencies that articles of a shard name.

    Returns:
        A row an article: `row, agency`, and `publishing_agency`, the one whose own article it is.
    """
    articles = found["articles"]
    noticed = found["lineage"].filter(kind="wire").select(ROW, noticed="party").drop_nulls()
    own = _known(articles.select(ROW, alias=_plain("publisher")), "own")
    parts = [
        _first(each) for each in (noticed, _known(_signatures(found), "signed_off"), _known(_bylines(found), "by"))
    ]
    rows = articles.select(ROW)
    for part in (*parts, own):
        rows = rows.join(part, on=ROW, how="left", maintain_order="left")
    agency = pl.coalesce("noticed", "signed_off", "by", "own")
    return rows.select(ROW, agency=agency, publishing_agency="own")


def _bylines(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return the names that bylines have, those of the records and those that stand in the text: `row, alias`."""
    of_texts = found["paragraphs"].filter(kind="byline").select(ROW, byline="text")
    lines = pl.concat([found["articles"].drop_nulls("byline").select(ROW, "byline"), of_texts])
    names = lines.select(ROW, alias=_plain("byline").str.replace_all(_BETWEEN, "|").str.split("|")).explode("alias")
    return names.with_columns(C("alias").str.strip_prefix("the ").str.replace(_STAFF, ""))


def _signatures(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return what stands last in or after a notice of who has written and edited: `row, alias`."""
    notices = found["lineage"].filter(C("kind") == "wire", C("party").is_null())
    first = notices.group_by(ROW).agg(noticed=C("start").min())
    later = found["paragraphs"].join(first, on=ROW).filter(C("end") > C("noticed"))
    return later.select(ROW, alias=_plain("text").str.extract(_SIGNED, 1).str.strip_chars())


def _known(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return the agencies that `alias` names: `row`, and their names in a column."""
    return rows.join(_wires(), on="alias").select(ROW, C("name").alias(column))


def _first(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.group_by(ROW).agg(C(rows.columns[1]).min())


@cache
def _wires() -> pl.DataFrame:
    """Return the spellings of the news agencies: `alias` in small letters, `name`."""
    wires = catalogues.spellings().filter(kind="wire").select("name", alias=_plain("alias"))
    return wires.unique("alias", keep="first", maintain_order=True)


def _plain(name: str) -> pl.Expr:
    return C(name).str.to_lowercase().str.strip_chars().str.strip_prefix("the ")
