"""What only rules read is found only in the articles that they can be broken in."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from provenance import facts
from provenance.frames import RECORDS
from provenance.pipeline.shard import Job
from provenance.rules.registry import registry

NOW = datetime(2024, 6, 1, tzinfo=UTC)
JOB = Job(rules=registry(), catalogues={}, now=NOW)
TEXT = "The harbour council meets on Monday to speak about the new quay, and all who live beside it may come. " * 3


def languages(job: Job) -> list[int]:
    declared = pl.DataFrame({"article": ["a", "b"], "text": [TEXT, TEXT], "language": ["en", None]})
    records = pl.concat([RECORDS.empty(), declared], how="diagonal_relaxed").select(RECORDS.empty().columns)
    return facts.find(records, {}, NOW, job.asked)["languages"]["row"].to_list()


def test_a_language_is_looked_for_where_one_is_declared():
    assert languages(JOB) == [0]


def test_it_is_looked_for_nowhere_where_no_rule_reads_it():
    assert languages(replace(JOB, rules=tuple(rule for rule in registry() if rule.reads != "languages"))) == []


def test_it_is_looked_for_everywhere_where_its_frame_is_written():
    assert languages(replace(JOB, frames=Path("facts"))) == [0, 1]


def test_it_is_looked_for_everywhere_where_a_rule_requires_nothing():
    free = tuple(replace(rule, requires=()) for rule in registry() if rule.reads == "languages")
    assert languages(replace(JOB, rules=free)) == [0, 1]
