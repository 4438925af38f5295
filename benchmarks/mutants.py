"""Small mutations of the modules that decide: would a test notice?

    python benchmarks/mutants.py [MODULE …] [--sample 60] [--seed 1] [--floor 0.85] [--show]

Of each module a seeded sample of mutations is tried in a copy of the working tree, each in a fresh process. The tests
that are named here for the module run once as they are, to learn which of them run which line, and how long each
takes; a mutant is then met by the tests that run its line, the quickest first, up to the first failure. A mutant is
killed if a test fails; one that runs out of time is not. What changes nothing that could be run (an annotation) is no
mutant, and those that are known to change nothing that could be seen (`mutants_equivalent.toml`) are counted apart.
Exits with 1 if a module is below the floor. Needs `cosmic-ray`, which makes the mutations, and a system that forks.
"""

from __future__ import annotations

import argparse
import ast
import difflib
import gc
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import tomllib
import traceback
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import cache_from_source
from pathlib import Path
from types import FrameType
from typing import Any

import hypothesis
import pytest

HERE = Path(__file__).parent.parent
KNOWN = Path(__file__).parent / "mutants_equivalent.toml"
VALUES = "tests/test_values.py"
TESTS = {
    "policy/decisions": ["tests/test_decisions.py", VALUES],
    "policy/configuration": ["tests/test_policy.py", "tests/test_configuration_notes.py", VALUES],
    "policy/baseline": ["tests/test_baseline.py"],
    "policy/limits": ["tests/test_limits.py", VALUES],
    "policy/verdict": ["tests/test_verdict.py", "tests/test_policy.py", "tests/test_denominators.py", VALUES],
    "corpus/duplicates": ["tests/corpus/test_duplicates.py"],
    "pipeline/cache": ["tests/test_cache_entries.py"],
    "rules/apply": ["tests/rules/test_apply.py"],
    "rules/locate": ["tests/rules/test_locate.py"],
    "rules/fingerprints": ["tests/rules/test_fingerprints.py"],
    "gate/__init__": ["tests/test_gate_counts.py", "tests/test_gate.py", VALUES],
    "gate/counts": ["tests/test_gate_counts.py", VALUES],
    "gate/reasons": ["tests/test_gate_reasons.py", "tests/test_gate.py"],
    "gate/split": [
        "tests/test_gate_split.py",
        "tests/test_gate_records.py",
        "tests/test_gate.py",
        "tests/test_gate_normalised.py",
    ],
    "gate/contents": [
        "tests/test_gate_split.py",
        "tests/test_gate_records.py",
        "tests/test_gate.py",
        "tests/test_gate_normalised.py",
    ],
    "gate/ledger": ["tests/test_gate_records.py", "tests/test_gate.py"],
    "gate/verdicts": ["tests/test_gate_records.py", "tests/test_gate.py"],
    "gate/by_file": ["tests/test_gate_records.py", "tests/test_gate.py"],
    "gate/settled": ["tests/test_gate_counts.py"],
    "facts/spans": ["tests/facts/test_spans.py"],
    "fixing/edits": ["tests/test_edits.py", VALUES],
    "fixing/undoing": ["tests/test_fix.py"],
}
"""The modules that decide, and the tests that hold them. The list follows the code when it moves."""
LIBRARIES = ("polars", "pyarrow", "pandera", "great_expectations", "jsonschema")
"""What every process would import for itself, and is imported once. Nothing of the program is among them."""
Spans = tuple[tuple[int, int], tuple[int, int]]
Tracer = Callable[[FrameType, str, Any], Any]


@dataclass(frozen=True)
class Mutant:
    """A module with one small change: its source, the line that was changed, and what it became."""

    source: str
    line: int
    before: str
    after: str


def unrun(source: str) -> list[Spans]:
    """Return the spans of all annotations, which run nothing."""
    spans = []
    for node in ast.walk(ast.parse(source)):
        for name in ("annotation", "returns"):
            part = getattr(node, name, None)
            if part is not None:
                spans.append(((part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)))
    return spans


def mutants(module: Path, number: int, chance: random.Random) -> list[Mutant]:
    """Return a sample of the mutants of a module, none of which changes an annotation."""
    from cosmic_ray.commands.init import _all_work_items
    from cosmic_ray.mutating import mutate_code
    from cosmic_ray.plugins import get_operator

    source = module.read_text(encoding="utf-8")
    spans = unrun(source)
    every = [
        mutation
        for item in _all_work_items([module], {})
        for mutation in item.mutations
        if not any(start <= tuple(mutation.start_pos) and tuple(mutation.end_pos) <= end for start, end in spans)
    ]
    made: list[Mutant] = []
    for mutation in chance.sample(every, len(every)):
        if len(made) == number:
            break
        try:
            changed = mutate_code(source, get_operator(mutation.operator_name)(), mutation.occurrence)
        except AttributeError:  # the tool cannot replace an exception whose name has a dot
            continue
        if changed is not None and changed != source:
            made.append(Mutant(changed, mutation.start_pos[0], *_changes(source, changed)))
    return made


def _changes(before: str, after: str) -> tuple[str, str]:
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    before, after = ("\n".join(line[2:].strip() for line in lines if line.startswith(mark)) for mark in ("- ", "+ "))
    return before, after


def statement(source: str, line: int) -> range:
    """Return the lines of the innermost statement at a line; of a compound one, the lines of its head."""
    spans = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.stmt):
            first = min([node.lineno, *(part.lineno for part in getattr(node, "decorator_list", []))])
            body = getattr(node, "body", None)
            end = body[0].lineno if body else (node.end_lineno or first) + 1
            spans.append(range(first, max(end, first + 1)))
    around = [span for span in spans if line in span]
    return min(around, key=len, default=range(line, line + 1))


class Reach:
    """A plugin of pytest that learns which lines of a module each test runs, and how many seconds it takes."""

    def __init__(self, module: Path) -> None:
        self.file = str(module.resolve())
        self.module = ".".join(module.with_suffix("").parts)
        self.lines: dict[str, set[int]] = defaultdict(set)
        self.seconds: Counter[str] = Counter()
        self.test = ""

    def pytest_collection_finish(self) -> None:
        for name in (self.module, "provenance.check"):
            import_module(name)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.test, begun = item.nodeid, time.perf_counter()
        threading.settrace(self._call)
        sys.settrace(self._call)
        try:
            return (yield)
        finally:
            sys.settrace(None)
            threading.settrace(None)
            self.seconds[item.nodeid] += time.perf_counter() - begun

    def _call(self, frame: FrameType, event: str, argument: Any) -> Tracer | None:
        if frame.f_code.co_filename != self.file:
            return None
        return self._line(frame, event, argument)

    def _line(self, frame: FrameType, _event: str, _argument: Any) -> Tracer:
        self.lines[self.test].add(frame.f_lineno)
        return self._line


class Order:
    """A plugin of pytest that runs the named tests as they are ordered, ends with a failure, and shrinks no example."""

    def __init__(self, names: Sequence[str]) -> None:
        self.places = {name: place for place, name in enumerate(names)}

    def pytest_sessionstart(self) -> None:
        phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
        hypothesis.settings.register_profile("mutants", hypothesis.settings.get_profile("house"), phases=phases)
        hypothesis.settings.load_profile("mutants")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        wanted = [item for item in items if item.nodeid in self.places]
        items[:] = sorted(wanted, key=lambda item: self.places[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            os._exit(1)


def in_a_process(work: Callable[[], int], seconds: float) -> int | None:
    """Return what `work` returns in a process of its own; None if it has not ended in time."""
    child = os.fork()
    if child == 0:
        os.setsid()
        output = os.open("output.txt", os.O_RDWR | os.O_CREAT | os.O_TRUNC)
        for stream in (0, 1, 2):
            os.dup2(output, stream)
        status = 99
        try:
            status = work()
        except BaseException:  # noqa: BLE001 - told in the output
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def run_tests(paths: Sequence[str], plugin: object, *, write_bytecode: bool = False) -> int:
    sys.dont_write_bytecode = not write_bytecode
    without = ("cacheprovider", "unraisableexception", "threadexception")  # the latter collect garbage for a second
    options = ["-q", "-x", "--tb=no", "--basetemp=../tmp", *(f"-pno:{name}" for name in without)]
    return int(pytest.main([*options, *paths], plugins=[plugin]))


def learn(module: Path, paths: Sequence[str], seconds: float) -> Reach | None:
    """Run the tests as they are; None if one fails, for then no mutant could be told from the rest."""
    covered, notes = Reach(module), Path("reach.json").resolve()

    def work() -> int:
        status = run_tests(paths, covered, write_bytecode=True)
        lines = {test: sorted(found) for test, found in covered.lines.items()}
        notes.write_text(json.dumps({"lines": lines, "seconds": covered.seconds}))
        return status

    status = in_a_process(work, seconds)
    if status != 0:
        print(Path("output.txt").read_text(errors="replace"))
        print(f"{module}: its tests do not pass as they are ({status}): pytest {' '.join(paths)}", flush=True)
        return None
    noted = json.loads(notes.read_text())
    covered.lines.update({test: set(found) for test, found in noted["lines"].items()})
    covered.seconds.update(noted["seconds"])
    return covered


def write(module: Path, source: str) -> None:
    """Write a module, and take away what was compiled of it: two mutants of the same second and size would be one."""
    module.write_text(source, encoding="utf-8")
    Path(cache_from_source(str(module))).unlink(missing_ok=True)


def outcome(module: Path, mutant: Mutant, covered: Reach, paths: Sequence[str]) -> str:
    """Try one mutant."""
    source = module.read_text(encoding="utf-8")
    lines = set(statement(source, mutant.line))
    tests = [test for test, run in covered.lines.items() if run & lines] or list(covered.seconds)  # none: run at import
    tests.sort(key=covered.seconds.__getitem__)
    write(module, mutant.source)
    try:
        files = [path for path in paths if any(test.startswith(path) for test in tests)]
        limit = 60 + 10 * sum(covered.seconds[test] for test in tests)
        status = in_a_process(lambda: run_tests(files, Order(tests)), limit)
    finally:
        write(module, source)
    return "timed out" if status is None else "survived" if status == 0 else "killed"


def try_module(name: str, known: Mapping[str, Any], options: argparse.Namespace) -> float:
    """Try a sample of the mutants of a module; print and return the share that was killed."""
    module, paths = Path("provenance") / f"{name}.py", TESTS[name]
    begun, counts = time.perf_counter(), Counter[str]()
    sample = mutants(module, options.sample, random.Random(f"{options.seed} {name}"))
    covered = learn(module, paths, options.seconds)
    if covered is None:
        return 0.0
    for mutant in sample:
        equivalent = any(entry["after"] == mutant.after for entry in known.get(name, []))
        status = "equivalent" if equivalent else outcome(module, mutant, covered, paths)
        counts[status] += 1
        if options.show and status in {"survived", "timed out"}:
            print(f"{name}:{mutant.line} {status}\n- {mutant.before}\n+ {mutant.after}", flush=True)
    share = counts["killed"] / max(1, counts.total() - counts["equivalent"])
    summary = ", ".join(f"{counts[each]} {each}" for each in ("killed", "survived", "timed out", "equivalent"))
    print(f"{name:<20} {share:6.1%}  {len(sample)} tried: {summary}  ({time.perf_counter() - begun:.0f} s)", flush=True)
    return share


def copy(tree: Path) -> None:
    """Copy the working tree, without what git ignores."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=HERE, capture_output=True, check=True
    )
    for path in filter(None, listed.stdout.decode().split("\0")):
        if (HERE / path).is_file():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(HERE / path, tree / path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", type=float, default=0.85)
    parser.add_argument("--seconds", type=float, default=1200, help="within which the tests of a module must pass")
    parser.add_argument("--show", action="store_true", help="print the mutants that survive")
    options = parser.parse_args()
    known = tomllib.loads(KNOWN.read_text(encoding="utf-8"))
    for library in LIBRARIES:
        import_module(library)
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        tree = Path(name) / "tree"
        copy(tree)
        os.chdir(tree)
        gc.collect()
        gc.freeze()
        sys.path.insert(0, str(tree))
        os.environ |= {"PYTHONPATH": str(tree), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        shares = [try_module(module, known, options) for module in options.modules or TESTS]
        os.chdir(HERE)
    sys.exit(any(share < options.floor for share in shares))


if __name__ == "__main__":
    main()
