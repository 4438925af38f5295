from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from provenance.errors import PluginError, PolicyError
from provenance.frames import FINDINGS
from provenance.policy import configuration
from provenance.policy.configuration import Policy
from provenance.policy.verdict import failing, weigh
from provenance.rules.registry import by_code, registry


def findings(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return FINDINGS.conform(pl.DataFrame(rows, schema=["article", "code", "severity"], orient="row"))


def test_the_nearest_file_wins(tmp_path):
    (tmp_path / "provenance.toml").write_text('select = ["DAT"]\n')
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    assert configuration.load(start=inner).select == ("DAT",)
    (inner / "pyproject.toml").write_text('[tool.provenance]\nselect = ["BPL"]\n')
    assert configuration.load(start=inner).select == ("BPL",)
    assert configuration.load(start=inner, isolated=True) == Policy()


def test_a_pyproject_without_our_table_is_passed_over(tmp_path):
    (tmp_path / "provenance.toml").write_text('ignore = ["MET"]\n')
    inner = tmp_path / "a"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert configuration.load(start=inner).ignore == ("MET",)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({"selct": ["ALL"]}, "did you mean 'select'"),
        ({"path": "x"}, "unknown key 'path'"),
        ({"select": ["BPK"]}, "'BPK' selects no rule"),
        ({"select": "BPL"}, "must be a list of strings"),
        ({"severity": {"BPL": "fatal"}}, "severity of BPL must be one of error, warning, info"),
        ({"fail-on": "warnings"}, "did you mean 'warning'"),
        ({"limits": {"BPL": "200%"}}, "neither a count (5) nor a share"),
        ({"limits": {"BPL": {"grave": 1}}}, "'grave' is not one of"),
        ({"now": "yesterday"}, "write YYYY-MM-DD"),
        ({"per-file-ignores": {"a/**": ["XXX"]}}, "'XXX' selects no rule"),
        ({"catalogues": {"agency": "a.csv"}}, "did you mean 'agencies'"),
        ({"select": ["dat001"]}, "did you mean 'DAT001'"),
        ({"fields": {"published": 3}}, "published must be a string"),
        ({"baseline": 3}, "baseline must be a string"),
        ({"min-confidence": 1.01}, "min-confidence must be a number from 0 to 1"),
        ({"min-confidence": -0.01}, "min-confidence must be a number from 0 to 1"),
        ({"min-confidence": True}, "min-confidence must be a number from 0 to 1"),
        ({"tool": {"provenance": {}}}, "without [tool.provenance]"),
    ],
)
def test_what_is_unknown_is_refused_with_a_hint(table, message):
    with pytest.raises(PolicyError, match="policy: ") as refusal:
        configuration.parse(table)
    assert message in str(refusal.value)


def test_files_count_from_the_folder_of_the_configuration(tmp_path):
    place = tmp_path / "provenance.toml"
    place.write_text(
        'suites = ["dates", "mine.json"]\nbaseline = "known.json"\ndecisions = "kept.jsonl"\n'
        'catalogues = {notices = "mine.csv"}\n'
    )
    results = configuration.load(config=place)
    assert results.suites == ("dates", str(tmp_path / "mine.json"))
    assert results.baseline == tmp_path / "known.json"
    assert results.decisions == (tmp_path / "kept.jsonl",)
    assert results.catalogues == {"notices": tmp_path / "mine.csv"}


@pytest.mark.parametrize("name", ["a.toml", "provenance.toml", "zz.toml"])
def test_keys_stand_alone_in_any_file_but_a_pyproject(tmp_path, name):
    (tmp_path / name).write_text('select = ["DAT"]\n')
    assert configuration.load(tmp_path / name).select == ("DAT",)


def test_isolated_takes_no_configuration(tmp_path):
    with pytest.raises(PolicyError, match="--isolated uses no configuration"):
        configuration.load(tmp_path / "provenance.toml", isolated=True)


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\nprovenance = 3"])
def test_a_pyproject_with_something_else_in_our_place(tmp_path, text):
    place = tmp_path / "pyproject.toml"
    place.write_text(text)
    with pytest.raises(PolicyError, match=r"tool\.provenance"):
        configuration.load(place)


def test_files_that_are_no_configuration(tmp_path):
    broken = tmp_path / "broken.toml"
    broken.write_text("select = [")
    with pytest.raises(PolicyError, match="not TOML"):
        configuration.load(broken)
    with pytest.raises(PolicyError, match="cannot read the configuration"):
        configuration.load(tmp_path / "missing.toml")


def test_selectors_are_codes_prefixes_names_families_and_all():
    every = {rule.code for rule in Policy().rules()}
    dates = {rule.code for rule in Policy(select=("DAT",)).rules()}
    assert dates == {rule.code for rule in Policy(select=("dates",)).rules()}
    assert dates < every
    assert {rule.code for rule in Policy(select=("date-missing",)).rules()} == {"DAT001"}
    assert {rule.code for rule in Policy(ignore=("DAT",)).rules()} == every - dates
    assert {rule.code for rule in Policy(select=("DAT001",), extend_select=("DAT002",)).rules()} == {"DAT001", "DAT002"}


def test_severity_is_the_policys():
    raised = Policy(severity={"DAT": "info", "DAT001": "error"}).rules()
    grades = {rule.code: rule.severity for rule in raised}
    assert grades["DAT001"] == "error"
    assert grades["DAT002"] == "info"


def test_a_table_gives_the_policy_back():
    given = {
        "select": ["DAT", "BPL"], "severity": {"BPL": "info"}, "limits": {"BPL": {"warning": "1%", "error": 5}},
        "per-file-ignores": {"old/**": ["DAT"]}, "now": "2024-06-01", "fail-on": "warning",
    }  # fmt: skip
    made = configuration.parse(given)
    assert made.now == date(2024, 6, 1)
    assert configuration.parse(configuration.table(made)) == made
    assert configuration.table(made) == given | {"limits": {"BPL": {"warning": "1%", "error": 5}}}
    assert configuration.table(Policy()) == {}


def test_now_is_the_end_of_the_pinned_day():
    assert Policy(now=date(2024, 6, 1)).clock() == datetime(2024, 6, 1, 23, 59, 59, 999999, UTC)
    assert Policy().clock().date() >= date(2024, 6, 1)


@pytest.mark.parametrize("glob", ["", ".", "/**", "./**"])
def test_a_pattern_that_names_no_file_is_refused(glob):
    with pytest.raises(PolicyError, match="is no pattern of files"):
        Policy(per_file_ignores={glob: ["DAT"]})


def test_ignores_of_a_file_reach_what_lies_under_it():
    results = Policy(per_file_ignores={"archive/**": ("DAT001",), "*.jsonl": ("DAT002",)})
    assert results.ignored_in("archive/1990/x.txt") == {"DAT001"}
    assert results.ignored_in("new/x.jsonl") == {"DAT002"}
    assert results.ignored_in("new/x.txt") == set()
    assert results.ignored_in("archive") == results.ignored_in("archives/x.txt") == set()


def test_a_plain_policy_fails_on_errors_and_on_nothing_read_and_follows_no_links_out():
    plain = Policy()
    assert (plain.fail_on, plain.allow_empty, plain.follow_links) == ("error", False, False)
    assert {rule.code for rule in plain.rules()} == {
        rule.code for rule in by_code().values() if rule.status != "preview"
    }


def test_an_empty_selector_selects_nothing():
    with pytest.raises(PolicyError, match="'' selects no rule"):
        Policy(select=("DAT", ""))


def test_errors_fail_the_gate_and_warnings_do_not():
    results = findings(("a", "BPL001", "error"), ("b", "CAP001", "warning"))
    assert not weigh(results, 2, Policy()).passed
    assert weigh(results.filter(severity="warning"), 2, Policy()).passed
    assert not weigh(results.filter(severity="warning"), 2, Policy(fail_on="warning")).passed
    assert weigh(results, 2, Policy(fail_on="never")).passed


def test_a_limit_takes_the_place_of_single_findings():
    results = findings(*((f"a{n}", "BPL001", "error") for n in range(3)))
    shares = configuration.parse({"limits": {"BPL": "2%"}})
    assert weigh(results, 1000, shares).passed
    verdict = weigh(results, 100, shares)
    assert not verdict.passed
    assert verdict.reasons[0].text == "BPL in 3.00% of the articles (3 of 100), over its limit of 2%"
    assert weigh(results, 100, configuration.parse({"limits": {"BPL": 3}})).passed
    assert not weigh(results, 100, configuration.parse({"limits": {"BPL": 2}})).passed
    assert weigh(results, 100, configuration.parse({"limits": {"BPL": {"warning": 2}}})).passed
    assert failing(results, shares).is_empty()


def test_keywords_are_read_like_a_table():
    given = {
        "select": ["DAT", "BPL"], "limits": {"BPL": "1%"}, "now": "2024-06-01", "baseline": "known.json",
        "catalogues": {"notices": "mine.csv"}, "decisions": "kept.jsonl",
    }  # fmt: skip
    assert Policy(**given) == configuration.parse(given)
    with pytest.raises(PolicyError, match="select must be a list of strings"):
        Policy(select="BPL")
    with pytest.raises(TypeError):
        Policy(("DAT",))


def test_a_configuration_in_the_input_makes_no_code_run(tmp_path):
    (tmp_path / "corpus").mkdir()
    config, ran = tmp_path / "corpus" / "provenance.toml", tmp_path / "ran"
    config.write_text('rules = ["rules.py"]\n')
    (tmp_path / "corpus" / "rules.py").write_text(f"from pathlib import Path\nPath({str(ran)!r}).touch()\n")
    with pytest.raises(PolicyError, match="its rules are Python files, and it lies in the input"):
        configuration.load(start=config.parent, inputs=["elsewhere", tmp_path])
    assert not ran.exists()
    for words in ({"start": config.parent, "inputs": ["elsewhere"]}, {"config": config, "inputs": [tmp_path]}):
        with pytest.raises(PluginError):  # it is run, and holds no rule
            configuration.load(**words)
        ran.unlink()


@pytest.mark.parametrize(
    "line", ['baseline = "s3://store/known.json"', 'decisions = "s3://store/a"', 'decisions = ["a", "s3://store/b"]']
)
def test_a_configuration_names_no_address(tmp_path, line):
    (tmp_path / "provenance.toml").write_text(line)
    with pytest.raises(PolicyError, match="only the command line names an address"):
        configuration.load(start=tmp_path)


def test_a_rule_in_preview_is_not_asked_for_without_previews():
    code = next(rule.code for rule in registry() if rule.status == "preview")
    for asked in ({"select": ("DAT001", code)}, {"extend_select": (code,)}):
        with pytest.raises(PolicyError, match=f"{code} is in preview: it runs with --preview"):
            Policy(**asked)
        assert code in {rule.code for rule in Policy(preview=True, **asked).rules()}


def test_rules_are_chosen_once_for_those_that_there_are(monkeypatch):
    plain = Policy()
    every = plain.rules()
    assert plain.rules() is every
    fewer = every[:3]
    monkeypatch.setattr(configuration, "registry", lambda: fewer)
    assert plain.rules() == fewer


def test_a_policy_goes_to_other_processes_without_the_rules_that_it_chose():
    plain = Policy(select=("DAT",), now=date(2024, 6, 1))
    codes = [rule.code for rule in plain.rules()]
    again = pickle.loads(pickle.dumps(plain))
    assert (again, again.now) == (plain, plain.now)
    assert "_chosen" not in vars(again)
    assert [rule.code for rule in again.rules()] == codes


def test_a_deprecated_rule_runs(monkeypatch):
    deprecated = tuple(replace(rule, status="deprecated") for rule in registry())
    monkeypatch.setattr(configuration, "registry", lambda: deprecated)
    assert Policy().rules() == deprecated


def test_a_policy_of_a_call_is_one_or_none():
    mine = Policy(select=("DAT",))
    assert configuration.given(mine) is mine
    assert configuration.given(None) == Policy()
    with pytest.raises(PolicyError, match=r"policy must be a provenance\.Policy, not dict"):
        configuration.given({"select": ["DAT"]})
