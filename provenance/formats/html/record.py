"""The record of a page: its text with the posts that stand in it, its fields, and all that it states of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from provenance.formats.html import asides, authors, body, dates, embeds, figures, places, site, titles
from provenance.formats.html.embeds import Embed
from provenance.formats.html.page import Page
from provenance.formats.stated import Statement

GAP = "\n\n"


def fields(page: Page) -> dict[str, Any] | None:
    """Return the fields of the record of a page, as the frame `records` has them; None where it holds no text."""
    title, titled = titles.read(page)
    posts, pictures = embeds.embeds(page), figures.places(page)
    captions, pictured = figures.read(page, pictures)
    names, signed = authors.read(page)
    stated = {
        "published": dates.statements(page), "modified": dates.changes(page), "publisher": site.publisher(page),
        "url": site.url(page), "language": site.language(page),
    }  # fmt: skip
    rights, url, spots = [*site.rights(page), *site.credentials(page)], page.url, embeds.Spots(page, posts)
    paragraphs = body.read(page, title, [*pictures, *(post.place for post in posts), *asides.places(page)])
    if not paragraphs:
        return None
    texts = spots.among(paragraphs)
    return {
        "text": GAP.join(text for text, _ in texts),
        "title": title,
        "byline": ", ".join(names) or None,
        **{what: _chosen(found) for what, found in stated.items()},
        "url": url,
        "captions": captions or None,
        "posts": list(_posts(texts)) or None,
        "stated": [each.row() for each in chain(titled, signed, *stated.values(), rights, pictured)] or None,
        "places": [run._asdict() for run in places.runs(page.source, [text for text, _ in texts], len(GAP))],
    }


def _chosen(stated: list[Statement]) -> str | None:
    """Return the value that is taken, that of a date as it is written."""
    taken = next((each for each in stated if each.chosen), None)
    return taken and (taken.raw if taken.value is None else taken.value)


def _posts(texts: list[tuple[str, Embed | None]]) -> Iterator[dict[str, Any]]:
    """Yield the posts that stand in the text, with their offsets in it."""
    start = 0
    for text, post in texts:
        end = start + len(text)
        if post is not None:
            yield {"start": start, "end": end, "platform": post.platform, "handle": post.handle, "url": post.url}
        start = end + len(GAP)
