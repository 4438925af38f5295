"""WACZ: the web archives in it are read, and what its package states of its files is checked."""

from __future__ import annotations

import gzip
import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from provenance import check, formats, gate
from provenance.policy.configuration import Policy
from tests.readers.test_read_warc import FIRST, INFO, MEMBERS, PAGE, packed, page, read, record, response

ONE, TWO = "archive/one.warc.gz", "archive/two.warc"
FILES = {
    ONE: packed(MEMBERS, [INFO, page(1)]),
    TWO: page(2),
    "indexes/index.cdx.gz": gzip.compress(b"example,courier)/ 20240313060000 {}\n", mtime=0),
    "pages/pages.jsonl": b'{"format": "json-pages-1.0", "id": "pages"}\n{"url": "https://courier.example/", "text": "a"}\n',
}


def stated(files: dict[str, bytes], **others: str) -> bytes:
    """Return the package that describes files; `others` are further paths, with their digests."""
    digests = {path: f"sha256:{hashlib.sha256(data).hexdigest()}" for path, data in files.items()} | others
    resources = [{"name": path, "path": path, "hash": digest, "bytes": 1} for path, digest in digests.items()]
    return json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "resources": resources}).encode()


def written(folder: Path, files: dict[str, bytes], name: str = "a.wacz") -> Path:
    with zipfile.ZipFile(folder / name, "w") as target:
        for path, data in files.items():
            target.writestr(path, data)
    return folder / name


SOUND = {**FILES, "datapackage.json": stated(FILES)}
SIGNED = {
    **SOUND,
    "datapackage-digest.json": json.dumps(
        {
            "path": "datapackage.json",
            "hash": f"sha256:{hashlib.sha256(SOUND['datapackage.json']).hexdigest()}",
            "signedData": {},
        }
    ).encode(),
}


@pytest.mark.parametrize("files", [SOUND, SIGNED])
def test_the_web_archives_are_read_and_nothing_else(tmp_path: Path, files: dict[str, bytes]) -> None:
    found = formats.listing([written(tmp_path, files)])
    reading = read(tmp_path / "a.wacz")
    assert (found.skipped, [file.format for file in found.files]) == ({}, ["warc", "warc"])
    assert reading.records.select("source", "record").rows() == [(f"a.wacz!/{ONE}", 1), (f"a.wacz!/{TWO}", 0)]
    assert reading.read_errors["kind"].to_list() == ["record-not-read"]


DAMAGED = {
    "another web archive": ({**SOUND, TWO: page(3)}, "digest-mismatch", f"{TWO}: sha256:"),
    "another list of pages": ({**SOUND, "pages/pages.jsonl": b"{}"}, "digest-mismatch", "pages/pages.jsonl: sha256:"),
    "another package": ({**SIGNED, "datapackage.json": stated({})}, "digest-mismatch", "datapackage.json: sha256:"),
    "a method that nobody knows": (
        {**FILES, "datapackage.json": stated({}, **{ONE: "crc:1"})}, "digest-mismatch", "'crc', which is not checked"
    ),
    "a file that is gone": (
        {**FILES, "datapackage.json": stated(FILES, **{"archive/x.warc": "sha256:0"})}, "truncated", "names archive/x.warc"
    ),
    "no package": (FILES, "truncated", "there is no datapackage.json in it"),
    "a package without digests": ({**FILES, "datapackage.json": b"{}"}, "broken-json", "it has no 'resources'"),
    "a package of another shape": ({**FILES, "datapackage.json": b'{"resources": [7]}'}, "broken-json", "not subscriptable"),
    "a broken package": ({**FILES, "datapackage.json": b'{"resources'}, "broken-json", "Unterminated"),
    "a deep package": ({**FILES, "datapackage.json": b"[" * 100_000}, "broken-json", "is no package"),
}  # fmt: skip


@pytest.mark.parametrize("what", DAMAGED)
def test_what_differs_from_the_package_is_told_and_the_records_are_read(tmp_path: Path, what: str) -> None:
    files, kind, said = DAMAGED[what]
    reading = read(written(tmp_path, files))
    told = [read_error for read_error in reading.read_errors.to_dicts() if read_error["kind"] != "record-not-read"]
    assert [(read_error["kind"], read_error["source"]) for read_error in told] == [(kind, "a.wacz")]
    assert said in told[0]["detail"]
    assert reading.records.height == 2


def test_one_without_web_archives_says_so(tmp_path: Path) -> None:
    files = {"pages/pages.jsonl": b"{}"}
    found = formats.listing([written(tmp_path, {**files, "datapackage.json": stated(files)})])
    assert [(read_error.kind, read_error.detail) for read_error in found.read_errors] == [
        ("empty", "there is no web archive in archive/")
    ]


def test_one_that_breaks_off_gives_what_is_there(tmp_path: Path) -> None:
    path = written(tmp_path, SOUND)
    path.write_bytes(path.read_bytes()[: len(FILES[ONE]) + 400])
    reading = read(path)
    assert reading.records["source"].unique().to_list() == [f"a.wacz!/{ONE}"]
    assert "truncated" in reading.read_errors["kind"].to_list()


def test_the_gate_makes_files_of_its_web_archives(tmp_path: Path) -> None:
    bad = record(response(PAGE.replace(FIRST, "An error occurred. Please try again.")), number=9)
    files = {**FILES, TWO: page(2) + bad}
    (tmp_path / "in").mkdir()
    written(tmp_path / "in", {**files, "datapackage.json": stated(files)})
    with gate.prepare(tmp_path / "good", tmp_path / "bad", [tmp_path / "in"]) as sides:
        counts = gate.split_corpus(
            check.check_corpus([tmp_path / "in"], Policy(select=("BPL001",))), [tmp_path / "in"], sides
        )
    assert (counts.accepted, counts.quarantined, counts.unreadable) == (2, 1, 0)
    assert (tmp_path / "good/a.wacz!" / ONE).read_bytes() == FILES[ONE]
    assert (tmp_path / "good/a.wacz!" / TWO).read_bytes() == page(2)
    assert (tmp_path / "bad/a.wacz!" / TWO).read_bytes() == bad
