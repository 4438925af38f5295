"""A page held against the text of its article, from another corpus or our own: its record, and what is suspicious."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from provenance.formats.counterparts import Counterpart
from provenance.formats.html import blocks as kinds
from provenance.formats.html import dates, embeds, encodings, figures, places, record
from provenance.formats.html.blocks import Block, blocks
from provenance.formats.html.comparison import LOST, TRUNCATED, Evidence, Suspicion, compare
from provenance.formats.html.letters import Letters
from provenance.formats.html.page import Page, folded
from provenance.formats.html.places import PageText
from provenance.rules.certainty import SURE

OWN = "own"
"""Where the text is our own extraction from the page."""
_MOST = 200
"""Suspicions of an article that are listed."""
_APART = 1
"""Days between two dates that are the same one by another clock."""
_SHORT = 160
_NOWHERE: tuple[int | None, int | None] = (None, None)
_ENCODING, _BESIDE = 0.95, 0.9
_FIRM, _LOOSE, _NAMED = 0.8, 0.5, 0.15
"""How sure a date is another one than that of publication, which the publisher states for machines, or which is found
in the words of the page; what it adds that the page names that other date as well."""
_BY_PUBLISHER = {"json-ld", "open-graph", "microdata"}
_OF_TEXT = {"title", "byline", "published", "modified", "captions"}
"""Fields that an extraction should have: where the text has none the page does not stand in for it."""


class Difference(NamedTuple):
    """A row of the frame `extraction`, without its line."""

    kind: str
    text: str
    confidence: float
    path: str | None
    page_start: int | None
    page_end: int | None
    start: int | None = None
    end: int | None = None
    expected: str | None = None
    paragraphs: int = 1

    def row(self, source: str) -> dict[str, Any]:
        """Return it with its line in the source of the page."""
        line = None if self.page_start is None else source.count("\n", 0, self.page_start) + 1
        return {**self._asdict(), "line": line}


def fields(page: Page, other: Counterpart | None) -> dict[str, Any] | None:
    """Return the fields of the record of a page, with what is suspicious about its text.

    Args:
        page: The page; its tree is taken apart.
        other: The text that is held against it; without one our own extraction is.

    Returns:
        The row of the frame `records`, with the text, title, dates … of `other`; None where there is no text.
    """
    marked = _marked(page)
    of_page = blocks(page.tree, marked)
    stated = _stated(page)
    own = record.fields(page)
    made = own if other is None else _replaced(own or {}, page, other)
    if made is None:
        return None
    text = Letters(made["text"])
    ours = Letters(own["text"]) if other is not None and own else None
    found = compare(of_page, Evidence(text, ours, stated))
    if other is None:
        found = [each for each in found if each.kind != kinds.EMBED]  # there they stand, and are known
    told = [*_words(found, page, made["text"]), *_spoilt(of_page, page, made["text"])]
    if other is not None and own:
        told += [*_dates(own, other, page), *_titles(own, other, page)]
    rows = [each.row(page.source) for each in told[:_MOST]]
    return made | {"extraction": rows or None, "comparison": _shares(found, text, other)}


def _marked(page: Page) -> dict[HtmlElement, str]:
    """Return the elements that mark-up says to be captions and posts."""
    elements = page.elements.all
    captions = {elements[place]: kinds.CAPTION for place in figures.places(page)}
    return captions | {elements[embed.place]: kinds.EMBED for embed in embeds.embeds(page)}


def _stated(page: Page) -> Letters | None:
    """Return the body that JSON-LD states."""
    bodies = (body for node in page.articles if isinstance(body := node.get("articleBody"), str))
    body = max(bodies, key=len, default="")
    return Letters(body) if body.strip() else None


def _replaced(own: dict[str, Any], page: Page, other: Counterpart) -> dict[str, Any]:
    """Return the record with what stands in the other corpus; where its words stand in the page is found anew."""
    text = other.values["text"]
    runs = [run._asdict() for run in places.runs(page.source, text.split("\n"), 1)]
    given = {name: value for name, value in other.values.items() if value is not None or name in _OF_TEXT}
    return own | given | {"url": own.get("url") or page.url, "posts": None, "places": runs}


def _words(found: Sequence[Suspicion], page: Page, text: str) -> Iterator[Difference]:
    source = PageText(page.source) if found else None
    for each in found:
        cited = each.words[:_SHORT] if each.start is None else text[each.start : each.end]
        span = (source and source.span(each.words)) or _NOWHERE
        yield Difference(
            each.kind, cited, each.confidence, each.path, *span, start=each.start, end=each.end,
            paragraphs=each.paragraphs,
        )  # fmt: skip


def _spoilt(of_page: Sequence[Block], page: Page, text: str) -> Iterator[Difference]:
    source: PageText | None = None
    told: set[int] = set()
    for block in of_page:
        if block.kind not in {kinds.BODY, kinds.TITLE} or block.text.isascii() or block.text in text:
            continue
        for place in encodings.spoilt(text, block.text):
            if place.start not in told:
                told.add(place.start)
                source = source or PageText(page.source)
                span = source.span(block.text) or _NOWHERE
                yield Difference(
                    "encoding", text[place.start : place.end], _ENCODING, block.path, *span, start=place.start,
                    end=place.end, expected=place.expected,
                )  # fmt: skip


def _dates(own: dict[str, Any], other: Counterpart, page: Page) -> Iterator[Difference]:
    """Yield that another date than that of publication was taken, if the page says when that was."""
    said, right = other.values["published"], _chosen(own, "published")
    taken, day = (dates.day_of(each, page.language) if each else None for each in (said, right and right["raw"]))
    if not (taken and right and day) or abs((taken - day).days) <= _APART:
        return
    others = (each["raw"] for each in own["stated"] if each["what"] in {"published", "modified"})
    is_of_page = any(dates.day_of(each, page.language) == taken for each in others)
    sure = (_FIRM if right["from"] in _BY_PUBLISHER else _LOOSE) + (_NAMED if is_of_page else 0.0)
    yield _of_statement("date", said, sure, right, day.isoformat())


def _titles(own: dict[str, Any], other: Counterpart, page: Page) -> Iterator[Difference]:
    """Yield that the title is the site's, alone or beside the article's."""
    said, right, stated = other.values["title"], own["title"], _chosen(own, "title")
    if not said or not right or not stated or folded(said) == folded(right):
        return
    alone, rest = (folded(part).replace(" ", "") for part in (said, folded(said).replace(folded(right), "", 1)))
    names = (page.site_names | {folded(own.get("publisher")).replace(" ", "")}) - {""}
    if alone in names or rest in names:
        yield _of_statement("title", said, _ENCODING if alone in names else _BESIDE, stated, right)


def _chosen(own: dict[str, Any], what: str) -> dict[str, Any] | None:
    """Return the statement of the page that our own record has taken."""
    return next((each for each in own["stated"] or () if each["what"] == what and each["chosen"]), None)


def _of_statement(kind: str, said: str, sure: float, right: dict[str, Any], expected: str) -> Difference:
    path = f"{right['from']} {right['path']}"
    return Difference(kind, said, sure, path, right["page_start"], right["page_end"], expected=expected)


def _shares(found: Sequence[Suspicion], text: Letters, other: Counterpart | None) -> dict[str, Any]:
    sure = [each for each in found if each.confidence >= SURE]
    lost = sum(each.letters for each in sure if each.kind in {LOST, TRUNCATED})
    taken = sum(each.letters for each in sure if each.kind in kinds.NOT_BODY)
    size = len(text.said)
    own = max(0, size - taken)
    return {
        "by": other.by if other else OWN, "other": other.id if other else None,
        "lost": lost / (lost + own) if lost else 0.0, "taken_in": min(1.0, taken / size) if size else 0.0,
    }  # fmt: skip
