"""What the pages say is run as it is written, in an empty repository that has a corpus.

A fenced block is a recipe (`sh`, `console`, `python`), a workflow (`yaml`, in test_integrations), or a file that the
page shows: `<!-- file: NAME -->` before it has it written. `text` is output. The page on Python has its own test.
"""

from __future__ import annotations

import gzip
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import warnings
from pathlib import Path

import polars as pl
import pytest
from pages import HERE, PAGES, Block, blocks

from provenance import cli, policy
from provenance.policy import decisions
from provenance.rules import examples
from provenance.suites import loader
from tests import packing

SLIPWAY = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
FERRY = " date 2024-03-11 The ferry to Skarvoe was cancelled for the ninth day, and no date has been set for the next."
SHARED = f"{FERRY}\n\nShare this article"  # a warning: it fails no gate, and there is something to repair


def records(*topics):
    """Return records without an error, each about something else."""
    message = "The council spoke about {} for an hour, and it will do so again when the tides have turned."
    return [
        {"id": topic, "title": topic.title(), "published": "2024-01-02", "text": message.format(topic)}
        for topic in topics
    ]


EXTRAS = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
RECIPES = [
    page
    for page in PAGES
    if page.name not in {"python.md", "places.md"} and any(blocks(page, "sh", "console", "python"))
]
OUTPUT = ("text", "yaml")


@pytest.fixture
def repo(tmp_path, monkeypatch):
    """A repository with nothing but articles, under the names that the pages give them; it is the working folder."""
    for name in ("corpus", "news", "incoming"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "slipway.txt").write_text(SLIPWAY, encoding="utf-8")
        (tmp_path / name / "ferry.txt").write_text(SHARED, encoding="utf-8")
    for folder in ("export", "archive", "suites"):
        (tmp_path / folder).mkdir()
    lines = "".join(json.dumps(record) + "\n" for record in records("nets", "the pier", "lamps"))
    (tmp_path / "export/articles.jsonl").write_text(lines, encoding="utf-8")
    (tmp_path / "more.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    table = pl.DataFrame(records("ropes", "the weir")).with_columns(pl.col("published").str.to_date())
    table.write_parquet(tmp_path / "archive/2024.parquet")
    table.write_csv(tmp_path / "table.csv")
    (tmp_path / "export.json").write_text(json.dumps({"articles": records("oars", "the quay")}), encoding="utf-8")
    week = {"2024/slipway.txt": SLIPWAY.encode(), "2024/ferry.txt": SHARED.encode(), "2023/nets.jsonl": lines.encode()}
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(examples.record(SLIPWAY)))
    shutil.copy(HERE / "sample_corpus/formats/crawl.wacz", tmp_path)
    for place in ("dump.zip", "dump.tar.gz", "incoming/week.zip"):
        packing.write(tmp_path / place, week)
    shutil.copytree(HERE / "sample_corpus/coastal_post", tmp_path / "sample_corpus/coastal_post")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("GX_ANALYTICS_ENABLED", "false")
    return tmp_path


@pytest.fixture
def run(monkeypatch, capsys):
    """Run one line of a shell: our own commands here, in this process; what installs them is only looked at."""

    def command(words):
        monkeypatch.setattr(sys, "argv", ["provenance", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        message = capsys.readouterr()
        return ended.value.code or 0, message.out + message.err

    def line(text, codes=(0,)):
        for part in text.split(" && "):
            name, *words = shlex.split(part, comments=True)
            match Path(name).name, words:
                case "provenance", _:
                    code, message = command(words)
                    assert code in codes, f"{part}: {code}\n{message}"
                case "python3", ["-m", "venv", ".venv"]:
                    pass
                case "pip", ["install", *packages]:
                    _installable([package for package in packages if not package.startswith("-")])
                case "python", ["-m", "pytest", *_]:  # these tests
                    pass
                case "python", [script, *_] if script.startswith("benchmarks/"):  # minutes of measuring
                    assert (HERE / script).is_file(), part
                case _:
                    pytest.fail(f"nobody runs {part!r}")

    return line


def _installable(packages):
    for package in packages:
        name, extras = re.fullmatch(r"([\w.-]+)(?:\[([\w,]+)\])?", package).groups()
        assert name in {".", "article-provenance"}
        assert {*filter(None, (extras or "").split(","))} <= EXTRAS.keys()


def lines(block: Block):
    """Return the lines that a block types in: of a console those behind the prompt."""
    found = block.text.replace("\\\n", " ").splitlines()
    typed = [line.removeprefix("$ ") for line in found if block.language == "sh" or line.startswith("$ ")]
    return [line for line in typed if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("page", RECIPES, ids=lambda page: page.name)
@pytest.mark.filterwarnings("ignore")  # Great Expectations' own
def test_every_recipe_of_a_page_runs_as_it_is_written(page, repo, run, monkeypatch):
    names = {"__name__": "recipe"}
    before = {*sys.modules}
    for block in blocks(page):
        if block.declared.startswith("file: "):
            place = repo / block.declared.removeprefix("file: ")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(block.text, encoding="utf-8")
    (repo / "decisions.jsonl").touch()  # what a reviewer has exported
    for block in blocks(page, "sh", "console", "python"):
        if block.language == "python":
            with warnings.catch_warnings():
                exec(compile(block.text, f"{page}:{block.line}", "exec"), names)  # noqa: S102 - our own page
            for name in [name for name in names if name.startswith("test_")]:
                names.pop(name)()
        else:
            for text in lines(block):
                run(text, (0, 1) if block.declared.startswith("exits: 0 or 1") else (0,))
    for name in {*sys.modules} - before:  # such as a module that a recipe has written
        if str(getattr(sys.modules[name], "__file__", None)).startswith(str(repo)):
            monkeypatch.delitem(sys.modules, name)


FILES = [
    pytest.param(page, block, id=f"{page.name}:{block.line}")
    for page in PAGES
    for block in blocks(page)
    if block.language not in (*OUTPUT, "sh", "console", "python")
]


@pytest.mark.parametrize(("page", "block"), FILES)
def test_every_file_that_a_page_shows_can_be_used(page, block, tmp_path):
    if block.declared == "one expectation":
        block = block._replace(
            text=json.dumps({"name": "x", "expectations": [json.loads(block.text)]}), declared="file: x.json"
        )
    assert block.declared.startswith("file: "), (
        f"{page.name}:{block.line} says neither how it is run nor that it is output"
    )
    for each in (*blocks(page), block):
        if each.declared.startswith("file: "):
            place = tmp_path / each.declared.removeprefix("file: ")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(each.text, encoding="utf-8")
    match place.name:
        case "pyproject.toml" | "provenance.toml":
            assert policy.load(place) != policy.Policy()
        case "decisions.toml":
            assert decisions.load(place).height
        case name if name.endswith(".json") and '"expectations"' in block.text:
            assert loader.find([str(place)])[0].data["expectations"]
        case name:
            assert name in (page.read_text(encoding="utf-8").replace(block.declared, "")), "the page does not use it"


def test_every_command_of_the_table_in_the_readme_runs(repo, run):
    """Each row is run by itself; the runs and the files that it names are made before by the commands that make them."""
    (repo / "decisions.jsonl").touch()
    label = {"article": "corpus/slipway.txt", "published": "2024-03-12", "facts": [], "findings": []}
    (repo / "truth.jsonl").write_text(json.dumps(label), encoding="utf-8")
    run("provenance check corpus/ --write-baseline baseline.json --run tuesday/ -q")
    run("provenance suite infer corpus/ --to my_suite.json -q")
    table = re.search(
        r"^\| to \| do \|\n(.*?)\n\n", (HERE / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    commands = re.findall(r"`(provenance [^`]+)`", table[1])
    assert len(commands) > 10
    for command in (each for each in commands if "s3://" not in each):  # tests/places have a bucket
        run(command, (0, 1) if "--suite" in command else (0,))
