"""Where the words of an article come from: corrections, wire credits, first publishers, rights, as the text states them."""

from __future__ import annotations

import re

import polars as pl

from provenance import catalogues
from provenance.facts import matching
from provenance.frames import LINEAGE

C = pl.col
_GROUP = re.compile(r"\(\?P<(party\d?)>")


def find(paragraphs: pl.DataFrame, catalogue: pl.DataFrame) -> pl.DataFrame:
    """Return the notices in `paragraphs` (frames.LINEAGE, `article` u32), by article, paragraph and start.

    `catalogue` has the columns of the built-in `notices`. An expression names the party by a group `party`, or by
    `party2`, `party3`, … in its other branches; the name of an agency becomes its canonical name. Raises CatalogueError
    for a line that cannot be used.
    """
    matcher = matching.prepare(catalogue)
    hits = matching.find(paragraphs, matcher)
    about = matcher.lines.select("line", "kind", pattern="id")
    found = _parties(hits, matcher.patterns).join(about, on="line", how="left", maintain_order="left")
    return _canonical(found).select("article", *(name for name in LINEAGE.schema if name != "article"))


def _parties(hits: pl.DataFrame, patterns: dict[int, str]) -> pl.DataFrame:
    """Add `party`: what the groups of the line's expression hold, as written."""
    groups = hits.with_row_index("hit").partition_by("line", as_dict=True)
    read = [rows.with_columns(party=_party(patterns.get(line, ""))) for (line,), rows in groups.items()]
    if not read:
        return hits.with_columns(party=pl.lit(None, pl.String()))
    return pl.concat(read).sort("hit").drop("hit")


def _party(pattern: str) -> pl.Expr:
    names = _GROUP.findall(pattern)
    if not names:
        return pl.lit(None, pl.String())
    held = matching.folded(C("text")).str.extract_groups(f"(?i){pattern}")
    party = pl.coalesce(held.struct.field(name) for name in names)
    return party.str.strip_chars(" \t.,;:!?()[]\"'|–—-").replace("", None)


def _canonical(found: pl.DataFrame) -> pl.DataFrame:
    """Replace a party that the catalogue of agencies knows by its canonical name."""
    agencies = catalogues.load("agencies").select(agency="name", alias=catalogues.many("aliases")).explode("alias")
    known = agencies.select("agency", alias=matching.flat(C("alias"))).unique("alias", keep="first")
    said = matching.flat(C("party")).str.strip_prefix("the ")
    joined = found.with_columns(alias=said).join(known, on="alias", how="left", maintain_order="left")
    return joined.with_columns(party=pl.coalesce("agency", "party"))
