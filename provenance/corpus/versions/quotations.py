"""What became of the quotations of an article from one capture to a later one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from provenance.corpus.alignment import WORDS
from provenance.corpus.utterances import speakers
from provenance.corpus.utterances.wordings import SENTENCES, alike, difference, words
from provenance.corpus.versions.captures import Capture, Passage

SHORTEST = 5
"""Words below which what stands in quotation marks may be a title or a word that somebody keeps at a distance."""
MOST = 200
"""Quotations of a capture that are held against all others, at most."""
COMMON = 0.5
"""Share of its different words that the shorter of two wordings of one quotation has in common, at least."""
_ORDINALS = ("first", "second", "third", "fourth", "fifth")
Row = tuple[str, int | None, int | None, str | None, str | None, str]
Said = tuple[Passage, tuple[str, ...]]


def changed(before: Capture, after: Capture) -> Iterator[Row]:
    """Yield the quotations that were altered or removed: the columns of `changes.Change`."""
    was, now = _unmatched(before.quotations, after.quotations), _unmatched(after.quotations, before.quotations)
    yield from _of_others(before.quotations, after.quotations)
    still = " ".join(" ".join(words(each.text)) for each in after.paragraphs)
    for old, old_words in was[:MOST]:
        new = max(now[:MOST], key=lambda each: _share(old_words, each[1]), default=None)
        if new is not None and _is_of(old_words, new[1]):
            now.remove(new)
            yield "quotation-altered", new[0].start, new[0].end, old.text, new[0].text, _altered(old, new[0])
        elif " ".join(old_words) not in still:  # else its marks are gone, or were not seen
            yield "quotation-removed", None, None, old.text, None, f"{_whose(old)} “{_short(old.text)}” is gone"


def _unmatched(own: Sequence[Passage], others: Sequence[Passage]) -> list[Said]:
    """Return the quotations whose words the other capture does not quote as often, with their words."""
    there = Counter(words(each.text) for each in others)
    left = []
    for each in own:
        said = words(each.text)
        if there[said]:
            there[said] -= 1
        elif len(said) >= SHORTEST:
            left.append((each, said))
    return left


def _of_others(before: Sequence[Passage], after: Sequence[Passage]) -> Iterator[Row]:
    """Yield the quotations whose words are the same, and whose speaker is another."""
    speaker = {words(each.text): each.speaker for each in before}
    for each in after:
        said = words(each.text)
        was = speaker.get(said)
        if len(said) >= SHORTEST and speakers.conflict(was, each.speaker):
            said_ = f"the quotation “{_short(each.text)}” of {was} is now one of {each.speaker}"
            yield "quotation-altered", each.start, each.end, each.text, each.text, said_


def _share(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return how many different words of the one that has fewer the other has too."""
    return len({*one} & {*other}) / min(len({*one}), len({*other}))


def _is_of(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return _share(one, other) >= COMMON and alike(one[:WORDS], other[:WORDS])


def _altered(old: Passage, new: Passage) -> str:
    """Say how a quotation differs: which sentences it lost or gained, else which words."""
    was, now = (
        [" ".join(words(each)) for each in SENTENCES.split(text) if words(each)] for text in (old.text, new.text)
    )
    for verb, longer, shorter in (("lost", was, now), ("gained", now, was)):
        left = [place for place, each in enumerate(longer) if each not in shorter]
        if left and [each for each in longer if each in shorter] == shorter:
            return f"{_whose(new if new.speaker else old)} {verb} its {_sentences(left, len(longer))}"
    found = difference(old.text, new.text)
    return f"{_whose(new if new.speaker else old)} has other words ({found.kind}): {_short(found.changed or '')}"


def _sentences(places: Sequence[int], number: int) -> str:
    if len(places) > 1:
        return f"{len(places)} sentences"
    if places[0] == number - 1 and number > 2:  # noqa: PLR2004 - of two the last is the second
        return "last sentence"
    return f"{_ORDINALS[places[0]]} sentence" if places[0] < len(_ORDINALS) else f"{places[0] + 1}th sentence"


def _whose(quotation: Passage) -> str:
    known = quotation.speaker and not speakers.is_pronoun(quotation.speaker)
    return f"the quotation of {quotation.speaker}" if known else "the quotation"


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"  # noqa: PLR2004 - a line of a report
