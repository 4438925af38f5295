"""Archives: their files are files, whatever the format; what cannot or must not be read is a finding."""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import random
import struct
import tarfile
import zipfile
from datetime import date
from pathlib import Path
from stat import S_IFCHR, S_IFLNK

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from provenance import check, formats
from provenance.errors import PolicyError, UsageError
from provenance.formats import streams
from provenance.formats.archives import tar
from provenance.formats.shards import File
from provenance.policy import configuration
from provenance.policy.configuration import Policy
from provenance.storage.archive_limits import SMALL, ArchiveLimits
from tests.packing import KINDS, compressed, packed, tarred, write, zipped
from tests.readers.test_read_jsonl import gathered
from tests.support import examples

TEXT = b" date 2024-03-12 The council of Westhaven voted for the slipway on Monday."
ROWS = b'{"id": "r1", "text": "The ferry is late."}\n{"id": "r2", "text": "The ferry is there."}\n'


def parquet() -> bytes:
    data = io.BytesIO()
    pl.DataFrame({"id": ["p1", "p2"], "text": ["The quay is closed.", "The quay is open."]}).write_parquet(data)
    return data.getvalue()


FILES = {
    "2020/a.txt": TEXT,
    "2020/b.txt.gz": gzip.compress(TEXT + b" It rained.", mtime=0),
    "2020/05/c.jsonl": ROWS,
    "d.jsonl.zst": streams.zstd().compress(ROWS.replace(b"r", b"s")),
    "e.csv": b"id,text\nt1,The bell rang.\n",
    "f.json": json.dumps([{"id": "j1", "text": "The bell was silent."}]).encode(),
    "g.parquet": parquet(),
}


def message(place: Path, **options: object) -> list[tuple[str, str, str]]:
    return [(one.kind, one.source, one.detail) for one in formats.listing([place], **options).read_errors]  # type: ignore[arg-type]


def sources(place: Path, **options: object) -> list[str]:
    return [file.source for file in formats.listing([place], **options).files]  # type: ignore[arg-type]


def kinds(place: Path, **options: object) -> list[tuple[str, str]]:
    return [(kind, source) for kind, source, _ in message(place, **options)]


# What is read


@pytest.mark.parametrize("suffix", KINDS)
def test_an_archive_is_read_as_the_folder_that_it_holds(tmp_path: Path, suffix: str) -> None:
    folder = tmp_path / "dump"
    for name, data in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    place = write(tmp_path / f"dump{suffix}", FILES)
    order = ["source", "record"]
    plain, archived = gathered(folder).records.sort(order), gathered(place).records.sort(order)
    assert archived["source"].to_list() == [f"dump{suffix}!/{source}" for source in plain["source"]]
    assert plain.height == 10
    texts = plain["record"].is_null()
    assert archived.filter(texts)["article"].to_list() == archived.filter(texts)["source"].to_list()
    own = [name for name in plain.columns if name != "source"]
    assert_frame_equal(archived.filter(~texts).select(own), plain.filter(~texts).select(own))
    own.remove("article")
    assert_frame_equal(archived.select(own), plain.select(own))


def test_what_is_hidden_is_left_out_and_what_no_reader_takes_is_counted(tmp_path: Path) -> None:
    hidden = {".a.txt": TEXT, ".git/b.txt": TEXT, "__MACOSX/._c.txt": TEXT, "c/._c.txt": TEXT}
    place = write(tmp_path / "a.zip", hidden | {"c/c.txt": TEXT, "d.docx": b"1", "e.DOCX": b"2", "package.json": b"{}"})
    found = formats.listing([place])
    assert [file.source for file in found.files] == ["a.zip!/c/c.txt"]
    assert (found.skipped, found.read_errors) == ({".docx": 2, ".json": 1}, ())


def test_archives_lie_in_folders_and_are_named_beside_others(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    write(tmp_path / "b" / "z.tar", {"x.txt": TEXT})
    write(tmp_path / "a.zip", {"x.txt": TEXT})
    assert sources(tmp_path) == ["a.zip!/x.txt", "b/z.tar!/x.txt"]
    both = formats.listing([tmp_path / "a.zip", tmp_path / "b"]).files
    assert [file.source for file in both] == [f"{tmp_path}/a.zip!/x.txt", f"{tmp_path}/b/z.tar!/x.txt"]
    assert [file.place for file in both] == [f"{tmp_path}/a.zip!/x.txt"[1:], f"{tmp_path}/b/z.tar!/x.txt"[1:]]


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("raw/", ["x.txt", "raws/x.txt"]),
        ("x.txt", ["deep/raw/y.txt"]),
        ("/raw", ["x.txt", "raws/x.txt", "deep/raw/y.txt"]),
        ("/x.txt", ["raw/x.txt", "raws/x.txt", "deep/raw/y.txt"]),
        ("deep/**", ["x.txt", "raw/x.txt", "raws/x.txt"]),
    ],
)
def test_patterns_leave_out_files_of_archives(tmp_path: Path, pattern: str, left: list[str]) -> None:
    files = ["x.txt", "raw/x.txt", "raws/x.txt", "deep/raw/y.txt"]
    place = write(tmp_path / "a.zip", dict.fromkeys(files, TEXT))
    found = formats.listing([place], [pattern])
    assert [file.source for file in found.files] == [f"a.zip!/{name}" for name in left]
    assert found.excluded == len(files) - len(left)


def test_patterns_count_from_the_folder_that_is_named(tmp_path: Path) -> None:
    write(tmp_path / "a.zip", {"raw/x.txt": TEXT, "y.txt": TEXT})
    assert sources(tmp_path, exclude=["/a.zip!/raw"]) == ["a.zip!/y.txt"]
    found = formats.listing([tmp_path], ["*.zip"])
    assert (found.files, found.excluded) == ((), 1)


def test_labels_in_an_archive_are_no_articles(tmp_path: Path) -> None:
    place = write(tmp_path / "a.zip", {"truth.jsonl": ROWS, "x.txt": TEXT})
    assert sources(place) == ["a.zip!/x.txt"]


def test_a_folder_that_is_called_as_the_inside_of_an_archive_takes_nothing_from_it(tmp_path: Path) -> None:
    write(tmp_path / "a.zip", {"x.txt": TEXT})
    (tmp_path / "a.zip!").mkdir()
    (tmp_path / "a.zip!" / "x.txt").write_bytes(TEXT)
    assert sources(tmp_path) == ["a.zip!!/x.txt", "a.zip!/x.txt"]


def test_two_files_in_an_archive_never_have_one_source(tmp_path: Path) -> None:
    place = write(tmp_path / "a.zip", {"b.zip": zipped({"x.txt": TEXT, "y.txt": TEXT}), "b.zip!/x.txt": TEXT})
    assert sources(place) == ["a.zip!/b.zip!/x.txt", "a.zip!/b.zip!/y.txt"]
    assert kinds(place) == [("unsafe-member", "a.zip!/b.zip!/x.txt")]


@pytest.mark.parametrize("outer", KINDS)
@pytest.mark.parametrize("inner", [".zip", ".tar.gz"])
def test_archives_in_archives_are_read(tmp_path: Path, outer: str, inner: str) -> None:
    place = write(tmp_path / f"a{outer}", {"x.txt": TEXT, f"deep/b{inner}": packed(FILES, inner), "y.txt": TEXT})
    reading = gathered(place)
    assert reading.read_errors.is_empty()
    assert reading.records.height == 12
    assert f"a{outer}!/deep/b{inner}!/2020/a.txt" in reading.records["article"].to_list()


def test_pages_in_archives_are_read(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura")
    words = "".join(
        f"<p>{TEXT.decode()} It was the {number}th vote of the year in the harbour town.</p>" for number in range(9)
    )
    page = f"<html><head><title>Slipway</title></head><body><article><h1>Slipway</h1>{words}</article></body></html>"
    place = write(
        tmp_path / "a.tgz", {"2020/a.html": page.encode(), "b.html.gz": gzip.compress(page.encode(), mtime=0)}
    )
    reading = gathered(place)
    assert reading.records["article"].to_list() == ["a.tgz!/2020/a.html", "a.tgz!/b.html.gz"]
    assert reading.read_errors.is_empty()


def test_an_archive_without_a_file_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(zipped({}))
    (tmp_path / "b.tar").write_bytes(tarred({}))
    write(tmp_path / "c.zip", {".a.txt": TEXT, "__MACOSX/b.txt": TEXT})
    assert kinds(tmp_path) == [("empty", "a.zip"), ("empty", "b.tar"), ("empty", "c.zip")]
    assert kinds(write(tmp_path / "c.zip", {"d.docx": b""})) == []


def test_the_message_of_an_unknown_suffix_names_archives(tmp_path: Path) -> None:
    (tmp_path / "a.rar").write_bytes(b"Rar!")
    with pytest.raises(UsageError, match=r"archives \.tar"):
        formats.listing([tmp_path / "a.rar"])


# Names


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("../x.txt", "leads out"), ("a/../../x.txt", "leads out"), ("/etc/x.txt", "absolute"), ("C:/x.txt", "absolute"),
        ("a/" + 300 * "n" + ".txt", "longer"), ("d/" * 1600 + "x.txt", "longer"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("suffix", [".zip", ".tar"])
def test_paths_that_lead_out_are_refused(tmp_path: Path, suffix: str, name: str, why: str) -> None:
    place = write(tmp_path / f"a{suffix}", {name: TEXT, "./good//x.txt": TEXT})
    ((kind, source, detail),) = message(place)
    assert (kind, source) == ("unsafe-member", f"a{suffix}!/{name}")
    assert why in detail
    assert sources(place) == [f"a{suffix}!/good/x.txt"]


@pytest.mark.parametrize(
    "kind",
    [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE, tarfile.GNUTYPE_SPARSE],
)
def test_what_is_no_file_of_a_tar_is_refused(tmp_path: Path, kind: bytes) -> None:
    special = tarfile.TarInfo("odd.txt")
    special.type, special.linkname = kind, "/etc/passwd"
    (tmp_path / "a.tar").write_bytes(tarred({"x.txt": TEXT, "odd.txt": special, "y.txt": TEXT}))
    assert kinds(tmp_path) == [("unsafe-member", "a.tar!/odd.txt")]
    assert sources(tmp_path) == ["a.tar!/x.txt", "a.tar!/y.txt"]


@pytest.mark.parametrize("mode", [S_IFLNK, S_IFCHR])
def test_what_is_no_file_of_a_zip_is_refused(tmp_path: Path, mode: int) -> None:
    data = io.BytesIO(zipped({"x.txt": TEXT}))
    with zipfile.ZipFile(data, "a") as archive:
        special = zipfile.ZipInfo("odd.txt")
        special.create_system, special.external_attr = 3, mode << 16
        archive.writestr(special, "/etc/passwd")
    (tmp_path / "a.zip").write_bytes(data.getvalue())
    assert kinds(tmp_path) == [("unsafe-member", "a.zip!/odd.txt")]
    assert sources(tmp_path) == ["a.zip!/x.txt"]


@pytest.mark.parametrize("suffix", [".zip", ".tar"])
def test_of_two_files_of_one_path_the_last_is_read_as_when_it_is_unpacked(tmp_path: Path, suffix: str) -> None:
    first = packed({"x.txt": b"The first words.", "y.txt": TEXT}, suffix)
    data = io.BytesIO(first)
    if suffix == ".zip":
        with zipfile.ZipFile(data, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x.txt", "The last words.")
    else:
        with tarfile.open(fileobj=data, mode="a") as archive:
            member = tarfile.TarInfo("./x.txt")
            member.size = 15
            archive.addfile(member, io.BytesIO(b"The last words."))
    (tmp_path / f"a{suffix}").write_bytes(data.getvalue())
    assert kinds(tmp_path) == [("unsafe-member", f"a{suffix}!/x.txt")]
    texts = dict(gathered(tmp_path).records.select("source", "text").iter_rows())
    assert texts[f"a{suffix}!/x.txt"] == "The last words."


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "a.tar", {"x.txt": TEXT, "x.txt/y.txt": TEXT})
    assert kinds(tmp_path) == [("unsafe-member", "a.tar!/x.txt/y.txt")]
    assert sources(tmp_path) == ["a.tar!/x.txt"]


@pytest.mark.parametrize("form", [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT])
@pytest.mark.parametrize("name", ["d/" * 100 + "x.txt", "n" * 200 + ".txt", "Größe/Привет/新闻.txt"])
def test_long_names_and_those_of_every_script_are_read(tmp_path: Path, form: int, name: str) -> None:
    (tmp_path / "a.tar").write_bytes(tarred({name: TEXT}, form))
    (tmp_path / "b.zip").write_bytes(zipped({name: TEXT}))
    assert sources(tmp_path) == [f"a.tar!/{name}", f"b.zip!/{name}"]


def test_a_name_that_is_not_utf_8_is_kept(tmp_path: Path) -> None:
    (tmp_path / "a.tar").write_bytes(tarred({os.fsdecode(b"caf\xe9.txt"): TEXT}, tarfile.GNU_FORMAT))
    (tmp_path / "b.zip").write_bytes(zipped({"cafX.txt": TEXT}).replace(b"cafX", b"caf\xe9"))
    flagged = bytearray((tmp_path / "b.zip").read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[flagged.index(sign) + at + 1] |= 8  # UTF-8, which it is not
    (tmp_path / "c.zip").write_bytes(flagged)
    reading = gathered(tmp_path)
    assert reading.read_errors.is_empty()
    assert reading.records["article"].to_list() == [rf"{name}!/caf\xe9.txt" for name in ("a.tar", "b.zip", "c.zip")]


def test_names_of_windows_have_folders(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        member = zipfile.ZipInfo("2020X05Xa.txt")
        member.create_system = 0
        archive.writestr(member, TEXT)
    (tmp_path / "a.zip").write_bytes(data.getvalue().replace(b"2020X05Xa", b"2020\\05\\a"))
    assert sources(tmp_path) == ["a.zip!/2020/05/a.txt"]


# Bombs


def bomb(suffix: str) -> bytes:
    size = SMALL + 1 if suffix == ".zip" else 2 * SMALL  # of a whole that is compressed less is known
    return packed({"x.txt": TEXT, "bomb.txt": bytes(size), "y.txt": TEXT}, suffix)


def test_what_swells_too_much_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(bomb(".zip"))
    (tmp_path / "b.tar.zst").write_bytes(bomb(".tar.zst"))
    ((kind, source, detail), second) = message(tmp_path)
    assert (kind, source, second[:2]) == ("archive-limit", "a.zip!/bomb.txt", ("archive-limit", "b.tar.zst!/bomb.txt"))
    assert "200 times" in detail
    assert "`ratio`" in detail
    assert sources(tmp_path) == ["a.zip!/x.txt", "a.zip!/y.txt", "b.tar.zst!/x.txt"]
    assert kinds(tmp_path, archives=ArchiveLimits(ratio=100_000)) == []


def test_what_is_small_may_swell(tmp_path: Path) -> None:
    write(tmp_path / "a.zip", {"x.jsonl": ROWS + bytes(b"\n" * (SMALL - len(ROWS)))})
    assert kinds(tmp_path) == []


def test_many_files_that_swell_together_are_refused(tmp_path: Path) -> None:
    part = bytes(SMALL // 2)
    place = write(tmp_path / "a.zip", {"a.txt": part, "b.txt": part, "c.txt": part})
    assert kinds(place) == [("archive-limit", "a.zip")]
    assert sources(place) == ["a.zip!/a.txt", "a.zip!/b.txt"]


@pytest.mark.parametrize("suffix", KINDS)
def test_there_are_limits_of_size_and_number(tmp_path: Path, suffix: str) -> None:
    place = write(tmp_path / f"a{suffix}", dict.fromkeys(("x.txt", "y.txt", "z.txt"), TEXT))
    for limits in (ArchiveLimits(members=2), ArchiveLimits(size=2 * len(TEXT))):
        assert kinds(place, archives=limits) == [("archive-limit", place.name)]
        assert sources(place, archives=limits) == [f"{place.name}!/x.txt", f"{place.name}!/y.txt"]
    exact = ArchiveLimits(members=3, size=3 * len(TEXT))
    assert kinds(place, archives=exact) == []


def test_the_limits_hold_for_archives_in_archives_together(tmp_path: Path) -> None:
    inner = packed({"x.txt": TEXT, "y.txt": TEXT}, ".tar")
    place = write(tmp_path / "a.zip", {"a.tar": inner, "b.tar": inner})
    limits = ArchiveLimits(members=5)
    assert kinds(place, archives=limits) == [("archive-limit", "a.zip!/b.tar")]
    assert len(sources(place, archives=limits)) == 3


def test_the_depth_is_limited(tmp_path: Path) -> None:
    inner = packed({"c.zip": packed({"x.txt": TEXT}, ".zip")}, ".tgz")
    write(tmp_path / "a.zip", {"b.tgz": inner})
    assert sources(tmp_path) == ["a.zip!/b.tgz!/c.zip!/x.txt"]
    assert kinds(tmp_path, archives=ArchiveLimits(depth=2)) == [("archive-limit", "a.zip!/b.tgz!/c.zip")]
    assert kinds(tmp_path, archives=ArchiveLimits(depth=1)) == [("archive-limit", "a.zip!/b.tgz")]


def test_files_of_a_zip_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    """The better bomb of Fifield: every header of the directory leads to the same bytes."""
    data = bytearray(zipped({"x.txt": TEXT, "y.txt": TEXT}))
    second = data.rindex(b"PK\x01\x02")
    data[second + 42 : second + 46] = bytes(4)
    (tmp_path / "a.zip").write_bytes(data)
    assert kinds(tmp_path) == [("archive-limit", "a.zip!/y.txt")]
    assert sources(tmp_path) == ["a.zip!/x.txt"]


# Damage


def test_an_encrypted_file_says_what_to_do(tmp_path: Path) -> None:
    data = bytearray(zipped({"x.txt": TEXT, "y.txt": TEXT}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    ((kind, source, detail),) = message(tmp_path)
    assert (kind, source) == ("unreadable", "a.zip!/x.txt")
    assert "unpack the archive with its password" in detail
    assert sources(tmp_path) == ["a.zip!/y.txt"]


def test_a_file_whose_checksum_is_wrong_is_read_and_told(tmp_path: Path) -> None:
    data = zipped({"x.txt": TEXT, "y.txt": TEXT}, method=zipfile.ZIP_STORED).replace(b"slipway", b"slapway", 1)
    (tmp_path / "a.zip").write_bytes(data)
    reading = gathered(tmp_path)
    assert reading.read_errors.select("kind", "article").rows() == [("truncated", "a.zip!/x.txt")]
    assert "CRC" in reading.read_errors["detail"][0]
    assert reading.records.height == 2


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("piped", [False, True])
def test_without_its_directory_a_zip_is_read_by_the_headers_of_its_files(
    tmp_path: Path, method: int, *, piped: bool
) -> None:
    files = {f"{name}.txt": TEXT + name.encode() * 1000 for name in "abc"}
    data = zipped(files, method=method, piped=piped)
    whole = gathered(_written(tmp_path / "whole.zip", data)).records
    assert whole.height == 3
    broken = _written(tmp_path / "a.zip", data[: data.index(b"PK\x01\x02")])
    ((kind, source, detail),) = message(broken)
    assert (kind, source) == ("truncated", "a.zip")
    assert "central directory" in detail
    reading = gathered(broken)
    assert reading.records["text"].to_list() == whole["text"].to_list()
    assert reading.read_errors.height == 1


def _written(place: Path, data: bytes) -> Path:
    place.write_bytes(data)
    return place


def test_of_a_zip_that_breaks_off_the_sound_files_are_read(tmp_path: Path) -> None:
    noise = random.Random(7).randbytes(4000).hex().encode()
    data = zipped({"a.txt": TEXT, "b.txt": noise, "c.txt": TEXT})
    place = _written(tmp_path / "a.zip", data[: data.index(b"c.txt") - 2000])
    reading = gathered(place)
    assert reading.records["article"].to_list() == ["a.zip!/a.txt", "a.zip!/b.txt"]
    assert reading.read_errors.select("kind", "source").rows() == [
        ("truncated", "a.zip"),
        ("truncated", "a.zip!/b.txt"),
    ]


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz"])
def test_what_is_no_archive_says_so(tmp_path: Path, suffix: str) -> None:
    place = _written(tmp_path / f"a{suffix}", b"<html>Not found</html>" * 100)
    ((kind, source, detail),) = message(place)
    assert (kind, source) == ("unreadable", place.name)
    assert "it is no" in detail


def test_a_part_of_a_split_zip_says_so(tmp_path: Path) -> None:
    data = bytearray(zipped({"x.txt": TEXT}))
    data[data.rindex(b"PK\x05\x06") + 4] = 2
    ((kind, _, detail),) = message(_written(tmp_path / "a.zip", bytes(data)))
    assert (kind, "join the parts" in detail) == ("unreadable", True)


def test_behind_a_damaged_header_of_a_tar_reading_goes_on(tmp_path: Path) -> None:
    data = bytearray(tarred({"a.txt": TEXT, "b.txt": TEXT, "c.txt": TEXT}, tarfile.USTAR_FORMAT))
    second = data.index(b"b.txt")
    data[second + 150] ^= 1
    ((kind, source, detail),) = message(_written(tmp_path / "a.tar", bytes(data)))
    assert (kind, source) == ("truncated", "a.tar")
    assert "a header is damaged" in detail
    assert formats.listing([tmp_path]).read_errors[0].byte == second
    assert sources(tmp_path) == ["a.tar!/a.txt", "a.tar!/c.txt"]


@pytest.mark.parametrize("suffix", [".tar", ".tar.gz", ".tar.zst", ".tar.xz"])
def test_of_a_tar_that_breaks_off_the_sound_files_are_read(tmp_path: Path, suffix: str) -> None:
    noise = random.Random(7).randbytes(200_000).hex().encode()
    whole = packed({"a.txt": TEXT, "b.txt": noise, "c.txt": TEXT}, suffix)
    place = _written(tmp_path / f"a{suffix}", whole[: len(whole) * 2 // 3])
    reading = gathered(place)
    assert reading.records["article"].to_list() == [f"a{suffix}!/a.txt", f"a{suffix}!/b.txt"]
    assert reading.read_errors.select("kind", "source").rows() == [
        ("truncated", place.name),
        ("truncated", f"{place.name}!/b.txt"),
    ]


def test_a_tar_without_its_end_may_have_lost_files(tmp_path: Path) -> None:
    data = tarred({"a.txt": TEXT})
    place = _written(tmp_path / "a.tar", data.rstrip(b"\0").ljust(1024, b"\0"))
    ((kind, _, detail),) = message(place)
    assert (kind, "no end mark" in detail) == ("truncated", True)
    assert sources(place) == ["a.tar!/a.txt"]


def test_tars_one_behind_the_other_are_read_and_what_is_no_archive_is_told(tmp_path: Path) -> None:
    data = tarred({"a.txt": TEXT}) + tarred({"b.txt": TEXT})
    assert sources(_written(tmp_path / "a.tar", data)) == ["a.tar!/a.txt", "a.tar!/b.txt"]
    assert kinds(tmp_path) == []
    ((kind, _, detail),) = message(_written(tmp_path / "a.tar", data + b"no archive" * 200))
    assert (kind, detail) == ("truncated", "bytes that are no archive follow its end")


def test_a_zip_behind_other_bytes_is_read(tmp_path: Path) -> None:
    reading = gathered(_written(tmp_path / "a.zip", b"#!/bin/sh\nexec unzip\n" + zipped(FILES)))
    assert (reading.records.height, reading.read_errors.height) == (10, 0)


def test_zip_64_is_read(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, archive.open("x.txt", "w", force_zip64=True) as member:
        member.write(TEXT)
    large = data.getvalue()
    end = large.rindex(b"PK\x05\x06")
    _, _, _, _, count, size, offset, _ = struct.unpack("<4s4H2LH", large[end:])
    record = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    last = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    reading = gathered(_written(tmp_path / "a.zip", large[:end] + record + locator + last))
    assert (reading.records["text"].to_list(), reading.read_errors.height) == ([TEXT.decode()], 0)


# How it is read


@pytest.mark.parametrize("suffix", [".tar.gz", ".tar.zst"])
def test_a_tar_is_read_from_its_start_once_a_pass_however_many_shards(
    tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tar.pool.clear()
    opened = []
    unpacked = tar.unpacked
    monkeypatch.setattr(tar, "unpacked", lambda archive: opened.append(archive) or unpacked(archive))
    files = {f"{number}.txt": TEXT + str(number).encode() for number in range(50)}
    place = write(tmp_path / f"a{suffix}", files | {"a.jsonl": ROWS, "b.jsonl": ROWS})
    shards = list(formats.plan([place], shard_articles=2))
    texts = [text for shard in shards for text in formats.read(shard).records["text"]]
    assert len(shards) > 20
    assert len(texts) == 54
    assert len(opened) == 1


def test_two_files_of_a_tar_are_read_side_by_side(tmp_path: Path) -> None:
    first, second = (file.member for file in formats.listing([write(tmp_path / "a.tgz", FILES)]).files[:2])
    assert first
    assert second
    with first.open() as one, second.open() as other:
        assert (one.read(20), other.read(2)) == (TEXT[:20], b"\x1f\x8b")
        assert one.read() == TEXT[20:]


def test_a_file_of_an_archive_is_identified_by_the_bytes_of_the_archive(tmp_path: Path) -> None:
    policy, kept = Policy(now=date(2024, 6, 1)), tmp_path / "kept"
    place = write(tmp_path / "a.zip", {"x.txt": TEXT, "r.jsonl": ROWS, "p.parquet": parquet()})
    first = check.check_corpus(place, policy, cache=kept)
    cached: list[int] = []
    again = check.check_corpus(place, policy, cache=kept, progress=lambda one: cached.append(one.cached))
    assert (again.findings.equals(first.findings), cached) == (True, [])
    os.utime(place, (1, 1))
    check.check_corpus(place, policy, cache=kept, progress=lambda one: cached.append(one.cached))
    assert cached[-1] > 0
    write(place, {"x.txt": TEXT.replace(b"2024", b"2034"), "r.jsonl": ROWS, "p.parquet": parquet()})
    assert "DAT003" in check.check_corpus(place, policy, cache=kept).findings["code"].to_list()


def test_rules_are_switched_off_for_files_of_an_archive(tmp_path: Path) -> None:
    place = write(tmp_path / "a.zip", {"old/x.txt": b"An error occurred. Please try again.", "y.txt": TEXT})
    off = Policy(now=date(2024, 6, 1), per_file_ignores={"a.zip!/old/**": ["BPL001"]})
    for policy, there in ((Policy(now=date(2024, 6, 1)), True), (off, False)):
        assert ("BPL001" in check.check_corpus(place, policy).findings["code"].to_list()) is there


def test_a_run_counts_the_files_of_archives(tmp_path: Path) -> None:
    place = write(tmp_path / "a.zip", FILES | {"d.docx": b"1"})
    run = check.check_corpus(place, Policy(now=date(2024, 6, 1)))
    assert (run.record.sources, run.record.not_read, run.articles) == (7, {".docx": 1}, 10)


# The policy


def test_the_limits_are_keys_of_the_configuration(tmp_path: Path) -> None:
    table = {"archives": {"ratio": 500, "size": "2 TiB", "members": 10, "depth": 1}}
    policy = configuration.parse(table)
    assert policy.archives == ArchiveLimits(500, 2 << 40, 10, 1)
    assert configuration.parse(configuration.table(policy)) == policy
    place = write(tmp_path / "a.zip", {f"{number}.txt": TEXT for number in range(11)})
    assert "INP021" in check.check_corpus(place, policy).findings["code"].to_list()
    assert "archives" not in configuration.table(Policy())


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"ration": 5}, "did you mean 'ratio'"), ({"ratio": 0}, "above 0"), ({"depth": True}, "above 0"),
        ({"size": "2 GB"}, '"500 GiB"'), ({"members": "2 MiB"}, "above 0"), (5, "must be a table"),
    ],
)  # fmt: skip
def test_limits_that_are_none_are_refused(limits: object, said: str) -> None:
    with pytest.raises(PolicyError, match=said):
        configuration.parse({"archives": limits})


# Whatever is done to an archive


def mutated(seed: int) -> tuple[str, bytes]:
    """Return an archive in which a few things are broken, and the end of its name."""
    chance = random.Random(seed)
    suffix, inner = chance.choice(KINDS), chance.choice([".zip", ".tar.gz"])
    files = FILES | {f"in{inner}": packed(FILES, inner)}
    before = suffix != ".zip" and chance.random() < 0.5  # it is damaged, and then compressed
    data = bytearray(tarred(files) if before else packed(files, suffix))
    for _ in range(chance.randint(1, 8)):
        at, size = chance.randrange(len(data) + 1), chance.choice([1, 4, 100, 512])
        match chance.choice(["flip", "flip", "cut", "repeat", "zero", "remove", "sign"]):
            case "flip":
                data[at : at + 1] = chance.randbytes(1)
            case "cut" if chance.random() < 0.3:
                del data[at:]
            case "repeat":
                data[at:at] = data[at : at + size]
            case "zero":
                data[at : at + size] = bytes(size)
            case "remove":
                del data[at : at + size]
            case "sign":
                data[at : at + 4] = chance.choice(
                    [b"PK\x01\x02", b"PK\x03\x04", b"PK\x05\x06", b"PK\x06\x06", b"\xff" * 4]
                )
    return suffix, compressed(bytes(data), suffix) if before else bytes(data)


@examples(40)
@given(st.integers(0, 10**9))
def test_no_damage_ends_a_run_or_passes_in_silence(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    suffix, data = mutated(seed)
    place = _written(tmp_path_factory.mktemp("mutated") / f"a{suffix}", data)
    found = formats.listing([place])
    reading = gathered(place)
    assert len({file.source for file in found.files}) == len(found.files)
    assert all(".." not in file.place.split("/") for file in found.files)
    named = set(reading.records["source"]) | set(reading.read_errors["source"])
    assert {file.source for file in found.files} <= named
    assert found.files or found.read_errors or found.skipped


def test_a_stream_that_breaks_off_before_a_file_is_not_taken_for_the_next(tmp_path: Path) -> None:
    data = gzip.compress(tarred({"a.txt": TEXT, "b.txt": os.urandom(9_000)}), mtime=0)
    (tmp_path / "a.tgz").write_bytes(data[:-4_000])
    archive = File(str(tmp_path / "a.tgz"), "a.tgz", "", 1, 1)
    with pytest.raises(EOFError):
        tar.TarMember(archive, 9_500, 1).open()
    with tar.TarMember(archive, 512, len(TEXT)).open() as stream:
        assert stream.read() == TEXT


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # of the file that nobody closed
def test_what_nobody_closed_does_not_spoil_the_archive_for_others(tmp_path: Path) -> None:
    inner = tarred({f"{number}.txt": TEXT * 5000 for number in range(3)})
    files = formats.listing([write(tmp_path / "a.tar", {"b.tar": inner})]).files
    members = [file.member for file in files if file.member]
    assert len(members) == 3
    for member in members:
        left = [member.open()]
        left[0].read(1)
        left.append(left)  # type: ignore[arg-type] - a cycle, as the trace of an error makes one
        del left
        gc.collect()
        with member.open() as again:
            assert again.read() == TEXT * 5000
