"""Two texts held against each other word by word, as the page marks what differs."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from itertools import islice

Segment = tuple[str, str | int]
"""What both have (`=`), only the first one (`-`), only the second one (`+`); `~`: so many characters left out."""

WORDS = 2_000
"""Words and signs of a text that are compared: what stands behind them is left out on both sides."""
AROUND = 12
"""Words that stay on either side of a difference, so that its place is known."""
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]\s*|[^\W{_UNSPACED}]+(?:['’][^\W{_UNSPACED}]+)*\s*|[^\w\s]\s*|\s+")


def segments(before: str, after: str, most: int | None = None) -> list[Segment]:
    """Return what differs between two texts, and the words around it.

    Args:
        before: The text that was there first.
        after: The text that is held against it.
        most: About how many characters are told; what follows is left out. None keeps everything, also what both have.
    """
    one, other = (list(islice(_WORD.findall(text), WORDS)) for text in (before, after))
    compared = SequenceMatcher(None, _keys(one), _keys(other))
    found: list[Segment] = []
    for kind, start, end, other_start, other_end in compared.get_opcodes():
        if kind == "equal":
            last = max(one[end - 1], other[other_end - 1], key=len)  # the space behind it is of one of them
            found += [("=", "".join(other[other_start : other_end - 1]) + last)]
            continue
        lost, new = "".join(one[start:end]), "".join(other[other_start:other_end])
        found += [(sign, text) for sign, text in (("-", lost), ("+", new)) if text]
    return found if most is None else _shortened(found, most)


def _keys(words: list[str]) -> list[str]:
    """Return words without the space behind them, which says nothing."""
    return [word.strip() for word in words]


def _shortened(found: list[Segment], most: int) -> list[Segment]:
    """Leave out what both texts have, but for the words around what differs, and what is too much."""
    short: list[Segment] = []
    room, last = most, len(found) - 1
    for place, (kind, words) in enumerate(found):
        text = str(words)
        if room <= 0:
            parts: list[Segment] = [("~", len(text))]
        elif kind == "=":
            parts = _around(text, is_first=place == 0, is_last=place == last)
        else:
            parts = [(kind, text[:room]), *([("~", len(text) - room)] if len(text) > room else [])]
        short += parts
        room -= sum(len(str(part)) for sign, part in parts if sign != "~")
    return _joined(short)


def _joined(found: list[Segment]) -> list[Segment]:
    """Count what is left out in one place together."""
    joined: list[Segment] = []
    for kind, part in found:
        if kind == "~" and joined and joined[-1][0] == "~":
            part = int(joined.pop()[1]) + int(part)  # noqa: PLW2901
        joined.append((kind, part))
    return joined


def _around(text: str, *, is_first: bool, is_last: bool) -> list[Segment]:
    words = _WORD.findall(text)
    head = 0 if is_first else AROUND
    tail = 0 if is_last else AROUND
    if len(words) <= head + tail + AROUND:
        return [("=", text)]
    before, after = "".join(words[:head]), "".join(words[len(words) - tail :])
    parts: list[Segment] = [("=", before), ("~", len(text) - len(before) - len(after)), ("=", after)]
    return [(kind, part) for kind, part in parts if part]
