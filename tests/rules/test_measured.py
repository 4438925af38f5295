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
CAP001,1,web pages,labels of others,30,10,0,2026-11-29
CAP001,1,edited news,an engineer,45,3,2,2026-11-28
CAP001,1,novels,an engineer,7,1,2,2026-11-28
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
def test_an_arguable_finding_is_half_right_and_readers_are_not_added() -> None:
    engineer, labels = measured.precisions(RULE)
    assert (engineer.read, engineer.share, labels.read, labels.share) == (60, 0.9, 40, 0.75)
    page = explain.page(RULE)
    assert "Precision **0.90** on 60 findings, read by an engineer (95 % interval 0.80 to 0.95)." in page
    assert "Precision **0.75** on 40 findings, read by labels of others" in page
    assert "| web pages | labels of others | 2026-11-29 | 30 | 10 | 0 |" in page
    told = sarif._rule(RULE, None)["properties"]["measured"]
    assert (told["precision"], told["low"], told["high"], told["read"]) == (0.9, 0.799, 0.953, 60)
    assert [text["precision"] for text in told["texts"]] == [0.92, 0.8, 0.75]


@pytest.mark.usefixtures("counted")
@pytest.mark.parametrize("rule", [replace(RULE, version=2), replace(RULE, code="CAP999")])
def test_another_rule_or_another_version_of_it_is_not_measured(rule) -> None:
    assert measured.precision(rule) is None
    assert "Not measured" in explain.page(rule)
    assert sarif._rule(rule, None)["properties"]["measured"] is None


def test_our_own_table_speaks_of_our_own_rules_as_they_are() -> None:
    rules = by_code()
    for code, readings in measured.readings().items():
        assert code in rules, code
        assert all(reading.read and reading.version == rules[code].version for reading in readings), code
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
