"""A configuration that lies in the corpus may be a stranger's: every report that speaks of the run names it."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from provenance import cli, policy, reports
from provenance.policy.notes import notes
from provenance.runs import store
from provenance.suites import docs

TEXT = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
NOTE = "the configuration provenance.toml lies in the input, and was followed"
SILENT = ("gitlab", "rdjson", "json-lines", "timings")
"""Formats that are lists, of findings or of times, and say nothing of the run."""


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """Run the command line in a corpus that brings a configuration of its own: exit code, output, errors."""
    (tmp_path / "corpus" / "week").mkdir(parents=True)
    (tmp_path / "corpus" / "week" / "a.txt").write_text(TEXT, encoding="utf-8")
    config = 'ignore = ["MET"]\nextend-select = ["BPL", "INP"]\nexclude = ["b.txt"]\n'
    (tmp_path / "corpus" / "provenance.toml").write_text(config, encoding="utf-8")
    monkeypatch.chdir(tmp_path / "corpus")

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["provenance", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        sentence = capsys.readouterr()
        return ended.value.code or 0, sentence.out, sentence.err

    return run


def test_every_report_names_it(call, tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    out = tmp_path / "out"
    files = {name: out / f"report.{name}" for name in reports.formats()}
    out.mkdir()
    asked = [word for name, file in files.items() for word in ("--output", f"{name}={file}")]
    code, sentence, errors = call("check", ".", "--run", "../run", "--report", "../report.html", *asked)
    assert (code, sentence.count(NOTE), errors.count(NOTE)) == (0, 1, 0)
    for name, file in files.items():
        assert (NOTE in file.read_text(encoding="utf-8")) is (name not in SILENT), name
    assert NOTE in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert NOTE in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "run" / "run.json").read_text())["record"]["notes"][0].startswith(NOTE)
    sarif = json.loads(files["sarif"].read_text(encoding="utf-8"))["runs"][0]["invocations"][0]
    assert sarif["toolConfigurationNotifications"][0]["message"]["text"].startswith(NOTE)
    assert ET.parse(files["junit"]).find(".//property").get("value").startswith(NOTE)  # noqa: S314 - our own
    stored = store.load(tmp_path / "run")
    assert stored.record.notes[0].startswith(NOTE)
    site = docs.of_run(stored, [], tmp_path / "docs")
    assert NOTE in site.read_text(encoding="utf-8")
    call("report", "../run", "-f", "json", "-o", "../again.json")
    assert json.loads((tmp_path / "again.json").read_text())["notes"][0].startswith(NOTE)


@pytest.mark.parametrize(
    "words", [("check", ".", "-f", "sarif"), ("extract", ".", "--to", "../facts"), ("fix", ".", "--diff")]
)
def test_where_no_report_tells_it_standard_error_does(call, words):
    assert NOTE in call(*words)[2]
    assert NOTE not in call(*words, "-q")[2]


def test_a_configuration_that_was_named_or_lies_elsewhere_is_not_told(call, tmp_path, monkeypatch):
    for words in (["--isolated"], ["--config", "provenance.toml"]):
        assert NOTE not in "".join(call("check", ".", *words)[1:])
    assert NOTE not in "".join(call("check", "week")[1:])
    monkeypatch.chdir(tmp_path)
    assert notes(policy.load(), ["corpus"]) == ()
    found = replace(policy.load(tmp_path / "corpus" / "provenance.toml"), found=True)
    assert "corpus/provenance.toml lies in the input" in notes(found, ["else", "corpus"])[0]
