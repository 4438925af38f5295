"""Every frame of a run held against its Pandera model and schema: does Pandera refuse exactly what the rules find?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl
from pandera.errors import SchemaErrors

from provenance import contracts
from provenance.frames import EXPECTATIONS, FINDINGS_COUNTED
from provenance.rules.base import Rule

SUITE = "contracts"
C = pl.col


def verify(frames: Mapping[str, pl.DataFrame], findings: pl.DataFrame, rules: Iterable[Rule]) -> pl.DataFrame:
    """Return frames.EXPECTATIONS: two a frame, that it conforms to its model and that schema and rules agree on it."""
    rules = tuple(rules)
    rows = [row for name, frame in frames.items() for row in _hold(name, frame, findings, rules)]
    return pl.DataFrame(rows, schema=EXPECTATIONS.schema)


def merge(verified: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return one row an expectation for several shards: met where all of them met it."""
    rows = pl.concat([EXPECTATIONS.empty(), *verified])
    unmet = C("outcome") != "met"
    worst = pl.when(unmet.any()).then(pl.lit("unmet")).otherwise(pl.lit("met"))
    observed = C("observed").filter(unmet).first()
    kept = [C(name).first() for name in EXPECTATIONS.schema if name not in ("expectation", "outcome", "observed")]
    merged = rows.group_by("expectation", maintain_order=True).agg(*kept, outcome=worst, observed=observed)
    return EXPECTATIONS.conform(merged)


def _hold(name: str, frame: pl.DataFrame, findings: pl.DataFrame, rules: tuple[Rule, ...]) -> Iterator[dict[str, Any]]:
    yield _row(f"{name}_conforms", f"The frame {name} conforms to its Pandera model.", _contract_error(name, frame))
    # How sure a finding is may lie in the language of its article, which is no column of the frame.
    reading = [rule for rule in rules if rule.reads == name and not rule.beside and not rule.floor]
    if reading:
        about = f"The Pandera schema of {name} refuses what its {len(reading)} rules find."
        yield _row(f"{name}_agrees", about, _differences(name, frame, findings, reading))


def _contract_error(name: str, frame: pl.DataFrame) -> str | None:
    try:
        contracts.model(name).validate(frame, lazy=True)
    except SchemaErrors as error:
        return str(error.failure_cases.select("column", "check").unique().sort("column").rows()[:5])
    return None


def _differences(name: str, frame: pl.DataFrame, findings: pl.DataFrame, rules: list[Rule]) -> str | None:
    refused = pl.DataFrame(schema={"code": pl.String, "article": pl.String})
    try:
        contracts.schema(name, rules).validate(frame, lazy=True)
    except SchemaErrors as error:
        refused = contracts.failures(error, frame).select(C("check").str.head(6).alias("code"), "article")
    found = findings.filter(C("code").is_in([rule.code for rule in rules])).select(
        "code",
        "article",
        side=-FINDINGS_COUNTED,  # of very many, the last counts those that are not listed
    )
    both = pl.concat([refused.with_columns(side=pl.lit(1, pl.Int64)), found])
    apart = both.group_by("code", "article").agg(C("side").sum()).filter(C("side") != 0).sort("code", "article")
    return str(apart.rows()[:5]) if apart.height else None


def _row(expectation: str, about: str, observed: str | None) -> dict[str, Any]:
    outcome = "met" if observed is None else "unmet"
    return {
        "suite": SUITE, "expectation": expectation, "severity": "error", "outcome": outcome, "about": about,
        "observed": observed,
    }  # fmt: skip
