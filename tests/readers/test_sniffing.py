"""What files are whose suffix no reader knows, and what is said of them."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from pathlib import Path

import polars as pl
import pytest

from provenance import formats
from provenance.formats import streams
from provenance.rules.examples import record

TEXT = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
PAGE = f"<title>Slipway</title><body><article><h1>Slipway</h1><p>{TEXT}</p><p>{TEXT[:-1]}, and more.</p></article>"
LINES = b"".join(json.dumps({"id": f"{n}", "text": f"{TEXT} {n}"}).encode() + b"\n" for n in range(2))
LIST = json.dumps({"status": "ok", "articles": [{"title": "Slipway", "content": TEXT, "text": TEXT}]}).encode()
TABLE = f'title,text\nSlipway,"{TEXT}"\n'.encode()


def packed(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def taped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return stream.getvalue()


def columns() -> bytes:
    stream = io.BytesIO()
    pl.DataFrame({"text": [TEXT]}).write_parquet(stream)
    return stream.getvalue()


SURE = {
    "html": f"<!DOCTYPE html><html>{PAGE}".encode(),
    "html of another beginning": f"\ufeff\n<?xml version='1.0'?>\n<!-- saved -->\n<HTML>{PAGE}".encode(),
    "html in utf-16": f"<!doctype html><meta charset=utf-16>{PAGE}".encode("utf-16"),
    "jsonl": LINES,
    "json": LIST,
    "json, one article": json.dumps({"title": "Slipway", "text": TEXT}, indent=1).encode(),
    "csv": TABLE,
    "csv with semicolons": TABLE.replace(b",t", b";t").replace(b",", b";", 1),
    "parquet": columns(),
    "warc": record(TEXT),
    "zip": packed({"2020/a.txt": TEXT.encode()}),
    "tar": taped({"a.txt": TEXT.encode()}),
    "tar, compressed": gzip.compress(taped({"a.txt": TEXT.encode()})),
    "warc, compressed": gzip.compress(record(TEXT)),
    "json, compressed": gzip.compress(LIST),
    "html, compressed": streams.zstd().compress(f"<html>{PAGE}".encode()),
    "csv, compressed": streams.zstd().compress(TABLE),
}


@pytest.mark.parametrize(
    ("what", "name"), [*((what, "dump") for what in SURE), ("html", "a.aspx"), ("html", "b.html?id=7")]
)
def test_what_leaves_no_doubt_is_read_and_told(tmp_path: Path, what: str, name: str) -> None:
    (tmp_path / name).write_bytes(SURE[what])
    found = formats.listing([tmp_path])
    records = pl.concat([formats.read(shard).records for shard in formats.plan(found)])
    assert records["text"].str.contains(TEXT[:40], literal=True).all()
    assert records.height == (2 if what == "jsonl" else 1)
    suffix = {"dump": "file without suffix", "a.aspx": ".aspx file"}.get(name, ".html?id=7 file")
    kind = what.replace(",", "").split()[0]
    assert found.notes == (f"told by what they hold, not by their suffix: 1 {suffix} as {kind}",)
    assert not found.skipped


def test_files_in_archives_are_told_alike(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(
        packed({"1": SURE["html"], "2": LINES, "3": b"Licence of the words", "4.docx": LIST})
    )
    found = formats.listing([tmp_path])
    assert [file.format for file in found.files] == ["html", "jsonl"]
    assert found.skipped == {"": 1, ".docx": 1}


DOUBTFUL = {
    "prose": TEXT.encode() * 3,
    "a licence": b"MIT License\n\nPermission is hereby granted, free of charge, to any person",
    "a drawing": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><text>The council</text></svg>",
    "a document": packed({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"}),
    "a book": packed({"mimetype": b"application/epub+zip", "a.html": SURE["html"]}),
    "settings": json.dumps({"name": "app", "scripts": {"test": "pytest"}}).encode(),
    "a list of other things": json.dumps([{"x": 1, "y": 2}]).encode(),
    "a table of other things": b"date,amount\n2024-01-01,17\n",
    "a header alone": b"title,text\n",
    "a report of ours": b'{"format": 1, "tool": {"name": "provenance"}, "text": "a"}',
    "noise": bytes(range(256)) * 4,
    "what is compressed of it": gzip.compress(TEXT.encode()),
    "a damaged archive": gzip.compress(LINES)[:12],
    "nothing": b"",
}


@pytest.mark.parametrize("what", DOUBTFUL)
def test_what_leaves_a_doubt_is_counted_in_a_folder(tmp_path: Path, what: str) -> None:
    (tmp_path / "dump.foo").write_bytes(DOUBTFUL[what])
    found = formats.listing([tmp_path])
    assert (found.files, found.notes, found.skipped) == ((), (), {".foo": 1})


def test_a_suffix_that_tells_of_something_else_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(SURE["html"])
    assert formats.listing([tmp_path]).skipped == {".md": 1}
    assert [file.format for file in formats.listing([tmp_path / "a.md"]).files] == ["html"]  # it was named


def test_words_in_a_file_that_was_named_are_a_text(tmp_path: Path) -> None:
    (tmp_path / "story").write_text(f"{TEXT}\nCafé.", encoding="utf-8")
    (shard,) = formats.plan([tmp_path / "story"])
    assert formats.read(shard).records["article"].to_list() == ["story"]


@pytest.mark.parametrize(
    "what", sorted(set(DOUBTFUL) - {"prose", "a licence", "a table of other things", "a header alone"})
)
def test_what_is_named_and_tells_nothing_is_a_wrong_call(tmp_path: Path, what: str) -> None:
    (tmp_path / "dump.foo").write_bytes(DOUBTFUL[what])
    with pytest.raises(formats.discovery.UsageError, match="what it holds tells no format"):
        formats.listing([tmp_path / "dump.foo"])


def test_what_is_left_out_is_not_looked_into(tmp_path: Path) -> None:
    (tmp_path / "dump").write_bytes(LINES)
    found = formats.listing([tmp_path], ["dump"])
    assert (found.files, found.excluded, found.skipped) == ((), 0, {"": 1})


@pytest.mark.parametrize("name", ["pages.html.gz", "pages.warc.zst", "saved"])
def test_without_an_extra_the_sentence_names_what_installs_it(tmp_path: Path, name: str, monkeypatch) -> None:
    data = SURE["html"] if name == "saved" else streams.zstd().compress(SURE["warc"])
    (tmp_path / name).write_bytes(data)
    monkeypatch.setattr("provenance.extras.find_spec", lambda _: None)
    *_, note = formats.listing([tmp_path]).notes
    suffix = {"pages.html.gz": "1 .html.gz file", "pages.warc.zst": "1 .warc.zst file"}.get(
        name, "1 file without suffix"
    )
    assert note.startswith(f"{suffix}: not read: ")
    assert "pip install" in note


def test_the_gate_divides_them(tmp_path: Path, call) -> None:
    names = ("jsonl", "json, compressed", "csv", "html, compressed", "warc", "parquet")
    for what in names:
        (tmp_path / "in" / what).mkdir(parents=True)
        (tmp_path / "in" / what / "dump").write_bytes(SURE[what])
    done = call(
        "check", "in", "--accepted", "good", "--quarantine", "bad", "--isolated", "--select", "INP", cwd=tmp_path
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for what in names:
        wanted, found = (formats.listing([tmp_path / folder / what]).files for folder in ("in", "good"))
        assert [file.source for file in found] == [file.source for file in wanted] == ["dump"], what
        read = [
            pl.concat([formats.read(shard).records for shard in formats.plan([tmp_path / folder / what])])
            for folder in ("in", "good")
        ]
        assert read[0].drop("line", "sha256", "bytes").equals(read[1].drop("line", "sha256", "bytes")), what


def test_a_repair_of_lines_without_their_suffix_can_be_undone(tmp_path: Path, call) -> None:
    text = f" date 2024-03-12 \n\n{TEXT}\n\nShare this article"
    before = b"".join(json.dumps({"id": f"{n}", "text": text}).encode() + b"\n" for n in range(2))
    (tmp_path / "dump").write_bytes(before)
    call("fix", "dump", "--to", "out", "--unsafe-fixes", "--isolated", cwd=tmp_path)
    assert (tmp_path / "out/dump").read_bytes() != before
    undone = call("fix", "--undo", "out/.provenance/fix-1/changes.jsonl", cwd=tmp_path)
    assert (undone.returncode, (tmp_path / "out/dump").read_bytes()) == (0, before)
