"""What is called for each kind of input."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from mutations import beside, corpora, web
from mutations.laws import contracts, divided, readable, undone, untouched

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


def of_corpus(place: Path, rng: random.Random) -> Iterator[Call]:
    """The whole round: check with every format, the gate, the report; extract; fix and undo; report, diff, baseline.

    Of plain text `fix` shows what it would do, of the rest it writes a copy: for both it plans as long.
    """
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
    plain = {path.suffix.lower() for path in (place / "c").iterdir()} <= {".txt", ".text"}
    yield Call(["fix", "c", *FIXED, *(("--diff",) if plain else ("--to", "fixed"))], (0, 1))
    shutil.copytree(place / "c", place / "d", symlinks=True)
    yield Call(["fix", "d", *FIXED, "--in-place", "--unsafe-fixes"], (0, 1))
    if logs := list((place / "d").rglob("changes.jsonl")):
        yield Call(["fix", "--undo", str(logs[0].relative_to(place))], (0,), undone)
    yield Call(["report", "run", *OUTPUTS, "--report", "again"], (0,), readable)
    yield Call(["diff", "run", "run", "-f", rng.choice(("full", "json", "markdown"))], (0,))


def of_log(place: Path, rng: random.Random) -> Iterator[Call]:
    log = "fixed/.provenance/fix-1/changes.jsonl"  # it may have been taken away
    yield Call(["fix", "--undo", log], (0, 2), untouched)


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
    options = rng.choice((["--config", config.name], []))
    yield Call(
        ["check", "../base/corpus", "--cache-dir", "../base/cache", *options, "-f", rng.choice(FORMATS)], (0, 1, 2)
    )


def of_catalogue(place: Path, rng: random.Random) -> Iterator[Call]:
    yield Call(["check", "../base/corpus", "--now", "2024-06-01", "--no-cache", "-q", "--run", "run"], (0, 1, 2))


def _beside(make: Callable[[random.Random, Path, Path], None]) -> Callable[[random.Random, Path, str], None]:
    return lambda rng, place, _: make(rng, place, place.parent / "base")


def of_gate(place: Path, rng: random.Random) -> Iterator[Call]:
    """What reads, and divides by what was read: the part of the round in which formats do their work."""
    sides = ["--accepted", "a", "--quarantine", "q", "--run", "run"]
    yield Call(["check", "c", *FIXED, "--no-cache", "--select", "INP", *sides, "-f", "statistics"], (0, 1), divided)


KINDS = {
    "text": Kind(corpora.text, of_corpus, 0.10, together=True),
    "lines": Kind(corpora.lines, of_corpus, 0.15, together=True),
    "json": Kind(corpora.json_file, of_corpus, 0.05, together=True),
    "tables": Kind(corpora.table, of_corpus, 0.05, together=True),
    "archives": Kind(corpora.archive, of_corpus, 0.05, together=True),
    "containers": Kind(corpora.container, of_corpus, 0.10, together=True),
    "parquet": Kind(corpora.parquet, of_corpus, 0.15, together=True),
    "pages": Kind(web.page, of_corpus, 0.10, together=True),
    "web archives": Kind(web.web_archive, of_corpus, 0.10, together=True),
    "wacz": Kind(web.wacz, of_corpus, 0.05, together=True),
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
