"""The summary: one narrow row an article, without text. It is what the suites read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import polars as pl

from provenance.facts.order import declared
from provenance.frames import FINDINGS_COUNTED, SUMMARY
from provenance.rules.base import SEVERITIES, Rule

C = pl.col


def summarise(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return frames.SUMMARY for a shard of facts, findings not yet counted."""
    wide = found["articles"].lazy().select(
        "row", "article", "source", "record", "published", "published_precision", "published_from", "publisher",
        "language", "sha256",
        titled=C("title").is_not_null(),
        signed=C("byline").is_not_null(),
        characters=C("text").str.len_chars(),
    )  # fmt: skip
    counted: list[str] = []
    for fact in declared():
        if fact.counts:
            rows = found[fact.name].lazy().with_columns(**fact.flags).group_by("row").agg(**fact.counts)
            wide = wide.join(rows, on="row", how="left", maintain_order="left")
            counted += fact.counts
    return SUMMARY.conform(wide.with_columns(C(counted).fill_null(0)).collect())


def count_findings(summary: pl.DataFrame, findings: pl.DataFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """Fill the counts of findings: by severity, and one column per rule that speaks of articles."""
    by_severity = _pivot(findings, "severity", SEVERITIES).rename(dict(zip(SEVERITIES, BY_SEVERITY, strict=True)))
    by_rule = _pivot(findings, "code", [rule.code for rule in rules if not rule.of_corpus])
    joined = summary.drop(BY_SEVERITY).join(by_severity, on="article", how="left", maintain_order="left")
    joined = joined.join(by_rule, on="article", how="left", maintain_order="left")
    counted = joined.with_columns(pl.selectors.by_name(*BY_SEVERITY, *by_rule.columns[1:]).fill_null(0))
    return counted.select(*SUMMARY.schema, *by_rule.columns[1:])


def leave_out(summary: pl.DataFrame, subsumed: pl.DataFrame) -> pl.DataFrame:
    """Take findings that one of the corpus stands for (`article, severity`) out of the counts by severity.

    The columns of the rules keep them: there an article is counted by what it lacks.
    """
    here = subsumed.join(summary.select("article"), on="article", how="semi")
    fewer = _pivot(here, "severity", SEVERITIES)
    joined = summary.join(fewer, on="article", how="left", maintain_order="left")
    left = [(C(name) - C(grade).fill_null(0)).alias(name) for name, grade in zip(BY_SEVERITY, SEVERITIES, strict=True)]
    return joined.with_columns(left).drop(SEVERITIES)


def add_findings(summary: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """Add findings that were made later (`article, severity, code, stands_for`) to the counts of a summary."""
    codes = [code for code in findings["code"].unique().sort() if code in summary.columns]
    by_severity, by_code = _pivot(findings, "severity", SEVERITIES), _pivot(findings, "code", codes)
    more = by_severity.join(by_code, on="article").rename(lambda name: name if name == "article" else f"+{name}")
    joined = summary.join(more, on="article", how="left", maintain_order="left")
    names = {**dict(zip(BY_SEVERITY, SEVERITIES, strict=True)), **{code: code for code in codes}}
    return joined.with_columns(
        (C(name) + C(f"+{counted}").fill_null(0)).alias(name) for name, counted in names.items()
    ).select(summary.columns)


def _pivot(findings: pl.DataFrame, by: str, values: Sequence[str]) -> pl.DataFrame:
    return findings.filter(C("article").is_not_null()).group_by("article").agg(_sums(by, tuple(values)))


@lru_cache(maxsize=64)
def _sums(by: str, values: tuple[str, ...]) -> list[pl.Expr]:
    """Return how many findings each value has; there are many of them, and every shard asks for the same."""
    return [((C(by) == value) * FINDINGS_COUNTED).sum().cast(pl.Int64).alias(value) for value in values]


BY_SEVERITY = ["errors", "warnings", "infos"]
