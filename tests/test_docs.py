"""The generated pages are those of the declarations; what the README shows is there."""

from __future__ import annotations

import re
import subprocess
import sys

from pages import HERE, blocks

import provenance
from provenance.reports import render


def test_the_generated_pages_are_fresh():
    made = subprocess.run(
        [sys.executable, HERE / "docs" / "generate.py", "--check"], capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr


def test_every_exported_name_is_there():
    assert all(getattr(provenance, name) is not None for name in provenance.__all__)
    assert {*provenance.__all__} == {*provenance._HOMES}


def test_the_readme_counts_what_the_program_counts():
    shown = [*render(provenance.check_corpus(HERE / "sample_corpus", contracts=True), "statistics")]
    (read,) = (line for line in shown if line.startswith("Read "))
    (contracts,) = (line for line in shown if line.startswith("Suite contracts: "))
    assert contracts in (HERE / "README.md").read_text(encoding="utf-8")
    begin, _, _ = re.sub(r" in [0-9.]+ s ", " in 3.4 s ", read).rpartition(" ")  # suites add findings there
    assert begin.rpartition(", ")[0] in (HERE / "README.md").read_text(encoding="utf-8")


def test_the_examples_of_the_python_page_give_what_it_shows(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    page, names = HERE / "docs/python.md", {}
    shown = list(blocks(page, "python", "text"))
    assert len(shown) > 8
    for block in shown:
        if block.language == "python":
            assert capsys.readouterr().out == "", f"what stands before line {block.line} prints something"
            exec(compile(block.text, f"{page}:{block.line}", "exec"), names)  # noqa: S102 - our own page
        else:
            assert capsys.readouterr().out == block.text, f"line {block.line}"
