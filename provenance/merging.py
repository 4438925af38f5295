"""Stored runs made one by one, on several machines or shards of CI, become one run, as if it had been made at once.

    findings, summary of each run ─ brought together by record ─┐
    keys of each run ───────────────────────────────────────────┴─ reduced anew ─ weighed ─ the run

No run need be held: what is sorted or brought together goes through files without names.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

import polars as pl

from provenance import corpus, facts
from provenance.check import conclude
from provenance.engines.local import Local
from provenance.errors import UsageError
from provenance.frames import ARTICLES, FINDINGS, INPUTS, READ_ERRORS, RECORDS, SUMMARY, extracted
from provenance.pipeline.reduce import Gathered, Reduced, reduce
from provenance.pipeline.shard import Job
from provenance.policy.apply import not_after
from provenance.rules.fingerprints import IDENTITIES, identities
from provenance.runs import fact_tables, keys, store, tables
from provenance.runs.mergeable import Part, refuse_common, refuse_twice, refuse_unlike
from provenance.runs.run import Record, Run
from provenance.storage import parquet, targets
from provenance.storage.external import in_order, slices, turned
from provenance.storage.spill import Spilled
from provenance.storage.untrusted import inside

C = pl.col
AT_ONCE = 20_000
"""Articles that are held at once, without their texts."""
_MADE = (FINDINGS.name, SUMMARY.name, READ_ERRORS.name)
"""Frames that are not only copied."""
_CONTRACTS = "contracts"  # the suite of `check --contracts`
_TURN = "turn"  # a column of no frame
_PLACE = ("source", "record")
_DECIDED = ("decision", "reason", "decided_by")
_TEXTS = ("article", "source", "record", "text")


def merge_runs(runs: Sequence[str | Path], to: str | Path, *, command: str = "provenance merge") -> Run:
    """Make one stored run of several.

    Args:
        runs: The folders, or addresses, of runs that were stored by `check --run`; their order changes nothing.
        to: The folder of the new run. What an earlier call has written there is replaced.
        command: The command line, for the record of the run.

    Returns:
        The run: what one run over all files of theirs would be, but for the record of how it came about.

    Raises:
        UsageError: They were made otherwise (another version, policy or clock), two have read one file, or a folder
            holds no run.
    """
    folder = Path(to)
    with ExitStack() as stack:
        places = [stack.enter_context(targets.fetched(Path(run), targets.STORED_RUN)) for run in runs]
        target = stack.enter_context(targets.claimed({"": folder}, targets.STORED_RUN, targets.run_id()))
        run = merged([Path(run) for run in runs], places, target.stage(), command)
        target.commit()
    return run


def merged(names: Sequence[Path], places: Sequence[Path], stage: Path, command: str) -> Run:
    """Write one run of several to `stage`, and return it.

    Args:
        names: The runs as the caller names them.
        places: The folders in which they lie.
        stage: The folder of the new run, which is there.
        command: The command line.

    Raises:
        UsageError: As `merge_runs`.
    """
    refuse_twice(names)
    parts = [Part(*pair, store.load(pair[1], facts=True)) for pair in zip(names, places, strict=True)]
    refuse_unlike(parts)
    refuse_common(parts)
    parts = sorted(parts, key=lambda part: part.first)
    left_out = set.intersection(*({*part.run.policy.exclude} for part in parts))  # by every part
    policy = replace(store.policy_here(store.policy_table(parts[0].folder)), exclude=tuple(sorted(left_out)))
    clock = datetime.combine(policy.now or parts[0].run.record.started.date(), time.max, UTC)
    job = Job(rules=policy.rules(), catalogues={}, now=clock, frames=stage, min_confidence=policy.min_confidence)
    fact_tables.prepare(stage)
    for name in {frame.name for frame in extracted()} - {*_MADE, *corpus.names()}:
        _copy(name, parts, stage)
    run = conclude(_reduced(parts, job), job, policy, _record([part.run for part in parts], command))
    inputs = pl.concat(parquet.read(inside(part.folder, f"{INPUTS.name}.parquet")) for part in parts)
    run = replace(run, inputs=inputs.unique().sort("source"), basis=parts[0].run.basis)
    store.save(run, stage)
    return run


def _copy(name: str, parts: Sequence[Part], stage: Path) -> None:
    """Copy a frame of facts of each run to where the shards of a run leave theirs."""
    folder = stage / fact_tables.PARTS / name
    folder.mkdir(parents=True)
    for number, part in enumerate(parts):
        source = inside(part.folder, f"{name}.parquet")
        if not source.is_file():
            message = f"{part.name}: the run has no {name}.parquet any more, without which it cannot be merged"
            raise UsageError(message)
        shutil.copyfile(source, folder / f"{number:08}.parquet")


def _record(runs: Sequence[Run], command: str) -> Record:
    """Return how the runs came about, as of one."""
    records = [run.record for run in runs]
    not_read = sum((Counter(record.not_read) for record in records), Counter[str]())
    return Record(
        started=min(record.started for record in records), seconds=sum(record.seconds for record in records),
        command=command, engine=", ".join(sorted({record.engine for record in records})),
        arguments=_each_once(argument for record in records for argument in record.arguments),
        sources=sum(record.sources for record in records), skipped=sum(record.skipped for record in records),
        excluded=sum(record.excluded for record in records), not_read=dict(sorted(not_read.items())),
        timings=dict(sum((Counter(dict(record.timings)) for record in records), Counter[str]())),
        shards=sum(record.shards for record in records),
        slowest_shard=max((record.slowest_shard for record in records), key=lambda each: each.get("seconds", 0.0)),
        versions=records[0].versions, notes=_each_once(note for record in records for note in record.notes),
    )  # fmt: skip


def _each_once(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(words))


def _reduced(parts: Sequence[Part], job: Job) -> Reduced:
    """Reduce what runs have found and kept, as if their shards had left it; the articles stay in their order."""
    gathered = Gathered(
        read_errors=[part.run.read_errors for part in parts],
        contracts=[rows for part in parts if (rows := part.run.expectations.filter(suite=_CONTRACTS)).height],
    )
    turns = Spilled()
    for summary, findings in _by_record(parts, job):
        turns.add(summary.select(_TURN))
        known = summary.select(IDENTITIES.names()).drop_nulls()
        gathered.add(findings, SUMMARY.conform(summary.drop("copies", "cluster", "role")), known)
    for name, empty in _empty_keys(job).items():
        for part in parts:
            keys.read(part.folder, name, empty.schema, gathered.keys[name])
    reduced = dict(reduce(gathered, job, Local()))
    counted = (chunk.hstack(turn) for chunk, turn in zip(reduced["summary"], turns, strict=True))
    reduced["summary"] = Spilled()
    for chunk in in_order(counted, (_TURN,)):
        reduced["summary"].add(chunk.drop(_TURN))
    return reduced


def _empty_keys(job: Job) -> dict[str, pl.DataFrame]:
    """Return the keys that a shard without articles leaves."""
    found = facts.find(RECORDS.empty(), job.catalogues, job.now)
    return {name: rows for fact in job.corpus_facts.values() for name, rows in corpus.keys_of(fact, found).items()}


def _by_record(parts: Sequence[Part], job: Job) -> Iterator[tuple[pl.DataFrame, pl.DataFrame]]:
    """Yield the summaries of all runs in the order of their records, some at a time, each with all its findings.

    The summaries have `turn`, the place of an article among those of all runs, and its identity.
    """
    summaries = slices(in_order(turned(_summaries(parts), _TURN), _PLACE), AT_ONCE)
    findings = in_order(_findings(parts, job), _PLACE)
    waiting, here = FINDINGS.empty(), next(summaries, None)
    while here is not None:
        following = next(summaries, None)
        before = not_after(here).fill_null(value=False) if following is not None else pl.lit(value=True)
        while waiting.filter(~before).is_empty() and (chunk := next(findings, None)) is not None:
            waiting = pl.concat([waiting, chunk])
        yield here, waiting.filter(before)
        waiting, here = waiting.filter(~before), following


def _summaries(parts: Sequence[Part]) -> Iterator[pl.DataFrame]:
    """Yield the summaries of the runs, each article with its identity, for which its text is read."""
    for part in parts:
        articles = parquet.chunks(inside(part.folder, f"{ARTICLES.name}.parquet"), tables.CHUNK, _TEXTS)
        for summary in part.run.counted.each(SUMMARY.schema.names()):
            texts = next(articles, ARTICLES.empty().select(_TEXTS))
            if not texts["article"].equals(summary["article"]):
                message = f"{part.name}: the stored run is damaged: its summary is not one of its articles"
                raise UsageError(message)
            known = identities(texts).unique("article")
            yield summary.join(known, on="article", how="left", maintain_order="left")


def _findings(parts: Sequence[Part], job: Job) -> Iterator[pl.DataFrame]:
    """Yield what the runs have found in single articles and files, as it was before the policy spoke."""
    of_corpus = {rule.code for rule in job.rules if rule.of_corpus or rule.reads in corpus.names()}
    for part in parts:
        for chunk in part.run.unfolded():
            own = chunk.filter(~C("code").is_in(of_corpus))
            yield own.with_columns(status=pl.lit("new"), **dict.fromkeys(_DECIDED, pl.lit(None, pl.String)))
