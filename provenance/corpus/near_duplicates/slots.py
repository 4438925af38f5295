"""How far two texts are one template with its slots filled otherwise: names and numbers in the same frame of words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher
from operator import lt

from provenance.corpus.near_duplicates.words import WIDTH, Text

SLOT = 6
"""Words that a slot of a template is filled with at most: a name, a number with its unit, a date."""
SLOTS = 3
"""How many slots a template has at least."""
FRAME = 0.25
"""Share of the words between two shared shingles that both texts have, where slots stand near one another."""
NAMES = 0.5
"""Share of the words of a longer run that are names or numbers, if it is a slot: a row of numbers, a list of names."""
SINGLE = 2
"""Words between two shared shingles up to which they are one slot."""
NEAR = 60
"""Words between two shared shingles above which they are another text, not slots."""
ALIKE = 0.8
"""How long the shorter of two twins of a template is, as a share of the longer one."""
FILLED = 0.03
"""Share of its words that stand in the slots of a template, at least."""

Gap = tuple[int, int, int, int]
"""Where words begin and end in the one text, and in the other."""


def possible(one: Text, other: Text, shared: int, other_shared: int) -> bool:
    """Tell whether two texts may be of one template, by their lengths and how many words they share."""
    words, other_words = len(one.words), len(other.words)
    alike = ALIKE * max(words, other_words) <= min(words, other_words)
    return alike and max(1 - shared / words, 1 - other_shared / other_words) > FILLED


def share(one: Text, other: Text, shared: AbstractSet[int]) -> float:
    """Return how far what differs is names and numbers in single places, 0 to 1; 0 where the order differs as well.

    Args:
        one: A text.
        other: Another one.
        shared: The shingles that both have.
    """
    once = shared - one.repeated.keys() - other.repeated.keys()
    anchors = [(one.firsts[each], place) for place, each in enumerate(other.shingles) if each in once]
    places = [place for place, _ in anchors]
    if sum(map(lt, places[1:], places)) > SLOTS:
        return 0.0
    gaps = [part for gap in _gaps(anchors, len(one.words), len(other.words)) for part in _parted(gap, one, other)]
    return min(
        _filled(one.raw[start:end] for start, end, _, _ in gaps),
        _filled(other.raw[start:end] for _, _, start, end in gaps),
    )


def _gaps(anchors: Sequence[tuple[int, int]], words: int, other_words: int) -> Iterator[Gap]:
    """Yield what stands between the shingles that both texts have once, in their order."""
    at, other_at = 0, 0
    for place, other_place in anchors:
        follows = place < at and place - other_place == at - other_at
        if not follows:
            if place < at or other_place < other_at:
                continue
            if place > at or other_place > other_at:
                yield at, place, other_at, other_place
        at, other_at = place + WIDTH, other_place + WIDTH
    if at < words or other_at < other_words:
        yield at, words, other_at, other_words


def _parted(gap: Gap, one: Text, other: Text) -> Iterator[Gap]:
    """Yield the slots of a gap: where both texts have most of its words, those runs that differ, else all of it."""
    start, end, other_start, other_end = gap
    longer = max(end - start, other_end - other_start)
    if longer > NEAR or longer <= SINGLE:
        yield gap
        return
    matcher = SequenceMatcher(None, one.words[start:end], other.words[other_start:other_end], autojunk=False)
    changed = [each for tag, *each in matcher.get_opcodes() if tag != "equal"]
    same = sum(block.size for block in matcher.get_matching_blocks())
    if same < FRAME * longer:
        yield gap
        return
    for first, last, other_first, other_last in changed:
        yield start + first, start + last, other_start + other_first, other_start + other_last


def _filled(runs: Iterator[Sequence[str]]) -> float:
    """Return the share of runs of words that are slots."""
    counted = Counter(map(_is_slot, filter(None, runs)))
    return counted[True] / counted.total() if counted[True] >= SLOTS else 0.0


def _is_slot(run: Sequence[str]) -> bool:
    """Tell whether a run of words is a name or a number, with few other words."""
    names = sum(not word[0].islower() for word in run)
    return names > 0 and (len(run) <= SLOT or names >= NAMES * len(run))
