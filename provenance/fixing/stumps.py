"""What would be left of a line: a label without what it announces is worse than the notice as a whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter

from provenance.fixing.edits import Edit

WORDS = 4
"""Fewer words than these, and no end of a sentence, are a stump: `Note:`, `Read more`, `Photo by`."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_SENTENCE = re.compile(r"[.!?…。！？؟।]")


def without_stumps(text: str, edits: Sequence[Edit], removing: Collection[str]) -> list[Edit]:
    """Return the edits but for those of the rules `removing` that would leave a stump of their line."""
    remaining: list[Edit] = []
    for (start, end), group in groupby(zip(_lines(text, edits), edits, strict=True), key=itemgetter(0)):
        of_line = [edit for _, edit in group]
        stump = is_stump(_rest(text, of_line, start, end))
        remaining += [edit for edit in of_line if not (stump and edit.code in removing)]
    return remaining


def is_stump(rest: str) -> bool:
    """Tell whether the rest of a line says nothing: a few words or signs, and no sentence."""
    ends = [0, *(word.end() for word in islice(_WORD.finditer(rest), WORDS))]
    return bool(rest.strip()) and len(ends) <= WORDS and not _SENTENCE.search(rest, ends[-1])


def _lines(text: str, edits: Iterable[Edit]) -> Iterator[tuple[int, int]]:
    """Yield the span of the lines that each edit changes; the white space that goes with it does not count.

    The ends of a line are looked for once, however many edits it has.
    """
    start = end = -1
    for edit in edits:
        first = edit.start + len(edit.before) - len(edit.before.lstrip())
        last = max(first, edit.start + len(edit.before.rstrip()))
        if not start <= first <= last <= end:
            start, end = text.rfind("\n", 0, first) + 1, text.find("\n", last)
            end = end if end >= 0 else len(text)
        yield start, end
        if "\n" in text[first:last]:  # what comes next is of the last of these lines alone
            start = end = -1


def _rest(text: str, edits: Iterable[Edit], start: int, end: int) -> str:
    parts, at = [], start
    for edit in edits:
        parts += [text[at : edit.start], edit.after]
        at = max(at, edit.end)
    return "".join([*parts, text[at:end]])
