"""How well pages are read: body, title, day and authors against labels, with other readers beside, and what it costs.

    python benchmarks/pages.py GOLD.jsonl … --pages FOLDER [--beside NAME …] [--folds]

A line of GOLD is an object with `html` (the path of the page below FOLDER, `.gz` or not), maybe `url`, and what is known
of `body`, `title`, `date` (`YYYY-MM-DD`) and `authors` (a list). Scores: F1 of the words (body), equal after folding
(title), the same day (date), F1 of the set of folded names (authors); and the CPU time of each step a page. `--beside`
names other readers, which must be installed: trafilatura, readability, newspaper4k, resiliparse; `--folds` tells the
scores of three parts of the pages, split by registered domain.
"""

from __future__ import annotations

import argparse
import gc
import gzip
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from zlib import crc32

from other_readers import READERS

from provenance.__main__ import RARELY
from provenance.formats import html
from provenance.formats.html import body, dates, page
from provenance.formats.html.page import folded

Timed = Callable[..., Any]


def words_f1(found: str, gold: str) -> float:
    """Return the F1 of the words of a text, each as often as it stands there."""
    mine, theirs = (Counter(re.findall(r"\w+", text.casefold())) for text in (found, gold))
    both = sum((mine & theirs).values())
    return 2 * both / (sum(mine.values()) + sum(theirs.values())) if both else 0.0


def names_f1(found: Iterable[str], gold: Iterable[str]) -> float:
    """Return the F1 of a set of folded names."""
    mine, theirs = ({folded(name) for name in names if folded(name)} for names in (found, gold))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 1.0


def ours(data: bytes, url: str | None, timed: Timed) -> dict[str, Any]:
    """Return what the program reads, from the bytes to the row; what others take of the time is told apart."""
    with (
        patched(page, "parsed", "parse", timed),
        patched(body, "_extracted", "extractor", timed),
        patched(dates, "_searched", "htmldate", timed),
    ):
        told = timed("all", html.row, "page.html", data, [], address=url) or {}
    text, posts = told.get("text", ""), told.get("posts") or ()
    for post in reversed(posts):
        text = text[: post["start"]] + text[post["end"] :]
    day = dates.day_of(told["published"], told["language"]) if told.get("published") else None
    return {
        "body": text, "title": told.get("title"), "date": day and day.isoformat(),
        "authors": (told.get("byline") or "").split(", "),
    }  # fmt: skip


@contextmanager
def patched(module: ModuleType, name: str, step: str, timed: Timed) -> Iterator[None]:
    """Time a function of a module."""
    call = getattr(module, name)
    setattr(module, name, lambda *arguments: timed(step, lambda: _complete(call(*arguments))))
    try:
        yield
    finally:
        setattr(module, name, call)


def _complete(found: Any) -> Any:
    return list(found) if isinstance(found, Iterator) else found


def scores(found: dict[str, Any], gold: dict[str, Any]) -> dict[str, float]:
    """Return the score of each thing that is known of a page."""
    by_name: dict[str, Callable[[], float]] = {
        "body": lambda: words_f1(found.get("body") or "", gold["body"]),
        "title": lambda: float(folded(found.get("title")) == folded(gold["title"])),
        "date": lambda: float(found.get("date") == gold["date"][:10]),
        "authors": lambda: names_f1(found.get("authors") or (), gold["authors"]),
    }
    return {name: score() for name, score in by_name.items() if gold.get(name)}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("gold", nargs="+", type=Path)
    asked.add_argument("--pages", type=Path, required=True)
    asked.add_argument("--beside", nargs="*", default=[], choices=sorted(READERS))
    asked.add_argument("--folds", action="store_true")
    options = asked.parse_args()
    gc.set_threshold(*RARELY)  # as the program does
    cost: Counter[str] = Counter()
    told: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def timed(step: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        begun = time.process_time()
        try:
            return call(*arguments, **named)
        finally:
            cost[step] += time.process_time() - begun

    readers = {"provenance": ours} | {name: READERS[name] for name in options.beside}
    lines = [json.loads(line) for path in options.gold for line in path.open(encoding="utf-8")]
    for gold in lines:
        data = (options.pages / gold["html"]).read_bytes()
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        for name, read in readers.items():
            for what, score in scores(read(data, gold.get("url"), timed), gold).items():
                told[name][what].append(score)
                if options.folds:
                    told[f"{name} {fold_of(gold)}"][what].append(score)
    for name, by_what in told.items():
        shown = (f"{what} {sum(found) / len(found):.3f} ({len(found)})" for what, found in by_what.items())
        print(f"{name:14}", "  ".join(shown))
    cost["own"] = cost["all"] - cost["parse"] - cost["extractor"] - cost["htmldate"]
    print("ms CPU a page:", "  ".join(f"{step} {seconds / len(lines) * 1000:.1f}" for step, seconds in cost.items()))


def fold_of(gold: dict[str, Any]) -> int:
    """Return the part of a page: that of its registered domain, nearly (its last two labels)."""
    host = urlsplit(gold.get("url") or "").hostname or gold["html"]
    return crc32(".".join(host.split(".")[-2:]).encode()) % 3


if __name__ == "__main__":
    main()
