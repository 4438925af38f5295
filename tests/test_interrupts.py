"""Ctrl-C, in a real process: one line, exit code 130, at once, whatever thread is at work and whatever it swallows."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

TEXT = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."

# The work is replaced by a wait that no test could see the end of.
PROGRAM = """
import sys, time
import provenance.fixing.writing, provenance.pipeline.shard, provenance.suites.running
from provenance import cli

def wait(*_, **__):
    print("begun", file=sys.stderr, flush=True)
    time.sleep(600)

def wait_whatever_comes(*_, **__):
    while True:
        try:
            wait()
        except BaseException:
            pass

{patch}
sys.argv = ["provenance", *{words!r}]
cli.main()
"""

CASES = {
    "a shard, and a lock between processes": (
        "import multiprocessing as m; lock = m.get_context('spawn').Lock(); provenance.pipeline.shard.map_shard = wait",
        ["extract", "in", "--to", "out"],
    ),
    "a repair": ("provenance.fixing.writing.repair = wait", ["fix", "in", "--to", "out"]),
    "a suite": (
        "provenance.suites.running.validate = wait_whatever_comes",
        ["check", "in", "--no-cache", "--suite", "dates"],
    ),
}


@pytest.mark.parametrize(("patch", "words"), CASES.values(), ids=CASES)
def test_ctrl_c_is_answered_at_once_in_one_line(tmp_path, patch, words):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(TEXT, encoding="utf-8")
    program = PROGRAM.format(patch=patch, words=[*words, "--isolated"])
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr.readline() == "begun\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.replace("begun\n", "")) == (130, "", "interrupted\n")
    assert [path.name for path in tmp_path.iterdir()] == ["in"]


LOADING = """
import builtins, runpy, sys
ours = builtins.__import__

def interrupted(name, *rest, **more):
    if name == "typer":
        raise KeyboardInterrupt
    return ours(name, *rest, **more)

builtins.__import__ = interrupted
sys.argv = ["provenance", "--version"]
runpy.run_module("provenance", run_name="__main__")
"""


def test_ctrl_c_is_answered_while_the_program_is_loaded():
    done = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "interrupted\n")
