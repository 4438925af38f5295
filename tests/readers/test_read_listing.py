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
        pl.DataFrame({"text": ["A line of text."] * (number % 5)}).write_parquet(tmp_path / f"{number:02}.parquet")
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
    settings = {
        "data": {"items": [{"label": {"short": "The quay is closed."}}]},
        "about": "Settings. Not to be touched.",
    }
    (tmp_path / "a.txt").write_text("The quay is open.")
    for number in range(4):
        (tmp_path / f"export{number}.json").write_text(json.dumps(settings))
    listing = formats.listing([tmp_path])
    assert listing.skipped == {".json": 4}
    (note,) = listing.notes
    assert note.startswith("no article is seen in export0.json, export1.json, export2.json, … (")


LONG = "The quay is closed until Monday, said the council on Friday. Boats are to moor at the old pier. " * 4


@pytest.mark.parametrize(
    ("export", "records"),
    [
        ({"data": {"items": [{"headline": "a", "content": {"body": "The quay is closed."}}] * 2}}, 2),
        ({"people": [{"name": "Ann"}], "rows": [{"titel": "a", "inhalt": "Der Kai ist zu."}] * 3}, 3),
        ({"rows": [{"k1": "a", "k2": LONG}]}, 1),
        ({"people": [{"name": "Ann"}], "rows": [{"k1": "a", "k2": LONG}] * 2}, 2),
        ({"k1": "a", "inner": {"k2": LONG}}, 1),
        ({"rows": [{"k1": "岸壁", "k2": "岸壁は月曜日まで閉鎖されると市議会が発表した。" * 6}]}, 1),
    ],
)
def test_an_export_of_unknown_names_in_a_folder_is_read_and_told(
    tmp_path: Path, export: dict[str, object], records: int
) -> None:
    (tmp_path / "a.txt").write_text("The quay is open.")
    (tmp_path / "export.json").write_text(json.dumps(export))
    found = formats.listing([tmp_path])
    assert (found.skipped, found.notes) == ({}, ())
    readings = [formats.read(shard) for shard in formats.plan(found)]
    (error,) = (error for reading in readings for error in reading.read_errors.to_dicts())
    assert (error["kind"], error["source"]) == ("no-text", "export.json")
    assert "--field text=" in error["detail"]
    counted = "the records" if records == 1 else f"the {records} records"
    assert error["detail"].startswith(f"none of {counted} has a text")


@pytest.mark.parametrize(
    "other",
    [
        {"name": "pkg", "description": LONG, "dependencies": {"a": "1"}, "contributors": [{"name": "x"}]},
        {
            "compilerOptions": {"strict": True},
            "//": "Managed by a tool. Edits may be overwritten, so that they are lost.",
        },
        {"@graph": [{"@id": "./", "description": LONG, "license": LONG}]},
        {
            "rows": [
                {"k1": "a", "k2": "<p>The quay is closed until Monday. Boats are to moor at the old pier, it said.</p>"}
            ]
        },
    ],
)
def test_settings_and_cards_are_no_export(tmp_path: Path, other: dict[str, object]) -> None:
    (tmp_path / "a.txt").write_text("The quay is open.")
    (tmp_path / "other.json").write_text(json.dumps(other))
    assert formats.listing([tmp_path]).skipped == {".json": 1}
