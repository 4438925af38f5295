"""Memory over a large web archive, and the rates of formats beside each other.

    python benchmarks/containers.py FOLDER [--gigabytes 2] [--records 20000] [--fastwarc PYTHON]

Peaks of planning a `.warc.gz` of pages, a tenth as large and as large as asked for, and of `provenance check` over one in
which pictures stand among a few pages: they must not grow with the file. Then CPU seconds of reading the same records
as JSON lines, JSON and CSV, and of finding the records of a `.warc.gz`; PYTHON is one that has FastWARC, for its own
iteration over the same file. What is written is removed.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

WORDS = "The ferry returned to Westhaven on Tuesday after a winter in dock and the council said it will sail twice a day".split()
READ = "import sys; from provenance import formats\nfor shard in formats.plan([sys.argv[1]]): formats.read(shard)"
PLAN = "import sys; from provenance import formats\nfor shard in formats.plan([sys.argv[1]]): pass"
FIND = """import sys; from provenance.formats.shards import File; from provenance.formats.warc import archive, selection
for one in archive.records(File(sys.argv[1], "a", "warc", 0, 0)): selection.of_found(one)"""
FASTWARC = (
    "import sys; from fastwarc.warc import ArchiveIterator\nfor one in ArchiveIterator(open(sys.argv[1], 'rb')): pass"
)
CHECK = [sys.executable, "-m", "provenance", "check", "--isolated", "--exit-zero", "--no-cache", "-f", "statistics"]


def measured(command: list[str]) -> tuple[float, float]:
    """Run a process; return its CPU seconds and its peak memory in MB."""
    environment = {**os.environ, "POLARS_MAX_THREADS": "2"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{command}: {process.stderr.read().decode()[-500:] if process.stderr else ''}")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def prose(rng: random.Random, words: int) -> str:
    return " ".join(rng.choices(WORDS, k=words))


def record(number: int, media: str, body: bytes) -> bytes:
    """Return a record of a capture."""
    http = f"HTTP/1.1 200 OK\r\nContent-Type: {media}\r\n\r\n".encode() + body
    head = (
        f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\nWARC-Date: 2024-03-13T06:00:00Z\r\n"
        f"WARC-Target-URI: https://courier.example/{number}\r\nContent-Type: application/http; msgtype=response\r\n"
    )
    return f"{head}Content-Length: {len(http)}\r\n\r\n".encode() + http + b"\r\n\r\n"


def page(rng: random.Random, number: int) -> bytes:
    """Return a page of some 60 KB, most of it scripts, as pages are."""
    paragraphs = "".join(f"<p>{prose(rng, 60)}.</p>" for _ in range(8))
    script = f"<script>{rng.randbytes(26_000).hex()}</script>"
    html = (
        f"<html><head><title>Ferry {number}</title>{script}</head><body><article>{paragraphs}</article></body></html>"
    )
    return record(number, "text/html; charset=utf-8", html.encode())


def picture(rng: random.Random, number: int) -> bytes:
    return record(number, "image/jpeg", rng.randbytes(1 << 20))


def web_archive(path: Path, size: int, one: Callable[[random.Random, int], bytes]) -> None:
    """Write records, each compressed for itself, until the file is so large."""
    rng, number = random.Random(1), 0
    with path.open("wb") as target:
        while target.tell() < size:
            target.write(gzip.compress(one(rng, number), 1, mtime=0))
            number += 1


def mixed(rng: random.Random, number: int) -> bytes:
    return page(rng, number) if number % 4 == 0 else picture(rng, number)


def memory(folder: Path, size: int) -> Iterator[str]:
    """Yield the peaks of a small and a large web archive."""
    for name, one, command in (
        ("plan, pages", page, [sys.executable, "-c", PLAN]),
        ("check, a page in four records", mixed, CHECK),
    ):
        peaks = []
        for part in (size // 10, size):
            path = folder / "a.warc.gz"
            web_archive(path, part, one)
            seconds, peak = measured([*command, str(path)])
            peaks.append(peak)
            yield f"{name:<32}{part / 1e9:6.2f} GB {seconds:8.1f} s CPU {peak:8.0f} MB"
            path.unlink()
        yield f"{name:<32}{peaks[1] / peaks[0]:6.2f} times the memory"


def rates(folder: Path, count: int, other: str | None) -> Iterator[str]:
    """Yield the CPU seconds of each format for the same records, and of finding those of a web archive."""
    rng = random.Random(1)
    rows = [
        {"id": str(n), "title": prose(rng, 6), "published": "2024-03-12", "text": prose(rng, 400)} for n in range(count)
    ]
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    (folder / "a.json").write_text(json.dumps(rows), encoding="utf-8")
    with (folder / "a.csv").open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    (folder / "none.jsonl").write_text('{"text": "a"}\n', encoding="utf-8")
    for what, command in (("read", [sys.executable, "-c", READ]), ("check", CHECK)):
        begin = measured([*command, str(folder / "none.jsonl")])[0] if what == "read" else 0
        spent = {form: measured([*command, str(folder / f"a.{form}")])[0] - begin for form in ("jsonl", "json", "csv")}
        for form, seconds in spent.items():
            yield f"{what} {count:,} records as {form:<8}{seconds:8.2f} s CPU {seconds / spent['jsonl']:6.2f} times JSON lines"
    begin = measured([sys.executable, "-c", READ, str(folder / "none.jsonl")])[0]
    web_archive(folder / "a.warc.gz", 100_000_000, page)
    found = measured([sys.executable, "-c", FIND, str(folder / "a.warc.gz")])[0] - begin
    yield f"find the records of 100 MB {found:16.2f} s CPU"
    if other:
        (folder / "none.warc").write_bytes(b"")
        theirs = [measured([other, "-c", FASTWARC, str(folder / name)])[0] for name in ("none.warc", "a.warc.gz")]
        yield f"FastWARC {theirs[1] - theirs[0]:34.2f} s CPU: ours has {(theirs[1] - theirs[0]) / found:.2f} of its rate"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gigabytes", type=float, default=2)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--fastwarc", metavar="PYTHON")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.folder) as place:
        for line in rates(Path(place), options.records, options.fastwarc):
            print(line, flush=True)
        for line in memory(Path(place), int(options.gigabytes * 1e9)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
