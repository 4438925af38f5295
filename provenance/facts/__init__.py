"""Text to facts. The stages know the frames, never each other; this composes them over one shard."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from provenance import catalogues
from provenance.catalogues import Own
from provenance.facts import (
    boilerplate,
    captions,
    dates,
    digests,
    embeds,
    lineage,
    matching,
    normalised,
    paragraphs,
    quotations,
    text_defects,
)
from provenance.facts.dates.lines import date_lines
from provenance.facts.text_defects import parted_words  # fmt: skip
from provenance.frames import FRAMES

SURE = 0.8
"""Confidence from which a whole paragraph of furniture is no body text."""
C = pl.col


def find(records: pl.DataFrame, own: Mapping[str, Own], now: datetime) -> dict[str, pl.DataFrame]:
    """Return the fact frames of a shard of records (frames.RECORDS), by name, `articles` among them.

    In all of them `article` is the row number of the article in `records`, and `articles` carries its `id`; `named`
    brings them to their declared form. `own` names the user's catalogues.
    """
    articles = records.rename({"article": "id"}).with_row_index("article")
    label = dates.label(articles)
    parts = paragraphs.split(articles, label)
    noted, furnished = (catalogues.load(name, own.get(name)) for name in ("notices", "boilerplate"))
    suspects = matching.suspects(parts, noted, furnished)
    notices = lineage.find(parts, noted, suspects, own.get("agencies"))
    parts = _mark(parts, _covered(parts, notices), "notice")
    furniture = boilerplate.find(parts, furnished, suspects)
    furniture = _outside_notices(furniture, parts)
    furniture = pl.concat([furniture, boilerplate.walls(parts, furniture, notices)])
    parts = _mark(parts, furniture.filter("whole", C("confidence") >= SURE), "boilerplate")
    posts = embeds.find(parts, articles)
    parts = _mark(parts, _covered(parts, posts), "embed")
    pictures = captions.find(parts, articles, own.get("agencies"))
    parts = _mark(parts, pictures.filter(C("paragraph").is_not_null()), "caption")
    lines = date_lines(parts)
    parts = paragraphs.kinds(parts, articles, lines)
    quoted, marks = quotations.find(parts, own.get("reporting_verbs"), articles.select("article", "language"))
    dated, candidates = dates.choose(articles, dates.candidates(articles, parts, label, posts, lines, now=now))
    return {
        "articles": digests.add(dated.with_columns(seen=pl.min_horizontal("captured", pl.lit(now)))),
        "dates": candidates,
        "paragraphs": parts,
        "captions": pictures,
        "quotations": quoted,
        "embeds": _days_after(posts, dated),
        "boilerplate": furniture,
        "lineage": _stated(notices, articles),
        "flaws": pl.concat(
            [text_defects.find(articles, parts), parted_words.find(articles, parts), marks], how="diagonal_relaxed"
        ),
    }


def named(found: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Replace row numbers by ids and bring every frame to its declared form, its rows in the order of the articles.

    What is made of the others, `normalised`, stands beside them.
    """
    ids = found["articles"]["id"]
    ordered = {name: rows.sort("article", maintain_order=True) for name, rows in found.items()}
    ordered["normalised"] = normalised.make(ordered)
    return {
        name: FRAMES[name].conform(rows.with_columns(ids.gather(rows["article"]).alias("article")))
        for name, rows in ordered.items()
    }


def _mark(parts: pl.DataFrame, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Give `kind` to the paragraphs that `rows` name and that are still body."""
    if rows.is_empty():
        return parts
    marked = rows.select("article", C("paragraph").cast(pl.Int64), found=pl.lit(1, pl.UInt8)).unique()
    joined = parts.join(marked, on=["article", "paragraph"], how="left", maintain_order="left")
    hit = C("found").is_not_null() & (C("kind") == "body")
    return joined.with_columns(kind=pl.when(hit).then(pl.lit(kind)).otherwise("kind")).drop("found")


def _outside_notices(furniture: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """Leave out what stands in a notice: that is provenance, not furniture."""
    notices = parts.filter(kind="notice").select("article", "paragraph")
    return furniture.join(notices, on=["article", "paragraph"], how="anti", maintain_order="left")


def _covered(parts: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs that lie wholly inside one of the spans.

    Of the spans that begin no later than a paragraph only the farthest end matters: one row for each, whatever the
    number of spans in an article.
    """
    if spans.is_empty():
        return parts.clear()
    outer = spans.select("article", outer_start="start", outer_end="end").sort("article", "outer_start")
    outer = outer.with_columns(C("outer_end").cum_max().over("article"))
    within = parts.join_asof(outer, left_on="start", right_on="outer_start", by="article", check_sortedness=False)
    return within.filter(C("end") <= C("outer_end"))


def _stated(notices: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Tell whether the record names the party of a notice as its publisher or in its byline."""
    told = pl.concat_str("publisher", "byline", separator=" ", ignore_nulls=True).str.to_lowercase()
    joined = notices.join(articles.select("article", told=told), on="article", how="left", maintain_order="left")
    stated = C("told").str.contains(C("party").str.to_lowercase(), literal=True).fill_null(value=False)
    return joined.with_columns(stated=stated).drop("told")


def _days_after(posts: pl.DataFrame, dated: pl.DataFrame) -> pl.DataFrame:
    whole_day = C("published_precision").is_in(["day", "second"])
    days = dated.select("article", day=pl.when(whole_day).then("published"))
    joined = posts.join(days, on="article", how="left", maintain_order="left")
    return joined.with_columns(days_after=(C("posted") - C("day")).dt.total_days()).drop("day")
