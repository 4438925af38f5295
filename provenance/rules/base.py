"""What a rule is: one frozen value, from which its test, page, Pandera check and expectation are derived."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal

import polars as pl

from provenance.errors import hint
from provenance.extras import Extra
from provenance.frames import FRAMES, ROW, is_numbered

Severity = Literal["error", "warning", "info"]
Status = Literal["preview", "stable", "deprecated"]
CODE = r"[A-Z]{3}\d{3}"
"""What the code of a rule looks like."""
UNRULED = ("records", "findings", "summary", "normalised")
"""Frames that no rule is applied to."""
JOINED = {"articles": ("article",), "paragraphs": ("article", "paragraph")}
"""Frames of which a rule may read columns beside its own frame, and by what a row is found in them."""
EACH_ARTICLE = pl.selectors.by_name(ROW, "article", require_all=False)
"""What an expression over a frame of facts names to group rows by their article, as in `.over(EACH_ARTICLE)`.

A published frame has the id of the article, a frame in its shard the number of the row; there two records may bear the
same id.
"""
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")


def roots(expression: pl.Expr) -> list[str]:
    """Return the columns of a published frame that an expression reads; Polars leaves those of selectors out."""
    names = expression.meta.root_names()
    return [*names, "article"] if str(EACH_ARTICLE) in str(expression) else names


@dataclass(frozen=True, slots=True)
class File:
    """A whole input file of an example, where the file itself is the matter."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of the frame that the rule reads, where no article alone can show the matter."""

    rows: tuple[Mapping[str, Any], ...]


Article = str | Mapping[str, Any] | File
"""A little article: the text of a `.txt` file, a JSON record, or a file of any form."""

Example = Article | tuple[Article, ...] | Rows
"""One article, a little corpus of several, or rows of a frame."""


@dataclass(frozen=True, kw_only=True)
class Fix:
    """A repair of the cited span.

    `remove` takes the span out; `lift` takes it out and keeps it in the record's field `into`; `replace` puts the
    string of `by` there. A safe fix loses nothing that belongs to the article; any other is a suggestion.
    """

    title: str
    edit: Literal["remove", "lift", "replace"]
    safe: bool
    by: pl.Expr | None = None
    into: str | None = None
    safe_from: float = 0.0
    """How sure a finding must be for a safe fix of it; of one that is less sure it is a suggestion."""

    def is_safe(self, confidence: float | None) -> bool:
        """Tell whether the fix of a finding that is so sure is a safe one."""
        return self.safe and (confidence is None or confidence >= self.safe_from)


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule.

    `broken` is a Boolean expression over the frame `reads`, true (never null) where the rule is broken; `message` is a
    string expression over the same frame. Rows of `reads` that have `start` and `end` give the finding its span.
    Both may read other frames beside it: `pl.col("articles.language")` is the column `language` of the row's article,
    `pl.col("paragraphs.kind")` the kind of its paragraph.
    An error fails the default gate, so it needs `evidence`: what was measured, or why it cannot be wrong.
    """

    code: str
    name: str
    severity: Severity
    summary: str
    rationale: str
    reads: str
    broken: pl.Expr
    message: pl.Expr
    bad: tuple[Example, ...]
    good: tuple[Example, ...]
    evidence: str = ""
    fix: Fix | None = None
    lacks: tuple[str, ...] = ()
    """The fields whose absence it finds: where that is structural, one finding of the corpus tells it."""
    version: int = 1
    """Raised when the rule begins to find something else; decisions about the older version are stale then."""
    since: str = "0.1.0"
    """The version of its package that had it first."""
    status: Status = "stable"
    """A rule in preview runs only where it is asked for; a deprecated one runs, and says so in its page."""
    replaces: tuple[str, ...] = ()
    """Codes that are no longer given: who selects one of them gets this rule."""
    references: tuple[str, ...] = ()
    """Where a reader finds more: standards, guides; addresses or titles."""
    confidence: pl.Expr | None = None
    """How sure a finding is, from 0 to 1; without it the column `confidence` of the frame says, where there is one."""

    floor: float = 0.0
    """How sure a finding must be to be listed, as `at_least` sets it."""

    extra: Extra | None = None
    """The extra without which its frame is empty."""
    requires: tuple[str, ...] = ()
    """Columns of `articles` as they were read without which no row of an article is broken: what is costly and read by
    such rules alone is found only in articles that have them."""

    def __post_init__(self) -> None:
        for code in (self.code, *self.replaces):
            if not re.fullmatch(CODE, code):
                message = f"{code!r} is not a rule code: three letters and three digits are"
                raise ValueError(message)
        for name in (self.reads, *(column.partition(".")[0] for column in self.beside)):
            if name not in FRAMES or name in UNRULED:
                known = "" if name in UNRULED else hint(name, FRAMES)
                message = f"{self.code} reads {name!r}: no rule is applied to such a frame{known}"
                raise ValueError(message)
        self._refuse_unknown()
        self._refuse_article()

    def _refuse_unknown(self) -> None:
        """Raise ValueError for a column of another frame that there is not, or that has many rows for one."""
        for column in self.beside:
            frame, _, name = column.partition(".")
            keys = JOINED.get(frame, ())
            if not keys or not {*keys} <= FRAMES[self.reads].schema.keys():
                message = f"{self.code} reads {column!r}: {frame} has not one row for a row of {self.reads}"
                raise ValueError(message)
            if name not in FRAMES[frame].schema:
                message = f"{self.code} reads {column!r}: {frame} has no such column{hint(name, FRAMES[frame].schema)}"
                raise ValueError(message)

    def _refuse_article(self) -> None:
        """Raise ValueError for the id of the article in a frame of facts, which has it only when its shard is done."""
        named = any("article" in expression.meta.root_names() for expression in self._expressions)
        if named and is_numbered(FRAMES[self.reads]):
            message = (
                f"{self.code} reads 'article', which {self.reads} has only when its shard is done: EACH_ARTICLE of "
                "provenance.rules.base groups by the article, and 'articles.article' is its id"
            )
            raise ValueError(message)

    @property
    def _expressions(self) -> tuple[pl.Expr, ...]:
        return (self.broken, self.message, *(() if self.confidence is None else (self.confidence,)))

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The columns that it reads, those of other frames with the names of these before a dot."""
        return tuple(dict.fromkeys(name for expression in self._expressions for name in roots(expression)))

    @cached_property
    def beside(self) -> tuple[str, ...]:
        """The columns of other frames that it reads."""
        return tuple(name for name in self.columns if "." in name)

    @property
    def schema(self) -> pl.Schema:
        """The columns that its expressions find, with their types: those of its frame, and those beside it."""
        others = {column: FRAMES[column.partition(".")[0]].schema[column.partition(".")[2]] for column in self.beside}
        return pl.Schema({**FRAMES[self.reads].schema, **others})

    @property
    def family(self) -> str:
        """The three letters of the code."""
        return self.code[:3]

    @property
    def certainty(self) -> pl.Expr | None:
        """The expression that says how sure a finding is; None where the rule does not weigh."""
        if self.confidence is not None:
            return self.confidence
        return pl.col("confidence") if "confidence" in FRAMES[self.reads].schema else None

    def graded(self, severity: Severity) -> Rule:
        """Return the rule with a severity."""
        return self if severity == self.severity else replace(self, severity=severity)

    def at_least(self, floor: float) -> Rule:
        """Return the rule that finds only what is as sure as `floor`, and what it does not weigh."""
        if floor <= 0 or self.certainty is None:
            return self
        return replace(self, broken=self.broken & self.certainty.fill_null(1.0).ge(floor), floor=floor)

    @property
    def of_corpus(self) -> bool:
        """It speaks of the corpus as a whole: its frame names no article."""
        return "article" not in FRAMES[self.reads].schema

    def __repr__(self) -> str:
        return f"<Rule {self.code} {self.name}>"
