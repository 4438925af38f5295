"""Distinct lines of labelled text: what stands outside of articles, and what belongs to them."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.truth.counts import language_of, registered
from benchmarks.truth.pages import ARTICLE, FURNITURE
from provenance.facts.paragraphs.heads import byline

SINGLE, NEGATIVE, OTHER = 0.02, 3.0, 0.25
"""How much a line counts: of one domain only; of an article on a labelled page; of other articles. Others count 1."""
LISTED, OTHERS = "lines:", "articles:"
"""Before what stands for the domain of a line that was counted elsewhere, or of an article."""
LONGEST, FEWEST, MOST_OTHER = 300, 2, 60_000
FURNITURE_WORDS = r"©|[Cc]ookie|Privacy|Sign (?:up|in)|(?i:newsletter)"
"""Paragraphs of articles whose mark-up says so are furniture all the same, where they have such words."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A distinct line of a domain."""

    text: str
    furniture: bool
    domain: str
    sites: int
    """Of a line of furniture: on how many domains it was seen."""
    weight: float
    language: str


def key(text: str) -> str:
    """Return what makes two lines one: case, white space and digits make no difference."""
    return re.sub(r"\d+", "0", " ".join(text.lower().split()))


def read(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield the records of files of JSON lines."""
    for path in paths:
        yield from (json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip())


def domain_of(record: dict[str, Any]) -> str:
    """Return the registered domain of a record, or what stands for it."""
    return registered(record.get("domain") or record.get("domain_guess") or record.get("publisher") or record["id"])


def blocks(record: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the paragraphs of a record with their labels; without labels all are article."""
    if "blocks" in record:
        yield from ((record["text"][b["start"] : b["end"]].strip(), b["label"]) for b in record["blocks"])
    else:
        yield from ((line.strip(), "p") for line in record["text"].split("\n"))


class Collection:
    """Distinct lines by what they are, with the domains on which they stand."""

    def __init__(self) -> None:
        self.outside: dict[str, dict[str, str]] = defaultdict(dict)
        self.inside: dict[str, dict[str, str]] = defaultdict(dict)
        self.other: dict[str, dict[str, str]] = defaultdict(dict)
        self.listed: dict[str, tuple[str, int, str]] = {}
        self.languages: dict[str, str] = {}

    def pages(self, records: Iterable[dict[str, Any]]) -> None:
        """Add labelled pages."""
        for record in records:
            self.languages[domain_of(record)] = language_of(record.get("lang"))
            for text, label in blocks(record):
                if label in FURNITURE | ARTICLE and usable(text):
                    side = self.outside if label in FURNITURE else self.inside
                    side[key(text)].setdefault(domain_of(record), text)

    def articles(self, records: Iterable[dict[str, Any]]) -> None:
        """Add articles."""
        for record in records:
            for text, label in blocks(record):
                if label in ARTICLE and usable(text) and likely_article(text, label):
                    self.other[key(text)].setdefault(domain_of(record), text)

    def repeated(self, records: Iterable[dict[str, Any]]) -> None:
        """Add the lines of whole pages that stand on two domains, and nowhere in an article."""
        seen: dict[str, dict[str, str]] = defaultdict(dict)
        for record in records:
            for text in map(str.strip, (record.get("text") or record.get("text_head") or "").split("\n")):
                if usable(text):
                    seen[key(text)].setdefault(domain_of(record), text)
        for line, found in seen.items():
            both = found | self.outside.get(line, {})
            if len(both) > 1 and line not in self.inside and line not in self.other:
                self.outside[line] = both

    def lines(self, records: Iterable[dict[str, Any]]) -> None:
        """Add lines that were counted elsewhere."""
        for record in records:
            if record["sites_inside"] == 0 and usable(record["line"]):
                self.listed[key(record["line"])] = (
                    record["line"],
                    record["sites_outside"],
                    language_of(record.get("lang")),
                )

    def all(self) -> list[Line]:
        """Return every line, once for a domain."""
        made = [
            self._outside(text, domain, len(found), 1.0 if len(found) > 1 else SINGLE)
            for found in self.outside.values()
            for domain, text in found.items()
        ]
        for found in self.inside.values():
            made += [self._inside(text, domain, NEGATIVE) for domain, text in found.items()]
        once = [next(iter(found.items())) for found in self.other.values() if len(found) == 1]
        drawn = np.random.default_rng(0).permutation(len(once))[:MOST_OTHER]
        made += [self._inside(once[n][1], OTHERS + once[n][0], OTHER) for n in drawn]
        new = {line: rest for line, rest in self.listed.items() if line not in self.outside}
        for line, (text, sites, language) in new.items():
            self.languages[LISTED + line] = language
            made.append(self._outside(text, LISTED + line, sites, 1.0))
        return made

    def _outside(self, text: str, domain: str, sites: int, weight: float) -> Line:
        language = self.languages.get(domain, "und")
        return Line(text=text, furniture=True, domain=domain, sites=sites, weight=weight, language=language)

    def _inside(self, text: str, domain: str, weight: float) -> Line:
        language = self.languages.get(domain, "und")
        return Line(text=text, furniture=False, domain=domain, sites=0, weight=weight, language=language)


def usable(text: str) -> bool:
    """Say whether a line is learned from."""
    opening, whole = (re.compile(pattern) for pattern in byline())
    signed = opening.search(text) and whole.search(text)
    return len(text) <= LONGEST and len(text.split()) >= FEWEST and not signed


def likely_article(text: str, label: str) -> bool:
    """Say whether a paragraph that is one by its mark-up belongs to the article: mark-up calls furniture so as well."""
    shape = len(text) >= 25 if label == "heading" else len(text) >= 70 or text[-1] in '.!?"”'
    return shape and not re.search(FURNITURE_WORDS, text)
