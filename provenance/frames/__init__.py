"""Every frame that flows through the house, with every column declared once.

The declarations are plain values, so that the fast path never imports Pandera; `provenance.contracts.model` turns each
into a Pandera model. All offsets are Unicode code points, start inclusive, end exclusive. Ordinals count from 0, lines
and columns from 1.
"""

from __future__ import annotations

from provenance.frames.base import (
    ARTICLE,
    CITED,
    COUNT,
    DATE,
    END,
    FLAG,
    MOMENT,
    PARAGRAPH,
    ROW,
    SHARE,
    START,
    TEXT,
    WORDS,
    Column,
    Frame,
    key,
    listed,
)
from provenance.frames.corpus import (
    CLUSTERS,
    CORPUS,
    DAYS,
    DUPLICATES,
    EXTRACTIONS,
    NEAR_DUPLICATES,
    ORIGINALITY,
    REPEATS,
    REPETITIONS,
    ROLES,
    UTTERANCES,
    VARIANTS,
    VERSIONS,
)
from provenance.frames.facts import (
    BOILERPLATE,
    CAPTIONS,
    COMPARISONS,
    CREDENTIALS,
    DATES,
    EMBEDS,
    EXTRACTION,
    FLAWS,
    KINDS,
    LANGUAGES,
    LINEAGE,
    PARAGRAPHS,
    POST_TAG,
    QUOTATIONS,
)
from provenance.frames.records import (
    ARTICLES,
    HARMLESS,
    INPUTS,
    NORMALISED,
    READ_ERRORS,
    RECORDS,
    STATED,
    UNREADABLE,
)
from provenance.frames.run import (
    EXPECTATIONS,
    FINDINGS,
    FINDINGS_COUNTED,
    SUMMARY,
)

__all__ = [
    "ARTICLE",
    "ARTICLES",
    "BOILERPLATE",
    "CAPTIONS",
    "CITED",
    "CLUSTERS",
    "COMPARISONS",
    "CORPUS",
    "COUNT",
    "CREDENTIALS",
    "DATE",
    "DATES",
    "DAYS",
    "DUPLICATES",
    "EMBEDS",
    "END",
    "EXPECTATIONS",
    "EXTRACTED",
    "EXTRACTION",
    "EXTRACTIONS",
    "FINDINGS",
    "FINDINGS_COUNTED",
    "FLAG",
    "FLAWS",
    "FRAMES",
    "HARMLESS",
    "INPUTS",
    "KINDS",
    "LANGUAGES",
    "LINEAGE",
    "MOMENT",
    "NEAR_DUPLICATES",
    "NORMALISED",
    "ORIGINALITY",
    "PARAGRAPH",
    "PARAGRAPHS",
    "POST_TAG",
    "QUOTATIONS",
    "READ_ERRORS",
    "RECORDS",
    "REPEATS",
    "REPETITIONS",
    "ROLES",
    "ROW",
    "SHARE",
    "START",
    "STATED",
    "SUMMARY",
    "TEXT",
    "UNREADABLE",
    "UTTERANCES",
    "VARIANTS",
    "VERSIONS",
    "WORDS",
    "Column",
    "Frame",
    "add_fact",
    "extracted",
    "is_numbered",
    "key",
    "listed",
]


_READ_OFF = (DATES, PARAGRAPHS, CAPTIONS, QUOTATIONS, EMBEDS, BOILERPLATE, LINEAGE, FLAWS, LANGUAGES)
_BROUGHT = (STATED, EXTRACTION, COMPARISONS, CREDENTIALS)

EXTRACTED = (
    ARTICLES, *_READ_OFF, FINDINGS, SUMMARY, READ_ERRORS, NORMALISED, *_BROUGHT, NEAR_DUPLICATES, CLUSTERS,
    UTTERANCES, VARIANTS, VERSIONS, REPETITIONS,
)  # fmt: skip

FRAMES = {
    frame.name: frame
    for frame in (
        RECORDS,
        *EXTRACTED,
        INPUTS,
        DUPLICATES,
        REPEATS,
        DAYS,
        CORPUS,
        EXPECTATIONS,
        EXTRACTIONS,
        ORIGINALITY,
    )
}

_FACTS: dict[str, Frame] = {}


def add_fact(frame: Frame) -> None:
    """Add a frame of facts to those that there are, unless one of its name is there."""
    if FRAMES.setdefault(frame.name, frame) is frame and frame not in EXTRACTED:
        _FACTS[frame.name] = frame


def is_numbered(frame: Frame) -> bool:
    """Tell whether a frame is one of facts, so that ROW stands in the place of `article` until its shard is done."""
    return frame in (*_READ_OFF, *_BROUGHT, *_FACTS.values())


def extracted() -> tuple[Frame, ...]:
    """Return the frames that `extract` writes: ours, then those of facts of other packages."""
    return (*EXTRACTED, *_FACTS.values())
