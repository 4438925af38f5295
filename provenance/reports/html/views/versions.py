"""What has changed between two captures of a page, change by change, those first that nothing in the text tells of."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl

from provenance.reports.html.data import ReportData
from provenance.reports.html.views.base import PASSAGES, Articles, Entry, Picked, View
from provenance.reports.html.views.differences import segments
from provenance.storage.external import batches

C = pl.col
CHANGES = 20
"""Changes of two captures that are shown, in the order of the text."""
TOLD = 600
"""Characters of a change, about, that the page keeps."""
AROUND = 80
"""Characters that are told on either side of a change."""
_PAIR = ("article", "earlier")
_SLIGHT = ("wording", "paragraph-added", "date", "paragraph-removed", "headline")
"""Kinds of change, those that matter most last; all others matter more."""
_COLUMNS = ("url", *_PAIR, "kind", "start", "end", "noted", "captured", "earlier_captured")


def pick(data: ReportData, most: int) -> Picked | None:
    """Choose the pairs of captures that differ without a note, then those that differ most gravely."""
    if (versions := data.corpus.get("versions")) is None:
        return None
    grave = C("kind").replace_strict(_SLIGHT, range(len(_SLIGHT)), default=len(_SLIGHT), return_dtype=pl.UInt8)
    pairs = versions.group_by(_PAIR).agg(changes=pl.len(), noted=C("noted").any(), grave=grave.max())
    ranked = pairs.collect(engine="streaming").sort(
        "noted", "grave", "changes", *_PAIR, descending=[False, True, True, False, False]
    )
    chosen = ranked.head(most)
    words = [C(name).str.slice(0, 4 * TOLD) for name in ("before", "after")]
    own = versions.filter(C("article").is_in(chosen["article"].implode())).select(*_COLUMNS, *words)
    kept = pl.DataFrame()
    for batch in batches(own):
        kept = pl.concat([kept, batch]) if kept.width else batch
        kept = kept.filter(pl.int_range(pl.len()).over(_PAIR) < CHANGES)
    rows = chosen.select(*_PAIR, "changes").join(kept, on=_PAIR, how="left", maintain_order="left_right")
    placed = rows.drop_nulls("start").select("article", _start(), C("end") + AROUND)
    named = {*rows["article"], *rows["earlier"]}
    return Picked(rows=rows, all=ranked.height, passages=placed.cast(PASSAGES).unique(), articles=tuple(named))


def _start() -> pl.Expr:
    """Return where the words before a change begin."""
    return pl.max_horizontal(C("start") - AROUND, 0)


def entries(picked: Picked, articles: Articles) -> list[Entry]:
    """Return two captures an entry: which they are, and what has changed from the one to the other."""
    found = []
    for (article, earlier), changes in picked.rows.group_by(_PAIR, maintain_order=True):
        rows = changes.to_dicts()
        first = rows[0]
        found.append(
            {
                "id": article, "url": first["url"], "n": first["changes"], "more": first["changes"] - len(rows),
                "noted": first["noted"],
                "to": {**articles.named(str(article)), "at": _moment(first["captured"])},
                "from": {**articles.named(str(earlier)), "at": _moment(first["earlier_captured"])},
                "changes": [_change(row, articles) for row in rows],
            }
        )  # fmt: skip
    return found


def _moment(value: datetime | None) -> str | None:
    return f"{value:%Y-%m-%d %H:%M}" if value else None


def _change(row: dict[str, Any], articles: Articles) -> Entry:
    words = segments(row["before"] or "", row["after"] or "", TOLD)
    before, after = _around(row, articles)
    return {
        "kind": row["kind"], "start": row["start"], "end": row["end"],
        "words": [*([("=", before)] if before else []), *words, *([("=", after)] if after else [])],
    }  # fmt: skip


def _around(row: dict[str, Any], articles: Articles) -> tuple[str, str]:
    """Return the words before and after a change, up to the ends of the paragraph, where the text has it."""
    if row["start"] is None:
        return "", ""
    first = max(row["start"] - AROUND, 0)
    passage = articles.words(row["article"], first, row["end"] + AROUND, row["after"] or "") or ""
    before, own, after = passage[: row["start"] - first], passage[row["start"] - first : row["end"] - first], ""
    if own != row["after"]:
        return "", ""
    after = passage[row["end"] - first :]
    return before.rpartition("\n")[2], after.partition("\n")[0]


VIEW = View(name="versions", pick=pick, entries=entries, most=(100, 500))
