"""Stored runs: a folder with the frames as Parquet and the rest as JSON, from which every report can be made again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from provenance.errors import UsageError
from provenance.frames import EXTRACTED, INPUTS, SUMMARY
from provenance.policy import configuration
from provenance.runs import fact_tables, keys, run_json, tables
from provenance.runs.run import Run
from provenance.runs.run_json import FORMAT, MANIFEST
from provenance.runs.tables import OF_CORPUS, SUBSUMED
from provenance.storage import parquet, targets
from provenance.storage.addresses import is_remote
from provenance.storage.atomic import replacing, write_text
from provenance.storage.spill import ROW_GROUP, Spilled, SpillError
from provenance.storage.untrusted import inside, parse_json

BESIDE = (SUBSUMED, "gone", "lapsed")
"""Tables of a stored run that are no frames."""
_OWN = ("expectations", "gone", "lapsed")
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
    for name, frame in ({frame.name: Spilled.of(frame.empty()) for frame in OF_CORPUS} | dict(run.corpus)).items():
        if name not in extracted:
            _write(frame.scan(), folder, name)
    keys.write(run.keys, folder)
    write_text(folder / MANIFEST, json.dumps(run_json.described(run), ensure_ascii=False, indent=1, default=str) + "\n")


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
                tables.refuse_facts(folder)
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
    return configuration.parse(run_json.usable(table))


def _loaded(manifest: Mapping[str, Any], folder: Path) -> Run:
    policy = configuration.parse(run_json.usable(manifest["policy"]), folder / MANIFEST)
    run_json.refuse_types(manifest)
    small = tables.small(folder)
    found, subsumed = tables.findings(folder, [*manifest["rules"]])
    return Run(
        found=found, subsumed=subsumed,
        counted=tables.chunks(folder, SUMMARY.name, SUMMARY.schema, manifest["rules"]),
        read_errors=small["troubles"], expectations=small["expectations"], gone=small["gone"], lapsed=small["lapsed"],
        verdict=run_json.verdict(manifest), record=run_json.record(manifest),
        corpus={frame.name: Spilled.of(small[frame.name]) for frame in OF_CORPUS},
        policy=policy, rules=run_json.rules(manifest["rules"], policy),
        frames=folder, gate=manifest.get("gate"), basis=manifest.get("basis", ""),
    )  # fmt: skip


def _write(frame: pl.DataFrame | pl.LazyFrame, folder: Path, name: str) -> None:
    with replacing(folder / f"{name}.parquet") as part:
        parquet.write(frame, part, ROW_GROUP)
