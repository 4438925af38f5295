"""A text held against the page of its article: what was lost on the way, and what was taken in beside it.

The evidence is the page's own mark-up, and how far others agree: the text that JSON-LD states, our own extraction, the
paragraphs that stand beside one another in the page.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from provenance.formats.html import blocks as kinds
from provenance.formats.html.blocks import Block
from provenance.formats.html.letters import Letters, letters
from provenance.rules.certainty import SURE

LOST, TRUNCATED, ORDER = "lost", "truncated", "order"
_LONG = 60
"""Letters of a paragraph that is missed; shorter ones are often lines of a byline, or labels."""
_TOLD = 25
"""Letters of what is found to stand in the text; shorter ones may stand there by chance."""
_THERE = 0.5
"""The share of the pieces of a paragraph that stand in a text that has it."""
_LINKED, _SLANTED = 0.5, 0.5
_ENDS = re.compile(r"[.!?…:;)\]\"'”’»“‘。！？」』؟।]\s*$")
_MAIN, _AGREED, _MANY = 0.5, 0.5, 3
_PARAGRAPHS = {"p", "div", "section", "article", "br"}
_CERTAIN = {kinds.CAPTION: 0.9, kinds.COMMENT: 0.9, kinds.EMBED: 0.8, kinds.RELATED: 0.9, kinds.FURNITURE: 0.85,
            kinds.ASIDE: 0.6}  # fmt: skip
"""How sure it is that what mark-up says to be of a kind is no text of the article."""


class Suspicion(NamedTuple):
    """Something that was lost, taken in or changed between a page and a text."""

    kind: str
    confidence: float
    words: str
    """What the page says there; of several paragraphs the first."""
    path: str | None = None
    start: int | None = None
    end: int | None = None
    paragraphs: int = 1
    """How many paragraphs of the page, one behind the other, it is about."""
    letters: int = 0


class Evidence(NamedTuple):
    """What tells which words are the article's, beside the blocks of the page."""

    text: Letters
    """The text that is held against the page."""
    own: Letters | None
    """Our own extraction; None where that is the text."""
    stated: Letters | None
    """The body that JSON-LD states."""


class Part(NamedTuple):
    """A block, its letters, where they stand in the text, and how much of them does."""

    block: Block
    said: str
    at: int
    share: float

    @property
    def is_there(self) -> bool:
        """Whether the text has it."""
        return self.share >= _THERE


def compare(blocks: Sequence[Block], evidence: Evidence) -> list[Suspicion]:
    """Return what is suspicious about a text, given the blocks of its page."""
    parts = [_part(block, evidence.text) for block in blocks]
    lost = [*_lost(parts, evidence)]
    within = (each for each in lost if each.kind == LOST)
    return [*within, *_end(lost), *_taken_in(parts, evidence), *_moved(parts, evidence.text)]


def _part(block: Block, text: Letters) -> Part:
    said = letters(block.text)
    at = text.find(said) if said else -1
    return Part(block, said, at, 1.0 if at >= 0 else text.share(said) if len(said) >= _TOLD else 0.0)


def _is_paragraph(part: Part) -> bool:
    return part.block.kind == kinds.BODY and len(part.said) >= _LONG and part.block.linked < _LINKED


def _is_missed(part: Part, often: Counter[str]) -> bool:
    """Tell whether a paragraph would be missed: no note in italics, no line that comes again, no label."""
    block = part.block
    if not _is_paragraph(part) or block.tag not in _PARAGRAPHS or block.slanted >= _SLANTED:
        return False
    return often[part.said] == 1 and (block.tag == "p" or _ENDS.search(block.text) is not None)


def _lost(parts: Sequence[Part], evidence: Evidence) -> Iterator[Suspicion]:
    """Yield the rows of paragraphs that the text lacks, of those that stand beside one another in the page."""
    groups: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    often = Counter(part.said for part in parts)
    for part in parts:
        if _is_missed(part, often):
            groups[part.block.group].append(part)
    behind = _behind(parts)
    weights = {group: sum(len(part.said) for part in row) for group, row in groups.items()}
    for group, row in groups.items():
        there = [number for number, part in enumerate(row) if part.is_there]
        is_main = weights[group] >= _MAIN * sum(weights.values())
        for missing, run in groupby(enumerate(row), lambda numbered: not numbered[1].is_there):
            numbered = list(run)
            lost = [part for _, part in numbered]
            if missing and (sure := _of_article(lost, numbered[0][0], there, len(row), evidence, is_main=is_main)):
                weight = sum(len(part.said) for part in lost)
                first = lost[0].block
                kind = TRUNCATED if lost[0].said in behind else LOST
                yield Suspicion(kind, sure, first.text, first.path, paragraphs=len(lost), letters=weight)


def _behind(parts: Sequence[Part]) -> set[str]:
    """Return what stands in the page behind the last paragraph that the text has; nothing where it has none."""
    there = (number for number, part in enumerate(parts) if part.is_there and _is_paragraph(part))
    return {part.said for part in parts[max(there, default=len(parts)) + 1 :]}


def _end(lost: Sequence[Suspicion]) -> Iterator[Suspicion]:
    """Yield once that the text ends before the article does: all that follows is missing for one reason."""
    rows = [each for each in lost if each.kind == TRUNCATED]
    rows = [each for each in rows if each.confidence >= SURE] or rows
    for first in rows[:1]:
        yield first._replace(
            confidence=max(each.confidence for each in rows),
            paragraphs=sum(each.paragraphs for each in rows),
            letters=sum(each.letters for each in rows),
        )


def _of_article(  # noqa: PLR0913 - where they stand, and the evidence
    lost: Sequence[Part], first: int, there: Sequence[int], number: int, evidence: Evidence, *, is_main: bool
) -> float:
    """Return how sure it is that paragraphs are the article's which stand beside others that the text has or lacks."""
    stated, own = (_agreement(lost, other) for other in (evidence.stated, evidence.own))
    if not there:
        return 0.8 if is_main and max(stated, own) >= _AGREED else 0.0
    if len(there) < number / 2 and len(lost) < len(there):
        return 0.0
    if stated >= _AGREED:
        return 0.95
    if there[0] < first < there[-1]:
        return 0.9 if own >= _AGREED or evidence.own is None else 0.6
    if own < _AGREED:
        return 0.0
    return 0.8 if first < there[0] or len(lost) >= _MANY else 0.5


def _agreement(lost: Sequence[Part], other: Letters | None) -> float:
    """Return which share of paragraphs another text has."""
    return sum(other.share(part.said) >= _THERE for part in lost) / len(lost) if other else 0.0


def _taken_in(parts: Sequence[Part], evidence: Evidence) -> Iterator[Suspicion]:
    body = "\0".join(part.said for part in parts if part.block.kind in {kinds.BODY, kinds.TITLE})
    told: set[str] = set()
    for part in parts:
        sure = _CERTAIN.get(part.block.kind, 0.0)
        if part.at < 0 or not sure or len(part.said) < _TOLD or part.said in told or part.said in body:
            continue
        if evidence.stated and part.said in evidence.stated.said:
            continue
        told.add(part.said)
        if evidence.own and part.said in evidence.own.said:
            sure *= 0.7
        span = evidence.text.span(part.at, len(part.said))
        yield Suspicion(part.block.kind, sure, part.block.text, part.block.path, *span, letters=len(part.said))


def _moved(parts: Sequence[Part], text: Letters) -> Iterator[Suspicion]:
    """Yield the paragraphs that stand elsewhere in the text than in the page: all but the longest row in order."""
    often = Counter(part.said for part in parts)
    found = [part for part in parts if part.at >= 0 and _is_paragraph(part) and often[part.said] == 1]
    kept = set(_longest([part.at for part in found]))
    for number, part in enumerate(found):
        if number not in kept:
            yield Suspicion(ORDER, 0.6, part.block.text, part.block.path, *text.span(part.at, len(part.said)))


def _longest(places: Sequence[int]) -> list[int]:
    """Return the numbers of the longest row of places that only rise."""
    ends: list[int] = []
    at: list[int] = []
    before: dict[int, int] = {}
    for number, place in enumerate(places):
        rank = bisect_left(ends, place)
        before[number] = at[rank - 1] if rank else -1
        ends[rank : rank + 1], at[rank : rank + 1] = [place], [number]
    row, number = [], at[-1] if at else -1
    while number >= 0:
        row.append(number)
        number = before[number]
    return row[::-1]
