"""The real command line: exit codes, one line for every wrong call, what goes where, what is imported."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import polars as pl
import pytest

import provenance
from provenance import cli
from provenance.pipeline import shard

GOOD = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
BAD = GOOD + "\n\nAn error occurred. Please try again."
FIXED = ["--isolated", "--now", "2024-06-01"]


@pytest.fixture
def call(monkeypatch, capsys, tmp_path):
    """Run the command line here: its exit code, output and errors."""
    monkeypatch.chdir(tmp_path)
    for name, text in {"good": GOOD, "bad": BAD}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text(text, encoding="utf-8")

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["provenance", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        sentence = capsys.readouterr()
        return ended.value.code or 0, sentence.out, sentence.err

    return run


def test_exit_codes(call):
    assert call("check", "good", *FIXED)[0] == 0
    assert call("check", "bad", *FIXED)[0] == 1
    assert call("check", "bad", *FIXED, "--exit-zero")[0] == 0
    assert call("check", "bad", *FIXED, "--fail-on", "never")[0] == 0
    assert call("check", "good", *FIXED, "--fail-on", "info")[0] == 1
    assert call("check", "bad", *FIXED, "-q") == (1, "", "")


WRONG = {
    "check good --as jsonl": "--as needs --accepted and --quarantine",
    "check good --as csv --accepted in --quarantine out": "'csv' is not one of 'original', 'jsonl', 'parquet'",
    "check": "Missing argument",
    "chek good": "Did you mean 'check'",
    "check good --selct DAT": "--select",
    "check good --select DTA001": "did you mean 'DAT001'",
    "check good --ignore caption-in-bdy": "did you mean 'caption-in-body'",
    "check good --fail-on eror": "'error'",
    "check good --now yesterday": "write YYYY-MM-DD",
    "check good -f sarf": "did you mean 'sarif'",
    "check good --output sarif": "takes NAME=FILE",
    "check good --output junit=a.xml --output sarif=a.xml": "two reports",
    "check good --field text": "takes LEFT=RIGHT",
    "check good --field txt=body": "did you mean 'text'",
    "check nowhere": "there is no such file or folder",
    "check good/a.odt": "no such file",
    "check good --config none.toml": "cannot read the configuration",
    "check good --config broken.toml": "not TOML",
    "check good --config unknown.toml": "did you mean 'select'",
    "check good --baseline none.json": "cannot read the baseline",
    "check good --baseline broken.toml": "line 1, column 2: not JSON",
    "check good --decisions broken.toml": "not TOML",
    "check good --prune-baseline": "needs a --baseline",
    "check good --suite dtes": "dates",
    "check good -o good": "it is a folder",
    "check good -o no/such/file": "its folder does not exist",
    "check good --output json=no/such/file": "its folder does not exist",
    "check good --write-baseline no/such/file": "its folder does not exist",
    "check good --report no/such/file.html": "its folder does not exist",
    "check good --run good/a.txt/run": "inside the input",
    "check good --run bad/a.txt/run": "is no folder",
    "check good --run bad": "no earlier run has written",
    "check good --run .": "the input lies in it",
    "check good --report bad": "no earlier run has written",
    "check good --report good/report": "inside the input",
    "check good -o good/report.txt": "would be read as an article",
    "check good/a.txt -o good/a.txt": "is an input",
    "check good --output json=good/a.txt": "would be read as an article",
    "check good --output jsonld=good/b.out": "would be read as an article",
    "check good --output json-lines=good/b.json": "would be read as an article",
    "check good --output html=report.out": ".out is the suffix of neither",
    "check good --output sarif=-": "- is no file to write to",
    "check good -o -": "- is no file to write to",
    "check good --write-baseline -": "- is no file to write to",
    "check good --report -": "- is no file to write to",
    "extract good --to -": "- is no file to write to",
    "check good --write-baseline good/a.txt": "would be read as an article",
    "check good --run x --report x": "both name x",
    "check good --run x --accepted x/a --quarantine x/b": "both name x",
    "check good --append": "need --accepted and --quarantine",
    "check good --divide-ok": "needs --accepted and --quarantine",
    "check good --accepted x --quarantine y --append --replace": "name one of them",
    "check good --accepted bad --quarantine y": "no earlier run has written",
    "check good --select ": "no rule is selected",
    "check good --ignore ALL": "no rule is selected",
    "extract good --to good": "the input lies in it",
    "extract good --to bad": "no earlier run has written",
    "check good --accepted x": "go together",
    "check good --accepted good/x --quarantine y": "inside the input",
    "extract good --to good/a.txt": "inside the input",
    "extract good --to bad/a.txt": "cannot write",
    "fix good": "one of --to DIR",
    "fix good --to bad": "no earlier run has written",
    "fix good --to good/fixed": "inside the input",
    "fix good --to .": "the input lies in it",
    "fix --undo none": "cannot read the log",
    "rule XXX999": "selects no rule",
    "report good": "no stored run",
    "diff good bad": "no stored run",
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_call_is_told_in_one_line_and_leaves_nothing(call, tmp_path, monkeypatch, words):
    (tmp_path / "broken.toml").write_text("[x", encoding="utf-8")
    (tmp_path / "unknown.toml").write_text('slect = ["DAT"]', encoding="utf-8")
    monkeypatch.setattr(shard, "map_shard", lambda *_, **__: pytest.fail("the work had begun"))
    before = sorted(path.name for path in tmp_path.rglob("*"))
    code, out, err = call(*words.split(" "))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("error: ")
    assert WRONG[words] in err
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


LATE = {  # some are refused only when folders have been claimed, or articles read
    "check good --run new --accepted x --quarantine bad": "no earlier run has written",
    "check good --run new --docs site": "--docs needs a --suite",
    "check good --run new --report no/such/file.html": "its folder does not exist",
    "check good --run deep/new --field txt=body": "did you mean 'text'",
    "check good --accepted deep/a --quarantine deep/b --run bad": "no earlier run has written",
    "check good --accepted a --quarantine b -o good/report.txt": "would be read as an article",
    "check good --run deep/new --report deep/site --config lines.toml": "unknown match 'wholly'",
    "check good --accepted a --quarantine deep/b --config lines.toml": "unknown match 'wholly'",
    "check good --write-baseline new.json --output json=new.out --config lines.toml": "unknown match 'wholly'",
    "check good --run deep/new --config words.toml": "unknown column 'txt' (did you mean 'text'?)",
    "check good --run new --suite broken.json": "broken.json",
    "check nowhere --run deep/new": "there is no such file or folder",
    "extract nowhere --to deep/new": "there is no such file or folder",
    "extract good --to deep/new --config lines.toml": "unknown match 'wholly'",
    "fix nowhere --to deep/new": "there is no such file or folder",
    "fix good --to deep/new --config lines.toml": "unknown match 'wholly'",
    "fix - --to deep/new": "standard input cannot be repaired",
    "fix - --in-place": "standard input cannot be repaired",
    "suite run dates": "name suites first",
    "suite run dtes good": "did you mean 'dates'",
    "suite run dates nowhere": "there is no such file or folder",
    "suite run dates good -f xml": "text or json",
    "suite run dates good -o no/such/file": "its folder does not exist",
    "suite export --rules DTA --to new.json": "selects no rule",
    "suite export --rules DAT --to new.txt": "must end in .json",
    "suite export --rules DAT --to new.py --pandera --mostly 0.5": "no --mostly",
    "suite infer nowhere --to new.json": "there is no such file or folder",
    "suite infer good --to no/such/new.json": "its folder does not exist",
    "suite docs nowhere --to deep/site": "there is no such file or folder",
    "suite docs good --to good/a.txt": "good/a.txt",
    "report good --report new": "no stored run",
    "report good -o new.json": "no stored run",
    "evaluate none.jsonl": "none.jsonl",
    "evaluate broken.toml --floors new.json": "broken.toml",
    "catalogue show agncies": "did you mean 'agencies'",
    "catalogue show boilerplate --config words.toml": "unknown column 'txt' (did you mean 'text'?)",
}


@pytest.mark.parametrize("words", LATE)
def test_a_refused_call_leaves_no_folder_and_no_file(call, tmp_path, words):
    (tmp_path / "broken.toml").write_text("[x", encoding="utf-8")
    (tmp_path / "broken.json").write_text("{", encoding="utf-8")
    for name, head in {"lines": "text,category,match\nx,share,wholly\n", "words": "txt,category\nx,share\n"}.items():
        (tmp_path / f"{name}.csv").write_text(head, encoding="utf-8")
        (tmp_path / f"{name}.toml").write_text(f'[catalogues]\nboilerplate = "{name}.csv"\n', encoding="utf-8")
    before = {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")}
    code, out, err = call(*words.split(" "))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("error: ")
    assert LATE[words] in err
    assert {path: path.is_file() and path.read_bytes() for path in tmp_path.rglob("*")} == before


def test_an_internal_error_is_no_verdict(call, monkeypatch):
    class PanicError(BaseException):
        pass

    def panic(*_, **__):
        message = "index\nout of bounds"
        raise PanicError(message)

    monkeypatch.setattr(shard, "map_shard", panic)
    code, out, err = call("check", "bad", *FIXED, "--no-cache")
    assert (code, out) == (2, "")
    assert err == "internal error: PanicError: index out of bounds (use -v to see where)\n"
    assert "Traceback" in call("check", "bad", *FIXED, "--no-cache", "-v")[2]


def test_many_reports_in_one_run(call, tmp_path):
    names = ("json", "sarif", "junit", "gitlab", "rdjson")
    code, out, err = call(
        "check",
        "bad",
        *FIXED,
        "-f",
        "concise",
        *(word for name in names for word in ("--output", f"{name}={name}.out")),
    )
    assert (code, err) == (1, "")
    assert out.startswith("bad/a.txt:1:7: DAT013 info")
    assert "\nbad/a.txt:3:1: BPL001 error" in out
    assert all((tmp_path / f"{name}.out").stat().st_size for name in names)


def test_the_gate_tells_its_counts_where_they_spoil_nothing(call, tmp_path):
    gate = ("--accepted", "in", "--quarantine", "out")
    code, out, _ = call("check", "bad", *FIXED, *gate)
    assert (code, out.splitlines()[-1]) == (1, "1 record: 0 accepted, 1 quarantined, 0 unreadable, 0 not read")
    _, out, err = call("check", "bad", *FIXED, *gate, "-f", "json", "--replace")
    assert json.loads(out)["articles"] == 1
    assert err.splitlines() == [
        "in and out: took the place of what 1 earlier run had put there",
        "1 record: 0 accepted, 1 quarantined, 0 unreadable, 0 not read",
    ]
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == BAD


def test_the_gate_hands_on_articles_in_their_normalised_form(call, tmp_path):
    for form in ("jsonl", "parquet"):  # the second time the cache knows them
        gate = ("--accepted", f"in-{form}", "--quarantine", f"out-{form}", "--as", form)
        code, out, err = call("check", "good", *FIXED, *gate)
        assert (code, err) == (0, "")
        assert out.splitlines()[-1] == "1 record: 1 accepted, 0 quarantined, 0 unreadable, 0 not read"
    assert "--report report.html" in out  # the frames that the gate has read are no report
    (article,) = map(json.loads, (tmp_path / "in-jsonl/a.jsonl").read_text(encoding="utf-8").splitlines())
    assert article["body"] == GOOD.removeprefix(" date 2024-03-12 ")
    assert (article["published"], article["published_from"]) == ("2024-03-12", "label")
    assert pl.read_parquet(tmp_path / "in-parquet/a.parquet").row(0, named=True)["body"] == article["body"]


def test_baseline_there_and_back(call, tmp_path):
    code, _, err = call("check", "bad", *FIXED, "--write-baseline", "known.json")
    remembered = len(json.loads((tmp_path / "known.json").read_text(encoding="utf-8"))["findings"])
    assert (code, err) == (1, f"known.json: remembered {remembered} findings in 1 article\n")
    code, out, _ = call("check", "bad", *FIXED, "--baseline", "known.json")
    assert code == 0
    assert " 0 new, " in out
    assert re.search(r"PASS: The gate passes: nothing new \(\d+ known findings\)\.$", out, re.MULTILINE)
    (tmp_path / "bad/a.txt").write_text(GOOD, encoding="utf-8")
    _, out, err = call("check", "bad", *FIXED, "--baseline", "known.json", "--prune-baseline")
    assert ", 1 gone" in out
    assert err == "known.json: forgot 1 finding\n"
    assert ", 0 gone" in call("check", "bad", *FIXED, "--baseline", "known.json")[1]


def test_an_expired_decision_bites_again_and_is_told(call, tmp_path):
    sentence = '[[decision]]\narticle = "a.txt"\ncode = "BPL001"\ndecision = "accept"\nreason = "quoted"\nby = "mara"\nuntil = {}\n'
    (tmp_path / "d.toml").write_text(sentence.format("2024-06-30"), encoding="utf-8")
    code, out, _ = call("check", "bad", *FIXED, "--decisions", "d.toml")
    assert (code, " 1 accepted, 0 decisions lapsed" in out) == (0, True)
    (tmp_path / "d.toml").write_text(
        sentence.format("2024-05-31") + sentence.format("2030-01-01").replace("a.txt", "z.txt"), encoding="utf-8"
    )
    code, out, _ = call("check", "bad", *FIXED, "--decisions", "d.toml")
    assert (code, " 0 accepted, 2 decisions lapsed" in out) == (1, True)
    assert "d.toml:1: the decision on BPL001 in a.txt no longer holds (expired)" in out
    assert "the decision on BPL001 in z.txt no longer holds (article-gone)" in out


def test_a_second_reviewer_who_is_stricter_is_heard(call, tmp_path):
    sentence = '[[decision]]\narticle = "a.txt"\ncode = "BPL001"\ndecision = "{}"\nreason = "quoted"\nby = "{}"\n'
    (tmp_path / "mara.toml").write_text(sentence.format("accept", "mara"), encoding="utf-8")
    (tmp_path / "tom.toml").write_text(sentence.format("defect", "tom"), encoding="utf-8")
    assert call("check", "bad", *FIXED, "--decisions", "mara.toml")[0] == 0
    code, out, _ = call("check", "bad", *FIXED, "--decisions", "mara.toml", "--decisions", "tom.toml")
    assert code == 1
    assert (
        "mara.toml:1: the decision on BPL001 in a.txt no longer holds (overruled by defect of tom, tom.toml:1)" in out
    )
    (tmp_path / "provenance.toml").write_text('decisions = ["mara.toml", "tom.toml"]\n', encoding="utf-8")
    assert call("check", "bad", "--now", "2024-06-01", "--config", "provenance.toml")[0] == 1


def test_runs_and_rules_and_repairs(call, tmp_path):
    assert call("check", "bad", *FIXED, "--run", "one", "-q")[0] == 1
    assert call("check", "good", *FIXED, "--run", "two", "-q")[0] == 0
    assert json.loads(call("report", "one", "-f", "json")[1])["articles"] == 1
    assert (
        call("diff", "one", "two")[1].endswith("0 vanished, 1 shrank\n") or "1 fixed" in call("diff", "one", "two")[1]
    )
    assert call("rule", "BPL001")[1].startswith("# error-message (BPL001)")
    assert call("fix", "bad", "--diff", *FIXED)[1].startswith("--- a/a.txt\n")
    assert (
        call("fix", "bad", "--to", "fixed", *FIXED)[1]
        == "safe repairs for 1 finding in 1 article: 1 edit in 1 article; log: fixed/.provenance/fix-1/changes.jsonl\n"
    )
    assert (tmp_path / "fixed/a.txt").read_text(encoding="utf-8") == GOOD
    assert call("fix", "--undo", "fixed/.provenance/fix-1/changes.jsonl")[0] == 0
    assert (tmp_path / "fixed/a.txt").read_text(encoding="utf-8") == BAD
    assert call("extract", "bad", "--to", "facts", *FIXED)[1].startswith("1 article, ")


IMPORTS = "import sys, runpy; sys.argv = ['provenance', *{words!r}]\ntry: runpy.run_module('provenance', run_name='__main__')\nexcept SystemExit: pass\nprint({{*sys.modules}} & {{'polars', 'pandas', 'great_expectations', 'pandera'}}, file=sys.stderr)"


@pytest.mark.parametrize(
    ("words", "loaded"), [(["--help"], "set()"), (["check", "--help"], "set()"), (["check", ".", *FIXED], "{'polars'}")]
)
def test_nothing_heavy_is_imported_without_need(tmp_path, words, loaded):
    (tmp_path / "a.txt").write_text(GOOD, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", IMPORTS.format(words=words)], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.stderr.splitlines()[-1] == loaded


def test_a_reader_that_stops_early_spoils_nothing(tmp_path):
    for number in range(100):
        (tmp_path / f"{number}.txt").write_text(BAD, encoding="utf-8")
    command = [sys.executable, "-m", "provenance", "check", ".", *FIXED, "--no-cache", "--output", "json=out.json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
    assert json.loads((tmp_path / "out.json").read_bytes())["articles"] == 100


def test_reports_are_utf8_wherever_they_go(tmp_path):
    (tmp_path / "é.txt").write_text(GOOD + "\n\nGröße cafÃ©", encoding="utf-8")
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-m", "provenance", "check", ".", *FIXED],
        capture_output=True,
        cwd=tmp_path,
        env=env,
        check=False,
    )
    assert "é.txt" in done.stdout.decode()
    assert done.stderr == b""


def test_the_version_is_told_at_once():
    code = "import sys, runpy; sys.argv = ['provenance', '--version']\ntry: runpy.run_module('provenance', run_name='__main__')\nexcept SystemExit as ended: print(ended.code or 0, 'polars' in sys.modules)"
    sentence = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (sentence.stdout, sentence.stderr) == (f"provenance {provenance.__version__}\n0 False\n", "")


def test_help_tells_every_command(call):
    code, out, _ = call("--help")
    assert code == 0
    assert all(name in out for name in ("check", "extract", "fix", "rule", "report", "diff", "suite"))
    assert call()[0] == 0


EMPTY = {
    "nothing": [],
    "left out": ["a.docx", "b.docx", "notes"],
    "hidden": [".a.txt"],
    "too deep": ["x/y/z.odt"],
}


@pytest.mark.parametrize("names", EMPTY.values(), ids=EMPTY)
def test_a_gate_that_reads_nothing_fails_unless_it_may(call, tmp_path, names):
    (tmp_path / "empty").mkdir()
    for name in names:
        (tmp_path / "empty" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "empty" / name).write_text(GOOD, encoding="utf-8")
    gate = ("--accepted", "in", "--quarantine", "out")
    code, out, _ = call("check", "empty", *FIXED, "--no-cache", *gate)
    assert code == 1
    assert "FAIL: The gate fails: no article was read" in out
    assert not (tmp_path / "in").exists()
    assert call("check", "empty", *FIXED, "--no-cache", "--fail-on", "never")[0] == 0
    code, out, _ = call("check", "empty", *FIXED, "--no-cache", *gate, "--allow-empty", "-f", "concise")
    assert (code, (tmp_path / "in/provenance-gate.json").exists()) == (0, True)


def test_what_no_reader_knows_is_named_by_suffix(call, tmp_path):
    for name in ("a.docx", "b.DOCX", "c.odt", "notes"):
        (tmp_path / "good" / name).write_text("x", encoding="utf-8")
    sentence = "2 .docx files, 1 .odt file"
    code, out, _ = call("check", "good", *FIXED, "--no-cache", "--accepted", "in", "--quarantine", "out")
    assert code == 0
    assert f"(4 skipped: 1 file without suffix, {sentence}, which no reader takes)" in out
    assert out.splitlines()[-1] == (
        f"5 records: 1 accepted, 0 quarantined, 0 unreadable, 4 not read (1 file without suffix, {sentence})"
    )
    (tmp_path / "good/a.txt").unlink()
    assert f"no article was read; no reader takes 1 file without suffix, {sentence}" in call("check", "good", *FIXED)[1]


def test_divided_as_asked_is_a_success_but_for_the_corpus(call, tmp_path):
    gate = ("--accepted", "in", "--quarantine", "out", "--replace", "-q", "--no-cache")
    assert call("check", "bad", *FIXED, *gate, "--divide-ok")[0] == 1  # nothing was accepted
    (tmp_path / "bad/good.txt").write_text(GOOD, encoding="utf-8")
    assert call("check", "bad", *FIXED, *gate)[0] == 1
    assert call("check", "bad", *FIXED, *gate, "--divide-ok")[0] == 0
    assert call("check", "good", *FIXED, *gate, "--divide-ok")[0] == 0
    (tmp_path / "limits.toml").write_text("limits = {BPL = {error = 0}}\n", encoding="utf-8")
    call_with = ("check", "bad", "--now", "2024-06-01", "--config", "limits.toml", *gate)
    assert call(*call_with, "--divide-ok")[0] == 1
    assert call(*call_with, "--divide-ok", "--fail-on", "never")[0] == 0
    (tmp_path / "bad/b.txt").symlink_to("nowhere")
    assert call("check", "bad", *FIXED, *gate, "--divide-ok", "--ignore", "INP")[0] == 1


def test_an_exit_code_that_the_verdict_does_not_tell_is_told(call, tmp_path):
    gate = ("--accepted", "in", "--quarantine", "out", "--replace", "--no-cache", "-f", "concise", "--divide-ok")
    assert call("check", "good", *FIXED, *gate)[1].splitlines()[-1].endswith("0 not read")
    code, out, _ = call("check", "bad", *FIXED, *gate)
    assert (code, out.splitlines()[-1]) == (1, "exit code 1: nothing of 1 record was accepted")
    (tmp_path / "bad/good.txt").write_text(GOOD, encoding="utf-8")
    code, out, _ = call("check", "bad", *FIXED, *gate)
    assert (code, out.splitlines()[-1]) == (0, "exit code 0: all that is wrong has been set aside")
    (tmp_path / "bad/gone.txt").symlink_to("nowhere")
    code, out, _ = call("check", "bad", *FIXED, *gate)
    left = "1 finding stands on no record that could be set aside (INP001); 1 unreadable"
    assert (code, out.splitlines()[-1]) == (1, f"exit code 1: {left}")


def test_a_suite_that_is_not_met_is_no_success(call, tmp_path):
    (tmp_path / "suite.json").write_text(
        json.dumps({"name": "many", "expectations": [{"type": "expect_table_row_count_to_be_between",
                    "kwargs": {"min_value": 5}, "severity": "critical"}]}), encoding="utf-8")  # fmt: skip
    gate = ("--accepted", "in", "--quarantine", "out", "-q", "--no-cache")
    assert call("check", "good", *FIXED, *gate, "--suite", "suite.json", "--divide-ok")[0] == 1


def test_folders_are_named_by_the_run_and_the_day(call, tmp_path):
    places = ("--accepted", "{date}/{run}/in", "--quarantine", "{date}/{run}/out", "--run", "runs/{run}",
              "--output", "json={date}.json")  # fmt: skip
    for _ in range(2):
        assert call("check", "good", *FIXED, *places, "-q")[0] == 0
    imports = sorted((tmp_path / "2024-06-01").iterdir())
    assert len(imports) == 2
    assert all(re.fullmatch(r"\d{8}T\d{6}Z-[0-9a-f]{4}", place.name) for place in imports)
    assert {place.name for place in (tmp_path / "runs").iterdir()} == {place.name for place in imports}
    assert all((place / "in/a.txt").exists() for place in imports)
    assert (tmp_path / "2024-06-01.json").exists()
    assert call("extract", "good", *FIXED, "--to", "facts-{date}", "-q")[0] == 0
    assert (tmp_path / "facts-2024-06-01/articles.parquet").exists()


def test_a_folder_of_ours_is_replaced_and_that_is_said(call, tmp_path):
    for words in (("check", "bad", *FIXED, "--run", "x", "--no-cache"), ("extract", "bad", *FIXED, "--to", "y"),
                  ("check", "bad", *FIXED, "--report", "z", "--no-cache")):  # fmt: skip
        assert call(*words)[2] == ""
        assert (
            call(*words)[2] == f"{words[words.index('bad') + 5]}: took the place of what 1 earlier run had put there\n"
        )
        assert (
            words[0] == "extract"
            or "holds" in call("extract", "good", *FIXED, "--to", words[words.index("bad") + 5])[2]
        )
    (tmp_path / "y/articles.parquet").write_bytes(b"mine")
    assert "has changed since it was written" in call("extract", "bad", *FIXED, "--to", "y")[2]
    assert (tmp_path / "y/articles.parquet").read_bytes() == b"mine"


def test_every_report_that_is_named_is_written(call, tmp_path):
    places = ("--report", "a.html", "--report", "b.html", "--report", "pages")
    assert call("check", "bad", *FIXED, *places, "--run", "run", "-q")[0] == 1
    assert call("report", "run", "--report", "c.html", "--report", "d.html", "-q")[0] == 0
    assert all((tmp_path / f"{name}.html").stat().st_size for name in ("a", "b", "c", "d", "pages/index"))
    code, _, err = call("check", "bad", *FIXED, "--report", "a.html", "--report", "./a.html")
    assert (code, err) == (2, "error: two reports are to be written to a.html; name a place for each\n")


def test_decisions_over_another_folder_say_that_ids_hang_on_it(call, tmp_path):
    entry = {"article": "bad/a.txt", "code": "BPL001", "decision": "accept", "reason": "r"}
    (tmp_path / "d.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    _, out, _ = call("check", "bad", *FIXED, "--decisions", "d.jsonl")
    assert "ids hang on the folder that was named: bad/a.txt is a.txt here" in out


@pytest.mark.parametrize("place", ["page.html", "pages"])
def test_the_report_for_the_eye_is_one_of_the_outputs(call, tmp_path, place):
    call("check", "bad", *FIXED, "--output", f"html={place}", "--run", "run")
    call("report", "run", "--output", f"html=again-{place}", "-q")
    for page in (tmp_path / place, tmp_path / f"again-{place}"):
        text = (page if page.suffix else page / "index.html").read_text(encoding="utf-8")
        assert "An error occurred. Please try again." in text  # the article, which needs the frames of the run


def test_a_repair_takes_an_engine(call, tmp_path):
    code, out, _ = call("fix", "bad", *FIXED, "--to", "one", "--workers", "1", "--shard-articles", "1")
    assert code == 0, out
    assert call("fix", "bad", *FIXED, "--to", "two", "--engine", "lokal")[0] == 2
    assert (tmp_path / "one/a.txt").read_text(encoding="utf-8") != (tmp_path / "bad/a.txt").read_text(encoding="utf-8")


def test_a_baseline_over_other_arguments_says_that_ids_hang_on_them(call):
    call("check", "bad", "good", *FIXED, "--write-baseline", "known.json")
    _, out, _ = call("check", "bad", *FIXED, "--baseline", "known.json")
    assert re.search(r"ids hang on the folder that was named: (bad|good)/a\.txt is a\.txt here", out)
    assert "ids hang" not in call("check", "bad", "good", *FIXED, "--baseline", "known.json")[1]


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_a_stream_that_was_closed_ends_no_run(call, monkeypatch: pytest.MonkeyPatch, closed: str) -> None:
    wanted = call("check", "bad", "--isolated")
    monkeypatch.setattr(sys, closed, None)  # as Python has it after `>&-` and `2>&-`
    code, out, err = call("check", "bad", "--isolated")
    getattr(sys, closed).close()
    assert code == wanted[0] == 1
    assert bool(out) is (closed == "stderr")
    assert "internal error" not in err
