"""Two sequences of words aligned: which of them differ. The work is bounded, whatever the words are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

WORDS = 400
"""Words between what two texts begin and end with in common, up to which they are aligned; more differ as a whole."""


def differing(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Yield where words differ: from and to in the one, and in the other."""
    first = _common(one, other)
    rest, other_rest = one[first:], other[first:]
    last = _common(rest[::-1], other_rest[::-1])
    rest, other_rest = rest[: len(rest) - last], other_rest[: len(other_rest) - last]
    if max(len(rest), len(other_rest)) > WORDS:
        yield first, first + len(rest), first, first + len(other_rest)
        return
    for tag, start, end, other_start, other_end in SequenceMatcher(
        None, rest, other_rest, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            yield first + start, first + end, first + other_start, first + other_end


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    """Return with how many equal words two sequences begin."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
