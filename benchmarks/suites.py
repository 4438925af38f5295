"""What suites cost: the import of Great Expectations, and suites over the summary of 100,000 articles.

    python benchmarks/suites.py [--articles 100000] [--repeats 3]

Every figure is CPU seconds of a process of its own, the least of all repeats. It fails if the built-in suites together
cost more than a second beyond the import.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl

from provenance.frames import SUMMARY
from provenance.rules.registry import registry

MOST = 1.0

CLOCK = "import json, sys, time, warnings; warnings.simplefilter('ignore'); start = time.process_time()\n"
TOLD = "\nprint(json.dumps({'cpu': time.process_time() - start, 'modules': len(sys.modules)}))"
IMPORTS = {
    "polars": "import polars",
    "pandera.polars": "import pandera.polars",
    "provenance.check (a plain `check`)": "import provenance.check",
    "great_expectations": "import great_expectations",
    "great_expectations and our engine": "import provenance.suites.expectations",
    "the same behind the lazy door": "from provenance.suites.lazy import import_gx; import_gx()",
}
RUN = """
import polars as pl
from provenance.suites import loader, running
from provenance.suites.lazy import import_gx
import_gx()
summary = pl.read_parquet(sys.argv[1])
suites = loader.find(sys.argv[2:])
start = time.process_time()
held = [one for suite in suites for one in running.hold(summary, suite)]
assert all(one.outcome != "broken" for one in held), [one for one in held if one.outcome == "broken"]
"""


def summary(articles: int) -> pl.DataFrame:
    """Return a summary of that many articles with every column of rules."""
    n = pl.int_range(articles)
    made = {
        "article": pl.format("a{}", n), "source": pl.format("part-{}.jsonl", n // 1000), "record": n % 1000,
        "published": pl.date(2015, 1, 1) + pl.duration(days=n.hash() % 3000), "published_precision": pl.lit("day"),
        "published_from": pl.lit("field"), "publisher": pl.format("Paper {}", n % 40), "language": pl.lit("en"),
        "sha256": pl.format("{}", n.hash()), "titled": pl.lit(value=True), "signed": n % 3 != 0,
    }  # fmt: skip
    counts = [name for name, dtype in SUMMARY.schema.items() if dtype == pl.Int64 and name not in made]
    codes = [rule.code for rule in registry() if not rule.of_corpus]
    drawn = [(n.hash(seed) % 50 == 0).cast(pl.Int64).alias(name) for seed, name in enumerate([*counts, *codes])]
    return pl.select(*(expr.alias(name) for name, expr in made.items()), *drawn)


def least(code: str, repeats: int, *arguments: str) -> dict[str, float]:
    """Return the figures of the cheapest of several processes."""
    runs = []
    for _ in range(repeats):
        command = [sys.executable, "-c", CLOCK + code + TOLD, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        runs.append(json.loads(done.stdout.strip().splitlines()[-1]))
    return min(runs, key=lambda figures: figures["cpu"])


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--articles", type=int, default=100_000)
    options.add_argument("--repeats", type=int, default=3)
    asked = options.parse_args()
    print("| import | CPU s | modules |\n|---|---|---|")
    for name, code in IMPORTS.items():
        figures = least(code, asked.repeats)
        print(f"| {name} | {figures['cpu']:.2f} | {figures['modules']:,} |")
    with tempfile.TemporaryDirectory() as folder:
        path, rules = Path(folder) / "summary.parquet", Path(folder) / "rules.json"
        summary(asked.articles).write_parquet(path)
        from provenance.suites.writing import of_rules

        rules.write_text(of_rules("rules", registry(), mostly=0.9), encoding="utf-8")
        print(f"\n| suites over {asked.articles:,} articles, import not counted | CPU s |\n|---|---|")
        built_in = least(RUN, asked.repeats, str(path), "ALL")["cpu"]
        print(f"| the built-in suites | {built_in:.2f} |")
        print(f"| every rule as an expectation | {least(RUN, asked.repeats, str(path), str(rules))['cpu']:.2f} |")
    if built_in > MOST:
        sys.exit(f"the built-in suites cost {built_in:.2f} s beyond the import; at most {MOST} s is promised")


if __name__ == "__main__":
    main()
