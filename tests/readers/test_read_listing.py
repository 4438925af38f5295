"""Which files are found, in which order, and what is said of the others."""

from __future__ import annotations

import json
import os
from pathlib import Path

import polars as pl
import pytest

from provenance import formats
from provenance.errors import UsageError


def sources(*paths: Path) -> list[str]:
    return [file.source for file in formats.listing(paths).files]


def write(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("A line of text.")
    return folder


def test_folders_are_walked_by_name_and_hidden_things_left_out(tmp_path: Path) -> None:
    write(
        tmp_path, "b.txt", "a/z.txt", "a/y.jsonl", "c.PARQUET", ".hidden.txt", ".git/x.txt", "d.text.gz", "e.ndjson.zst"
    )
    assert sources(tmp_path) == ["a/y.jsonl", "a/z.txt", "b.txt", "c.PARQUET", "d.text.gz", "e.ndjson.zst"]


def test_unknown_suffixes_in_folders_are_counted(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b.md", "c/d.MD", "e.parquet.gz", "Makefile")
    found = formats.listing([tmp_path])
    assert [file.source for file in found.files] == ["a.txt"]
    assert found.skipped == {"": 1, ".md": 2, ".parquet.gz": 1}


def test_each_file_is_listed_once(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "b/c.txt")
    (tmp_path / "b" / "loop").symlink_to(tmp_path)
    (tmp_path / "z.txt").symlink_to(tmp_path / "a.txt")
    assert sources(tmp_path, tmp_path) == ["a.txt", "b/c.txt"]
    named = sources(tmp_path, tmp_path, tmp_path / "a.txt", tmp_path / "b")
    assert named == [f"{tmp_path}/a.txt", f"{tmp_path}/b/c.txt"]


def test_a_named_file_is_called_by_its_name(tmp_path: Path) -> None:
    write(tmp_path, "deep/er/a.txt")
    assert sources(tmp_path / "deep" / "er" / "a.txt") == ["a.txt"]


def test_a_broken_link_is_a_trouble(tmp_path: Path) -> None:
    write(tmp_path, "a.txt")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere")
    found = formats.listing([tmp_path])
    assert [(read_error.kind, read_error.source) for read_error in found.read_errors] == [("unreadable", "gone.txt")]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_a_trouble(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "shut/b.txt")
    (tmp_path / "shut").chmod(0)
    try:
        found = formats.listing([tmp_path])
    finally:
        (tmp_path / "shut").chmod(0o700)
    assert [(read_error.kind, read_error.source) for read_error in found.read_errors] == [("unreadable", "shut/")]


def test_a_file_name_that_is_not_utf_8_is_read(tmp_path: Path) -> None:
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))).write_text("A line of text.")
    (shard,) = formats.plan([tmp_path])
    assert formats.read(shard).records["article"].to_list() == [r"caf\xe9.txt"]


@pytest.mark.parametrize(("name", "said"), [("missing.txt", "no such file"), ("a.doc", "standard input")])
def test_wrong_calls_raise_before_anything_is_read(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "a.doc").write_bytes(b"\xd0\xcf\x11\xe0 words")
    with pytest.raises(UsageError, match=said):
        formats.plan([tmp_path / name])


def test_an_unknown_field_raises_with_a_hint(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="did you mean 'published'"):
        formats.plan([tmp_path], fields={"publishd": "when"})


def test_many_small_containers_are_read_together(tmp_path: Path) -> None:
    for number in range(30):
        lines = [f'{{"id": "{number}-{line}", "text": "A line of text."}}' for line in range(number % 3)]
        lines += ["{broken"] * (number % 7 == 0) + ["", '{"title": "No text"}'] * (number % 5 == 0)
        (tmp_path / f"{number:02}.jsonl").write_text("\n".join(lines), encoding="utf-8")
        pl.DataFrame({"text": ["A line of text."] * number}).write_parquet(tmp_path / f"{number:02}.parquet")
    (tmp_path / "13.jsonl").write_bytes('{"id": "wide", "text": "A line."}'.encode("utf-16"))
    together, alone = (
        [formats.read(shard) for shard in formats.plan([tmp_path], shard_articles=articles)] for articles in (5000, 1)
    )
    assert len(together) == 1
    for name in ("records", "read_errors"):
        frames = [pl.concat([getattr(reading, name) for reading in readings]) for readings in (together, alone)]
        assert frames[0].sort(pl.all()).equals(frames[1].sort(pl.all()))
    raw = [
        line for shard in formats.plan([tmp_path / f"{n:02}.jsonl" for n in range(30)]) for line in formats.raw(shard)
    ]
    assert (
        b"".join(line.data for line in raw if line.source.endswith("/05.jsonl")) == (tmp_path / "05.jsonl").read_bytes()
    )


def test_a_file_in_which_no_article_is_seen_is_named(tmp_path: Path) -> None:
    export = {"data": {"items": [{"content": {"text": "The quay is closed."}}]}}
    (tmp_path / "a.txt").write_text("The quay is open.")
    for number in range(4):
        (tmp_path / f"export{number}.json").write_text(json.dumps(export))
    listing = formats.listing([tmp_path])
    assert listing.skipped == {".json": 4}
    (note,) = listing.notes
    assert note.startswith("no article is seen in export0.json, export1.json, export2.json, … (")
