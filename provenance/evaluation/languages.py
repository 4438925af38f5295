"""Each language by itself: how well its facts are found, on labelled text and in the examples in its folder.

An example is a text with what is to be found in it; a `story` is one in which nothing is. They are written for the
program by those who wrote it: tests, which show what goes wrong, and never a measure of how well it goes in the world.
"""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from provenance.check import facts_of
from provenance.evaluation import Score, read_floors, tally, write_floors
from provenance.languages import folders
from provenance.languages.measured import figures

FILE = "examples.toml"
FACTS = {"quotation": "speakers", "caption": "credits", "dateline": "dates", "furniture": "furniture"}
"""What the examples of each kind are about."""
_BODY = "\n\n".join(
    f"{word} dolor sit amet consectetur adipiscing elit sed do eiusmod." for word in ("Lorem", "Ipsum", "Dolor")
)
_NOTHING = Score(false=["all"], missed=["all"])
Row = Mapping[str, Any]
Scores = Mapping[tuple[str, str], Score]


class Example(NamedTuple):
    """A text of one language, and what is labelled in it."""

    language: str
    kind: str
    label: Row


def examples() -> list[Example]:
    """Return the examples of all languages."""
    return [
        Example(folder.language.code, kind, label)
        for folder in folders()
        if (path := folder.place / FILE).is_file()
        for kind, labels in tomllib.loads(path.read_text("utf-8")).items()
        for label in labels
    ]


def measure(some: Iterable[Example] | None = None) -> Scores:
    """Find the facts of examples (of all languages where none are given), and count what is right.

    Returns:
        A score for each language and fact, with the examples behind what is false or missed.
    """
    every = examples() if some is None else list(some)
    scores: defaultdict[tuple[str, str], Score] = defaultdict(Score)
    for example, found in zip(every, _found(every), strict=True):
        where = f"{example.language} {example.label['text']!r}"
        for fact in FACTS.values() if example.kind == "story" else (FACTS[example.kind],):
            if fact != "dates" or example.kind == "dateline":  # a story bears no date of its own, and needs none
                tally(scores[example.language, fact], _expected(example), _values(fact, found), where)
    return dict(sorted(scores.items()))


def render(scores: Scores, *, cases: bool = True) -> Iterator[str]:
    """Yield what was measured on text that others labelled, and below it our own examples with what went wrong."""
    yield "labelled by others"
    yield f"{'language':<8} {'fact':<10} {'measure':<32} {'labels':>6} {'precision':>12} {'recall':>12}"
    for one in figures():
        shares = f"{one.told('precision'):>12} {one.told('recall'):>12}"
        yield f"{one.language:<8} {one.fact:<10} {one.measure:<32} {one.labels:>6} {shares}"
    yield ""
    yield "labelled examples of our own: tests, not a measure"
    yield f"{'language':<8} {'fact':<10} {'right':>6} {'false':>6} {'missed':>6} {'precision':>9} {'recall':>7}"
    for (language, fact), score in scores.items():
        counts = f"{score.right:>6} {len(score.false):>6} {len(score.missed):>6}"
        yield f"{language:<8} {fact:<10} {counts} {score.precision:>9.3f} {score.recall:>7.3f}"
    for (_, fact), score in scores.items() if cases else ():
        yield from (f"false   {fact}: {case}" for case in score.false)
        yield from (f"missed  {fact}: {case}" for case in score.missed)


def _expected(example: Example) -> list[str]:
    label = example.label
    match example.kind:
        case "quotation":
            return list(label["speakers"])
        case "caption":
            return [_credit(label)]
        case "dateline":
            return [str(label["published"])]
        case "furniture":
            return [label["category"]]
        case _:
            return []


def _values(fact: str, found: Mapping[str, list[Row]]) -> list[str]:
    match fact:
        case "speakers":
            return [row["speaker"] for row in found["quotations"] if row["speaker"]]
        case "credits":
            return [_credit(row) for row in found["captions"]]
        case "dates":
            return [str(row["published"]) for row in found["articles"] if row["published"]]
        case _:
            return [row["category"] for row in found["boilerplate"] if row["whole"]]


def _credit(row: Row) -> str:
    """Return a credit with what it says: a caption is right when all of it is."""
    names = "; ".join((*row["photographers"], *row["agencies"]))
    return f"{row['credit']} ({names})"


def _found(some: list[Example]) -> Sequence[Mapping[str, list[Row]]]:
    """Return the facts of each example, as an article of its own, found in one run."""
    rows = [
        {
            "id": str(number),
            "language": example.language,
            "text": example.label["text"] + ("" if example.kind == "quotation" else f"\n\n{_BODY}"),
        }
        for number, example in enumerate(some)
    ]
    frames = facts_of(pl.DataFrame(rows))
    found: list[dict[str, list[Row]]] = [defaultdict(list) for _ in some]
    for name in ("articles", "quotations", "captions", "boilerplate"):
        for row in frames[name].iter_rows(named=True):
            found[int(row["article"])][name].append(row)
    return found


def hold(scores: Scores, floors: Path, *, raise_them: bool) -> list[str]:
    """Return what lies below the floors by language; with `raise_them`, write the figures that are better.

    They stand under `languages` in the file, and guard against steps back only: what they are of is our own text.
    Raises UsageError if the file cannot be read.
    """
    stored = read_floors(floors)
    pinned: dict[str, dict[str, dict[str, float]]] = stored.get("languages", {})
    below = [
        f"{language} {fact}: {figure} {measured:.4f} is below its floor {floor:.4f}"
        for language, facts in pinned.items()
        for fact, figures_of in facts.items()
        for figure, floor in figures_of.items()
        if (measured := scores.get((language, fact), _NOTHING).figures()[figure]) < floor
    ]
    if raise_them and not below:
        best: dict[str, dict[str, dict[str, float]]] = {}
        for (language, fact), score in scores.items():
            best.setdefault(language, {})[fact] = score.figures()  # none is below its floor
        write_floors(floors, stored | {"languages": best})
    return below
