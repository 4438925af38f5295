"""The import gate killed, crowded, starved and deceived: is anything lost, mixed, or counted wrongly?

    python benchmarks/kill.py [--only kills,moments,crowd,full,change] [--articles 16] [--kills 40] [--seed 1]

A target that holds the import of one day meets that of another, with --replace and with --append:

- kills: the process is killed at random moments of its run;
- moments: it is killed before and after every rename and fsync, and before, in the middle and after the writing of
  every manifest (tests/test_targets.py does the same with every other call that changes the disk);
- crowd: two gates write to one target at once;
- full: the disk is full after so many bytes (a tmpfs where one may be mounted, else a limit on the size of a file);
- change: the input is appended to, truncated, replaced or taken away under way.

After each the manifest must name one complete state, what the runs have counted must be the records that are there,
a stored run must be one run, and the next call must end well and remove what the manifest does not name. Prints a
table; exits with 1 if anything has failed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

os.environ.setdefault("POLARS_MAX_THREADS", "1")  # read at its import: corpora as small as these need no more

import sides
from forked import Moments, Process
from sides import Records

from provenance import check, cli, gate, reports
from provenance.runs import store

WARM = (check, gate, reports)
"""Imported before the first fork. This process itself never computes a frame: Polars' threads bear no fork."""

MODES = ("--replace", "--append")
GATE = ("check", "--isolated", "--now", "2024-06-01", "-q")
ENDED, REFUSED = (0, 1), 2


class Bench:
    """Three inputs, a target that holds the first of them, and what has been tried."""

    def __init__(self, folder: Path, articles: int, seed: int) -> None:
        """Write the inputs and the target."""
        self.folder, self.rng = folder, random.Random(seed)
        self.tried: Counter[str] = Counter()
        self.ends: dict[str, Counter[str]] = defaultdict(Counter)
        self.failed: Counter[str] = Counter()
        for number, name in enumerate("abc"):
            self.must(partial(sides.write_input, folder / name, number * articles, articles))
        start = time.monotonic()
        assert self.run(self.gate(folder / "a", folder / "before", "--replace")).end() in ENDED
        self.seconds = time.monotonic() - start

    def run(self, call: Callable[[], object], name: str = "said") -> Process:
        """Start a process."""
        return Process(call, self.folder / f"{name}.txt")

    def must(self, call: Callable[[], object]) -> None:
        """Do something in a process of its own. Raises AssertionError, with what it said, if it fails."""
        process = self.run(call, "must")
        code = process.end()
        assert code == 0, f"exit {code}: {process.said.splitlines()[-1:] or ''}"

    def gate(self, source: Path, root: Path, mode: str, *, cached: bool = False) -> Callable[[], None]:
        """Return a call of the gate, which also stores its run."""
        places = ("--accepted", root / "good", "--quarantine", root / "bad", mode, "--run", root / "run")
        cache = ("--cache-dir", self.folder / "cache") if cached else ("--no-cache",)
        return partial(_command, [*GATE, str(source), *map(str, (*places, *cache))])

    @contextmanager
    def trial(self, kind: str, what: str = "") -> Iterator[Path]:
        """Give a copy of the target; count what is done with it, and whether it fails."""
        self.tried[kind] += 1
        root = self.folder / f"{kind}-{self.tried[kind]}"
        shutil.copytree(self.folder / "before", root)
        try:
            yield root
        except AssertionError as error:
            self.failed[kind] += 1
            print(f"FAILED {root.name} {what}: {error}", flush=True)
        shutil.rmtree(root)

    def apply_policy(self, root: Path, mode: str, source: Path, among: Callable[[], list[Records]]) -> None:
        """See that a target holds one of these states, let the next call finish it, and look again."""
        self.must(partial(_readable, root, among))
        self.must(partial(_stored, root / "run"))
        process = self.run(self.gate(source, root, mode, cached=True))
        code = process.end()
        assert code in ENDED, f"the next call ended with {code}: {process.said}"
        self.must(partial(_complete, root, mode, source, among))
        self.must(partial(_stored, root / "run"))

    def states(self, mode: str, *, ended: bool = False) -> list[Records]:
        """Return the states between which a run of the second input may have left the target."""
        first, second = sides.of_input(self.folder / "a"), sides.of_input(self.folder / "b")
        after = first | second if mode == "--append" else second
        return [after] if ended else [first, after]


def _command(words: list[str]) -> None:
    sys.argv = ["provenance", *words]
    cli.main()


def _readable(root: Path, among: Callable[[], list[Records]]) -> None:
    state = sides.through_manifest(root)
    assert state.records in among(), "the manifest names no complete state"
    assert state.counted == state.records.total(), f"counted {state.counted}, there are {state.records.total()}"


def _complete(root: Path, mode: str, source: Path, among: Callable[[], list[Records]]) -> None:
    state, named, last = sides.in_place(root), sides.through_manifest(root), sides.of_input(source)
    ends = [before | last for before in among()] if mode == "--append" else [last]
    assert state.records in ends, "a record is lost, or there twice"
    assert (state.good, state.bad) == (named.good, named.bad), "the files are not those that the manifest names"
    assert all((state.good, state.bad)), "not everything is of one side"
    assert state.counted == state.records.total(), f"counted {state.counted}, there are {state.records.total()}"


def _stored(folder: Path) -> None:
    """See that a stored run is one run: its frames speak of as many articles as it says, all of one input."""
    run = store.load(folder)
    for frame in (run.summary, run.findings.drop_nulls("source")):
        inputs = {source.partition(".")[0] for source in frame["source"] if not source.startswith("texts/")}
        assert len(inputs) == 1, f"a stored run is mixed of two: {inputs}"
    assert run.articles == run.verdict.articles, "a stored run is mixed of two"


def kills(bench: Bench, options: argparse.Namespace) -> None:
    """Kill runs at random moments, half of them towards the end, where files take their place."""
    while (number := bench.ends["kills"]["killed"]) < options.kills:
        mode = MODES[number % 2]
        with bench.trial("kills", mode) as root:
            start = time.monotonic()
            process = bench.run(bench.gate(bench.folder / "b", root, mode))
            code = process.wait(bench.rng.uniform(0 if number % 4 < 2 else 0.7, 1) * bench.seconds)
            if code is None:
                process.kill()
                bench.ends["kills"]["killed"] += 1
                bench.apply_policy(root, mode, bench.folder / "b", partial(bench.states, mode))
            else:  # it was quicker
                bench.tried["kills"] -= 1
                bench.seconds = time.monotonic() - start


def moments(bench: Bench, options: argparse.Namespace) -> None:
    """Kill runs before, in and after every rename, fsync and manifest; what they read is in the cache."""
    call = partial(bench.gate, bench.folder / "b")
    assert bench.run(call(bench.folder / "warm", "--replace", cached=True)).end() in ENDED
    for mode in MODES:
        told = bench.folder / "moments.txt"
        with bench.trial("moments") as root:
            bench.run(partial(_watched, call(root, mode, cached=True), -1, told)).end()
        bench.tried["moments"] -= 1
        for at in map(float, told.read_text().split()[bench.rng.randrange(options.every) :: options.every]):
            with bench.trial("moments", f"{mode} at {at}") as root:
                process = bench.run(partial(_watched, call(root, mode, cached=True), at, told))
                assert process.end() == -signal.SIGKILL, "it was not killed"
                bench.ends["moments"][f"killed {mode}"] += 1
                bench.apply_policy(root, mode, bench.folder / "b", partial(bench.states, mode))


def _watched(gate_call: Callable[[], None], at: float, moments: Path) -> None:
    watch = Moments(at)
    try:
        gate_call()
    finally:
        moments.write_bytes(" ".join(map(str, watch.known)).encode())


def crowd(bench: Bench, options: argparse.Namespace) -> None:
    """Let two gates write to one target at once."""
    for number in range(options.crowds):
        mode = MODES[number % 2]
        with bench.trial("crowd", mode) as root:
            both = {name: bench.run(bench.gate(bench.folder / name, root, mode), name) for name in "bc"}
            codes = {name: process.end() for name, process in both.items()}
            for name, process in both.items():
                refused = codes[name] == REFUSED and _is_sentence(process, "another run is writing there")
                assert codes[name] in ENDED or refused, f"exit {codes[name]}: {process.said}"
                bench.ends["crowd"]["refused" if refused else "ended"] += 1
            bench.apply_policy(root, mode, bench.folder / "b", partial(_after_both, bench.folder, mode, codes))


def _after_both(folder: Path, mode: str, codes: Mapping[str, int]) -> list[Records]:
    """Return the states in which two gates may leave a target, given who has ended well."""
    state, won = sides.of_input(folder / "a"), [name for name, code in codes.items() if code in ENDED]
    assert won, "neither of two has ended well"
    if mode == "--replace":
        return [sides.of_input(folder / name) for name in won]
    for name in won:
        state |= sides.of_input(folder / name)
    return [state]


def full(bench: Bench, options: argparse.Namespace) -> None:
    """Fill the disk at some moments."""
    for number in range(options.full):
        mode = MODES[number % 2]
        with bench.trial("full", mode) as original, _disk(original) as (root, fill):
            limit = fill(1.2 * (number + 0.5) / options.full)
            process = bench.run(partial(_limited, bench.gate(bench.folder / "b", root, mode), limit))
            code = process.end()
            assert code in ENDED or (code == REFUSED and _is_sentence(process, "cannot write")), process.said
            bench.ends["full"][f"exit {code}, {'a tmpfs' if limit is None else 'RLIMIT_FSIZE'}"] += 1
            fill(2)
            bench.apply_policy(root, mode, bench.folder / "b", partial(bench.states, mode, ended=code in ENDED))


@contextmanager
def _disk(original: Path) -> Iterator[tuple[Path, Callable[[float], int | None]]]:
    """Give a target on a small disk of its own, and what fills it but for a share of the bytes that a run takes."""
    files = [path.stat().st_size for path in original.rglob("*") if path.is_file()]
    root = original.with_name(f"{original.name}-disk")
    root.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(root)]
    mounted = os.getuid() == 0 and subprocess.run(mount, check=False, stderr=subprocess.DEVNULL).returncode == 0
    shutil.copytree(original, root, dirs_exist_ok=True)

    def fill(share: float) -> int | None:
        if not mounted:
            return int(share * max(files))
        ballast, system = root / "ballast", os.statvfs(root)
        ballast.unlink(missing_ok=True)
        if share < 2:
            needed = sum(size // 4096 * 4096 + 4096 for size in files)
            ballast.write_bytes(bytes(max(0, system.f_bavail * system.f_frsize - int(share * needed))))
        return None

    try:
        yield root, fill
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(root)], check=False)
        shutil.rmtree(root)


def _limited(call: Callable[[], None], size: int | None) -> None:
    if size is not None:
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    call()


def _is_sentence(process: Process, words: str) -> bool:
    lines = process.said.splitlines()
    return len(lines) == 1 and words in lines[0] and "internal error" not in lines[0]


def _append(folder: Path) -> None:
    place = next(folder.glob("*.jsonl"))
    with place.open("ab") as target:
        target.write(place.read_bytes().partition(b"\n")[0].replace(b'"id": "', b'"id": "new-') + b"\n")


def _truncate(folder: Path) -> None:
    place = next(folder.glob("*.jsonl"))
    os.truncate(place, place.stat().st_size * 2 // 3)


def _replace(folder: Path) -> None:
    for place in [*folder.glob("texts/*.txt")][::2]:
        part = place.with_suffix(".part")
        part.write_bytes(place.read_bytes() + b"\n\nThe council will meet again on Friday.\n")
        part.replace(place)


def _swap(folder: Path) -> None:
    next(folder.glob("*.parquet")).write_bytes(next((folder.parent / "c").glob("*.parquet")).read_bytes())


def _take_away(folder: Path) -> None:
    next(folder.glob("texts/*.txt")).unlink()


CHANGES = (_append, _truncate, _replace, _swap, _take_away)


def change(bench: Bench, options: argparse.Namespace) -> None:
    """Change the input under way."""
    for number in range(options.changes):
        mode, how = MODES[number % 2], CHANGES[number % len(CHANGES)]
        with bench.trial("change", f"{how.__name__} {mode}") as root:
            old, new = bench.folder / "old", bench.folder / "new"
            for copy in (old, new):
                shutil.rmtree(copy, ignore_errors=True)
                shutil.copytree(bench.folder / "b", copy)
            process = bench.run(bench.gate(new, root, mode))
            code = process.wait(bench.rng.uniform(0.1, 1) * bench.seconds)
            how(new)
            code = process.end() if code is None else code
            told = any(_is_sentence(process, words) for words in ("has changed", "has vanished"))
            assert code in ENDED or (code == REFUSED and told), f"exit {code}: {process.said}"
            bench.ends["change"][f"exit {code}"] += 1
            bench.apply_policy(
                root, mode, new, partial(_between, bench.folder / "a", old, new, mode, ended=code in ENDED)
            )


def _between(first: Path, old: Path, new: Path, mode: str, *, ended: bool) -> list[Records]:
    """Return the states that the target may have: without the input, or with each file as it was or as it is."""
    before = sides.of_input(first)
    if not ended:
        return [before]
    inputs = [Records()]
    for path in sorted(path for path in old.rglob("*") if path.is_file()):
        now = new / path.relative_to(old)
        was, is_now = (Records(sides.records_of(place)) if place.exists() else Records() for place in (path, now))
        inputs = [one | file for one in inputs for file in ([was] if was == is_now else [was, is_now])]
    return [before | one for one in inputs] if mode == "--append" else inputs


TRIALS = {trial.__name__: trial for trial in (kills, moments, crowd, full, change)}


def main() -> None:
    """Try, print the table, and exit with 1 if anything has failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default=",".join(TRIALS))
    parser.add_argument("--articles", type=int, default=16)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--crowds", type=int, default=20)
    parser.add_argument("--full", type=int, default=10)
    parser.add_argument("--changes", type=int, default=20)
    parser.add_argument("--every", type=int, default=1, help="try one moment of so many")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        bench = Bench(Path(name), options.articles, options.seed)
        for trial in options.only.split(","):
            TRIALS[trial](bench, options)
        print(f"{'trial':<10} {'tried':>6} {'failed':>7}  how they ended")
        for trial, tried in bench.tried.items():
            ends = ", ".join(f"{count} {how}" for how, count in sorted(bench.ends[trial].items()))
            print(f"{trial:<10} {tried:>6} {bench.failed[trial]:>7}  {ends}")
    sys.exit(bench.failed.total() > 0)


if __name__ == "__main__":
    main()
