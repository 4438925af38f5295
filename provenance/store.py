"""Stored runs: a folder with the frames as Parquet and the rest as JSON, from which every report can be made again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from provenance import extract, policy
from provenance.errors import UsageError
from provenance.files import whole, write_text
from provenance.frames import CORPUS, DAYS, DUPLICATES, REPEATS
from provenance.pieces import Pieces
from provenance.run import Record, Run
from provenance.verdict import Reason, Verdict

FORMAT = "provenance-run/1"
MANIFEST = "run.json"
_CORPUS = (DUPLICATES, REPEATS, DAYS, CORPUS)
_OWN = ("expectations", "gone", "lapsed")


def save(run: Run, folder: Path) -> None:
    """Store a run in `folder`, beside the frames of facts that it has written there; `run.json` comes last.

    Raises UsageError if the folder cannot be written.
    """
    extract.finish(run, folder)
    for name in _OWN:
        _write(getattr(run, name), folder, name)
    for frame in _CORPUS:
        _write(run.corpus.get(frame.name, frame.empty()), folder, frame.name)
    write_text(folder / MANIFEST, json.dumps(_described(run), ensure_ascii=False, indent=1, default=str) + "\n")


def load(folder: Path) -> Run:
    """Return a stored run. Raises UsageError if the folder holds none."""
    try:
        told = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if told["format"] != FORMAT:
            message = f"{folder}: format {told['format']!r} is not known; this version reads {FORMAT}"
            raise UsageError(message)
        return _loaded(told, folder)
    except OSError as error:
        message = f"{folder}: no stored run: {error.strerror or error}; `check --run DIR` stores one"
        raise UsageError(message) from error
    except (ValueError, KeyError, TypeError, pl.exceptions.PolarsError) as error:
        message = f"{folder}: the stored run is damaged: {error}"
        raise UsageError(message) from error


def manifest(summary: pl.DataFrame) -> str:
    """Return one SHA-256 over the digests and ids of all records, whatever their order."""
    lines = summary.select(pl.format("{}  {}", "sha256", "article")).to_series().sort()
    digest = hashlib.sha256()
    for line in lines:
        digest.update(f"{line}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _described(run: Run) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "verdict": asdict(run.verdict) | {"sentence": run.verdict.sentence},
        "record": asdict(run.record),
        "manifest_sha256": manifest(run.counted.frame(("article", "sha256"))),
        "policy": policy.table(run.policy),
        "rules": {
            rule.code: {"name": rule.name, "version": rule.version, "severity": rule.severity} for rule in run.rules
        },
    }


def _loaded(told: Mapping[str, Any], folder: Path) -> Run:
    held = policy.parse(told["policy"], folder / MANIFEST)
    verdict, record = told["verdict"], told["record"]
    frames = {name: _read(folder, name) for name in ("troubles", *_OWN)}
    found, counted = (Pieces.of(_read(folder, name)) for name in ("findings", "summary"))
    return Run(
        found=found, counted=counted, troubles=frames["troubles"], expectations=frames["expectations"],
        gone=frames["gone"], lapsed=frames["lapsed"],
        verdict=Verdict(
            passed=verdict["passed"], reasons=tuple(Reason(**reason) for reason in verdict["reasons"]),
            counts=verdict["counts"], articles=verdict["articles"],
            known=verdict.get("known", 0), accepted=verdict.get("accepted", 0),
        ),
        corpus={frame.name: _read(folder, frame.name) for frame in _CORPUS},
        policy=held,
        rules=tuple(rule for rule in held.rules() if rule.code in told["rules"]),
        record=Record(**{
            **record, "started": datetime.fromisoformat(record["started"]), "arguments": tuple(record["arguments"]),
        }),
        frames=folder,
    )  # fmt: skip


def _read(folder: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(folder / f"{name}.parquet", glob=False)


def _write(frame: pl.DataFrame, folder: Path, name: str) -> None:
    with whole(folder / f"{name}.parquet") as part:
        frame.write_parquet(part)
