"""CPU of `provenance check`, as ratios in one run on the same bytes, for generated and for real-shaped text.

    python benchmarks/speed.py [--articles 4000] [--text NAME=FILE.parquet] [--json FILE] [--floors]

Every figure is CPU (user and system) of one thread, the median of five where a process is short and the best of three
warm rounds where it is not; wall times are left out, for they say how busy a machine is. Beside `check` stand
`wc -w`, `rg` with the phrases of the catalogue, both where they are installed, the plain loop of `per_row.py`, and
what `import polars` takes. The load is printed. `--floors` holds the ratios against `speed_floors.json`, and fails
where one is above. What memory costs tells `memory.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import per_row
import polars as pl

HERE = Path(__file__).parent
FLOORS = HERE / "speed_floors.json"
_TOLD = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
ONE_THREAD = {**_TOLD, "POLARS_MAX_THREADS": "1"}
"""Where processes run: their modules stay compiled, as they are where the program is installed (.5 s of a start)."""
LOOP = 10
"""The plain loop reads a part of the articles so small."""


def cpu(command: list[str]) -> float:
    """Run a process and return its CPU seconds."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=ONE_THREAD)
    _, status, usage = os.wait4(process.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{' '.join(command)} failed")
    return usage.ru_utime + usage.ru_stime


def median(command: list[str]) -> float:
    """Return the median of five runs."""
    return statistics.median(cpu(command) for _ in range(5))


def program(*words: str) -> list[str]:
    """Return the command line of the program."""
    return [sys.executable, "-m", "provenance", *words]


def of_text(name: str, parquet: Path, work: Path) -> dict[str, Any]:
    """Return the figures of one kind of text."""
    texts = pl.read_parquet(parquet, columns=["text"])["text"]
    whole = work / f"{name}.txt"
    whole.write_text("\n".join(texts), encoding="utf-8")
    command = [sys.executable, str(HERE / "stages.py"), str(parquet)]
    inside = json.loads(subprocess.run(command, env=ONE_THREAD, check=True, capture_output=True, text=True).stdout)
    return {**inside, "megabytes": whole.stat().st_size / 1e6, "others": _others(whole, parquet, work, texts.len())}


def _others(whole: Path, parquet: Path, work: Path, articles: int) -> dict[str, float]:
    """Return the CPU of what stands beside it on the same text."""
    found = {}
    if shutil.which("wc"):
        found["wc -w"] = median(["wc", "-w", str(whole)])
    if shutil.which("rg"):
        phrases = work / "phrases"
        phrases.write_text("\n".join(per_row.phrases()) + "\n", encoding="utf-8")
        found["rg of phrases"] = median(["rg", "-c", "-i", "-F", "-f", str(phrases), str(whole)])
    part = work / "part.parquet"
    pl.read_parquet(parquet).head(articles // LOOP).write_parquet(part)
    found["plain loop"] = cpu([sys.executable, str(Path(per_row.__file__)), str(part)]) * LOOP
    return found


def of_start() -> dict[str, float]:
    """Return the CPU of what is mostly starting."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "one.txt").write_text("The council opened the quay on Monday.\n", encoding="utf-8")
        return {
            "import polars": median([sys.executable, "-c", "import polars"]),
            "--help": median(program("--help")),
            "--version": median(program("--version")),
            "one file": median(program("check", "--isolated", "--no-cache", folder)),
        }


def ratios(texts: dict[str, dict[str, Any]], start: dict[str, float]) -> dict[str, float]:
    """Return what the floors hold."""
    found = {f"{name} / import polars": taken / start["import polars"] for name, taken in start.items()}
    for name, figures in texts.items():
        found |= {f"{name}: check / {other}": figures["best"] / taken for other, taken in figures["others"].items()}
        found[f"{name}: collects a shard"] = figures["collects"]
    return found


def told(texts: dict[str, dict[str, Any]], start: dict[str, float], found: dict[str, float]) -> None:
    """Print all figures."""
    print(f"load {' '.join(f'{load:.1f}' for load in os.getloadavg())}")
    for name, taken in start.items():
        print(f"{name:<28} {taken:8.2f} s CPU")
    for name, figures in texts.items():
        best, articles, size = figures["best"], figures["articles"], figures["megabytes"]
        print(
            f"{name:<28} {best:8.2f} s CPU {best / articles * 1e6:8.0f} µs an article {best / size * 1e3:8.1f} ms/MB"
            f" {articles / best:8,.0f} articles/s {figures['peak']:6.0f} MB; first round {figures['first']:.2f} s"
        )
        for stage, taken in figures["stages"].items():
            print(f"    {stage:<24} {taken / size * 1e3:8.1f} ms/MB {taken / best:8.1%}")
    for name, ratio in found.items():
        print(f"{name:<40} {ratio:8.1f}")


def above(found: dict[str, float]) -> list[str]:
    """Return what stands above its floor."""
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))
    return [
        f"{name}: {found[name]:.2f}, and {most} is the most"
        for name, most in floors.items()
        if found.get(name, 0) > most
    ]


def written(work: Path, articles: int) -> dict[str, Path]:
    """Write both kinds of text in processes of their own."""
    found = {}
    for name, module in (("generated", "corpus.py"), ("real-shaped", "real_shaped.py")):
        command = [sys.executable, str(HERE / module), str(work / name), "--articles", str(articles)]
        subprocess.run([*command, *(["--forms", "parquet"] if module == "corpus.py" else [])], check=True)
        found[name] = work / name / "corpus.parquet"
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=4_000)
    parser.add_argument("--text", action="append", default=[], help="NAME=FILE.parquet: texts of your own as well")
    parser.add_argument("--json", type=Path, help="write the figures there")
    parser.add_argument("--floors", action="store_true", help="fail where a ratio is above its floor")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        parquets = written(work, options.articles) | {
            name: Path(path) for name, _, path in (text.partition("=") for text in options.text)
        }
        start = of_start()
        texts = {name: of_text(name, path, work) for name, path in parquets.items()}
    found = ratios(texts, start)
    told(texts, start, found)
    if options.json:
        figures = {"load": os.getloadavg(), "start": start, "texts": texts, "ratios": found}
        options.json.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")
    if options.floors and (broken := above(found)):
        sys.exit("\n".join(broken))


if __name__ == "__main__":
    main()
