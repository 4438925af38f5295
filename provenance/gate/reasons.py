"""Why records are set aside: the files that lie beside them in quarantine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import polars as pl

from provenance.frames import FINDINGS, READ_ERRORS
from provenance.gate.by_file import RECORD
from provenance.gate.contents import Clash
from provenance.gate.ledger import QUARANTINE
from provenance.gate.verdicts import Records, Verdicts
from provenance.rules.apply import NO_ARTICLES, apply_rules
from provenance.rules.fingerprints import fingerprint
from provenance.rules.registry import by_code
from provenance.runs.run import Run
from provenance.storage import parquet
from provenance.storage.spill import ROW_GROUP, Spilled
from provenance.storage.targets import Target

CLASH = "INP016"
_OF_RECORD = pl.col("record").is_not_null()


def clash_errors(clashes: Sequence[Clash]) -> pl.DataFrame:
    """Return what is said of clashing records: frames.READ_ERRORS."""
    return READ_ERRORS.conform(pl.DataFrame(_rows(clashes), schema=READ_ERRORS.schema))


def clash_findings(read_errors: pl.DataFrame, run: Run) -> pl.DataFrame:
    """Return the findings of clashing records, as grave as the policy says: frames.FINDINGS."""
    rule = next((rule for rule in run.rules if rule.code == CLASH), by_code()[CLASH])
    found = fingerprint(apply_rules({"troubles": read_errors}, [rule], NO_ARTICLES)).with_columns(status=pl.lit("new"))
    return FINDINGS.conform(found)


def write_reasons(run: Run, verdicts: Verdicts, clashes: Sequence[Clash], target: Target) -> None:
    """Write all that counts against the records set aside, grave or not, and what could not be read.

    A record that holds no article bears the name that one would have there: `week.jsonl#8`. What earlier runs have
    written stays before it; a column tells which run a row is of.
    """
    clashing = Records()
    clashing.update((clash.source, clash.record) for clash in clashes)
    reasons = Spilled()
    for chunk in chain(run.found, run.subsumed):
        of_file = chunk.filter((pl.col("status") == "new") & pl.col("source").is_not_null())
        aside = ~verdicts.judged.mask(of_file) | verdicts.failed.mask(of_file) | clashing.mask(of_file)
        reasons.add(of_file.filter(aside))
    where = pl.when(_OF_RECORD).then(pl.format("{}#{}", *RECORD))
    for name, new, key in (
        ("findings", reasons.scan(), ["fingerprint"]),
        ("troubles", run.read_errors.lazy(), list(READ_ERRORS.schema)),
    ):
        _add_to_earlier(new.with_columns(article=pl.coalesce("article", where)), key, f"{name}.parquet", target)


def _add_to_earlier(new: pl.LazyFrame, key: Sequence[str], name: str, target: Target) -> None:
    """Write the rows of a run behind those of earlier ones, but for what these have said already."""
    frame = new.with_columns(run=pl.lit(target.run))
    earlier = target.folders[QUARANTINE] / name
    if target.kept.runs and earlier.is_file():
        old = parquet.scan(earlier)
        fresh = frame.join(old.select(key), on=key, how="anti", nulls_equal=True, maintain_order="left")
        frame = pl.concat([old, fresh], how="diagonal_relaxed")
    parquet.write(frame, target.stage(QUARANTINE) / name, ROW_GROUP)


def _rows(clashes: Sequence[Clash]) -> Iterator[dict[str, object]]:
    for clash in clashes:
        detail = f"a record with the id {clash.article!r} and other bytes has been accepted before"
        yield {**clash._asdict(), "kind": "clash", "detail": detail}
