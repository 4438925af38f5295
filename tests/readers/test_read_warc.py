"""Web archives: captured pages and texts as records, their exact bytes, and what is damaged in between."""

from __future__ import annotations

import base64
import gc
import gzip
import hashlib
import io
import json
import warnings
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from types import SimpleNamespace

import brotli
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from provenance import facts_of, formats
from provenance.formats import streams
from provenance.formats.warc import archive, digests, members, messages
from provenance.formats.warc.scanner import Found
from tests.support import examples

FIRST = (
    "The ferry returned to Westhaven on Tuesday after a winter in dock, and the council said it will sail twice a day."
)
LAST = "Work on the slipway begins in May and costs two million pounds, most of which the county has already set aside."
PAGE = f"<html><head><title>Ferry returns</title></head><body><h1>Ferry returns</h1><p>{FIRST}</p><p>{LAST}</p></body></html>"
URL = "https://courier.example/2024/03/12/ferry"
HTML = "text/html; charset=utf-8"


def record(content: bytes, kind: str = "response", number: int = 0, **fields: str) -> bytes:
    """Return a record; `fields` are added to its header, with - for _."""
    header = {
        "WARC-Type": kind,
        "WARC-Record-ID": f"<urn:uuid:0000-{number}>",
        "WARC-Date": "2024-03-13T06:00:00Z",
        "WARC-Target-URI": URL,
        "Content-Type": "application/http; msgtype=response",
        **{name.replace("_", "-"): value for name, value in fields.items()},
        "Content-Length": str(len(content)),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in header.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + content + b"\r\n\r\n"


def response(body: bytes | str = PAGE, *, status: int = 200, media: str | None = HTML, **fields: str) -> bytes:
    """Return an HTTP response."""
    named = {"Content-Type": media, **{name.replace("_", "-"): value for name, value in fields.items()}}
    lines = "".join(f"{name}: {value}\r\n" for name, value in named.items() if value)
    return f"HTTP/1.1 {status} OK\r\n{lines}\r\n".encode() + (body.encode() if isinstance(body, str) else body)


def page(number: int, **fields: str) -> bytes:
    return record(response(PAGE.replace("Tuesday", f"day {number}")), number=number, **fields)


INFO = record(b"software: ours\r\n", "warcinfo", 99, Content_Type="application/warc-fields")
ASKED = record(b"GET / HTTP/1.1\r\n\r\n", "request", 98, WARC_Concurrent_To="<urn:uuid:0000-1>")
PLAIN, MEMBERS, ONE, ZSTD = "plain", "members", "one", "zstd"
NAMES = {PLAIN: "a.warc", MEMBERS: "a.warc.gz", ONE: "a.warc.gz", ZSTD: "a.warc.zst"}
KINDS = pytest.mark.parametrize("kind", NAMES)


def packed(kind: str, records: Iterable[bytes]) -> bytes:
    if kind == MEMBERS:
        return b"".join(gzip.compress(one, mtime=0) for one in records)
    data = b"".join(records)
    return {PLAIN: bytes, ONE: gzip.compress, ZSTD: streams.zstd().compress}[kind](data)


def written(folder: Path, kind: str, *records: bytes) -> Path:
    path = folder / NAMES[kind]
    path.write_bytes(packed(kind, records))
    return path


def read(*paths: Path | str, **options: int) -> formats.Reading:
    readings = [formats.read(shard) for shard in formats.plan(paths, **options)]
    records = pl.concat(one.records for one in readings)
    return formats.Reading(records, pl.concat(one.read_errors for one in readings))


def message(reading: formats.Reading) -> list[tuple[str, int | None]]:
    return reading.read_errors.filter(pl.col("kind") != "record-not-read").select("kind", "record").rows()


@KINDS
def test_a_captured_page_is_a_record_that_says_where_it_comes_from(tmp_path, kind):
    parts = [INFO, ASKED, page(1)]
    [row] = read(written(tmp_path, kind, *parts)).records.to_dicts()
    assert row["text"] == f"{FIRST.replace('Tuesday', 'day 1')}\n\n{LAST}"
    wanted = {
        "article": "urn:uuid:0000-1", "source": NAMES[kind], "record": 2, "line": None, "url": URL, "title": "Ferry returns",
        "captured": "2024-03-13T06:00:00Z", "bytes": len(parts[2]), "sha256": hashlib.sha256(parts[2]).hexdigest(),
        "published": "2024-03-12", "encoding": "utf-8",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_resources_texts_and_pages_without_a_media_type_are_read(tmp_path):
    parts = (
        record(PAGE.encode(), "resource", 1, Content_Type="text/html"),
        record("Grüße vom Hafen".encode("cp1252"), "resource", 2, Content_Type="text/plain; charset=windows-1252"),
        record(response(PAGE, media=None), number=3),
        record(response(FIRST, media="Text/Plain"), number=4, WARC_Target_URI="<https://a.example/>"),
    )
    found = read(written(tmp_path, PLAIN, *parts)).records
    assert found["record"].to_list() == [0, 1, 2, 3]
    assert found["text"].to_list()[1] == "Grüße vom Hafen"
    assert (found["encoding"][1], found["text"][3], found["url"][3]) == ("cp1252", FIRST, "https://a.example/")


def test_the_encoding_that_http_names_counts_before_that_of_the_page(tmp_path):
    russian = "<meta charset='iso-8859-1'><p>Паром вернулся в гавань после долгой зимы, сказал совет города.</p>"
    parts = (
        record(response(russian.encode("cp1251"), media="text/html; charset=windows-1251"), number=1),
        record(response(russian.replace("iso-8859-1", "windows-1251").encode("cp1251"), media="text/html"), number=2),
        record(response(russian.encode("utf-16-le"), media="text/html; charset=utf-16"), number=3),
        record(
            response("<p>港の船が戻った。</p>".encode("iso2022_jp"), media="text/html; charset=iso-2022-jp"), number=4
        ),
        record(response(russian, media="text/html; charset=no-such"), number=5),
    )
    found = read(written(tmp_path, PLAIN, *parts)).records
    assert found["encoding"].to_list() == ["cp1251", "cp1251", "utf-16-le", "iso2022_jp", "utf-8"]
    assert ["Паром" in text or "港の船" in text for text in found["text"]] == [True] * 5


def test_the_texts_that_an_archive_has_made_of_pages_are_read(tmp_path):
    """Common Crawl gives them out as WET files."""
    text = record(FIRST.encode(), "conversion", 1, Content_Type="text/plain", WARC_Refers_To="<urn:uuid:0000-9>")
    [row] = read(written(tmp_path, MEMBERS, INFO, text)).records.to_dicts()
    assert (row["text"], row["url"], row["captured"]) == (FIRST, URL, "2024-03-13T06:00:00Z")


@KINDS
@pytest.mark.parametrize("articles", [1, 5000])
def test_standard_input_may_hold_a_web_archive(tmp_path, monkeypatch, kind, articles):
    parts = [INFO, page(1), b"rubbish\r\n\r\n", page(2)]
    wanted = read(written(tmp_path, kind, *parts))
    given = SimpleNamespace(buffer=io.BufferedReader(io.BytesIO(packed(kind, parts))))
    monkeypatch.setattr("sys.stdin", given)
    found = read("-", shard_articles=articles)
    assert found.records.drop("source").equals(wanted.records.drop("source"))
    for kept in (found, wanted):
        assert kept.read_errors.filter(kind="damaged-record").height == 1


def test_a_finding_tells_the_place_in_the_page(tmp_path, call):
    lines = PAGE.replace("<p>", "\n<p>").replace(LAST, "An error occurred. Please try again.")
    written(tmp_path, MEMBERS, INFO, record(response(lines), number=1))
    outputs = ("--output", "sarif=s", "--output", "gitlab=g", "--output", "rdjson=r")
    done = call("check", "a.warc.gz", "--isolated", "--select", "BPL001", "-f", "concise", *outputs, cwd=tmp_path)
    assert "a.warc.gz#1:3:4: BPL001" in done.stdout
    [place] = json.loads((tmp_path / "s").read_text())["runs"][0]["results"][0]["locations"]
    assert "region" not in place["physicalLocation"]
    [told] = json.loads((tmp_path / "g").read_text())
    assert "urn:uuid:0000-1: line 3 of its page: " in told["description"]
    assert json.loads((tmp_path / "r").read_text())["diagnostics"][0]["location"].keys() == {"path"}


def test_what_is_no_article_is_counted_and_told(tmp_path):
    parts = (
        INFO, ASKED, record(b"", "revisit", 3), record(response(b"\x89PNG", media="image/png"), number=4),
        record(response("gone", status=404), number=5), record(b"x", "conversion", 6, Content_Type="application/pdf"), page(7), record(b"", "a" * 99, 8),
    )  # fmt: skip
    reading = read(written(tmp_path, MEMBERS, *parts))
    [read_error] = reading.read_errors.to_dicts()
    assert reading.records["record"].to_list() == [6]
    assert (read_error["kind"], read_error["record"]) == ("record-not-read", None)
    assert read_error["detail"] == (
        "7 of 8 records hold no page or text that was found: 1 warcinfo, 1 request, 1 revisit, 1 image/png, "
        f"1 response of status 404, 1 application/pdf, 1 {'a' * 40}"
    )


def chunked(body: bytes, size: int = 100) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;name=v\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


ENCODINGS = {
    "gzip": gzip.compress, "x-gzip": lambda body: gzip.compress(body[:99]) + gzip.compress(body[99:]), "br": brotli.compress,
    "deflate": zlib.compress, "Deflate": raw_deflate, "zstd": streams.zstd().compress, "identity": bytes,
    "gzip, br": lambda body: brotli.compress(gzip.compress(body)),
}  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("in_chunks", [False, True])
def test_encodings_are_undone_for_reading_and_kept_for_the_digest(tmp_path, encoding, in_chunks):
    entity = ENCODINGS[encoding](PAGE.encode())
    headers = {"Content_Encoding": encoding} | ({"Transfer_Encoding": "chunked"} if in_chunks else {})
    stated = f"sha1:{base64.b32encode(hashlib.sha1(entity, usedforsecurity=False).digest()).decode()}"
    body = chunked(entity) if in_chunks else entity
    reading = read(written(tmp_path, PLAIN, record(response(body, **headers), WARC_Payload_Digest=stated)))
    assert reading.read_errors.is_empty()
    assert FIRST in reading.records["text"].item()


@pytest.mark.parametrize(
    "header", [{"Transfer_Encoding": "chunked"}, {"Content_Encoding": "gzip"}, {"Content_Encoding": "br"}]
)
def test_an_encoding_that_was_undone_before_is_passed_over(tmp_path, header):
    reading = read(written(tmp_path, PLAIN, record(response(**header))))
    assert (reading.records.height, reading.read_errors.height) == (1, 0)


@pytest.mark.parametrize(
    ("body", "header", "sign"),
    [
        (gzip.compress(PAGE.encode())[:-20], {"Content_Encoding": "gzip"}, "its content breaks off"),
        (b"\x1f\x8b\x08\x00" + b"x" * 50, {"Content_Encoding": "gzip"}, "its content is damaged"),
        (b"\x0b" * 50, {"Content_Encoding": "br"}, "its content is damaged"),
        (b"x" * 50, {"Content_Encoding": "snappy"}, "its content encoding 'snappy' is not read"),
    ],
)
def test_a_content_that_cannot_be_decoded_is_a_finding(tmp_path, body, header, sign):
    reading = read(written(tmp_path, PLAIN, page(1), record(response(body, **header), number=2)))
    assert message(reading) == [("damaged-record", 1)]
    assert sign in reading.read_errors["detail"].item()
    assert reading.read_errors["byte"].item() == len(page(1))


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "LIMIT", 1 << 16)
    bombs = [
        record(response(pack(bytes(1 << 22)), Content_Encoding=name))
        for name, pack in ENCODINGS.items()
        if name != "identity"
    ]
    reading = read(written(tmp_path, PLAIN, *bombs, page(1)))
    assert reading.records["record"].to_list() == [len(bombs)]
    assert [detail.partition(" to ")[0] for detail in reading.read_errors["detail"]] == [
        "it is not read: its content swells"
    ] * len(bombs)


def test_chunks_that_break_off_are_told(tmp_path):
    body = chunked(PAGE.encode())[:-60]
    reading = read(written(tmp_path, PLAIN, record(response(body, Transfer_Encoding="chunked"))))
    assert (message(reading), reading.records.height) == ([("damaged-record", 0)], 1)


@pytest.mark.parametrize("method", ["md5", "sha1", "SHA-256", "sha512"])
@pytest.mark.parametrize("form", ["base32", "hex", "bare"])
def test_a_digest_is_held_against_the_payload(method, form):
    digest = hashlib.new(method.lower().replace("-", ""), b"quay").digest()
    value = digest.hex() if form == "hex" else base64.b32encode(digest).decode()
    stated = f"{method}:{value.lower().rstrip('=') if form == 'bare' else value}"
    assert digests.differs(stated, b"quay") is None
    assert digests.differs(stated, b"other", b"quay") is None
    assert digests.differs(stated, b"other").startswith(f"{method.lower().replace('-', '')}:")


@pytest.mark.parametrize("stated", ["", "sha1", "crc32:00", "blake3:aa"])
def test_a_digest_that_says_nothing_is_not_checked(stated):
    assert digests.differs(stated, b"quay") is None


@pytest.mark.parametrize("stated", ["sha1:", "sha1:zzz", "md5:ééééééééééééééééééééééééééééééée", "sha1:" + "1" * 32])
def test_a_digest_that_is_none_differs(stated):
    assert digests.differs(stated, b"quay")


@pytest.mark.parametrize("name", ["WARC_Payload_Digest", "WARC_Block_Digest"])
def test_a_record_that_was_changed_is_a_finding_and_is_read(tmp_path, name):
    reading = read(written(tmp_path, MEMBERS, page(1, **{name: "sha1:" + "A" * 32}), page(2)))
    assert (message(reading), reading.records.height) == ([("digest-mismatch", 0)], 2)
    assert reading.read_errors["article"].to_list() == ["urn:uuid:0000-1"]


def test_a_crawler_that_has_cut_a_page_off_says_so(tmp_path):
    reading = read(written(tmp_path, PLAIN, page(1, WARC_Truncated="length"), page(2, WARC_Segment_Number="1")))
    assert message(reading) == [("damaged-record", 0), ("damaged-record", 1)]


def longer(data: bytes, by: int) -> bytes:
    """Return a record that says it is longer than it is."""
    size = data.partition(b"Content-Length: ")[2].partition(b"\r\n")[0]
    return data.replace(b"Content-Length: " + size, b"Content-Length: %d" % (int(size) + by))


DAMAGES = {
    "too long": (longer(page(2), 500), False),
    "far too long": (longer(page(2), 10**12), False),
    "too short": (longer(page(2), -20), True),
    "no length": (page(2).replace(b"Content-Length", b"Content-Lengtj"), False),
    "no header": (page(2)[:60], False),
    "cut": (page(2)[:-100], False),
    "junk": (b"junk\r\n" * 20, None),
    "no HTTP": (record(b"nothing", number=2), False),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("kind", [PLAIN, ONE, ZSTD, MEMBERS])
def test_what_stands_around_damage_is_read(tmp_path, kind, damage):
    data, is_read = DAMAGES[damage]
    parts = [page(1), data, page(3)]
    if kind == MEMBERS and is_read is None:
        parts = [page(1) + data, page(3)]
    reading = read(written(tmp_path, kind, *parts))
    kept = ["1", *(["2"] if is_read else []), "3"]
    assert [article[-1] for article in reading.records["article"]] == kept
    [(read_error, number)] = message(reading)
    assert read_error == "damaged-record"
    assert number == (0 if is_read is None else 1)
    behind = 0 if damage != "too short" else data.index(b"</html>") - 13
    assert len(page(1)) <= reading.read_errors["byte"].item() <= len(page(1)) + max(behind, len(data))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n\r\n", b"\n" * 9])
def test_the_last_record_may_end_as_it_likes_and_hold_another(tmp_path, end):
    nested = record(page(7), "resource", 1, Content_Type="text/plain")
    reading = read(written(tmp_path, PLAIN, page(1), nested[:-4] + end))
    assert (message(reading), reading.records.height) == ([], 2)


@KINDS
@pytest.mark.parametrize("cut", [5, 100, len(page(2)) - 30])
def test_a_file_that_breaks_off_gives_what_is_sound(tmp_path, kind, cut):
    data = packed(kind, [page(1), page(2)])
    end = len(gzip.compress(page(1), mtime=0)) + max(20, cut // 3) if kind == MEMBERS else len(page(1)) + cut
    path = tmp_path / NAMES[kind]
    path.write_bytes(data[:end] if kind in {PLAIN, MEMBERS} else packed(kind, [(page(1) + page(2))[:end]]))
    reading = read(path)
    assert reading.records["article"].to_list() == ["urn:uuid:0000-1"]
    assert [number for _, number in message(reading)] == [1]


@pytest.mark.parametrize("junk", [b"junk" * 9, gzip.compress(page(2), mtime=0)[:-90], bytearray(b"\x1f\x8b\x08" * 9)])
def test_a_damaged_member_costs_no_other(tmp_path, junk):
    path = tmp_path / "a.warc.gz"
    path.write_bytes(packed(MEMBERS, [page(1)]) + junk + packed(MEMBERS, [page(3)]))
    reading = read(path)
    assert [article[-1] for article in reading.records["article"]] == ["1", "3"]
    assert {kind for kind, _ in message(reading)} == {"truncated"}
    assert f"at byte {len(packed(MEMBERS, [page(1)]))} of the compressed file" in reading.read_errors["detail"][0]


def test_how_much_is_inflated_at_once_changes_nothing(tmp_path, monkeypatch):
    path = written(tmp_path, MEMBERS, INFO, page(1), page(2))
    whole = read(path)
    for most in (len(page(1)), 7):
        monkeypatch.setattr(members, "_MOST", most)
        assert read(path).records.equals(whole.records)


@pytest.mark.parametrize("size", [100, 1000])
def test_members_that_begin_anywhere_are_read_as_one_stream(tmp_path, size):
    data = page(1) + page(2)
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(gzip.compress(data[at : at + size]) for at in range(0, len(data), size)))
    assert read(path).records.height == 2


def test_what_is_named_wrongly_is_read_as_what_it_is(tmp_path):
    for kind in (MEMBERS, ONE):
        path = tmp_path / "a.warc"
        path.write_bytes(packed(kind, [page(1), page(2)]))
        assert read(path).records.height == 2


@pytest.mark.parametrize("kind", [PLAIN, MEMBERS, ONE])
def test_a_record_that_is_too_long_is_told_and_not_held(tmp_path, kind, monkeypatch):
    monkeypatch.setattr(streams, "LIMIT", 1 << 16)
    long = record(response(PAGE + " " * (1 << 17)), number=2)
    picture = record(response(b"\x89" * (1 << 17), media="image/png"), number=3)
    reading = read(written(tmp_path, kind, page(1), long, picture, page(4)))
    assert (reading.records["record"].to_list(), message(reading)) == ([0, 3], [("oversized", 1)])


@pytest.mark.parametrize("kind", NAMES)
def test_a_shard_is_read_alone(tmp_path, kind):
    path = written(tmp_path, kind, INFO, *map(page, range(6)))
    together = read(path)
    shards = list(formats.plan([path], shard_articles=1))
    alone = [part for shard in shards for part in shard.each() if part.inputs]
    assert pl.concat(formats.read(shard).records for shard in alone).equals(together.records)
    assert [raw.data for shard in alone for raw in formats.raw(shard)] == list(map(page, range(6)))
    assert [getattr(shard, "data", None) is None for shard in alone] == [kind != ZSTD] * 6


def written_by_warcio(path: Path, *, is_packed: bool) -> list[tuple[str, str, int, int]]:
    """Write a file of three captures; return the id, type, offset and length of each record, as it reads them."""
    with path.open("wb") as target:
        writer = WARCWriter(target, gzip=is_packed)
        writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "ours"}))
        for number in range(3):
            answer = StatusAndHeaders("200 OK", [("Content-Type", HTML)], protocol="HTTP/1.1")
            asked = StatusAndHeaders("GET / HTTP/1.1", [], is_http_request=True)
            payload = io.BytesIO(PAGE.encode())
            made = writer.create_warc_record(f"{URL}/{number}", "response", payload, http_headers=answer)
            writer.write_request_response_pair(writer.create_warc_record(URL, "request", http_headers=asked), made)
    found = []
    with path.open("rb") as stream:
        for one in (records := ArchiveIterator(stream)):
            place = records.get_record_offset(), records.get_record_length()
            found.append((one.rec_headers["WARC-Record-ID"][1:-1], one.rec_type, *place))
    return found


@pytest.mark.parametrize("is_packed", [False, True])
def test_records_lie_where_warcio_finds_them(tmp_path, is_packed):
    path = tmp_path / "a.warc"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # its temporary files
        wanted = written_by_warcio(path, is_packed=is_packed)
        gc.collect()
    ours = [one for one in archive.records(formats.File(str(path), "a.warc", "warc", 0, 0)) if isinstance(one, Found)]
    behind = 0 if is_packed else 4  # the end of a record, which belongs to it
    assert [(one.headers.id, one.headers.kind, one.start, one.end - one.start - behind) for one in ours] == wanted
    reading = read(path)
    assert reading.records["article"].to_list() == [name for name, kind, *_ in wanted if kind == "response"]
    assert message(reading) == []


@KINDS
def test_the_gate_copies_records_as_they_lie_there(tmp_path, kind, call):
    bad = record(response(PAGE.replace(FIRST, f"{FIRST}</p><p>An error occurred. Please try again.")), number=1)
    parts = [INFO, ASKED, bad, record(b"", "revisit", 5), page(2), DAMAGES["too long"][0], page(3)]
    written(tmp_path, kind, *parts)
    done = call(
        "check", NAMES[kind], "--isolated", "--accepted", "A", "--quarantine", "Q", "--select", "BPL001", cwd=tmp_path
    )
    assert done.returncode == 1
    sides = {"A": [INFO, page(2), page(3)], "Q": [INFO, ASKED, bad]}
    for side, wanted in sides.items():
        data = (tmp_path / side / NAMES[kind]).read_bytes()
        if kind in {PLAIN, MEMBERS}:
            assert data == packed(kind, wanted)
        else:
            assert b"".join(streams.chunks(str(tmp_path / side / NAMES[kind]))) == b"".join(wanted)
        assert not message(read(tmp_path / side / NAMES[kind]))


def test_a_file_that_goes_to_one_side_is_copied_whole_and_not_twice(tmp_path, call):
    path = written(tmp_path, MEMBERS, INFO, page(1), record(b"", "revisit", 5))
    options = ("--isolated", "--accepted", "A", "--quarantine", "Q", "--select", "BPL001", "--append")
    for _ in range(2):
        call("check", "a.warc.gz", *options, cwd=tmp_path)
    assert [found.read_bytes() for found in (tmp_path / "A").rglob("*.warc.gz")] == [path.read_bytes()]
    again = call("check", "A/a.warc.gz", "--isolated", "--select", "BPL001", cwd=tmp_path)
    assert again.returncode == 0


def test_fix_says_that_it_does_not_write_web_archives(tmp_path, call):
    written(
        tmp_path, PLAIN, record(response(PAGE.replace("</h1>", "</h1><p>An error occurred. Please try again.</p>")))
    )
    done = call("fix", "a.warc", "--isolated", "--to", "F", cwd=tmp_path)
    assert "held back: files of the format warc are read, and not written anew" in done.stdout + done.stderr


def test_the_cache_and_the_baseline_know_the_records(tmp_path, call):
    written(
        tmp_path,
        MEMBERS,
        INFO,
        page(1),
        record(response(PAGE.replace(FIRST, "An error occurred. Please try again.")), number=2),
    )
    options = ("a.warc.gz", "--isolated", "--select", "BPL001", "--cache-dir", "C", "-f", "json")
    first, second = (call("check", *options, cwd=tmp_path) for _ in range(2))
    assert (first.returncode, second.returncode) == (1, 1)
    call("check", *options[:4], "--write-baseline", "b.json", cwd=tmp_path)
    assert call("check", *options[:4], "--baseline", "b.json", cwd=tmp_path).returncode == 0


def test_a_web_archive_in_an_archive_is_read(tmp_path):
    with zipfile.ZipFile(tmp_path / "dump.zip", "w") as target:
        target.writestr("2024/a.warc.gz", packed(MEMBERS, [INFO, page(1)]))
        target.writestr("2024/b.warc.zst", packed(ZSTD, [page(2)]))
    assert read(tmp_path / "dump.zip").records["source"].to_list() == [
        "dump.zip!/2024/a.warc.gz",
        "dump.zip!/2024/b.warc.zst",
    ]


def test_without_the_extra_archives_are_counted_and_a_named_one_is_a_sentence(tmp_path, call, monkeypatch):
    written(tmp_path, PLAIN, page(1))
    (tmp_path / "a.txt").write_text(FIRST, encoding="utf-8")
    monkeypatch.setattr("provenance.extras.find_spec", lambda name: None if name == "isal" else name)
    done = call("check", ".", "--isolated", cwd=tmp_path)
    assert "1 .warc file: not read: web archives need isal, which is not installed" in done.stdout
    named = call("check", "a.warc", "--isolated", cwd=tmp_path)
    assert (named.returncode, "pip install 'article-provenance[warc]'" in named.stderr) == (2, True)


@pytest.mark.parametrize(
    "data", [b"", b"\r\n\r\n", b"no archive at all", b"WARC/1.0", b"\x1f\x8b\x08", b"\x1f\x8b\x08" * 999, bytes(99)]
)
@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz", "a.warc.zst"])
def test_a_file_that_is_no_web_archive_is_a_finding(tmp_path, data, name):
    (tmp_path / name).write_bytes(data)
    reading = read(tmp_path / name)
    assert reading.records.is_empty()
    assert not reading.read_errors.is_empty()


@examples(25)
@given(st.sampled_from([PLAIN, MEMBERS]), st.floats(0, 1), st.binary(max_size=8), st.integers(0, 120))
def test_damage_anywhere_costs_two_records_at_most_and_is_told(tmp_path_factory, kind, place, put, taken):
    whole = packed(kind, [INFO, page(1), ASKED, page(2), page(3)])
    at = int(place * len(whole))
    path = tmp_path_factory.mktemp("warc") / NAMES[kind]
    path.write_bytes(whole[:at] + put + whole[at + taken :])
    reading = read(path)
    others = [int(detail.partition(" ")[0]) for detail in reading.read_errors.filter(kind="record-not-read")["detail"]]
    assert reading.records.height >= 1
    assert reading.records.height + sum(others) + len(message(reading)) >= 4 + (not taken)


@given(st.binary(max_size=300))
def test_no_body_ends_a_run(body):
    messages.unchunked(body)
    for name in ENCODINGS:
        try:
            messages.decoded(body, name)
        except messages.EncodingError:
            continue


@pytest.mark.parametrize("media", [HTML, "text/plain"])
def test_what_the_headers_state_stands_beside_what_the_page_does(tmp_path: Path, media: str) -> None:
    body = PAGE.replace("</title>", '</title><link rel="canonical" href="https://courier.example/ferry">')
    sent = {"Last-Modified": "Wed, 13 Mar 2024 05:00:00 GMT", "Content-Language": "en-GB"}
    written(tmp_path, PLAIN, record(response(body, media=media, **sent)))
    stated = facts_of(tmp_path)["stated"].filter(pl.col("what") != "title")
    of_page = [("url", "https://courier.example/ferry", None, "link", "link[href]", False)] if media == HTML else []
    assert stated.select("what", "value", "precision", "from", "path", "chosen").rows() == [
        *of_page,
        ("url", URL, None, "warc", "WARC-Target-URI", True),
        ("captured", "2024-03-13T06:00:00Z", "second", "warc", "WARC-Date", True),
        ("modified", "2024-03-13T05:00:00Z", "second", "http", "Last-Modified", False),
        ("language", "en-GB", None, "http", "Content-Language", False),
    ]
