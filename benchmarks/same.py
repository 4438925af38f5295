"""Two states of the program on the same articles: which rows of which frames differ?

    python benchmarks/same.py COMMIT [COMMIT] [--generated 20000] [--shards 4000,333] [--only seed] [--show 5]
                              [--folder FOLDER …] [--work FOLDER]

The second COMMIT is the working tree unless named. Both extract every frame, findings included, from the sample
corpus, from generated articles and, where they lie beside the checkout, from the seed and the collection of real
texts (`../shared`), in several shard sizes. Rows are compared whole and in their order, with all columns that both
states know; columns that only one of them knows are named. Two things are told apart: what the second state changed against the first (in
the first shard size), and what one state answers differently in another shard size, which must be nothing. Exits with
1 if anything differs. `--work` keeps what was extracted from commits in that folder and uses it again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import corpus
import polars as pl

HERE = Path(__file__).parent.parent
SHARED = HERE.parent / "shared"
NOW = "2024-06-01"
EXTRACT = """
import sys
from datetime import date
from pathlib import Path
try:
    from provenance.runs import fact_tables
except ImportError:  # before the house had rooms
    from provenance import extract as fact_tables
from provenance.check import check_corpus
from provenance.policy import Policy
articles, target, now, shard = sys.argv[1:]
fact_tables.prepare(Path(target))
run = check_corpus([articles], Policy(now=date.fromisoformat(now)), frames=Path(target), shard_articles=int(shard))
fact_tables.finish(run, Path(target))
"""


def extract(tree: Path, articles: Path, target: Path, shard: int) -> None:
    """Write every frame of `articles` to `target` with the program that lies in `tree`."""
    if (target / "findings.parquet").is_file():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-c", EXTRACT, str(articles), str(target), NOW, str(shard)]
    subprocess.run(command, env={**os.environ, "PYTHONPATH": str(tree)}, check=True, cwd=target.parent)


def read(folder: Path, name: str, columns: list[str]) -> pl.DataFrame:
    """Return a frame."""
    return pl.read_parquet(folder / f"{name}.parquet", columns=columns, glob=False)


def rows(folder: Path, name: str, columns: list[str]) -> pl.DataFrame:
    """Return the rows of a frame as text, each with how often it stands there."""
    frame = read(folder, name, columns)
    text = frame.select(row=pl.struct(columns).map_elements(repr, pl.String), article=_article(frame))
    return text.group_by("row", "article").len()


def _article(frame: pl.DataFrame) -> pl.Expr:
    return pl.col("article") if "article" in frame.columns else pl.lit(None, pl.String)


def compare(first: Path, second: Path) -> Iterator[tuple[str, pl.DataFrame | str]]:
    """Yield the names of the frames that differ, each with the rows that only one side has, or with a sentence."""
    names = [{path.stem for path in folder.glob("*.parquet")} for folder in (first, second)]
    for name in sorted(names[0] | names[1]):
        if name not in names[0] or name not in names[1]:
            yield name, f"the frame is only in the {'second' if name in names[1] else 'first'}"
            continue
        schemas = [pl.read_parquet_schema(folder / f"{name}.parquet") for folder in (first, second)]
        common = [column for column in schemas[0] if column in schemas[1]]
        other = sorted(set(schemas[0]) ^ set(schemas[1]))
        if other:
            yield name, f"only one of them has the columns {', '.join(other)}"
        before, after = (rows(folder, name, common) for folder in (first, second))
        joined = before.join(after, on=["row", "article"], how="full", coalesce=True, nulls_equal=True)
        counts = joined.with_columns(pl.col("len", "len_right").fill_null(0))
        differing = counts.filter(pl.col("len") != pl.col("len_right"))
        if differing.height:
            yield name, differing.rename({"len": "first", "len_right": "second"})
        elif not read(first, name, common).equals(read(second, name, common)):
            yield name, "the rows stand in another order"


def report(title: str, first: Path, second: Path, show: int) -> bool:
    """Print in which frames two folders differ; tell whether they do."""
    differences = list(compare(first, second))
    print(f"{title}: {'the same' if not differences else 'DIFFERENT'}", flush=True)
    for name, difference in differences:
        if isinstance(difference, str):
            print(f"  {name}: {difference}")
            continue
        articles = difference["article"].n_unique()
        gone, new = (
            difference.filter(pl.col(one) > pl.col(other)) for one, other in (("first", "second"), ("second", "first"))
        )
        print(f"  {name}: {gone.height:,} rows gone, {new.height:,} new, in {articles:,} articles")
        for sign, part in (("-", gone), ("+", new)):
            for row in part.sort("article", "row").head(show)["row"]:
                print(f"    {sign} {row[:400]}")
    return bool(differences)


def corpora(work: Path, generated: int, folders: list[Path]) -> dict[str, Path]:
    """Return the folders of articles by name; generated ones are written below `work`."""
    found = {"sample": HERE / "sample_corpus", "seed": SHARED / "seed", "plain_news": SHARED / "eval" / "plain_news"}
    found |= {folder.name: folder.resolve() for folder in folders}
    if generated:
        found["generated"] = work / "articles"
        if not found["generated"].is_dir():
            corpus.write(found["generated"], generated, ["parquet"])
    return {name: folder for name, folder in found.items() if folder.is_dir()}


def tree(commit: str, work: Path) -> tuple[str, Path]:
    """Return the name of a state and a folder in which its files lie."""
    if not commit:
        return "working tree", HERE
    digest = subprocess.run(
        ["git", "-C", HERE, "rev-parse", "--short", f"{commit}^{{commit}}"], check=True, capture_output=True, text=True
    ).stdout.strip()
    place = work / "trees" / digest
    if not place.is_dir():
        place.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(["git", "clone", "-q", "--no-checkout", HERE, place], check=True)
        subprocess.run(["git", "-C", place, "checkout", "-q", digest], check=True)
    return digest, place


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("first")
    parser.add_argument("second", nargs="?", default="")
    parser.add_argument("--generated", type=int, default=20_000)
    parser.add_argument("--shards", default="4000,333", help="articles a shard, with commas; the first is compared")
    parser.add_argument("--only", action="append", default=[], help="sample, seed, plain_news, generated")
    parser.add_argument("--folder", action="append", type=Path, default=[], help="more articles")
    parser.add_argument("--show", type=int, default=3, help="differing rows that are shown of each side")
    parser.add_argument("--work", type=Path, help="keep what is extracted there")
    options = parser.parse_args()
    sizes = [int(size) for size in options.shards.split(",")]
    with tempfile.TemporaryDirectory(prefix="same-") as name:
        work = (options.work or Path(name)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(work / "frames" / "working-tree", ignore_errors=True)  # it may have changed since
        states = [tree(commit, work) for commit in (options.first, options.second)]
        found = False
        for title, articles in corpora(work, options.generated, options.folder).items():
            if options.only and title not in options.only:
                continue
            places = {}
            for state, (label, folder) in enumerate(states):
                for size in sizes:
                    places[state, size] = work / "frames" / label.replace(" ", "-") / title / str(size)
                    extract(folder, articles, places[state, size], size)
                for size in sizes[1:]:
                    sentence = f"{title}: {label}, shards of {sizes[0]} and of {size}"
                    found |= report(sentence, places[state, sizes[0]], places[state, size], options.show)
            labels = f"{states[0][0]} and {states[1][0]}"
            found |= report(f"{title}: {labels}", places[0, sizes[0]], places[1, sizes[0]], options.show)
    sys.exit(found)


if __name__ == "__main__":
    main()
