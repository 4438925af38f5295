"""How often the findings of a rule are right: what people counted who read them, and the interval that it leaves.

The counts stand in `measured.csv`, a line for each rule and text that was read. Nothing is computed from labels of our
own examples: those are tests, and a measure is taken on text that nobody wrote for the program.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from provenance.rules.base import Rule

FILE = "measured.csv"
ENGINEER = "an engineer"
ARGUABLE = 0.5
"""What an arguable finding counts: nobody can tell which half of them is wrong."""
_Z = 1.959964
"""The normal quantile of a two-sided interval of 95 %."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Findings of one rule that were drawn at random from one text and read in their context."""

    rule: str
    version: int
    """Of the rule: another version finds something else, and is not measured by this."""
    text: str
    reader: str
    """An engineer's eye, or labels of others."""
    right: int
    wrong: int
    arguable: int
    when: date

    @property
    def read(self) -> int:
        """How many findings were read."""
        return self.right + self.wrong + self.arguable


@dataclass(frozen=True, slots=True)
class Precision:
    """What all readings of one rule say together."""

    readings: tuple[Reading, ...]

    @property
    def read(self) -> int:
        """How many findings were read."""
        return sum(reading.read for reading in self.readings)

    @property
    def share(self) -> float:
        """The share of those that are right; an arguable one counts as half."""
        return sum(reading.right + ARGUABLE * reading.arguable for reading in self.readings) / self.read

    @property
    def interval(self) -> tuple[float, float]:
        """The bounds between which the share of all findings lies, with 95 % confidence."""
        return wilson(self.share, self.read)

    @property
    def reader(self) -> str:
        """Who has read them: all were read by the same."""
        return self.readings[0].reader

    def figures(self) -> dict[str, float]:
        """Return the share, its bounds and the count as programs read them."""
        low, high = self.interval
        return {"precision": round(self.share, 3), "low": round(low, 3), "high": round(high, 3), "read": self.read}


def wilson(share: float, count: int) -> tuple[float, float]:
    """Return the 95 % interval of a share.

    Args:
        share: What was counted, from 0 to 1.
        count: Of how many.

    Returns:
        The lower and the upper bound. Source: E. B. Wilson, Probable inference, the law of succession, and statistical
        inference, JASA 22 (1927); it holds for few findings and for shares near 1, where the usual interval does not.
    """
    spread = _Z * _Z / count
    middle = (share + spread / 2) / (1 + spread)
    half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / count + spread / (4 * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def precisions(rule: Rule) -> tuple[Precision, ...]:
    """Return how often a rule of this version is right, by reader: engineers first, who read it in plain text.

    Counts of different readers are not added: labels stand on whole pages, where most lines are furniture, and a rule
    is right more often where there is more to be found.
    """
    by: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings().get(rule.code, ()):
        if reading.version == rule.version:
            by[reading.reader].append(reading)
    return tuple(Precision(tuple(by[reader])) for reader in sorted(by, key=lambda reader: (reader != ENGINEER, reader)))


def precision(rule: Rule) -> Precision | None:
    """Return how often a rule of this version is right, by its first reader; None where nobody has counted."""
    return next(iter(precisions(rule)), None)


def as_json(rule: Rule) -> dict[str, Any] | None:
    """Return the figures of a rule's first reader, and of every text by itself; None where nobody has counted."""
    found = precisions(rule)
    if not found:
        return None
    texts = [_reading(reading) for each in found for reading in each.readings]
    return found[0].figures() | {"reader": found[0].reader, "texts": texts}


@cache
def readings() -> Mapping[str, tuple[Reading, ...]]:
    """Return what was read of each rule, by its code."""
    return of_lines(files(__package__).joinpath(FILE).read_text(encoding="utf-8").splitlines())


def of_lines(lines: Iterable[str]) -> Mapping[str, tuple[Reading, ...]]:
    """Return the readings of the lines of a table like ours, by the codes of their rules."""
    found: defaultdict[str, list[Reading]] = defaultdict(list)
    for row in csv.DictReader(line for line in lines if not line.startswith("#")):
        found[row["rule"]].append(
            Reading(
                rule=row["rule"], version=int(row["version"]), text=row["text"], reader=row["reader"],
                right=int(row["right"]), wrong=int(row["wrong"]), arguable=int(row["arguable"]),
                when=date.fromisoformat(row["when"]),
            )
        )  # fmt: skip
    return {code: tuple(some) for code, some in found.items()}


def _reading(reading: Reading) -> dict[str, Any]:
    counts = {name: getattr(reading, name) for name in ("text", "reader", "right", "wrong", "arguable")}
    return counts | Precision((reading,)).figures() | {"when": reading.when.isoformat()}
