"""Text files: what bytes become, and what is said where they cannot."""

from __future__ import annotations

import gzip
import hashlib
import pickle
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance import formats
from provenance.formats import streams
from provenance.frames import READ_ERRORS, RECORDS
from tests.support import examples

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENGLISH = "“We’ve waited long enough,” the café’s owner said – and shut the door. It cost £20."


def gathered(*paths: Path | str, **options: int) -> formats.Reading:
    """Read everything, and check what holds for every reading."""
    readings = [formats.read(pickle.loads(pickle.dumps(shard))) for shard in formats.plan(paths, **options)]
    for reading in readings:
        assert reading.records.schema == RECORDS.schema
        assert reading.read_errors.schema == READ_ERRORS.schema
    return formats.Reading(
        pl.concat([RECORDS.empty(), *(reading.records for reading in readings)]),
        pl.concat([READ_ERRORS.empty(), *(reading.read_errors for reading in readings)]),
    )


def read_bytes(
    folder: Path, data: bytes, name: str = "a.txt"
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    (folder / name).write_bytes(data)
    reading = gathered(folder / name)
    return reading.records.to_dicts(), reading.read_errors.to_dicts()


def test_a_text_is_kept_as_it_is(tmp_path: Path) -> None:
    data = " date 2021-03-04 Flood\r\n\r\n\u200bé🙂 e\u0301 \u05d0\n".encode()
    (record,), read_errors = read_bytes(tmp_path, data)
    assert not read_errors
    assert record["text"] == data.decode()
    assert (record["article"], record["source"], record["record"], record["line"]) == ("a.txt", "a.txt", None, 1)
    assert (record["sha256"], record["bytes"]) == (hashlib.sha256(data).hexdigest(), len(data))
    assert record["encoding"] == "utf-8"


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        (ENGLISH, "utf-8-sig", "utf-8-sig"),
        (ENGLISH, "utf-16", "utf-16-le"),
        ("\ufeff" + ENGLISH, "utf-16-be", "utf-16-be"),
        ("\ufeff" + ENGLISH, "utf-32-le", "utf-32-le"),
        (ENGLISH, "utf-16-le", "utf-16-le"),
        (ENGLISH, "utf-16-be", "utf-16-be"),
        (ENGLISH, "cp1252", "cp1252"),
        ("It’s over.", "cp1252", "cp1252"),
        ("café", "cp1252", "cp1252"),
        ("Die Größe der Häuser überraschte „alle“ in München.", "cp1252", "cp1252"),
        ("Premier powiedział w środę, że rząd zmieni ustawę. Żółte kartki są gotowe.", "cp1250", "cp1250"),
        ("Předseda vlády v pátek řekl, že příští rok bude těžší než ten letošní.", "cp1250", "cp1250"),
        ("Премьер-министр заявил в пятницу, что новый закон о бюджете готов.", "cp1251", "cp1251"),
        ("Премьер-министр заявил в пятницу, что новый закон о бюджете готов.", "koi8_r", "koi8_r"),
        ("总理星期五表示，政府将向议会提交新的预算法案。", "gb18030", "gb18030"),
        ("總理星期五表示，政府將向議會提交新的預算法案。", "big5", "big5"),
        ("首相は金曜日、政府が新しい予算案を国会に提出すると述べた。", "cp932", "cp932"),
        ("총리는 금요일 정부가 새로운 예산안을 국회에 제출할 것이라고 말했다.", "cp949", "cp949"),
    ],
)
def test_encodings_are_recognised(tmp_path: Path, text: str, codec: str, encoding: str) -> None:
    (record,), read_errors = read_bytes(tmp_path, text.encode(codec))
    assert not read_errors
    assert (record["encoding"], record["text"]) == (encoding, text.removeprefix("\ufeff"))


def test_a_bad_byte_in_utf_8_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    good = "“One.”\n“Two "
    (record,), (read_error,) = read_bytes(tmp_path, good.encode() + b"\x92 three.")
    assert (record["encoding"], record["text"]) == ("utf-8", good + "\ufffd three.")
    assert (read_error["kind"], read_error["article"], read_error["line"]) == ("undecodable", "a.txt", 2)
    assert read_error["byte"] == len(good.encode())
    assert "0x92" in str(read_error["detail"])


@pytest.mark.parametrize(
    "data", [b"plain \xff\xfe words", b"plain \xc3( words", b"plain \x81\x8d words", b"cut off \xe2\x80"]
)
def test_what_no_encoding_explains_is_undecodable(tmp_path: Path, data: bytes) -> None:
    (record,), (read_error,) = read_bytes(tmp_path, data)
    assert record["encoding"] == "utf-8"
    assert "\ufffd" in str(record["text"])
    assert (read_error["kind"], read_error["byte"]) == (
        "undecodable",
        next(i for i, byte in enumerate(data) if byte > 127),
    )


def test_null_bytes_are_named_and_kept(tmp_path: Path) -> None:
    (record,), (read_error,) = read_bytes(tmp_path, b"one\ntw\0o \0")
    assert record["text"] == "one\ntw\0o \0"
    assert (read_error["kind"], read_error["line"], read_error["byte"]) == ("null-byte", 2, 6)


def test_null_bytes_between_words_are_no_utf_16(tmp_path: Path) -> None:
    _, (read_error,) = read_bytes(tmp_path, b"Hello\0World\0" * 100)
    assert (read_error["kind"], read_error["byte"]) == ("null-byte", 5)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b" \n\t\r\n", "\u00a0\u2003".encode()])
def test_a_file_without_text_is_empty(tmp_path: Path, data: bytes) -> None:
    records, (read_error,) = read_bytes(tmp_path, data)
    assert not records
    assert (read_error["kind"], read_error["source"]) == ("empty", "a.txt")


@pytest.mark.parametrize(("suffix", "compress"), [(".gz", gzip.compress), (".zst", zstd.compress)])
def test_archives_are_read_as_far_as_they_go(tmp_path: Path, suffix: str, compress: object) -> None:
    assert callable(compress)
    text = "".join(f"{hashlib.sha256(bytes([n % 256, n >> 8])).hexdigest()}\n" for n in range(10_000))
    whole = compress(text.encode())
    (record,), read_errors = read_bytes(tmp_path, whole, f"a.txt{suffix}")
    assert (record["text"], record["bytes"], read_errors) == (text, len(text), [])
    (record,), (read_error,) = read_bytes(tmp_path, whole[: len(whole) * 3 // 4], f"b.txt{suffix}")
    assert read_error["kind"] == "truncated"
    assert text.startswith(str(record["text"]))
    assert read_error["byte"] == record["bytes"]
    records, (read_error,) = read_bytes(tmp_path, b"no archive at all", f"c.txt{suffix}")
    assert (records, read_error["kind"]) == ([], "unreadable")


def test_a_file_that_vanishes_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Here.")
    (tmp_path / "b.txt").write_text("Gone.")
    (shard,) = formats.plan([tmp_path])
    (tmp_path / "b.txt").unlink()
    reading = formats.read(shard)
    assert reading.records["article"].to_list() == ["a.txt"]
    assert reading.read_errors.select("kind", "source").rows() == [("unreadable", "b.txt")]


def test_a_file_that_grows_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Here.")
    (shard,) = formats.plan([tmp_path])
    (tmp_path / "a.txt").write_text("Here and now.")
    assert formats.read(shard).records["text"].to_list() == ["Here and now."]


def test_an_oversized_text_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LIMIT", 100)
    (tmp_path / "a.txt.gz").write_bytes(gzip.compress(b"x" * 101))
    (tmp_path / "b.txt").write_bytes(b"x" * 101)
    (tmp_path / "c.txt").write_bytes(b"x" * 100)
    reading = gathered(tmp_path)
    assert reading.records["article"].to_list() == ["c.txt"]
    assert reading.read_errors["kind"].to_list() == ["oversized", "oversized"]


def test_groups_are_stable(tmp_path: Path) -> None:
    for number in range(20):
        (tmp_path / f"{number:02}.txt").write_text("A text.")

    def groups() -> list[list[str]]:
        return [[file.source for file in shard.files] for shard in formats.plan([tmp_path], shard_articles=5)]  # type: ignore[attr-defined]

    before = groups()
    assert [len(group) for group in before] == [5, 5, 5, 5]
    (tmp_path / "07.txt").write_text("Another text, a good deal longer. " * 100)
    assert groups() == before


def test_heavy_groups_are_halved(tmp_path: Path) -> None:
    for number in range(8):
        (tmp_path / f"{number}.txt").write_bytes(b"x" * 100)
    assert len(list(formats.plan([tmp_path], shard_bytes=250))) == 4
    assert [shard.number for shard in formats.plan([tmp_path], shard_bytes=1)] == list(range(8))


def test_compressed_files_weigh_what_they_hold(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"{number}.txt.gz").write_bytes(gzip.compress(b"a" * 5_000) * 2)
    (tmp_path / "3.txt.zst").write_bytes(zstd.compress(b"a" * 10_000)[:-4])  # nothing of it can be read
    shards = list(formats.plan([tmp_path], shard_bytes=15_000))
    assert [len(shard.inputs) for shard in shards] == [1, 1, 2]
    assert [len(shard.inputs) for shard in formats.plan([tmp_path], shard_bytes=40_000)] == [4]


def test_raw_gives_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"caf\xe9\r\n")
    (tmp_path / "b.txt.gz").write_bytes(gzip.compress(b"\xff\0"))
    (shard,) = formats.plan([tmp_path])
    assert list(formats.raw(shard)) == [("a.txt", None, b"caf\xe9\r\n"), ("b.txt.gz", None, b"\xff\0")]


SOME_TEXTS = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")),
    st.text(max_size=40).map(lambda text: text.encode("utf-16", "surrogatepass")),
    st.text(st.characters(max_codepoint=255), max_size=40).map(lambda text: text.encode("latin-1")),
)


@settings(examples(20), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SOME_TEXTS, min_size=1, max_size=6), st.integers(1, 4))
def test_any_bytes_are_read_and_shards_change_nothing(tmp_path: Path, files: list[bytes], size: int) -> None:
    paths = [tmp_path / f"{number}.txt" for number in range(len(files))]
    for path, data in zip(paths, files, strict=True):
        path.write_bytes(data)
    whole, parts = gathered(*paths), gathered(*paths, shard_articles=size, shard_bytes=50)
    assert whole.records.equals(parts.records)
    assert sorted(whole.read_errors.rows(), key=str) == sorted(parts.read_errors.rows(), key=str)
    names = [path.name if len(paths) == 1 else str(path) for path in paths]  # several arguments say which they are
    assert {*whole.records["source"], *whole.read_errors["source"]} == {*names}
    for source, text, encoding in whole.records.select("source", "text", "encoding").iter_rows():
        if source not in set(whole.read_errors["source"]):
            codec = encoding.removesuffix("-sig")
            assert files[names.index(source)].endswith(text.encode(codec, "surrogatepass"))
