"""Captions and embedded posts as spans of characters, and credits as words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.truth.counts import Count, language_of
from benchmarks.truth.found import Row, rows
from benchmarks.truth.labels import credited

_LABEL = re.compile(
    "image|photo(graph(er|s)?)?s?|pictures?|fotos?|bild(er|quelle)?|quelle|source|crédits?|credits?|copyright|"
    r"illustration|composite|by|von|courtesy|of|the|c|\d+"
)
"""Words before a name that are no part of it, as the labels of the collections have them or not; `Bild 1 von 4`."""
_GLUED = re.compile("^(?:Credit)+(?=[A-ZÀ-Þ])")
_CLOSED = re.compile(r"[\"'”’)\]]*\s*(?:$|[)\]|.,;:•·–—-]|hide caption)", re.MULTILINE)
"""What stands behind a credit: the end of the line, a mark, a word of a button."""


def captions(records: Sequence[Row]) -> Iterator[Count]:
    """Score captions in the text of articles with `blocks`, in characters; credits called `p` are on neither side."""
    found = rows([{"text": record["text"]} for record in records], "captions")
    for record, hits in zip(records, found, strict=True):
        text = record["text"]
        gold = [(b["start"], b["end"]) for b in record["blocks"] if b["label"] == "caption"]
        neither = {b["start"] for b in record["blocks"] if b["label"] == "p" and credited(text[b["start"] : b["end"]])}
        said = [(hit["start"], hit["end"]) for hit in hits if hit["paragraph"] is not None]
        said = [span for span in said if span[0] not in neither]
        yield _of_spans("captions, characters", record, gold, said)


def embeds(records: Sequence[Row]) -> Iterator[Count]:
    """Score embedded posts of pages, in characters."""
    found = rows([{"text": record["text"]} for record in records], "embeds")
    for record, hits in zip(records, found, strict=True):
        gold = [(e["start"], e["end"]) for e in record["embeds"]]
        yield _of_spans("embeds, characters", record, gold, [(hit["start"], hit["end"]) for hit in hits])


def credits_in_markup(records: Sequence[Row]) -> Iterator[Count]:
    """Score credits of captions whose page marks the credit (`gold_credit`) inside the caption."""
    chosen = [r for r in records if r["gold_credit"] and r["credit_place"] == "inside"]
    yield from _credits("credits in mark-up, exact", chosen, "gold_credit")


def credits_of_publishers(records: Sequence[Row]) -> Iterator[Count]:
    """Score credits that parsers made for a publisher read from its pages (`gold_authors`)."""
    chosen = [r for r in records if r["gold_authors"] and not r["gold_suspect"] and r["layout"] in ("inline", "split")]
    yield from _credits("credits of publishers, exact", chosen, "gold_authors")


def _credits(measure: str, records: Sequence[Row], label: str) -> Iterator[Count]:
    chosen = [
        r for r in records if r.get("within_first_10_of_domain", True) and closed(_listed(r[label])[-1], r["text"])
    ]
    found = rows([{"captions": [record["text"]]} for record in chosen], "captions")
    for record, hits in zip(chosen, found, strict=True):
        said = words(hit["credit"] for hit in hits if hit["credit"])
        wanted = words(dict.fromkeys(_listed(record[label])))  # one that the page shows twice is one
        right = int(bool(said) and said == wanted)
        yield Count(
            measure=measure,
            language=language_of(record.get("lang")),
            domain=record["domain"],
            right=right,
            said=int(bool(said)),
            found=right,
            labelled=1,
            labels=1,
        )


def _listed(credit: str | list[str]) -> list[str]:
    return [credit] if isinstance(credit, str) else credit


def closed(credit: str, caption: str) -> bool:
    """Say whether the caption lets a credit end where its label does.

    Where it goes on (`Photo by NAME /AGENCY`, labelled without its agency; a maker's name that begins the sentence),
    the label is wrong, whatever the credit is.
    """
    ends = [found.end() for found in re.finditer(re.escape(credit), caption)]
    return not ends or credit.endswith(")") or any(_CLOSED.match(caption, end) for end in ends)


def words(credit: Iterable[str]) -> list[str]:
    """Return the words of a credit without the label before them."""
    joined = " ".join(_GLUED.sub("", part) for part in credit)
    told = re.findall(r"\w+", unicodedata.normalize("NFKC", joined).casefold())
    while told and _LABEL.fullmatch(told[0]):
        told.pop(0)
    return told


def _of_spans(measure: str, record: Row, gold: list[tuple[int, int]], said: list[tuple[int, int]]) -> Count:
    there = {place for span in gold for place in range(*span)}
    told = {place for span in said for place in range(*span)}
    both = len(there & told)
    return Count(
        measure=measure,
        language=language_of(record.get("lang")),
        domain=record["domain"],
        right=both,
        said=len(told),
        found=both,
        labelled=len(there),
        labels=len(gold),
    )
