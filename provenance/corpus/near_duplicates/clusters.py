"""Clusters: a representative and the articles that share at least half of themselves with it.

They are stars (Aslam, Pelekhov and Rus, Static and dynamic information organization with star clusters, 1998): the body
with which most others share half of themselves is a centre and takes those that are free, then the next. So a chain, in
which each resembles only its neighbours, does not become one cluster. An article whose near duplicates all belong to
others is in none.
"""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from provenance.corpus.base import KEY
from provenance.corpus.near_duplicates import roles
from provenance.corpus.near_duplicates.pairs import HALF
from provenance.frames import CLUSTERS, ORIGINALITY

C = pl.col


def of(compared: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Return frames.CLUSTERS with `source, record, line`, in the order of clusters and articles."""
    centres = _centres(compared, places)
    named = places.filter(copy=0).select(centre=KEY, cluster=_names(places))
    members = places.join(centres, on=KEY).join(named, on="centre")
    rows = roles.given(members.filter(C("cluster").is_duplicated()), compared)
    ordered = rows.sort("cluster", "turn")
    return CLUSTERS.conform(ordered).with_columns(ordered["source", "record", "line"])


def _names(places: pl.DataFrame) -> pl.Series:
    """Return the names of clusters by their representatives: ids, with their places where several have the id."""
    first = places.filter(copy=0)
    place = pl.format("{} ({}:{})", "article", "source", C("record").fill_null(0))
    return first.select(pl.when(C("article").is_duplicated()).then(place).otherwise("article")).to_series()


def _centres(compared: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """Return for each body that has near duplicates the one at the centre of its cluster: `key, centre`."""
    sides = pl.concat([
        compared.filter(C("contained") >= HALF).select(centre="other_body", key="body"),
        compared.filter(C("other_contained") >= HALF).select(centre="body", key="other_body"),
    ])  # fmt: skip
    rays = defaultdict[int, list[int]](list)
    for centre, body in sides.sort("centre", KEY).iter_rows():
        rays[centre].append(body)
    concerned = pl.concat([compared["body"], compared["other_body"], places.filter(C("copy") > 0)[KEY]]).unique()
    known = places.filter(C("copy") == 0, C(KEY).is_in(concerned.implode())).select(KEY, "words", "turn")
    ordered = sorted(known.iter_rows(), key=lambda row: (-len(rays.get(row[0], ())), -row[1], row[2]))
    centre_of: dict[int, int] = {}
    for body, _, _ in ordered:
        if body not in centre_of:
            centre_of |= {ray: body for ray in rays.get(body, ()) if ray not in centre_of} | {body: body}
    return pl.DataFrame(list(centre_of.items()), schema={KEY: pl.UInt64, "centre": pl.UInt64}, orient="row")


def counted(clusters: pl.DataFrame, articles: int) -> pl.DataFrame:
    """Return frames.ORIGINALITY, from frames.CLUSTERS and the number of articles that were compared."""
    if not articles:
        return ORIGINALITY.empty()
    copies = clusters["role"].is_in(["copy", "abridged"]).sum()
    largest = clusters.group_by("cluster").len().select(C("len").max().fill_null(0)).item()
    row = {"articles": articles, "copies": copies, "share": copies / articles, "largest": largest}
    return ORIGINALITY.conform(pl.DataFrame([row]))
