"""How right the suspicions about extractions are: labelled bodies, and what other readers find, held against their pages.

    python benchmarks/extraction.py GOLD.jsonl … --pages FOLDER [--beside NAME …]

A line of GOLD is an object with `html` (the path of the page below FOLDER, `.gz` or not), `body` and maybe `url`.
Printed are the paragraphs of labelled bodies, those of them that are accused, and beside them the labels that end before
the article does, with the paragraphs that follow there: one finding each; then for each reader the F1 of its words, the paragraphs that are suspicious, and the rank correlation of
both: an article that is cut off is one suspicion, and as many paragraphs as are missing.
"""

from __future__ import annotations

import argparse
import gzip
import json
from itertools import combinations
from pathlib import Path
from typing import Any

from other_readers import READERS
from pages import words_f1

from provenance.formats.counterparts import TAKEN, Counterpart
from provenance.formats.html import decoding, extraction, record
from provenance.formats.html.comparison import TRUNCATED
from provenance.formats.html.page import parsed

_ASIDE = {"order", "encoding"}
Found = list[dict[str, Any]]


def suspicions(source: str, text: str) -> Found:
    """Return what is suspicious about a text of a page, as sure as rules want it, order and letters aside."""
    page = parsed(source)
    values = dict.fromkeys(TAKEN) | {"text": text or "-"}
    made = extraction.fields(page, Counterpart("", values, "id")) if page else None
    rows = (made or {}).get("extraction") or []
    return [row for row in rows if row["confidence"] >= extraction.SURE and row["kind"] not in _ASIDE]


def tau(scores: list[float], others: list[float]) -> float:
    """Return Kendall's tau of two rows of scores."""
    pairs = list(combinations(zip(scores, others, strict=True), 2))
    agreeing = [(a[0] - b[0]) * (a[1] - b[1]) for a, b in pairs]
    return sum((each > 0) - (each < 0) for each in agreeing) / len(pairs)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("gold", nargs="+", type=Path)
    asked.add_argument("--pages", type=Path, required=True)
    asked.add_argument("--beside", nargs="*", default=[], choices=sorted(READERS))
    options = asked.parse_args()
    paragraphs, accused = 0, []
    scores: dict[str, list[float]] = {}
    counts: dict[str, int] = {}
    lines = [json.loads(line) for path in options.gold for line in path.open(encoding="utf-8")]
    for gold in (line for line in lines if line.get("body")):
        data = (options.pages / gold["html"]).read_bytes()
        data = gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data
        source = decoding.decoded(data).text
        paragraphs += sum(1 for line in gold["body"].split("\n") if line.strip())
        accused += suspicions(source, gold["body"])
        page = parsed(source)
        texts = {"provenance": ((record.fields(page) if page else None) or {}).get("text", "")}
        for name in options.beside:
            texts[name] = (READERS[name](data, gold.get("url"), _untimed) or {}).get("body") or ""
        for name, text in texts.items():
            scores.setdefault(name, []).append(words_f1(text, gold["body"]))
            counts[name] = counts.get(name, 0) + sum(row["paragraphs"] for row in suspicions(source, text))
    short = [row["paragraphs"] for row in accused if row["kind"] == TRUNCATED]
    others = sum(row["paragraphs"] for row in accused) - sum(short)
    print(
        f"{paragraphs} paragraphs, {others} accused; {len(short)} texts end early, {sum(short)} paragraphs follow there"
    )
    means = {name: sum(each) / len(each) for name, each in scores.items()}
    for name, mean in means.items():
        print(f"{name:14} F1 {mean:.3f}  suspicious paragraphs {counts[name]}")
    if len(means) > 1:
        print(f"tau {tau([*means.values()], [-counts[name] for name in means]):.2f}")


def _untimed(_: str, call: Any, *arguments: Any, **named: Any) -> Any:
    return call(*arguments, **named)


if __name__ == "__main__":
    main()
