"""Mutated articles: text in many encodings, JSON, tables, archives, Parquet, and files with odd names."""

from __future__ import annotations

import csv
import gzip
import io
import lzma
import os
import random
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from hostile import LINES
from neighbours import BLOCKS, GAPS

from mutations.data import changed, json_bytes, mangled, odd_value

if __import__("sys").version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ENCODINGS = (
    *("utf-8",) * 6, "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "cp1252", "cp1250", "cp1251", "cp1254", "cp1257", "latin-1",
    "koi8-r", "mac_roman", "shift_jis", "gb18030", "euc_kr", "big5", "iso2022_jp", "utf-7", "cp037",
)  # fmt: skip
FIELDS = (
    "id",
    "text",
    "title",
    "byline",
    "author",
    "authors",
    "url",
    "publisher",
    "source",
    "language",
    "published",
    "date",
    "modified",
    "captured",
    "captions",
)


def article(rng: random.Random) -> str:
    """Return a text of blocks that begin and end in the middle of things."""
    parts = rng.choices(BLOCKS, k=rng.randrange(1, 12))
    if rng.random() < 0.3:
        parts.append(rng.choice(list(LINES.values())) * rng.choice((1, 3, 30)))
    return "".join(part + rng.choice(GAPS) for part in parts)


def record(rng: random.Random) -> dict[str, Any]:
    """Return a sound record."""
    made: dict[str, Any] = {
        "id": f"a{rng.randrange(50)}" if rng.random() < 0.2 else f"a{rng.getrandbits(60)}", "text": article(rng), "title": rng.choice(BLOCKS),
        "authors": ["Mara Ellison", "Jo Roe"], "byline": "Mara Ellison", "url": "https://news.example/2021/05/02/a", "publisher": "Tidewater Post",
        "language": rng.choice(("en", "de", "xx-invalid")), "published": "2021-05-02", "modified": "2021-05-03T10:00:00Z", "captured": "2022-01-01",
        "captions": ["Crews clear the road (Dana Holt/AP)"],
    }  # fmt: skip
    return {name: value for name, value in made.items() if name == "text" or rng.random() < 0.6}


def text_bytes(rng: random.Random) -> bytes:
    return mangled(article(rng).encode(rng.choice(ENCODINGS), "replace"), rng)


def lines_bytes(rng: random.Random) -> bytes:
    """Return JSON lines: records with swapped types, lost and doubled names, odd lines between them."""
    lines = [json_bytes(changed(record(rng), rng), rng) for _ in range(rng.randrange(1, 6))]
    if rng.random() < 0.3:
        lines.insert(
            rng.randrange(len(lines) + 1),
            rng.choice((b"", b"   ", b"\xef\xbb\xbf", b"null", b"[]", b'"a"', b"1", json_bytes(odd_value(rng), rng))),
        )
    if rng.random() < 0.1:
        lines = [b"[", b",\n".join(lines), b"]"]
    data = rng.choice((b"\n", b"\n", b"\n", b"\r\n", b"\n\n")).join(lines) + rng.choice((b"\n", b""))
    if rng.random() < 0.15:
        data = data.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")
    return mangled(data, rng, 2)


def table_bytes(rng: random.Random) -> bytes:
    """Return a table in text: cells too many and too few, odd ones, quoted or not, in one of many encodings."""
    names = [*rng.sample(FIELDS, rng.randrange(1, 6)), *rng.choices(("", "text", '"', "a\rb", "é"), k=rng.randrange(2))]
    names = names if "text" in names or rng.random() < 0.1 else ["text", *names]
    buffer = io.StringIO()
    rows = csv.writer(
        buffer,
        delimiter=rng.choice((",", ",", ";", "\t", "|")),
        quoting=rng.choice((csv.QUOTE_MINIMAL, csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC)),
        lineterminator=rng.choice(("\n", "\n", "\r\n", "\n\n", "\r")),
    )
    if rng.random() < 0.9:
        rows.writerow(names)
    for _ in range(rng.choice((0, 1, 3, 6))):
        made = record(rng)
        cells = [str(odd_value(rng)) if rng.random() < 0.05 else made.get(name, "") for name in names]
        rows.writerow((cells * 2)[: len(cells) + rng.choice((-1, 1, 2))] if rng.random() < 0.1 else cells)
    encoding = "utf-8" if rng.random() < 0.8 else rng.choice(ENCODINGS)
    return mangled(buffer.getvalue().encode("utf-8", "replace").decode().encode(encoding, "replace"), rng, 2)


def text(rng: random.Random, folder: Path, name: str) -> None:
    (folder / f"{name}{rng.choice(('.txt', '.txt', '.text', '.TXT'))}").write_bytes(text_bytes(rng))


def lines(rng: random.Random, folder: Path, name: str) -> None:
    (folder / f"{name}{rng.choice(('.jsonl', '.jsonl', '.ndjson'))}").write_bytes(lines_bytes(rng))


def json_file_bytes(rng: random.Random) -> bytes:
    """Return one JSON value that holds articles: an array, an object around one, an article, or lines after all."""
    records = [json_bytes(changed(record(rng), rng), rng) for _ in range(rng.randrange(6))]
    if rng.random() < 0.2:
        records.insert(
            rng.randrange(len(records) + 1), rng.choice((b"", b"null", b"[]", b'"a"', json_bytes(odd_value(rng), rng)))
        )
    array = b"[" + rng.choice((b",", b",\n", b" ,\r\n  ")).join(records) + b"]"
    around = json_bytes({"status": "ok", "meta": odd_value(rng), "next": [{"a": 1}]}, rng)[:-1]
    name = json_bytes(rng.choice(("articles", "data", "results", "a.b", "")), rng)
    data = rng.choice(
        (array, array, around + b"," + name + b":" + array + b"}", b"".join(records[:1]), b"\n".join(records))
    )
    if rng.random() < 0.15:
        data = data.decode("utf-8", "replace").encode(rng.choice(ENCODINGS), "replace")
    return mangled(data, rng, 2)


def json_file(rng: random.Random, folder: Path, name: str) -> None:
    data, path = json_file_bytes(rng), folder / f"{name}.json"
    if rng.random() < 0.1:
        path, data = path.with_name(f"{path.name}.gz"), gzip.compress(data)
    path.write_bytes(data)


def table(rng: random.Random, folder: Path, name: str) -> None:
    """Write a table; a few are compressed."""
    data, path = table_bytes(rng), folder / f"{name}{rng.choice(('.csv', '.csv', '.tsv'))}"
    if rng.random() < 0.1:
        path, data = path.with_name(f"{path.name}.gz"), gzip.compress(data)
    path.write_bytes(data)


def archive(rng: random.Random, folder: Path, name: str) -> None:
    """Write a compressed file: several members, one in another, cut, corrupted, another kind than its name says."""
    kind, make = rng.choice(((".jsonl", lines_bytes), (".txt", text_bytes)))
    packs: tuple[Callable[[bytes], bytes], ...] = (gzip.compress, zstd.compress)
    number = rng.randrange(2)
    pack = packs[number] if rng.random() < 0.93 else packs[1 - number]
    inner = make(rng) if rng.random() < 0.97 else bytes([rng.choice((10, 32, 97))]) * 8_000_000
    data = b"".join(pack(inner) for _ in range(rng.choice((1, 1, 1, 2, 3))))
    if rng.random() < 0.05:
        data = pack(data)
    data += rng.choice((b"", b"", b"", b"\0" * 20, b"garbage", rng.randbytes(30), data[:12]))
    (folder / f"{name}{kind}{('.gz', '.zst')[number]}").write_bytes(
        mangled(data, rng, 2) if rng.random() < 0.8 else data
    )


def container(rng: random.Random, folder: Path, name: str) -> None:
    """Write an archive of files: with odd names, links, the same name twice, in another one; then cut and corrupted."""
    kind, data = _container(rng, 2)
    (folder / f"{name}{kind}").write_bytes(mangled(data, rng, 2) if rng.random() < 0.8 else data)


def _container(rng: random.Random, depth: int) -> tuple[str, bytes]:
    kind, pack = rng.choice(
        (
            (".zip", None),
            (".tar", bytes),
            (".tar.gz", gzip.compress),
            (".tar.zst", zstd.compress),
            (".txz", lzma.compress),
        )
    )
    files = dict(_contained(rng, depth) for _ in range(rng.randrange(6)))
    if pack is None:
        return kind, _zip(rng, files)
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=rng.choice((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT))) as archive:
        for path, content in [*files.items(), *rng.sample(sorted(files.items()), min(len(files), rng.randrange(2)))]:
            member = tarfile.TarInfo(path)
            member.size, member.type = len(content), rng.choice((tarfile.REGTYPE,) * 19 + (tarfile.SYMTYPE,))
            archive.addfile(member, io.BytesIO(content))
    plain = data.getvalue()
    return kind, pack(mangled(plain, rng, 2) if rng.random() < 0.5 else plain)


def _zip(rng: random.Random, files: Mapping[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(
        data, "w", rng.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA))
    ) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path.replace("\udcff", "\ufffd")), content)
    return data.getvalue()


def _contained(rng: random.Random, depth: int) -> tuple[str, bytes]:
    """Return a path and what stands there."""
    above = rng.choice(
        ("", "", "", "2021/", "2021/05/", "../", "/", "./", ".hid/", "__MACOSX/", "é/", "a.txt/", "\udcff/")
    )
    path = f"{above}{rng.randrange(9)}"
    if depth and rng.random() < 0.15:
        kind, data = _container(rng, depth - 1)
        return f"{path}{kind}", data
    if rng.random() < 0.05:
        return f"{path}.txt", bytes(20_000_000)
    make, suffix = rng.choice(
        (
            (text_bytes, ".txt"),
            (lines_bytes, ".jsonl"),
            (table_bytes, ".csv"),
            (json_file_bytes, ".json"),
            (text_bytes, ".doc"),
        )
    )
    data = make(rng)
    return (f"{path}{suffix}", data) if rng.random() < 0.9 else (f"{path}{suffix}.gz", gzip.compress(data))


def _strings(rng: random.Random, rows: int) -> list[str | None]:
    return [
        rng.choice((None, "", article(rng), article(rng), "a\0b", rng.choice(BLOCKS), "Mara Ellison"))
        for _ in range(rows)
    ]


def _series(rng: random.Random, rows: int) -> pl.Series:
    """Return a column of one of the types that Polars knows."""
    words = _strings(rng, rows)
    some: list[Any] = [None if rng.random() < 0.3 else number for number in range(rows)]
    moments = [rng.choice((None, 0, -1, 2**40, -(2**62), 2**62, 1_600_000_000_000)) for _ in range(rows)]
    types: tuple[Callable[[], pl.Series], ...] = (
        *(lambda: pl.Series(words, dtype=pl.String),) * 4,
        lambda: pl.Series(words, dtype=pl.Categorical),
        lambda: pl.Series([None if w is None else w[:5] for w in words], dtype=pl.Enum(sorted({w[:5] for w in words if w is not None}))),
        lambda: pl.Series([None if w is None else mangled(w.encode(rng.choice(ENCODINGS), "replace"), rng) for w in words], dtype=pl.Binary),
        lambda: pl.Series([None if w is None else [w, None, "b"][: rng.randrange(4)] for w in words], dtype=pl.List(pl.String)),
        lambda: pl.Series([[b"\xff", None] for _ in words], dtype=pl.List(pl.Binary)),
        lambda: pl.Series([[w, w] for w in words], dtype=pl.Array(pl.String, 2)),
        lambda: pl.Series([{"text": w, "name": "Jo Roe", "n": 1} for w in words], dtype=pl.Struct({"text": pl.String, "name": pl.String, "n": pl.Int8})),
        lambda: pl.Series([[{"name": w}] for w in words], dtype=pl.List(pl.Struct({"name": pl.String}))),
        lambda: pl.Series([[[w]] for w in words], dtype=pl.List(pl.List(pl.String))),
        lambda: pl.Series(some, dtype=rng.choice((pl.Int8, pl.UInt64, pl.Int64, pl.Int128, pl.UInt16))),
        lambda: pl.Series([rng.choice((None, 0.5, float("nan"), float("inf"), 1e300)) for _ in words], dtype=rng.choice((pl.Float64,))),
        lambda: pl.Series([None if n is None else Decimal(n) for n in some], dtype=pl.Decimal(38, rng.choice((0, 5)))),
        lambda: pl.Series([None if n is None else n % 2 == 0 for n in some], dtype=pl.Boolean),
        lambda: pl.Series([None if n is None else date(1 + n * 999 % 9999, 1, 1) for n in some], dtype=pl.Date),
        lambda: pl.Series([None if n is None else (n * 2**28) % 2**31 - 2**30 for n in some], dtype=pl.Int32).cast(pl.Date),
        lambda: pl.Series(moments, dtype=pl.Int64).cast(pl.Datetime(rng.choice(("ns", "us", "ms")), rng.choice((None, "UTC", "Europe/Berlin")))),
        lambda: pl.Series([timedelta(days=1)] * rows, dtype=pl.Duration),
        lambda: pl.Series([time(1)] * rows, dtype=pl.Time),
        lambda: pl.Series([None] * rows, dtype=pl.Null),
    )  # fmt: skip
    return rng.choice(types)()


def _arrow(rng: random.Random, rows: int) -> pa.Array:
    """Return a column of one of the types that Polars itself does not write."""
    words = _strings(rng, rows)
    types: tuple[Callable[[], pa.Array], ...] = (
        lambda: pa.array(words, pa.large_string()), lambda: pa.array(words, pa.string()).dictionary_encode(), lambda: pa.array([[("a", w)] for w in words], pa.map_(pa.string(), pa.string())),
        lambda: pa.array([None if w is None else b"12345678" for w in words], pa.binary(8)), lambda: pa.array(range(rows), pa.uint8()).dictionary_encode(),
        lambda: pa.array([datetime(1, 1, 1, tzinfo=UTC)] * rows, pa.timestamp("us", "+05:30")), lambda: pa.array([datetime(9999, 12, 31, tzinfo=UTC)] * rows, pa.timestamp("s")),
        lambda: pa.array([{"a": {"b": w}} for w in words]), lambda: pa.array([[w] for w in words], pa.list_(pa.string(), 1)), lambda: pa.array([1] * rows, pa.time32("s")),
        lambda: pa.array([None if w is None else w.encode() for w in words], pa.large_binary()), lambda: pa.array([0.5] * rows, pa.float16()), lambda: pa.nulls(rows),
        lambda: pa.array([Decimal("1.5")] * rows, pa.decimal256(60, 2)), lambda: pa.array([[w] for w in words], pa.large_list(pa.string())),
    )  # fmt: skip
    return rng.choice(types)()


def parquet(rng: random.Random, folder: Path, name: str) -> None:
    """Write Parquet: odd types under our names, nulls, nested and dictionary columns, small row groups; then cut or flip."""
    rows = rng.choice((0, 1, 2, 5, 20))
    names = [
        *rng.sample(FIELDS, rng.randrange(1, 8)),
        *rng.choices(("", "a.b", "authors[0]", "Text", "é", "row", "record", "article", "a" * 300), k=rng.randrange(2)),
    ]
    if rng.random() < 0.85:
        names = ["text", *(one for one in names if one != "text")]
    buffer, place = io.BytesIO(), folder / f"{name}.parquet"
    if rng.random() < 0.7:
        columns = {one: _series(rng, rows) for one in names}
        if rng.random() < 0.7:
            columns["text"] = pl.Series(_strings(rng, rows), dtype=pl.String)
        frame = pl.DataFrame(columns)
        frame.write_parquet(
            buffer,
            compression=rng.choice(("zstd", "snappy", "lz4", "gzip", "uncompressed", "brotli")),
            row_group_size=rng.choice((None, 1, 3)),
            statistics=rng.random() < 0.5,
        )
    else:
        table = pa.table(
            {one: _arrow(rng, rows) for one in names}
            | ({"text": pa.array(_strings(rng, rows))} if rng.random() < 0.6 else {})
        )
        pq.write_table(
            table,
            buffer,
            compression=rng.choice(("zstd", "snappy", "none", "gzip")),
            data_page_version=rng.choice(("1.0", "2.0")),
            use_dictionary=rng.random() < 0.5,
            version=rng.choice(("1.0", "2.6")),
        )
    data = buffer.getvalue()
    place.write_bytes(mangled(data, rng) if rng.random() < 0.5 else data)


def names(rng: random.Random, folder: Path, name: str) -> None:
    """Write a file, folder or link whose name other programs trip over; the number in it keeps it apart."""
    pieces = (
        b"\n", b"\t", b"\x1b[31m", b"\xff", b"\x80\x81", b"[1]", b"*", b"?", b"{a,b}", b"{run}", b"$x", b"`x`", b"'", b'"', b"#1", b"%41", b"%", b":", b"\\", b"..", b" ", b"~", b"::error::", b"##[a]",
        b"=", b",", b";", b"|", b"&", b"<b>", b"@", "ä".encode(), "a\u0308".encode(), "\u202e".encode(), "\u2028".encode(), "\U0001f600".encode(), b"CON", b"\r", b"\x7f", b"\xed\xa0\x80", b"!", b"**",
    )  # fmt: skip
    middle = b"".join(rng.choices(pieces, k=rng.randrange(1, 5)))
    middle = middle * 80 if rng.random() < 0.1 else middle
    end = rng.choice((b".txt", b".txt", b".txt", b".jsonl", b".parquet", b".txt.gz", b".html", b"", b".TXT", b".txt "))
    base = rng.choice((b"", b"-", b"--", b" ", b"~")) + name.encode() + middle
    base = base[: 255 - len(end)]
    place = os.fsencode(folder)
    if rng.random() < 0.25:
        place += b"/" + base[:200] + b"d"
        os.mkdir(place)
    path = place + b"/" + base + end
    if rng.random() < 0.08:
        os.symlink(
            rng.choice(
                (
                    b"/etc/hostname",
                    b"nowhere.txt",
                    b".",
                    b"..",
                    os.path.basename(path),
                    b"/proc/self/environ",
                    b"/dev/zero",
                    b"\xff",
                )
            ),
            path,
        )
        return
    buffer = io.BytesIO()
    pl.DataFrame({"text": [article(rng)]}).write_parquet(buffer)
    data = {
        b".jsonl": json_bytes(record(rng), rng),
        b".parquet": buffer.getvalue(),
        b".txt.gz": gzip.compress(article(rng).encode()),
    }
    Path(os.fsdecode(path)).write_bytes(data.get(end, article(rng).encode()))
