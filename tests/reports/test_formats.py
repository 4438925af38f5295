"""Every format: the same as ever, as its schema wants it, within its budget, harmless whatever the text."""

from __future__ import annotations

import gzip
import json
import os
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import date
from pathlib import Path

import jsonschema
import polars as pl
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from provenance import check, reports
from provenance.frames import FINDINGS
from provenance.policy.configuration import Policy
from provenance.policy.limits import read_limits
from provenance.reports import github, sarif
from provenance.rules import measured
from provenance.runs.run import Run
from provenance.storage.spill import Spilled
from tests.support import examples

from . import fixed

HERE = Path(__file__).parent
ENDINGS = {"json": "json", "sarif": "sarif", "gitlab": "json", "rdjson": "json", "junit": "xml", "json-lines": "jsonl"}
SARIF = json.loads((HERE / "schemas/sarif-2.1.0.json").read_text(encoding="utf-8"))
JUNIT = xmlschema.XMLSchema(HERE / "schemas/junit-10.xsd")
GITLAB = {
    "type": "array",
    "items": {
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "fingerprint": {"type": "string", "minLength": 1},
            "location": {
                "required": ["path", "lines"],
                "properties": {"path": {"type": "string", "minLength": 1}, "lines": {"required": ["begin"]}},
            },
        },
    },
}
PLACE = {
    "required": ["line"],
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
RANGE = {"required": ["start"], "properties": {"start": PLACE, "end": PLACE}, "additionalProperties": False}
RDJSON = {
    "required": ["source", "diagnostics"],
    "properties": {
        "source": {"required": ["name"]},
        "diagnostics": {
            "items": {
                "required": ["message", "location"],
                "properties": {
                    "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
                    "location": {"required": ["path"], "properties": {"range": RANGE}},
                    "suggestions": {"items": {"required": ["range", "text"], "properties": {"range": RANGE}}},
                },
            },
        },
    },
}
DANGEROUS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def rendered(run, name):
    return "".join(f"{line}\n" for line in reports.render(run, name))


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """A working folder that is no repository, so that paths stay what they are."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


def validate(run, name):
    text = rendered(run, name)
    match name:
        case "sarif":
            jsonschema.Draft7Validator(SARIF).validate(json.loads(text))
        case "gitlab":
            jsonschema.validate(json.loads(text), GITLAB)
            prints = [issue["fingerprint"] for issue in json.loads(text)]
            assert len(prints) == len(set(prints))
        case "rdjson":
            jsonschema.validate(json.loads(text), RDJSON)
        case "junit":
            JUNIT.validate(text)
            counted(ET.fromstring(text))  # noqa: S314 - our own
        case "json":
            json.loads(text)
        case "json-lines":
            assert len([json.loads(line) for line in text.split("\n")[:-1]]) == run.findings.height
        case _:
            assert not DANGEROUS.search(text)
    return text


def counted(root):
    """The numbers of a JUnit document are those of its elements."""
    for suite in (root, *root.iter("testsuite")):
        assert int(suite.get("tests")) == len(list(suite.iter("testcase")))
        assert int(suite.get("failures")) == len(list(suite.iter("failure")))


@pytest.mark.parametrize("name", reports.formats())
def test_the_form_is_what_it_was(name, monkeypatch):
    monkeypatch.setattr(measured, "readings", dict)  # the next reading changes no form
    path = HERE / "golden" / f"{name}.{ENDINGS.get(name, 'txt')}"
    sentence = rendered(fixed.run(), name)
    if "UPDATE_GOLDEN" in os.environ:
        path.write_text(sentence, encoding="utf-8", newline="\n")
    assert sentence == path.read_text(encoding="utf-8"), "if this is meant: UPDATE_GOLDEN=1 pytest tests/reports"


@pytest.mark.parametrize("name", reports.formats())
def test_no_form_holds_all_findings_and_their_pieces_do_not_matter(name, sample, monkeypatch):
    pieces = Spilled()
    for _, rows in sample.findings.group_by("source", "record", maintain_order=True):
        pieces.add(rows)
    for whole in ("findings", "summary"):
        monkeypatch.setattr(Run, whole, property(lambda _: pytest.fail("all rows are held at once")))
    assert rendered(replace(sample, found=pieces), name) == rendered(sample, name)


@pytest.mark.parametrize("name", reports.formats())
def test_the_form_is_valid(name, sample):
    validate(fixed.run(), name)
    validate(fixed.run([]), name)
    validate(sample, name)


HOSTILE = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "::error::x",
        "]]>",
        "<!--",
        '"',
        "\\",
        "a\nb",
        "\r\n::set-output name=x::",
        "|",
        "%0A",
        "\x00",
        "\ud7ff\U0010ffff",
        "../x",
        "a:b",
    ]
)


@examples(6)
@given(HOSTILE, HOSTILE.filter(bool), HOSTILE)
def test_hostile_text_is_harmless_in_every_form(message, source, excerpt):
    sentence = {"message": message, "source": source, "article": source or None, "excerpt": excerpt, "line": 1}
    run = fixed.run([fixed.finding("DAT001", 1, **sentence), fixed.finding("TXT001", 2, record=3, **sentence)])
    for name in reports.formats():
        text = validate(run, name)
        if name == "github":
            assert all(line.startswith(("::error ", "::warning ")) for line in text.split("\n")[:-1])
            assert text.count("\n") == 3  # the verdict, and each finding
        if name in {"full", "concise", "grouped"}:
            assert not any(line.startswith(("::", "##[")) for line in text.split("\n"))


def test_columns_are_code_points_in_sarif_and_bytes_in_rdjson():
    log = json.loads(rendered(fixed.run(), "sarif"))["runs"][0]
    assert log["columnKind"] == "unicodeCodePoints"
    region = log["results"][1]["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["endLine"], region["endColumn"]) == (1, 19, 2, 10)
    assert (region["charOffset"], region["charLength"]) == (18, 18)
    diagnostic = json.loads(rendered(fixed.run(), "rdjson"))["diagnostics"][1]
    assert diagnostic["location"]["range"] == {"start": {"line": 1, "column": 21}, "end": {"line": 2, "column": 10}}


TEXT = " date 2024-03-12 É\U0001f600 caf\u00c3\u00a9 one.\r\n\r\nAn error occurred. Please try again.\nThe vote was seven to two."


def test_the_columns_of_the_whole_way_point_at_the_text(tmp_path):
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8", newline="")
    run = check.check_corpus([tmp_path], Policy(now=date(2024, 6, 1)))
    spans = run.findings.filter(pl.col("column").is_not_null())
    assert {"TXT001", "BPL001"} <= set(spans["code"])
    lines = TEXT.split("\n")
    for row in spans.iter_rows(named=True):
        first, last = lines[row["line"] - 1], lines[row["end_line"] - 1]
        start = len("\n".join(lines[: row["line"] - 1])) + (row["line"] > 1) + row["column"] - 1
        end = len("\n".join(lines[: row["end_line"] - 1])) + (row["end_line"] > 1) + row["end_column"] - 1
        assert (start, end) == (row["start"], row["end"])
        assert len(first[: row["column"] - 1].encode()) + 1 == row["column_bytes"]
        assert len(last[: row["end_column"] - 1].encode()) + 1 == row["end_column_bytes"]


def test_a_span_longer_than_its_excerpt_ends_where_it_ends(tmp_path):
    caption = f"Mara Ellison opens the slipway in Westhaven{', with her brother Derek' * 8} (Derek Holm/AP)"
    (tmp_path / "a.txt").write_text(f" date 2024-03-12 One.\n\n{caption}\n\nThe end.", encoding="utf-8")
    run = check.check_corpus([tmp_path], Policy(now=date(2024, 6, 1), select=("CAP001",)))
    (row,) = run.findings.to_dicts()
    assert (row["end"] - row["start"], len(row["excerpt"])) == (len(caption), 160)
    assert (row["end_line"], row["end_column"], row["end_column_bytes"]) == (3, len(caption) + 1, len(caption) + 1)


def test_sarif_tells_of_baselines_decisions_records_and_fixes():
    results = json.loads(rendered(fixed.run(), "sarif"))["runs"][0]["results"]
    by_print = {int(result["partialFingerprints"][sarif.FINGERPRINT], 16): result for result in results}
    assert [by_print[number]["baselineState"] for number in (1, 6)] == ["new", "unchanged"]
    assert by_print[7]["suppressions"] == [{"kind": "external", "status": "accepted", "justification": "a name"}]
    assert "suppressions" not in by_print[1]
    assert by_print[4]["locations"][0]["logicalLocations"] == [{"kind": "article", "fullyQualifiedName": "feed-7"}]
    (change,) = by_print[3]["fixes"][0]["artifactChanges"]
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"] == {"text": "café"}
    assert replacement["deletedRegion"]["startColumn"] == 3
    assert "fixes" not in by_print[4]
    assert all(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in results)


def many(count, code="TXT001"):
    return [
        fixed.finding(code, number, message=f"message {number} " + "word " * 20, excerpt="x" * 160, article=f"{number}.txt",
                      source=f"{number}.txt", line=1)
        for number in range(count)
    ]  # fmt: skip


def test_github_is_told_ten_of_a_level_and_how_many_more():
    sentence = rendered(fixed.run(many(30) + many(12, "DAT001") + many(15, "DAT016")), "github").splitlines()
    levels = [line.split(" ")[0] for line in sentence]
    assert levels == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
    assert sentence[0].startswith("::error title=provenance::The gate fails: 12 errors")
    assert "29 more" in sentence[-1]


def test_github_is_told_one_of_each_rule_before_a_second_of_any():
    sentence = rendered(fixed.run(many(30, "BPL001") + many(2, "DAT001")), "github").splitlines()
    codes = [line.split("title=")[1].split(" ")[0] for line in sentence if line.startswith("::error")][1:]
    assert codes == ["BPL001", "DAT001", "BPL001", "DAT001", *["BPL001"] * 5]


@pytest.mark.parametrize("name", ["statistics", "github"])
def test_rules_are_counted_gravest_first(name, tmp_path, monkeypatch):
    """An error that is found once comes before a warning that is found thirty times; equals by their number."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    of_corpus = [fixed.finding("DAT001", 99, message="of the corpus")]
    text = rendered(fixed.run(many(30) + of_corpus + many(2, "BPL001") + many(40, "DAT016")), name)
    text = (tmp_path / "summary.md").read_text(encoding="utf-8") if name == "github" else text
    assert re.findall(r"(?:BPL001|DAT001|TXT001|DAT016)(?= )", text)[:4] == ["BPL001", "DAT001", "TXT001", "DAT016"]
    assert name == "github" or re.search(r"^ +1 +no article alone  DAT001", text, re.MULTILINE)


def test_github_gets_a_step_summary(tmp_path, monkeypatch):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    (tmp_path / "summary.md").write_text("before\n", encoding="utf-8")
    rendered(fixed.run(), "github")
    sentence = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert sentence.startswith("before\n### provenance: failed\n")
    assert "| DAT001 | date-missing | error | 2 |" in sentence
    assert "8 findings: 6 new, 1 known, 1 gone, 1 accepted, 1 decision lapsed" in sentence


def test_sarif_keeps_the_gravest_within_what_is_shown():
    findings = many(sarif.MOST) + many(1, "DAT001")
    text = rendered(fixed.run([{**row, "fingerprint": f"{n:016x}"} for n, row in enumerate(findings)]), "sarif")
    log = json.loads(text)["runs"][0]
    assert len(log["results"]) == sarif.MOST
    assert log["results"][0]["ruleId"] == "DAT001"
    (note,) = log["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("1 more finding")
    assert len(gzip.compress(text.encode())) < 10 << 20


def test_junit_says_how_many_more_it_does_not_list():
    findings = [{**row, "article": "a", "source": "a"} for row in many(50, "DAT001")]
    root = ET.fromstring(rendered(fixed.run(findings), "junit"))  # noqa: S314 - our own
    failures = [
        failure.text
        for suite in ("rules", "articles")
        for failure in root.iterfind(f"testsuite[@name='{suite}']//failure")
    ]
    closing = ["and 30 more", "more on DAT001: provenance rule DAT001"]
    assert [text.split("\n")[-2:] for text in failures] == [closing, closing]


def test_paths_count_from_the_root_of_the_repository(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    corpus = tmp_path / "data" / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "a.txt").write_text("x", encoding="utf-8")
    for place, argument in (
        (tmp_path, "data/corpus"),
        (tmp_path / "data", "corpus"),
        (corpus, "."),
        (corpus, "../corpus"),
    ):
        monkeypatch.chdir(place)
        run = fixed.run([FINDINGS_A], record=fixed.replace(fixed.RECORD, arguments=(argument,)))
        (issue,) = json.loads(rendered(run, "gitlab"))
        assert issue["location"]["path"] == "data/corpus/a.txt"


FINDINGS_A = fixed.finding("DAT001", 1, article="a.txt", source="a.txt", line=1, message="no date")


def test_a_file_outside_of_the_repository_has_an_absolute_address(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "repo").mkdir()
    monkeypatch.chdir(tmp_path / "repo")
    run = fixed.run([FINDINGS_A], record=fixed.replace(fixed.RECORD, arguments=(str(tmp_path / "a.txt"),)))
    result = json.loads(rendered(run, "sarif"))["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == (tmp_path / "a.txt").as_uri()


def test_every_finding_is_in_the_json_forms():
    run = fixed.run()
    whole = json.loads(rendered(run, "json"))
    assert [row["fingerprint"] for row in whole["findings"]] == run.findings["fingerprint"].to_list()
    assert set(whole["findings"][0]) == set(FINDINGS.schema)
    assert whole["findings_by_status"] == {"new": 6, "known": 1, "accepted": 1, "gone": 1}
    assert github.MOST["info"] == 9


@pytest.mark.parametrize("name", ["github", "sarif", "gitlab", "rdjson"])
def test_records_in_a_container_are_named_even_without_an_id(tmp_path, name):
    (tmp_path / "a.jsonl").write_text('{"id": "n1", "text": ""}\n[]\n', encoding="utf-8")
    sentence = rendered(check.check_corpus([tmp_path], Policy(now=date(2024, 6, 1), select=("INP",))), name)
    assert "n1" in sentence or "a.jsonl#0" in sentence
    assert "a.jsonl#1" in sentence
    assert "None" not in sentence


@pytest.fixture
def empty(tmp_path):
    return check.check_corpus([tmp_path], Policy(now=date(2024, 6, 1)))


@pytest.fixture
def over_its_limit(tmp_path):
    (tmp_path / "a.txt").write_text("The council voted.\n\nAdvertisement\n", encoding="utf-8")
    return check.check_corpus(
        [tmp_path], Policy(now=date(2024, 6, 1), select=("BPL",), limits=read_limits({"BPL": "1%"}))
    )


@pytest.mark.parametrize(
    ("which", "reason"), [("empty", "no article was read"), ("over_its_limit", "BPL in 100.00% of")]
)
def test_a_gate_that_fails_without_a_finding_to_point_to_says_so(which, reason, request):
    run = request.getfixturevalue(which)
    assert not run.verdict.passed
    first = rendered(run, "github").splitlines()[0]
    assert first == f"::error title=provenance::{run.verdict.sentence}".replace("%", "%25")
    failure = ET.fromstring(validate(run, "junit")).find("testsuite[@name='gate']/testcase[@name='gate']/failure")  # noqa: S314
    assert reason in failure.text
    issues = [issue for issue in json.loads(validate(run, "gitlab")) if issue["check_name"] == "gate"]
    assert [reason in issue["description"] for issue in issues] == [True]


def test_a_gate_that_passes_is_no_annotation_and_a_test_that_passes(tmp_path):
    run = check.check_corpus([tmp_path], Policy(now=date(2024, 6, 1), allow_empty=True))
    assert rendered(run, "github") == ""
    assert json.loads(rendered(run, "gitlab")) == []
    gate = ET.fromstring(rendered(run, "junit")).find("testsuite[@name='gate']/testcase")  # noqa: S314 - our own
    assert (gate.get("name"), list(gate)) == ("gate", [])
