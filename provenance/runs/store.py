"""Stored runs: a folder with the frames as Parquet and the rest as JSON, from which every report can be made again."""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from provenance.errors import PolicyError, UsageError
from provenance.frames import (
    ARTICLES,
    CORPUS,
    COUNT,
    DAYS,
    DUPLICATES,
    EXPECTATIONS,
    EXTRACTED,
    FINDINGS,
    FRAMES,
    INPUTS,
    READ_ERRORS,
    REPEATS,
    SUMMARY,
    Column,
    Frame,
    key,
)  # fmt: skip
from provenance.policy import baseline, configuration, decisions
from provenance.policy.behind import manifest
from provenance.policy.verdict import Reason, Verdict
from provenance.rules.base import SEVERITIES, Rule
from provenance.runs import fact_tables, keys
from provenance.runs.run import Record, Run
from provenance.storage import parquet, targets
from provenance.storage.addresses import is_remote
from provenance.storage.atomic import replacing, write_text
from provenance.storage.spill import ROW_GROUP, Spilled, SpillError
from provenance.storage.untrusted import inside, parse_json

FORMAT = "provenance-run/1"
MANIFEST = "run.json"
SUBSUMED = "subsumed"
"""The findings of single articles for which one of the corpus stands; runs of version 0.1 have none."""
BESIDE = (SUBSUMED, "gone", "lapsed")
"""Tables of a stored run that are no frames."""
CHUNK = 20_000
"""Rows of a stored run that are held at once."""
_CORPUS = (DUPLICATES, REPEATS, DAYS, CORPUS)
_OWN = ("expectations", "gone", "lapsed")
_SCHEMAS = {
    **{frame.name: frame.schema for frame in (FINDINGS, SUMMARY, READ_ERRORS, EXPECTATIONS, *_CORPUS)},
    "gone": baseline.GONE, "lapsed": decisions.LAPSED,
}  # fmt: skip
_LATER = {
    "stands_for": None, "confidence": None, "full_quotations": 0, "full_attributed": 0, "credits_parsed": 0,
    "why": None, "against": None, "of_place": None, "of_published": None, "places": None, "fixable": None,
    "marked_up": False, "url": None, "clock": None, "embargo": None, "copies": None, "cluster": None, "role": None,
    "sound": None,
}  # fmt: skip
"""Columns that runs of version 0.1 do not have, and what stands in their place."""
STATUSES = ("new", "known", "accepted")
_DAMAGED = (
    ValueError, KeyError, TypeError, AttributeError, OverflowError, pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
)  # fmt: skip


def save(run: Run, folder: Path) -> None:
    """Store a run in `folder`, beside the frames of facts that it has written there; `run.json` comes last.

    Raises UsageError if the folder cannot be written.
    """
    fact_tables.finish(run, folder)
    _write(run.subsumed.scan(), folder, SUBSUMED)
    _write(run.inputs, folder, INPUTS.name)
    for name in _OWN:
        _write(getattr(run, name), folder, name)
    extracted = {frame.name for frame in EXTRACTED}
    for name, frame in ({frame.name: frame.empty() for frame in _CORPUS} | dict(run.corpus)).items():
        if name not in extracted:
            _write(frame, folder, name)
    keys.write(run.keys, folder)
    write_text(folder / MANIFEST, json.dumps(_described(run), ensure_ascii=False, indent=1, default=str) + "\n")


def is_run(place: str) -> bool:
    """Tell whether a place that a user has named holds a stored run; of an address that is taken for granted."""
    if is_remote(place):
        return True
    try:
        return FORMAT in (Path(place) / MANIFEST).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


def load(folder: Path, *, facts: bool = False) -> Run:
    """Return a stored run.

    Args:
        folder: The folder of the run.
        facts: Hold the frames of facts as well against what is declared of them, for those who will read them.

    Raises:
        UsageError: The folder holds no run, or one that is damaged, or one without its articles where facts are read.
    """
    targets.finish(folder, targets.STORED_RUN)
    try:
        manifest = parse_json(inside(folder, MANIFEST).read_text(encoding="utf-8"))
        if manifest["format"] != FORMAT:
            message = f"{folder}: format {manifest['format']!r} is not known; this version reads {FORMAT}"
            raise UsageError(message)
        with parquet.guarded():
            if facts:
                _refuse_facts(folder)
            return _loaded(manifest, folder)
    except SpillError:
        raise
    except OSError as error:
        message = f"{folder}: no stored run: {error.strerror or error}; `check --run DIR` stores one"
        raise UsageError(message) from error
    except _DAMAGED as error:
        message = f"{folder}: the stored run is damaged: {error}"
        raise UsageError(message) from error


def policy_table(folder: Path) -> dict[str, Any]:
    """Return the policy of a run that has been loaded, as it was written."""
    table: dict[str, Any] = parse_json(inside(folder, MANIFEST).read_text(encoding="utf-8"))["policy"]
    return table


def policy_here(table: Mapping[str, Any]) -> configuration.Policy:
    """Return the policy of a stored run with the files that it names counted from the working folder, as once there."""
    return configuration.parse(_usable(table))


def _described(run: Run) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "verdict": asdict(run.verdict) | {"sentence": run.verdict.sentence},
        "record": asdict(run.record),
        **({} if run.gate is None else {"gate": dict(run.gate)}),
        "basis": run.basis,
        "manifest_sha256": manifest(run.counted.each(("article", "sha256"))),
        "policy": configuration.table(run.policy),
        "rules": {
            rule.code: {
                "name": rule.name,
                "version": rule.version,
                "severity": rule.severity,
                "summary": rule.summary,
            }
            for rule in run.rules
        },
    }


def _loaded(manifest: Mapping[str, Any], folder: Path) -> Run:
    policy = configuration.parse(_usable(manifest["policy"]), folder / MANIFEST)
    verdict, record = manifest["verdict"], manifest["record"]
    _refuse_types(manifest)
    long = (FINDINGS.name, SUMMARY.name)
    frames = {name: _read(folder, name, schema) for name, schema in _SCHEMAS.items() if name not in long}
    return Run(
        found=_chunks(folder, FINDINGS.name, FINDINGS.schema), subsumed=_subsumed(folder),
        counted=_chunks(folder, SUMMARY.name, SUMMARY.schema, manifest["rules"]),
        read_errors=frames["troubles"], expectations=frames["expectations"],
        gone=frames["gone"], lapsed=frames["lapsed"],
        verdict=Verdict(
            passed=verdict["passed"], reasons=tuple(Reason(**reason) for reason in verdict["reasons"]),
            counts=verdict["counts"], articles=verdict["articles"],
            known=verdict.get("known", 0), accepted=verdict.get("accepted", 0),
        ),
        corpus={frame.name: frames[frame.name] for frame in _CORPUS},
        policy=policy,
        rules=_rules(manifest["rules"], policy),
        record=Record(**{
            **record, "started": datetime.fromisoformat(record["started"]), "arguments": tuple(record["arguments"]),
            "notes": tuple(record.get("notes", ())),
        }),
        frames=folder, gate=manifest.get("gate"), basis=manifest.get("basis", ""),
    )  # fmt: skip


def _usable(table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the policy of a stored run without what this program does not have: rules of others, codes of others.

    Files with rules that it names are not run: a stored run may come from a stranger.
    """
    usable = {name: value for name, value in table.items() if name != "rules"}
    for name in ("select", "extend-select", "ignore"):
        if name in usable:
            usable[name] = [word for word in usable[name] if _selects(word)]
    for name in ("severity", "limits"):
        if name in usable:
            usable[name] = {word: value for word, value in usable[name].items() if _selects(word)}
    if not usable.get("select", True):
        del usable["select"]
    return usable


def _selects(word: str) -> bool:
    try:
        return bool(list(configuration.Policy.codes([word])))
    except PolicyError:
        return False


def _rules(manifest: Mapping[str, Any], policy: configuration.Policy) -> tuple[Rule, ...]:
    """Return the rules of a stored run; of one that is not here only what the run tells of it."""
    here = {rule.code: rule for rule in policy.rules()}
    return tuple(here.get(code) or _absent(code, about) for code, about in manifest.items())


def _absent(code: str, about: Mapping[str, Any]) -> Rule:
    return Rule(
        code=code, name=about["name"], severity=about["severity"], summary=about.get("summary", about["name"]),
        rationale="", reads="articles", broken=pl.lit(value=False), message=pl.lit(""), bad=(), good=(),
        version=about["version"],
    )  # fmt: skip


def _subsumed(folder: Path) -> Spilled:
    if not os.path.lexists(folder / f"{SUBSUMED}.parquet"):
        return Spilled.of(FINDINGS.empty())
    return _chunks(folder, SUBSUMED, FINDINGS.schema)


def _chunks(folder: Path, name: str, schema: pl.Schema, codes: Collection[str] = ()) -> Spilled:
    """Return a long frame of a stored run, as `_read` does, in chunks."""
    spilled = Spilled()
    for chunk in parquet.chunks(inside(folder, f"{name}.parquet"), CHUNK):
        spilled.add(_declared(chunk, name, schema, codes))
    return spilled


def _read(folder: Path, name: str, schema: pl.Schema) -> pl.DataFrame:
    """Return a frame of a stored run. Raises ValueError if it is not as declared."""
    return _declared(parquet.read(inside(folder, f"{name}.parquet")), name, schema)


def _declared(frame: pl.DataFrame, name: str, schema: pl.Schema, codes: Collection[str] = ()) -> pl.DataFrame:
    """Return a frame with its columns, and those that count the findings of the rules with these `codes`.

    Raises ValueError if its columns, types or grades are others than declared.
    """
    later = [column for column in _LATER.keys() & schema.keys() if column not in frame.columns]
    frame = frame.with_columns(pl.lit(_LATER[column], schema[column]).alias(column) for column in later)
    declared = FRAMES.get(name) or Frame(name, "", tuple(Column(each, dtype, "") for each, dtype in schema.items()))
    counts = [key(code, "", COUNT) for code in frame.columns if code in codes and code not in schema]
    _refuse_misfit(replace(declared, columns=(*declared.columns, *counts)), frame.lazy())
    frame = frame.select(*schema, *(column.name for column in counts))
    for column, known in (("severity", SEVERITIES), ("status", STATUSES)):
        if column in schema and not frame[column].is_in(known).all():
            message = f"{name}.parquet: a {column} that is none of {', '.join(known)}"
            raise ValueError(message)
    return frame


def _refuse_facts(folder: Path) -> None:
    """Raise ValueError if a frame of facts is not as declared; one that is missing was taken away on purpose.

    Raises UsageError where that is the frame of the articles, of which all others speak: a run in a bag has none.
    """
    if os.path.lexists(folder / fact_tables.PARTS):
        message = f"{fact_tables.PARTS} is left of a run that was not finished"
        raise ValueError(message)
    if not os.path.lexists(folder / f"{ARTICLES.name}.parquet"):
        records = folder.parent / "records"
        lie = f"they lie in {records}" if records.is_dir() else "in a bag they lie beside it, in data/records"
        message = (
            f"{folder}: the run has no articles ({ARTICLES.name}.parquet), which are read here; {lie}, "
            "and `provenance check` of these makes a run that has them"
        )
        raise UsageError(message)
    for frame in (*EXTRACTED, INPUTS):
        file = inside(folder, f"{frame.name}.parquet")
        if frame.name not in _SCHEMAS and file.is_file():
            rows = parquet.scan(file)
            known = rows.collect_schema()
            later = [pl.lit(_LATER[name], frame.schema[name]).alias(name) for name in _LATER if name in frame.schema]
            _refuse_misfit(frame, rows.with_columns(each for each in later if each.meta.output_name() not in known))


def _refuse_misfit(frame: Frame, rows: pl.LazyFrame) -> None:
    if mismatch := frame.mismatch(rows):
        message = f"{frame.name}.parquet: {mismatch}"
        raise ValueError(message)


def _refuse_types(manifest: Mapping[str, Any]) -> None:
    """Raise TypeError if what a stored run says of itself is not of the kind that reports expect."""
    verdict, record = manifest["verdict"], manifest["record"]
    values: list[tuple[object, type | tuple[type, ...]]] = [
        (manifest["rules"], dict), (manifest["policy"], dict), (verdict["passed"], bool), (verdict["articles"], int),
        (verdict["counts"], dict), (record["seconds"], (int, float)), (record["arguments"], list),
        (manifest.get("gate", {}), dict), (manifest.get("basis", ""), str),
        (record["versions"], dict), *((record[name], str) for name in ("started", "command", "engine")),
        *((record[name], int) for name in ("sources", "skipped")), (record.get("excluded", 0), int),
        (record.get("not_read", {}), dict), *((number, int) for number in record.get("not_read", {}).values()),
        *((verdict["counts"][grade], int) for grade in SEVERITIES), *((one, str) for one in record["arguments"]),
        *((version, str) for version in record["versions"].values()),
        (verdict.get("known", 0), int), (verdict.get("accepted", 0), int),
        *((reason["text"], str) for reason in verdict["reasons"]),
        *((reason[name], bool) for reason in verdict["reasons"] for name in ("fails", "of_corpus") if name in reason),
        *((about[name], str) for about in manifest["rules"].values() for name in ("name", "severity")),
        *((about.get("summary", ""), str) for about in manifest["rules"].values()),
        *((about["version"], int) for about in manifest["rules"].values()),
        *((record.get(name, {}), dict) for name in ("timings", "slowest_shard")), (record.get("shards", 0), int),
        *((each, (int, float)) for name in ("timings", "slowest_shard") for each in record.get(name, {}).values()),
        (record.get("notes", []), list), *((note, str) for note in record.get("notes", [])),
    ]  # fmt: skip
    for value, kind in values:
        if not isinstance(value, kind):
            message = f"{MANIFEST}: {value!r:.80} where another kind of value must be"
            raise TypeError(message)
    if any(reason["severity"] not in SEVERITIES for reason in verdict["reasons"]):
        message = f"{MANIFEST}: a reason of an unknown severity"
        raise ValueError(message)
    if datetime.fromisoformat(record["started"]).tzinfo is None:
        message = f"{MANIFEST}: the time at which it started has no zone"
        raise ValueError(message)


def _write(frame: pl.DataFrame | pl.LazyFrame, folder: Path, name: str) -> None:
    with replacing(folder / f"{name}.parquet") as part:
        parquet.write(frame, part, ROW_GROUP)
