"""Which articles are copies of which: each cluster in the order of time, and what its members cut or changed."""

from __future__ import annotations

from typing import Any

import polars as pl

from provenance.reports.html.data import ReportData
from provenance.reports.html.views.base import PASSAGES, Articles, Entry, Picked, View
from provenance.reports.html.views.differences import segments
from provenance.storage.external import batches

C = pl.col
MEMBERS = 12
"""Members of a cluster that are shown: the original, then the first ones."""
COMPARED = 12_000
"""Code points of a text that are held against the original."""
TOLD = 1_500
"""Characters of what differs, about, that the page keeps of a member."""
_COLUMNS = (
    "cluster", "article", "role", "confidence", "evidence", "original", "contained", "published", "agency", "stated",
    "same_place",
)  # fmt: skip


def pick(data: ReportData, most: int) -> Picked | None:
    """Choose the largest clusters, of equal ones the first by name, and the first members of each."""
    if (clusters := data.corpus.get("clusters")) is None:
        return None
    sizes = clusters.group_by("cluster").agg(members=pl.len()).filter(C("members") > 1).collect(engine="streaming")
    chosen = sizes.sort("members", "cluster", descending=[True, False]).head(most)
    own = clusters.select(_COLUMNS).filter(C("cluster").is_in(chosen["cluster"].implode()))
    kept = pl.DataFrame()
    for batch in batches(own):
        kept = _first(pl.concat([kept, batch]) if kept.width else batch)
    rows = chosen.join(kept, on="cluster", how="left", maintain_order="left_right")
    passages = rows.select("article", start=pl.lit(0, pl.Int64), end=pl.lit(COMPARED, pl.Int64)).unique()
    return Picked(
        rows=rows, all=sizes.height, passages=passages.cast(PASSAGES), articles=tuple(rows["article"].unique())
    )


def _first(members: pl.DataFrame) -> pl.DataFrame:
    """Keep those members of each cluster that are shown: the original, then in the order of time."""
    ordered = members.sort("cluster", C("role") != "original", "published", "article", nulls_last=True)
    return ordered.filter(pl.int_range(pl.len()).over("cluster") < MEMBERS)


def entries(picked: Picked, articles: Articles) -> list[Entry]:
    """Return a cluster an entry: its members in the order of time."""
    found = []
    for (cluster,), members in picked.rows.group_by("cluster", maintain_order=True):
        rows = members.sort("published", C("role") != "original", "article", nulls_last=True).to_dicts()
        size = rows[0]["members"]
        found.append(
            {
                "id": cluster, "n": size, "agency": rows[0]["agency"], "more": size - len(rows),
                "members": [_member(row, articles) for row in rows],
            }
        )  # fmt: skip
    return found


def _member(row: dict[str, Any], articles: Articles) -> Entry:
    """Return what the page tells of a member; `differs` is null where its text is not compared."""
    own, first = (articles.words(row[name], 0, COMPARED) for name in ("article", "original"))
    compared = row["role"] != "original" and own is not None and first is not None
    day = row["published"]
    return {
        **articles.named(row["article"]), "day": day and str(day), "role": row["role"], "sure": row["confidence"],
        "why": row["evidence"], "stated": row["stated"],
        "differs": segments(first or "", own or "", TOLD) if compared else None,
    }  # fmt: skip


VIEW = View(name="copies", pick=pick, entries=entries, most=(50, 200))
