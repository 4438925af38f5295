"""Peak memory of `provenance check`, a small corpus against a large one, for every way to have its results.

    python benchmarks/memory.py FOLDER [--articles 100000] [--times 4] [--only sarif,gate,…]

Each line is two processes: peaks over the same kind of articles, their ratio, and what an article more costs. The
promise is that a corpus four times as large needs less than 15 % more. The corpora are written to FOLDER once; Polars
has two threads, for the memory of shards is a matter of threads.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PROMISED = 1.15
FORMATS = (
    "statistics", "concise", "full", "grouped", "json", "json-lines", "sarif", "junit", "github", "gitlab", "rdjson",
)  # fmt: skip
RUN = "{out}/run"
WAYS: dict[str, list[str]] = {
    **{name: ["--output-format", name, "--max-findings", "0"] for name in FORMATS},
    "suites": ["--output-format", "statistics", "--suite", "ALL"],
    "gate": ["--output-format", "statistics", "--accepted", "{out}/good", "--quarantine", "{out}/bad"],
    "run": ["--output-format", "statistics", "--run", RUN],
    "html": ["--output-format", "statistics", "--report", "{out}/report"],
    "write-baseline": ["--output-format", "statistics", "--write-baseline", "{out}/baseline.json"],
    "baseline": ["--output-format", "statistics", "--baseline", "{base}/baseline.json"],
}
CHECK = ["check", "--isolated", "--exit-zero", "--no-cache"]


def peak(arguments: list[str]) -> float:
    """Run the program and return its peak memory in MB."""
    command = [sys.executable, "-m", "provenance", *arguments]
    environment = {**os.environ, "POLARS_MAX_THREADS": "2"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(command)} failed: {process.stderr.read().decode()[-500:] if process.stderr else ''}")
    return usage.ru_maxrss / 1024


def measured(way: str, base: Path) -> float:
    """Return the peak of one way to check the corpus that lies in `base`."""
    with tempfile.TemporaryDirectory(dir=base) as out:
        if way == "baseline" and not (base / "baseline.json").is_file():
            peak([*CHECK, str(base / "corpus.parquet"), "--write-baseline", str(base / "baseline.json")])
        options = [word.format(out=out, base=base) for word in WAYS.get(way, [])]
        if way != "diff":
            return peak([*CHECK, str(base / "corpus.parquet"), *options])
        if not (base / "run").is_dir():
            peak([*CHECK, str(base / "corpus.parquet"), "--run", str(base / "run")])
        return peak(["diff", str(base / "run"), str(base / "run")])


def written(folder: Path, articles: int) -> Path:
    """Write a corpus, unless it is there, in a process of its own: a process begins with the peak of its parent."""
    base = folder / str(articles)
    if not (base / "corpus.parquet").is_file():
        command = [sys.executable, str(HERE / "corpus.py"), str(base), "--articles", str(articles)]
        subprocess.run([*command, "--forms", "parquet"], check=True)
    return base


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=4)
    parser.add_argument("--only", help=f"with commas: {', '.join([*WAYS, 'diff'])}")
    options = parser.parse_args()
    few, many = options.articles, options.articles * options.times
    small, large = (written(options.folder, number) for number in (few, many))
    broken = False
    for way in options.only.split(",") if options.only else [*WAYS, "diff"]:
        low, high = measured(way, small), measured(way, large)
        broken |= high / low > PROMISED
        mark = "  over" if high / low > PROMISED else ""
        more = (high - low) * 1024 / (many - few)
        print(f"{way:<16} {low:7.0f} MB {high:7.0f} MB {high / low:6.2f} {more:7.2f} KB an article{mark}", flush=True)
    sys.exit(broken)


if __name__ == "__main__":
    main()
