"""Two reviewers held against each other: how far they agree, and where they do not, to be settled.

Each file of decisions is a reviewer's. Compared are the findings on which both have decided, whether their decisions
still hold or not. Beside the share that they agree on stands its interval, and how much more that is than chance would
give (kappa: Cohen, 1960; its error: Fleiss, Cohen and Everitt, 1969).
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import sqrt
from pathlib import Path
from typing import NamedTuple

import polars as pl

from provenance.errors import UsageError
from provenance.exports import described
from provenance.exports.base import Export
from provenance.policy import decisions
from provenance.policy.configuration import Policy
from provenance.printing import many
from provenance.runs.printed_page import page, table, text
from provenance.runs.run import Run

C = pl.col
Z = 1.96
"""Of a normal distribution nineteen in twenty lie within so many deviations."""
_OF_FINDINGS = ("fingerprint", "article", "code", "source", "line", "excerpt", "message")
_SIDES = ("first", "second")
_HEAD = ("Article", "Rule", "What was found", "Words")


class Agreement(NamedTuple):
    """How far two reviewers agree."""

    both: int
    """Findings on which both have decided."""
    equal: int
    """Those on which they say the same."""
    low: float
    high: float
    """The interval of the share of those, 95 % (Wilson, 1927)."""
    kappa: float | None
    """Agreement beyond chance; None where chance alone would make them agree."""
    spread: float
    """Half the width of its interval."""


def measure(pairs: pl.DataFrame) -> Agreement:
    """Return how far two reviewers agree, of the columns `first` and `second`: their words on each finding."""
    both, equal = pairs.height, pairs.filter(C("first") == C("second")).height
    if not both:
        return Agreement(0, 0, 0.0, 1.0, None, 0.0)
    share = equal / both
    middle, below = share + Z * Z / (2 * both), 1 + Z * Z / both
    width = Z * sqrt(share * (1 - share) / both + Z * Z / (4 * both * both))
    said = [dict(pairs[side].value_counts().iter_rows()) for side in _SIDES]
    chance = sum(said[0].get(word, 0) * said[1].get(word, 0) for word in decisions.DECISIONS) / both**2
    kappa = None if chance == 1 else (share - chance) / (1 - chance)
    spread = 0.0 if chance == 1 else Z * sqrt(share * (1 - share) / both) / (1 - chance)
    return Agreement(both, equal, (middle - width) / below, (middle + width) / below, kappa, spread)


def refuse(policy: Policy, path: Path) -> None:
    """Raise UsageError if a policy knows the decisions of fewer than two reviewers."""
    known = len({*policy.decisions})
    if known < len(_SIDES):
        message = f"{path}: agreement compares two reviewers, and the run knows {known} (--decisions FILE, twice)"
        raise UsageError(message)


def write(run: Run, path: Path) -> None:
    """Write the page. Raises PolicyError if a file of decisions that the run names cannot be read."""
    title = f"{described.name(run)}: what reviewers agree on"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{line}\n" for line in page(title, _body(run, title)))


def _body(run: Run, title: str) -> Iterator[str]:
    yield f"<h1>{text(title)}</h1>"
    files = {place: decisions.load(place) for place in run.policy.decisions}
    for (first, one), (second, other) in combinations(files.items(), 2):
        names = _name(first, one), _name(second, other)
        pairs = compared(run, one, other)
        yield f"<section>\n<h2>{text(names[0])} and {text(names[1])}</h2>"
        yield f"<p>{text(_sentence(measure(pairs)))}</p>"
        differ = pairs.filter(C("first") != C("second"))
        rows = (
            (_place(row), row["code"], row["message"], row["excerpt"] or "", *(_said(row, side) for side in _SIDES))
            for row in differ.iter_rows(named=True)
        )
        yield from table("To be settled", (*_HEAD, *names), rows, differ.height)
        yield "</section>"


def compared(run: Run, one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Return the findings on which both reviewers have decided, with the words and reasons of each.

    Args:
        run: The run.
        one: The decisions of a reviewer, as `decisions.load` returns them.
        other: Those of another one.
    """
    parts = []
    for chunk in run.found.each(_OF_FINDINGS):
        said = chunk
        for side, file in zip(_SIDES, (one, other), strict=True):
            said = _with(said, file, side)
        parts.append(said.drop_nulls(_SIDES))
    return pl.concat(parts)


def _with(findings: pl.DataFrame, file: pl.DataFrame, side: str) -> pl.DataFrame:
    """Add the last word of a reviewer on each finding: the one about just this finding before one about its rule."""
    entries = file.select("fingerprint", "article", "code", "decision", "reason")
    single = entries.drop_nulls("fingerprint").unique("fingerprint", keep="last").drop("article", "code")
    of_rule = entries.filter(C("fingerprint").is_null()).unique(["article", "code"], keep="last").drop("fingerprint")
    joined = findings.join(single, on="fingerprint", how="left", maintain_order="left")
    joined = joined.join(of_rule, on=["article", "code"], how="left", suffix="_of_rule", maintain_order="left")
    by_rule = C("decision").is_null()
    return joined.select(
        *findings.columns,
        pl.coalesce("decision", "decision_of_rule").alias(side),
        pl.when(by_rule).then("reason_of_rule").otherwise("reason").alias(f"{side}_reason"),
    )


def _place(row: dict[str, str | None]) -> str:
    return row["article"] or row["source"] or "the corpus"


def _said(row: dict[str, str | None], side: str) -> str:
    reason = row[f"{side}_reason"]
    return f"{row[side]}: {reason}" if reason else str(row[side])


def _name(place: Path, file: pl.DataFrame) -> str:
    names = file["by"].drop_nulls().unique(maintain_order=True).to_list()
    return names[0] if len(names) == 1 else place.name


def _sentence(found: Agreement) -> str:
    if not found.both:
        return "There is no finding on which both have decided."
    beyond = (
        "chance alone would make them agree as far"
        if found.kappa is None
        else f"kappa {found.kappa:.2f} ± {found.spread:.2f}"
    )
    share = f"{found.equal / found.both:.0%}, interval {found.low:.0%} to {found.high:.0%}"
    counted = f"{found.equal:,} of {many(found.both, 'finding')} on which both have decided"
    return f"They agree on {counted} ({share}; {beyond})."


EXPORT = Export(
    name="agreement", about="how far reviewers agree, and what is to be settled, as a page", write=write, refuse=refuse,
    taken_for_articles=True,
)  # fmt: skip
