"""Findings weighed against the policy: does the gate pass, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from provenance.frames import FINDINGS_COUNTED
from provenance.policy.absences import unfolded
from provenance.policy.configuration import Policy
from provenance.policy.limits import Limit
from provenance.printing import many, of_suffix
from provenance.rules.base import SEVERITIES, Severity
from provenance.storage.spill import Spilled

_JSON = " (a .json file in which no article is seen is told why when the command names it)"


@dataclass(frozen=True, slots=True)
class Reason:
    """One sentence of the verdict; `fails` tells whether it is enough to fail the gate."""

    text: str
    severity: Severity
    fails: bool
    of_corpus: bool = False
    """It speaks of the corpus: no record that is set aside would mend it."""


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """The outcome of the gate, its reasons, and the counts behind them."""

    passed: bool
    reasons: tuple[Reason, ...]
    counts: dict[Severity, int]
    articles: int
    """Articles that were read: the denominator of every count and share."""
    known: int = 0
    """Findings that a baseline covers."""
    accepted: int = 0
    """Findings that a decision accepts."""

    @property
    def deciding(self) -> tuple[Reason, ...]:
        """The reasons that are stated: all where the gate passes, else those that fail it."""
        return tuple(reason for reason in self.reasons if reason.fails or self.passed)

    @property
    def sentence(self) -> str:
        """The verdict in one sentence."""
        reasons = "; ".join(reason.text for reason in self.deciding)
        covered = [f"{many(self.known, 'known finding')}"] if self.known else []
        covered += [f"{self.accepted:,} accepted"] if self.accepted else []
        nothing = "nothing new" if covered else "nothing found" if self.articles else "no article was read"
        aside = f" ({', '.join(covered)})" if covered else ""
        return f"The gate {'passes' if self.passed else 'fails'}: {reasons or nothing}{aside}."


def weigh(
    findings: pl.DataFrame,
    articles: int,
    policy: Policy,
    subsumed: pl.DataFrame | None = None,
    not_read: Mapping[str, int] | None = None,
) -> Verdict:
    """Weigh the findings that count (those no baseline or decision covers).

    `articles` is how many were read; the article of a finding is null where it is none of them (see `of_read`).
    `subsumed` are those of single articles for which one of the corpus stands: limits count them instead of that one.
    A gate that has read nothing fails, unless the policy allows for it; `not_read` counts, by suffix, the files that no
    reader takes.
    """
    single = findings if subsumed is None else unfolded(findings, subsumed)
    empty = _empty(articles, policy, not_read or {})
    reasons = (*empty, *_limited(single, articles, policy), *_plain(findings, articles, policy))
    graded = dict(findings.group_by("severity").agg(FINDINGS_COUNTED.sum()).iter_rows())
    counts: dict[Severity, int] = {grade: graded.get(grade, 0) for grade in SEVERITIES}
    passed = not any(reason.fails for reason in reasons)
    return Verdict(passed=passed, reasons=reasons, counts=counts, articles=articles)


def unread_articles(read_errors: pl.DataFrame, summary: Spilled) -> pl.Series:
    """Return the ids of records that could not be read as articles, though their ids could: the summary lacks them."""
    named = read_errors.select("article")
    if named.null_count().item() == named.height:
        return named["article"].clear()
    named = named.drop_nulls().unique()
    read = pl.concat(chunk.join(named, on="article", how="semi") for chunk in summary.each(("article",)))
    return named.join(read, on="article", how="anti")["article"]


def of_read(unread: pl.Series) -> pl.Expr:
    """Return a number for the record of a finding, null where it names no article that could be read.

    `unread` are the ids of those that could not. Two articles that bear the same id are two.
    """
    read = pl.col("article").is_not_null() & ~pl.col("article").is_in(unread.implode())
    return pl.when(read).then(pl.struct("article", "source", "record").hash()).alias("article")


def by_rule(findings: pl.LazyFrame, unread: pl.Series) -> pl.DataFrame:
    """Return how often each rule is broken by findings that count, and in how many of the articles that were read.

    The columns are `code, name, severity, findings, articles`; see `of_read` for `unread`.
    """
    return (
        findings.filter(status="new")
        .group_by("code", "name", "severity")
        .agg(findings=FINDINGS_COUNTED.sum(), articles=of_read(unread).drop_nulls().n_unique())
        .collect(engine="streaming")
    )


def share(hit: int, articles: int) -> str:
    """Return how many of the articles that were read are concerned, in words: 23 of 73 articles."""
    return f"{hit:,} of {many(articles, 'article')}"


def fails(severity: Severity, policy: Policy) -> bool:
    """Tell whether a finding of this severity fails the gate."""
    return policy.fail_on != "never" and SEVERITIES.index(severity) <= SEVERITIES.index(policy.fail_on)


def failing(findings: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Return the findings that fail the gate one by one: grave enough, and not held to a limit instead."""
    grave = [grade for grade in SEVERITIES if fails(grade, policy)]
    return findings.filter(pl.col("severity").is_in(grave) & ~pl.col("code").is_in(_held(policy)))


def _held(policy: Policy) -> list[str]:
    return sorted(policy.codes(limit.selector for limit in policy.limits))


def _empty(articles: int, policy: Policy, not_read: Mapping[str, int]) -> Iterator[Reason]:
    if not articles and not policy.allow_empty:
        left = f"; no reader takes {by_suffix(not_read)}" if not_read else ""
        left += _JSON if ".json" in not_read else ""
        text = f"no article was read{left}; --allow-empty lets that pass"
        yield Reason(text, "error", fails("error", policy), of_corpus=True)


def by_suffix(not_read: Mapping[str, int]) -> str:
    """Return how many files of which suffix no reader takes: `2 .json files, 1 file without suffix`."""
    return ", ".join(of_suffix(number, suffix) for suffix, number in not_read.items())


def _plain(findings: pl.DataFrame, articles: int, policy: Policy) -> Iterator[Reason]:
    """One reason a severity, for the findings that are not held to a limit."""
    free = findings.filter(~pl.col("code").is_in(_held(policy))) if policy.limits else findings
    given = {*free["severity"].unique()}
    for severity in SEVERITIES:
        if severity in given:
            of_grade = free.filter(severity=severity)
            yield Reason(_spread(of_grade, severity, articles), severity, fails(severity, policy))


def _spread(findings: pl.DataFrame, severity: Severity, articles: int) -> str:
    """Say how many findings there are, and in how many articles; others speak of the corpus or of what was not read."""
    counted, of_articles = many(count_of(findings), severity), findings.drop_nulls("article")
    if of_articles.is_empty():
        return counted
    some = "" if of_articles.height == findings.height else f", {count_of(of_articles):,} of them"
    return f"{counted}{some} in {share(of_articles['article'].n_unique(), articles)}"


def _limited(findings: pl.DataFrame, articles: int, policy: Policy) -> Iterator[Reason]:
    for limit in policy.limits:
        of_limit = findings.filter(pl.col("code").is_in(list(policy.codes([limit.selector]))))
        hit = of_limit["article"].drop_nulls().n_unique()
        number = count_of(of_limit)
        if limit.exceeded(number, hit, articles):
            text = f"{limit.selector} {_measured(limit, number, hit, articles)}, over its limit of {limit}"
            yield Reason(text, limit.severity, fails(limit.severity, policy), of_corpus=True)


def _measured(limit: Limit, findings: int, hit: int, articles: int) -> str:
    if limit.is_share:
        return f"in {hit / max(1, articles):.2%} of the articles ({hit:,} of {articles:,})"
    return f"has {many(findings, 'finding')}"


def count_of(findings: pl.DataFrame) -> int:
    """Return how many findings the rows count for: some stand for those of an article that has very many."""
    return int(findings.select(FINDINGS_COUNTED.sum()).item())
