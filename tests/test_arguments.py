"""Several arguments: equal names in two folders are two articles, in every command; copies stay inside their target."""

from __future__ import annotations

import json
import os
import sys
from itertools import permutations
from pathlib import Path, PurePosixPath

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance import cli, formats
from provenance.fixing.undoing import undo
from provenance.formats.arguments import distinct

GOOD = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
BAD = f"{GOOD}\n\nAn error occurred. Please try again."
FIXED = ["--isolated", "--now", "2024-06-01", "--select", "BPL001,INP,DUP002"]
CORPUS = {"a/x.txt": GOOD, "a/sub/x.txt": BAD, "b/x.txt": BAD, "other/a/x.txt": BAD, ".c/x.txt": GOOD}


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Write the corpus to the folder `here`, and work there."""
    root = tmp_path / "here"
    for name, text in CORPUS.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name}: {text}", encoding="utf-8")
    monkeypatch.chdir(root)
    return root


@pytest.fixture
def call(here, monkeypatch, capsys):  # noqa: ARG001 - it is made
    """Run the command line there: its exit code and output."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["provenance", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        return ended.value.code or 0, capsys.readouterr().out

    return run


def ids(*paths):
    return [file.source for file in formats.listing(paths).files]


def places(*paths):
    return [file.place for file in formats.listing(paths).files]


@pytest.mark.parametrize(
    ("paths", "sources"),
    [
        (["a"], ["sub/x.txt", "x.txt"]),
        (["./a/"], ["sub/x.txt", "x.txt"]),
        (["a/x.txt"], ["x.txt"]),
        (["a", "b"], ["a/sub/x.txt", "a/x.txt", "b/x.txt"]),
        (["b", "./a//"], ["b/x.txt", "a/sub/x.txt", "a/x.txt"]),
        (["a/x.txt", "b/x.txt"], ["a/x.txt", "b/x.txt"]),
        (["a", "b/x.txt"], ["a/sub/x.txt", "a/x.txt", "b/x.txt"]),
        (["a", "a/sub"], ["a/sub/x.txt", "a/x.txt"]),
        (["a/sub", "a"], ["a/sub/x.txt", "a/x.txt"]),
        (["a", "./a", "a/"], ["sub/x.txt", "x.txt"]),
        (["b/x.txt", "./b/x.txt"], ["x.txt"]),
        (["a", "-"], ["sub/x.txt", "x.txt", "-"]),
        (["../here/a", "b"], ["../here/a/sub/x.txt", "../here/a/x.txt", "b/x.txt"]),
        ([".", "../here/a"], ["a/sub/x.txt", "a/x.txt", "b/x.txt", "other/a/x.txt"]),
    ],
)
@pytest.mark.usefixtures("here")
def test_with_several_arguments_ids_begin_with_the_argument_and_with_one_never(paths, sources):
    assert ids(*paths) == sources


def test_an_argument_named_twice_is_one_however_it_is_spelled(here):
    assert distinct(["a", "b", "./a", here / "b/", "-", "-"]) == ("a", "b", "-")
    assert ids("a", here / "a") == ids("a")
    assert ids(here / "b", "a") == [f"{here}/b/x.txt", "a/sub/x.txt", "a/x.txt"]


def test_places_in_a_target_lie_inside_of_it_and_apart(here):
    assert places("a", "b") == ids("a", "b")
    assert places("../here/a", "b") == ["here/a/sub/x.txt", "here/a/x.txt", "b/x.txt"]
    assert places(here / "b", "a") == [f"{here}/b/x.txt"[1:], "a/sub/x.txt", "a/x.txt"]
    assert places(".c", "b") == ["c/x.txt", "b/x.txt"]
    os.chdir(here / "other")
    assert places("../a", "a") == ["2/a/sub/x.txt", "2/a/x.txt", "a/x.txt"]
    assert places("../a/x.txt", "a/x.txt") == ["2/a/x.txt", "a/x.txt"]
    assert places("..", "a") == ["a/sub/x.txt", "a/x.txt", "b/x.txt", "other/a/x.txt"]
    assert places("a", "..") == ["a/x.txt", "2/a/sub/x.txt", "2/a/x.txt", "2/b/x.txt"]


SPELLINGS = [
    "a",
    "./a",
    "b",
    "a/x.txt",
    "a/sub",
    "../here/b",
    ".c",
    "../here/./a/x.txt",
    "/a",
    "/b",
    ".",
    "..",
    "other",
]


@settings(max_examples=60)
@given(st.lists(st.sampled_from(SPELLINGS), min_size=1, max_size=4))
def test_laws_of_ids_and_places(tmp_path_factory, paths):
    root = tmp_path_factory.getbasetemp() / "laws" / "here"
    for name in CORPUS:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    before = Path.cwd()
    os.chdir(root)
    try:
        given_paths = [f"{root}{path}" if path.startswith("/") else path for path in paths]
        files = formats.listing(given_paths).files
        assert len({os.path.realpath(file.path) for file in files}) == len(files)
        assert len({file.source for file in files}) == len(files)
        if len(distinct(given_paths)) > 1:
            assert all(Path(file.source).samefile(file.path) for file in files)
    finally:
        os.chdir(before)
    copies = {PurePosixPath(file.place) for file in files}
    assert len(copies) == len(files)
    for place in copies:
        assert not place.is_absolute()
        assert not any(part.startswith(".") for part in place.parts)
        assert not copies & set(place.parents)


@pytest.mark.parametrize("paths", [["a", "b"], ["../here/a", "ABS/b", "other"], ["other/../a", "a/sub", "b"]])
def test_the_gate_keeps_equal_names_apart(call, here, paths):
    paths = [path.replace("ABS", str(here)) for path in paths]
    sides = ["--accepted", "../in", "--quarantine", "../out"]
    code, out = call("check", *paths, *FIXED, *sides, "-f", "json", "-o", "../report.json")
    files = formats.listing(paths).files
    good = [
        file for file in files if GOOD in Path(file.path).read_text() and "error" not in Path(file.path).read_text()
    ]
    bad = [file for file in files if file not in good]
    assert code == 1
    assert f"{len(files)} records: {len(good)} accepted, {len(bad)} quarantined, 0 unreadable, 0 not read" in out
    for side, kept in (("../in", good), ("../out", bad)):
        copies = {path for path in Path(side).rglob("*.txt") if path.is_file()}
        assert copies == {Path(side) / file.place for file in kept}
        assert all((Path(side) / file.place).read_bytes() == Path(file.path).read_bytes() for file in kept)
    message = json.loads(Path("../report.json").read_text())
    assert {finding["article"] for finding in message["findings"]} == {file.source for file in bad}
    code, out = call("check", *paths, *FIXED, *sides, "--append")
    assert f"{len(files)} of them were there already" in out


def test_extract_and_the_cache_know_both_articles(call):
    for paths, expected in ((["a", "b"], ids("a", "b")), (["a"], ids("a")), (["a", "b"], ids("a", "b"))):
        call("extract", *paths, *FIXED, "--to", "../facts")
        assert pl.read_parquet("../facts/articles.parquet")["article"].to_list() == expected
        call("check", *paths, *FIXED, "-f", "json", "-o", "../report.json")
        assert json.loads(Path("../report.json").read_text())["articles"] == len(expected)


@pytest.mark.parametrize("paths", [["a", "b"], ["../here/a", "ABS/b"]])
def test_copies_are_repaired_apart_and_given_back(call, here, paths):
    paths = [path.replace("ABS", str(here)) for path in paths]
    files = formats.listing(paths).files
    assert call("fix", *paths, *FIXED, "--unsafe-fixes", "--to", "../fixed")[0] == 0
    copies = {file.place: Path("../fixed", file.place) for file in files}
    changed = [file for file in files if copies[file.place].read_bytes() != Path(file.path).read_bytes()]
    assert [Path(file.path).read_text().split(":")[0] for file in changed] == ["a/sub/x.txt", "b/x.txt"]
    assert undo(Path("../fixed/.provenance/fix-1/changes.jsonl")) == 2
    assert all(copies[file.place].read_bytes() == Path(file.path).read_bytes() for file in files)


def test_a_folder_named_twice_is_repaired_in_place(call):
    before = Path("b/x.txt").read_bytes()
    assert call("fix", "b", "./b", *FIXED, "--unsafe-fixes", "--in-place")[0] == 0
    assert Path("b/x.txt").read_bytes() != before
    assert undo(Path("b/.provenance/fix-1/changes.jsonl")) == 1
    assert Path("b/x.txt").read_bytes() == before
    assert call("fix", "a", "b", *FIXED, "--in-place")[0] == 2


def test_a_baseline_of_several_arguments_holds_in_every_order_of_them(call):
    assert call("check", "a", "b", "other", *FIXED, "--write-baseline", "../known.json")[0] == 1
    for paths in permutations(["a", "./b", "other/"]):
        assert call("check", *paths, *FIXED, "--baseline", "../known.json")[0] == 0
    assert call("check", "a", *FIXED, "--baseline", "../known.json")[0] == 1  # there its id does not say `a/`


@pytest.mark.parametrize("paths", [["a"], ["b/x.txt"], ["a", "b"], ["../here/a", "ABS/b", "other/a/x.txt"], ["."]])
def test_printed_paths_open_from_the_working_folder(call, here, paths):
    paths = [path.replace("ABS", str(here)) for path in paths]
    others = {form: here.parent / f"{form}.out" for form in ("concise", "grouped")}
    outputs = [word for form, place in others.items() for word in ("--output", f"{form}={place}")]
    out = call("check", *paths, *FIXED, "-f", "full", *outputs)[1]
    for text in (out, *(place.read_text(encoding="utf-8") for place in others.values())):
        printed = [word.split(":")[0] for word in text.split() if ".txt" in word]
        assert {os.path.realpath(path) for path in printed} == {
            os.path.realpath(file.path)
            for file in formats.listing(paths).files
            if "error" in Path(file.path).read_text()
        }


@pytest.mark.usefixtures("here")
def test_what_is_left_out_is_named_from_each_argument_on():
    assert [file.source for file in formats.listing(["a", "b"], ["/x.txt"]).files] == ["a/sub/x.txt"]
    assert [file.source for file in formats.listing(["a", "other"], ["sub/"]).files] == ["a/x.txt", "other/a/x.txt"]


def test_what_cannot_be_read_is_called_as_the_articles_beside_it(here):
    for folder in ("a", "b"):
        (here / folder / "gone.txt").symlink_to("nowhere")
    assert [read_error.source for read_error in formats.listing(["a", "b"]).read_errors] == ["a/gone.txt", "b/gone.txt"]
    assert [read_error.source for read_error in formats.listing(["a"]).read_errors] == ["gone.txt"]
