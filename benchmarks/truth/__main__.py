"""Score the facts on labelled text.

    python -m benchmarks.truth FOLDER [MEASURE ...]         the sets of a folder, FOLDER/SET/{dev,dev2}.jsonl
    python -m benchmarks.truth --measure MEASURE=FILE.jsonl any labelled file; SCORERS tells which keys a record has
    --json FILE                                             the counts of every cell as well
    --store FILE                                            the table that the program itself keeps

A line for each measure and language: labels, precision and recall, and the range over ten folds by registered domain.
A cell with fewer than 50 labels is *not measured*, and so is a language that has no line.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.truth import counts, damage, pages, spans, speakers, stored
from benchmarks.truth.found import Row

Scorer = Callable[[Sequence[Row]], Iterator[counts.Count]]
SCORERS: dict[str, tuple[Scorer, tuple[str, ...]]] = {
    "speakers": (speakers.attributed, ("polnear", "quotes_de")),
    "wrapped": (speakers.wrapped, ("polnear", "quotes_de")),
    "dates": (pages.date_lines, ("dates_other", "dates_htmldate")),
    "furniture": (pages.furniture, ("article_body", "fundus_articles", "l3s_blocks")),
    "edited": (pages.edited, ("polnear",)),
    "lines": (pages.lone_lines, ("boilerplate_lines",)),
    "captions": (spans.captions, ("scraped_articles",)),
    "embeds": (spans.embeds, ("embeds",)),
    "credits": (spans.credits_in_markup, ("markup_captions",)),
    "publishers": (spans.credits_of_publishers, ("fundus_captions",)),
    "damage": (damage.cases, ("encoding_cases",)),
    "made": (damage.made, ("polnear", "quotes_de")),
}
"""The measures, with their function and the sets of the folder that they read."""


def read(path: Path) -> list[Row]:
    """Return the records of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def of_folder(folder: Path, names: Sequence[str], halves: Sequence[str]) -> Iterator[counts.Count]:
    """Yield what the sets of a folder give to the measures."""
    for name in names:
        scorer, sets = SCORERS[name]
        for place in (folder / one / f"{half}.jsonl" for one in sets for half in halves):
            if place.exists():
                yield from scorer(read(place))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("names", nargs="*", metavar="MEASURE", help=", ".join(SCORERS))
    parser.add_argument("--half", action="append", help="dev or dev2 (default: both)")
    parser.add_argument("--measure", action="append", default=[], metavar="MEASURE=FILE")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--store", type=Path)
    options = parser.parse_args()
    counted: list[counts.Count] = []
    if options.folder:
        counted += of_folder(options.folder, options.names or list(SCORERS), options.half or ["dev", "dev2"])
    for name, _, path in (one.partition("=") for one in options.measure):
        counted += SCORERS[name][0](read(Path(path)))
    summed = counts.cells(counted)
    for line in counts.table(summed):
        print(line)
    if options.store:
        stored.write(summed, options.store, datetime.now(UTC).date().isoformat())
    if options.json:
        rows = [
            dict(zip(("measure", "language", "fold"), key, strict=True)) | asdict(cell) for key, cell in summed.items()
        ]
        options.json.write_text(json.dumps(rows, indent=1), "utf-8")


if __name__ == "__main__":
    main()
