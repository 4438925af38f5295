"""How well each fact is found in each language, on text that others labelled.

The figures stand in `measured.csv`, which `benchmarks.truth` writes. A language with few labels of a fact is not
measured for it, whatever the labels say: docs/languages.md.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

FILE = "measured.csv"
ENOUGH = 50
"""Labels from which a figure says anything: the interval of a share of .9 is then ± .08."""


class Figure(NamedTuple):
    """One measure of a fact in a language."""

    language: str
    fact: str
    measure: str
    labels: int
    precision: float | None
    recall: float | None
    when: str

    @property
    def measured(self) -> bool:
        """There are labels enough."""
        return self.labels >= ENOUGH

    def told(self, name: Literal["precision", "recall"]) -> str:
        """Return a share as it is printed: with few labels it is not one, and some measures have only the other."""
        share = self.precision if name == "precision" else self.recall
        return "not measured" if not self.measured else "–" if share is None else f"{share:.3f}"


@cache
def figures() -> tuple[Figure, ...]:
    """Return every figure that is stored, by language and fact."""
    lines = files(__package__).joinpath(FILE).read_text(encoding="utf-8").splitlines()
    return tuple(
        Figure(
            row["language"], row["fact"], row["measure"], int(row["labels"]),
            float(row["precision"]) if row["precision"] else None, float(row["recall"]) if row["recall"] else None,
            row["when"],
        )
        for row in csv.DictReader(line for line in lines if not line.startswith("#"))
    )  # fmt: skip


@cache
def measured(fact: str) -> frozenset[str]:
    """Return the codes of the languages in which the precision of a fact is measured."""
    return frozenset(
        one.language for one in figures() if one.fact == fact and one.measured and one.precision is not None
    )
