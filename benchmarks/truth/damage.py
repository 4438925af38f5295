"""Text that was decoded wrongly: labelled cases, and sound text of the collections damaged in ways that are known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.truth.counts import Count
from benchmarks.truth.found import Row, rows

WAYS = (
    ("utf-8", "cp1252"),
    ("utf-8", "latin-1"),
    ("utf-8", "cp1250"),
    ("utf-8", "cp437"),
    ("utf-8", "mac_roman"),
    ("mac_roman", "cp1252"),
    ("cp1252", "mac_roman"),
)
"""How the bytes were written, and how they were read."""
_LENGTH, _MARKS, _TEXTS = 2_000, 3, 80
_KINDS = frozenset({"mojibake", "replacement"})


def cases(records: Sequence[Row]) -> Iterator[Count]:
    """Score snippets labelled `damaged` or not."""
    found = _damaged([record["text"] for record in records])
    for record, said in zip(records, found, strict=True):
        yield _count("damage, cases", "und", record["id"], damaged=record["damaged"], said=said)


def made(records: Sequence[Row]) -> Iterator[Count]:
    """Score the first part of articles as they stand, which is sound, and damaged in each of the ways."""
    heads = [(record, record["text"][:_LENGTH]) for record in records]
    chosen = [(record, head) for record, head in heads if sum(not mark.isascii() for mark in head) >= _MARKS]
    for way in WAYS:
        broken = [(record, head, text) for record, head in chosen if (text := _break(head, *way)) not in (None, head)]
        broken = broken[:_TEXTS]
        sound = _damaged([head for _, head, _ in broken])
        told = _damaged([text or "" for _, _, text in broken])
        for (record, _, _), before, after in zip(broken, sound, told, strict=True):
            if before:
                continue  # the collection's own damage
            language = "de" if "annotations" in record else "en"
            measure = f"damage, {way[0]} read as {way[1]}"
            yield _count(measure, language, record.get("publisher") or record["id"], damaged=True, said=after)


def _break(text: str, written: str, read: str) -> str | None:
    """Return what text becomes that was written in one encoding and read in the other; None where it cannot be."""
    try:
        return text.encode(written, errors="ignore").decode(read)
    except UnicodeDecodeError:
        return text.encode(written, errors="ignore").decode(read, errors="ignore")


def _damaged(texts: Sequence[str]) -> list[bool]:
    found = rows([{"text": text} for text in texts], "flaws") if texts else []
    return [any(flaw["kind"] in _KINDS for flaw in flaws) for flaws in found]


def _count(measure: str, language: str, domain: str, *, damaged: bool, said: bool) -> Count:
    right = int(damaged and said)
    return Count(
        measure=measure,
        language=language,
        domain=domain,
        right=right,
        said=int(said),
        found=right,
        labelled=int(damaged),
        labels=1,
    )
