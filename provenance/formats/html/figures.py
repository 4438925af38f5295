"""The pictures of a page's article: caption and credit, as `figure`, the publishers' usual classes and JSON-LD say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice

from lxml.html import HtmlElement

from provenance.formats.html.linked_data import text, types
from provenance.formats.html.page import Page, folded, shown

_CREDIT = re.compile(
    r"credit|copyright|photographer|attribution|bildnachweis|fotocredit|photo-?source|source-?photo|rights",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:wp-caption-text|caption|figcaption|legend|image-?description|bildunterschrift)", re.IGNORECASE
)
_HIDDEN_LABEL = re.compile(r"^(?:image |photo )?credits?\s*(?:\.{2,}|…)\s*", re.IGNORECASE)
"""What screen readers are told before a credit."""
_LONGEST = 1_500
_MOST = 500
"""Captions of a page that are taken."""


def captions(page: Page) -> list[str]:
    """Return the captions of the page's pictures, each with its credit on a line of its own where it has a place."""
    found: dict[str, str] = {}
    for caption, credit in islice(chain(_of_markup(page.tree), _of_linked_data(page)), _MOST):
        both = "\n".join(part for part in (caption, credit) if part)
        if both and len(both) <= _LONGEST and not any(folded(both) in known for known in found):
            found[folded(both)] = both
    return list(found.values())


def elements(tree: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements that are captions: none of them is text of the article."""
    pictured: dict[HtmlElement, bool] = {}
    for element in tree.iter("figcaption", "div", "p", "span"):
        if element.tag == "figcaption":
            yield element
        elif _CAPTION.search(element.get("class") or "") and (parent := element.getparent()) is not None:
            if parent not in pictured:
                pictured[parent] = next(parent.iter("img", "picture", "video"), None) is not None
            if pictured[parent]:
                yield element


def _of_markup(tree: HtmlElement) -> Iterator[tuple[str, str]]:
    seen: set[HtmlElement] = set()
    for element in elements(tree):
        if any(ancestor in seen for ancestor in element.iterancestors()):
            continue
        seen.add(element)
        inside = _credit_in(element)
        credit = shown(inside) if inside is not None else ""
        caption = shown(element)
        if credit and caption.endswith(credit):
            caption = caption[: -len(credit)].strip()
        credit = _HIDDEN_LABEL.sub("", credit)
        if not credit and (beside := _beside(element)) is not None:
            credit = shown(beside)
        if caption or credit:
            yield caption, credit


def _credit_in(element: HtmlElement) -> HtmlElement | None:
    named = (inner for inner in element.iterdescendants() if _CREDIT.search(_called(inner)) and shown(inner))
    return next(named, None)


def _beside(element: HtmlElement) -> HtmlElement | None:
    """Return the credit that stands in the same figure, but not in the caption."""
    figure = next(element.iterancestors("figure"), None)
    if figure is None:
        return None
    others = (inner for inner in figure.iterdescendants("*") if _CREDIT.search(_called(inner)) and shown(inner))
    return next((inner for inner in others if element not in inner.iterancestors() and element is not inner), None)


def _called(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}" if isinstance(element.tag, str) else ""


def _of_linked_data(page: Page) -> Iterator[tuple[str, str]]:
    for node in page.articles:
        images = node.get("image")
        for image in images if isinstance(images, list) else [images]:
            if isinstance(image, dict) and any(name == "imageobject" for name in types(image)):
                caption = text(image.get("caption")) or ""
                credit = text(image.get("creditText")) or text(image.get("copyrightNotice")) or ""
                if credit:  # a caption alone is often the alternative text
                    yield caption, credit
