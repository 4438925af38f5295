"""What the report is made from: frames, verdict, rules and the run's record, as one frozen value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from provenance.storage.spill import Spilled

TEXT_FRAMES = ("articles", "dates", "captions", "quotations", "embeds", "boilerplate", "lineage")
CORPUS_FRAMES = ("clusters", "utterances", "variants", "versions", "stated")


@dataclass(frozen=True, kw_only=True)
class RuleInfo:
    """A rule as the report tells it. `limit` and `exceeded` are the policy's word on it, if it has one."""

    code: str
    name: str
    severity: str
    summary: str
    rationale: str
    fix: str | None = None
    version: str | None = None
    limit: str | None = None
    exceeded: bool | None = None
    address: str | None = None
    """Where its page stands on the web."""
    page: str | None = None
    """The same, or the command that prints it."""

    @property
    def title(self) -> str:
        """What the rule finds, as a sentence: its summary without the full stop."""
        return self.summary.removesuffix(".")

    @property
    def label(self) -> str:
        """The name as words, where there is little room."""
        return self.name.replace("-", " ").capitalize()


@dataclass(frozen=True, kw_only=True)
class EarlierRun:
    """What is left of a stored run: enough to draw a trend."""

    id: str
    time: str
    articles: int
    with_errors: int
    counts: Mapping[str, int]


@dataclass(frozen=True, kw_only=True)
class ReportData:
    """Everything the page says.

    `findings` has those columns of frames.FINDINGS that `index` needs, `summary` is frames.SUMMARY, with columns of
    rules, both in chunks; `expectations` those rows of frames.EXPECTATIONS that are not met. `frames`
    holds the frames of `TEXT_FRAMES`, lazily, in the order of the articles: texts are read a shard at a time. `record`
    says how the run was made, as far as it is known: `id`, `name` (of the data set), `time`, `command`, `engine`,
    `versions`, `suites`, `digests`, `sources` (how many files), `inputs` (the first of them). `docs` is the address of
    the Data Docs of its suites, relative to the page. `whole_texts` asks for every text in full, however heavy the page
    becomes. `notes` stand below the verdict. `corpus` holds those frames of `CORPUS_FRAMES` that the run has, lazily:
    without them the page does not show what only the whole corpus tells.
    """

    title: str
    passed: bool
    reasons: tuple[tuple[str, str], ...]
    findings: Spilled
    summary: Spilled
    frames: Mapping[str, pl.LazyFrame]
    rules: tuple[RuleInfo, ...]
    expectations: tuple[Mapping[str, Any], ...] = ()
    record: Mapping[str, Any] = field(default_factory=dict)
    earlier: tuple[EarlierRun, ...] = ()
    lapsed: pl.DataFrame | None = None
    docs: str | None = None
    whole_texts: bool = False
    notes: tuple[str, ...] = ()
    corpus: Mapping[str, pl.LazyFrame] = field(default_factory=dict)

    @property
    def failing(self) -> list[str]:
        """The codes of the rules whose findings fail the gate."""
        return [rule.code for rule in self.rules if rule.exceeded]
