"""The cases from outside, tried on this checkout: does each give what is expected of it?

    python benchmarks/cases.py [--cases ../shared/cases] [--only reports/24 --only attacks/undo] [--verbose]

A case is a folder below `--cases`; what must come out of it stands in `benchmarks/cases/GROUP/NAME.toml`. A case
without such a file fails. Each is copied to a temporary folder, its steps are run there by bash, then every
expectation is looked at. Exits with 1 if one is not met.

    args = ["--field", "text=body"]       # more options for the two steps that every report has: `check` and `extract`
    steps = ["provenance check c -q"]     # other steps, instead of those two

    [[expect]]                            # of one step, the first unless `step` says another
    step = 0
    exit = 1                              # its exit code
    stdout = ["words"]                    # what its standard output holds, likewise `stderr`
    stdout_lacks = ["##["]                # what it must not hold, likewise `stderr_lacks`

    [[expect]]                            # rows of a Parquet file that `extract` or another step has written
    rows = "findings"                     # NAME for facts/NAME.parquet, or a path that ends in .parquet
    where = { article = "a.txt", code = "BPL014" }
    count = 1                             # how many rows fit; without it at least one

    [[expect]]                            # a file that a step has left
    file = "acc/a.txt"
    equals = "in/a.txt"                   # has the same bytes as that one; or:
    holds = ["words"]                     # or `lacks`, or `exists = false`

Values in `where` are compared as text: a date fits if it begins so, `{ holds = "…" }` asks for a part,
`{ null = true }` for nothing, a list for a list. In steps, `provenance` is this checkout's and `$PYTHON` its Python.
"""

from __future__ import annotations

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl

HERE = Path(__file__).parent
CLOCK = "--isolated --now 2026-11-28"
TIME_LIMIT = 300
"""Seconds after which a step is ended; its exit code is then 124."""


def run_step(line: str, folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a step by bash in `folder` and return what came of it."""
    command = ["timeout", str(TIME_LIMIT), "bash", "-c", line]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, errors="surrogateescape", check=False
    )


def steps_of(case: Mapping[str, Any]) -> list[str]:
    """Return the steps of a case: its own, or those of every report."""
    if "steps" in case:
        return list(case["steps"])
    options = shlex.join(case.get("args", []))
    return [
        f"provenance check input/ {CLOCK} --no-cache {options}",
        f"provenance extract input/ {CLOCK} --to facts -q {options}",
    ]


def fits(value: Any, wanted: Any) -> bool:
    """Tell whether the value of a cell is the wanted one."""
    if isinstance(wanted, dict):
        if "null" in wanted:
            return (value is None) == wanted["null"]
        return value is not None and wanted["holds"] in str(value)
    if isinstance(wanted, list):
        return list(value or ()) == wanted
    if isinstance(value, date | datetime):
        return value.isoformat().startswith(str(wanted))
    return str(value) == str(wanted)


def look_at_step(wanted: Mapping[str, Any], done: list[subprocess.CompletedProcess[str]]) -> Iterator[str]:
    """Yield what a step has not done as expected."""
    step = done[wanted.get("step", 0)]
    if "exit" in wanted and step.returncode != wanted["exit"]:
        yield f"exit code {step.returncode}, not {wanted['exit']}: {step.stderr.strip()[-200:]}"
    for stream in ("stdout", "stderr"):
        text = getattr(step, stream)
        yield from (
            f"{stream} lacks {words!r}: {text[-200:]!r}" for words in wanted.get(stream, ()) if words not in text
        )
        yield from (f"{stream} holds {words!r}" for words in wanted.get(f"{stream}_lacks", ()) if words in text)


def look_at_rows(wanted: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Yield how the rows of a frame differ from what is expected."""
    name = wanted["rows"]
    path = folder / (name if name.endswith(".parquet") else f"facts/{name}.parquet")
    if not path.is_file():
        yield f"{name}: there is no such frame"
        return
    where = wanted.get("where", {})
    frame = pl.read_parquet(path, glob=False)
    unknown = [column for column in where if column not in frame.columns]
    if unknown:
        yield f"{name}: has no column {', '.join(unknown)}"
        return
    found = sum(all(fits(row[column], value) for column, value in where.items()) for row in frame.to_dicts())
    if found != wanted["count"] if "count" in wanted else not found:
        yield f"{name}: {found} rows with {where}, not {wanted.get('count', 'one or more')}"


def look_at_file(wanted: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """Yield how a file differs from what is expected."""
    path = folder / wanted["file"]
    if path.exists() != wanted.get("exists", True):
        yield f"{wanted['file']}: {'there is such a file' if path.exists() else 'there is no such file'}"
    elif path.is_file():
        data = path.read_bytes()
        if "equals" in wanted and data != (folder / wanted["equals"]).read_bytes():
            yield f"{wanted['file']}: differs from {wanted['equals']}"
        yield from (f"{path.name}: lacks {words!r}" for words in wanted.get("holds", ()) if words.encode() not in data)
        yield from (f"{path.name}: holds {words!r}" for words in wanted.get("lacks", ()) if words.encode() in data)


def look(wanted: Mapping[str, Any], done: list[subprocess.CompletedProcess[str]], folder: Path) -> list[str]:
    """Return in which way one expectation is not met."""
    if "rows" in wanted:
        return list(look_at_rows(wanted, folder))
    if "file" in wanted:
        return list(look_at_file(wanted, folder))
    return list(look_at_step(wanted, done))


def try_case(source: Path, data: Path, *, verbose: bool = False) -> tuple[int, list[str]]:
    """Run a case in a folder of its own; return how many expectations it has, and what was not met."""
    if not data.is_file():
        return 0, [f"{data.relative_to(HERE)} does not exist: nothing is expected of this case"]
    case = tomllib.loads(data.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory(prefix="case-") as name:
        folder = Path(name) / "case"
        shutil.copytree(source, folder, symlinks=True)
        for path in (folder, *folder.rglob("*")):
            path.chmod(path.stat().st_mode | 0o200)
        shim = Path(name) / "bin" / "provenance"
        shim.parent.mkdir()
        shim.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m provenance "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        environment = {
            **os.environ, "PATH": f"{shim.parent}:{os.environ['PATH']}", "PYTHON": sys.executable,
            "PYTHONPATH": str(HERE.parent), "NO_COLOR": "1",
        }  # fmt: skip
        done = [run_step(line, folder, environment) for line in steps_of(case)]
        if verbose:
            for step in done:
                print(step.args[-1], step.stdout, step.stderr, sep="\n")
        return len(case["expect"]), [fault for wanted in case["expect"] for fault in look(wanted, done, folder)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, default=HERE.parent.parent / "shared" / "cases")
    parser.add_argument("--only", action="append", default=[], help="cases whose name begins so")
    parser.add_argument("--verbose", action="store_true", help="print what the steps print")
    options = parser.parse_args()
    names = sorted(f"{path.parent.parent.name}/{path.parent.name}" for path in options.cases.glob("*/*/expected.md"))
    names = [name for name in names if not options.only or name.startswith(tuple(options.only))]
    if not names:
        sys.exit(f"{options.cases}: there is no case here")
    failed = 0
    for name in names:
        count, faults = try_case(options.cases / name, HERE / "cases" / f"{name}.toml", verbose=options.verbose)
        failed += bool(faults)
        print(f"{'FAIL' if faults else 'ok':<5} {name} ({count} expectations)", *faults, sep="\n        ", flush=True)
    print(f"{failed} of {len(names)} cases failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
