"""Every engine on the same articles: are the results the same, whatever dies meanwhile, and what does it cost?

    python benchmarks/engines.py FOLDER [--articles 50000] [--engines local,processes,dask,spark] [--shards 500,2000]
                                 [--forms parquet,jsonl] [--kills 3] [--parts 4] [--workers 2] [--seed 1]

The corpus lies in one Parquet file, and in JSON lines in eight files. It is checked on each engine in each size of
shards; then once more on each while workers (of `local` the run itself, which goes on with --resume) are ended by
SIGKILL at random moments; then in parts, whose runs are merged. What is compared are digests of every frame of the
stored run (SHA-256 of its rows, sorted), and the verdict: all of a form must be equal. Prints for each run the seconds
by the clock, their ratio to those of `local` with the same shards, and the peak of the driver's memory. Exits with 1
if anything differs. Engines that are not installed are left out, and that is said.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import polars as pl
from corpus import article

from provenance import extras
from provenance.storage.external import in_order

NOW = ("--isolated", "--now", "2024-06-01", "--exit-zero", "-q")
FILES = 8
ROWS = 5000
WORKERS = {"processes": "multiprocessing.spawn", "dask": "multiprocessing.spawn", "spark": "pyspark.daemon"}
"""What stands in the command lines of an engine's workers."""
PROGRAM = """
import sys
from provenance import cli
if __name__ == "__main__":
    sys.argv[0] = "provenance"
    try:
        cli.main()
    finally:
        [peak] = [line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")]
        print(f"peak {peak}", file=sys.stderr)
"""


class Done(NamedTuple):
    """A run that has ended: its seconds, the peak of its memory in MB, its frames' digests, and how many were killed."""

    seconds: float
    peak: float
    digests: dict[str, str]
    killed: int = 0


def written(folder: Path, count: int, forms: Sequence[str]) -> None:
    """Write the corpus once a form, unless it is there, some thousand articles at a time."""
    for form in forms:
        place = folder / form
        if place.is_dir():
            continue
        place.mkdir(parents=True)
        if form == "parquet":
            rows = pl.DataFrame(list(map(article, range(count))))
            rows.write_parquet(place / "corpus.parquet", row_group_size=ROWS)
            continue
        for number in range(FILES):
            with (place / f"{number}.jsonl").open("w", encoding="utf-8") as target:
                for at in range(number * count // FILES, (number + 1) * count // FILES):
                    target.write(json.dumps(article(at), ensure_ascii=False) + "\n")


def digests(run: Path) -> dict[str, str]:
    """Return the digest of every frame of a stored run, and that of its verdict."""
    verdict = json.loads((run / "run.json").read_text(encoding="utf-8"))["verdict"]
    found = {"verdict": sha256(json.dumps(verdict, sort_keys=True).encode()).hexdigest()}
    for file in sorted(run.glob("*.parquet")):
        total = sha256(str(pl.read_parquet_schema(file)).encode())
        for chunk in in_order(_lines(file), ("line",)):
            total.update("".join(f"{line}\n" for line in chunk["line"]).encode())  # wherever one chunk ends
        found[file.stem] = total.hexdigest()
    return found


def _lines(file: Path) -> Iterator[pl.DataFrame]:
    rows = pl.scan_parquet(file)
    for start in range(0, max(1, rows.select(pl.len()).collect().item()), ROWS):
        yield rows.slice(start, ROWS).collect().select(line=pl.struct(pl.all()).struct.json_encode())


class Bench:
    """The corpus, the runs, and what they must be equal to."""

    def __init__(self, options: argparse.Namespace) -> None:
        """Write the corpus."""
        self.folder: Path = options.folder
        self.workers, self.kills = str(options.workers), options.kills
        self.rng = random.Random(options.seed)
        self.known: dict[str, dict[str, str]] = {}
        self.broken = False
        written(self.folder, options.articles, options.forms.split(","))

    def checked(self, form: str, engine: str, shard: int, kill_within: float = 0.0) -> Done:
        """Check the corpus in a process of its own, and return what it found."""
        run = self.folder / "run"
        shutil.rmtree(run, ignore_errors=True)
        words = ["check", ".", *NOW, "--engine", engine, "--workers", self.workers, "--shard-articles", str(shard)]
        words += ["--no-cache", "--run", str(run.resolve())]
        begun, killed = time.perf_counter(), 0
        if engine == "local" and kill_within:
            words.append("--resume")
            for _ in range(self.kills):
                process = _started(words, self.folder / form)
                time.sleep(self.rng.uniform(0.2, 0.8) * kill_within)
                process.kill()
                killed += process.wait() == -signal.SIGKILL
        process = _started(words, self.folder / form)
        if engine != "local" and kill_within:
            killed = self._killed_workers(process, engine, kill_within)
        _, told = process.communicate()
        seconds = time.perf_counter() - begun
        if process.returncode:
            sys.exit(f"{engine}, {form}, {shard}: exit code {process.returncode}: {told[-2000:]}")
        return Done(seconds, int(told.rsplit("peak ", 1)[1]) / 1024, digests(run), killed)

    def _killed_workers(self, process: subprocess.Popen[str], engine: str, within: float) -> int:
        """End workers of a run at random moments, the first of them when there are any; return how many were.

        The one in which `processes` tries a shard once more, alone, is spared: the shard would be given up, as it must.
        """
        killed, fewest = 0, 2 if engine == "processes" else 1
        while killed < self.kills and process.poll() is None:
            if len(_workers(process, engine)) < fewest:
                time.sleep(0.2)
                continue
            time.sleep(self.rng.uniform(0.02, 0.4) * within / self.kills)
            if len(workers := _workers(process, engine)) >= fewest:
                os.kill(self.rng.choice(workers), signal.SIGKILL)
                killed += 1
        return killed

    def merged(self, form: str, parts: int, shard: int) -> Done:
        """Check parts of the corpus, each into a run of its own, and merge these."""
        begun, runs, peak = time.perf_counter(), [], 0.0
        files = sorted((self.folder / form).iterdir())
        for number in range(parts):
            place, run = self.folder / f"part{number}", self.folder / f"run{number}"
            shutil.rmtree(place, ignore_errors=True)
            shutil.rmtree(run, ignore_errors=True)
            place.mkdir()
            for file in files[number::parts]:
                os.link(file, place / file.name)
            words = ["check", ".", *NOW, "--no-cache", "--shard-articles", str(shard), "--run", str(run.resolve())]
            _, told = _started(words, place).communicate()
            runs.append(str(run.resolve()))
            peak = max(peak, int(told.rsplit("peak ", 1)[1]) / 1024)
        self.rng.shuffle(runs)
        target = self.folder / "run"
        shutil.rmtree(target, ignore_errors=True)
        _, told = _started(
            ["merge", *runs, "--to", str(target.resolve()), "--exit-zero", "-q"], self.folder
        ).communicate()
        peak = int(told.rsplit("peak ", 1)[1]) / 1024
        return Done(time.perf_counter() - begun, peak, digests(target))

    def hold(self, form: str, what: str, done: Done, beside: float | None) -> None:
        """Compare a run with the first one of its form, and print a line."""
        expected = self.known.setdefault(form, done.digests)
        differing = sorted(name for name in {*expected, *done.digests} if expected.get(name) != done.digests.get(name))
        self.broken = self.broken or bool(differing)
        ratio = f"{done.seconds / beside:6.2f}" if beside else "      "
        killed = f", {done.killed} killed" if "killed" in what else ""
        outcome = f"DIFFERS in {', '.join(differing)}" if differing else f"{len(expected)} digests equal"
        print(f"{form:<8} {what:<28} {done.seconds:9.1f} s {ratio} {done.peak:8.0f} MB  {outcome}{killed}", flush=True)


def _started(words: Sequence[str], folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM, *words]
    return subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True)


def _workers(process: subprocess.Popen[str], engine: str) -> list[int]:
    return [one for one in _below(process.pid) if WORKERS[engine] in _command(one)]


def _below(process: int) -> list[int]:
    """Return the processes that descend from one."""
    children: dict[int, list[int]] = {}
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text(encoding="utf-8", errors="replace").rpartition(") ")[2].split()
        except OSError:
            continue
        children.setdefault(int(fields[1]), []).append(int(place.parent.name))
    found, waiting = [], [process]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


def _command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=50_000)
    parser.add_argument("--engines", default="local,processes,dask,spark")
    parser.add_argument("--shards", default="500,2000,5000")
    parser.add_argument("--forms", default="parquet,jsonl")
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--parts", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    bench = Bench(options)
    shards = [int(size) for size in options.shards.split(",")]
    for form in options.forms.split(","):
        usual: dict[int, float] = {}
        for engine in options.engines.split(","):
            if engine in extras.EXTRAS and (missing := extras.missing(engine)):
                print(f"{engine}: left out: {missing}")
                continue
            own = {}
            for shard in shards:
                done = bench.checked(form, engine, shard)
                own[shard] = done.seconds
                bench.hold(form, f"{engine}, shards of {shard}", done, usual.get(shard))
            usual = usual or own
            if options.kills:
                done = bench.checked(form, engine, shards[0], own[shards[0]])
                bench.hold(form, f"{engine}, while it is killed", done, None)
        if form == "jsonl" and options.parts:
            bench.hold(form, f"{options.parts} runs, merged", bench.merged(form, options.parts, shards[0]), None)
    sys.exit(bench.broken)


if __name__ == "__main__":
    main()
