"""The papers that travel with a run, asked for as reports are."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest

from provenance import cli, exports, reports
from provenance.errors import PluginError, UsageError
from provenance.exports import accession, premis
from tests.exports import premis_rules

TEXT = " date 2024-03-12 \n\nThe council of Westhaven voted on Monday.\n\nA boat. Photo: Ana Roe/Harbour Press"
EVENT = premis.Validation(
    id="one", name="harbour", time=datetime(2024, 3, 12, 9, 30, tzinfo=UTC), version="1.2", passed=False, findings=2, articles=1,
    digest="d" * 64, details=("a \x00 reason",),
    inputs=({"path": "a.txt", "sha256": "f" * 64}, {"path": "b.jsonl", "sha256": None}),
)  # fmt: skip


@pytest.fixture(scope="module")
def papers(tmp_path_factory) -> Path:
    """Return a folder with a corpus, a stored run of it, its report, and its papers of the check and of the run."""
    folder = tmp_path_factory.mktemp("papers")
    (folder / "in").mkdir()
    (folder / "in/a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "in/=1+1.txt").write_text("The tide rose in the harbour of Westhaven on Monday.", encoding="utf-8")
    checked = ("--output", "accession=a.csv", "--output", "premis=p.xml", "-o", "findings.txt")
    provenance(
        "check",
        "in",
        "--exit-zero",
        "--isolated",
        "--no-cache",
        "--run",
        "run",
        "--report",
        "page",
        *checked,
        cwd=folder,
    )
    provenance("report", "run", "--output", "accession=again.csv", "--output", "premis=again.xml", "-q", cwd=folder)
    return folder


def provenance(*words: str, cwd: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        patch.setattr(sys, "argv", ["provenance", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
    assert not ended.value.code


@pytest.mark.parametrize(
    "names", [("a.csv", "again.csv", "page/accession.csv"), ("p.xml", "again.xml", "page/premis.xml")]
)
def test_a_paper_is_the_same_of_the_check_of_the_stored_run_and_in_the_report(papers, names):
    assert len({(papers / name).read_bytes() for name in names}) == 1


def test_the_accession_record_has_a_row_an_article_and_holds_no_formulas(papers):
    rows = list(csv.DictReader((papers / "a.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [row["article"] for row in rows] == ["'=1+1.txt", "a.txt"]
    assert tuple(rows[0]) == accession.FIELDS
    assert [rows[1][name] for name in ("published", "photographers", "agencies")] == [
        "2024-03-12",
        "Ana Roe",
        "Harbour Press",
    ]


def test_the_event_keeps_the_rules_of_the_data_dictionary(papers):
    root = fromstring((papers / "p.xml").read_text(encoding="utf-8"))  # noqa: S314
    assert premis_rules.broken(root) == []
    spaces = {"p": premis.NAMESPACE}
    assert root.findtext(".//p:eventOutcome", namespaces=spaces) == "fail"
    assert root.findtext(".//p:agentVersion", namespaces=spaces)
    named = [value.text for value in root.iterfind(".//p:linkingObjectIdentifierValue", spaces)]
    assert [str(value).partition(" sha256:")[0] for value in named] == ["in", "=1+1.txt", "a.txt"]


def test_the_rules_can_be_broken():
    assert premis_rules.broken(fromstring(premis.render(EVENT))) == []  # noqa: S314
    nameless = replace(EVENT, time="2024", details=("",))
    assert premis_rules.broken(fromstring(premis.render(nameless))) == [  # noqa: S314
        "eventOutcomeDetailNote holds no text", "'2024' is no moment with its zone",
    ]  # fmt: skip


def test_the_digest_is_of_the_findings_in_whatever_order(papers):
    from provenance.runs import store

    found = store.load(papers / "run").findings
    assert premis.digest([found]) == premis.digest([found.head(1), found.tail(-1)])
    assert premis.digest([found]) == premis.digest([found.reverse()])
    assert premis.digest([found]) != premis.digest([found.tail(-1)])


def test_a_paper_has_a_name_of_its_own(monkeypatch, tmp_path, call):
    assert {"accession", "premis"} <= {*reports.writable()}
    done = call("check", tmp_path, "--output", "accesion=a.csv", cwd=tmp_path)
    assert (done.returncode, "did you mean 'accession'?" in done.stderr) == (2, True)
    assert call("check", tmp_path, "-f", "premis", cwd=tmp_path).returncode == 2
    taken = {"sarif": exports.declared()["premis"]}
    monkeypatch.setattr(exports, "declared", lambda: taken)
    reports.writable.cache_clear()
    with pytest.raises(PluginError, match="a report and an export are both called sarif"):
        reports.writable()
    reports.writable.cache_clear()


def test_a_paper_that_cannot_be_written_is_a_wrong_call(tmp_path):
    with pytest.raises(UsageError):
        reports.outputs("json", None, [f"premis={tmp_path}/none/p.xml"], quiet=True)


def test_an_export_that_cannot_be_made_is_refused_before_the_work(tmp_path, call):
    (tmp_path / "d.jsonl").write_text('{"format": "provenance-decision/1", "fingerprint": "f", "decision": "accept"}\n')
    calls = {
        "a database is written into a file": ("--output", "sqlite=/dev/stdout"),
        "compares two reviewers, and the run knows 1": ("--output", "agreement=x.html", "--decisions", "d.jsonl"),
    }
    for message, words in calls.items():
        done = call("check", "is not looked for yet.txt", "--isolated", "--no-cache", *words, cwd=tmp_path)
        assert (done.returncode, done.stdout, message in done.stderr) == (2, "", True), done.stderr
    assert not (tmp_path / "x.html").exists()
