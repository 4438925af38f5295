"""What the policy leaves out: patterns as in .gitignore, counted, the same for every command."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import formats
from provenance.errors import UsageError
from provenance.formats.globs import Globs
from provenance.runs import store
from tests.support import Call, examples

NEWS = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday."
PATTERNS = [
    "*.jsonl",
    "a",
    "a/",
    "/a",
    "a/b",
    "a/*",
    "**/b",
    "a/**",
    "a/**/c",
    "?",
    "[ab]",
    "[!a].txt",
    "b*",
    "!a/b/c",
    "!c",
    "/*/b",
    "c/",
]
PATHS = ["a", "b", "c", "a/b", "a/c", "b/a", "a/b/c", "b/a.txt", "c.txt", "a/b/x.jsonl", "b/c/a/b"]


def corpus(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        record = json.dumps({"id": name, "text": NEWS}) + "\n"
        (folder / name).write_text(record if name.endswith(".jsonl") else NEWS, encoding="utf-8")
    return folder


def sources(folder: Path, *exclude: str) -> list[str]:
    return [file.source for file in formats.listing([folder], exclude).files]


def test_files_and_folders_are_left_out_and_counted(tmp_path: Path) -> None:
    corpus(tmp_path, "a.txt", "drafts/b.txt", "drafts/deep/c.txt", "x/manifest.jsonl", "x/d.txt", "truth.jsonl")
    assert sources(tmp_path) == ["a.txt", "drafts/b.txt", "drafts/deep/c.txt", "x/d.txt", "x/manifest.jsonl"]
    found = formats.listing([tmp_path], ["drafts/", "manifest.jsonl"])
    assert [file.source for file in found.files] == ["a.txt", "x/d.txt"]
    assert found.excluded == 4
    assert found.skipped == {}


def test_the_last_pattern_that_fits_counts(tmp_path: Path) -> None:
    corpus(tmp_path, "a.jsonl", "b.jsonl", "truth.jsonl")
    assert sources(tmp_path, "*.jsonl", "!a.jsonl") == ["a.jsonl"]
    assert sources(tmp_path, "!truth.jsonl") == ["a.jsonl", "b.jsonl", "truth.jsonl"]


def test_a_file_that_is_named_itself_is_read(tmp_path: Path) -> None:
    corpus(tmp_path, "truth.jsonl")
    assert formats.listing([tmp_path / "truth.jsonl"], ["*.jsonl"]).excluded == 0
    assert len(formats.listing([tmp_path / "truth.jsonl"], ["*.jsonl"]).files) == 1


@pytest.mark.parametrize("pattern", ["", "/", "!", "[z-a]"])
def test_what_fits_nothing_is_refused(pattern: str) -> None:
    with pytest.raises(UsageError, match=r"exclude: .* is no pattern"):
        Globs([pattern])


@pytest.mark.skipif(shutil.which("git") is None, reason="git is the judge")
@examples(10)
@given(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=3))
def test_a_pattern_means_what_it_means_to_git(tmp_path_factory: pytest.TempPathFactory, patterns: list[str]) -> None:
    folder = tmp_path_factory.mktemp("repository")
    names = [f"{path}/file.txt" for path in PATHS if "." not in path] + [path for path in PATHS if "." in path]
    corpus(folder, *names)
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    (folder / ".git/info/exclude").write_text("\n".join(patterns) + "\n", encoding="utf-8")
    asked = ["git", "ls-files", "--others", "--exclude-standard"]
    kept = subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True).stdout.splitlines()
    assert sorted(sources(folder, *patterns)) == sorted(kept)


def test_every_command_leaves_out_the_same(call: Call, tmp_path: Path) -> None:
    corpus(tmp_path / "in", "a.txt", "b.jsonl", "manifest.jsonl", "old/c.txt")
    (tmp_path / "provenance.toml").write_text('exclude = ["manifest.jsonl"]\n', encoding="utf-8")
    (tmp_path / "truth.jsonl").write_text("", encoding="utf-8")
    left_out = ("--exclude", "old/")
    checked = call("check", "in", *left_out, "--no-cache", "--run", "run", "--accepted", "good",
                   "--quarantine", "bad", "--exit-zero", cwd=tmp_path)  # fmt: skip
    assert "Read 2 articles from 2 files" in checked.stdout
    assert " (2 excluded)." in checked.stdout
    assert "2 records: 2 accepted, 0 quarantined, 0 unreadable, 0 not read; 2 files excluded" in checked.stdout
    (message,) = json.loads((tmp_path / "good/provenance-gate.json").read_text(encoding="utf-8"))["runs"]
    assert message["excluded"] == 2
    visible = {path.name for path in (tmp_path / "good").iterdir() if not path.name.startswith(".")}
    assert visible == {"a.txt", "b.jsonl", "provenance-gate.json"}
    assert store.load(tmp_path / "run").record.excluded == 2
    message = call("check", "in", *left_out, "--no-cache", "-f", "json", "--exit-zero", cwd=tmp_path).stdout
    assert json.loads(message)["excluded"] == 2
    assert "2 articles, " in (extracted := call("extract", "in", *left_out, "--to", "out", cwd=tmp_path)).stdout
    assert "; 2 files excluded" in extracted.stdout
    assert "; 2 files excluded" in call("fix", "in", *left_out, "--to", "fixed", cwd=tmp_path).stdout
    assert not list((tmp_path / "fixed").rglob("c.txt"))
    assert call("evaluate", "truth.jsonl", "--corpus", "in", *left_out, cwd=tmp_path).returncode == 0
    refused = call("check", "in", "--exclude", "[z-a]", cwd=tmp_path)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize(
    "pattern",
    ["*a" * 40 + "b", "**/a/" * 20 + "b", "[a-z]*" * 30 + "0", "?*" * 30 + "0", "**/*a*a*a*a*a*a*/" * 4 + "b"],
)
def test_no_pattern_takes_time_without_end(pattern):
    globs = Globs([pattern])
    names = ["/".join(["a" * 200] * 30), "a/" * 60 + "c", "a" * 250]
    assert not any(globs.leave_out(name, folder=False) for name in names)


@pytest.mark.parametrize(
    ("pattern", "fits", "fits_not"),
    [
        ("a*b*c", ["abc", "axxbyyc", "abbcc", "x/abc"], ["acb", "ab", "abcd", "a/bc"]),
        ("*a*a", ["aa", "baxa", "aaa"], ["a", "aab"]),
        ("/**", ["a", "a/b"], []),
        ("x/**", ["x/a", "x/a/b"], ["x", "y/x/a"]),
        ("x/**/y", ["x/y", "x/a/y", "x/a/b/y"], ["xy", "x/ya", "a/x/y"]),
        ("**/x", ["x", "a/x", "a/b/x"], ["ax"]),
    ],
)
def test_stars_fit_what_gitignore_says(pattern, fits, fits_not):
    globs = Globs([pattern])
    assert [name for name in (*fits, *fits_not) if globs.leave_out(name, folder=True)] == fits
