"""What `pip install article-provenance` brings is enough for a check; what is missing is named before the work."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import provenance
from provenance import extras

HERE = Path(__file__).parents[1]
TEXT = (
    " date 2024-03-12 The council of Westhaven voted for the slipway on Monday.\n\nAn error occurred. Please try again."
)
OPTIONAL = (
    "pandera", "great_expectations", "pandas", "numpy", "pyarrow", "jsonschema", "dateutil", "scipy", "weasyprint", "pycld2",
    "s3fs", "urllib3",
)  # fmt: skip
BLOCKED = f"""
import contextlib, io, json, pathlib, sys
sys.modules.update(dict.fromkeys({OPTIONAL!r}))  # to import one of them is an ImportError, as if it were not installed
from provenance import cli
def run(words):
    before, sys.argv = sorted(map(str, pathlib.Path().rglob("*"))), ["provenance", *words.split()]
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
        try:
            cli.main()
        except SystemExit as ended:
            code = ended.code or 0
    return code, out.getvalue(), err.getvalue(), sorted(map(str, pathlib.Path().rglob("*"))) == before
print(json.dumps({{words: run(words) for words in sys.argv[1:]}}))
"""
PLAIN = (
    "check corpus --exit-zero --run run --report report.html --output sarif=a.sarif --output junit=a.xml -f json",
    "check corpus --exit-zero --accepted good --quarantine bad",
    "extract corpus --to facts",
    "fix corpus --to mended",
    "fix --undo mended/.provenance/fix-1/changes.jsonl",
    "report run -f github",
    "diff run run",
    "check corpus --exit-zero --select MET011",
    "rule BPL001",
    "suite list",
    "suite infer corpus --to inferred.json",
    "suite export --rules CAP --to rules.json",
)
MISSING = {
    "check corpus --contracts --run new": "contracts",
    "check corpus --suite dates --run new": "suites",
    "check corpus --config suites.toml --run new": "suites",
    "check corpus --report new.pdf": "pdf",
    "suite run dates corpus": "suites",
    "suite export --pandera --rules BPL --to new.py": "contracts",
    "suite docs corpus --to new": "suites",
    "check s3://bucket/corpus/ --run new": "s3",
    "check https://host.example/a.txt --run new": "http",
}


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """What every call gives in one process without the extras: its exit code, output, errors, whether it left nothing."""
    place = tmp_path_factory.mktemp("plain")
    (place / "corpus").mkdir()
    (place / "corpus/a.txt").write_text(TEXT, encoding="utf-8")
    (place / "suites.toml").write_text('suites = ["dates"]\n', encoding="utf-8")
    command = [sys.executable, "-c", BLOCKED, *PLAIN, *MISSING]
    message = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    assert message.returncode == 0, message.stderr
    assert (place / "facts/captions.parquet").exists()
    return json.loads(message.stdout)


@pytest.mark.parametrize("words", PLAIN)
def test_everything_but_suites_and_contracts_works_without_them(done, words):
    code, _, err, _ = done[words]
    assert (code, err) == (0, "")


@pytest.mark.parametrize("words", MISSING)
def test_a_missing_extra_is_one_sentence_with_the_command_that_mends_it(done, words):
    code, out, err, nothing_left = done[words]
    assert (code, out, err.count("\n"), nothing_left) == (2, "", 1, True)
    assert err.endswith(f"install it: pip install 'article-provenance[{MISSING[words]}]'\n")


def test_from_python_it_is_an_import_error_too(monkeypatch):
    monkeypatch.setitem(sys.modules, "pandera", None)
    with pytest.raises(ImportError, match="article-provenance\\[contracts\\]") as raised:
        extras.require("contracts")
    assert isinstance(raised.value, provenance.UsageError)


def test_every_import_is_declared():
    command = [sys.executable, "-m", "deptry", "."]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_every_dependency_is_weighed_in_the_docs():
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = [project["optional-dependencies"][name] for name in extras.EXTRAS]
    declared = {re.split(r"[\[<>=;]", line)[0] for lines in (project["dependencies"], *optional) for line in lines}
    page = (HERE / "docs/dependencies.md").read_text(encoding="utf-8")
    assert declared == set(re.findall(r"^\| ([a-z0-9._-]+) \| [A-Z]", page, re.MULTILINE))


def test_the_extras_are_those_that_are_declared():
    declared = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    everything = [name for name in extras.EXTRAS if name not in extras.NOT_IN_ALL]
    assert declared["all"] == [f"article-provenance[{','.join(everything)}]"]
    for name, extra in extras.EXTRAS.items():
        installed = re.split(r"[\[<>=]", declared[name][0])[0].replace("-", "_")
        assert installed in {extra.module, extra.library.replace("-", "_")}


def test_a_rule_that_is_named_and_lacks_its_library_says_so(done):
    code, out, *_ = done["check corpus --exit-zero --select MET011"]
    assert code == 0
    assert "MET011 language-mismatch finds nothing: the languages in which articles are written need pycld2" in out
    assert "pip install 'article-provenance[languages]'" in out
    assert "MET011" not in done[PLAIN[0]][1]
