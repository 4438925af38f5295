"""The quotation ledger: what several articles quote, its wordings side by side, what each changed."""

from __future__ import annotations

from typing import Any

import polars as pl

from provenance.reports.html.data import ReportData
from provenance.reports.html.views.base import PASSAGES, Articles, Entry, Picked, View
from provenance.reports.html.views.differences import segments
from provenance.storage.external import batches

C = pl.col
WORDINGS = 12
"""Wordings of an utterance that are shown, the gravest first."""
NAMED = 8
"""Articles that are named beside a wording."""
KINDS = ("same", "longer", "cut", "bracketed", "speaker", "cut-inside", "changed", "number", "negation")
"""How a quotation may differ (frames.VARIANTS), those that change the sense most last."""
_ALIKE = ["utterance", "kind", "changed", "speaker"]


def pick(data: ReportData, most: int) -> Picked | None:
    """Choose the utterances whose wordings differ most gravely, then those that most articles quote."""
    utterances, variants = (data.corpus.get(name) for name in ("utterances", "variants"))
    if utterances is None or variants is None:
        return None
    gravest = variants.select("utterance", grave=_gravity()).group_by("utterance").agg(C("grave").max())
    narrow = utterances.select("utterance", "articles").join(gravest, on="utterance", how="left")
    ranked = narrow.collect(engine="streaming").sort(
        "grave", "articles", "utterance", descending=[True, True, False], nulls_last=True
    )
    chosen = ranked.head(most).select("utterance")
    own = C("utterance").is_in(chosen["utterance"].implode())
    said = utterances.filter(own).rename({"variants": "wordings"}).collect(engine="streaming")
    rows = chosen.join(said, on="utterance", how="left", maintain_order="left")
    rows = rows.join(_wordings(variants.filter(own)), on="utterance", how="left", maintain_order="left_right")
    passages = rows.select(C("names").list.first().alias("article"), "start", "end").drop_nulls()
    named = {*rows["names"].explode().drop_nulls(), *rows["first_article"]}
    return Picked(rows=rows, all=ranked.height, passages=passages.cast(PASSAGES).unique(), articles=tuple(named))


def _gravity() -> pl.Expr:
    return C("kind").replace_strict(KINDS, range(len(KINDS)), default=0, return_dtype=pl.UInt8)


def _wordings(variants: pl.LazyFrame) -> pl.DataFrame:
    """Return quotations that are alike as one row: how many there are, the articles of the first, the first span."""
    rows = variants.select(*_ALIKE, "start", "end", times=pl.lit(1, pl.Int64), names=pl.concat_list("article"))
    found = pl.DataFrame()
    for batch in batches(rows):
        found = (
            (pl.concat([found, batch]) if found.width else batch)
            .group_by(_ALIKE, maintain_order=True)
            .agg(C("start").first(), C("end").first(), C("times").sum(), C("names").explode().head(NAMED))
        )
    ordered = found.sort("utterance", C("kind") != "same", -_gravity().cast(pl.Int8), -C("times"), maintain_order=True)
    place = pl.int_range(pl.len()).over("utterance")
    return ordered.with_columns(of=pl.len().over("utterance")).filter(place < WORDINGS)


def entries(picked: Picked, articles: Articles) -> list[Entry]:
    """Return an utterance an entry: its words, who was first, whom articles name, and its wordings."""
    found = []
    for (utterance,), wordings in picked.rows.group_by("utterance", maintain_order=True):
        rows = wordings.to_dicts()
        first = rows[0]
        told = [_wording(row, articles) for row in rows if row["names"]]
        found.append(
            {
                "id": utterance, "text": first["text"], "first": articles.named(first["first_article"]),
                "seen": first["first_seen"] and str(first["first_seen"]), "n": first["articles"],
                "papers": first["publishers"], "speakers": first["speakers"], "wordings": told,
                "more": (first["of"] or 0) - len(told),
            }
        )  # fmt: skip
    return found


def _wording(row: dict[str, Any], articles: Articles) -> Entry:
    words = articles.words(row["names"][0], row["start"], row["end"], row["text"])
    return {
        "kind": row["kind"], "speaker": row["speaker"], "n": row["times"],
        "in": [articles.named(name) for name in row["names"]],
        "words": None if words is None else segments(row["text"], words),
    }  # fmt: skip


VIEW = View(name="ledger", pick=pick, entries=entries, most=(150, 1_000))
