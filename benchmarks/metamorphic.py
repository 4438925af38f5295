"""Facts of an article must not change with what does not belong to it: no labels are needed to see whether they do.

    python -m benchmarks.metamorphic FOLDER [--articles N] [--show KIND]

Of N articles below FOLDER (`.txt`, drawn with a fixed seed) the facts are found as they stand, and again

    copies       beside a verbatim copy in the same shard
    paragraphs   with two paragraphs of another story between two of theirs
    furniture    with a line of an advertisement and a button between two of theirs
    wrapped      with their lines broken at 72 columns, and at 50
    marks        with curly quotation marks made straight

and for each of these and each fact the table tells how many of the facts are lost, how many are new, per 1,000, and in
how many of 1,000 articles. `--show` prints them, for an engineer's eye: nothing of it goes into the project.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.truth.speakers import wrap
from provenance import facts_of

SEED = 17
STORY = (
    "The harbour council of Westhaven voted on Tuesday to rebuild the old lifeboat station, which a storm damaged.",
    "Work begins in May and costs about two million pounds, most of which the county has already set aside for it.",
)
FURNITURE = ("Advertisement", "Share this article")
CITED: Mapping[str, tuple[str, ...]] = {
    "quotations": ("text",), "speakers": ("text", "speaker"), "captions": ("caption", "credit"),
    "embeds": ("author", "handle", "posted"), "boilerplate": ("text", "category"), "lineage": ("kind", "text"),
    "dates": ("published",),
}  # fmt: skip
"""The facts that are compared, each with the columns that say which it is."""
FRAMES = {"speakers": "quotations", "dates": "articles"}
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"'})
Facts = dict[str, Counter[tuple[str, ...]]]


def between(text: str, added: Sequence[str]) -> str:
    """Return the text with paragraphs between two of its own, where no quotation runs on from the one to the other."""
    parts = re.split(r"(\n\s*\n)", text)
    places = [n for n in range(1, len(parts) - 1, 2) if not re.match(r'[“"„«]', parts[n + 1])]
    if not places:
        return text
    at = places[len(places) // 2]
    return "".join([*parts[:at], *(f"\n\n{one}" for one in added), *parts[at:]])


def wrapped(width: int) -> Callable[[str], str]:
    """Return what breaks lines at a width."""
    return lambda text: wrap(text, width)


CHANGES: Mapping[str, Callable[[str], str]] = {
    "copies": str,
    "paragraphs": lambda text: between(text, STORY),
    "furniture": lambda text: between(text, FURNITURE),
    "wrapped at 72": wrapped(72),
    "wrapped at 50": wrapped(50),
    "marks": lambda text: text.translate(_STRAIGHT),
}


def facts(texts: Sequence[str]) -> list[Facts]:
    """Return the facts of each text, as they are compared: without offsets, and with white space as one blank."""
    frames = facts_of(pl.DataFrame({"id": [str(n) for n in range(len(texts))], "text": texts}))
    found: list[Facts] = [{name: Counter() for name in CITED} for _ in texts]
    for fact, columns in CITED.items():
        for row in frames[FRAMES.get(fact, fact)].iter_rows(named=True):
            key = tuple(_plain(row[column]) for column in columns)
            if fact != "speakers" or row["speaker"]:
                found[int(row["article"])][fact][key] += 1
    return found


def _plain(value: Any) -> str:
    """Return a value with one blank for white space, and without marks, which one of the changes touches."""
    return re.sub(r"[\s\"“”„]+", " ", "" if value is None else str(value)).strip()


def compared(
    before: Sequence[Facts], after: Sequence[Facts]
) -> Iterator[tuple[str, list[tuple[int, Counter, Counter]]]]:
    """Yield for each fact the articles in which it has changed: their number, what is lost, what is new."""
    added = {_plain(line) for line in (*STORY, *FURNITURE)}
    for fact in CITED:
        rows = []
        for number, (old, new) in enumerate(zip(before, after, strict=True)):
            fresh = Counter({key: n for key, n in (new[fact] - old[fact]).items() if key[0] not in added})
            if (lost := old[fact] - new[fact]) or fresh:
                rows.append((number, lost, fresh))
        yield fact, rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--show", choices=CHANGES)
    parser.add_argument("--fact", choices=CITED)
    options = parser.parse_args()
    paths = sorted(options.folder.rglob("*.txt"))
    chosen = random.Random(SEED).sample(paths, min(options.articles, len(paths)))
    texts = [path.read_text("utf-8", errors="replace") for path in chosen]
    before = facts(texts)
    print(f"{'change':<14} {'fact':<12} {'facts':>6} {'lost/1,000':>10} {'new/1,000':>10} {'articles/1,000':>14}")
    for name, change in CHANGES.items():
        if options.show in (None, name):
            changed = [change(text) for text in texts]
            after = facts([*changed, *changed])[: len(texts)] if name == "copies" else facts(changed)
            _told(name, before, after, [path.name for path in chosen], options)


def _told(
    name: str, before: Sequence[Facts], after: Sequence[Facts], names: Sequence[str], options: argparse.Namespace
) -> None:
    for fact, rows in compared(before, after):
        if options.fact not in (None, fact):
            continue
        total = sum(sum(one[fact].values()) for one in before)
        lost, fresh = (sum(sum(row[side].values()) for row in rows) for side in (1, 2))
        per = [1000 * lost / max(1, total), 1000 * fresh / max(1, total), 1000 * len(rows) / max(1, len(before))]
        print(f"{name:<14} {fact:<12} {total:>6} {per[0]:>10.1f} {per[1]:>10.1f} {per[2]:>14.1f}")
        for number, gone, come in rows if options.show else ():
            print(f"    {names[number]}\n        lost {list(gone)[:4]}\n        new  {list(come)[:4]}")


if __name__ == "__main__":
    main()
