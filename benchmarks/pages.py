"""How well pages are read: body, title, day and authors against labels, with trafilatura as it comes beside.

    python benchmarks/pages.py GOLD.jsonl … --pages FOLDER [--alone]

A line of GOLD is an object with `html` (the path of the page below FOLDER, `.gz` or not), maybe `url`, and what is known
of `body`, `title`, `date` (`YYYY-MM-DD`) and `authors` (a list). Scores: F1 of the words (body), equal after folding
(title), the same day (date), F1 of the set of folded names (authors); and the CPU time of each step a page.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from provenance.formats.html import authors, body, dates, decoding, figures, places, titles
from provenance.formats.html.page import folded, parsed


def words_f1(found: str, gold: str) -> float:
    """Return the F1 of the words of a text, each as often as it stands there."""
    mine, theirs = (Counter(re.findall(r"\w+", text.casefold())) for text in (found, gold))
    both = sum((mine & theirs).values())
    return 2 * both / (sum(mine.values()) + sum(theirs.values())) if both else 0.0


def names_f1(found: Iterable[str], gold: Iterable[str]) -> float:
    """Return the F1 of a set of folded names."""
    mine, theirs = ({folded(name) for name in names if folded(name)} for names in (found, gold))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine or theirs else 1.0


def ours(data: bytes, url: str | None, timed: Callable[..., Any]) -> dict[str, Any]:
    """Return what the program reads."""
    read = timed("decode", decoding.decoded, data)
    page = timed("parse", parsed, read.text)
    if page is None:
        return {}
    if page.url is None and url:
        page.__dict__["url"] = url
    title = timed("title", titles.title, page)
    paragraphs = timed("body", body.paragraphs, page, title)
    timed("captions", figures.captions, page)
    timed("places", places.runs, page.source, paragraphs, 2)
    day = timed("date", dates.published, page)
    day = dates.day_of(day) if day else None
    return {
        "body": "\n".join(paragraphs), "title": title, "date": day and day.isoformat(),
        "authors": timed("authors", authors.authors, page),
    }  # fmt: skip


def plain(data: bytes, url: str | None, timed: Callable[..., Any]) -> dict[str, Any]:
    """Return what trafilatura finds by itself."""
    import trafilatura

    try:
        found = timed(
            "trafilatura", trafilatura.bare_extraction, data, url=url, include_comments=False, with_metadata=True
        )
    except Exception:  # noqa: BLE001
        found = None
    if found is None:
        return {}
    names = re.split(r"\s*;\s*", found.author or "")
    return {"body": found.text, "title": found.title, "date": found.date, "authors": names}


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
    asked.add_argument("--alone", action="store_true", help="without trafilatura beside")
    options = asked.parse_args()
    cost: Counter[str] = Counter()
    told: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))

    def timed(step: str, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        begun = time.process_time()
        try:
            return call(*arguments, **named)
        finally:
            cost[step] += time.process_time() - begun

    lines = [json.loads(line) for path in options.gold for line in path.open(encoding="utf-8")]
    for gold in lines:
        data = (options.pages / gold["html"]).read_bytes()
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        for name, read in ({"provenance": ours} | ({} if options.alone else {"trafilatura": plain})).items():
            for what, score in scores(read(data, gold.get("url"), timed), gold).items():
                told[name][what].append(score)
    for name, by_what in told.items():
        shown = (f"{what} {sum(found) / len(found):.3f} ({len(found)})" for what, found in by_what.items())
        print(f"{name:12}", "  ".join(shown))
    print("ms CPU a page:", "  ".join(f"{step} {seconds / len(lines) * 1000:.1f}" for step, seconds in cost.items()))


if __name__ == "__main__":
    main()
