"""JSON lines: what is read, what is said of the rest, and that the fast way and the exact way agree."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zlib
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from provenance import formats
from provenance.formats import json_rows, streams
from provenance.formats.fields import Fields
from provenance.formats.json_blocks import Block
from provenance.formats.lines import spans
from provenance.formats.shards import File
from provenance.frames import READ_ERRORS, RECORDS
from tests.support import examples


def gathered(path: Path | str, **options: object) -> formats.Reading:
    readings = [formats.read(shard) for shard in formats.plan([path], **options)]  # type: ignore[arg-type]
    return formats.Reading(
        pl.concat([RECORDS.empty(), *(reading.records for reading in readings)]),
        pl.concat([READ_ERRORS.empty(), *(reading.read_errors for reading in readings)]),
    )


def read_lines(folder: Path, *lines: bytes | dict[str, object], **options: object) -> formats.Reading:
    encoded = [line if isinstance(line, bytes) else json.dumps(line).encode() for line in lines]
    (folder / "a.jsonl").write_bytes(b"".join(line + b"\n" for line in encoded))
    return gathered(folder / "a.jsonl", **options)


def test_every_field_is_read(tmp_path: Path) -> None:
    given_record: dict[str, object] = {
        "id": "x1", "text": "Body.", "title": "Head", "authors": ["Ann Lee", "Bo Ek"], "url": "https://a.example/1",
        "source": "The Paper", "language": "en", "date": "2021-03-04", "modified": "2021-03-05T01:02:03Z",
        "captured": "2021-04-01", "captions": ["One (AP)", "Two"], "sha256": "00ff", "unknown": {"deep": [1]},
    }  # fmt: skip
    line = json.dumps(given_record).encode()
    reading = read_lines(tmp_path, line)
    assert reading.read_errors.is_empty()
    assert reading.records.to_dicts() == [
        {
            "article": "x1", "source": "a.jsonl", "record": 0, "line": 1, "sha256": hashlib.sha256(line).hexdigest(),
            "bytes": len(line), "encoding": "utf-8", "text": "Body.", "title": "Head", "byline": "Ann Lee, Bo Ek",
            "url": "https://a.example/1", "publisher": "The Paper", "language": "en", "published": "2021-03-04",
            "modified": "2021-03-05T01:02:03Z", "captured": "2021-04-01", "captions": ["One (AP)", "Two"],
            "digest": "00ff", "places": None, "stated": None, "posts": None, "extraction": None, "comparison": None,
        }
    ]  # fmt: skip


def test_fields_can_be_mapped(tmp_path: Path) -> None:
    line: dict[str, object] = {"body": "Words.", "text": "Not these.", "date_publish": "2020", "who": ["A", "B"]}
    reading = read_lines(tmp_path, line, fields={"text": "body", "date": "date_publish", "author": "who"})
    assert reading.records.select("text", "published", "byline").row(0) == ("Words.", "2020", "A, B")


def test_the_first_name_with_a_value_counts(tmp_path: Path) -> None:
    reading = read_lines(
        tmp_path, {"text": "a", "byline": " ", "author": "Ann"}, {"text": "b", "byline": "Bo", "author": "Ann"}
    )
    assert reading.records["byline"].to_list() == ["Ann", "Bo"]


def test_records_are_numbered_through_blank_and_broken_lines(tmp_path: Path) -> None:
    reading = read_lines(
        tmp_path, {"text": "a"}, b"", b"{broken", b" \t", {"text": "b", "id": ""}, {"text": "c", "id": 7}
    )
    assert reading.records.select("article", "record", "line").rows() == [
        ("a.jsonl#0", 0, 1),
        ("a.jsonl#2", 2, 5),
        ("7", 3, 6),
    ]
    assert reading.read_errors.select("article", "kind", "record", "line").rows() == [(None, "broken-json", 1, 3)]


@pytest.mark.parametrize(
    ("line", "kind", "text"),
    [
        (b'{"text": "a", }', "broken-json", None),
        (b'{"text": "a"', "broken-json", None),
        (b'{"text": "a"} {"text": "b"}', "broken-json", None),
        (b'{"text": ' + b"[" * 100_000, "broken-json", None),
        (b'{"text": "a\tb"}', "broken-json", "a\tb"),
        (b'{"text": "a", "text": "b"}', "repeated-field", "a"),
        (b"null", "wrong-type", None),
        (b'["text"]', "wrong-type", None),
        (b'{"text": 5}', "wrong-type", None),
        (b'{"text": ["a"]}', "wrong-type", None),
        (b'{"text": {"a": 1}}', "wrong-type", None),
        (b'{"text": "a", "title": true}', "wrong-type", "a"),
        (b'{"text": "a", "captions": {"a": "b"}}', "wrong-type", "a"),
        (b'{"text": "a", "captions": ["b", 1]}', "wrong-type", "a"),
        (b'{"text": "a", "authors": [{"who": "b"}]}', "wrong-type", "a"),
        (b'{"title": "a"}', "no-text", None),
        (b'{"text": " ", "captions": [""]}', "no-text", None),
        (b'{"text": null}', "no-text", None),
        (b'{"text": "a\\u0000"}', "null-byte", "a\0"),
        (b'{"text": "a\0"}', "null-byte", "a\0"),
        (b'{"text": "a\\ud800"}', "undecodable", "a\ufffd"),
        (b'{"text": "\\ud83d\\ue000"}', "undecodable", "\ufffd\ue000"),
        (b'{"text": "\xe2\x80\x9ca\xe2\x80\x9d \x92"}', "undecodable", "“a” \ufffd"),
    ],
)
def test_each_defect_is_named_and_the_neighbours_are_read(
    tmp_path: Path, line: bytes, kind: str, text: str | None
) -> None:
    reading = read_lines(tmp_path, {"text": "before"}, line, {"text": "after"})
    (read_error,) = reading.read_errors.to_dicts()
    assert (read_error["kind"], read_error["line"], read_error["record"], read_error["source"]) == (
        kind,
        2,
        1,
        "a.jsonl",
    )
    assert 19 <= read_error["byte"] <= 19 + len(line)
    expected = [(0, "before"), (1, text), (2, "after")] if text else [(0, "before"), (2, "after")]
    assert reading.records.select("record", "text").rows() == expected


@pytest.mark.parametrize(
    "line",
    [
        zlib.compress(b'{"text": "hidden"}', 0),
        gzip.compress(b'{"text": "hidden"}', 0, mtime=0),
        streams.zstd().compress(b'{"text": "hidden"}'),
        b"\x1f\x8b is no archive",
        b"\x28\xb5\x2f\xfd neither",
        b"\x78\x9c nor this",
    ],
)
def test_a_line_that_begins_like_an_archive_is_broken_and_never_unpacked(tmp_path: Path, line: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(line)  # no line feed, so that the archive is whole
    reading = gathered(tmp_path / "a.jsonl")
    assert "broken-json" in reading.read_errors["kind"].to_list()
    assert reading.records.is_empty()
    assert read_lines(tmp_path, line, {"text": "after"}).records["text"].to_list() == ["after"]


@pytest.mark.parametrize(
    "line",
    [
        {"text": "a", "captions": "one"},
        {"text": "a", "captions": ["one"]},
        {"text": "a", "captions": ["one", None]},
    ],
)
def test_captions_may_be_a_list_or_one_string(tmp_path: Path, line: dict[str, object]) -> None:
    reading = read_lines(tmp_path, line)
    assert reading.read_errors.is_empty()
    assert reading.records["captions"].to_list() == [["one"]]


def test_a_record_may_have_captions_alone(tmp_path: Path) -> None:
    reading = read_lines(tmp_path, {"text": "", "captions": ["one"]}, {"captions": "two"})
    assert reading.read_errors.is_empty()
    assert reading.records["text"].to_list() == ["", ""]


def test_numbers_stand_for_their_digits_in_fields_that_are_not_text(tmp_path: Path) -> None:
    reading = read_lines(tmp_path, b'{"text": "a", "id": 12, "date": 1.50, "title": 1e3, "url": NaN}')
    assert reading.read_errors.is_empty()
    assert reading.records.select("article", "published", "title", "url").row(0) == ("12", "1.50", "1e3", None)


def test_encodings_of_whole_files_and_of_single_lines(tmp_path: Path) -> None:
    text = '{"text": "“é”"}\n{"text": "b"}\n'
    for codec, encoding in (("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16-le"), ("utf-8", "utf-8")):
        (tmp_path / "a.jsonl").write_bytes(text.encode(codec))
        reading = gathered(tmp_path / "a.jsonl")
        assert reading.records.select("text", "encoding").rows() == [("“é”", encoding), ("b", encoding)]
    reading = read_lines(tmp_path, '{"text": "café"}'.encode("cp1252"), '{"text": "café"}'.encode())
    assert reading.records.select("text", "encoding").rows() == [("café", "cp1252"), ("café", "utf-8")]


def test_an_archive_that_breaks_off_is_read_so_far(tmp_path: Path) -> None:
    lines = [json.dumps({"text": hashlib.sha256(bytes([n % 256, n >> 8])).hexdigest()}) for n in range(5000)]
    whole = gzip.compress("\n".join(lines).encode())
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    reading = gathered(tmp_path / "a.jsonl.gz", shard_bytes=50_000)
    count = reading.records.height
    assert count > 1000
    assert reading.records["text"].to_list() == [json.loads(line)["text"] for line in lines[:count]]
    assert reading.read_errors.filter(kind="truncated").height == 1


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_a_file_without_records_is_empty(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(data)
    reading = gathered(tmp_path / "a.jsonl")
    assert reading.records.is_empty()
    assert reading.read_errors["kind"].to_list() == ["empty"]


def test_an_oversized_line_is_skipped_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LIMIT", 100)
    (tmp_path / "a.jsonl").write_bytes(b'{"text": "a"}\n{"text": "' + b"x" * 500 + b'"}\n{"text": "c"}\n')
    reading = gathered(tmp_path / "a.jsonl", shard_bytes=64)
    assert reading.records.select("text", "record", "line").rows() == [("a", 0, 1), ("c", 2, 3)]
    assert reading.read_errors.select("kind", "record", "line", "byte").rows() == [("oversized", 1, 2, 14)]


@given(
    st.lists(st.binary(max_size=12).map(lambda b: b.replace(b"\n", b"")), max_size=8),
    st.integers(1, 30),
    st.integers(1, 9),
)
@examples(50)
def test_pieces_join_to_the_whole(lines: list[bytes], size: int, limit: int) -> None:
    data = b"\n".join(lines)
    parts = (data[start : start + 3] for start in range(0, len(data), 3))
    at = 0
    for piece in streams.pieces(parts, size, limit):
        assert piece.byte == at
        if isinstance(piece, streams.Piece):
            assert data[at : at + len(piece.data)] == piece.data
            at += len(piece.data)
        else:
            line = data[at : at + piece.length]
            assert b"\n" not in line[:-1]
            assert len(line.removesuffix(b"\n")) > limit
            at += piece.length
    assert at == len(data)


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    def typed(data: bytes) -> formats.Reading:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(data))))
        return gathered("-")

    assert typed(b'\n {"text": "a"}\n{"text": "b"}').records["article"].to_list() == ["-#0", "-#1"]
    assert typed(b"[A note] and a text.").records.select("article", "text", "record").row(0) == (
        "-",
        "[A note] and a text.",
        None,
    )
    assert typed(b'[[1], {"text": "a"}] and so on').records["article"].to_list() == ["-"]
    assert typed(b'[{"text": "a"}, {"text": "b"}]').records["article"].to_list() == ["-#0", "-#1"]
    assert typed(b"\xff\xfe" + '[\n {"text": "a"}]'.encode("utf-16-le")).records["encoding"].to_list() == ["utf-16-le"]
    lines = b'{"text": "a"}\n{"text": "b"}'
    for packed in (gzip.compress(lines), streams.zstd().compress(lines)):
        assert typed(packed).records["article"].to_list() == ["-#0", "-#1"]
        (read_error,) = typed(packed + b"no archive").read_errors.to_dicts()
        assert (read_error["kind"], read_error["detail"]) == ("truncated", "bytes that are no archive follow its end")
    assert "truncated" in typed(gzip.compress(lines)[:-12]).read_errors["kind"].to_list()
    assert typed(b"").read_errors.select("source", "kind").rows() == [("-", "empty")]
    monkeypatch.setattr("sys.stdin", None)  # closed: `<&-`
    assert gathered("-").read_errors["detail"].to_list() == ["standard input is closed"]


def test_raw_gives_every_line_as_it_stands(tmp_path: Path) -> None:
    data = b'{"text": "a"}\r\n\n{broken\n \n{"text": "\xe9"}'
    (tmp_path / "a.jsonl").write_bytes(data)
    (shard,) = formats.plan([tmp_path])
    lines = list(formats.raw(shard))
    assert b"".join(line.data for line in lines) == data
    assert [line.record for line in lines] == [0, None, 1, None, 2]


VALUES = st.recursive(
    st.sampled_from([None, True, 0, -1, 1.5, 10**25, "", " ", "a", "“b” 🙂", "5", "-0", "1e5", "true", "[1]", '["a"]', "{}", '"text":', "\0", "\\"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["text", "x"]), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
NAMES = st.sampled_from(["text", "text", "id", "title", "author", "authors", "captions", "captions", "date", "x"])
OBJECTS = st.tuples(st.lists(st.tuples(NAMES, VALUES), max_size=4), st.booleans()).map(
    lambda drawn: "{" + ", ".join(f"{json.dumps(k)}: {json.dumps(v, ensure_ascii=drawn[1])}" for k, v in drawn[0]) + "}"
)
SPOILT = st.tuples(
    OBJECTS, st.integers(0, 80), st.sampled_from(["\0", '"', "\\", "{", ",", "\\ud800", "\\ud83d\\ue000", "\t"])
).map(lambda drawn: drawn[0][: drawn[1]] + drawn[2] + drawn[0][drawn[1] :])
LINES = st.one_of(
    OBJECTS.map(str.encode),
    OBJECTS.map(str.encode),
    SPOILT.map(str.encode),
    st.binary(max_size=20),
    st.sampled_from([b"", b" ", b"\r"]),
).map(lambda line: line.replace(b"\n", b" "))


@examples(20)
@given(st.lists(LINES, min_size=1, max_size=4))
def test_the_fast_way_reads_as_the_exact_way(lines: list[bytes]) -> None:
    block = Block(fields=Fields(), file=File("a", "a", "jsonl", 0, 0), data=b"\n".join(lines))
    records, read_errors = block.parse()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_rows, "_fast", lambda *_: None)
        exact_records, exact_troubles = block.parse()
    assert records.rows() == exact_records.rows()
    assert set(read_errors) == set(exact_troubles)
    there = {record for record, _ in enumerate(line for line in lines if line.strip())}
    assert {*records["record"], *(read_error.record for read_error in read_errors)} == there


@settings(examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINES, max_size=6), st.integers(1, 40), st.integers(1, 3))
def test_shards_change_nothing(tmp_path: Path, lines: list[bytes], size: int, articles: int) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"\n".join(lines))
    whole = gathered(tmp_path / "a.jsonl")
    parts = gathered(tmp_path / "a.jsonl", shard_bytes=size, shard_articles=articles)
    assert whole.records.rows() == parts.records.rows()
    assert sorted(whole.read_errors.rows(), key=str) == sorted(parts.read_errors.rows(), key=str)


@examples(100)
@given(st.lists(st.sampled_from([b"\n", b"\n\n\n", b"  \n", b" ", b"\r\n", b"\t", b"a", b"{}", b"\x0b"]), max_size=12))
def test_blank_lines_are_passed_over_without_a_change_of_numbers(parts):
    """Many blank lines are passed over at once; numbers and places stay what a look at every line gives."""
    data = b"".join(parts)
    expected, number, at = [], 0, 0
    for line in data.split(b"\n"):
        if line.strip():
            expected.append((number, at, at + len(line) - line.endswith(b"\r")))
        number, at = number + 1, at + len(line) + 1
    assert [tuple(line) for line in spans(data)] == expected


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ('{"text": "Die Fähre', 'Unterminated string starting at column 10: {"text": "Die Fähre'),
        (f'{{"text": "{"x" * 90}" "y"}}', f'Expecting \',\' delimiter at column 103: {"x" * 38}" "y"}}'),
    ],
)
def test_a_broken_line_says_where_it_breaks_in_its_own_words(tmp_path: Path, line: str, detail: str) -> None:
    (tmp_path / "a.jsonl").write_text(f"{line}\n", encoding="utf-8")
    assert gathered(tmp_path / "a.jsonl").read_errors["detail"].to_list() == [detail]
