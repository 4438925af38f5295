"""What shards leave behind, put together with what only the whole corpus shows. No more than a few shards are held."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

import polars as pl

from provenance.corpus import date_clusters, duplicates, repeated_lines
from provenance.facts.summary import count_findings
from provenance.frames import EXPECTATIONS, FINDINGS, SUMMARY, TROUBLES
from provenance.pipeline.progress import Meter
from provenance.pipeline.shard import Job, Outcome
from provenance.rules.apply import NO_ARTICLES, apply_rules, ordered
from provenance.rules.base import Rule
from provenance.rules.fingerprints import Fingerprints
from provenance.storage.spill import Pieces

BATCH = 50_000
"""Findings that are ordered at once."""
NEAR = 4
"""Shards whose findings are held while they are ordered: neighbours in the order of the input, nearly always."""
OF_CORPUS = ("duplicates", "repeats", "days", "corpus")

C = pl.col
_KEY = ("source", "record")
_SPILLED = ("findings", "summary", "words", "lines")
Gathered = Mapping[str, Pieces]


def gather(outcomes: Iterable[Outcome], job: Job, meter: Meter) -> Gathered:
    """Have every shard worked on and return all that does not depend on the policy's word.

    The frames are findings, summary, troubles, contracts, and those of the corpus. `meter` is told of every shard.
    """
    left = {name: Pieces() for name in _SPILLED}
    troubles, contracts = [TROUBLES.empty()], []
    for outcome in outcomes:
        for name, pieces in left.items():
            pieces.add(getattr(outcome, name))
        troubles.append(outcome.troubles)
        contracts += [] if outcome.contracts is None else [outcome.contracts]
        meter.done(outcome.summary.height, cached=outcome.cached)
    whole = _whole(left)
    more = judge_whole(whole, job.rules)
    shared = _shared(whole)
    small = {**whole, "troubles": pl.concat(troubles), "contracts": _contracts(contracts)}
    return {
        **{name: Pieces.of(frame) for name, frame in small.items()},
        "summary": _counted(left, more, shared, job.rules),
        "findings": _arranged(left["findings"], more, shared),
    }


def judge_whole(frames: Mapping[str, pl.DataFrame], rules: tuple[Rule, ...]) -> pl.DataFrame:
    """Return the findings over frames that speak of the whole corpus."""
    return apply_rules(frames, rules, NO_ARTICLES)


def _whole(left: Mapping[str, Pieces]) -> dict[str, pl.DataFrame]:
    if not left["summary"].places:
        return {}
    repeated = duplicates.find(left["words"])
    narrow = left["summary"].frame(("source", "published", "published_precision"))
    return {
        "duplicates": repeated,
        "repeats": repeated_lines.learn(left["lines"]),
        "days": date_clusters.days(narrow),
        "corpus": date_clusters.whole(narrow, repeated),
    }


def _contracts(verified: list[pl.DataFrame]) -> pl.DataFrame:
    if not verified:
        return EXPECTATIONS.empty()
    from provenance.contracts.verify import merge

    return merge(verified)


def _shared(whole: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Return the ids that several articles have: their findings may come from several shards."""
    return whole["duplicates"].filter(kind="id")["of"].unique() if whole else pl.Series(dtype=pl.String)


def _counted(left: Mapping[str, Pieces], more: pl.DataFrame, shared: pl.Series, rules: tuple[Rule, ...]) -> Pieces:
    """Count the findings of each article, a shard at a time; `more` are those that no shard could find."""
    narrow = ("article", "severity", "code", "stands_for")
    elsewhere = C("article").is_in(shared.implode())
    beside = [piece.filter(elsewhere) for piece in left["findings"].each(narrow)] if shared.len() else []
    others = pl.concat([more.select(narrow), *beside])
    counted = Pieces()
    for summary, findings in zip(left["summary"], left["findings"].each(narrow), strict=True):
        own = findings.filter(~elsewhere) if shared.len() else findings
        counted.add(count_findings(summary, pl.concat([own, others]), rules))
    if not counted.places:
        counted.add(count_findings(SUMMARY.empty(), others, rules))
    return counted


def _arranged(left: Pieces, more: pl.DataFrame, shared: pl.Series) -> Pieces:
    """Bring findings into the order of the report, a batch at a time, and give them their fingerprints."""
    left.add(more)
    arranged, prints = Pieces(), Fingerprints(_everywhere(left, shared))
    for batch in _batches(left):
        arranged.add(prints.fill(ordered(batch)))
    if not arranged.places:
        arranged.add(FINDINGS.empty())
    return arranged


def _everywhere(findings: Pieces, shared: pl.Series) -> pl.Series:
    """Return what may stand in several batches: ids that are shared, and sources of which no article could be read."""
    unread = [piece.filter(C("article").is_null())["source"].unique() for piece in findings.each(("article", "source"))]
    return pl.concat([shared, *unread]).fill_null("").unique()


def _batches(findings: Pieces) -> Iterator[pl.DataFrame]:
    """Yield the findings so that all of a batch come before all of the next; a record is in one batch."""
    places = _places(findings)

    @lru_cache(maxsize=NEAR)
    def divided(number: int) -> dict[tuple[object, ...], pl.DataFrame]:
        here = places.filter(piece=number).drop("piece")
        named = findings.piece(number).join(here, on=_KEY, nulls_equal=True, maintain_order="left")
        return named.partition_by("batch", as_dict=True, include_key=False)

    for (batch,), rows in places.group_by("batch", maintain_order=True):
        yield pl.concat(divided(number)[(batch,)] for number in rows["piece"].unique().sort())


def _places(findings: Pieces) -> pl.DataFrame:
    """Return which records have findings in which piece, and the batch to which each of them goes."""
    counts = pl.concat(
        piece.group_by(_KEY).agg(rows=pl.len()).with_columns(piece=pl.lit(number, pl.UInt32))
        for number, piece in enumerate(findings.each(_KEY))
    )
    before = C("rows").cum_sum() - C("rows")
    batches = (
        counts.group_by(_KEY)
        .agg(C("rows").sum())
        .sort(_KEY, nulls_last=True)
        .select(*_KEY, batch=(before // BATCH).cast(pl.UInt32))
    )
    return batches.join(counts.drop("rows"), on=_KEY, nulls_equal=True, maintain_order="left")
