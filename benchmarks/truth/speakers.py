"""Who is quoted: quotations that annotators gave to a source, as they stand and wrapped at a fixed width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.truth.counts import Count
from benchmarks.truth.found import Row, rows

WIDTH = 72
SHORTEST = 4
"""Words of a quotation: shorter ones are names and single words in marks."""
_HALF = 0.5
Span = tuple[int, int]


class Quote(NamedTuple):
    """A quoted stretch and the spans of its source, as labelled."""

    span: Span
    sources: list[Span]


def attributed(records: Sequence[Row]) -> Iterator[Count]:
    """Score articles with `quoted_segments` and `attributions` (English), or with `annotations` (German)."""
    yield from _score("speakers", records, [record["text"] for record in records])


def wrapped(records: Sequence[Row]) -> Iterator[Count]:
    """Score the same articles with their lines broken at 72 columns, which moves no character."""
    yield from _score("speakers, lines of 72 columns", records, [wrap(record["text"]) for record in records])


def wrap(text: str, width: int = WIDTH) -> str:
    """Return the text with line breaks in the place of spaces, so that no offset changes."""
    marks, column, blank = list(text), 0, -1
    for place, mark in enumerate(text):
        column = 0 if mark == "\n" else column + 1
        if mark == "\n":
            blank = -1
        elif mark == " ":
            blank = place
        if column > width and blank >= 0:
            marks[blank], column, blank = "\n", place - blank, -1
    return "".join(marks)


def _score(measure: str, records: Sequence[Row], texts: Sequence[str]) -> Iterator[Count]:
    found = rows([{"text": text} for text in texts], "quotations")
    for record, quotations in zip(records, found, strict=True):
        quotes = [quote for quote in _quotes(record) if len(record["text"][slice(*quote.span)].split()) >= SHORTEST]
        told = [
            (quote, (hit["speaker_start"], hit["speaker_end"]))
            for quote in quotes
            if (hit := _hit(quote.span, quotations)) and hit["speaker_start"] is not None
        ]
        right = sum(any(_overlap(speaker, source) > 0 for source in quote.sources) for quote, speaker in told)
        yield Count(
            measure=measure,
            language="de" if "annotations" in record else "en",
            domain=record.get("publisher") or record["id"],
            right=right,
            said=len(told),
            found=right,
            labelled=len(quotes),
            labels=len(quotes),
        )


def _quotes(record: Row) -> Iterator[Quote]:
    if "annotations" in record:
        # Whom a medium cites is labelled twice, once for each of the two: either is right.
        sources_of: dict[Span, list[Span]] = {}
        for one in record["annotations"]:
            if one["type"] == "Direct" and one["speaker"]:
                for start, end in one["quote"]:
                    sources_of.setdefault((start, end), []).extend((s[0], s[1]) for s in one["speaker"])
        yield from (Quote(span, sources) for span, sources in sources_of.items())
        return
    sources = {one["id"]: [tuple(span) for span in one["source"]] for one in record["attributions"]}
    for part in record["quoted_segments"]:
        if part["attribution"] and sources.get(part["attribution"]):
            yield Quote((part["start"], part["end"]), sources[part["attribution"]])


def _hit(span: Span, quotations: Sequence[Row]) -> Row | None:
    """Return the quotation that covers at least half of the longer of the two."""
    for row in quotations:
        other = row["start"], row["end"]
        if _overlap(span, other) >= _HALF * max(span[1] - span[0], other[1] - other[0]):
            return row
    return None


def _overlap(one: Span, other: Span) -> int:
    return min(one[1], other[1]) - max(one[0], other[0])
