"""Whether the gate passes, and the sentences that say why: without a corpus, findings are enough."""

from __future__ import annotations

from typing import Any, get_args

import polars as pl
import pytest

from provenance.frames import FINDINGS
from provenance.policy.configuration import Policy
from provenance.policy.verdict import Reason, Verdict, failing, fails, weigh
from provenance.rules.base import SEVERITIES, Severity

Row = tuple[str | None, str, Severity]


def findings(*rows: Row) -> pl.DataFrame:
    schema = {"article": pl.String, "code": pl.String, "severity": pl.String}
    return FINDINGS.conform(pl.DataFrame(rows, schema=schema, orient="row"))


@pytest.mark.parametrize(
    ("fail_on", "failing_ones"),
    [("error", ["error"]), ("warning", ["error", "warning"]), ("info", ["error", "warning", "info"]), ("never", [])],
)
def test_what_is_as_grave_as_the_policy_says_fails_the_gate(fail_on: Any, failing_ones: list[str]) -> None:
    policy = Policy(fail_on=fail_on)
    assert [grade for grade in SEVERITIES if fails(grade, policy)] == failing_ones
    for severity in get_args(Severity):
        found = findings(("a", "BPL001", severity))
        verdict = weigh(found, 1, policy)
        assert verdict.passed is (severity not in failing_ones)
        assert verdict.reasons == (Reason(f"1 {severity} in 1 of 1 article", severity, severity in failing_ones),)
        assert not verdict.reasons[0].of_corpus
        assert verdict.counts == {grade: int(grade == severity) for grade in SEVERITIES}
        assert failing(found, policy).height == (not verdict.passed)


@pytest.mark.parametrize(
    ("not_read", "left"),
    [
        (None, ""), ({}, ""), ({".md": 2, "": 1}, "; no reader takes 2 .md files, 1 file without suffix"),
        (
            {".json": 1},
            "; no reader takes 1 .json file (a .json file in which no article is seen is told why when the command names it)",
        ),
    ],
)  # fmt: skip
def test_a_gate_that_has_read_nothing_fails_unless_it_may(not_read: dict[str, int] | None, left: str) -> None:
    text = f"no article was read{left}; --allow-empty lets that pass"
    verdict = weigh(findings(), 0, Policy(), not_read=not_read)
    assert (verdict.passed, verdict.reasons) == (False, (Reason(text, "error", fails=True, of_corpus=True),))
    assert weigh(findings(), 0, Policy(fail_on="never"), not_read=not_read).passed
    assert weigh(findings(), 0, Policy(allow_empty=True), not_read=not_read).reasons == ()
    assert weigh(findings(), 1, Policy(), not_read=not_read).reasons == ()


def test_a_limit_speaks_of_the_corpus_and_stands_for_its_findings() -> None:
    found = findings(("a", "BPL001", "error"), ("a", "BPL001", "error"), ("b", "DAT001", "warning"))
    by_count = weigh(found, 50, Policy(limits={"BPL": {"warning": 1, "error": 2}}))
    assert by_count.reasons == (
        Reason("BPL has 2 findings, over its limit of 1", "warning", fails=False, of_corpus=True),
        Reason("1 warning in 1 of 50 articles", "warning", fails=False),
    )
    by_share = weigh(found, 50, Policy(limits={"BPL": "1.5%"}))
    text = "BPL in 2.00% of the articles (1 of 50), over its limit of 1.5%"
    assert by_share.reasons[0] == Reason(text, "error", fails=True, of_corpus=True)
    assert by_share.deciding == by_share.reasons[:1]


def made(**given: Any) -> Verdict:
    return Verdict(**({"passed": True, "reasons": (), "counts": {}, "articles": 3} | given))


GRAVE, LIGHT = Reason("2 errors", "error", fails=True), Reason("1 warning", "warning", fails=False)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "The gate passes: nothing found."),
        ({"articles": 0}, "The gate passes: no article was read."),
        ({"known": 1}, "The gate passes: nothing new (1 known finding)."),
        ({"articles": 0, "accepted": 1_200}, "The gate passes: nothing new (1,200 accepted)."),
        ({"reasons": (LIGHT,), "known": 2, "accepted": 1}, "The gate passes: 1 warning (2 known findings, 1 accepted)."),
        ({"reasons": (GRAVE, LIGHT), "passed": False}, "The gate fails: 2 errors."),
        ({"reasons": (GRAVE, GRAVE), "passed": False, "known": 1}, "The gate fails: 2 errors; 2 errors (1 known finding)."),
    ],
)  # fmt: skip
def test_the_verdict_in_a_sentence(given: dict[str, Any], sentence: str) -> None:
    assert made(**given).sentence == sentence


def test_a_verdict_names_what_it_is_made_of() -> None:
    with pytest.raises(TypeError):
        Verdict(True, (), {}, 3)  # type: ignore[misc]  # noqa: FBT003
