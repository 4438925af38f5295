"""Mutated files that stand beside a corpus: logs, stored runs, baselines, decisions, suites, configurations, catalogues."""

from __future__ import annotations

import base64
import io
import json
import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import polars as pl

from mutations.corpora import article, record
from mutations.data import change, changed, json_bytes, mangled, nodes, odd_value
from provenance import catalogues

HERE = Path(__file__).parents[2]
SELECTORS = (
    "ALL",
    "BPL",
    "DAT001",
    "INP",
    "boilerplate",
    "date-missing",
    "TXT",
    "QUO",
    "MET",
    "LIN",
    "ALL",
    "",
    "X",
    "dat001",
    "*",
    "BPL001,DAT",
    "\x1b",
    "a" * 500,
)
GLOBS = (
    "*.txt",
    "**/*.txt",
    "a**b**c**d**e",
    "[",
    "[!a-z]*",
    "**",
    "!*",
    "/",
    "\\",
    "{a,b}",
    "*" * 200,
    "(a+)+$",
    "[z-a]",
    "",
    " ",
    "?" * 50,
    "corpus/**",
)
LIMITS = (
    0,
    5,
    -1,
    "1%",
    "200%",
    "-3%",
    "x",
    10**30,
    1.5,
    True,
    {"error": 1, "warning": "2%"},
    {"grave": 1},
    "nan%",
    "1e400%",
    {},
    [],
)
KEYS = (
    "select", "extend-select", "ignore", "severity", "fail-on", "limits", "exclude", "follow-links", "per-file-ignores", "fields", "suites", "catalogues",
    "baseline", "decisions", "now", "allow-empty",
)  # fmt: skip
CATALOGUES = ("boilerplate", "notices", "agencies", "reporting_verbs")
CELLS = (
    "", " | ", "a | b", "(", "[a-", "(?P<x>a)", "(a+)+$", "a" * 3000, "\\", "^$", ".*", "any", "regex", "exact", "0.95", "-1", "nan", "1e400", "en", "stock", "say", "# x", '"', "\0", "1", "(?i)", "\\p{Greek}+", "a{1000}", "(a{1000}){1000}",
    "{a}", "ａ", "\u202e", "first", "0", "99999999999999999999", "party", "(?P<party>.+)", "x | | y",
)  # fmt: skip


def corpus(folder: Path) -> None:
    """Write the sound articles that all of these speak of; the same ones in every run."""
    rng = random.Random(7)
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text(
            f"Advertisement\n\nIt was\u200b late.\n\n{article(rng)}", encoding="utf-8"
        )
    (folder / "lines.jsonl").write_bytes(b"".join(json_bytes(record(rng), rng) + b"\n" for _ in range(4)))
    pl.DataFrame([{"text": article(rng), "published": "2021-05-02"} for _ in range(3)]).write_parquet(
        folder / "rows.parquet"
    )


def log(rng: random.Random, place: Path, base: Path) -> None:
    """Write a repaired corpus whose log of changes is damaged, or leads out of it."""
    shutil.copytree(base / "fixed", place / "fixed")
    (place / "canary.txt").write_bytes(b"not of the corpus")
    changes = next((place / "fixed").rglob("changes.jsonl"))
    entries = [json.loads(line) for line in changes.read_bytes().splitlines()]
    for entry in entries if rng.random() < 0.2 else rng.sample(entries, 1):
        match rng.randrange(5):
            case 0:
                change(entry, rng)
            case 1:
                entry["path"] = rng.choice(
                    (
                        quote(str(place / "canary.txt")),
                        "../canary.txt",
                        "..",
                        "",
                        "%00",
                        "0.txt/x",
                        ".provenance",
                        "%ff",
                        "/dev/null",
                        "a" * 5000,
                        "./0.txt",
                        "0.txt",
                    )
                )
            case 2:
                entry["before"] = rng.choice(
                    ("", "A", "====", base64.b64encode(rng.randbytes(50)).decode(), "\ud800", entry["before"] * 100)
                )
            case 3:
                entry["record"] = rng.choice((None, 0, -1, 10**30, 3, True, 1.5, "0"))
            case _:
                entry[rng.choice(("file_before", "file_after", "source", "format", "article"))] = odd_value(rng)
    if rng.random() < 0.2:
        rng.shuffle(entries)
    lines = [json_bytes(entry, rng) for entry in entries]
    changes.write_bytes(mangled(b"\n".join(lines) + rng.choice((b"\n", b"\n", b"")), rng, rng.randrange(2)))
    if rng.random() < 0.2:
        victim = rng.choice([path for path in (place / "fixed").rglob("*") if path.is_file()])
        rng.choice(
            (
                victim.unlink,
                lambda: victim.write_bytes(mangled(victim.read_bytes(), rng)),
                lambda: _link(victim, place / "canary.txt"),
            )
        )()


def _link(victim: Path, target: Path) -> None:
    victim.unlink()
    victim.symlink_to(target)


def run(rng: random.Random, place: Path, base: Path) -> None:
    """Write a stored run with something missing, damaged, linked, or of other types than declared."""
    shutil.copytree(base / "run", place / "run")
    for _ in range(rng.choice((1, 1, 1, 3))):
        victim = rng.choice([place / "run" / "run.json"] * 8 + sorted((place / "run").glob("*.parquet")))
        if victim.is_file():
            _spoil(rng, victim, base)


def _spoil(rng: random.Random, victim: Path, base: Path) -> None:
    data = victim.read_bytes()
    match rng.randrange(7):
        case 0:
            victim.unlink()
        case 1:
            victim.write_bytes(mangled(data, rng))
        case 2:
            _link(
                victim, rng.choice((base / "run" / victim.name, Path("/dev/null"), Path("/dev/zero"), Path("nowhere")))
            )
        case _ if victim.suffix == ".json":
            try:
                victim.write_bytes(json_bytes(changed(json.loads(data), rng), rng))
            except (ValueError, RecursionError):  # it has been damaged before
                victim.write_bytes(b"")
        case _:
            try:
                _other_columns(rng, pl.read_parquet(io.BytesIO(data))).write_parquet(victim)
            except pl.exceptions.PolarsError:  # it has been damaged before
                victim.write_bytes(b"")


def _other_columns(rng: random.Random, frame: pl.DataFrame) -> pl.DataFrame:
    name = rng.choice(frame.columns)
    ways: tuple[Callable[[], pl.DataFrame], ...] = (
        lambda: frame.drop(name),
        lambda: frame.rename({name: f"{name}x"}),
        lambda: frame.with_columns(pl.lit(None, frame.schema[name]).alias(name)),
        lambda: frame.with_columns(pl.lit(rng.choice(("", "x", "\0", "::error::a", 3, -5, 2**62, 0.5))).alias(name)),
        lambda: frame.with_columns(pl.lit(rng.choice((-1, 0, 10**9, 2**62)), pl.Int64).cast(frame.schema[name], strict=False).alias(name)),
        frame.clear,
        lambda: pl.concat([frame, frame]),
        frame.reverse,
        lambda: frame.with_columns(pl.col(name).shuffle(1)),
        lambda: frame.with_columns(extra=pl.lit(1)),
    )  # fmt: skip
    return rng.choice(ways)()


def baseline(rng: random.Random, place: Path, base: Path) -> None:
    data = json.loads((base / "baseline.json").read_bytes())
    data["findings"] = data["findings"][: rng.choice((0, 3, 50))]
    (place / "b.json").write_bytes(mangled(json_bytes(changed(data, rng, 4), rng), rng, rng.randrange(2)))


def decisions(rng: random.Random, place: Path, base: Path) -> None:
    """Write decisions, as lines or as tables, that say odd things."""
    found = json.loads((base / "baseline.json").read_bytes())["findings"]
    rows = []
    for finding in rng.choices(found, k=rng.randrange(1, 5)):
        row: dict[str, Any] = {
            "fingerprint": finding["fingerprint"],
            "decision": rng.choice(("accept", "defect", "unsure", "reject")),
            "reason": "seen",
            "by": "Jo Roe",
            "until": "2030-01-01",
        }
        row |= {"article": finding["article"], "code": finding["code"], "format": "provenance-decision/1"}
        rows.append(changed(row, rng, 1))
    if rng.random() < 0.3:
        tables = b"".join(b"[[decision]]\n" + toml(row) for row in rows if isinstance(row, dict))
        (place / "d.toml").write_bytes(mangled(tables, rng, 1))
    (place / "d.jsonl").write_bytes(mangled(b"\n".join(json_bytes(row, rng) for row in rows), rng, rng.randrange(2)))


def suite(rng: random.Random, place: Path, base: Path) -> None:
    """Write a suite of expectations with other kwargs, types, severities, queries."""
    data = json.loads(rng.choice(sorted((HERE / "expectations").glob("*.json"))).read_text(encoding="utf-8"))
    data["expectations"] = rng.sample(data["expectations"], min(len(data["expectations"]), rng.randrange(4)))
    numbers: list[tuple[Any, Any]] = [place for one in data["expectations"] for place in nodes(one.get("kwargs", {}))]
    if numbers and rng.random() < 0.6:
        holder, key = rng.choice(numbers)
        holder[key] = rng.choice(
            (
                odd_value(rng),
                "select * from {batch}",
                "select 1 from {batch} where",
                "nothing",
                ["a"],
                "articles",
                -1,
                {"$PARAMETER": "x"},
                "(",
                2,
                0.5,
            )
        )
    else:
        data = changed(data, rng)
    raw = json_bytes(data, rng)
    (place / "s.json").write_bytes(mangled(raw, rng, 1) if rng.random() < 0.3 else raw)


def toml(table: dict[str, Any]) -> bytes:
    """Write a table as TOML, as far as it can hold the values."""
    return "".join(f"{json.dumps(key, ensure_ascii=False)} = {_toml(value)}\n" for key, value in table.items()).encode(
        "utf-8", "surrogatepass"
    )


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return (
            "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)} = {_toml(one)}" for key, one in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return (
        "''"
        if value is None
        else json.dumps(value, ensure_ascii=False).replace("NaN", "nan").replace("Infinity", "inf")
    )


def configuration(rng: random.Random, place: Path, base: Path) -> None:
    """Write a configuration of some keys, right, wrong and odd."""
    table = {
        key: _setting(key, rng) if rng.random() < 0.92 else odd_value(rng)
        for key in rng.sample(KEYS, rng.randrange(1, 4))
    }
    if rng.random() < 0.1:
        table[str(odd_value(rng))[:100]] = odd_value(rng)
    project = rng.random() < 0.3
    data = (b"[tool.provenance]\n" if project else b"") + toml(table)
    (place / ("pyproject.toml" if project else "provenance.toml")).write_bytes(
        mangled(data, rng, 1) if rng.random() < 0.2 else data
    )


def _setting(key: str, rng: random.Random) -> Any:
    """Return a value of about the right kind."""
    some = lambda words: rng.choices(words, k=rng.randrange(3))  # noqa: E731 - said once
    made: dict[str, Callable[[], Any]] = {
        "severity": lambda: {rng.choice(SELECTORS): rng.choice(("error", "warning", "info", "grave"))}, "fail-on": lambda: rng.choice(("error", "never", "info", "ALL")),
        "limits": lambda: {rng.choice(SELECTORS): rng.choice(LIMITS)}, "exclude": lambda: some(GLOBS), "per-file-ignores": lambda: {rng.choice(GLOBS): some(SELECTORS)},
        "fields": lambda: {rng.choice(("text", "published", "author", "nonsense")): rng.choice(("body", "a.b", "authors[0]", "a[", "", "a..b", "a[9999999999999999999]", "." * 50))},
        "suites": lambda: some(("dates", "ALL", "x.json", "pyproject.toml", "")), "catalogues": lambda: {rng.choice((*CATALOGUES, "x")): rng.choice(("pyproject.toml", "nowhere.csv", ".", ""))},
        "baseline": lambda: rng.choice(("b.json", ".", "/dev/null", "pyproject.toml")), "decisions": lambda: rng.choice(("d.jsonl", ["."], [], "/dev/null")),
        "now": lambda: rng.choice(("2024-06-01", "0001-01-01", "9999-12-31", "2024-06-01T00:00:00Z", "24", 20240601)), "allow-empty": lambda: rng.choice((True, 1)), "follow-links": lambda: rng.choice((False, "yes")),
    }  # fmt: skip
    return made.get(key, lambda: some(SELECTORS))()


def catalogue(rng: random.Random, place: Path, base: Path) -> None:
    """Write an own catalogue of one of the kinds that may be added to."""
    name = rng.choice(CATALOGUES)
    frame = catalogues.load(name).sample(rng.randrange(1, 4), seed=rng.randrange(1000))
    rows = frame.with_columns(id=pl.format("own-{}", "id")).to_dicts() if "id" in frame.columns else frame.to_dicts()
    for row in rows:
        for key in rng.sample(list(row), rng.randrange(3)):
            row[key] = rng.choice(CELLS)
    data = pl.DataFrame(rows, schema=frame.schema).write_csv().encode()
    (place / "own.csv").write_bytes(mangled(data, rng, 1) if rng.random() < 0.4 else data)
    (place / "provenance.toml").write_bytes(toml({"catalogues": {name: "own.csv"}}))
