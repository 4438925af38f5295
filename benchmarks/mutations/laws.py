"""What must hold after a call, whatever the input was: None if it does, otherwise a sentence."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl

MARK = b"\xef\xbb\xbf"


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
    gate = json.loads((place / "run" / "run.json").read_bytes())["gate"]
    manifest = place / "a" / "provenance-gate.json"
    if manifest.exists() != bool(gate["accepted"] + gate["quarantined"]):
        return f"there is a manifest, or none, against what is told: {gate}"
    if manifest.exists() and (other := json.loads(manifest.read_bytes())["runs"][-1]) != other | {
        name: gate[name] for name in ("records", "accepted", "quarantined", "unreadable", "not_read")
    }:
        return f"{other} and {gate} tell of the same"
    if gate["records"] != gate["accepted"] + gate["quarantined"] + gate["unreadable"] + sum(gate["not_read"].values()):
        return f"the counts do not add up: {gate}"
    unread = Counter(pl.read_parquet(place / "run" / "troubles.parquet", glob=False)["source"])
    nowhere = []
    for path in _files(place / "c"):
        relative = os.path.relpath(path, os.fsencode(place / "c"))
        name = relative.decode("utf-8", "surrogateescape")
        sides = {side: os.path.join(os.fsencode(place / side), relative) for side in "aq"}
        there = {side: copy for side, copy in sides.items() if os.path.isfile(copy)}
        if os.path.islink(path):
            continue
        if not there and not _is_named(name, unread) and not _is_unpacked(relative, place):
            nowhere.append(name)
        if sentence := _same(path, there, name):
            return sentence
    if len(nowhere) > sum(gate["not_read"].values()):
        return f"went nowhere, and nothing names them: {nowhere}"
    return None


def _is_named(name: str, unread: Counter[str]) -> bool:
    from provenance.storage.names import as_text

    return any(source == as_text(name) or source.startswith(f"{as_text(name)}!") for source in unread)


def _is_unpacked(relative: bytes, place: Path) -> bool:
    """Tell whether files of an archive stand on a side."""
    return any(os.path.isdir(os.path.join(os.fsencode(place / side), relative + b"!")) for side in "aq")


def _files(folder: Path) -> Iterator[bytes]:
    for here, _, found in os.walk(os.fsencode(folder)):
        yield from (os.path.join(here, name) for name in found)


def _same(path: bytes, there: dict[str, bytes], name: str) -> str | None:
    """What stands on the sides is, taken together, what the input held."""
    before, after = _whole(path), [_whole(copy) for copy in there.values()]
    if not after or after == [before] or name.endswith((".gz", ".zst")):
        return None
    if name.endswith(".parquet"):
        sentence = _heights(path, *there.values())
    elif name.endswith(".warc"):
        sentence = _difference(_texts(path), sum(map(_texts, there.values()), Counter()))
    elif law := next((law for ends, law in LOST.items() if name.endswith(ends)), None):
        sentence = law(before, after)
    else:
        sentence = f"went to {len(after)} sides with other bytes"
    return sentence and f"{name!r}: {sentence}"


def _heights(*paths: bytes) -> str | None:
    read = partial(pl.read_parquet, glob=False, hive_partitioning=False)
    before, *after = (read(os.fsdecode(path)).height for path in paths)
    return None if before == sum(after) else f"{before} rows became {after}"


def _texts(path: bytes) -> Counter[Any]:
    """Return the texts of articles; the bytes of a record that has no end get one where another follows."""
    from provenance import formats

    shards = formats.plan([os.fsdecode(path)])
    return Counter(text for shard in shards for text in formats.read(shard).records["text"])


def _lines_lost(before: bytes, after: list[bytes]) -> str | None:
    """Every line stands on one side."""
    return None if before[:2] in (b"\xff\xfe", b"\xfe\xff") else _difference(Counter(_lines(before)), _together(after))


def _rows_lost(before: bytes, after: list[bytes]) -> str | None:
    """Every line stands on one side, but for the header, which stands on each; carriage returns may end lines too."""
    if before[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return None
    bare = re.sub(rb'"[^"]*"?', b"", before[: 1 << 16])  # line feeds in cells end no line where carriage returns do
    end = b"\r" if b"\r" in bare and b"\n" not in bare else b"\n"
    head = before.removeprefix(MARK).lstrip().split(end)[0]
    parsed = _together([before] + [head] * (len(after) - 1), _cells)
    return _difference(parsed, _together(after, _cells))


def _cells(data: bytes) -> Iterator[bytes]:
    """Yield the lines in which anything stands beside what divides cells and blanks of any kind."""
    lines = _lines(data.replace(b"\r", b"\n"))
    return (line for line in lines if re.search(r"[^\s,;|\"]", line.decode("utf-8", "replace")))


def _together(after: list[bytes], lines: Callable[[bytes], Iterator[bytes]] | None = None) -> Counter[bytes]:
    return Counter(line for data in after for line in (lines or _lines)(data))


def _values_lost(before: bytes, after: list[bytes]) -> str | None:
    """What an array holds stands on one side."""
    try:
        parsed = json.loads(before)
    except (ValueError, RecursionError):
        return None
    if not isinstance(parsed, list):
        return None
    return _difference(
        Counter(map(json.dumps, parsed)), Counter(json.dumps(one) for data in after for one in json.loads(data))
    )


def _difference(before: Counter[Any], after: Counter[Any]) -> str | None:
    lost, more = (before - after).total(), (after - before).total()
    return f"{lost} lost, {more} too many" if lost or more else None


LOST = {(".jsonl", ".ndjson"): _lines_lost, (".csv", ".tsv"): _rows_lost, (".json",): _values_lost}


def _lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines that hold something; a mark alone is nothing where it begins a file, and so may a copy."""
    lines = data.removeprefix(MARK).split(b"\n")
    return (line.strip(b"\r") for line in lines if line.replace(MARK, b"").strip())


def _whole(path: bytes) -> bytes:
    return Path(os.fsdecode(path)).read_bytes()


def undone(place: Path) -> str | None:
    """Every byte is as it was before the repair."""
    for path in _files(place / "c"):
        copy = os.path.join(os.fsencode(place / "d"), os.path.relpath(path, os.fsencode(place / "c")))
        if not os.path.islink(path) and _whole(path) != _whole(copy):
            return f"{path!r}: the repair was not undone byte for byte"
    return None


def contracts(place: Path) -> str | None:
    """Every frame meets its own contract."""
    parsed = pl.read_parquet(place / "run" / "expectations.parquet", glob=False)
    broken = parsed.filter(pl.col("outcome") != "met")
    return f"a contract is not met: {broken.row(0)}" if broken.height else None


def untouched(place: Path) -> str | None:
    """What lies outside of the corpus is as it was."""
    there = (place / "canary.txt").read_bytes()
    return None if there == b"not of the corpus" else "a file outside of the corpus was changed"
