"""The text around the findings of an article, and the facts read in it, as the page marks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from provenance.frames import FRAMES

C = pl.col
Span = tuple[int, int]
Fact = list[Any]
Row = tuple[int, str | None, list[Fact]]
"""Where a row of a frame of facts begins, the words that it cites if it cites any, and what is told of it."""
Entry = tuple[int | None, dict[str, Any]]

CONTEXT = 420
"""Code points of text that a finding may bring with it where the whole article would be too much."""

MARGIN = 60  # a gap shorter than this is not worth leaving out
REACH = 80  # how far a window may move to start or end between words

KINDS = {
    "d": "date",
    "c": "caption",
    "r": "credit",
    "q": "quotation",
    "s": "speaker",
    "e": "embed",
    "b": "boilerplate",
    "l": "lineage",
}
"""Letters under which facts are written into the page."""


def entries(shard: Mapping[str, pl.DataFrame], spans: Mapping[int, list[Span]], context: int | None) -> Iterator[Entry]:
    """Yield each article of a shard with its text and facts; `context` None keeps the whole text.

    `spans` are the findings of an article by its `number`; one without a number is kept whole. The text is a list of
    windows: first offset, words. What was read beside a text, and posts, are left out where articles of the shard bear
    one id: no fact tells of which one it is.
    """
    facts = _facts(shard)
    beside = _beside(shard)
    for row in shard["articles"].iter_rows(named=True):
        text: str = row["text"]
        around = spans.get(row["number"], [])
        kept = [(0, len(text))] if context is None or row["number"] is None else windows(text, around, context)
        yield (
            row["number"],
            {
                "n": row["article"],
                "sha256": row["sha256"],
                "title": row["title"],
                "byline": row["byline"],
                "date": [str(row["published"]), row["published_precision"], row["published_from"]]
                if row["published"]
                else None,
                "chars": len(text),
                "text": [[start, text[start:end]] for start, end in kept],
                "facts": [fact for fact in _standing(facts.get(row["article"], []), row) if _inside(fact, kept)],
                "beside": beside.get(row["article"], []) if row["alone"] else [],
            },
        )


def windows(text: str, spans: Sequence[Span], context: int) -> list[Span]:
    """Return the stretches of text to show: about `context` code points around each span, joined where they meet.

    An article that is short for its findings is shown whole; one without spans by its beginning.
    """
    if len(text) <= context * max(1, len(spans)) + MARGIN:
        return [(0, len(text))]
    found: list[Span] = []
    for start, end in sorted(spans) or [(0, 0)]:
        room = max(0, context - (end - start)) // 2
        stop = min(end, start + context)  # a finding as long as the article is shown by its beginning
        wide = (_word(text, start - room, -1), _word(text, stop + room, 1))
        if found and wide[0] - found[-1][1] < MARGIN:
            found[-1] = (found[-1][0], max(found[-1][1], wide[1]))
        else:
            found.append(wide)
    return found


def _word(text: str, offset: int, step: int) -> int:
    """Move outwards from a place to the nearest space, if one is in reach."""
    if offset <= MARGIN:
        return 0 if step < 0 else max(offset, 0)
    if offset >= len(text) - MARGIN:
        return len(text) if step > 0 else offset
    for distance in range(REACH):
        if text[offset + step * distance].isspace():
            return offset + step * distance + (1 if step < 0 else 0)
    return offset


def _inside(fact: Fact, kept: Iterable[Span]) -> bool:
    return any(fact[1] < end and fact[2] > start for start, end in kept)


def _standing(rows: Iterable[Row], article: Mapping[str, Any]) -> Iterator[Fact]:
    """Yield the facts whose words stand in the text of an article: another one with the same id may have others."""
    for start, words, facts in rows:
        if article["alone"] if words is None else article["text"].startswith(words, start):
            yield from facts


def _facts(shard: Mapping[str, pl.DataFrame]) -> dict[str, list[Row]]:
    """Return the facts of each article by its id, row by row: kind, start, end, and what was read there."""
    found: dict[str, list[Row]] = {}
    for name, read in _READ.items():
        cited = FRAMES[name].cites
        for row in shard[name].iter_rows(named=True) if name in shard else ():
            if facts := [fact for fact in read(row) if fact[1] is not None]:
                found.setdefault(row["article"], []).append((row["start"], row[cited] if cited else None, facts))
    return found


def _beside(shard: Mapping[str, pl.DataFrame]) -> dict[str, list[Fact]]:
    """Return what was read beside the text, by article: kind, words, reading."""
    found: dict[str, list[Fact]] = {}
    if "dates" in shard:
        for row in shard["dates"].filter(C("start").is_null()).iter_rows(named=True):
            found.setdefault(row["article"], []).append(["d", row["raw"], _joined(row["date"], row["from"])])
    if "captions" in shard:
        for row in shard["captions"].filter(C("caption_index").is_not_null()).iter_rows(named=True):
            found.setdefault(row["article"], []).append(["c", row["caption"], _credit(row)])
    return found


def _joined(*words: object) -> str:
    return " · ".join(str(word) for word in words if word)


def _credit(row: Mapping[str, Any]) -> str:
    return _joined(*(", ".join(row[name] or []) for name in ("photographers", "agencies", "status")))


def _dates(row: Mapping[str, Any]) -> list[Fact]:
    return [["d", row["start"], row["end"], _joined(row["date"], row["from"])]]


def _captions(row: Mapping[str, Any]) -> list[Fact]:
    if row["caption_index"] is not None:  # beside the text: its offsets count in another string
        return []
    return [["c", row["start"], row["end"]], ["r", row["credit_start"], row["credit_end"], _credit(row)]]


def _quotations(row: Mapping[str, Any]) -> list[Fact]:
    said = ["q", row["start"], row["end"], row["speaker"] or "", row["quotation"]]
    if row["interrupted_by"]:
        said.append(row["interrupted_by"])
    return [said, ["s", row["speaker_start"], row["speaker_end"]]]


def _embeds(row: Mapping[str, Any]) -> list[Fact]:
    reading = _joined(row["platform"], row["author"], row["handle"], row["posted"])
    return [["e", row["start"], row["end"], reading]]


def _boilerplate(row: Mapping[str, Any]) -> list[Fact]:
    return [["b", row["start"], row["end"], row["category"]]]


def _lineage(row: Mapping[str, Any]) -> list[Fact]:
    return [["l", row["start"], row["end"], _joined(row["kind"], row["party"])]]


_READ = {
    "dates": _dates,
    "captions": _captions,
    "quotations": _quotations,
    "embeds": _embeds,
    "boilerplate": _boilerplate,
    "lineage": _lineage,
}
