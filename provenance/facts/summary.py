"""The summary: one narrow row an article, without text. It is what the suites read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import polars as pl

from provenance.facts.order import declared
from provenance.frames import FINDINGS_COUNTED, SUMMARY
from provenance.frames.steps import in_steps
from provenance.rules.base import SEVERITIES, Rule

C = pl.col
_OF_ONE = ["article", "source", "record"]
"""What tells an article from all others: several may have one id."""


def summarise(found: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Return frames.SUMMARY for a shard of facts, findings not yet counted."""
    wide = found["articles"].lazy().select(
        "row", "article", "source", "record", "published", "published_precision", "published_from", "publisher",
        "language", "sha256",
        titled=C("title").is_not_null(),
        signed=C("byline").is_not_null(),
        characters=C("text").str.len_chars(),
    )  # fmt: skip
    counted, nothing = list[str](), list[str]()
    for fact in declared():
        if fact.counts and found[fact.name].is_empty():
            nothing += fact.counts
        elif fact.counts:
            rows = found[fact.name].lazy().with_columns(**fact.flags).group_by("row").agg(**fact.counts)
            wide = wide.join(rows, on="row", how="left", maintain_order="left")
            counted += fact.counts
    return SUMMARY.conform(wide.with_columns(C(counted).fill_null(0), *map(_none, nothing)).pipe(in_steps))


def count_findings(summary: pl.DataFrame, findings: pl.DataFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """Fill the counts of findings: by severity, and one column per rule that speaks of articles."""
    codes = [rule.code for rule in rules if not rule.of_corpus]
    given = set(findings["code"].unique())
    graded = [each.alias(name) for each, name in zip(_sums("severity", SEVERITIES), BY_SEVERITY, strict=True)]
    of_rules = _sums("code", [code for code in codes if code in given])
    of_article = findings.lazy().filter(C("article").is_not_null()).group_by(_OF_ONE).agg(*graded, *of_rules)
    joined = summary.lazy().drop(BY_SEVERITY).pipe(_beside, of_article)
    none = [_none(code) for code in codes if code not in given]
    counted = joined.with_columns(C(*BY_SEVERITY, *(code for code in codes if code in given)).fill_null(0), *none)
    return counted.select(*SUMMARY.schema, *codes).pipe(in_steps)


@cache
def _none(code: str) -> pl.Expr:
    return pl.lit(0, pl.Int64).alias(code)


def leave_out(summary: pl.DataFrame, subsumed: pl.DataFrame) -> pl.DataFrame:
    """Take findings that one of the corpus stands for out of the counts by severity.

    They have `article, source, record, severity, stands_for`. The columns of the rules keep them: there an article is
    counted by what it lacks.
    """
    here = subsumed.lazy().join(summary.lazy().select("article"), on="article", how="semi")
    fewer = here.filter(C("article").is_not_null()).group_by(_OF_ONE).agg(_sums("severity", SEVERITIES))
    joined = summary.lazy().pipe(_beside, fewer)
    left = [(C(name) - C(grade).fill_null(0)).alias(name) for name, grade in zip(BY_SEVERITY, SEVERITIES, strict=True)]
    return joined.with_columns(left).drop(SEVERITIES).pipe(in_steps)


def add_findings(summary: pl.DataFrame, findings: pl.DataFrame) -> pl.DataFrame:
    """Add findings that were made later (`article, source, record, severity, code, stands_for`) to the counts."""
    codes = [code for code in findings["code"].unique().sort() if code in summary.columns]
    by_severity, by_code = _pivot(findings, "severity", SEVERITIES), _pivot(findings, "code", codes)
    more = by_severity.join(by_code, on=_OF_ONE, nulls_equal=True)
    joined = summary.lazy().pipe(_beside, more.lazy().rename(lambda name: name if name in _OF_ONE else f"+{name}"))
    names = {**dict(zip(BY_SEVERITY, SEVERITIES, strict=True)), **{code: code for code in codes}}
    added = ((C(name) + C(f"+{counted}").fill_null(0)).alias(name) for name, counted in names.items())
    return joined.with_columns(added).select(summary.columns).pipe(in_steps)


def _beside(summary: pl.LazyFrame, counts: pl.LazyFrame) -> pl.LazyFrame:
    """Return the rows of a summary, with the counts of each article beside them."""
    return summary.join(counts, on=_OF_ONE, how="left", nulls_equal=True, maintain_order="left")


def _pivot(findings: pl.DataFrame, by: str, values: Sequence[str]) -> pl.DataFrame:
    return findings.filter(C("article").is_not_null()).group_by(_OF_ONE).agg(_sums(by, values))


def _sums(by: str, values: Sequence[str]) -> list[pl.Expr]:
    """Return how many findings each value has."""
    return [((C(by) == value) * FINDINGS_COUNTED).sum().cast(pl.Int64).alias(value) for value in values]


BY_SEVERITY = ["errors", "warnings", "infos"]
