"""Parquet: columns of many types, and files that are broken."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from provenance import formats
from provenance.errors import UsageError
from provenance.formats.parquet.rows import Columns
from provenance.frames import READ_ERRORS, RECORDS


def read_frame(folder: Path, frame: pl.DataFrame, **options: object) -> formats.Reading:
    frame.write_parquet(folder / "a.parquet")
    return gathered(folder / "a.parquet", **options)


def gathered(path: Path, **options: object) -> formats.Reading:
    readings = [formats.read(shard) for shard in formats.plan([path], **options)]  # type: ignore[arg-type]
    return formats.Reading(
        pl.concat([RECORDS.empty(), *(reading.records for reading in readings)]),
        pl.concat([READ_ERRORS.empty(), *(reading.read_errors for reading in readings)]),
    )


def test_rows_are_records(tmp_path: Path) -> None:
    reading = read_frame(tmp_path, pl.DataFrame({"id": ["x", None], "text": ["Één.", "Two."], "other": [1, 2]}))
    assert reading.read_errors.is_empty()
    assert reading.records.select("article", "source", "record", "line", "text", "bytes", "encoding").rows() == [
        ("x", "a.parquet", 0, None, "Één.", 6, "utf-8"),
        ("a.parquet#1", "a.parquet", 1, None, "Two.", 4, "utf-8"),
    ]
    assert reading.records["sha256"].to_list() == [
        hashlib.sha256(text.encode()).hexdigest() for text in ("Één.", "Two.")
    ]


def test_shards_change_nothing(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": [f"Text {n}." if n % 7 else None for n in range(50)]})
    whole, parts = read_frame(tmp_path, frame), read_frame(tmp_path, frame, shard_articles=8)
    assert whole.records.equals(parts.records)
    assert whole.read_errors.rows() == parts.read_errors.rows()
    assert {*whole.records["record"], *whole.read_errors["record"]} == set(range(50))
    assert set(whole.read_errors["kind"]) == {"no-text"}


def test_large_rows_make_small_shards(tmp_path: Path) -> None:
    pl.DataFrame({"text": [str(n) * 50 for n in range(2000)]}).write_parquet(
        tmp_path / "a.parquet", compression="uncompressed"
    )
    assert len(list(formats.plan([tmp_path], shard_bytes=1))) == 8


@pytest.mark.parametrize("dtype", [pl.String, pl.Binary, pl.Categorical])
def test_rows_weigh_what_they_hold(tmp_path: Path, dtype: type[pl.DataType]) -> None:
    """A text that is repeated stands in the file once: a thousand times a megabyte were one shard."""
    texts = ["a" * (1 << 20), None] * 20 + ["b"] * 600
    pl.DataFrame({"text": pl.Series(texts).cast(dtype)}).write_parquet(tmp_path / "a.parquet")
    assert (tmp_path / "a.parquet").stat().st_size < 1 << 20
    shards = list(formats.plan([tmp_path], shard_bytes=4 << 20))
    assert [shard.articles for shard in shards] == [32, 256, 352]
    assert [shard.size >> 20 for shard in shards] == [16, 4, 0]
    few = formats.plan([tmp_path], shard_bytes=1 << 20, shard_articles=300)
    assert [shard.articles for shard in few] == [32, 256, 300, 52]


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (pl.Series([date(2021, 3, 4)]), "2021-03-04"),
        (pl.Series([datetime(2021, 3, 4, 5, 6, 7)]), "2021-03-04T05:06:07"),  # noqa: DTZ001
        (pl.Series([datetime(2021, 3, 4, 5, 6, 7, 500_000, tzinfo=UTC)]), "2021-03-04T05:06:07.500+00:00"),
        (pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date), "out of range: 2147483647"),
        (pl.Series([-(2**62)]).cast(pl.Datetime("us", "UTC")), "out of range: -4611686018427387904"),
        (pl.Series(["4 March"], dtype=pl.Categorical), "4 March"),
        (pl.Series([b"4 March"]), "4 March"),
        (pl.Series([20210304]), "20210304"),
        (pl.Series([float("nan")]), None),
        (pl.Series([None], dtype=pl.Null), None),
        (pl.Series([" "]), None),
    ],
)
def test_dates_come_as_iso_strings(tmp_path: Path, column: pl.Series, expected: str | None) -> None:
    reading = read_frame(tmp_path, pl.DataFrame({"text": ["a"], "date": column}))
    assert reading.read_errors.is_empty()
    assert reading.records["published"].to_list() == [expected]


@pytest.mark.parametrize(
    ("zone", "number", "expected"),
    [
        ("+05:30", 1_704_137_400_000_000, "2024-01-02T01:00:00+05:30"),  # of 1 January in Greenwich
        ("-09:30", 1_704_159_000_500_000, "2024-01-01T16:00:00.500-09:30"),
        ("+0530", 1_704_137_400_000_000, "2024-01-02T01:00:00+05:30"),
        ("-03", 1_704_074_400_000_000, "2023-12-31T23:00:00-03:00"),
        ("Z", 0, "1970-01-01T00:00:00+00:00"),
        ("+05:30", 253_402_300_799_000_000, "out of range: 253402300799000000"),  # of the year 10000 there
        ("+05:30", 2**63 - 1, f"out of range: {2**63 - 1}"),
        ("-05:30", -(2**63), f"out of range: {-(2**63)}"),
        ("-05:30", None, None),
    ],
)
def test_times_at_a_fixed_offset_keep_their_local_day(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], zone: str, number: int | None, expected: str | None
) -> None:
    write_times(tmp_path / "a.parquet", pa.timestamp("us", zone), number)
    reading = gathered(tmp_path / "a.parquet")
    assert reading.read_errors.is_empty()
    assert reading.records["published"].to_list() == [expected]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(("unit", "per_second"), [("s", 1), ("ms", 10**3), ("us", 10**6), ("ns", 10**9)])
def test_times_at_a_fixed_offset_in_every_unit(tmp_path: Path, unit: str, per_second: int) -> None:
    write_times(tmp_path / "a.parquet", pa.timestamp(unit, "+05:30"), 1_704_137_400 * per_second)
    assert gathered(tmp_path / "a.parquet").records["published"].to_list() == ["2024-01-02T01:00:00+05:30"]


def test_times_in_a_list_are_told_like_others(tmp_path: Path) -> None:
    times = pa.array([[0, None]], pa.list_(pa.int64())).cast(pa.list_(pa.timestamp("us", "-01:00")))
    pq.write_table(pa.table({"text": ["a"], "authors": times}), tmp_path / "a.parquet")
    assert gathered(tmp_path / "a.parquet").records["byline"].to_list() == ["1969-12-31T23:00:00-01:00"]


@pytest.mark.parametrize("zone", ["Mars/Base", "+24:00", "+05:60"])
def test_times_in_a_zone_that_nobody_knows_are_left_out_and_named(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], zone: str
) -> None:
    write_times(tmp_path / "a.parquet", pa.timestamp("us", zone), 0)
    reading = gathered(tmp_path / "a.parquet")
    assert reading.read_errors["kind"].to_list() == ["wrong-type"]
    assert reading.records.select("text", "published").rows() == [("a", None)]
    assert capfd.readouterr().err == ""


def write_times(path: Path, dtype: pa.DataType, number: int | None) -> None:
    pq.write_table(pa.table({"text": ["a"], "date": pa.array([number], pa.int64()).cast(dtype)}), path)


@pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["a"]), pl.Binary])
def test_texts_of_other_string_types(tmp_path: Path, dtype: pl.DataType) -> None:
    text = pl.Series(["a"]).cast(dtype)
    assert read_frame(tmp_path, pl.DataFrame({"text": text})).records["text"].to_list() == ["a"]


def test_binary_texts_are_decoded(tmp_path: Path) -> None:
    texts = ["“a”".encode(), "café".encode("cp1252"), b"\xff\xff", None]
    reading = read_frame(tmp_path, pl.DataFrame({"text": texts}, schema={"text": pl.Binary}))
    assert reading.records.select("text", "encoding").rows() == [
        ("“a”", "utf-8"),
        ("café", "cp1252"),
        ("\ufffd\ufffd", "utf-8"),
    ]
    assert reading.read_errors.select("kind", "record").rows() == [("undecodable", 2), ("no-text", 3)]


def test_lists(tmp_path: Path) -> None:
    lists = pl.DataFrame({"text": ["", "b"], "authors": [["A", "B"], []], "captions": [["c", None], None]})
    reading = read_frame(tmp_path, lists)
    assert reading.read_errors.is_empty()
    assert reading.records.select("byline", "captions").rows() == [("A, B", ["c"]), (None, None)]


def test_a_column_of_the_wrong_type_is_named_once(tmp_path: Path) -> None:
    frame = pl.DataFrame({"text": ["a", "b"], "title": [{"x": 1}, {"x": 2}], "captions": [1, 2]})
    reading = read_frame(tmp_path, frame, shard_articles=1)
    assert reading.records["text"].to_list() == ["a", "b"]
    assert reading.read_errors["kind"].to_list() == ["wrong-type", "wrong-type"]


@pytest.mark.parametrize(
    ("frame", "kinds"),
    [
        (pl.DataFrame({"body": ["a"]}), ["no-text"]),
        (pl.DataFrame({"text": [1]}), ["wrong-type", "no-text"]),
        (pl.DataFrame({"text": []}, schema={"text": pl.String}), ["empty"]),
    ],
)
def test_a_file_without_texts_is_named(tmp_path: Path, frame: pl.DataFrame, kinds: list[str]) -> None:
    reading = read_frame(tmp_path, frame)
    assert reading.records.is_empty()
    assert reading.read_errors["kind"].to_list() == kinds


def test_values_that_python_has_none_for_are_no_evidence(tmp_path: Path) -> None:
    days = pl.Series([-(10**8), 0], dtype=pl.Int32).cast(pl.Date)
    late = pl.Series([2**62, 0]).cast(pl.Datetime("us"))
    nested = pl.Series([[-(10**8)], [0]], dtype=pl.List(pl.Int32)).cast(pl.List(pl.Date))
    frame = pl.DataFrame(
        {"datum": days, "inhalt": ["Ein Satz steht hier. Und noch einer."] * 2, "at": late, "l": nested}
    )
    frame.write_parquet(tmp_path / "a.parquet")
    (shard,) = formats.plan([tmp_path / "a.parquet"])
    assert isinstance(shard, Columns)
    rows = [*shard.samples()]
    first = {"datum": None, "inhalt": frame["inhalt"][0], "at": None, "l": None}
    day = date(1970, 1, 1)
    assert rows == [first, {**first, "datum": day, "at": datetime(1970, 1, 1), "l": [day]}]  # noqa: DTZ001 - as there


def test_null_characters_are_named(tmp_path: Path) -> None:
    reading = read_frame(tmp_path, pl.DataFrame({"text": ["a", "b\0"]}))
    assert reading.records["text"].to_list() == ["a", "b\0"]
    assert reading.read_errors.select("kind", "article").rows() == [("null-byte", "a.parquet#1")]


def test_broken_files_are_unreadable(tmp_path: Path) -> None:
    pl.DataFrame({"text": [hashlib.sha256(bytes([n])).hexdigest() for n in range(256)]}).write_parquet(
        tmp_path / "a.parquet"
    )
    whole = (tmp_path / "a.parquet").read_bytes()
    damaged = bytearray(whole)
    damaged[40:400] = bytes(360)
    for data in (b"", b"PAR1", whole[:-9], whole[100:], bytes(damaged)):
        (tmp_path / "a.parquet").write_bytes(data)
        reading = gathered(tmp_path / "a.parquet")
        assert reading.records.is_empty()
        assert reading.read_errors["kind"].to_list() == ["unreadable"]


def test_rows_have_no_raw_bytes(tmp_path: Path) -> None:
    pl.DataFrame({"text": ["a"]}).write_parquet(tmp_path / "a.parquet")
    (shard,) = formats.plan([tmp_path])
    with pytest.raises(UsageError, match="no bytes of their own"):
        formats.raw(shard)
