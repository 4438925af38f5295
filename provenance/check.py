"""The whole way from files to verdict."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import polars as pl

from provenance import catalogues, extras, facts, formats, suites
from provenance import corpus as corpus_facts
from provenance.corpus.base import KEY
from provenance.engines import Engine
from provenance.engines.local import Local
from provenance.facts.summary import BY_SEVERITY, add_findings, leave_out
from provenance.formats import inputs
from provenance.frames import EXPECTATIONS, FINDINGS_COUNTED, NORMALISED
from provenance.frames.steps import in_steps
from provenance.pipeline import texts as comparison
from provenance.pipeline.inputs import Corpus, as_paths, names
from provenance.pipeline.progress import Listener, Meter, silent
from provenance.pipeline.reduce import KEYS, Reduced, findings_of_corpus, reduce_shards
from provenance.pipeline.shard import Job, basis, memory, worker
from provenance.pipeline.timings import Timings
from provenance.policy.apply import apply_policy, with_corpus, with_records
from provenance.policy.configuration import Policy, given
from provenance.policy.notes import notes
from provenance.policy.verdict import Verdict, of_read, unread_articles, weigh
from provenance.rules.base import SEVERITIES
from provenance.rules.fingerprints import fingerprint
from provenance.rules.registry import by_code, registry
from provenance.runs import fact_tables
from provenance.runs.run import Record, Run, moment, versions
from provenance.storage import parquet, targets
from provenance.storage.addresses import ONLY_COMMAND, refuse_address
from provenance.storage.spill import Spilled, partitions

C = pl.col
SUBSUMED = 250_000
"""Findings behind one of the corpus that are held at once."""


def check_corpus(  # noqa: PLR0913 - options, each with a default, all by name
    corpus: Corpus,
    policy: Policy | None = None,
    *,
    engine: Engine | None = None,
    frames: Path | None = None,
    contracts: bool = False,
    command: str = "provenance check",
    cache: Path | None = None,
    shard_articles: int = formats.SHARD_ARTICLES,
    texts: Sequence[str | Path] = (),
    compares: bool = False,
    needs: Collection[str] = (),
    progress: Listener = silent,
) -> Run:
    """Read the articles of a corpus, find, judge and weigh.

    Args:
        corpus: A path, a list of paths, or a Polars frame (lazy or not) with a row an article.
        policy: Which rules apply and what fails the gate; no configuration file is read.
        engine: Where the work runs.
        frames: A folder to which the frames of facts are written.
        contracts: Hold every frame against its Pandera model and schema as well.
        command: The command line, for the record of the run.
        cache: A folder in which the results of shards are kept.
        shard_articles: How many articles a shard holds at most; it changes no finding.
        texts: Files and folders with the texts of the same articles, against which their pages are held.
        compares: Hold pages against our own extraction where there are no `texts`; so does a policy that names a rule
            of the family EXT.
        needs: Frames of the corpus that are made even where no rule and no suite of the policy reads them.
        progress: Is told how far the run has come (a `provenance.pipeline.progress.Progress`) before the first shard
            and after every one; never, where the cache knows the whole corpus.

    Returns:
        The run: its verdict, findings, summary and all that a report reads.

    Raises:
        ProvenanceError: The call is wrong. What is wrong with the data is a finding.
    """
    policy, engine, started, clock = given(policy), engine or Local(), moment(), time.perf_counter()
    require_extras(policy, contracts=contracts)
    compares = compares or bool(texts) or _names_comparison(policy)
    job = Job(
        rules=policy.rules(), catalogues=catalogues.take(policy.catalogues), now=policy.clock(), fields=policy.fields,
        frames=frames, contracts=contracts, min_confidence=policy.min_confidence,
        needs=suites.needs(suites.find(policy.suites)) | {*needs},
    )  # fmt: skip
    others = listed(texts, policy) if texts else None
    with as_paths(corpus) as paths, comparison.read(others, policy.fields) as counterparts:
        listing = listed(paths, policy)
        job = replace(job, held_against=counterparts.digest if counterparts else "own" if compares else "")
        known = memory(job, cache)
        shards = formats.plan(
            listing, fields=policy.fields, shard_articles=shard_articles, texts=counterparts, compares=compares
        )
        meter = Meter(listing.files, progress)
        read = partial(reduce_shards, engine.map(worker(job, known), meter.planned(shards)), job, engine, meter)
        reduced = known.run_of(listing, read) if known and not frames else read()
        sentences = comparison.notes(counterparts, reduced)
    record = Record(
        started=started, seconds=time.perf_counter() - clock, command=command, engine=engine.name,
        arguments=names(corpus), sources=len(listing.files), skipped=sum(listing.skipped.values()),
        excluded=listing.excluded, not_read=listing.skipped,
        versions=versions(), notes=(*notes(policy, names(corpus)), *listing.notes, *sentences),
    )  # fmt: skip
    with meter.timings.stage("policy"):
        run = conclude(reduced, job, policy, record)
    run = replace(run, record=_timed(record, meter.timings))
    return replace(run, inputs=inputs.table(listing.files)) if frames else run


def _timed(record: Record, timings: Timings) -> Record:
    """Return the record of a run with how long its stages took."""
    seconds = {stage: round(each, 3) for stage, each in timings.seconds.items()}
    slowest = {name: round(each, 3) for name, each in timings.slowest.items()}
    return replace(record, timings=seconds, shards=timings.shards, slowest_shard=slowest)


def _names_comparison(policy: Policy) -> bool:
    """Tell whether a policy names rules that hold pages against a text."""
    named = set(policy.codes({*policy.select, *policy.extend_select} - {"ALL"}))
    return any(rule.code in named and rule.reads in {"extraction", "extractions"} for rule in policy.rules())


def listed(paths: Sequence[str | Path], policy: Policy) -> formats.Listing:
    """Return the files that arguments name, as a policy has them be found."""
    return formats.listing(
        paths, policy.exclude, follow_links=policy.follow_links, fields=policy.fields, archives=policy.archives
    )


def require_extras(policy: Policy, *, contracts: bool) -> None:
    """Raise MissingExtraError if the policy's suites, or `contracts`, need a library that is not installed."""
    if contracts:
        extras.require("contracts")
    if policy.suites:
        extras.require("suites")


def extract_facts(
    corpus: Corpus, to: str | Path, policy: Policy | None = None, *, progress: Listener = silent
) -> dict[str, Path]:
    """Write every frame of facts and findings as `to/NAME.parquet`.

    Args:
        corpus: A path, a list of paths, or a Polars frame (lazy or not) with a row an article.
        to: The folder; it is made where it does not exist. What an earlier call has written there is replaced.
        policy: Which rules apply; no configuration file is read.
        progress: Is told how far the run has come, as by `check_corpus`.

    Returns:
        The files by the names of the frames; docs/frames.md lists them.

    Raises:
        ProvenanceError: The call is wrong.
    """
    refuse_address(to, ONLY_COMMAND)
    folder = Path(to)
    if not isinstance(corpus, pl.DataFrame | pl.LazyFrame):
        with as_paths(corpus) as paths:
            targets.refuse_overlap(folder, paths)
    with targets.claimed({"": folder}, targets.FACTS, targets.run_id()) as target:
        fact_tables.prepare(target.stage())
        run = check_corpus(
            corpus, policy, frames=target.stage(), command="provenance extract", compares=True, progress=progress
        )
        written = fact_tables.finish(run, target.stage())
        target.commit()
    return {path.stem: folder / path.name for path in written}


def facts_of(corpus: Corpus, policy: Policy | None = None) -> dict[str, pl.DataFrame]:
    """Return every frame of facts and findings in memory.

    Args:
        corpus: A Polars frame (lazy or not) with a row an article, a path, or a list of paths.
        policy: Which rules apply; no configuration file is read.

    Returns:
        The frames by name, as docs/frames.md lists them: articles, dates, captions, quotations, findings and so on.

    Raises:
        ProvenanceError: The call is wrong.
    """
    with tempfile.TemporaryDirectory(prefix="provenance-") as folder:
        files = extract_facts(corpus, folder, policy)
        return {name: parquet.read(path) for name, path in files.items()}


def normalise(corpus: Corpus, policy: Policy | None = None) -> pl.DataFrame:
    """Return every article in its normalised form: its own words, and beside them what stood among them.

    Args:
        corpus: A Polars frame (lazy or not) with a row an article, a path, or a list of paths.
        policy: Names the fields, the catalogues, what is excluded; its rules do not matter here.

    Returns:
        frames.NORMALISED, a row an article that could be read; `check_corpus` tells what could not be.

    Raises:
        ProvenanceError: The call is wrong.
    """
    policy = given(policy)
    own, now = catalogues.take(policy.catalogues), policy.clock()
    with as_paths(corpus) as paths:
        listing = listed(paths, policy)
        shards = formats.plan(listing, fields=policy.fields)
        parts = [facts.named(facts.find(formats.read(shard).records, own, now))["normalised"] for shard in shards]
    return pl.concat([NORMALISED.empty(), *parts])


def conclude(reduced: Reduced, job: Job, policy: Policy, record: Record) -> Run:
    """Weigh what the shards gave: the suites, the baseline, the decisions, the verdict."""
    summary = reduced["summary"]
    unmet = suites.run(policy.suites, summary.scan()) if policy.suites else EXPECTATIONS.empty()
    expectations = pl.concat([reduced["contracts"].frame(), unmet])
    of_corpus = fingerprint(findings_of_corpus({"expectations": Spilled.of(expectations)}, job.rules).frame())
    findings = with_corpus(reduced["findings"], of_corpus) if of_corpus.height else reduced["findings"]
    applied = apply_policy(findings, summary, policy, job.rules, job.now.date())
    read_errors = reduced["read_errors"].frame()
    unread = unread_articles(read_errors, summary)
    return Run(
        verdict=_weighed(applied.findings, applied.subsumed, unread, summary.height, policy, record),
        found=applied.findings, subsumed=applied.subsumed, gone=applied.gone, lapsed=applied.lapsed,
        counted=_recounted(summary, applied.subsumed), read_errors=read_errors,
        corpus={name: reduced[name] for name in corpus_facts.names() if name in reduced},
        policy=policy, rules=job.rules, record=record, expectations=expectations, frames=job.frames,
        keys={name.removeprefix(KEYS): rows for name, rows in reduced.items() if name.startswith(KEYS)},
        basis=basis(job) if job.frames else "",
    )  # fmt: skip


def with_findings(run: Run, findings: pl.DataFrame, read_errors: pl.DataFrame) -> Run:
    """Return a run that knows more findings of its records, made after its check, and is weighed with them.

    Their rules are rules of the run, whether the policy selects them or not: every report looks them up there.
    """
    if findings.is_empty():
        return run
    known = {rule.code for rule in run.rules}
    more = (by_code()[code] for code in findings["code"].unique().sort() if code not in known)
    found, counted = with_records(run.found, findings), Spilled()
    for chunk in run.counted:
        counted.add(add_findings(chunk, findings))
    return replace(
        run, found=found, counted=counted, read_errors=pl.concat([run.read_errors, read_errors]),
        rules=(*run.rules, *more),
        verdict=_weighed(found, run.subsumed, run.unread, run.articles, run.policy, run.record),
    )  # fmt: skip


def _weighed(  # noqa: PLR0913, PLR0917 - what is weighed, and by what
    findings: Spilled, subsumed: Spilled, unread: pl.Series, articles: int, policy: Policy, record: Record
) -> Verdict:
    counting, behind = (_counting(each, unread) for each in (findings, subsumed))
    verdict = weigh(counting, articles, policy, behind, record.not_read)
    covered = findings.scan().group_by("status").agg(FINDINGS_COUNTED.sum()).collect()
    covered_by = dict(covered.iter_rows())
    return replace(verdict, known=covered_by.get("known", 0), accepted=covered_by.get("accepted", 0))


def _recounted(summary: Spilled, subsumed: Spilled) -> Spilled:
    """Return the summary without the findings for which one of the corpus stands, a part of them at a time."""
    if not subsumed.height:
        return summary
    grades = pl.Enum(SEVERITIES)
    narrow = (
        chunk.with_columns(C("article").hash(0).alias(KEY), C("severity").cast(grades))
        for chunk in subsumed.each(("article", "source", "record", "severity", "stands_for"))
    )
    counts: Iterable[pl.DataFrame] = summary.each(("article", "source", "record", *BY_SEVERITY))
    for fewer in partitions(narrow, KEY, -(-subsumed.height // SUBSUMED)):
        left = Spilled()
        for chunk in counts:
            left.add(leave_out(chunk, fewer))
        counts = left
    recounted = Spilled()
    for chunk, counted in zip(summary, counts, strict=True):
        recounted.add(chunk.with_columns(counted.select(BY_SEVERITY)))
    return recounted


def _counting(findings: Spilled, unread: pl.Series) -> pl.DataFrame:
    """Return what the verdict reads of the findings that count, with numbers for their articles."""
    codes, grades = pl.Enum([rule.code for rule in registry()]), pl.Enum(SEVERITIES)
    return pl.concat(
        chunk.lazy()
        .filter(status="new")
        .select(of_read(unread), C("code").cast(codes), C("severity").cast(grades), "stands_for")
        .pipe(in_steps)
        for chunk in findings.each(("article", "source", "record", "code", "severity", "status", "stands_for"))
    )
