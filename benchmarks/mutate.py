"""Thousands of mutated inputs: does any give a traceback, an abort, a hang, or a lost record?

    python benchmarks/mutate.py [--inputs 20000] [--batch 500] [--cli 200] [--kind lines …] [--seed 1] [--first 0]
                                [--keep FOLDER] [--gigabytes 4] [--seconds 60] [--gate]

Input number n of a kind depends on the seed and n only. A batch is a process of its own, with so much memory and one
thread, in which `provenance.cli.main` is called as the command line calls it. A batch that fails is halved until the
input stands alone (`mutations/calls.py` says what is called and what must hold). Failures are an exit code that is
not right for the call, an internal error, a traceback or a panic in the output, more than one sentence for a wrong
call, the death of the process, more than so many seconds, a record lost in the gate. Then so many inputs, of all
kinds in turn, go through the real command line, those of a corpus with one group of commands after the other. Prints a
table, keeps each failing input with what was told of it in a folder, and exits with 1 if there is one.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mutations.calls import KINDS, Call, Kind, of_gate, ready

HERE = Path(__file__).parent.parent
ROUNDS = ({"check"}, {"fix"}, {"extract"}, {"check", "report", "diff"})
"""Which commands an input of a corpus gets of the real command line: one of these after the other."""
MOST = 20  # failures of a kind, after which the rest of it is left
WORDS = ("Traceback (most recent call last)", "internal error", "panicked at", "stack overflow", "Fatal Python error")


@dataclass
class Found:
    """What was seen of a kind."""

    inputs: int = 0
    codes: Counter[int] = field(default_factory=Counter)
    failures: dict[tuple[int, ...], str] = field(default_factory=dict)
    seconds: float = 0


def make(kind: Kind, name: str, seed: int, numbers: Iterable[int], place: Path) -> random.Random:
    """Write inputs below `place`; return the source of chance for their calls."""
    folder = place / "c" if kind.together else place
    folder.mkdir(parents=True)
    chance = random.Random(f"{seed} {name} calls")
    for number in numbers:
        rng = random.Random(f"{seed} {name} {number}")
        kind.make(rng, folder, f"{number:06}")
        chance = chance if kind.together else rng
    return chance


def judged(call: Call, code: int, out: str, err: str, place: Path) -> str | None:
    """Return what is wrong with the outcome of a call; None if nothing is."""
    if word := next((word for word in WORDS if word in err), None):
        return f"{word!r} on standard error"
    if code not in call.codes:
        return f"exit code {code}"
    if code == 2 and (len(err.splitlines()) != 1 or not err.startswith("error: ")):
        return "a wrong call is told in another way than by one sentence"
    if code == 2:
        return None
    try:
        return call.law(place)
    except Exception:  # noqa: BLE001 - what cannot be looked at does not hold
        return traceback.format_exc()


class Door:
    """Calls the program in this process, with its output in files, as `python -m provenance` does."""

    def __init__(self, folder: Path) -> None:
        self.files = [folder / "stdout", folder / "stderr"]

    def call(self, words: Sequence[str]) -> tuple[int, str, str]:
        from provenance.cli import main

        kept = [os.dup(1), os.dup(2)]
        sys.argv, told = ["provenance", *words], ""
        for number, path in enumerate(self.files, 1):
            with path.open("wb") as target:
                os.dup2(target.fileno(), number)
        try:
            main()
            code = 0
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else int(error.code is not None)
            if code == 2 and error.__context__:
                told = "".join(traceback.format_exception(error.__context__))
        except BaseException:  # noqa: BLE001 - `main` lets nothing through but this
            code, told = 99, traceback.format_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            for number, descriptor in enumerate(kept, 1):
                os.dup2(descriptor, number)
                os.close(descriptor)
        out, err = (path.read_bytes().decode("utf-8", "replace") for path in self.files)
        self.told = told
        return code, out, err


def limits(gigabytes: float) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(gigabytes * 2**30),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


@contextmanager
def limited(seconds: int) -> Iterator[None]:
    """End the process after so many seconds of its own time, or twenty times as many on the clock of a busy machine."""
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(20 * seconds)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.alarm(0)


def child(options: argparse.Namespace) -> None:
    """Make and call the inputs that the parent names; write down what begins and how it ends."""
    limits(options.gigabytes)
    name, work = options.kind[0], Path(options.work)
    kind, door = KINDS[name], Door(work)
    numbers = [int(word) for word in sys.stdin.read().split()]
    groups = [numbers] if kind.together else [[number] for number in numbers]
    with (work / "told.jsonl").open("w", encoding="utf-8", buffering=1) as target:
        for group in groups:
            place = work / f"p{group[0]}"
            print(json.dumps({"group": group, "words": ["before the first call"]}), file=target)
            chance = make(kind, name, options.seed, group, place)
            os.chdir(place)
            for call in (of_gate if options.gate and kind.together else kind.calls)(place, chance):
                print(json.dumps({"group": group, "words": call.words}), file=target)
                begun = time.process_time()
                with limited(options.seconds + len(group) // 2):
                    code, out, err = door.call(call.words)
                seconds = time.process_time() - begun
                wrong = judged(call, code, out, err, place)
                told = f"{wrong}\n{err[-3000:]}\n{door.told[-6000:]}" if wrong else None
                print(json.dumps({"code": code, "seconds": seconds, "wrong": told}), file=target)
            os.chdir(work)
            shutil.rmtree(place, ignore_errors=True)
        print(json.dumps({"done": True}), file=target)


@dataclass
class Batches:
    """Batches of one kind."""

    name: str
    base: Path
    options: argparse.Namespace
    found: Found

    def tried(self, numbers: Sequence[int]) -> None:
        """Call a batch in a process of its own; halve it where it fails."""
        if not numbers or len(self.found.failures) >= MOST:
            return
        lines, end = self._told(numbers)
        wrong: dict[tuple[int, ...], str] = {}
        group, words = tuple(numbers), "before the first call"
        for line in lines:
            if "group" in line:
                group, words = tuple(line["group"]), " ".join(line["words"])
            elif line.get("wrong"):
                wrong.setdefault(group, f"{words}\n{line['wrong']}")
            elif "code" in line:
                self.found.codes[line["code"]] += 1
        if end:
            wrong.setdefault(group, f"{words}\n{end}")
        for failed, why in wrong.items():
            self._narrow(failed, why)
        if end and len(group) < len(numbers):  # the process has died in the midst of inputs that stand alone
            self.tried(numbers[numbers.index(group[0]) + 1 :])

    def _told(self, numbers: Sequence[int]) -> tuple[list[dict[str, Any]], str]:
        """Return what a process has told of its calls, and how it died if it did."""
        with tempfile.TemporaryDirectory(prefix="mutate-") as place:
            folder = Path(place)
            (folder / "base").symlink_to(self.base)
            command = [sys.executable, __file__, "--child", "--kind", self.name, "--seed", str(self.options.seed)]
            command += ["--gate"] if self.options.gate else []
            command += ["--gigabytes", str(self.options.gigabytes), "--seconds", str(self.options.seconds)]
            environment = os.environ | {"POLARS_MAX_THREADS": "1", "PYTHONPATH": str(HERE), "COLUMNS": "120"}
            done = subprocess.run(
                [*command, "--work", place], input=" ".join(map(str, numbers)), env=environment, text=True,
                capture_output=True, check=False,
            )  # fmt: skip
            told, output = folder / "told.jsonl", [folder / "stdout", folder / "stderr"]
            lines = [json.loads(line) for line in told.read_text("utf-8").splitlines()] if told.exists() else []
            if lines and lines[-1].get("done"):
                return lines, ""
            last = "\n".join(path.read_bytes().decode("utf-8", "replace")[-2000:] for path in output if path.exists())
        return lines, f"the process ended with {done.returncode}\n{done.stderr[-3000:]}\n{last}"

    def _narrow(self, failed: Sequence[int], why: str) -> None:
        """Keep an input that fails alone; halve those that fail together, and keep them where no half does."""
        if len(failed) > 1:
            before, half = len(self.found.failures), len(failed) // 2
            for part in (failed[:half], failed[half:]):
                self.tried(part)
            if len(self.found.failures) > before:
                return
        self.found.failures[tuple(failed)] = why
        print(f"FAILED {self.name} {' '.join(map(str, failed[:20]))}: {why}", flush=True)
        keep = self.options.keep / f"{self.name}-{failed[0]}"
        shutil.rmtree(keep, ignore_errors=True)
        keep.mkdir(parents=True)
        shutil.copytree(self.base, keep / "base")
        make(KINDS[self.name], self.name, self.options.seed, failed, keep / "input")
        (keep / "why.txt").write_text(why, encoding="utf-8")


def through_the_command_line(number: int, base: Path, options: argparse.Namespace, found: dict[str, Found]) -> None:
    """Give one input to fresh processes of the real command line, a call each."""
    names = [name for name in KINDS if name in options.kind or not options.kind]
    name = names[number % len(names)]
    kind = KINDS[name]
    with tempfile.TemporaryDirectory(prefix="mutate-") as folder:
        (Path(folder) / "base").symlink_to(base)
        place = Path(folder) / "place"
        chance = make(kind, name, options.seed, [1_000_000 + number], place)
        commands = ROUNDS[number // len(names) % len(ROUNDS)]
        gate = options.gate and kind.together
        for call in (of_gate if gate else kind.calls)(place, chance):
            if kind.together and not gate and call.words[0] not in commands:
                continue
            code, out, err = outside(call.words, place, options)
            found["command line"].codes[code] += 1
            if wrong := judged(call, code, out, err, place):
                why = f"{name}: {' '.join(call.words)}\n{wrong}\n{err[-3000:]}"
                print(f"FAILED {why}", flush=True)
                found["command line"].failures[(number,)] = why
                shutil.copytree(place, options.keep / f"cli-{number}-{name}", symlinks=True, dirs_exist_ok=True)
                break
    found["command line"].inputs += 1


def outside(words: Sequence[str], place: Path, options: argparse.Namespace) -> tuple[int, str, str]:
    environment = os.environ | {"PYTHONPATH": str(HERE), "COLUMNS": "120"}
    command = [sys.executable, "-m", "provenance", *words]
    try:
        done = subprocess.run(
            command, cwd=place, env=environment, capture_output=True, check=False, timeout=options.seconds,
            preexec_fn=lambda: limits(options.gigabytes),
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return -signal.SIGALRM, "", ""
    return done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")


def table(found: dict[str, Found], options: argparse.Namespace) -> None:
    print(f"\n{'kind':<16}{'inputs':>8}{'exit 0':>9}{'exit 1':>9}{'exit 2':>9}{'failed':>8}{'seconds':>9}")
    for name, one in found.items():
        print(
            f"{name:<16}{one.inputs:>8,}"
            + "".join(f"{one.codes[code]:>9,}" for code in range(3))
            + f"{len(one.failures):>8}{one.seconds:>9.0f}"
        )
    failed = sum(len(one.failures) for one in found.values())
    print(
        f"{sum(one.inputs for one in found.values()):,} inputs, {failed} failures"
        + (f", kept in {options.keep}" if failed else ""),
        flush=True,
    )


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=500)
    parser.add_argument("--cli", type=int, help="200; none where kinds are named")
    parser.add_argument("--kind", action="append", choices=KINDS, default=[])
    parser.add_argument("--gate", action="store_true", help="of a corpus only check with the gate: quick, for formats")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="the number of the first input of each kind")
    parser.add_argument(
        "--keep", type=lambda word: Path(word).resolve(), default=Path(tempfile.gettempdir()) / "mutate-failures"
    )
    parser.add_argument("--gigabytes", type=float, default=4)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    return parser.parse_args()


def prepared(folder: Path) -> Path:
    """Return the folder of what inputs beside a corpus are made from."""
    folder.mkdir()
    calls: dict[str, Any] = {"cwd": folder, "env": os.environ | {"PYTHONPATH": str(HERE)}}
    ready(folder, lambda words: subprocess.run([sys.executable, "-m", "provenance", *words], check=False, **calls))
    return folder


def main() -> None:
    options = arguments()
    if options.child:
        child(options)
        return
    found: dict[str, Found] = defaultdict(Found)
    chosen = {name: kind for name, kind in KINDS.items() if name in options.kind or not options.kind}
    shares = sum(kind.share for kind in chosen.values())
    with tempfile.TemporaryDirectory(prefix="mutate-") as work:
        base = prepared(Path(work) / "base")
        for name, kind in chosen.items():
            begun, one = time.perf_counter(), found[name]
            numbers = range(options.first, options.first + round(options.inputs * kind.share / shares))
            for start in range(0, len(numbers), options.batch):
                batch = numbers[start : start + options.batch]
                one.inputs += len(batch)
                Batches(name, base, options, one).tried(batch)
                print(
                    f"{name}: {one.inputs:,} inputs, {len(one.failures)} failures, {time.perf_counter() - begun:.0f} s",
                    flush=True,
                )
            one.seconds = time.perf_counter() - begun
        begun = time.perf_counter()
        for number in range((0 if options.kind else 200) if options.cli is None else options.cli):
            through_the_command_line(number, base, options, found)
            found["command line"].seconds = time.perf_counter() - begun
    table(found, options)
    sys.exit(any(one.failures for one in found.values()))


if __name__ == "__main__":
    main()
