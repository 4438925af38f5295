"""Furniture and date lines of pages whose blocks are labelled."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from benchmarks.truth.counts import PER_THOUSAND, Count, language_of
from benchmarks.truth.found import Row, rows

FURNITURE = frozenset({"other", "not_content", "related"})
"""Labels of blocks outside the article."""
ARTICLE = frozenset(
    {"p", "heading", "blockquote", "caption", "content", "body", "fulltext", "headline", "title", "subhead", "summary"}
)
"""Labels of blocks of the article. What is neither (comments, credits, posts) counts for neither side."""
SENTENCE = "The council met on Tuesday and agreed the budget for the coming year after a long debate."
HEADLINE = "Council agrees budget for the coming year"
_WORDS = 3
_LONGEST_DATE_LINE = 120


def furniture(records: Sequence[Row]) -> Iterator[Count]:
    """Score lines outside the article that were found, and lines of the article that were flagged."""
    found = rows([{"text": record["text"]} for record in records], "boilerplate")
    for record, hits in zip(records, found, strict=True):
        domain = record.get("domain") or record.get("domain_guess") or record["id"]
        lines = [(record["text"][b["start"] : b["end"]], b, _flagged(b, hits)) for b in record["blocks"]]
        outer = [hit for line, b, hit in lines if b["label"] in FURNITURE and _is_phrase(line)]
        inner = [hit for _, b, hit in lines if b["label"] in ARTICLE]
        yield _lines_found("furniture in pages", record, domain, outer)
        yield _lines_flagged(record, domain, inner)


def edited(records: Sequence[Row]) -> Iterator[Count]:
    """Score paragraphs of edited articles that were flagged; what annotators marked `discard` is none."""
    found = rows([{"text": record["text"]} for record in records], "boilerplate")
    for record, hits in zip(records, found, strict=True):
        residue = [{"start": start, "end": end} for start, end in record["discard"]]
        paragraphs = [{"start": m.start(), "end": m.end()} for m in re.finditer(r"\S[^\n]*", record["text"])]
        inner = [_flagged(one, hits) for one in paragraphs if not _flagged(one, residue)]
        yield _lines_flagged(record, record["publisher"], inner, "edited article lines" + PER_THOUSAND)


def lone_lines(records: Sequence[Row]) -> Iterator[Count]:
    """Score lines seen on many sites, never in an article, each alone between two sentences of an article.

    A line that is a notice of rights is found as such (`lineage`): it is called a notice, not furniture.
    """
    lines = [r for r in records if r["sites_inside"] == 0 and len(r["line"].split()) >= _WORDS]
    texts = [{"text": f"{SENTENCE}\n\n{r['line']}\n\n{SENTENCE}"} for r in lines]
    found, notices = rows(texts, "boilerplate"), rows(texts, "lineage")
    for record, hits, told in zip(lines, found, notices, strict=True):
        yield _lines_found("furniture, a line alone", record, record["key"], [bool(hits or told)])


def date_lines(records: Sequence[Row]) -> Iterator[Count]:
    """Score the line of a page that shows its date, set between a headline and the sentences of an article.

    The head of a whole page is its menus; what an article's head holds is that line.
    """
    lines = [(record, line) for record in records if record["date"] and (line := _line_of_date(record))]
    texts = [f"{HEADLINE}\n\n{line}\n\n{SENTENCE}\n\n{SENTENCE}" for _, line in lines]
    found = rows([{"text": text} for text in texts], "articles")
    for (record, _), (article,) in zip(lines, found, strict=True):
        right = int(str(article["published"]) == record["date"])
        yield Count(
            measure="date line at the head",
            language=language_of(record.get("lang")),
            domain=record["domain"],
            right=right,
            said=int(article["published"] is not None),
            found=right,
            labelled=1,
            labels=1,
        )


def _line_of_date(record: Row) -> str | None:
    """Return the first short line in which the date is visible."""
    text = record["text_head"]
    for start, end, _ in record["visible"]:
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        line = text[first : last if last >= 0 else len(text)].strip()
        if len(line) <= _LONGEST_DATE_LINE:
            return str(line)
    return None


def _lines_found(measure: str, record: Row, domain: str, hits: list[bool]) -> Count:
    return Count(
        measure=measure,
        language=language_of(record.get("lang")),
        domain=domain,
        right=0,
        said=0,
        found=sum(hits),
        labelled=len(hits),
        labels=len(hits),
    )


def _lines_flagged(record: Row, domain: str, hits: list[bool], measure: str = "article lines" + PER_THOUSAND) -> Count:
    return Count(
        measure=measure,
        language=language_of(record.get("lang", "en" if "discard" in record else None)),
        domain=domain,
        right=len(hits) - sum(hits),
        said=len(hits),
        found=0,
        labelled=0,
        labels=len(hits),
    )


def _is_phrase(text: str) -> bool:
    return len(text.split()) >= _WORDS


def _flagged(block: Mapping[str, int], hits: Sequence[Row]) -> bool:
    return any(hit["start"] < block["end"] and hit["end"] > block["start"] for hit in hits)
