"""Figures by language as the program stores them, for its pages and for the confidence of what it finds."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from benchmarks.truth import counts
from provenance import languages

HEADER = ("language", "fact", "measure", "labels", "precision", "recall", "when")
FACTS = {
    "speakers": "speakers", "captions, characters": "captions", "credits in mark-up, exact": "credits",
    "credits of publishers, exact": "credits", "date line at the head": "dates",
    f"article lines{counts.PER_THOUSAND}": "furniture", "furniture in pages": "furniture",
    "embeds, characters": "embeds",
}  # fmt: skip
"""The measures that are kept, with the fact that each is about."""


def write(summed: Mapping[tuple[str, str, int | None], counts.Cell], path: Path, when: str) -> None:
    """Write a line for each measure and language, also where there are too few labels: the page tells how many."""
    cells: defaultdict[tuple[str, str, str], counts.Cell] = defaultdict(counts.Cell)
    codes = languages.codes()
    for (measure, language, fold), cell in summed.items():
        if measure in FACTS and fold is None and language in codes:
            cells[codes[language], FACTS[measure], measure].add(cell)
    found = (
        [*key, cell.labels, _share(cell.precision), _share(cell.recall), when]
        for key, cell in sorted(cells.items())
        if cell.labels
    )
    with path.open("w", encoding="utf-8", newline="") as out:
        out.write("# Measured on text that others labelled: `python -m benchmarks.truth FOLDER --store THIS FILE`.\n")
        table = csv.writer(out, lineterminator="\n")
        table.writerow(HEADER)
        table.writerows(found)


def _share(share: float | None) -> str:
    return "" if share is None else f"{share:.4f}"
