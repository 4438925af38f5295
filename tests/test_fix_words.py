"""A law over all repairs: no sentence of the story goes with the defect that stands beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import product
from pathlib import Path

import pytest

from provenance.fixing import writing
from provenance.pipeline.shard import Job
from provenance.policy.configuration import Policy
from provenance.rules.examples import CLOSING, OPENING
from provenance.rules.registry import registry

BEFORE = "The slipway of Westhaven was opened on Monday by the mayor."
AFTER = "Nine boats left the harbour at once, and the crowd cheered."
GAPS = {"blank lines": "\n\n", "single line breaks": "\n"}
GLUED = {"CAP001", "EMB001", "BPL019"}
"""Captions and posts, whose extent within a paragraph of several lines the text does not tell."""


def defects(rule):
    """Yield the paragraphs of the rule's bad examples that are not of the story."""
    for bad in rule.bad:
        text = bad.get("text") if isinstance(bad, Mapping) else bad
        if isinstance(text, str):
            yield [part for part in text.split("\n\n") if part.strip() and part not in (OPENING, CLOSING)]


CASES = [
    (f"{rule.code}, {gap}, {place}", GAPS[gap].join(parts) + f"\n\n{CLOSING}")
    for rule, gap, place in product(registry(), GAPS, ("head", "middle"))
    if rule.fix and not (gap == "single line breaks" and rule.code in GLUED)
    for defect in defects(rule)
    for parts in [[*defect, BEFORE, AFTER] if place == "head" else [BEFORE, *defect, AFTER]]
]


@pytest.fixture(scope="module")
def repaired(tmp_path_factory) -> list[str]:
    """Apply every repair, suggestions included, to all of them."""
    source, target = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out") / "fixed"
    for number, (_, text) in enumerate(CASES):
        (source / f"{number:03}.txt").write_text(text, encoding="utf-8", newline="")
    policy = Policy(now=date(2024, 6, 1))
    job = Job(rules=policy.rules(), catalogues={}, now=policy.clock())
    writing.write([source], writing.plan([source], job, {}, unsafe=True), target, {})
    return [_text(target / f"{number:03}.txt", text) for number, (_, text) in enumerate(CASES)]


def _text(path: Path, before: str) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else before


@pytest.mark.parametrize("number", range(len(CASES)), ids=[name for name, _ in CASES])
def test_the_story_stays(repaired: list[str], number: int) -> None:
    for sentence in (BEFORE, AFTER, CLOSING):
        assert sentence in repaired[number], CASES[number][1]


def test_something_is_repaired(repaired: list[str]) -> None:
    changed = sum(text != before for text, (_, before) in zip(repaired, CASES, strict=True))
    assert changed > len(CASES) / 2
