"""What would be left of a line: a label without what it announces is worse than the notice as a whole."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby

from provenance.fixing.edits import Edit

WORDS = 4
"""Fewer words than these, and no end of a sentence, are a stump: `Note:`, `Read more`, `Photo by`."""
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_SENTENCE = re.compile(r"[.!?…。！？؟।]\W*$")


def without_stumps(text: str, edits: Sequence[Edit], removing: Collection[str]) -> list[Edit]:
    """Return the edits but for those of the rules `removing` that would leave a stump of their line."""
    kept: list[Edit] = []
    for (start, end), group in groupby(edits, key=lambda edit: _lines(text, edit)):
        of_line = list(group)
        stump = is_stump(_rest(text, of_line, start, end))
        kept += [edit for edit in of_line if not (stump and edit.code in removing)]
    return kept


def is_stump(rest: str) -> bool:
    """Tell whether the rest of a line says nothing: a few words or signs, and no sentence."""
    return bool(rest.strip()) and len(_WORD.findall(rest)) < WORDS and not _SENTENCE.search(rest)


def _lines(text: str, edit: Edit) -> tuple[int, int]:
    """Return the span of the lines that an edit changes; the white space that goes with it does not count."""
    first = edit.start + len(edit.before) - len(edit.before.lstrip())
    last = max(first, edit.start + len(edit.before.rstrip()))
    end = text.find("\n", last)
    return text.rfind("\n", 0, first) + 1, end if end >= 0 else len(text)


def _rest(text: str, edits: Iterable[Edit], start: int, end: int) -> str:
    parts, at = [], start
    for edit in edits:
        parts += [text[at : edit.start], edit.after]
        at = max(at, edit.end)
    return "".join([*parts, text[at:end]])
