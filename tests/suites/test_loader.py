from __future__ import annotations

import json

import polars as pl
import pytest

from provenance import suites
from provenance.errors import SuiteError
from provenance.suites import loader

GOOD = {"type": "expect_table_row_count_to_be_between", "kwargs": {"min_value": 1}, "severity": "critical"}


def written(tmp_path, *expectations, **more):
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({"name": "mine", "expectations": list(expectations)} | more, indent=1))
    return path


def test_the_built_in_suites_read():
    assert loader.names() == ["attributions", "boilerplate", "captions", "dates", "originality", "volume"]
    for suite in loader.find(["ALL"]):
        for expectation in suite.data["expectations"]:
            assert expectation["notes"]
            assert expectation["description"]
            assert expectation["severity"] in loader.SEVERITIES


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (GOOD | {"severity": "fatal"}, "severity 'fatal' is not one of critical, warning, info"),
        (GOOD | {"severty": "info"}, "unknown key 'severty' of the expectation (did you mean 'severity'?)"),
        ({"kwargs": {}}, "expectation 1 has no `type`"),
    ],
)
def test_what_great_expectations_would_drop_is_refused_with_its_line(tmp_path, bad, message):
    path = written(tmp_path, GOOD, bad)
    line = path.read_text().split("\n").index("  {", 6) + 1
    with pytest.raises(SuiteError) as refusal:
        loader.read(path)
    assert str(refusal.value) == f"{path}:{line}: {message}"


def test_an_unknown_type_is_refused_with_its_line_and_a_hint(tmp_path):
    path = written(tmp_path, GOOD, GOOD | {"type": "expect_table_row_count_to_be_betwixt"})
    with pytest.raises(
        SuiteError, match=r"mine.json:11: unknown expectation .*did you mean 'expect_table_row_count_to"
    ):
        suites.run([str(path)], pl.DataFrame({"a": [1]}))


def test_files_that_are_no_suite(tmp_path):
    path = tmp_path / "x.json"
    path.write_text('{"name": "x",\n "expectations": [}')
    with pytest.raises(SuiteError, match=r"x.json:2: not JSON"):
        loader.read(path)
    path.write_text("[]")
    with pytest.raises(SuiteError, match="not a suite"):
        loader.read(path)
    with pytest.raises(SuiteError, match=r"no suite 'volum'.*did you mean 'volume'"):
        loader.find(["volum"])


@pytest.mark.parametrize(
    ("key", "value", "noun"),
    [
        ("name", {"text": "a"}, "text"),
        ("name", 3, "text"),
        ("notes", 1.5, "text or list of it"),
        ("meta", "summary", "object"),
        ("meta", [{}], "object"),
        ("meta", 10**30, "object"),
        ("suite_parameters", ["a"], "object"),
    ],
)
def test_what_is_said_of_a_suite_as_a_whole_has_its_kind(tmp_path, key, value, noun):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"name": "x", key: value, "expectations": []}))
    with pytest.raises(SuiteError, match=rf"x.json: `{key}` of the suite is no {noun}"):
        loader.read(path)
    path.write_text(json.dumps({"name": "x", key: None, "expectations": []}))
    assert suites.run([str(path)], pl.DataFrame({"a": [1]})).is_empty()


def test_a_suite_without_a_name_is_called_as_its_file(tmp_path):
    (tmp_path / "x.json").write_text('{"name": "", "expectations": []}')
    assert loader.read(tmp_path / "x.json").name == "x"
    assert suites.run([str(tmp_path / "x.json")], pl.DataFrame({"a": [1]})).is_empty()


def test_an_expectation_that_cannot_be_evaluated_is_broken_not_unmet(tmp_path):
    lost = {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "lost"}, "severity": "warning"}
    results = suites.run([str(written(tmp_path, GOOD, lost))], pl.DataFrame({"a": [1]}))
    assert results["outcome"].to_list() == ["met", "broken"]
    assert results["severity"].to_list() == ["error", "warning"]


def test_kwargs_that_nobody_reads_are_refused_with_their_line_and_a_hint(tmp_path):
    path = written(tmp_path, GOOD, GOOD | {"kwargs": {"min_valu": 1}})
    with pytest.raises(SuiteError) as refusal:
        suites.run([str(path)], pl.DataFrame({"a": [1]}))
    assert str(refusal.value).endswith(
        "mine.json:11: unknown key 'min_valu' of the kwargs of expect_table_row_count_to_be_between (did you mean 'min_value'?)"
    )


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"type": "expect_column_values_to_be_unique", "kwargs": {}}, "column: field required"),
        ({"type": "expect_column_values_to_be_unique", "kwargs": {"column": "a", "mostly": 98}}, "mostly: "),
        (
            {"type": "expect_no_findings", "kwargs": {"code": "DAT099"}},
            "code: no rule 'DAT099' (did you mean 'DAT009'?)",
        ),
        ({"type": "expect_no_findings", "kwargs": {"code": "DUP004"}}, "code: DUP004 speaks of the corpus as a whole"),
    ],
)
def test_what_an_expectation_does_not_take_is_refused_with_its_line(tmp_path, bad, message):
    with pytest.raises(SuiteError) as refusal:
        suites.run([str(written(tmp_path, GOOD, bad))], pl.DataFrame({"a": [1]}))
    assert f"mine.json:11: {bad['type']}: " in str(refusal.value)
    assert message in str(refusal.value)


def test_lines_are_right_whatever_stands_before_the_expectations(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text(
        '{"name": "expectations", "notes": ["[", "\\"expectations\\": ["],\n"expectations":\n[\n{"kwargs": {}}]}'
    )
    with pytest.raises(SuiteError, match=r"mine.json:4: expectation 0 has no `type`"):
        loader.read(path)


def test_files_that_say_a_thing_twice_or_in_another_encoding(tmp_path):
    path = tmp_path / "mine.json"
    path.write_text('{"expectations": [{"type": "a", "severity": "critical", "severity": "info"}]}')
    with pytest.raises(SuiteError, match="the key 'severity' stands twice"):
        loader.read(path)
    path.write_bytes('{"name": "é", "expectations": []}'.encode("latin-1"))
    with pytest.raises(SuiteError, match="not UTF-8"):
        loader.read(path)
