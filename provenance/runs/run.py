"""A run: what was read, found and decided, as one value that every report reads."""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache, cached_property
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import polars as pl

from provenance.frames import EXPECTATIONS, FINDINGS, INPUTS
from provenance.policy import baseline, decisions
from provenance.policy.absences import unfold
from provenance.policy.configuration import Policy
from provenance.policy.verdict import Verdict, unread_articles
from provenance.rules.base import Rule
from provenance.storage.spill import Spilled
from provenance.version import __version__


@dataclass(frozen=True, kw_only=True)
class Run:
    """The outcome of one check."""

    verdict: Verdict
    found: Spilled
    """The findings, in pieces: what a corpus of any size can be read from, a piece at a time."""
    counted: Spilled
    """The summary, in pieces."""
    read_errors: pl.DataFrame
    corpus: Mapping[str, Spilled]
    """The frames that speak of the whole corpus, in pieces: duplicates, repeats, days, corpus."""
    policy: Policy
    rules: tuple[Rule, ...]
    record: Record
    subsumed: Spilled = field(default_factory=lambda: Spilled.of(FINDINGS.empty()))
    """Findings of single articles for which one of the corpus stands, see `policy.absences`."""
    expectations: pl.DataFrame = field(default_factory=EXPECTATIONS.empty)
    gone: pl.DataFrame = field(default_factory=baseline.GONE.to_frame)
    """Remembered findings that are no longer found, and why."""
    lapsed: pl.DataFrame = field(default_factory=decisions.LAPSED.to_frame)
    """Decisions that no longer hold, and why."""
    gate: Mapping[str, Any] | None = None
    """What became of the records at the import gate, where there was one: docs/ci.md tells the keys."""
    inputs: pl.DataFrame = field(default_factory=INPUTS.empty)
    """The files that were read, where the run is stored: frames.INPUTS."""
    frames: Path | None = None
    """The folder with the extracted frames, where they were asked for."""
    keys: Mapping[str, Spilled] = field(default_factory=dict)
    """From what the frames of the corpus were made, where the run is stored: with these of others it is merged."""
    basis: str = ""
    """A digest of what decides what is found, beside the versions and the policy: catalogues, additions, rules."""

    @cached_property
    def findings(self) -> pl.DataFrame:
        """All findings at once: frames.FINDINGS, ordered by source, record and start."""
        return self.found.frame()

    def unfolded(self, columns: Sequence[str] = tuple(FINDINGS.schema)) -> Iterator[pl.DataFrame]:
        """Yield all findings, those of single articles in the place of one of the corpus: what baselines remember."""
        return unfold(self.found, self.subsumed, columns)

    @property
    def told_of_corpus(self) -> str:
        """How many findings of single articles the run tells as fewer of the corpus, in words; empty if none."""
        number = self.subsumed.height
        codes = {code for chunk in self.subsumed.each(("code",)) for code in chunk["code"].unique()}
        return f"the report tells {number:,} of them as {len(codes):,} of the corpus" if number > len(codes) else ""

    @cached_property
    def summary(self) -> pl.DataFrame:
        """The whole summary at once: frames.SUMMARY and one column per rule."""
        return self.counted.frame()

    @cached_property
    def unread(self) -> pl.Series:
        """The ids of records that could not be read as articles: no count of articles has them."""
        return unread_articles(self.read_errors, self.counted)

    @property
    def articles(self) -> int:
        """How many articles were read."""
        return self.counted.height


@dataclass(frozen=True, kw_only=True)
class Record:
    """How the run came about: enough to repeat it, and nothing about the person or the machine."""

    started: datetime
    seconds: float
    """From the first look at the input until all is found: the start of Python, weighing and reports are not in it."""
    command: str
    engine: str
    arguments: tuple[str, ...]
    sources: int
    skipped: int
    versions: Mapping[str, str]
    excluded: int = 0
    """Files that the policy leaves out."""
    not_read: Mapping[str, int] = field(default_factory=dict)
    """Files that no reader takes, by suffix; `skipped` is how many there are."""
    notes: tuple[str, ...] = ()
    """What every report says beside the verdict, in sentences; none of them fails the gate."""

    timings: Mapping[str, float] = field(default_factory=dict)
    """The seconds of each stage: those in shards are of all shards together, which are worked on side by side."""
    shards: int = 0
    """In how many parts the corpus was read; none where the cache knew all of it."""
    slowest_shard: Mapping[str, float] = field(default_factory=dict)
    """The shard that took longest: its number (`shard`), its `articles`, its `seconds`."""

    @property
    def moment(self) -> str:
        """When the run was started, to the second: what papers call it by."""
        return f"{self.started:%Y%m%dT%H%M%SZ}"

    @property
    def version(self) -> str:
        """The version of this program; nothing where an old run does not say."""
        return self.versions.get("article-provenance", "")


def versions() -> dict[str, str]:
    """Return the versions of this package, Python, and the installed packages that decide what is found."""
    return {"python": platform.python_version(), "article-provenance": __version__, **_installed()}


_DECIDING = (
    "polars", "pandera", "great-expectations", "charset-normalizer", "ftfy", "trafilatura", "htmldate", "lxml",
    "pycld2", "c2pa-python",
)  # fmt: skip


@cache
def _installed() -> Mapping[str, str]:
    """Return the versions of the packages that decide what is found: to read them takes milliseconds a package."""
    found = {}
    for name in _DECIDING:
        with suppress(PackageNotFoundError):  # an extra
            found[name] = version(name)
    return found


def moment() -> datetime:
    """Return the present, to the second, in UTC."""
    return datetime.now(UTC).replace(microsecond=0)
