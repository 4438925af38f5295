"""Two captures of an article compared: headline, date, paragraphs, numbers, quotations and credits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from provenance.corpus.near_duplicates.words import Text
from provenance.corpus.versions import paragraphs, quotations
from provenance.corpus.versions.captures import Capture

SAME = 0.3
"""Share of the runs of five words of the shorter text that the other one has, where they are captures of one article:
a page that was filled with another article has none of them."""
_TAIL = r"\s+[|–—·-]\s+[^|]{2,40}$"
"""What pages put behind a headline: the name of the site."""


class Change(NamedTuple):
    """A change; `start` and `end` are of the later text."""

    kind: str
    start: int | None
    end: int | None
    before: str | None
    after: str | None
    change: str


def changes(before: Capture, after: Capture) -> list[Change]:
    """Return what has changed from one capture of an article to a later one; nothing where they are two articles."""
    if not _is_one(before, after):
        return []
    found = [*_headline(before, after), *_date(before, after)]
    found += [Change(*each) for each in quotations.changed(before, after)]
    found += [Change(*each) for each in paragraphs.changed(before, after)]
    return [*found, *_credits(before, after)]


def _is_one(before: Capture, after: Capture) -> bool:
    """Tell whether two captures are of one article: most of its words, or a short text with the same headline."""
    one, other = (
        Text([each.start for each in of.paragraphs], [each.text for each in of.paragraphs]) for of in (before, after)
    )
    least = min(len(one.distinct), len(other.distinct))
    if not least:
        return before.title is not None and before.title == after.title
    return len(one.distinct & other.distinct) >= SAME * least


def _headline(before: Capture, after: Capture) -> Iterator[Change]:
    was, now = before.title, after.title
    if was and now and not _headlines(was) & _headlines(now):
        yield Change("headline", None, None, was, now, f"the headline “{was}” became “{now}”")


def _headlines(title: str) -> set[str]:
    """Return a headline as it may be meant: letter case and white space are no part of it, and the site may not be."""
    return {" ".join(re.sub(r"[^\w]+", " ", each).casefold().split()) for each in (title, re.sub(_TAIL, "", title))}


def _date(before: Capture, after: Capture) -> Iterator[Change]:
    was, now = before.published, after.published
    if was and now and was != now:
        yield Change("date", None, None, f"{was}", f"{now}", f"the date of publication moved from {was} to {now}")


def _credits(before: Capture, after: Capture) -> Iterator[Change]:
    """Yield who is no longer named as a source, anywhere in the article."""
    there = _plain([*(each.text for each in after.paragraphs), *after.credits, *after.notes, after.byline or ""])
    for name in before.credits:
        if _plain([name]) not in there:
            yield Change("credit-gone", None, None, name, None, f"{name} is no longer credited")
    if before.byline and (names := _names(before.byline)) and not names & {*re.findall(r"\w+", there)}:
        now = f", and “{after.byline}” stands there" if after.byline else ""
        yield Change(
            "credit-gone", None, None, before.byline, after.byline, f"the byline “{before.byline}” is gone{now}"
        )


def _names(byline: str) -> set[str]:
    """Return the words of names: a part of one that still stands somewhere is the person, in another form."""
    return {word.casefold() for word in re.findall(r"\w{3,}", byline) if word[0].isupper()}


def _plain(texts: Sequence[str]) -> str:
    return " ".join(" ".join(texts).casefold().split())
