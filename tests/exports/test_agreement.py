"""Two reviewers: the share they agree on with its interval, kappa, and what is to be settled."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from provenance import exports
from provenance.errors import PolicyError, UsageError
from provenance.exports import agreement
from provenance.runs.run import Run
from tests.exports.conftest import POLICY


def words(table: dict[tuple[str, str], int]) -> pl.DataFrame:
    rows = [pair for pair, number in table.items() for _ in range(number)]
    return pl.DataFrame(rows, schema={"first": pl.String, "second": pl.String}, orient="row")


def test_the_measures_are_those_of_the_books() -> None:
    """Kappa of a table of 50 with 20 and 15 agreed is 0.4 (Cohen's usual example); Wilson's interval of 35 of 50."""
    found = agreement.measure(
        words({("accept", "accept"): 20, ("accept", "defect"): 5, ("defect", "accept"): 10, ("defect", "defect"): 15})
    )
    assert (found.both, found.equal) == (50, 35)
    assert found.kappa == pytest.approx(0.4)
    assert (round(found.low, 3), round(found.high, 3)) == (0.562, 0.809)
    assert found.spread == pytest.approx(1.96 * (0.7 * 0.3 / 50) ** 0.5 / 0.5)
    assert agreement.measure(words({("accept", "accept"): 3})).kappa is None
    assert agreement.measure(words({})).both == 0


@pytest.fixture
def reviewed(checked: Run, tmp_path: Path) -> Callable[..., str]:
    """Return what gives the page for the decisions of reviewers, each a list of decisions."""

    def page(*files: list[dict[str, str]]) -> str:
        places = []
        for number, decided in enumerate(files):
            lines = [json.dumps({"format": "provenance-decision/1", **each}) for each in decided]
            places.append(tmp_path / f"{number}.jsonl")
            places[-1].write_text("\n".join(lines), encoding="utf-8")
        run = replace(checked, policy=replace(POLICY, decisions=places))
        exports.write(run, "agreement", tmp_path / "page.html")
        return (tmp_path / "page.html").read_text(encoding="utf-8")

    return page


def test_disagreements_are_listed_with_the_reasons_of_both(checked: Run, reviewed: Callable[..., str]) -> None:
    found = checked.findings.filter(pl.col("article").is_not_null()).unique("code", keep="first", maintain_order=True)
    one, two, three = found.head(3).iter_rows(named=True)
    mara = [
        {"fingerprint": one["fingerprint"], "decision": "unsure", "by": "Mara"},
        {"fingerprint": one["fingerprint"], "decision": "defect", "by": "Mara", "reason": "torn <b>"},
        {"fingerprint": two["fingerprint"], "decision": "defect", "by": "Mara"},
        {"fingerprint": three["fingerprint"], "decision": "defect", "by": "Mara"},
    ]
    tom = [
        {"article": one["article"], "code": one["code"], "decision": "accept", "by": "Tom", "reason": "as printed"},
        {"fingerprint": two["fingerprint"], "decision": "defect", "by": "Tom"},
    ]
    page = reviewed(mara, tom)
    assert "<h2>Mara and Tom</h2>" in page
    assert "findings on which both have decided (" in page
    assert "<td>defect: torn &lt;b&gt;</td><td>accept: as printed</td>" in page
    assert three["fingerprint"] not in page


def test_one_reviewer_is_not_compared_and_a_file_that_is_gone_is_told(
    checked: Run, reviewed: Callable[..., str], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="compares two reviewers, and the run knows 1"):
        reviewed([{"fingerprint": "f", "decision": "unsure"}])
    lost = replace(checked, policy=replace(POLICY, decisions=[tmp_path / "lost.jsonl", tmp_path / "gone.jsonl"]))
    with pytest.raises(PolicyError, match="cannot read the decisions"):
        exports.write(lost, "agreement", tmp_path / "page.html")
    assert not list(tmp_path.glob(".prov*"))
