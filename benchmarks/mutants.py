"""Small mutations of the modules that decide: would a test notice?

    python benchmarks/mutants.py [MODULE …] [--sample 60] [--seed 1] [--floor 0.85] [--seconds 300] [--show]

Of each module a seeded sample of mutations is tried in a clone of the working tree, each in a fresh process of pytest
over the tests that are named here for the module. A mutant is killed if a test fails; one that runs out of time, or
changes nothing that could be run (an annotation), counts for nothing. Exits with 1 if a module is below the floor.
Needs `cosmic-ray`, which makes the mutations.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent.parent
TESTS = {
    "policy/decisions": ["tests/test_decisions.py", "tests/test_boundaries.py"],
    "corpus/duplicates": ["tests/test_boundaries.py", "tests/test_laws.py"],
    "pipeline/cache": ["tests/test_cache.py"],
    "rules/locate": [
        "tests/test_boundaries.py",
        "tests/test_many_findings.py",
        "tests/rules",
        "tests/reports/test_formats.py",
    ],
    "gate/__init__": ["tests/test_gate.py"],
    "policy/configuration": ["tests/test_policy.py"],
    "policy/baseline": ["tests/test_baseline.py", "tests/test_boundaries.py"],
    "facts/spans": ["tests/facts", "tests/test_boundaries.py"],
    "fixing/edits": ["tests/test_fix.py", "tests/test_boundaries.py"],
    "fixing/undoing": ["tests/test_fix.py"],
}
"""The modules that decide, and the tests that hold them. The list follows the code when it moves."""


def annotations(source: str) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Return the spans of all annotations, which run nothing."""
    spans = []
    for node in ast.walk(ast.parse(source)):
        for name in ("annotation", "returns"):
            part = getattr(node, name, None)
            if part is not None:
                spans.append(((part.lineno, part.col_offset), (part.end_lineno, part.end_col_offset)))
    return spans


def mutations(module: Path) -> Iterator[object]:
    """Yield every mutation of a module that changes something that runs."""
    from cosmic_ray.commands.init import _all_work_items

    spans = annotations(module.read_text(encoding="utf-8"))
    for item in _all_work_items([module], {}):
        (mutation,) = item.mutations
        if not any(start <= tuple(mutation.start_pos) and tuple(mutation.end_pos) <= end for start, end in spans):
            yield mutation


def try_module(name: str, tree: Path, options: argparse.Namespace) -> float:
    """Try a sample of the mutations of a module; print and return the share that was killed."""
    from cosmic_ray.mutating import mutate_and_test
    from cosmic_ray.work_item import TestOutcome

    module = Path("provenance") / f"{name}.py"
    every = list(mutations(module))
    sample = random.Random(f"{options.seed} {name}").sample(every, min(options.sample, len(every)))
    command = f"{sys.executable} -m pytest -q -x -p no:cacheprovider {' '.join(TESTS[name])}"
    counts: Counter[str] = Counter()
    begun = time.perf_counter()
    for mutation in sample:
        result = mutate_and_test([mutation], command, options.seconds)
        if result.output == "timeout":
            outcome = "timed out"
        else:
            outcome = {TestOutcome.KILLED: "killed", TestOutcome.SURVIVED: "survived"}.get(
                result.test_outcome, "not run"
            )
        counts[outcome] += 1
        if outcome == "survived" and options.show:
            print(result.diff, flush=True)
    share = counts["killed"] / max(1, counts["killed"] + counts["survived"])
    told = ", ".join(f"{number} {outcome}" for outcome, number in counts.most_common())
    seconds = time.perf_counter() - begun
    print(
        f"{name:<20} {share:6.1%}  of {len(every)} mutations {len(sample)} tried: {told}  ({seconds:.0f} s)", flush=True
    )
    return share


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("modules", nargs="*", metavar="MODULE", help=", ".join(TESTS))
    parser.add_argument("--sample", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--floor", type=float, default=0.85)
    parser.add_argument("--seconds", type=float, default=300, help="after which a mutant has run out of time")
    parser.add_argument("--show", action="store_true", help="print the mutants that survive")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        tree = Path(name) / "tree"
        listed = subprocess.run(
            ["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=HERE, capture_output=True, check=True
        )
        for path in filter(None, listed.stdout.decode().split("\0")):
            if (HERE / path).is_file():
                (tree / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(HERE / path, tree / path)
        os.chdir(tree)
        os.environ["PYTHONPATH"] = str(tree)
        shares = [try_module(module, tree, options) for module in options.modules or TESTS]
        os.chdir(HERE)
    sys.exit(any(share < options.floor for share in shares))


if __name__ == "__main__":
    main()
