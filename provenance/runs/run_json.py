"""What `run.json` tells of a stored run: its verdict, how it came about, its policy and its rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

import polars as pl

from provenance.errors import PolicyError
from provenance.policy import behind, configuration
from provenance.policy.verdict import Reason, Verdict
from provenance.rules.base import SEVERITIES, Rule
from provenance.runs.run import Record, Run

FORMAT = "provenance-run/1"
MANIFEST = "run.json"


def described(run: Run) -> dict[str, Any]:
    """Return what is written of a run."""
    return {
        "format": FORMAT,
        "verdict": asdict(run.verdict) | {"sentence": run.verdict.sentence},
        "record": asdict(run.record),
        **({} if run.gate is None else {"gate": dict(run.gate)}),
        "basis": run.basis,
        "manifest_sha256": behind.manifest(run.counted.each(("article", "sha256"))),
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


def refuse_types(manifest: Mapping[str, Any]) -> None:
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


def verdict(manifest: Mapping[str, Any]) -> Verdict:
    """Return the verdict of a stored run."""
    told = manifest["verdict"]
    return Verdict(
        passed=told["passed"], reasons=tuple(Reason(**reason) for reason in told["reasons"]),
        counts=told["counts"], articles=told["articles"], known=told.get("known", 0), accepted=told.get("accepted", 0),
    )  # fmt: skip


def record(manifest: Mapping[str, Any]) -> Record:
    """Return how a stored run came about."""
    told = manifest["record"]
    return Record(**{
        **told, "started": datetime.fromisoformat(told["started"]), "arguments": tuple(told["arguments"]),
        "notes": tuple(told.get("notes", ())),
    })  # fmt: skip


def usable(table: Mapping[str, Any]) -> dict[str, Any]:
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


def rules(manifest: Mapping[str, Any], policy: configuration.Policy) -> tuple[Rule, ...]:
    """Return the rules of a stored run; of one that is not here only what the run tells of it."""
    here = {rule.code: rule for rule in policy.rules()}
    return tuple(here.get(code) or _absent(code, about) for code, about in manifest.items())


def _selects(word: str) -> bool:
    try:
        return bool(list(configuration.Policy.codes([word])))
    except PolicyError:
        return False


def _absent(code: str, about: Mapping[str, Any]) -> Rule:
    return Rule(
        code=code, name=about["name"], severity=about["severity"], summary=about.get("summary", about["name"]),
        rationale="", reads="articles", broken=pl.lit(value=False), message=pl.lit(""), bad=(), good=(),
        version=about["version"],
    )  # fmt: skip
