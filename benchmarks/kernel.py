"""CPU time of the facts kernel (`facts.find`) against an earlier commit, on the same text in one run.

    python benchmarks/kernel.py COMMIT FOLDER [--rounds 3] [--shard 4000]

FOLDER holds `.txt` files. Both states run in processes of their own, one thread each, by turns; the best round of each
counts. The earlier state must have the same signature of `facts.find`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).parent.parent


def time_kernel(folder: Path, shard: int) -> float:
    """Return the CPU seconds of `facts.find` over the texts of `folder`, after a warm-up, in this process."""
    import polars as pl

    from provenance import facts
    from provenance.frames import RECORDS

    texts = [path.read_text("utf-8", errors="replace") for path in sorted(folder.rglob("*.txt"))]
    empty = pl.DataFrame(schema=RECORDS.schema)
    rows = pl.DataFrame({"article": [str(number) for number in range(len(texts))], "text": texts})
    records = pl.concat([empty, rows], how="diagonal_relaxed").select(empty.columns)
    now = datetime(2024, 1, 1, tzinfo=UTC)
    facts.find(records.head(50), {}, now)
    start = time.process_time()
    for first in range(0, records.height, shard):
        facts.find(records.slice(first, shard), {}, now)
    return time.process_time() - start


def in_process(tree: Path, folder: Path, shard: int) -> float:
    """Run `time_kernel` with the package of `tree`."""
    command = [sys.executable, __file__, "--alone", str(folder), "--shard", str(shard)]
    environment = {**os.environ, "PYTHONPATH": str(tree), "POLARS_MAX_THREADS": "1"}
    return float(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("commit", nargs="?")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shard", type=int, default=4000)
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.alone:
        print(time_kernel(options.folder, options.shard))
        return
    megabytes = sum(path.stat().st_size for path in options.folder.rglob("*.txt")) / 1e6
    with tempfile.TemporaryDirectory() as place:
        subprocess.run(["git", "clone", "-q", str(HERE), place], check=True)
        subprocess.run(["git", "-C", place, "checkout", "-q", options.commit], check=True)
        trees = {options.commit: Path(place), "now": HERE}
        taken: dict[str, list[float]] = {name: [] for name in trees}
        for _ in range(options.rounds):
            for name, tree in trees.items():
                taken[name].append(in_process(tree, options.folder, options.shard))
    best = {name: min(seconds) for name, seconds in taken.items()}
    for name, seconds in best.items():
        print(f"{name:<10} {seconds:7.2f} s CPU {seconds * 1000 / megabytes:7.0f} ms/MB")
    print(f"now / {options.commit}: {best['now'] / best[options.commit]:.2f}")


if __name__ == "__main__":
    main()
