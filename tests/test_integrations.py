"""In other people's hands: pre-commit hooks, the GitHub action, pipelines, test suites."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import polars as pl
import pytest
from pages import PAGES, blocks
from ruamel.yaml import YAML

from provenance.policy.configuration import Policy
from provenance.testing import assert_clean

HERE = Path(__file__).parents[1]
GOOD = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
BAD = GOOD + "\n\nAn error occurred. Please try again."


@pytest.fixture
def scratch(tmp_path, monkeypatch):
    """A repository with a corpus, and `provenance` on the path."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/provenance"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m provenance "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "bin/python").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/pip.log\n', encoding="utf-8")
    (tmp_path / "bin/python").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    repo = tmp_path / "repo"
    (repo / "corpus").mkdir(parents=True)
    subprocess.run(["git", "init", "-q"], cwd=repo, check=True)
    (repo / "corpus/good.txt").write_text(GOOD, encoding="utf-8")
    return repo


def hooks():
    return {
        hook["id"]: hook
        for hook in YAML(typ="safe").load((HERE / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    }


def hooked(repo, call, name, *args):
    """Run a hook as pre-commit does: entry and arguments, without file names, from the root of the repository."""
    hook = hooks()[name]
    assert hook["pass_filenames"] is False
    program, *words = shlex.split(hook["entry"])
    assert program == "provenance"
    return call(*words, *(args or hook["args"]), cwd=repo)


def test_the_hook_checks_the_corpus(scratch, call):
    assert hooked(scratch, call, "provenance", "corpus", "--isolated").returncode == 0
    (scratch / "corpus/bad.txt").write_text(BAD, encoding="utf-8")
    done = hooked(scratch, call, "provenance")
    assert done.returncode == 1
    assert "corpus/bad.txt:3:1: BPL001 error" in done.stdout
    message = subprocess.run(
        ["git", "status", "--porcelain", "-uall"], cwd=scratch, capture_output=True, text=True, check=True
    )
    assert "provenance_cache" not in message.stdout


def test_the_other_hook_repairs_it(scratch, call):
    (scratch / "corpus/bad.txt").write_text(BAD, encoding="utf-8")
    done = hooked(scratch, call, "provenance-fix", "corpus")
    assert (done.returncode, done.stderr) == (0, "")
    assert (scratch / "corpus/bad.txt").read_text(encoding="utf-8") == GOOD
    log = next((scratch / "corpus/.provenance").rglob("changes.jsonl"))
    assert call("fix", "--undo", log, cwd=scratch).returncode == 0
    assert (scratch / "corpus/bad.txt").read_text(encoding="utf-8") == BAD


@pytest.mark.parametrize("name", ["a.txt", "sub/a.jsonl", "a.txt.gz", "a.parquet", "a.ndjson.zst"])
def test_the_hooks_know_our_files(name):
    assert all(re.search(hook["files"], name) and not re.search(hook["files"], "a.py") for hook in hooks().values())


def acted(repo, **inputs):
    """Run the shell steps of the action."""
    action = YAML(typ="safe").load((HERE / "action.yml").read_text(encoding="utf-8"))
    given = {name: message["default"] for name, message in action["inputs"].items()} | inputs
    env = {"GITHUB_OUTPUT": str(repo / "output"), "GITHUB_STEP_SUMMARY": str(repo / "summary")}
    for step in action["runs"]["steps"]:
        assert step["shell"] == "bash"
        message = {
            name: re.sub(
                r"\$\{\{ (?:inputs\.(\w+)|github\.action_path) \}\}",
                lambda found: given.get(found[1], str(HERE)),
                value,
            )
            for name, value in step["env"].items()
        }
        script = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(
            script, cwd=repo, env={**os.environ, **env, **message}, capture_output=True, text=True, check=False
        )
        if done.returncode:
            break
    return done


def standing_in(repo, code=0):
    """Put a program in the place of ours that notes its words, and return where it notes them."""
    place, noted = repo.parent / "bin/provenance", repo.parent / "words"
    place.write_text(f"#!/bin/sh\nprintf '%s\\n' \"$@\" > {shlex.quote(str(noted))}\nexit {code}\n", encoding="utf-8")
    return noted


def test_the_action_passes_a_good_corpus(scratch):
    done = acted(scratch, src="corpus")
    assert (done.returncode, done.stderr) == (0, "")
    assert (scratch / "output").read_text(encoding="utf-8") == "passed=true\n"
    assert (scratch / "summary").read_text(encoding="utf-8").startswith("### provenance: passed")
    assert (scratch.parent / "pip.log").read_text(encoding="utf-8") == f"-m pip install --quiet {HERE}[all]\n"
    standing_in(scratch)
    assert acted(scratch, src="corpus", extras="").returncode == 0
    assert (scratch.parent / "pip.log").read_text(encoding="utf-8").endswith(f"--quiet {HERE}\n")


def test_the_action_fails_a_bad_one_and_takes_arguments_as_they_are(scratch):
    (scratch / "corpus/bad.txt").write_text(BAD, encoding="utf-8")
    done = acted(
        scratch,
        src="corpus",
        args="--output 'sarif=my out.sarif' --ignore MET,LIN",
        version="1.2.3",
        extras="suites",
        summary="false",
    )
    assert done.returncode == 1
    verdict, first, *_ = done.stdout.splitlines()
    assert verdict == "::error title=provenance::The gate fails: 1 error in 1 of 2 articles."
    assert first.startswith("::error title=BPL001 error-message,file=corpus/bad.txt,line=3,endLine=3,col=1,")
    assert (scratch / "my out.sarif").exists()
    assert not (scratch / "summary").exists()
    assert (scratch / "output").read_text(encoding="utf-8") == "passed=false\n"
    assert (
        (scratch.parent / "pip.log").read_text(encoding="utf-8").endswith("--quiet article-provenance[suites]==1.2.3\n")
    )
    words = standing_in(scratch, 2)
    assert acted(scratch, src="corpus", args="--select $(touch${IFS}pwned)").returncode == 2
    assert words.read_text(encoding="utf-8").splitlines() == [
        "check", "corpus", "--select", "$(touch${IFS}pwned)", "--output-format", "github",
    ]  # fmt: skip
    assert not (scratch / "pwned").exists()


def workflows():
    """Return the workflows that the pages show, by what stands at their top."""
    found = [(page, block) for page in PAGES for block in blocks(page, "yaml")]
    return [pytest.param(YAML(typ="safe").load(block.text), id=f"{page.name}:{block.line}") for page, block in found]


def steps(workflow, call):
    """Yield what a workflow runs, and the files that it then hands on; what nobody here knows fails."""
    match workflow:
        case {"jobs": jobs}:
            for step in (step for job in jobs.values() for step in job["steps"]):
                match step:
                    case {"uses": "OWNER/provenance@v0.2.0", "with": inputs}:
                        yield lambda repo, inputs=inputs: acted(repo, **inputs), []
                    case {"uses": "github/codeql-action/upload-sarif@v4", "with": {"sarif_file": name}}:
                        yield None, [name]
                    case {"uses": "actions/checkout@v5" | "actions/setup-python@v6"}:
                        pass
                    case _:
                        pytest.fail(f"nobody runs {step}")
        case {"repos": [{"repo": "https://github.com/OWNER/provenance", "hooks": hooked_up}]}:
            for hook in hooked_up:
                yield lambda repo, hook=hook: hooked(repo, call, hook["id"], *hook["args"]), []
        case {"corpus": {"script": script, "artifacts": {"reports": reports}}}:
            for line in script:
                yield (
                    lambda repo, line=line: subprocess.run(
                        ["bash", "-c", line], cwd=repo, capture_output=True, text=True, check=False
                    ),
                    [],
                )
            yield None, reports.values()
        case _:
            pytest.fail(f"nobody runs a workflow with {list(workflow)}")


@pytest.mark.parametrize("workflow", workflows())
@pytest.mark.slow  # a program a step; the hooks and the action are held above
def test_the_workflows_of_the_pages_run_in_an_empty_repository(scratch, call, workflow):
    shutil.copy(scratch.parent / "bin/python", scratch.parent / "bin/pip")
    ran = 0
    for run, files in steps(workflow, call):
        done = run(scratch) if run else None
        ran += done is not None
        assert not (done and done.returncode), done.stdout + done.stderr
        assert all((scratch / name).stat().st_size for name in files)
    assert ran


def example(name, monkeypatch, **modules):
    """Import an example, with tiny stand-ins for the packages it is for."""
    for path, members in modules.items():
        module = ModuleType(path.replace("_", "."))
        vars(module).update(members)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    spec = importlib.util.spec_from_file_location(name, HERE / f"docs/examples/{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_airflow_operator(scratch, monkeypatch):
    class AirflowFailException(Exception):  # noqa: N818 - so it is called
        pass

    class BaseOperator:
        def __init__(self, *, task_id):
            self.task_id = task_id
            self.log = SimpleNamespace(info=lambda *_: None)

    modules = {
        "airflow": {},
        "airflow_exceptions": {"AirflowFailException": AirflowFailException},
        "airflow_sdk": {"BaseOperator": BaseOperator},
    }
    monkeypatch.chdir(scratch)
    made = example("airflow_gate", monkeypatch, **modules).ProvenanceGate(
        task_id="gate", path="corpus", accepted="accepted", quarantine="quarantine"
    )
    assert made.execute({})["accepted"] == 1
    (scratch / "corpus/bad.txt").write_text(BAD, encoding="utf-8")
    message = made.execute({})
    assert (message["accepted"], message["quarantined"], message["already_there"]) == (1, 1, 1)
    assert (scratch / "quarantine/bad.txt").read_text(encoding="utf-8") == BAD
    (scratch / "corpus/week.parquet").write_bytes(b"torn")
    with pytest.raises(AirflowFailException, match=r"1 finding stands on no record .* \(INP001\); 1 unreadable"):
        made.execute({})


def test_the_dagster_check(scratch, monkeypatch):
    monkeypatch.chdir(scratch)
    dagster = {
        "asset": lambda function: function,
        "asset_check": lambda **_: lambda function: function,
        "AssetCheckResult": SimpleNamespace,
        "AssetCheckSeverity": SimpleNamespace(ERROR="ERROR", WARN="WARN"),
    }
    made = example("dagster_check", monkeypatch, dagster=dagster)
    assert made.provenance_gate(made.articles()).passed
    (scratch / "corpus/bad.txt").write_text(BAD, encoding="utf-8")
    result = made.provenance_gate(made.articles())
    assert (result.passed, result.severity, result.metadata["error"]) == (False, "ERROR", 1)


def test_assert_clean_takes_files_and_frames(scratch):
    policy = Policy(ignore=("MET", "LIN"))
    assert assert_clean(scratch / "corpus", policy).articles == 1
    assert assert_clean(pl.DataFrame({"text": [GOOD]}), policy).verdict.passed
    with pytest.raises(AssertionError) as failed:
        assert_clean(
            pl.LazyFrame(
                {"id": [f"x{number}" for number in range(30)], "text": [BAD + str(number) for number in range(30)]}
            ),
            policy,
        )
    message = str(failed.value).splitlines()
    assert message[0].startswith("The gate fails: ")
    assert message[1] == "  frame.parquet#0: BPL001 an error message of the web page"
    assert message[-1] == "  and 10 more"
