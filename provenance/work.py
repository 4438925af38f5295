"""The work on one shard: what an engine maps over the input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import partial
from pathlib import Path

import polars as pl

from provenance import catalogues, extract, facts, readers
from provenance.cache import Cache
from provenance.facts import duplicates, repeats
from provenance.judge import judge
from provenance.rule import Rule
from provenance.summary import summarise


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is done to every shard."""

    rules: tuple[Rule, ...]
    catalogues: Mapping[str, Path]
    now: datetime
    fields: Mapping[str, str] = field(default_factory=dict)
    frames: Path | None = None
    contracts: bool = False


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What remains of a shard: small frames."""

    findings: pl.DataFrame
    summary: pl.DataFrame
    troubles: pl.DataFrame
    words: pl.DataFrame
    lines: pl.DataFrame
    contracts: pl.DataFrame | None = None


def memory(job: Job, folder: Path | None) -> Cache | None:
    """Return the cache in `folder` of what this job makes; None where none is wanted or possible."""
    if folder is None or job.frames or job.contracts:
        return None
    rules = [(rule.code, rule.severity, rule.version) for rule in job.rules]
    own = [(name, catalogues.contents(path)) for name, path in sorted(job.catalogues.items())]
    cache = Cache(folder, (rules, own, sorted(job.fields.items()), job.now))
    cache.prune()
    return cache


def worker(job: Job, cache: Cache | None) -> Callable[[readers.Shard], Outcome]:
    """Return the work on a shard, remembered where there is a cache."""
    return partial(work, job=job) if cache is None else partial(_remembered, job=job, cache=cache)


def _remembered(shard: readers.Shard, *, job: Job, cache: Cache) -> Outcome:
    return Outcome(**cache.through(shard, lambda missed: _frames(work(missed, job=job))))


def _frames(outcome: Outcome) -> dict[str, pl.DataFrame]:
    return {item.name: frame for item in fields(outcome) if (frame := getattr(outcome, item.name)) is not None}


def work(shard: readers.Shard, *, job: Job) -> Outcome:
    """Do the whole work on one shard. Pure but for the frames it may write."""
    reading = readers.read(shard)
    found = facts.find(reading.records, job.catalogues, job.now)
    findings = judge(found | {"troubles": reading.troubles}, job.rules, found["articles"])
    frames = facts.named(found) | {"troubles": reading.troubles} if job.frames or job.contracts else {}
    if job.frames:
        extract.write_part(frames, job.frames, shard.number)
    return Outcome(
        findings=findings,
        summary=summarise(found),
        troubles=reading.troubles,
        words=duplicates.keys(found["articles"], found["paragraphs"]),
        lines=repeats.keys(found["paragraphs"], found["articles"]),
        contracts=_verify(frames, findings, job) if job.contracts else None,
    )


def _verify(frames: Mapping[str, pl.DataFrame], findings: pl.DataFrame, job: Job) -> pl.DataFrame:
    from provenance.contracts.verify import verify  # Pandera costs a second: only where it is asked for

    return verify(frames, findings, job.rules)
