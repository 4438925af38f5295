"""JSON that is not in lines: where its records are, which bytes they have, and what is said of the rest."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import check, formats, gate
from provenance.formats import json_scanner, streams
from provenance.policy.configuration import Policy
from tests.readers.test_read_jsonl import gathered
from tests.support import examples

TEXT = "The council of Westhaven voted for the slipway on Monday."
ONE, TWO = b'{"id": "1",\r\n "text": "Nets, [and {ropes\\""}', '{"id": "2", "text": "Café"}'.encode()


def read(folder: Path, data: bytes, name: str = "a.json", **options: object):
    (folder / name).write_bytes(data)
    return gathered(folder / name, **options)


@pytest.mark.parametrize(
    ("before", "between", "after"),
    [
        (b"[", b",", b"]"),
        (b"\n [\n\n", b" ,\n", b"\n]\n"),
        (b'{"status": "ok", "n": [1], "empty": [], "articles": [\n', b",", b'], "next": {"page": [2, "]"]}}\n'),
        (b'{"n": 2, "response": {"of": {}, "the results": [', b", ", b"]}}"),
        (b'{"tags": [{"name": "Sea"}], "found": [', b",", b"]}"),
        (b"", b"\n", b"\n"),
        (b"", b",\n", b""),
        (b"[", b"]\n[", b"]"),
    ],
)
@pytest.mark.parametrize("articles", [1, 5000])
def test_records_are_read_with_their_exact_bytes(
    tmp_path: Path, before: bytes, between: bytes, after: bytes, articles: int
) -> None:
    reading = read(tmp_path, before + ONE + between + TWO + after, shard_articles=articles)
    assert reading.read_errors.is_empty()
    lines = [before.count(b"\n") + 1, (before + ONE + between).count(b"\n") + 1]
    assert reading.records.select("article", "record", "line", "bytes", "text", "encoding").rows() == [
        ("1", 0, lines[0], len(ONE), 'Nets, [and {ropes"', "utf-8"),
        ("2", 1, lines[1], len(TWO), "Café", "utf-8"),
    ]
    assert reading.records["sha256"].to_list() == [hashlib.sha256(data).hexdigest() for data in (ONE, TWO)]


@pytest.mark.parametrize("inner", [2, 9])  # so that the end of a record is guessed, and walked to
def test_what_looks_like_the_end_of_a_record_inside_of_it_is_none(tmp_path: Path, inner: int) -> None:
    rows = [{"tags": [{"x": "}, {"}, {"y": [{}]}] * inner, "text": f"a}}, {{ {number} }}]"} for number in range(3)]
    written = [json.dumps(row) for row in rows]
    (tmp_path / "a.json").write_text("[" + " ,\n ".join(written) + "\n]", encoding="utf-8")
    records = gathered(tmp_path).records
    assert records["text"].to_list() == [row["text"] for row in rows]
    assert records["sha256"].to_list() == [hashlib.sha256(each.encode()).hexdigest() for each in written]
    assert records["line"].to_list() == [1, 2, 3]


@pytest.mark.parametrize("data", [TWO, json.dumps({"tags": [{"name": "Sea"}], "id": "2", "text": "x"}).encode()])
def test_an_object_with_a_text_is_the_record(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data).records.select("article", "bytes").rows() == [("2", len(data))]


def test_json_lines_under_another_name_are_read_as_such(tmp_path: Path) -> None:
    lines = b'{"text": "a", "tags": [{"text": "b"}]}\n\n{"text": "cut off\n{"text": "c"}'
    for data in (lines, lines.replace(b'{"text": "a"', b'{text: "a"')):
        reading = read(tmp_path, data)
        (tmp_path / "a.jsonl").write_bytes(data)
        as_lines = gathered(tmp_path / "a.jsonl")
        beside = ("source", "article", "bytes")  # with the end of the line
        assert reading.records.drop(beside).equals(as_lines.records.drop(beside))
        assert reading.read_errors.drop("source", "byte").equals(as_lines.read_errors.drop("source", "byte"))
        assert reading.read_errors.height > 0


@pytest.mark.parametrize(
    ("data", "kind", "record", "line", "said"),
    [
        (
            b'[{"text": "a"},\n {"text": oops},\n {"text": "b"}]',
            "broken-json",
            1,
            2,
            'Expecting value at column 10: {"text": oops}',
        ),
        (
            b'[{"text": "a"},\n {"text":\n oops},\n {"text": "b"}]',
            "broken-json",
            1,
            2,
            'Expecting value at column 2 of its line 2: {"text": oops}',
        ),
        (b'[{"text": "a"},{"text": "b"},\n{"text": "cut off', "broken-json", 2, 2, "Unterminated string"),
        (b'[{"text": "a"},{"text": "b"}\n', "unread-json", 2, 2, "breaks off in a list"),
        (b'{"articles": [{"text": "a"},{"text": "b"}]\n', "unread-json", 2, 2, "breaks off in an object"),
        (b'[{"text": "a"},{"text": "b"}]\n{"text": "c"}', "unread-json", 2, 2, "more follows"),
        (b'[{"text": "a"},{"text": "b"}},\n{"text": "c"}]', "unread-json", 2, 1, "more follows"),
        (b'[{"text": "a"},\nnull,{"text": "b"}]', "wrong-type", 1, 2, "it is null, where an article is an object"),
        (b'{"text": "a"}{"text": "b"}\n]]', "broken-json", 2, 2, "Expecting value"),
        (b'[{"text": "a"},{"text": "b"},' + b"[" * 100_000, "broken-json", 2, 1, "nested too deeply"),
    ],
)
@pytest.mark.parametrize("articles", [1, 5000])
def test_what_cannot_be_read_is_a_finding_with_its_place(
    tmp_path: Path, data: bytes, kind: str, record: int, line: int, said: str, articles: int
) -> None:
    reading = read(tmp_path, data, shard_articles=articles)
    assert reading.records["text"].to_list() == ["a", "b"]
    assert reading.read_errors.select("kind", "record", "line").rows() == [(kind, record, line)]
    assert said in reading.read_errors["detail"][0]


@pytest.mark.parametrize("first", ['{"text": "Words.", "text": "More."}', '{"text": "Words."}'])
def test_of_two_equal_names_the_first_is_read_and_that_is_told(tmp_path: Path, first: str) -> None:
    records = f'[{first}, {{"text": "Nets.", "box": {{"text": "Not this."}}}}]'
    reading = read(tmp_path, records.encode())
    assert reading.records["text"].to_list() == ["Words.", "Nets."]
    repeated = [("repeated-field", 0)] if "More." in first else []
    assert reading.read_errors.select("kind", "record").rows() == repeated


def test_a_second_list_of_articles_is_told_of(tmp_path: Path) -> None:
    data = b'{"news": [{"text": "a"}], "n": {"m": 1}, "sports": [{"text": "b"}, {"text": "c"}], "last": [{"x": 1}]}'
    reading = read(tmp_path, data)
    assert reading.records["text"].to_list() == ["a"]
    (read_error,) = reading.read_errors.to_dicts()
    assert (read_error["kind"], read_error["byte"]) == ("unread-json", data.index(b'[{"text": "b"}'))
    assert "jq -c '.sports[]' FILE" in read_error["detail"]


def test_the_mapping_says_which_list_holds_the_articles(tmp_path: Path) -> None:
    data = b'{"desks": [{"name": "Sea"}], "pieces": [{"prose": "a"}]}'
    (read_error,) = read(tmp_path, data).read_errors.to_dicts()
    assert "fields: name" in read_error["detail"]
    assert read(tmp_path, data, fields={"text": "prose"}).records["text"].to_list() == ["a"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_read_and_named(tmp_path: Path, encoding: str) -> None:
    text = "The café in Zürich – and “only” that – is open."
    reading = read(tmp_path, f'[{{"text": "{text}"}}]'.encode(encoding))
    assert reading.read_errors.is_empty()
    message = {"utf-16": "utf-16-le"}.get(encoding, encoding)
    assert reading.records.select("text", "encoding").rows() == [(text, message)]


def test_utf_16_without_a_mark_is_refused_as_a_whole(tmp_path: Path) -> None:
    assert read(tmp_path, '[{"text": "a"}]'.encode("utf-16-le")).read_errors["kind"].to_list() == ["unreadable"]


def test_control_characters_in_strings_are_told_of_and_kept(tmp_path: Path) -> None:
    reading = read(tmp_path, b'[{"text": "one\n\ttwo",\n "title": "\\"a\\""}]')
    assert reading.records.select("text", "title").rows() == [("one\n\ttwo", '"a"')]
    assert reading.read_errors.select("kind", "record").rows() == [("broken-json", 0)]


def test_a_record_that_is_too_long_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LIMIT", 2 << 20)
    data = b'[{"text": "a"},\n{"text": "' + b"x\\n" * (2 << 20) + b'"},\n{"text": "b"}]'
    reading = read(tmp_path, data)
    assert reading.records.select("text", "line").rows() == [("a", 1), ("b", 3)]
    assert reading.read_errors.select("kind", "record", "byte").rows() == [("oversized", 1, 16)]


def test_an_archive_that_breaks_off_keeps_what_stands_before(tmp_path: Path) -> None:
    rows = [{"text": hashlib.sha256(b"%d" % number).hexdigest()} for number in range(5000)]
    reading = read(tmp_path, gzip.compress(json.dumps(rows).encode())[:-2000], "a.json.gz")
    assert reading.records.height > 100
    assert reading.read_errors["kind"].to_list() == ["truncated"]


@pytest.mark.parametrize("data", [b"", b" \n", b"[]", b"[\n]", b"{}", b'{"name": "package", "of": [1]}', b"words"])
def test_a_file_that_is_named_and_holds_no_article_is_a_finding(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data).read_errors["kind"].to_list()[0] in {"empty", "no-text", "broken-json"}


WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)


@examples(25)
@given(
    st.lists(st.tuples(WORDS.map("x{}x".format), VALUE), min_size=1, max_size=5),
    st.sampled_from([None, 0, 2]), st.booleans(), st.sampled_from([None, "articles"]), st.integers(1, 3),
    st.integers(1, 30),
)  # fmt: skip
def test_what_is_written_is_read_however_it_arrives(rows, indent, escaped, name, most, size) -> None:
    records = [{"more": more, "text": text} for text, more in rows]
    value = records if name is None else {"n": 1, name: records}
    data = json.dumps(value, indent=indent, ensure_ascii=escaped).encode()
    chunks = (data[at : at + size] for at in range(0, len(data), size))
    form = formats.declared()["json"]
    file = formats.File("a.json", "a.json", "json", len(data), 0)
    shards = form.cut(chunks, file, formats.Fields(), shard_bytes=100, shard_articles=most)
    readings = [formats.read(shard) for shard in shards]
    assert not [read_error for reading in readings for read_error in reading.read_errors.to_dicts()]
    assert [text for reading in readings for text in reading.records["text"]] == [text for text, _ in rows]


FOLDER = {
    "list.json": b'[{"headline": "no text under a name that is known"}]',
    "news.json": b'{"articles": [{"content": "a"}]}',
    "one.json": b'{"title": "t", "body": "a"}',
    "lines.json": b'{"x": 1}\n{"x": 2}\n',
    "mapped.json": b'{"pieces": [{"prose": "a"}]}',
    "packed.json.gz": gzip.compress(b'[{"text": "a"}]'),
    "empty.json": b"",
}
OTHERS = {
    "package.json": b'{"name": "a", "files": ["b"], "people": [{"name": "Ann"}]}',
    "numbers.json": b"[1, 2]",
    "none.json": b"[]",
    "shapes.json": b'{"type": "FeatureCollection", "features": [{"properties": {"name": "a"}}]}',
    "text.json": b'{"content": {"rendered": "a"}}',
}


def test_in_a_folder_json_without_articles_is_counted_as_not_read(tmp_path: Path) -> None:
    for name, data in {**FOLDER, **OTHERS}.items():
        (tmp_path / name).write_bytes(data)
    found = formats.listing([tmp_path], fields={"text": "prose"})
    assert {file.source for file in found.files} == {*FOLDER}
    assert found.skipped == {".json": len(OTHERS)}
    assert "mapped.json" not in {file.source for file in formats.listing([tmp_path]).files}
    planned = formats.plan([tmp_path], fields={"text": "prose"})
    assert "mapped.json" in {file.source for shard in planned for file in shard.inputs}
    named = formats.listing([tmp_path / name for name in OTHERS])
    assert len(named.files) == len(OTHERS)


def test_what_the_program_writes_into_a_corpus_is_no_article(tmp_path: Path, call) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(" date 2024-03-12 \n\nAn error occurred. Please try again.", encoding="utf-8")
    reports = [f"{name}.json" for name in ("json", "gitlab", "rdjson", "sarif")]
    outputs = [option for name in reports for option in ("--output", f"{Path(name).stem}={name}")]
    written = ("--write-baseline", "known.json", "--run", "../run", *outputs, "--exit-zero")
    for _ in range(2):
        assert call("check", ".", "--isolated", *written, cwd=tmp_path / "in").returncode == 0
    (tmp_path / "in/copied.json").write_bytes((tmp_path / "run/run.json").read_bytes())
    found = formats.listing([tmp_path / "in"])
    assert [file.source for file in found.files] == ["a.txt"]
    assert found.skipped[".json"] == len([*reports, "known.json", "copied.json"])
    (tmp_path / "in/one.json").write_text('{"text": "a"}', encoding="utf-8")
    done = call("check", ".", "--isolated", "--output", "json=one.json", cwd=tmp_path / "in")
    assert (done.returncode, "would be read as an article" in done.stderr) == (2, True)
    left_out = ("--exclude", "*.jsonl", "--output", "json-lines=found.jsonl", "--exit-zero")
    assert call("check", ".", "--isolated", *left_out, cwd=tmp_path / "in").returncode == 0


@pytest.mark.parametrize(
    ("data", "records"),
    [
        (b'[{"text": "a"},\n{"text": "b"}]', 2),
        (b'{"status": "ok", "articles": [{"text": "a"}]}', 1),
        (b'{\n"text": "a"\n}', 1),
        (b"\xff\xfe" + '[{"text": "a"}]'.encode("utf-16-le"), 1),
    ],
)  # fmt: skip
def test_standard_input_that_is_not_in_lines_is_read(monkeypatch, data: bytes, records: int) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(data))))
    reading = gathered("-")
    assert reading.read_errors.is_empty()
    assert reading.records["article"].to_list() == [f"-#{number}" for number in range(records)]


def test_standard_input_that_breaks_off_within_a_character_is_read_up_to_there(monkeypatch) -> None:
    data = b"\xff\xfe" + '[{"text": "a"},'.encode("utf-16-le") + b"{"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(data))))
    reading = gathered("-")
    assert reading.records["text"].to_list() == ["a"]
    assert reading.read_errors["kind"].to_list() == ["unreadable"]


GOOD = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
BAD = " date 2024-03-12 An error occurred. Please try again."


LISTS = [
    ("[\n  ", "\n]\n", "\n]\n"),
    ('{"status": "ok", "articles": [', '], "n": 4}', '], "n": 4}'),
    ('{"status": "ok", "of": {"articles": [', "", "\n]}}\n"),
    ("[", ']\n{"text": "more"}', "\n]\n"),
]
"""What stands before the records of a file, what after them, and what closes them on either side."""
BYTES = [
    ("utf-8", "utf-8", b"", "a.json"), ("utf-8-sig", "utf-8", b"\xef\xbb\xbf", "a.json.gz"),
    ("utf-16", "utf-16-le", b"\xff\xfe", "a.json"), ("cp1252", "cp1252", b"", "a.json"),
]  # fmt: skip
WRITTEN = {
    f"{encoding} {number}": (codec, mark, name, *listed)
    for encoding, codec, mark, name in BYTES
    for number, listed in enumerate(LISTS)
}
ROWS = [
    f'{{"id": 1, "title": "Café",\r\n "text": "{GOOD}"}}', f'{{"text": "{BAD}", "id": "2"}}', '{"broken": oops}',
    f'{{"id": "4", "text": "{GOOD[:-1]}!"}}',
]  # fmt: skip


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both sides of a gate through which all of WRITTEN has gone, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("divided")
    for case, (codec, mark, name, before, after, _) in WRITTEN.items():
        data = mark + (before + " ,\n  ".join(ROWS) + after).encode(codec)
        (folder / "in" / case).mkdir(parents=True)
        (folder / "in" / case / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    policy = Policy(select=("BPL001", "INP"))
    with gate.prepare(folder / "good", folder / "bad", [folder / "in"]) as sides:
        counts = gate.split_corpus(check.check_corpus([folder / "in"], policy), [folder / "in"], sides)
    lost = sum(closed != after for *_, after, closed in WRITTEN.values())
    files = len(WRITTEN)
    found = (counts.accepted, counts.quarantined, counts.unreadable, counts.records)
    assert found == (2 * files, 2 * files, lost, 4 * files + lost)
    return folder


@pytest.mark.parametrize("case", WRITTEN)
def test_the_gate_copies_records_byte_for_byte(divided: Path, case: str) -> None:
    codec, mark, name, before, _, closed = WRITTEN[case]
    for side, kept in (("good", [0, 3]), ("bad", [1, 2])):
        written = (divided / side / case / name).read_bytes()
        wanted = (before + ",\n".join(ROWS[number] for number in kept) + closed).encode(codec)
        assert (gzip.decompress(written) if name.endswith(".gz") else written) == mark + wanted


def test_the_gate_writes_what_stands_one_after_another_one_a_line(tmp_path: Path) -> None:
    rows = [f'{{\n"text": "{text}"}}' for text in (GOOD, BAD, GOOD[:-1] + "!")]
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.json").write_text(" ".join(rows), encoding="utf-8")
    with gate.prepare(tmp_path / "good", tmp_path / "bad", [tmp_path / "in"]) as sides:
        gate.split_corpus(check.check_corpus([tmp_path / "in"], Policy(select=("BPL001",))), [tmp_path / "in"], sides)
    assert (tmp_path / "good/a.json").read_text(encoding="utf-8") == f"{rows[0]}\n{rows[2]}"


@pytest.mark.parametrize("chunk", [1, 3, 1000, 1 << 20])
@pytest.mark.parametrize("inner", [r"\\\n" * 1200, r"\"" * 2500, '", "' * 1500, "{[" * 3])
@pytest.mark.parametrize("listed", [True, False])
def test_a_value_of_many_strings_and_signs_ends_where_it_ends(inner: str, chunk: int, listed: bool) -> None:  # noqa: FBT001
    data = json.dumps([{"a": inner, "b": [inner, {"c": "]}"}]}, {"text": "next"}]).encode()[1:]
    scanner = json_scanner.Scanner(data[at : at + chunk] for at in range(0, len(data), chunk))
    first = scanner.element(listed=listed)
    assert json.loads(first.data or b"") == {"a": inner, "b": [inner, {"c": "]}"}]}
    scanner.skip(1)
    assert scanner.next_sign() == b"{"
    assert json.loads(scanner.element(listed=True).data or b"") == {"text": "next"}
