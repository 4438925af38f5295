"""A run as the report reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import polars as pl

from provenance import catalogues
from provenance.exports import described
from provenance.policy import configuration
from provenance.policy.behind import manifest
from provenance.policy.verdict import fails
from provenance.reports.html.data import CORPUS_FRAMES, TEXT_FRAMES, EarlierRun, ReportData, RuleInfo
from provenance.rules import pages
from provenance.rules.base import Rule
from provenance.runs import fact_tables, sources
from provenance.runs.run import Run
from provenance.runs.run_json import MANIFEST
from provenance.storage import parquet
from provenance.storage.untrusted import parse_json

C = pl.col


def of_run(run: Run, docs: str | None = None, *, whole_texts: bool = False) -> ReportData:
    """Return what the report says of a run. Without the frames of facts (`run.frames`) it shows no texts.

    `docs` is the address of its Data Docs; `whole_texts` asks for every text in full.
    """
    return ReportData(
        title=", ".join(_named(argument) for argument in run.record.arguments),
        passed=run.verdict.passed,
        reasons=tuple((reason.text, reason.severity) for reason in run.verdict.deciding),
        findings=run.found,
        summary=run.counted,
        frames={name: fact_tables.scan(run.frames, name) for name in TEXT_FRAMES},
        rules=_rules(run),
        expectations=tuple(run.expectations.filter(C("outcome") != "met").to_dicts()),
        record=_record(run),
        earlier=tuple(sorted(_earlier(run), key=lambda one: one.time)),
        lapsed=run.lapsed,
        docs=docs,
        whole_texts=whole_texts,
        notes=run.record.notes,
        corpus=dict(_of_corpus(run)),
    )


def _of_corpus(run: Run) -> Iterator[tuple[str, pl.LazyFrame]]:
    """Yield those frames of `CORPUS_FRAMES` that a run has made, by name: held still, or stored."""
    for name in CORPUS_FRAMES:
        if name in run.corpus:
            yield name, run.corpus[name].scan()
        elif run.frames is not None and (
            fact_tables.parts(run.frames, name) or (run.frames / f"{name}.parquet").is_file()
        ):
            yield name, fact_tables.scan(run.frames, name)


def _named(argument: str) -> str:
    """Return an argument without the folders above it, which tell of a machine."""
    return PurePosixPath(argument).name or argument


def _rules(run: Run) -> tuple[RuleInfo, ...]:
    new = run.found.scan().filter(status="new").group_by("code")
    fixable = C("fixable").fill_null(value=True).any()
    articles = pl.struct("article", "source", "record").filter(C("article").is_not_null()).n_unique()
    counted = new.agg(pl.len(), articles, fixable).collect(engine="streaming")
    numbers = {code: (height, hit, fixed) for code, height, hit, fixed in counted.iter_rows()}
    return tuple(_rule(rule, run, *numbers.get(rule.code, (0, 0, True))) for rule in run.rules)


def _rule(rule: Rule, run: Run, height: int, hit: int, fixable: bool) -> RuleInfo:  # noqa: FBT001 - counted together
    limits = [limit for limit in run.policy.limits if rule.code in run.policy.codes([limit.selector])]
    if limits:
        exceeded = any(limit.exceeded(height, hit, run.articles) for limit in limits)
    else:
        exceeded = bool(height) and fails(rule.severity, run.policy)
    return RuleInfo(
        code=rule.code, name=rule.name, severity=rule.severity, summary=rule.summary, rationale=rule.rationale,
        fix=rule.fix.title if rule.fix and fixable else None, version=str(rule.version), exceeded=exceeded,
        limit=", ".join(str(limit) for limit in limits) or None,
        address=pages.address(rule.code, run.policy.docs_url), page=pages.named(rule.code, run.policy.docs_url) or None,
    )  # fmt: skip


def _record(run: Run) -> dict[str, Any]:
    record = run.record
    rules = "\n".join(f"{rule.code} {rule.version} {rule.severity}" for rule in run.rules)
    settings = json.dumps(configuration.table(run.policy), sort_keys=True, default=str)
    return {
        "id": record.moment,
        "time": record.started,
        "command": record.command,
        "arguments": record.arguments,
        "engine": record.engine,
        "versions": record.versions,
        "suites": run.policy.suites,
        "digests": {
            "records": manifest(run.counted.each(("article", "sha256"))),
            "policy": _digest(settings),
            "rules": _digest(rules),
            "catalogues": _catalogues(run.policy),
        },
        "sources": record.sources,
        "skipped": record.skipped,
        "name": described.name(run),
        "inputs": sources.first(run),
    }


def _catalogues(settings: configuration.Policy) -> str:
    """Return one digest over the built-in catalogues and the user's own, with their names."""
    ours = {name: b"".join(part.data for part in catalogues.built_in(name)) for name in catalogues.names()}
    theirs = {f"own {name}": path.read_bytes() for name, path in settings.catalogues.items() if path.is_file()}
    lines = [f"{name} {sha256(data).hexdigest()}" for name, data in sorted((ours | theirs).items())]
    return _digest("\n".join(lines))


def _earlier(run: Run) -> Iterator[EarlierRun]:
    """Yield the earlier runs over the same paths that are stored beside this one."""
    if run.frames is None or not (run.frames / MANIFEST).is_file():
        return
    for place in sorted(run.frames.resolve().parent.glob(f"*/{MANIFEST}")):
        if (earlier := _earlier_in(place, run)) is not None:
            yield earlier


def _earlier_in(place: Path, run: Run) -> EarlierRun | None:
    """Return what a stored run gives to a trend, or nothing if it is no earlier one or damaged: it can do without."""
    try:
        earlier = parse_json(place.read_text(encoding="utf-8"))
        if tuple(earlier["record"]["arguments"]) != run.record.arguments:
            return None
        started = datetime.fromisoformat(earlier["record"]["started"])
        if started >= run.record.started:
            return None
        return _stored(place.parent, started, int(earlier["verdict"]["articles"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, pl.exceptions.PolarsError):
        return None


def _stored(folder: Path, started: datetime, articles: int) -> EarlierRun:
    found = parquet.scan(folder / "findings.parquet").group_by("code").len().collect(engine="streaming")
    errors = parquet.scan(folder / "summary.parquet").select((C("errors") > 0).sum()).collect(engine="streaming").item()
    return EarlierRun(
        id=folder.name,
        time=started.isoformat(),
        articles=articles,
        with_errors=errors,
        counts=dict(found.iter_rows()),
    )


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()
