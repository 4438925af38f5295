"""The real command line: exit codes, one line for every wrong call, what goes where, what is imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

import provenance
from provenance import cli, work

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
        told = capsys.readouterr()
        return ended.value.code or 0, told.out, told.err

    return run


def shell(*words, **options):
    return subprocess.run(
        [sys.executable, "-m", "provenance", *words], capture_output=True, text=True, check=False, **options
    )


def test_exit_codes(call):
    assert call("check", "good", *FIXED)[0] == 0
    assert call("check", "bad", *FIXED)[0] == 1
    assert call("check", "bad", *FIXED, "--exit-zero")[0] == 0
    assert call("check", "bad", *FIXED, "--fail-on", "never")[0] == 0
    assert call("check", "good", *FIXED, "--fail-on", "info")[0] == 1
    assert call("check", "bad", *FIXED, "-q") == (1, "", "")


WRONG = {
    "check": "Missing argument",
    "chek good": "Did you mean 'check'",
    "check good --selct DAT": "--select",
    "check good --select DTA001": "did you mean 'DAT001'",
    "check good --ignore caption-in-bdy": "did you mean 'caption-in-body'",
    "check good --fail-on eror": "'error'",
    "check good --now yesterday": "write YYYY-MM-DD",
    "check good -f sarf": "did you mean 'sarif'",
    "check good --output sarif": "takes FORMAT=FILE",
    "check good --output junit=a.xml --output sarif=a.xml": "two reports",
    "check good --field text": "takes LEFT=RIGHT",
    "check good --field txt=body": "did you mean 'text'",
    "check nowhere": "there is no such file or folder",
    "check good/a.odt": "no such file",
    "check good --config none.toml": "cannot read the configuration",
    "check good --config broken.toml": "not TOML",
    "check good --config unknown.toml": "did you mean 'select'",
    "check good --baseline none.json": "cannot read the baseline",
    "check good --baseline broken.toml": "not a baseline",
    "check good --decisions broken.toml": "not TOML",
    "check good --prune-baseline": "needs a --baseline",
    "check good --suite dtes": "dates",
    "check good -o good": "it is a folder",
    "check good -o no/such/file": "its folder does not exist",
    "check good --output json=no/such/file": "its folder does not exist",
    "check good --write-baseline no/such/file": "its folder does not exist",
    "check good --report no/such/file.html": "its folder does not exist",
    "check good --run good/a.txt/run": "cannot write",
    "check good --accepted x": "go together",
    "check good --accepted good/x --quarantine y": "inside the input",
    "extract good --to good/a.txt": "cannot write",
    "fix good": "one of --to DIR",
    "fix good --to bad": "is not empty",
    "fix --undo none": "cannot read the log",
    "rule XXX999": "selects no rule",
    "report good": "no stored run",
    "diff good bad": "no stored run",
}


@pytest.mark.parametrize("words", WRONG)
def test_a_wrong_call_is_told_in_one_line_and_leaves_nothing(call, tmp_path, monkeypatch, words):
    (tmp_path / "broken.toml").write_text("[x", encoding="utf-8")
    (tmp_path / "unknown.toml").write_text('slect = ["DAT"]', encoding="utf-8")
    monkeypatch.setattr(work, "work", lambda *_, **__: pytest.fail("the work had begun"))
    before = sorted(path.name for path in tmp_path.rglob("*"))
    code, out, err = call(*words.split())
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("error: ")
    assert WRONG[words] in err
    assert sorted(path.name for path in tmp_path.rglob("*")) == before


def test_an_internal_error_is_no_verdict(call, monkeypatch):
    class PanicError(BaseException):
        pass

    def panic(*_, **__):
        message = "index\nout of bounds"
        raise PanicError(message)

    monkeypatch.setattr(work, "work", panic)
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
    assert "bad/a.txt" not in out
    assert out.startswith("a.txt:1:7: DAT013 info") or "a.txt:3:1: BPL001 error" in out
    assert all((tmp_path / f"{name}.out").stat().st_size for name in names)


def test_the_gate_tells_its_counts_where_they_spoil_nothing(call, tmp_path):
    gate = ("--accepted", "in", "--quarantine", "out")
    code, out, _ = call("check", "bad", *FIXED, *gate)
    assert (code, out.splitlines()[-1]) == (1, "1 records: 0 accepted, 1 quarantined, 0 unreadable")
    _, out, err = call("check", "bad", *FIXED, *gate, "-f", "json")
    assert json.loads(out)["articles"] == 1
    assert err == "1 records: 0 accepted, 1 quarantined, 0 unreadable\n"
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == BAD


def test_baseline_there_and_back(call, tmp_path):
    assert call("check", "bad", *FIXED, "--write-baseline", "known.json")[0] == 1
    code, out, _ = call("check", "bad", *FIXED, "--baseline", "known.json")
    assert code == 0
    assert " 0 new, " in out
    (tmp_path / "bad/a.txt").write_text(GOOD, encoding="utf-8")
    _, out, _ = call("check", "bad", *FIXED, "--baseline", "known.json", "--prune-baseline")
    assert ", 1 gone" in out
    assert ", 0 gone" in call("check", "bad", *FIXED, "--baseline", "known.json")[1]


def test_an_expired_decision_bites_again_and_is_told(call, tmp_path):
    told = '[[decision]]\narticle = "a.txt"\ncode = "BPL001"\ndecision = "accept"\nreason = "quoted"\nby = "mara"\nuntil = {}\n'
    (tmp_path / "d.toml").write_text(told.format("2024-06-30"), encoding="utf-8")
    code, out, _ = call("check", "bad", *FIXED, "--decisions", "d.toml")
    assert (code, " 1 accepted, 0 decisions lapsed" in out) == (0, True)
    (tmp_path / "d.toml").write_text(
        told.format("2024-05-31") + told.format("2030-01-01").replace("a.txt", "z.txt"), encoding="utf-8"
    )
    code, out, _ = call("check", "bad", *FIXED, "--decisions", "d.toml")
    assert (code, " 0 accepted, 2 decisions lapsed" in out) == (1, True)
    assert "d.toml:1: the decision on BPL001 in a.txt no longer holds (expired)" in out
    assert "the decision on BPL001 in z.txt no longer holds (gone)" in out


def test_a_second_reviewer_who_is_stricter_is_heard(call, tmp_path):
    told = '[[decision]]\narticle = "a.txt"\ncode = "BPL001"\ndecision = "{}"\nreason = "quoted"\nby = "{}"\n'
    (tmp_path / "mara.toml").write_text(told.format("accept", "mara"), encoding="utf-8")
    (tmp_path / "tom.toml").write_text(told.format("defect", "tom"), encoding="utf-8")
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
        == "1 edits in 1 articles; log: fixed/.provenance/fix-1/changes.jsonl\n"
    )
    assert (tmp_path / "fixed/a.txt").read_text(encoding="utf-8") == GOOD
    assert call("fix", "--undo", "fixed/.provenance/fix-1/changes.jsonl")[0] == 0
    assert (tmp_path / "fixed/a.txt").read_text(encoding="utf-8") == BAD
    assert call("extract", "bad", "--to", "facts", *FIXED)[1].startswith("1 articles, ")


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
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text(BAD, encoding="utf-8")
    command = [sys.executable, "-m", "provenance", "check", ".", *FIXED, "--no-cache", "--output", "json=out.json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1
    assert json.loads((tmp_path / "out.json").read_bytes())["articles"] == 300


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
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (told.stdout, told.stderr) == (f"provenance {provenance.__version__}\n0 False\n", "")


def test_help_tells_every_command():
    told = shell("--help")
    assert told.returncode == 0
    assert all(name in told.stdout for name in ("check", "extract", "fix", "rule", "report", "diff", "suite"))
    assert shell().returncode == 0


def test_a_folder_without_articles_passes_and_says_that_nothing_was_read(call, tmp_path):
    (tmp_path / "nothing").mkdir()
    code, out, _ = call("check", "nothing", "--isolated", "--no-cache")
    assert code == 0
    assert out.splitlines()[-1] == "PASS: The gate passes: no article was read."
