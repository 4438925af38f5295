"""The JSON Schemas that we publish hold of what the program really writes, and take what it really accepts."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from copy import deepcopy
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from pages import HERE, blocks

from provenance import cli, reports, schemas
from provenance.errors import PolicyError, UsageError
from provenance.policy import configuration
from provenance.policy.configuration import Policy
from provenance.runs import store
from provenance.runs.fact_tables import prepare
from provenance.schemas.base import of_type
from tests.reports import fixed

TEXT = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday.\n\nAn error occurred. Please try again.\n"
CLEAN = TEXT.split("\n", maxsplit=1)[0]


def closed(schema):
    """Return a schema that forbids what it does not name: we write nothing that is not declared."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: closed(value) for key, value in schema.items()}
    return (
        made | {"additionalProperties": False}
        if "properties" in made and "type" in made and "additionalProperties" not in made
        else made
    )


def validator(name, *, strict=True):
    schema = json.loads(schemas.text(name))
    jsonschema.Draft202012Validator.check_schema(schema)
    made = closed(schema) if strict else schema
    return jsonschema.Draft202012Validator(made, format_checker=jsonschema.FormatChecker())


def call(*words):
    sys.argv = ["provenance", *words]
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return ended.value.code or 0


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Return the folder of a run that has all there can be: a gate, suites, limits, a baseline, decisions, notes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "corpus").mkdir()
    for name, text in (("a", TEXT), ("b", CLEAN), ("c", TEXT.replace("slipway", "weir"))):
        (tmp_path / "corpus" / f"{name}.txt").write_text(text, encoding="utf-8")
    (tmp_path / "corpus" / "d.jsonl").write_text(
        '{"id": "d1", "text": "The weir is to stay.", "published": "2024-03-12"}\n[]\n'
    )
    (tmp_path / "corpus" / "e.doc").write_text("x")
    known = [{"fingerprint": "f" * 16, "article": "gone.txt", "code": "BPL001", "excerpt": "Share"}]
    (tmp_path / "known.json").write_text(json.dumps({"format": "provenance-baseline/1", "findings": known}))
    decided = {"article": "a.txt", "code": "BPL001", "decision": "accept", "reason": "a quotation", "by": "Ada Quill"}
    lapsed = decided | {"article": "gone.txt", "until": "2020-01-01"}
    (tmp_path / "decided.jsonl").write_text(f"{json.dumps(decided)}\n{json.dumps(lapsed)}\n")
    (tmp_path / "own.toml").write_text(
        'baseline = "known.json"\ndecisions = ["decided.jsonl"]\nmin-confidence = 0.1\nfail-on = "warning"\n'
        'docs-url = "https://docs.example"\nlimits = { DAT = { info = "10%" }, BPL = 7 }\nseverity = { MET = "info" }\n'
    )
    options = ("--config", "own.toml", "--now", "2024-06-01", "--no-cache", "--suite", "dates")
    outputs = ("--output", "json=run.json", "--output", "json-lines=run.jsonl", "--run", "run")
    assert call("check", "corpus", *options, *outputs, "--accepted", "good", "--quarantine", "bad", "-q") == 1
    return tmp_path


def test_what_a_run_writes_is_what_the_schemas_say(run):
    whole = json.loads((run / "run.json").read_text(encoding="utf-8"))
    stored = json.loads((run / "run" / "run.json").read_text(encoding="utf-8"))
    lines = [json.loads(line) for line in (run / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    for message in (
        whole["gone"],
        whole["lapsed_decisions"],
        whole["expectations"],
        whole["findings"],
        whole["rules"],
        whole["gate"],
    ):
        assert message, "the run has all there can be"
    validator("json").validate(whole)
    validator("run").validate(stored)
    for line in lines:
        validator("json-lines").validate(line)


def spoilt(message):
    """Yield copies of an object, each with one fault."""
    for name in ("verdict", "rules"):
        yield {key: value for key, value in message.items() if key != name}
    yield message | {"format": "else"}
    for name, value in (("passed", "yes"), ("reasons", [{}]), ("counts", {"error": 1})):
        wrong = deepcopy(message)
        wrong["verdict"][name] = value
        yield wrong


@pytest.mark.parametrize("name", ["json", "run"])
def test_a_schema_notices_what_is_wrong(name, tmp_path):
    if name == "json":
        message = json.loads("".join(reports.render(fixed.run(), "json")))
    else:
        prepare(tmp_path / "run")
        store.save(fixed.run(), tmp_path / "run")
        message = json.loads((tmp_path / "run" / "run.json").read_text(encoding="utf-8"))
    validator(name, strict=False).validate(message)
    for wrong in spoilt(message):
        assert not validator(name, strict=False).is_valid(wrong)


def test_a_finding_of_another_kind_is_noticed():
    (line, *_) = (json.loads(line) for line in reports.render(fixed.run(), "json-lines"))
    validator("json-lines").validate(line)
    for name, value in (("severity", "grave"), ("start", "1"), ("start", -0.5), ("code", None), ("status", "old")):
        assert not validator("json-lines").is_valid(line | {name: value})
    assert not validator("json-lines").is_valid({key: value for key, value in line.items() if key != "fingerprint"})


def test_a_run_of_the_first_version_fits_the_schema_of_this_one():
    message = (Path(__file__).parent / "stability/0.1.0/run/run.json").read_text(encoding="utf-8")
    validator("run", strict=False).validate(json.loads(message))


@pytest.mark.parametrize(
    "table",
    [
        {}, {"select": ["DAT", "BPL001"], "ignore": []}, {"severity": {"BPL": "info"}}, {"fail-on": "never"},
        {"limits": {"BPL": "1%", "DAT": 5, "QUO": {"warning": "2.5 %", "error": 0}}}, {"limits": {"BPL": "100%"}},
        {"now": "2024-06-01"}, {"decisions": "a.jsonl"}, {"decisions": ["a.jsonl", "b.jsonl"]}, {"min-confidence": 1},
        {"per-file-ignores": {"old/**": ["DAT"]}}, {"fields": {"author": "meta.by", "published": "d"}}, {"suites": ["dates"]},
        {"catalogues": {"agencies": "a.csv"}}, {"allow-empty": True, "follow-links": False, "preview": True},
        {"docs-url": "https://docs.example/x/"}, {"exclude": ["*.tmp"]}, {"baseline": "b.json"},
    ],
)  # fmt: skip
def test_a_configuration_that_is_read_fits(table):
    configuration.parse(table)
    validator("configuration").validate(table)


@pytest.mark.parametrize(
    "table",
    [
        {"selct": ["ALL"]}, {"path": "x"}, {"found": True}, {"rules-from": "x"}, {"rules_from": "x"}, {"select": "BPL"}, {"select": [1]},
        {"severity": {"BPL": "fatal"}}, {"severity": ["BPL"]}, {"fail-on": "warnings"}, {"limits": {"BPL": "200%"}},
        {"limits": {"BPL": {"grave": 1}}}, {"limits": {"BPL": -1}}, {"limits": {"BPL": True}}, {"now": "yesterday"},
        {"catalogues": {"agency": "a.csv"}}, {"fields": {"published": 3}}, {"baseline": 3}, {"min-confidence": 1.01},
        {"min-confidence": True}, {"docs-url": "docs.example"}, {"docs-url": "javascript:x"}, {"preview": "yes"}, {"decisions": [3]},
    ],
)  # fmt: skip
def test_a_configuration_that_is_refused_does_not_fit(table):
    with pytest.raises(PolicyError):
        configuration.parse(table)
    assert not validator("configuration").is_valid(table)


def test_a_policy_that_is_stored_fits():
    policy = Policy(
        select=["DAT"], limits={"BPL": "1%"}, now="2024-06-01", decisions=["a.jsonl"], docs_url="http://localhost:80"
    )
    validator("configuration").validate(configuration.table(policy))


def test_every_key_is_described_and_stands_in_the_docs():
    page = HERE / "docs/configuration.md"
    properties = json.loads(schemas.text("configuration"))["properties"]
    assert {*properties} == {*configuration.keys()}
    assert [key for key, schema in properties.items() if not schema.get("description")] == []
    (example, *_) = (block.text for block in blocks(page, "toml"))
    table = tomllib.loads(example)["tool"]["provenance"]
    validator("configuration").validate(table)
    shown = {*table, *re.findall(r"^# ([a-z-]+) = ", example, re.MULTILINE)}
    assert sorted({*properties} - shown) == []


@pytest.mark.parametrize("name", schemas.SCHEMAS)
def test_a_schema_is_printed(name, capsys):
    assert call("schema", name) == 0
    assert capsys.readouterr().out == (HERE / "docs/schemas" / f"{name}.schema.json").read_text(encoding="utf-8")


def test_the_command_names_every_schema(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    assert call("schema", "--help") == 0
    shown = " ".join(re.sub(r"[^\w, .-]", " ", capsys.readouterr().out).split())
    assert f"{', '.join(schemas.SCHEMAS)}." in shown


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "name a schema: configuration, decisions, json"),
        (("jsn",), "there is no schema 'jsn' (did you mean 'json'?)"),
    ],
)
def test_a_schema_that_there_is_not_is_a_wrong_call(words, message, capsys):
    assert call("schema", *words) == 2
    assert message in capsys.readouterr().err


def test_a_type_without_a_schema_is_refused():
    assert of_type(dict[str, int | None]) == {"type": "object", "additionalProperties": {"type": ["integer", "null"]}}
    assert of_type(date | None) == {"type": ["string", "null"], "format": "date"}
    with pytest.raises(TypeError, match="no schema is known of"):
        of_type(set)
    with pytest.raises(UsageError):
        schemas.text("else")
