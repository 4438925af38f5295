"""Two sides of an import gate as a reader finds them, for `kill.py`: nothing here asks the program itself.

A record is known by the digest of its bytes: those of a text file, of a JSON line, of a row with all its columns.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import corpus
import polars as pl

GOOD, BAD = SIDES = ("good", "bad")
OWN = ".provenance"
MANIFEST = "provenance-gate.json"
REASONS = ("findings.parquet", "troubles.parquet")
Records = Counter[str]


@dataclass(frozen=True)
class State:
    """What stands on both sides: the records of each, and what the runs say of themselves."""

    good: Records
    bad: Records
    runs: tuple[dict[str, Any], ...]

    @property
    def records(self) -> Records:
        """The records of both sides."""
        return self.good + self.bad

    @property
    def counted(self) -> int:
        """How many records the runs say that they have written."""
        return sum(run["accepted"] + run["quarantined"] - run["known"] for run in self.runs)


def write_input(folder: Path, first: int, count: int) -> None:
    """Write articles in three forms, from number `first` on; every fourth of them is of a day to come."""
    rows = [corpus.article(number) for number in range(first, first + count)]
    for row in rows:
        row["text"] = row["text"].removeprefix(f" date {row['published']} ")
    rows = [row | {"published": "2031-01-01"} if n % 4 == 0 else row for n, row in enumerate(rows)]
    (folder / "texts").mkdir(parents=True)
    lines, table, texts = rows[: count // 2], rows[count // 2 : count * 3 // 4], rows[count * 3 // 4 :]
    (folder / f"{first}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in lines), encoding="utf-8")
    pl.DataFrame(table).write_parquet(folder / f"{first}.parquet")
    for row in texts:
        text = f" date {row['published']} \n\n{row['text']}"
        (folder / "texts" / f"{row['id']}.txt").write_text(text, encoding="utf-8")


def of_input(folder: Path) -> Records:
    """Return the records of an input."""
    return Counter(one for path in sorted(folder.rglob("*")) if path.is_file() for one in records_of(path))


def records_of(path: Path) -> Iterator[str]:
    """Yield the digest of every record of a file."""
    if path.suffix == ".parquet":
        rows = pl.read_parquet(path, memory_map=False).iter_rows(named=True)
        yield from (_digest(json.dumps(row, sort_keys=True).encode()) for row in rows)
    elif path.suffix == ".jsonl":
        yield from (_digest(line) for line in path.read_bytes().split(b"\n") if line)
    else:
        yield _digest(path.read_bytes())


def through_manifest(root: Path) -> State:
    """Return what the manifest names: in its place, or still staged for the run that has been committed.

    Raises AssertionError if a file that it names is missing or has other bytes.
    """
    runs = _runs(root)
    found = {side: Records() for side in SIDES}
    for side in SIDES:
        named = [entry for run in runs for entry in _named(root / side, run["run"])]
        for path, (place, digest) in dict(named).items():
            assert place.exists(), f"{side}/{path} is named and lost"
            assert _digest(place.read_bytes()) == digest, f"{side}/{path} has other bytes"
            if path not in REASONS and not path.startswith(OWN):
                found[side].update(records_of(place))
    return State(found[GOOD], found[BAD], runs)


def _named(folder: Path, run: str) -> Iterator[tuple[str, tuple[Path, str]]]:
    """Yield the path, the place and the digest of each file of a run."""
    stage = folder / OWN / "staging" / run
    kept = [place for place in (stage / "list.parquet", folder / OWN / "runs" / f"{run}.parquet") if place.exists()]
    assert kept, f"{folder.name}: there is no list of what {run} has written"
    for path, digest in pl.read_parquet(kept[0], memory_map=False).select("path", "sha256").iter_rows():
        staged = stage / "files" / path
        yield path, (staged if staged.exists() else folder / path, digest)


def in_place(root: Path) -> State:
    """Return what a reader finds who looks at the files alone. Raises AssertionError for what nobody should leave."""
    found = {side: Records() for side in SIDES}
    for side in SIDES:
        for path in sorted((root / side).rglob("*")):
            name = path.relative_to(root / side).as_posix()
            assert not name.startswith((f"{OWN}/staging", f"{OWN}/lock")), f"{side}/{name} is left"
            assert not name.endswith(".part"), f"{side}/{name} is left"
            if path.is_file() and not name.startswith(OWN) and name not in (*REASONS, MANIFEST):
                found[side].update(records_of(path))
    return State(found[GOOD], found[BAD], _runs(root))


def _runs(root: Path) -> tuple[dict[str, Any], ...]:
    place = root / GOOD / MANIFEST
    return tuple(json.loads(place.read_text(encoding="utf-8"))["runs"]) if place.exists() else ()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
