"""The work on one shard: what an engine maps over the input."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import partial
from pathlib import Path

import polars as pl

from provenance import corpus, extras, facts, formats
from provenance.catalogues import Own
from provenance.corpus.base import CorpusFact
from provenance.facts import dates
from provenance.facts.summary import summarise
from provenance.frames import FINDINGS, READ_ERRORS, RECORDS, ROW
from provenance.pipeline.cache import Cache
from provenance.pipeline.timings import Watch
from provenance.plugins import CORPUS_FACTS, FACTS, digest, foreign, others
from provenance.rules.apply import apply_rules
from provenance.rules.base import Rule
from provenance.rules.fingerprints import identities
from provenance.rules.registry import of_files_added, registry
from provenance.runs import fact_tables

C = pl.col
CLOCK = ("seen", "clock")
"""Columns of articles that the clock of the run decides."""
"""The column of `articles` that holds the moment from which an article is looked at: see facts.dates.seen."""
_LOST = (
    "a part of it was not read: two workers died on it, for want of memory as a rule; "
    "fewer --workers and a smaller --shard-articles may help"
)
_FACTS, _KEYS = "facts.", "keys."


@dataclass(frozen=True, kw_only=True)
class Job:
    """What is done to every shard."""

    rules: tuple[Rule, ...]
    catalogues: Mapping[str, Own]
    now: datetime
    fields: Mapping[str, str] = field(default_factory=dict)
    frames: Path | None = None
    contracts: bool = False
    min_confidence: float = 0.0
    held_against: str = ""
    """What pages are held against: a digest of the texts, or `own`; nothing where they are not."""
    needs: frozenset[str] = frozenset()
    """Frames of the corpus that suites need, beside those that rules read."""

    @property
    def corpus_facts(self) -> dict[str, CorpusFact]:
        """The facts of the whole corpus that it makes, by their names."""
        return corpus.wanted(written=self.frames is not None, read={*self.needs, *(rule.reads for rule in self.rules)})

    @property
    def asked(self) -> dict[str, pl.Expr]:
        """Which facts rules alone read, and in which articles: see facts.base.Context.

        Rules tell it (`Rule.requires`). What frames, contracts or facts of other packages may read is asked of all.
        """
        if self.frames or self.contracts or foreign(FACTS) or foreign(CORPUS_FACTS):
            return {}
        sparing = {rule.reads for rule in registry() if rule.requires}
        readers = {name: [rule.requires for rule in self.rules if rule.reads == name] for name in sparing}
        nowhere = pl.lit(value=False)
        return {
            name: pl.any_horizontal(nowhere, *(pl.all_horizontal(C(*each).is_not_null()) for each in required))
            for name, required in readers.items()
            if all(required)
        }


@dataclass(frozen=True, kw_only=True)
class ShardResult:
    """What remains of a shard: small frames."""

    findings: pl.DataFrame
    summary: pl.DataFrame
    read_errors: pl.DataFrame
    identities: pl.DataFrame
    """By what the articles are known whose ids are their places: rules.fingerprints.IDENTITIES."""
    keys: Mapping[str, pl.DataFrame]
    """The keys of the facts of the corpus, by their names, and the records that they look at again."""
    contracts: pl.DataFrame | None = None
    cached: bool = False
    """It came from the cache."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long its stages took."""


def memory(job: Job, folder: Path | None) -> Cache | None:
    """Return the cache in `folder` of what this job makes; None where none is wanted or possible."""
    if folder is None or job.contracts:
        return None
    clock = None if all(_can_wait(rule) for rule in job.rules if _reads_clock(rule)) else job.now
    basis = (*_decides(job), clock, job.frames is not None, job.held_against, sorted(job.needs))
    cache = Cache(folder, basis, now=job.now, schemas={"findings": FINDINGS.schema, "read_errors": READ_ERRORS.schema})
    cache.prune()
    return cache


def _decides(job: Job) -> tuple[object, ...]:
    """Return what decides what is found in a shard, beside its bytes, the clock and the versions of the program."""
    rules = [(rule.code, rule.severity, rule.version) for rule in job.rules]
    own = [(name, read.data) for name, read in sorted(job.catalogues.items())]
    added = digest([*others(), *of_files_added()])
    return rules, own, sorted(job.fields.items()), job.min_confidence, added, list(map(extras.version, extras.DECIDING))


def basis(job: Job) -> str:
    """Return a digest of what decides what is found, and of whether pages are compared: runs that merge have one."""
    return hashlib.sha256(repr((*_decides(job), bool(job.held_against))).encode()).hexdigest()


def worker(job: Job, cache: Cache | None) -> Callable[[formats.Shard], ShardResult]:
    """Return the work on a shard, remembered where there is a cache."""
    return partial(map_shard, job=job) if cache is None else partial(_remembered, job=job, cache=cache)


def _remembered(shard: formats.Shard, *, job: Job, cache: Cache) -> ShardResult:
    """Return the result of a shard from the cache, with what rules find that read the clock of this run."""
    later = tuple(rule for rule in job.rules if _reads_clock(rule) and _can_wait(rule))
    at_once = replace(job, rules=tuple(rule for rule in job.rules if rule not in later))
    watch, total, missed = Watch(), Watch(), list[formats.Shard]()

    def make(shard: formats.Shard) -> dict[str, pl.DataFrame]:
        missed.append(shard)
        return _kept(shard, at_once, later, watch, facts_too=job.frames is not None)

    with total.stage("cache"):
        kept = dict(cache.through(shard, make))
    dated = kept.pop("dated").with_columns(seen=dates.seen(job.now), clock=pl.lit(job.now))
    named = {name.removeprefix(_FACTS): kept.pop(name) for name in [*kept] if name.startswith(_FACTS)}
    if job.frames:
        fact_tables.write_part(named, job.frames, shard.number)
    keys = {name.removeprefix(_KEYS): kept.pop(name) for name in [*kept] if name.startswith(_KEYS)}
    seconds = watch.seconds | {"cache": total.seconds["cache"] - sum(watch.seconds.values())}
    result = ShardResult(**kept, keys=keys, cached=not missed, seconds=seconds)
    dated_findings = _of_written(apply_rules({"articles": dated}, later, dated), shard)
    return replace(result, findings=pl.concat([result.findings, dated_findings]))


def _kept(
    shard: formats.Shard, job: Job, later: tuple[Rule, ...], watch: Watch, *, facts_too: bool
) -> dict[str, pl.DataFrame]:
    """Return all that a cache keeps of a shard: its result, what the rules that wait read, the facts if wanted."""
    reading, found = _found(shard, job, watch)
    result = _result(shard, reading, found, job, watch)
    needed = {
        ROW,
        "article",
        "source",
        "record",
        "line",
        "captured",
        *(name for rule in later for name in _read(rule)),
    }
    dated = found["articles"].select(sorted(needed.difference(CLOCK))).with_columns(text=pl.lit(None, pl.String))
    named = facts.named(found) | {"troubles": reading.read_errors} if facts_too else {}
    left = {item.name: getattr(result, item.name) for item in fields(result)}
    frames = {name: frame for name, frame in left.items() if isinstance(frame, pl.DataFrame)}
    keys = {f"{_KEYS}{name}": frame for name, frame in result.keys.items()}
    return {**frames, **keys, "dated": dated, **{f"{_FACTS}{name}": frame for name, frame in named.items()}}


def _read(rule: Rule) -> set[str]:
    """Return the columns that a rule reads."""
    return {name.removeprefix("articles.") for name in rule.columns}


def _reads_clock(rule: Rule) -> bool:
    return not _read(rule).isdisjoint(CLOCK)


def _can_wait(rule: Rule) -> bool:
    """Tell whether a rule can be applied to what the cache keeps of articles: it cites nothing of their texts."""
    return rule.reads == "articles" and "text" not in _read(rule)


def map_shard(shard: formats.Shard, *, job: Job) -> ShardResult:
    """Do the whole work on one shard. Pure but for the frames it may write."""
    watch = Watch()
    reading, found = _found(shard, job, watch)
    frames = dict[str, pl.DataFrame]()
    if job.frames or job.contracts:
        with watch.stage("frames"):
            frames = facts.named(found) | {"troubles": reading.read_errors}
            if job.frames:
                fact_tables.write_part(frames, job.frames, shard.number)
            frames = frames if job.contracts else {}  # they are as large as all facts
    result = replace(_result(shard, reading, found, job, watch), seconds=watch.seconds)
    return replace(result, contracts=_verified(frames, result.findings, found, job)) if job.contracts else result


def of_lost(shard: formats.Shard, job: Job) -> ShardResult:
    """Return what remains of a shard on which workers have died: that its files could not be read to their end."""
    read_errors = [*shard.read_errors, *(formats.ReadError("unreadable", _LOST, file.source) for file in shard.inputs)]
    reading = formats.Reading(RECORDS.empty(), formats.framed(read_errors))
    return _result(shard, reading, facts.find(reading.records, job.catalogues, job.now), job, Watch())


def _found(shard: formats.Shard, job: Job, watch: Watch) -> tuple[formats.Reading, dict[str, pl.DataFrame]]:
    with watch.stage("reading"):
        reading = formats.read(shard)
    with watch.stage("facts"):
        return reading, facts.find(reading.records, job.catalogues, job.now, job.asked)


def _result(
    shard: formats.Shard, reading: formats.Reading, found: Mapping[str, pl.DataFrame], job: Job, watch: Watch
) -> ShardResult:
    with watch.stage("rules"):
        findings = apply_rules({**found, "troubles": reading.read_errors}, job.rules, found["articles"])
    with watch.stage("keys"):
        keys = {name: rows for fact in job.corpus_facts.values() for name, rows in corpus.keys_of(fact, found).items()}
    with watch.stage("summary"):
        return ShardResult(
            findings=_of_written(findings, shard),
            summary=summarise(found),
            read_errors=reading.read_errors,
            identities=identities(found["articles"]),
            keys=keys,
        )


def _of_written(findings: pl.DataFrame, shard: formats.Shard) -> pl.DataFrame:
    """Take `fixable` from the findings of files that `fix` does not write anew."""
    known = formats.declared()
    kept = [file.source for file in shard.inputs if file.format not in known or not known[file.format].rewrites]
    if not kept:
        return findings
    return findings.with_columns(C("fixable") & ~C("source").is_in(pl.Series(kept, dtype=pl.String).implode()))


def _verified(
    frames: Mapping[str, pl.DataFrame], findings: pl.DataFrame, found: Mapping[str, pl.DataFrame], job: Job
) -> pl.DataFrame:
    """Hold the frames against their contracts; articles with the same id are told apart, as they are by the rules."""
    from provenance.contracts.verify import verify  # Pandera costs a second: only where it is asked for

    read_errors = {"troubles": frames["troubles"]}
    if found["articles"]["article"].is_duplicated().any():
        articles = found["articles"].with_columns(article=pl.format("{} (row {})", "article", ROW))
        frames = facts.named({**found, "articles": articles}) | read_errors
        findings = apply_rules({**found, **read_errors, "articles": articles}, job.rules, articles)
    return verify(frames, findings, job.rules)
