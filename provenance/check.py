"""The whole way from files to verdict."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from provenance import baseline, decisions, extract, readers, suites
from provenance.engines import Engine
from provenance.engines.local import Local
from provenance.facts import corpus, duplicates, repeats
from provenance.frames import EXPECTATIONS, FINDINGS, SUMMARY, TROUBLES
from provenance.judge import NO_ARTICLES, fingerprint, judge
from provenance.policy import Policy
from provenance.rule import Rule
from provenance.run import Record, Run, moment, versions
from provenance.summary import count_findings
from provenance.verdict import weigh
from provenance.work import Job, Outcome, memory, worker

C = pl.col
Progress = Callable[[int], None]


def silent(_: int) -> None:
    """Tell nobody about progress."""


def check_corpus(  # noqa: PLR0913 - options, each with a default, all by name
    paths: Sequence[str | Path],
    policy: Policy | None = None,
    *,
    engine: Engine | None = None,
    frames: Path | None = None,
    contracts: bool = False,
    command: str = "provenance check",
    cache: Path | None = None,
    shard_articles: int = readers.SHARD_ARTICLES,
    progress: Progress = silent,
) -> Run:
    """Read the articles of `paths`, find, judge and weigh.

    With `frames`, the frames of facts are written to that folder; with `contracts`, every frame is also held against
    its Pandera model and schema. `cache` is a folder in which the outcomes of shards are kept. How many articles a
    shard holds changes no finding. `progress` is told the number of articles after every shard. Raises ProvenanceError
    for a wrong call only.
    """
    policy, engine, started, clock = policy or Policy(), engine or Local(), moment(), time.perf_counter()
    job = Job(
        rules=policy.rules(), catalogues=policy.catalogues, now=policy.clock(), fields=policy.fields, frames=frames,
        contracts=contracts,
    )  # fmt: skip
    listing = readers.listing(paths)
    known = memory(job, cache)
    shards = readers.plan(listing, fields=policy.fields, shard_articles=shard_articles)
    read = partial(_read, engine.map(worker(job, known), shards), job, progress)
    gathered = known.whole(listing, read) if known else read()
    record = Record(
        started=started, seconds=time.perf_counter() - clock, command=command, engine=engine.name,
        arguments=tuple(str(path) for path in paths), sources=len(listing.files), skipped=len(listing.skipped),
        versions=versions(),
    )  # fmt: skip
    return conclude(gathered, job, policy, record)


def extract_facts(
    paths: Sequence[str | Path], to: str | Path, policy: Policy | None = None, *, progress: Progress = silent
) -> dict[str, Path]:
    """Write every frame of facts and findings as `to/NAME.parquet` and return the files by name.

    Raises ProvenanceError for a wrong call only.
    """
    folder = Path(to)
    extract.prepare(folder)
    run = check_corpus(paths, policy, frames=folder, command="provenance extract", progress=progress)
    return {path.stem: path for path in extract.finish(run, folder)}


def _read(outcomes: Iterable[Outcome], job: Job, progress: Progress) -> dict[str, pl.DataFrame]:
    """Have the work on every shard done and put the outcomes together."""
    done = []
    for outcome in outcomes:
        done.append(outcome)
        progress(outcome.summary.height)
    return gather(done, job)


def gather(outcomes: Sequence[Outcome], job: Job) -> dict[str, pl.DataFrame]:
    """Put the shards together with what only the whole corpus shows: all that does not depend on the policy's word.

    The frames are findings, summary, troubles, contracts, and those of the corpus.
    """
    summary = _concat((outcome.summary for outcome in outcomes), SUMMARY.empty())
    whole = _whole(outcomes, summary)
    findings = pl.concat([*(outcome.findings for outcome in outcomes), _judge_whole(whole, job.rules)])
    return {
        **whole,
        "summary": count_findings(summary, findings, job.rules),
        "troubles": _concat((outcome.troubles for outcome in outcomes), TROUBLES.empty()),
        "findings": fingerprint(_ordered(findings)),
        "contracts": _contracts(outcomes),
    }


def conclude(gathered: Mapping[str, pl.DataFrame], job: Job, policy: Policy, record: Record) -> Run:
    """Weigh what was gathered: the suites, the baseline, the decisions, the verdict."""
    summary = gathered["summary"]
    expectations = pl.concat([gathered["contracts"], suites.run(policy.suites, summary)])
    told = fingerprint(_judge_whole({"expectations": expectations}, job.rules))
    findings = _ordered(pl.concat([gathered["findings"], told])) if told.height else gathered["findings"]
    kept = _heed_ignores(findings, policy)
    compared = baseline.compare(kept, baseline.read(policy.baseline) if policy.baseline else baseline.SCHEMA.to_frame())
    decided = _decide(compared.findings, summary, job, policy)
    return Run(
        verdict=weigh(decided.findings.filter(status="new"), summary.height, policy),
        findings=decided.findings, gone=compared.gone, lapsed=decided.lapsed, summary=summary,
        troubles=gathered["troubles"], corpus={name: gathered[name] for name in _CORPUS if name in gathered},
        policy=policy, rules=job.rules, record=record, expectations=expectations, frames=job.frames,
    )  # fmt: skip


def _decide(findings: pl.DataFrame, summary: pl.DataFrame, job: Job, policy: Policy) -> decisions.Decided:
    """Lay the decisions of the policy over the findings: what was accepted no longer counts."""
    made = decisions.load(policy.decisions) if policy.decisions else decisions.SCHEMA.to_frame()
    versions = {rule.code: str(rule.version) for rule in job.rules}
    plain = findings.drop("decision", "reason", "decided_by")
    decided = decisions.apply(plain, made, summary.select("article", "sha256"), versions, job.now.date())
    status = pl.when(decision="accept").then(pl.lit("accepted")).otherwise("status")
    return replace(decided, findings=FINDINGS.conform(decided.findings.with_columns(status=status)))


def _contracts(outcomes: Sequence[Outcome]) -> pl.DataFrame:
    verified = [outcome.contracts for outcome in outcomes if outcome.contracts is not None]
    if not verified:
        return EXPECTATIONS.empty()
    from provenance.contracts.verify import merge

    return merge(verified)


def _whole(outcomes: Sequence[Outcome], summary: pl.DataFrame) -> dict[str, pl.DataFrame]:
    if not outcomes:
        return {}
    repeated = duplicates.find(pl.concat([outcome.words for outcome in outcomes]))
    return {
        "duplicates": repeated,
        "repeats": repeats.learn(pl.concat([outcome.lines for outcome in outcomes])),
        "days": corpus.days(summary),
        "corpus": corpus.whole(summary, repeated),
    }


def _judge_whole(frames: Mapping[str, pl.DataFrame], rules: tuple[Rule, ...]) -> pl.DataFrame:
    return judge(frames, rules, NO_ARTICLES)


def _heed_ignores(findings: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    if not policy.per_file_ignores:
        return findings
    sources = findings["source"].drop_nulls().unique()
    pairs = [{"source": source, "code": code} for source in sources for code in policy.ignored_in(source)]
    ignored = pl.DataFrame(pairs, schema={"source": pl.String, "code": pl.String})
    return findings.join(ignored, on=["source", "code"], how="anti", maintain_order="left", nulls_equal=False)


def _concat(frames: Iterable[pl.DataFrame], empty: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([empty, *frames])


def _ordered(findings: pl.DataFrame) -> pl.DataFrame:
    return findings.sort(_ORDER, nulls_last=True, maintain_order=True)


_CORPUS = ("duplicates", "repeats", "days", "corpus")
_ORDER = ("source", "record", "start", "code", "article", "excerpt", "message")
