"""What became of the paragraphs of an article from one capture to a later one, and of the numbers in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from provenance.corpus import numbers
from provenance.corpus.alignment import differing
from provenance.corpus.versions.captures import Capture, Passage

ALIKE = 0.5
"""Share of the words of the longer of two paragraphs that both have, where one was made of the other."""
SHORTEST = 5
"""Words of a paragraph from which on one that has them all was made of it, or it of that one."""
MOST = 200
"""Paragraphs of a capture that are held against all others, at most."""
_TOKEN = re.compile(r"\w+(?:[.,:’'-]\w+)*")
Row = tuple[str, int | None, int | None, str | None, str | None, str]


def changed(before: Capture, after: Capture) -> Iterator[Row]:
    """Yield the paragraphs and numbers that were changed, and the paragraphs that came and went.

    Changed words of quotations are told by `quotations`. Paragraphs that only stand elsewhere, or in other parts, or as
    the words of a caption, are not told.
    """
    was, now = _only(before, after), _only(after, before)
    _parted(was, now)
    for old, new in _pairs(was, now):
        if new is None:
            yield "paragraph-removed", None, None, old.text, None, f"the paragraph “{_short(old.text)}” is gone"
        else:
            now.remove(new)
            yield from _of_pair(old, new, (before.quotations, after.quotations))
    for new in now:
        yield "paragraph-added", new.start, new.end, None, new.text, f"there is a new paragraph, “{_short(new.text)}”"


def _only(own: Capture, other: Capture) -> list[Passage]:
    """Return the first paragraphs whose words the other capture has in no paragraph, and in no text beside its body."""
    there = {_words(each.text) for each in other.paragraphs}
    besides = [_spaced(each) for each in other.besides]
    left = [each for each in own.paragraphs if (said := _words(each.text)) and said not in there][:MOST]
    return [each for each in left if not any(_spaced(each.text) in text for text in besides)]


def _spaced(text: str) -> str:
    """Return the words of a text, with a space on either side of each."""
    return f" {' '.join(_words(text))} "


def _parted(was: list[Passage], now: list[Passage]) -> None:
    """Remove the paragraphs that are others put together: parted anew, their words are the same."""
    words = {each: _words(each.text) for each in (*was, *now)}
    for ones, others in ((was, now), (now, was)):
        for one in [*ones]:
            if parts := _parts(words[one], others, words):
                ones.remove(one)
                for part in parts:
                    others.remove(part)


def _parts(
    said: tuple[str, ...], others: Sequence[Passage], words: Mapping[Passage, tuple[str, ...]]
) -> Sequence[Passage]:
    """Return those of `others`, one behind the other, that have these words together; none if there are no such."""
    for first in range(len(others)):
        at, last = 0, first
        while last < len(others) and said[at : at + len(words[others[last]])] == words[others[last]]:
            at, last = at + len(words[others[last]]), last + 1
        if at == len(said):
            return others[first:last]
    return ()


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _TOKEN.findall(text))


def _pairs(was: Sequence[Passage], now: Sequence[Passage]) -> Iterator[tuple[Passage, Passage | None]]:
    """Yield each earlier paragraph with the later one that was made of it, if there is one."""
    free = {each: frozenset(_words(each.text)) for each in now}
    for old in was:
        own = frozenset(_words(old.text))
        share = {each: _share(own, there) for each, there in free.items()}
        best = max(share, key=share.__getitem__, default=None)
        if best is not None and share[best] >= ALIKE:
            del free[best]
            yield old, best
        else:
            yield old, None


def _share(one: frozenset[str], other: frozenset[str]) -> float:
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) >= SHORTEST and shorter <= longer:
        return 1.0
    return len(one & other) / len(longer)


def _of_pair(old: Passage, new: Passage, quoted: tuple[Sequence[Passage], Sequence[Passage]]) -> Iterator[Row]:
    """Yield the numbers that changed in a paragraph, and that it changed otherwise."""
    tokens, new_tokens = ([*_TOKEN.finditer(each.text)] for each in (old, new))
    said, now_said = ([each.group().casefold() for each in of] for of in (tokens, new_tokens))
    words: list[str] = []
    for first, last, new_first, new_last in differing(said, now_said):
        lost, came = tokens[first:last], new_tokens[new_first:new_last]
        if _is_quoted(old, lost, quoted[0]) or _is_quoted(new, came, quoted[1]):
            continue
        was, now = _text(old, lost), _text(new, came)
        counted, now_counted = (numbers.numbers(each) for each in (said[first:last], now_said[new_first:new_last]))
        if counted and now_counted and not numbers.equal(counted, now_counted):
            start, end = new.start + came[0].start(), new.start + came[-1].end()
            yield "number", start, end, was, now, f"“{_short(was)}” became “{_short(now)}”"
        else:
            words.append(f"“{_short(was)}” became “{_short(now)}”" if was and now else _one_sided(was, now))
    if words:
        more = f", and {len(words) - 1} more" if len(words) > 1 else ""
        yield "wording", new.start, new.end, old.text, new.text, f"{words[0]}{more}"


def _one_sided(was: str, now: str) -> str:
    return f"“{_short(was)}” is gone" if was else f"“{_short(now)}” was put in"


def _text(of: Passage, tokens: Sequence[re.Match[str]]) -> str:
    return of.text[tokens[0].start() : tokens[-1].end()] if tokens else ""


def _is_quoted(of: Passage, tokens: Sequence[re.Match[str]], quoted: Sequence[Passage]) -> bool:
    """Tell whether words stand in a quotation."""
    if not tokens:
        return False
    start, end = of.start + tokens[0].start(), of.start + tokens[-1].end()
    return any(each.start <= start and end <= each.end for each in quoted)


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"  # noqa: PLR2004 - a line of a report
