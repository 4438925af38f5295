"""Speed and memory of `provenance check`, as ratios in one run on the same bytes.

    python benchmarks/speed.py [--articles 20000] [--keep FOLDER]

Each line is one process: wall and CPU seconds, peak memory, articles a second. Beside `check` over Parquet and text
files stand the plain per-row loop of `per_row.py` (on a tenth of the articles, scaled) and, where it is installed,
`rg -c -i -F -f phrases`. What memory costs an article shows above some 50,000 articles; below, it is that of the shards.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import corpus
import per_row

CHECK = [
    sys.executable,
    "-m",
    "provenance",
    "check",
    "--isolated",
    "--exit-zero",
    "--output-format",
    "statistics",
    "--no-cache",
]


def measure(name: str, command: list[str], articles: int, scale: float = 1.0) -> tuple[float, float]:
    """Run a process, print its figures, return its CPU seconds times `scale` and its peak memory in KB."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall, cpu = time.perf_counter() - start, usage.ru_utime + usage.ru_stime
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{name} failed: {process.stderr.read().decode()[-500:] if process.stderr else ''}")
    rate = articles / scale / wall
    print(
        f"{name:<28} {wall * scale:8.2f} s wall {cpu * scale:8.2f} s CPU {usage.ru_maxrss / 1024:8.0f} MB {rate:10,.0f} articles/s"
    )
    return cpu * scale, usage.ru_maxrss


def written(folder: Path, count: int, forms: str) -> None:
    """Write a corpus in a process of its own: a process begins with the peak of the one that starts it."""
    command = [sys.executable, str(Path(corpus.__file__)), str(folder), "--articles", str(count), "--forms", forms]
    subprocess.run(command, check=True)


def compare(folder: Path, count: int) -> None:
    """Print the figures and the ratios."""
    written(folder, count, "txt,parquet")
    written(folder / "half", count // 2, "parquet")
    written(folder / "tenth", count // 10, "parquet")
    parquet, text = folder / "corpus.parquet", folder / "txt"
    start, _ = measure("start-up (one article)", [*CHECK, str(next(text.rglob("*.txt")))], 1)
    ours, peak = measure("check, Parquet", [*CHECK, str(parquet)], count)
    measure("check, text files", [*CHECK, str(text)], count)
    _, low = measure("check, half of it", [*CHECK, str(folder / "half" / "corpus.parquet")], count // 2)
    print(f"memory, from a half to the whole: {(peak - low) / (count - count // 2):.2f} KB an article")
    loop, _ = measure(
        "per-row loop (scaled)",
        [sys.executable, str(Path(per_row.__file__)), str(folder / "tenth" / "corpus.parquet")],
        count,
        10,
    )
    print(f"per-row loop / check: {loop / ours:.1f} times the CPU")
    if rg := shutil.which("rg"):
        (folder / "phrases").write_text("\n".join(per_row.phrases()) + "\n", encoding="utf-8")
        one_file = folder / "whole.txt"
        one_file.write_text("\n".join(row["text"] for row in corpus.articles(count)), encoding="utf-8")
        floor, _ = measure(
            "rg -c -i -F -f phrases", [rg, "-c", "-i", "-F", "-f", str(folder / "phrases"), str(one_file)], count
        )
        print(f"check less start-up / rg: {(ours - start) / floor:.1f} times the CPU")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--keep", type=Path, help="write the corpus there and leave it")
    options = parser.parse_args()
    if options.keep:
        compare(options.keep, options.articles)
        return
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), options.articles)


if __name__ == "__main__":
    main()
