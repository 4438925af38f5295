"""Letters to the sources: a page for each publisher, to be printed and sent, on what is wrong in its articles.

A source is a publisher; of articles that name none, the top folder in which they lie. Each letter counts what was found
(errors and warnings that neither a baseline nor a decision covers) and shows five places, each of another rule as far
as there are so many.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import polars as pl

from provenance.exports import described
from provenance.exports.base import Export
from provenance.frames import FINDINGS_COUNTED
from provenance.printing import many
from provenance.rules.base import Rule
from provenance.runs.printed_page import page, table, text
from provenance.runs.run import Run
from provenance.storage.external import paired

C = pl.col
SHOWN = 5
"""Places that a letter shows."""
MOST = 200
"""Letters at most, to those with most findings."""
_GRAVE = ("error", "warning")
_OF_FINDINGS = (
    "article", "source", "record", "code", "severity", "status", "line", "excerpt", "message", "stands_for",
)  # fmt: skip
_OF_SUMMARY = ("article", "source", "record", "publisher", "published")
_HEAD = ("Rule", "What is wrong", "Findings", "Articles")


def write(run: Run, path: Path) -> None:
    """Write the letters of a run as one page; each begins on a sheet of its own."""
    title = f"{described.name(run)}: letters to the sources"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in page(title, _letters(run)))


def _letters(run: Run) -> Iterator[str]:
    rows, origins = _counted(run)
    rules = {rule.code: rule for rule in run.rules}
    number = rows["origin"].n_unique()
    for origin, group in groupby(rows.iter_rows(named=True), key=lambda row: row["origin"]):
        yield from _letter(run, str(origin), [*group], origins[str(origin)], rules)
    if number == 0:
        yield "<p>Nothing was found that a source should be written to about.</p>"


def _counted(run: Run) -> tuple[pl.DataFrame, dict[str, dict[str, Any]]]:
    """Return the findings of each source by rule, with some places, and what was read of each source."""
    found, read = [], []
    sides = {"findings": run.found.each(_OF_FINDINGS), "summary": run.counted.each(_OF_SUMMARY)}
    for part in paired(sides, C("source"), max(run.articles, run.found.height)):
        summary = part["summary"].with_columns(origin=_origin())
        read.append(_of_source(summary))
        grave = part["findings"].filter(C("severity").is_in(_GRAVE), C("article").is_not_null(), status="new")
        known = summary.unique(["article", "source", "record"]).select("article", "source", "record", "origin")
        joined = grave.join(known, on=["article", "source", "record"], nulls_equal=True, maintain_order="left")
        found.append(_by_rule(joined))
    rows = pl.concat(found).group_by("origin", "code", "severity", maintain_order=True)
    counted = rows.agg(C("findings").sum(), C("articles").sum(), C("places").explode().head(SHOWN))
    total = C("findings").sum().over("origin")
    ranked = counted.with_columns(total=total).sort(
        ["total", "origin", "severity", "findings", "code"], descending=[True, False, False, True, False]
    )
    first = ranked["origin"].unique(maintain_order=True).head(MOST)
    sources = pl.concat(read).group_by("origin").agg(C("articles").sum(), C("first").min(), C("last").max())
    kept = sources.filter(C("origin").is_in(first.implode()))
    return ranked.filter(C("origin").is_in(first.implode())), {row["origin"]: row for row in kept.iter_rows(named=True)}


def _origin() -> pl.Expr:
    """Return the publisher, else the top folder, else the file: what the report for the eye groups by as well."""
    folder = C("source").str.extract(r"^([^/]+)/")
    return pl.coalesce("publisher", folder, "source").alias("origin")


def _of_source(summary: pl.DataFrame) -> pl.DataFrame:
    days = {"first": C("published").min(), "last": C("published").max()}
    return summary.group_by("origin").agg(articles=pl.len().cast(pl.Int64), **days)


def _by_rule(findings: pl.DataFrame) -> pl.DataFrame:
    place = pl.struct("article", "source", "line", "excerpt", "message")
    return findings.group_by("origin", "code", "severity", maintain_order=True).agg(
        findings=FINDINGS_COUNTED.sum(), articles=pl.struct("article", "source", "record").n_unique().cast(pl.Int64),
        places=place.head(SHOWN),
    )  # fmt: skip


def _letter(
    run: Run, origin: str, rows: list[dict[str, Any]], read: dict[str, Any], rules: dict[str, Rule]
) -> Iterator[str]:
    days = f", published {read['first']} to {read['last']}" if read["first"] else ""
    total = sum(row["findings"] for row in rows)
    yield f"<section>\n<h1>{text(origin)}</h1>"
    number = many(read["articles"], "article")
    yield f"<p>To the editors of {text(origin)}: of your articles we have read {number}{days}."
    found = many(total, "place")
    yield f"On {run.record.started:%Y-%m-%d} {text(described.program(run))} has found {found} in them that"
    yield f"should be looked at; up to {SHOWN} of them are shown below.</p>"
    cells = ((row["code"], _summary(rules, row), row["findings"], row["articles"]) for row in rows)
    yield from table("What was found", _HEAD, cells, len(rows))
    yield "<h2>Examples</h2>\n<ol>"
    for row, place in _examples(rows):
        line = f", line {place['line']}" if place["line"] else ""
        cited = f"<blockquote>{text(place['excerpt'])}</blockquote>" if place["excerpt"] else ""
        where = place["article"] if place["article"] == place["source"] else f"{place['article']}, in {place['source']}"
        yield f"<li>{text(where)}{line}: {text(place['message'])} ({row['code']}){cited}</li>"
    yield "</ol>\n</section>"


def _summary(rules: dict[str, Rule], row: dict[str, Any]) -> str:
    rule = rules.get(row["code"])
    return rule.summary if rule else row["code"]


def _examples(rows: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Return the places that are shown: the first of each rule, then the second of each, as far as there is room."""
    turns = ((turn, row, place) for row in rows for turn, place in enumerate(row["places"]))
    return [(row, place) for _, row, place in sorted(turns, key=lambda each: each[0])][:SHOWN]


EXPORT = Export(
    name="letters", about="a letter to each source on what is wrong in its articles, to print", write=write,
    taken_for_articles=True,
)  # fmt: skip
