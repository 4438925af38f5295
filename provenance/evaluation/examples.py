"""Examples of rules, sent through the whole pipeline."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from provenance.check import check_corpus
from provenance.engines.local import Local
from provenance.frames import FRAMES
from provenance.policy.configuration import Policy
from provenance.rules.apply import NO_ARTICLES, apply_rules
from provenance.rules.base import Article, File, Rows, Rule


def examine(
    example: Article | tuple[Article, ...], *, now: date = date(2024, 6, 1), policy: Policy | None = None
) -> pl.DataFrame:
    """Return the findings of the whole pipeline on an example article or little corpus."""
    with tempfile.TemporaryDirectory() as folder:
        for number, article in enumerate(example if isinstance(example, tuple) else (example,)):
            _write(article, Path(folder), number)
        policy = replace(policy or Policy(now=now), preview=True)  # a rule in preview is held to its examples, too
        return check_corpus([folder], policy, engine=Local(1)).findings


def failures(rule: Rule, policy: Policy) -> Iterator[str]:
    """Yield a sentence for each example of a rule that does not give what it says: one finding, or none."""
    for kind, examples, wanted in (("bad", rule.bad, 1), ("good", rule.good, 0)):
        if not examples:
            yield f"{rule.code} has no {kind} example"
        for number, example in enumerate(examples, 1):
            found = examine_rows(example, rule) if isinstance(example, Rows) else examine(example, policy=policy)
            count = found.filter(code=rule.code).height
            if count != wanted:
                yield f"{rule.code}: {kind} example {number} gives {count} findings, not {wanted}"


def examine_rows(example: Rows, rule: Rule) -> pl.DataFrame:
    """Return the findings of one rule on rows of the frame that it reads."""
    rows = pl.DataFrame(list(example.rows), schema=FRAMES[rule.reads].schema)
    return apply_rules({rule.reads: rows}, (rule,), NO_ARTICLES)


def _write(article: Article, folder: Path, number: int) -> None:
    match article:
        case str():
            (folder / f"{number:03}.txt").write_text(article, encoding="utf-8", newline="")
        case File():
            (folder / article.name).write_bytes(article.data)
        case _:
            (folder / f"{number:03}.jsonl").write_text(json.dumps(article) + "\n", encoding="utf-8")
