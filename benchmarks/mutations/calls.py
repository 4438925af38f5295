"""What is called for each kind of input, and what must hold afterwards."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree as ET

import polars as pl

from mutations import beside, corpora

FORMATS = (
    "full",
    "concise",
    "grouped",
    "statistics",
    "json",
    "json-lines",
    "junit",
    "github",
    "gitlab",
    "rdjson",
    "sarif",
)
FIXED = ("--isolated", "--now", "2024-06-01")
OUTPUTS = [word for name in FORMATS for word in ("--output", f"{name}=out.{name}")]
MARK = b"\xef\xbb\xbf"
Law = Callable[[Path], str | None]


class Call(NamedTuple):
    """Words of the command line, the exit codes that are right, and what must hold afterwards (a sentence if it does not)."""

    words: list[str]
    codes: tuple[int, ...]
    law: Law = lambda _: None


class Kind(NamedTuple):
    """How inputs are made and called. Those of a corpus stand together in one folder, the others each alone."""

    make: Callable[[random.Random, Path, str], None]
    calls: Callable[[Path, random.Random], Iterator[Call]]
    share: float
    together: bool = False


def readable(place: Path) -> str | None:
    """What machines read must be sound JSON and XML, in UTF-8."""
    for name in ("json", "gitlab", "rdjson", "sarif", "json-lines"):
        for line in (
            _read(place / f"out.{name}").decode().split("\n")
            if name == "json-lines"
            else [_read(place / f"out.{name}").decode()]
        ):
            if line:
                json.loads(line, parse_constant=_no_number)
    ET.fromstring(_read(place / "out.junit"))
    return None


def _no_number(word: str) -> None:
    raise ValueError(word)


def _read(path: Path) -> bytes:
    return path.read_bytes()


def divided(place: Path) -> str | None:
    """Nothing is lost in the gate: each record went to one side, or is named as unreadable or not read."""
    told = json.loads((place / "a" / "provenance-gate.json").read_bytes())["runs"][-1]
    if told["records"] != told["accepted"] + told["quarantined"] + told["unreadable"] + sum(told["not_read"].values()):
        return f"the counts do not add up: {told}"
    unread = Counter(pl.read_parquet(place / "run" / "troubles.parquet", glob=False)["source"])
    counted = Counter[str]()
    for path in _files(place / "c"):
        relative = os.path.relpath(path, os.fsencode(place / "c"))
        name = relative.decode("utf-8", "surrogateescape")
        sides = {side: os.path.join(os.fsencode(place / side), relative) for side in "aq"}
        there = {side: copy for side, copy in sides.items() if os.path.isfile(copy)}
        if os.path.islink(path):
            continue
        if not there and not _is_named(name, unread) and not sum(told["not_read"].values()):
            return f"{name!r} went nowhere, and nothing names it"
        if sentence := _same(path, there, name):
            return sentence
        counted.update({side: _records(copy) for side, copy in there.items()})
    return None


def _is_named(name: str, unread: Counter[str]) -> bool:
    from provenance.storage.names import as_text

    return as_text(name) in unread


def _files(folder: Path) -> Iterator[bytes]:
    for here, _, found in os.walk(os.fsencode(folder)):
        yield from (os.path.join(here, name) for name in found)


def _same(path: bytes, there: dict[str, bytes], name: str) -> str | None:
    """What stands on the sides is, taken together, what the input held."""
    before, after = _whole(path), [_whole(copy) for copy in there.values()]
    if not after or after == [before]:
        return None
    if name.endswith((".jsonl", ".ndjson")):
        if before[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return None
        held, given = Counter(_lines(before)), Counter(line for data in after for line in _lines(data))
        return (
            None
            if held == given
            else f"{name!r}: {(held - given).total()} lines lost, {(given - held).total()} too many"
        )
    if name.endswith(".parquet"):
        heights = [
            pl.read_parquet(os.fsdecode(copy), glob=False, hive_partitioning=False).height
            for copy in (path, *there.values())
        ]
        return None if heights[0] == sum(heights[1:]) else f"{name!r}: {heights[0]} rows became {heights[1:]}"
    if name.endswith((".gz", ".zst")):
        return None
    return f"{name!r}: went to {len(after)} sides with other bytes"


def _lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines that hold something; a mark alone is nothing where it begins a file, and so may a copy."""
    lines = data.removeprefix(MARK).split(b"\n")
    return (line.strip(b"\r") for line in lines if line.replace(MARK, b"").strip())


def _whole(path: bytes) -> bytes:
    return Path(os.fsdecode(path)).read_bytes()


def _records(path: bytes) -> int:
    return sum(1 for _ in _lines(_whole(path))) if path.endswith((b".jsonl", b".ndjson")) else 1


def undone(place: Path) -> str | None:
    """Every byte is as it was before the repair."""
    for path in _files(place / "c"):
        copy = os.path.join(os.fsencode(place / "d"), os.path.relpath(path, os.fsencode(place / "c")))
        if not os.path.islink(path) and _whole(path) != _whole(copy):
            return f"{path!r}: the repair was not undone byte for byte"
    return None


def of_corpus(place: Path, rng: random.Random) -> Iterator[Call]:
    """The whole round: check with every format, the gate, the report; extract; fix and undo; report, diff, baseline."""
    yield Call(
        [
            "check",
            "c",
            *FIXED,
            "--no-cache",
            "--fail-on",
            "warning",
            "--contracts",
            *OUTPUTS,
            "--report",
            "r.html",
            "--run",
            "run",
            "--accepted",
            "a",
            "--quarantine",
            "q",
            "-v",
        ],
        (0, 1),
        lambda here: readable(here) or divided(here) or contracts(here),
    )
    yield Call(["check", "c", *FIXED, "--cache-dir", "cache", "--write-baseline", "b.json", "-f", "concise"], (0, 1))
    yield Call(
        [
            "check",
            "c",
            *FIXED,
            "--cache-dir",
            "cache",
            "--baseline",
            "b.json",
            "--accepted",
            "a",
            "--quarantine",
            "q",
            "--append",
        ],
        (0, 1),
    )
    yield Call(["extract", "c", *FIXED, "--to", "facts"], (0,))
    yield Call(["fix", "c", *FIXED, "--to", "fixed", "--unsafe-fixes"], (0, 1))
    yield Call(["fix", "c", *FIXED, "--diff"], (0, 1))
    shutil.copytree(place / "c", place / "d", symlinks=True)
    yield Call(["fix", "d", *FIXED, "--in-place", "--unsafe-fixes"], (0, 1))
    if logs := list((place / "d").rglob("changes.jsonl")):
        yield Call(["fix", "--undo", str(logs[0].relative_to(place))], (0,), undone)
    yield Call(["report", "run", *OUTPUTS, "--report", "again"], (0,), readable)
    yield Call(["diff", "run", "run", "-f", rng.choice(("full", "json", "markdown"))], (0,))


def contracts(place: Path) -> str | None:
    """Every frame meets its own contract."""
    held = pl.read_parquet(place / "run" / "expectations.parquet", glob=False)
    broken = held.filter(pl.col("outcome") != "met")
    return f"a contract is not met: {broken.row(0)}" if broken.height else None


def of_log(place: Path, rng: random.Random) -> Iterator[Call]:
    (log,) = (place / "fixed").rglob("changes.jsonl")

    def untouched(here: Path) -> str | None:
        return (
            None
            if (here / "canary.txt").read_bytes() == b"not of the corpus"
            else "a file outside of the corpus was changed"
        )

    yield Call(["fix", "--undo", str(log.relative_to(place))], (0, 2), untouched)


def of_run(place: Path, rng: random.Random) -> Iterator[Call]:
    yield Call(["report", "run", "-f", rng.choice(FORMATS)], (0, 2))
    yield Call(["report", "run", *OUTPUTS, "--report", rng.choice(("r.html", "r"))], (0, 2))
    pair = rng.sample(["run", "../base/run"], 2)
    yield Call(
        ["diff", *pair, "-f", rng.choice(("full", "json", "markdown")), "--fail-on", rng.choice(("new", "never"))],
        (0, 1, 2),
    )
    if rng.random() < 0.1:
        yield Call(["suite", "run", "volume", "run"], (0, 1, 2))


def of_baseline(place: Path, rng: random.Random) -> Iterator[Call]:
    more = rng.choice(([], ["--prune-baseline"], ["--write-baseline", "new.json"]))
    yield Call(
        [
            "check",
            "../base/corpus",
            *FIXED,
            "--cache-dir",
            "../base/cache",
            "--baseline",
            "b.json",
            *more,
            "-f",
            rng.choice(FORMATS),
        ],
        (0, 1, 2),
    )


def of_decisions(place: Path, rng: random.Random) -> Iterator[Call]:
    files = [word for path in sorted(place.glob("d.*")) for word in ("--decisions", path.name)]
    yield Call(
        ["check", "../base/corpus", *FIXED, "--cache-dir", "../base/cache", *files, *OUTPUTS, "--report", "r.html"],
        (0, 1, 2),
    )


def of_suite(place: Path, rng: random.Random) -> Iterator[Call]:
    yield Call(["suite", "run", "s.json", "../base/run", "-f", rng.choice(("text", "json")), "--isolated"], (0, 1, 2))
    if rng.random() < 0.1:
        yield Call(
            [
                "check",
                "../base/corpus",
                *FIXED,
                "--cache-dir",
                "../base/cache",
                "--suite",
                "s.json",
                *OUTPUTS,
                "--docs",
                "docs",
            ],
            (0, 1, 2),
        )


def of_configuration(place: Path, rng: random.Random) -> Iterator[Call]:
    (config,) = place.glob("*.toml")
    told = rng.choice((["--config", config.name], []))
    yield Call(["check", "../base/corpus", "--cache-dir", "../base/cache", *told, "-f", rng.choice(FORMATS)], (0, 1, 2))


def of_catalogue(place: Path, rng: random.Random) -> Iterator[Call]:
    yield Call(["check", "../base/corpus", "--now", "2024-06-01", "--no-cache", "-q", "--run", "run"], (0, 1, 2))


def _beside(make: Callable[[random.Random, Path, Path], None]) -> Callable[[random.Random, Path, str], None]:
    return lambda rng, place, _: make(rng, place, place.parent / "base")


KINDS = {
    "text": Kind(corpora.text, of_corpus, 0.20, together=True),
    "lines": Kind(corpora.lines, of_corpus, 0.20, together=True),
    "archives": Kind(corpora.archive, of_corpus, 0.10, together=True),
    "parquet": Kind(corpora.parquet, of_corpus, 0.15, together=True),
    "names": Kind(corpora.names, of_corpus, 0.05, together=True),
    "logs": Kind(_beside(beside.log), of_log, 0.05),
    "runs": Kind(_beside(beside.run), of_run, 0.05),
    "baselines": Kind(_beside(beside.baseline), of_baseline, 0.04),
    "decisions": Kind(_beside(beside.decisions), of_decisions, 0.05),
    "suites": Kind(_beside(beside.suite), of_suite, 0.03),
    "configurations": Kind(_beside(beside.configuration), of_configuration, 0.05),
    "catalogues": Kind(_beside(beside.catalogue), of_catalogue, 0.03),
}


def ready(folder: Path, call: Callable[[list[str]], None]) -> None:
    """Write what the inputs beside a corpus are made from: articles, a run, a baseline, a repair."""
    beside.corpus(folder / "corpus")
    call(["check", "corpus", *FIXED, "--cache-dir", "cache", "--run", "run", "--write-baseline", "baseline.json", "-q"])
    shutil.copytree(folder / "corpus", folder / "fixed")
    call(["fix", "fixed", *FIXED, "--in-place", "-q"])
