"""`provenance suite …`, as a user calls it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from provenance.cli import app
from provenance.errors import UsageError
from provenance.rules.examples import article
from provenance.rules.registry import registry
from provenance.runs import run_json
from provenance.suites import loader

Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Call the command in a folder with a little corpus."""
    monkeypatch.chdir(tmp_path)
    records = [article(id="a", published=None, captured=None), article("And more.", id="b")]
    Path("corpus.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")

    def run(*words: str) -> Result:
        result = CliRunner().invoke(app, ["suite", *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


def test_a_suite_that_is_met_exits_with_0_and_one_that_is_not_with_1(call: Call) -> None:
    result = call("run", "attributions", "corpus.jsonl")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[-1] == "4 met, 0 not met, 0 broken"
    result = call("run", "dates", "attributions", "corpus.jsonl", "--fail-on", "warning")
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "NOT MET  warning  dates: 98 % of the articles bear a publication date. Found: 1 of 2"
    )
    assert call("run", "dates", "corpus.jsonl", "-q").exit_code == 0


def test_an_expectation_that_is_broken_fails_whatever_its_severity(call: Call) -> None:
    lost = {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "lost"}, "severity": "info"}
    Path("mine.json").write_text(json.dumps({"name": "mine", "expectations": [lost]}), encoding="utf-8")
    result = call("run", "mine.json", "corpus.jsonl", "-f", "json")
    assert result.exit_code == 1
    (sentence,) = json.loads(result.stdout)
    assert (sentence["outcome"], sentence["place"], sentence["severity"]) == ("broken", "mine.json:1", "info")
    assert call("run", "mine.json", "corpus.jsonl", "--fail-on", "never").exit_code == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("run", "dats", "corpus.jsonl"),
            r"'dats' is neither a built-in suite nor a FILE.json \(did you mean 'dates'\?\)",
        ),
        (("run", "dates"), "name suites first, then the corpus"),
        (("run", "dates", "corpus.jsonl", "-f", "xml"), "--output-format is text or json, not 'xml'"),
        (("export", "--rules", "DAT", "--to", "x.py"), "--to must end in .json"),
        (("export", "--rules", "DAT", "--to", "x.json", "--pandera"), "--to must end in .py"),
        (("export", "--rules", "DAT", "--to", "none/x.json"), "its folder does not exist"),
        (("export", "--rules", "SUI", "--to", "x.json"), "none of these rules speaks of articles"),
    ],
)
def test_wrong_calls(call: Call, words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        call(*words)


def test_export_and_infer_write_suites_that_run(call: Call) -> None:
    chosen = [rule for rule in registry() if rule.family in {"DAT", "CAP"}]
    of_articles = [rule for rule in chosen if not rule.of_corpus]
    assert len(of_articles) == len(chosen) - 2
    result = call("export", "--rules", "DAT,CAP", "--to", "mine.json", "--mostly", "0.5")
    assert result.stdout == f"wrote {len(of_articles)} rules to mine.json\n"
    assert "left out, since they speak of the corpus as a whole: DAT015, DAT016" in result.stderr
    assert call("infer", "corpus.jsonl", "--to", "inferred.json").exit_code == 0
    assert call("run", "mine.json", "inferred.json", "corpus.jsonl").exit_code == 0
    result = call("export", "--pandera", "--rules", "DAT,CAP", "--to", "mine.py")
    assert result.stdout == f"wrote {len(chosen)} rules to mine.py\n"


def test_docs_of_a_corpus_and_of_a_stored_run(call: Call) -> None:
    assert call("docs", "corpus.jsonl", "--to", "docs", "--suite", "dates").stdout == "wrote docs/index.html\n"
    assert "Not met" in Path("docs/suite-01-dates.html").read_text(encoding="utf-8")
    CliRunner().invoke(app, ["check", "corpus.jsonl", "--run", "run", "-q", "--no-cache"])
    assert Path("run", run_json.MANIFEST).is_file()
    assert call("docs", "run", "--to", "more", "--report", "report.html").exit_code == 0
    assert len(list(Path("more").glob("suite-*.html"))) == len(loader.names())
    assert 'href="../report.html"' in Path("more/index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("call")
def test_a_check_writes_report_and_docs_that_link_to_each_other() -> None:
    asked = ["check", "corpus.jsonl", "-q", "--no-cache", "--suite", "dates", "--docs", "docs"]
    CliRunner().invoke(app, [*asked, "--report", "report.html"])
    assert 'href="docs/index.html"' in Path("report.html").read_text(encoding="utf-8")
    assert 'href="../report.html"' in Path("docs/index.html").read_text(encoding="utf-8")
    CliRunner().invoke(app, [*asked, "--report", "report"])
    assert 'href="../docs/index.html"' in Path("report/index.html").read_text(encoding="utf-8")


@pytest.mark.usefixtures("call")
@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--docs", "docs"], "--docs needs a --suite"),
        (["--suite", "dates", "--docs", "out", "--report", "out"], "both name out"),
        (["--suite", "dates", "--docs", "corpus.jsonl/docs"], "corpus.jsonl is no folder"),
    ],
)
def test_docs_that_cannot_be_written_are_refused_before_the_work(words: list[str], message: str) -> None:
    refused = CliRunner().invoke(app, ["check", "corpus.jsonl", "--isolated", "--run", "run", *words])
    assert isinstance(refused.exception, UsageError)
    assert message in str(refused.exception)
    assert not Path("run").exists()


def test_docs_of_a_suite_are_refused_before_the_work(call: Call) -> None:
    with pytest.raises(UsageError, match="is no folder"):
        call("docs", "corpus.jsonl", "--to", "corpus.jsonl/docs")
