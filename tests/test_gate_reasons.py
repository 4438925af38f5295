"""What lies beside records in quarantine: all that counts against them, run after run, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from provenance.frames import FINDINGS, READ_ERRORS
from provenance.gate import reasons
from provenance.gate.contents import Clash
from provenance.gate.ledger import QUARANTINE
from provenance.gate.verdicts import Records
from provenance.rules.registry import registry
from provenance.storage.spill import Spilled

COLUMNS = ("fingerprint", "article", "source", "record", "status")
JUDGED = [("a.jsonl", record) for record in range(4)]
FAILED = [("a.jsonl", 1), ("a.jsonl", 5)]
"""The sixth record could not be read, and its finding fails the gate."""
CLASHES = [Clash("d", "a.jsonl", 3)]
ERROR = ("a.jsonl", 6, None, None, "broken-json", "Expecting value")


def of(*rows: tuple[str, int | None]) -> Records:
    records = Records()
    records.update(rows)
    return records


def write(
    home: Path, findings: Sequence[tuple[object, ...]], *, run: str = "one", earlier: Sequence[str] = (),
    subsumed: Sequence[tuple[object, ...]] = (), read_errors: Sequence[tuple[object, ...]] = (),
) -> dict[str, list[tuple[object, ...]]]:  # fmt: skip
    """Write the reasons of a run, publish them, and return what stands there: of findings the article and the run."""
    (home / "stage").mkdir(exist_ok=True)
    found, behind = (
        Spilled.of(FINDINGS.conform(pl.DataFrame(rows, schema=COLUMNS, orient="row", infer_schema_length=None)))
        for rows in (findings, subsumed)
    )
    columns = ("source", "record", "line", "byte", "kind", "detail")
    errors = READ_ERRORS.conform(pl.DataFrame(read_errors, schema=columns, orient="row", infer_schema_length=None))
    checked: Any = SimpleNamespace(found=found, subsumed=behind, read_errors=errors)
    verdicts: Any = SimpleNamespace(judged=of(*JUDGED), failed=of(*FAILED))
    target: Any = SimpleNamespace(
        run=run, kept=SimpleNamespace(runs=earlier), folders={QUARANTINE: home}, stage=lambda _: home / "stage"
    )
    reasons.write_reasons(checked, verdicts, CLASHES, target)
    for name in ("findings", "troubles"):
        (home / "stage" / f"{name}.parquet").replace(home / f"{name}.parquet")
    return {
        name: pl.read_parquet(home / f"{name}.parquet").select(*columns).rows()
        for name, columns in (("findings", ("fingerprint", "article", "run")), ("troubles", ("article", "detail", "run")))
    }  # fmt: skip


@pytest.mark.parametrize(
    ("row", "article"),
    [
        ((None, "a.jsonl", 0, "new"), None),
        (("b", "a.jsonl", 1, "new"), "b"),
        (("b", "a.jsonl", 1, "known"), None),
        (("b", "a.jsonl", 1, "accepted"), None),
        ((None, "a.jsonl", 5, "new"), "a.jsonl#5"),
        ((None, "a.jsonl", 6, "new"), "a.jsonl#6"),
        (("d", "a.jsonl", 3, "new"), "d"),
        (("d", "a.jsonl", 3, "known"), None),
        (("e.txt", "e.txt", None, "new"), "e.txt"),
        ((None, None, None, "new"), None),
    ],
)
def test_what_counts_against_a_record_that_is_set_aside_lies_beside_it(
    tmp_path: Path, row: tuple[object, ...], article: str | None
) -> None:
    wanted = [("f", article, "one")] if article else []
    assert write(tmp_path, [("f", *row)])["findings"] == wanted
    assert write(tmp_path, [], subsumed=[("f", *row)])["findings"] == wanted


FOUND, OTHER = ("f", "b", "a.jsonl", 1, "new"), ("g", None, "a.jsonl", 5, "new")


def test_what_earlier_runs_have_said_is_not_said_again(tmp_path: Path) -> None:
    write(tmp_path, [FOUND], read_errors=[ERROR])
    errors = [ERROR, (*ERROR[:5], "another")]
    again = write(tmp_path, [FOUND, OTHER], run="two", earlier=["one"], read_errors=errors)
    assert again["findings"] == [("f", "b", "one"), ("g", "a.jsonl#5", "two")]
    assert again["troubles"] == [("a.jsonl#6", "Expecting value", "one"), ("a.jsonl#6", "another", "two")]


def test_only_what_an_earlier_run_has_published_is_taken_up(tmp_path: Path) -> None:
    assert write(tmp_path, [FOUND], earlier=["none"])["findings"] == [("f", "b", "one")]
    left = write(tmp_path, [OTHER], run="two")  # what lies there was left by a run that was killed
    assert left["findings"] == [("g", "a.jsonl#5", "two")]


@pytest.mark.parametrize("severity", ["error", "info"])
def test_a_clash_is_as_grave_as_the_policy_says_whether_its_rule_is_selected_or_not(severity: Any) -> None:
    errors = reasons.clash_errors(CLASHES)
    clash = next(rule for rule in registry() if rule.code == reasons.CLASH)
    selected: Any = SimpleNamespace(rules=[rule.graded(severity) for rule in registry()[::-1]])
    others: Any = SimpleNamespace(rules=[rule for rule in registry() if rule.code != reasons.CLASH])
    for run, grade in ((selected, severity), (others, clash.severity)):
        (finding,) = reasons.clash_findings(errors, run).to_dicts()
        assert (finding["code"], finding["severity"], finding["status"]) == (reasons.CLASH, grade, "new")
        assert (finding["article"], finding["source"], finding["record"]) == ("d", "a.jsonl", 3)
        assert "a record with the id 'd' and other bytes has been accepted before" in finding["excerpt"]
