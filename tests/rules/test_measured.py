"""How often a rule is right is counted by readers, and told wherever the rule is described."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from provenance import cli
from provenance.reports import sarif
from provenance.rules import explain, measured
from provenance.rules.registry import by_code

TABLE = """\
# a comment
rule,version,text,reader,right,wrong,arguable,when
CAP001,1,edited news,an engineer,50,4,6,2026-11-28
CAP001,1,web pages,labels,30,10,0,2026-11-29
"""
RULE = replace(by_code()["CAP001"], version=1)


@pytest.fixture
def counted(monkeypatch):
    table = measured.of_lines(TABLE.splitlines())
    monkeypatch.setattr(measured, "readings", lambda: table)


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    [(60, 60, 0.9398, 1.0), (0, 10, 0.0, 0.2775), (45, 60, 0.6277, 0.8422), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(right: int, count: int, low: float, high: float) -> None:
    assert measured.wilson(right / count, count) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.usefixtures("counted")
def test_readings_of_one_rule_are_one_measure_and_an_arguable_finding_is_half_right() -> None:
    found = measured.precision(RULE)
    assert found
    assert (found.read, found.share) == (100, 0.83)
    assert "Precision **0.83** on 100 findings (95 % interval 0.74 to 0.89)" in explain.page(RULE)
    assert "| web pages | labels | 2026-11-29 | 30 | 10 | 0 |" in explain.page(RULE)
    told = sarif._rule(RULE, None)["properties"]["measured"]
    assert (told["precision"], told["low"], told["high"], told["read"], len(told["texts"])) == (
        0.83,
        0.745,
        0.891,
        100,
        2,
    )


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("rule", [replace(RULE, version=2), replace(RULE, code="CAP999")])
def test_another_rule_or_another_version_of_it_is_not_measured(rule) -> None:
    assert measured.precision(rule) is None
    assert "Not measured" in explain.page(rule)
    assert sarif._rule(rule, None)["properties"]["measured"] is None


def test_our_own_table_speaks_of_our_own_rules() -> None:
    rules = by_code()
    for code, readings in measured.readings().items():
        assert code in rules, code
        assert all(reading.read and reading.version <= rules[code].version for reading in readings), code
        places = [(reading.version, reading.text, reading.reader) for reading in readings]
        assert len(places) == len({*places}), f"{code}: a text is told twice"


def test_a_program_reads_the_rules_as_json(monkeypatch, capsys) -> None:
    for words in (["CAP"], ["--all"]):
        monkeypatch.setattr("sys.argv", ["provenance", "rule", *words, "-f", "json"])
        with pytest.raises(SystemExit):
            cli.main()
        rows = json.loads(capsys.readouterr().out)
        codes = [row["code"] for row in rows]
        assert codes == [code for code in by_code() if code.startswith("CAP") or words == ["--all"]]
        assert all(row["measured"] is None or 0 <= row["measured"]["low"] <= 1 for row in rows)
