"""CSV: what is read, what is said of the rest, and which bytes a row has."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import check, gate
from provenance.formats import csv as tables
from provenance.formats import csv_rows, streams
from provenance.formats.fields import is_nothing
from provenance.policy.configuration import Policy
from tests.readers.test_read_jsonl import gathered
from tests.support import examples

TEXT = "The council of Westhaven voted for the slipway on Monday."
HEADER = b"id,title,text\n"


def read(folder: Path, data: bytes, name: str = "a.csv", **options: object):
    (folder / name).write_bytes(data)
    return gathered(folder / name, **options)


def test_rows_are_records_and_their_lines_the_exact_bytes(tmp_path: Path) -> None:
    row = b'1,"The ""Ferry""","Two\r\nlines, one text"\r\n'
    reading = read(tmp_path, HEADER + row + b"\r\n2,,Words.")
    assert reading.read_errors.is_empty()
    assert reading.records.select("article", "record", "line", "title", "text").rows() == [
        ("1", 0, 2, 'The "Ferry"', "Two\r\nlines, one text"),
        ("2", 1, 5, None, "Words."),
    ]
    assert reading.records["bytes"].to_list() == [len(row), len(b"2,,Words.")]
    digests = [hashlib.sha256(data).hexdigest() for data in (row.removesuffix(b"\r\n"), b"2,,Words.")]
    assert reading.records["sha256"].to_list() == digests


def test_of_two_columns_with_one_name_the_first_is_read_and_that_is_told(tmp_path: Path) -> None:
    reading = read(tmp_path, b"text,text\nWords.,More.\n")
    assert reading.records["text"].to_list() == ["Words."]
    assert reading.read_errors.select("kind", "line").rows() == [("repeated-field", 2)]


@pytest.mark.parametrize("divider", [",", ";", "\t", "|"])
@pytest.mark.parametrize("before", ["", "\n\n"])
def test_the_header_tells_what_divides_the_cells(tmp_path: Path, divider: str, before: str) -> None:
    row = [f'"1{divider}"', '"A, B; C"', TEXT]
    lines = [divider.join(["id", '" title"', "text", ""]), divider.join(row)]
    records = read(tmp_path, (before + "\n".join(lines)).encode()).records
    assert records.select("article", "title", "text").rows() == [(f"1{divider}", "A, B; C", TEXT)]


def test_tabs_divide_the_cells_of_tsv_and_what_a_spreadsheet_declares_those_of_csv(tmp_path: Path) -> None:
    assert read(tmp_path, b"a,b,c,d\ttext\tid\nx\tWords, many.\t7\n", "a.tsv").records["article"].to_list() == ["7"]
    declared = read(tmp_path, b"sep=|\r\ntext, or so,|text|id\r\nx|Words.|7\r\n").records
    assert declared.select("article", "text").rows() == [("7", "Words.")]


@pytest.mark.parametrize("nothing", ["", "  ", '""'])
def test_blank_cells_are_no_values(tmp_path: Path, nothing: str) -> None:
    reading = read(tmp_path, HEADER + f"1,{nothing},Words.\n2,Ferry,{nothing}\n".encode())
    assert reading.records.select("article", "title", "text").rows() == [("1", None, "Words.")]
    assert reading.read_errors.select("kind", "article", "line").rows() == [("no-text", "2", 3)]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b"2,Ferry", "it has 2 cells where the header has 3"),
        (b"2,Ferry,Words.,more", "it has 4 cells where the header has 3"),
        (b'2,Ferry,"never closes', "a quotation mark opens and never closes"),
        (b"2,Ferry,Words.\r3,Nets,Words.", "it has 5 cells where the header has 3"),
    ],
)
@pytest.mark.parametrize("articles", [1, 2, 5000])
def test_a_broken_row_is_a_finding_and_reading_goes_on(tmp_path: Path, row: bytes, said: str, articles: int) -> None:
    before = HEADER + b"1,Slipway,Words.\n"
    reading = read(tmp_path, before + row + b"\n,Nets,More words.\n", shard_articles=articles)
    assert reading.records.select("article", "record", "line").rows() == [("1", 0, 2), ("a.csv#2", 2, 4)]
    assert reading.read_errors.select("kind", "record", "line", "byte").rows() == [("broken-row", 1, 3, len(before))]
    assert said in reading.read_errors["detail"][0]


def test_cells_beyond_the_header_that_are_empty_and_rows_that_are_blank_are_nothing(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER + b"1,Slipway,Words.,,\n,,\n \n\n2,Nets,More.\n")
    assert reading.read_errors.is_empty()
    assert reading.records["record"].to_list() == [0, 1]


def test_quotations_that_stay_open_cost_their_lines_and_little_time(tmp_path: Path) -> None:
    """Each of these lines closes the quotation of the line before, and opens another one."""
    reading = read(tmp_path, HEADER + b'a","b\n' * 8_000 + b"2,Nets,Words.\n")
    assert reading.records["record"].to_list() == [8_000]
    assert reading.read_errors.height == 8_000


def test_ends_of_quotations_are_looked_for_in_few_bytes_for_each_that_is_read(tmp_path: Path, monkeypatch) -> None:
    taken = []
    take = csv_rows.Lines.take
    monkeypatch.setattr(csv_rows.Lines, "take", lambda lines: taken.append(1) or take(lines))
    line, lines, reach = b'a","b\n', 1000, 500
    monkeypatch.setattr(csv_rows, "_REACH_BYTES", reach * len(line))
    assert read(tmp_path, HEADER + line * lines).read_errors.height == lines
    assert lines + reach < len(taken) < 2 * (reach + lines * (2 + csv_rows._CREDIT))


def test_a_line_that_is_too_long_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LIMIT", 2 << 20)
    reading = read(tmp_path, HEADER + b"1,a," + b"x" * (3 << 20) + b"\n2,b,Words.\n")
    assert reading.records["article"].to_list() == ["2"]
    assert reading.read_errors.select("kind", "record").rows() == [("oversized", 0)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_read_and_named(tmp_path: Path, encoding: str) -> None:
    text = "The café in Zürich – and “only” that – is open."
    reading = read(tmp_path, f"id,title,text\n1,Café,{text}\n".encode(encoding))
    assert reading.read_errors.is_empty()
    assert reading.records.select("title", "text").rows() == [("Café", text)]
    assert reading.records["encoding"].to_list() == ["utf-16-le" if encoding == "utf-16" else encoding]


def test_an_encoding_that_is_a_guess_is_said_once(tmp_path: Path) -> None:
    spoken = "The harbour master, Petrović, and his clerk, Kovač, met the mayor, Milić."
    reading = read(tmp_path, f'text\n"{spoken}"\nWords.\nMore words.\n'.encode("cp1250"))
    assert reading.read_errors.select("kind", "record").rows() == [("encoding-guessed", 0)]


def test_bytes_that_cannot_be_decoded_are_said_of_their_row(tmp_path: Path) -> None:
    reading = read(tmp_path, HEADER + "1,é,Bjørn Ødegård.\n2,b,Caf".encode() + b"\xe9 only.\n")
    assert reading.read_errors.select("kind", "article", "line").rows() == [("undecodable", "2", 3)]


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty"),
        (b"id,text\n", "empty"),
        (b",,,\n", "empty"),
        (HEADER[:-5] + b"\n1,2\n", "no-text"),
        (b"id,text\r\r", "empty"),
        (b"id,te\rxt\n1,Words.\n", "unreadable"),
    ],
)
def test_a_table_without_articles_is_a_finding(tmp_path: Path, data: bytes, kind: str) -> None:
    assert read(tmp_path, data).read_errors["kind"].to_list() == [kind]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\r\r\n"])
def test_lines_end_with_whatever_the_header_ends_with(tmp_path: Path, end: str) -> None:
    rows = ["id,title,text", '1,Ferry,"Two\nlines,\rone text"', "", "2,Slipway", "3,Café,Words."]
    reading = read(tmp_path, end.join([*rows, ""]).encode("cp1252"))
    lines = 6 if end == "\r" else 5  # of which the number of the last one is told
    assert reading.records.select("article", "line", "text").rows() == [
        ("1", 2, "Two\nlines,\rone text"),
        ("3", lines + 1, "Words."),
    ]
    assert reading.read_errors.filter(kind="broken-row").select("record", "line").rows() == [(1, lines)]


@pytest.mark.parametrize("articles", [1, 2, 5000])
def test_a_carriage_return_within_a_row_is_part_of_its_cell(tmp_path: Path, articles: int) -> None:
    """Python's own reader takes it for the end of the row, and what follows for another."""
    rows = b"1,Fer\rry,Words.\n2,Slip\r\rway,\rMore words.\r\n3,Nets,Words.\n"
    reading = read(tmp_path, HEADER + rows, shard_articles=articles)
    assert reading.records.select("article", "title", "text", "line").rows() == [
        ("1", "Fer\rry", "Words.", 2),
        ("2", "Slip\r\rway", "\rMore words.", 3),
        ("3", "Nets", "Words.", 4),
    ]
    assert reading.read_errors.is_empty()


@pytest.mark.parametrize("odd", ["\ufdd0", "\ufdd0r", "\ufdd0\ufdd0rr", "r\ufdd0"])
@pytest.mark.parametrize("around", ["\r", "", "\ufdd0"])
def test_no_character_stands_for_another_in_a_row(tmp_path: Path, odd: str, around: str) -> None:
    text = f"Words{around}{odd}{around}, more words."
    reading = read(tmp_path, HEADER + f'1,{odd},"{text}"\n2,{around}Nets,Words.\n'.encode())
    assert reading.records.select("title", "text").rows() == [(odd, text), (f"{around}Nets", "Words.")]


def test_carriage_returns_end_lines_of_any_length(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streams, "LIMIT", 2 << 20)
    rows = [f"{number},é,{TEXT}\r" for number in range(20)]
    rows[7] = f"7,,{'a' * (3 << 20)}\r"
    reading = read(tmp_path, HEADER.replace(b"\n", b"\r") + "".join(rows).encode())
    assert reading.read_errors.select("kind", "record", "byte").rows() == [
        ("oversized", 7, len(HEADER) + len("".join(rows[:7]).encode()))
    ]
    assert reading.records["line"].to_list() == [number + 2 for number in range(20) if number != 7]


def test_what_divides_a_header_is_what_makes_it_csv(tmp_path: Path) -> None:
    reading = read(tmp_path, b'"text"|"a\rb"\nWords.|2\n')
    assert reading.records["text"].to_list() == ["Words."]


def test_the_field_that_holds_the_text_is_proposed(tmp_path: Path) -> None:
    (detail,) = read(tmp_path, b"url,headline,body\nhttps://a.example,b,The quay is shut.\n").read_errors["detail"]
    assert "fields: url, headline, body" in detail
    assert "--field text=body" in detail


def test_an_archive_that_breaks_off_keeps_what_stands_before(tmp_path: Path) -> None:
    lines = HEADER + b"".join(
        b"%d,t,%s\n" % (number, hashlib.sha256(b"%d" % number).hexdigest().encode()) for number in range(5000)
    )
    reading = read(tmp_path, gzip.compress(lines)[:-2000], "a.csv.gz")
    assert reading.records.height > 100
    assert "truncated" in reading.read_errors["kind"].to_list()


CELL = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)


@examples(20)
@given(
    st.lists(st.tuples(CELL, CELL.map("x{}x".format)), min_size=1, max_size=6),
    st.sampled_from([",", ";", "\t", "|"]),
    st.integers(1, 3),
)
def test_what_is_written_is_read(tmp_path_factory, rows, divider, articles):
    stream = io.StringIO()
    csv.writer(stream, delimiter=divider, quoting=csv.QUOTE_ALL).writerows([("title", "text"), *rows])
    folder = tmp_path_factory.mktemp("written")
    reading = read(folder, stream.getvalue().encode(), shard_articles=articles)
    assert reading.read_errors.is_empty()
    assert reading.records["text"].to_list() == [text for _, text in rows]
    message = [None if is_nothing(title) else title for title, _ in rows]
    read_titles = reading.records["title"].to_list()
    assert [title for title in read_titles if title] == [title for title in message if title and title.strip()]


PART = st.sampled_from([
    b"a", b'"', b'""', b",", b",,", b"\n", b"\r\n", b"\r", b" ", b"\\", b"\t", b"\0", b"\x01", b"\xe9", b"\xc3\xa9",
    b"\xe3\x80\x80", b'"x\ny"', b"1,Ferry,Words.\n", b'2,"Two ""words""","Some\nmore."\r\n',
])  # fmt: skip


@examples(60)
@given(st.sampled_from([HEADER, b'"id,""",,text\n', b"text\n", b"id,id,text,,\n"]), st.lists(PART, max_size=20))
def test_rows_that_are_plain_are_what_the_exact_way_makes_of_them(header, parts):
    """To the byte: where rows are read again in a worker, other pieces of the file decide which of them are plain."""
    found = []
    for of in (tables.Plain.of, lambda *_: None):
        with pytest.MonkeyPatch.context() as patched, suppress(streams.DamagedError):
            patched.setattr(tables.Plain, "of", of)
            found.append(list(tables.FORMAT.records(iter((header + b"".join(parts),)))))
    assert found[:1] == found[1:]


GOOD = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
BAD = " date 2024-03-12 An error occurred. Please try again."


MARKS = {"utf-8-sig": ("utf-8", b"\xef\xbb\xbf"), "utf-16": ("utf-16-le", b"\xff\xfe")}
WRITTEN = {
    f"{encoding} {name} {end}": (*MARKS.get(encoding, (encoding, b"")), name, end)
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252")
    for name in ("a.csv", "a.csv.gz")
    for end in ("mixed", "macintosh")
}
ROWS = [f'1,Café,"{GOOD}\r\n"\r\n', f"2,b,{BAD}\n", "3,broken\n", f'4,d,"{GOOD[:-1]}!"']


def ended(end: str) -> tuple[str, list[str]]:
    """Return the header and the rows with the ends of lines of a case."""
    if end == "macintosh":
        return "id,title,text\r", [re.sub("\n$", "\r", row.replace("\r\n", "\n")) for row in ROWS]
    return "id,title,text\r\n", ROWS


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with both sides of a gate through which all of WRITTEN has gone, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("divided")
    for case, (codec, mark, name, end) in WRITTEN.items():
        header, rows = ended(end)
        data = mark + "".join([header, *rows]).encode(codec)
        (folder / "in" / case).mkdir(parents=True)
        (folder / "in" / case / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    policy = Policy(select=("BPL001", "INP"))
    with gate.prepare(folder / "good", folder / "bad", [folder / "in"]) as sides:
        counts = gate.split_corpus(check.check_corpus([folder / "in"], policy), [folder / "in"], sides)
    files = len(WRITTEN)
    assert (counts.accepted, counts.quarantined, counts.records) == (2 * files, 2 * files, 4 * files)
    return folder


@pytest.mark.parametrize("case", WRITTEN)
def test_the_gate_copies_rows_byte_for_byte(divided: Path, case: str) -> None:
    codec, mark, name, end = WRITTEN[case]
    header, rows = ended(end)
    for side, kept in (("good", [0, 3]), ("bad", [1, 2])):
        written = (divided / side / case / name).read_bytes()
        wanted = "".join([header, *(rows[number] for number in kept)]).encode(codec)
        assert (gzip.decompress(written) if name.endswith(".gz") else written) == mark + wanted
