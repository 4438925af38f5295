"""What reading a table costs beside JSON lines: the same articles as .jsonl, .csv and .json, by CPU time, reading alone.

python benchmarks/tables.py [--articles 20000] [--times 4]
"""

from __future__ import annotations

import argparse
import csv
import json
import tempfile
import time
from pathlib import Path

import corpus

from provenance import formats


def written(folder: Path, count: int) -> list[Path]:
    """Write the articles in each format; return the files, JSON lines first."""
    rows = list(corpus.articles(count))
    lines, table, array = (folder / f"corpus.{suffix}" for suffix in ("jsonl", "csv", "json"))
    lines.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    array.write_text(json.dumps(rows, ensure_ascii=False, indent=1), encoding="utf-8")
    with table.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return [lines, table, array]


def seconds(path: Path, count: int) -> float:
    """Return the CPU seconds of reading a file."""
    begun = time.process_time()
    articles = sum(formats.read(shard).records.height for shard in formats.plan([path]))
    assert articles == count, (path, articles)
    return time.process_time() - begun


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--articles", type=int, default=20_000)
    asked.add_argument("--times", type=int, default=4)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = written(Path(folder), options.articles)
        cost = {path: min(seconds(path, options.articles) for _ in range(options.times)) for path in files}
    for path, took in cost.items():
        print(f"{path.suffix:7} {took:.2f} s CPU  {took / cost[files[0]]:.2f} × JSON lines")


if __name__ == "__main__":
    main()
