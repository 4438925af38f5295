"""The pictures of a page's article: caption and credit, as `figure`, the publishers' usual classes and JSON-LD say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from lxml.html import HtmlElement

from provenance.formats.html.elements import ClassKind, path_of
from provenance.formats.html.linked_data import Node, text, types
from provenance.formats.html.page import Page, folded
from provenance.formats.stated import Statement

_CREDIT = re.compile(
    r"credit|copyright|photographer|attribution|bildnachweis|bildquelle|fotocredit|photo-?source|source-?photo"
    r"|image-?source|figure-?source|caption_*-?source|caption-?owner|rights|fotograf"
)
"""Words in classes and `itemprop` of what stands in a figure, in small letters."""
_CREDIT_INSIDE = re.compile(r"byline|agency|creator|author|source|quelle|owner")
"""Further words, of what stands in the caption itself."""
_WORD = re.compile(
    r"(?:^|[-_])(?:fig|image|img|media|photo|picture)?(?:caption(?:ed)?|cutline|bildunterschrift|bildtext|bildebeschreibung"
    r"|imagetext|didascalia|legende?|legenda|onderschrift|bildetekst|billedtekst|piedefoto|pie-de-foto|description)"
    r"(?:$|[-_\d])"
)
_NO_CAPTION = re.compile(
    r"^(?:text|no|has|with|without|more|closed|ad|header|button)-caption|(?:^|[-_])(?:toggle|trigger|button|close|icon|link"
    r"|settings|menu|meta|video|product|teaser|site|category|seo|author|user)(?:$|[-_])"
)
_DESCRIPTION = re.compile(r"(?:image|img|media|photo|picture|figure)[-_]*description")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_LABEL = re.compile(
    r"^(?:(?:image|photo|picture|media|bild|foto)[ -]?)?(?:credits?|caption|source|copyright)\s*(?::|\.{2,}|…)\s*"
    r"|^(?:image|photo|media) (?:caption|source|copyright|credit)\s*[:,]?\s+",
    re.IGNORECASE,
)
"""What screen readers are told before a caption or a credit."""
_UNSEEN = re.compile(r"visually-?hidden|sr-only|screen-?reader|off-?screen|hidden-label|a11y|u-hidden")
_NO_WORDS = {"script", "style", "noscript", "button", "svg", "template"}
_APART = {"br", "p", "div"}
_PICTURES = ("img", "picture", "video", "amp-img", "source", "iframe", "amp-video", "svg", "canvas", "object")
_ELSEWHERE = re.compile(
    r"related|recommend|teaser|promo(?!t)|sidebar|footer|newsletter|trending|popular|most-?read|avatar|author-(?:card|bio)"
    r"|read-?more|more-(?:from|news|stories)|carousel-read|cookie|consent|modal|pswp|comment"
)
_OUT = {"nav", "footer", "a", "form", "fieldset"}
_LONGEST = 1_500
_BESIDE = 150
"""Code points beside a caption in the element that holds it and its picture."""
_ABOVE = 3
_MOST = 500
"""Captions of a page that are taken."""


class Figure(NamedTuple):
    """A caption and a credit, and who states them; either may be missing."""

    caption: str
    credit: str
    statements: tuple[Statement, ...]


def captions(page: Page) -> list[str]:
    """Return the captions of the page's pictures, each with its credit on a line of its own where it has a place."""
    return read(page, places(page))[0]


def read(page: Page, marked: list[int]) -> tuple[list[str], list[Statement]]:
    """Return the captions, and all statements of captions and credits; those of the captions are chosen.

    Args:
        page: The page.
        marked: The places of its captions, as `places` returns them.
    """
    found: dict[str, str] = {}
    stated: list[Statement] = []
    for caption, credit, statements in islice(chain(_of_markup(page, marked), _of_linked_data(page)), _MOST):
        whole = "\n".join(part for part in (caption, credit) if part)
        key, bare = folded(whole), folded(caption)
        is_new = bool(key) and len(whole) <= _LONGEST and not any(key in known for known in found)
        if is_new:
            found.pop(bare, None)  # the same caption, of which a credit was not known
            found[key] = whole
        stated += [each._replace(chosen=is_new) for each in statements]
    return list(found.values()), stated


def places(page: Page) -> list[int]:
    """Return the places of the elements that are captions: none of them is text of the article."""
    elements = page.elements
    of_class = (place for place in elements.classed(_CAPTIONS) if _is_of_picture(elements.all[place]))
    found = sorted({*elements.by_tag.get("figcaption", ()), *of_class})
    figures = (place for place in elements.by_tag.get("figure", ()) if _is_bare(elements.all[place]))
    return sorted({*found, *_without_caption(page, figures, found)})


def _is_caption(called: str) -> bool:
    """Tell whether one of the classes of an element calls it a caption, as words apart or in CamelCase."""
    for word in called.split():
        parted = _HUMP.sub("-", word).lower()
        named = _WORD.search(parted)
        if named and not _NO_CAPTION.search(parted) and ("description" not in named[0] or _DESCRIPTION.search(parted)):
            return True
    return False


_CAPTIONS = ClassKind(
    ("caption", "cutline", "bild", "imagetext", "didascalia", "legend", "onderschrift", "tekst", "pie", "description"),
    _is_caption,
)


def _is_of_picture(element: HtmlElement) -> bool:
    """Tell whether an element holds words beside a picture: what holds both, and little else, lies right above it."""
    if element.tag in {"figure", "img", "a", "button", "ul", "body", "article", "section", "video", "svg"}:
        return False
    if next(element.iter(*_PICTURES, "h1", "h2", "h3"), None) is not None:
        return False
    size = len(_seen(element)) + _BESIDE
    for _, above in zip(range(_ABOVE), element.iterancestors(), strict=False):
        if above.tag in {"a", "body", "article"} or sum(map(len, above.itertext())) > size * 3:
            return False
        if next(above.iter(*_PICTURES), None) is not None:
            return len(" ".join("".join(above.itertext()).split())) <= size
    return False


def _is_bare(figure: HtmlElement) -> bool:
    """Tell whether a figure is a picture, and not a table, a quotation, a post or a list."""
    if (
        next(figure.iter("table", "blockquote", "pre", "ul", "ol", "h1", "h2", "h3", "figcaption", "amp-twitter"), None)
        is not None
    ):
        return False
    return next(figure.iter("img", "picture", "video", "amp-img"), None) is not None


def _without_caption(page: Page, figures: Iterator[int], found: list[int]) -> Iterator[int]:
    """Yield the elements that hold the words of figures in which nothing is called a caption."""
    known = {page.elements.all[place] for place in found}
    for place in figures:
        figure = page.elements.all[place]
        if any(each in known for each in figure.iter("*")) or not 0 < len(_seen(figure)) <= _LONGEST:
            continue
        yield from (page.elements.all.index(child, place) for child in figure if _seen(child) and _is_wordy(child))


def _is_wordy(child: HtmlElement) -> bool:
    return child.tag in {"p", "div", "span", "small", "cite", "footer", "em", "figcaption"}


def _of_markup(page: Page, marked: list[int]) -> Iterator[Figure]:
    seen: set[HtmlElement] = set()
    for place in marked:
        element = page.elements.all[place]
        if element in seen or any(ancestor in seen for ancestor in element.iterancestors()):
            continue
        seen.add(element)
        if not _is_elsewhere(element):
            yield from _figure(page, element, seen)


def _figure(page: Page, element: HtmlElement, seen: set[HtmlElement]) -> Iterator[Figure]:
    inside = _credit_in(element)
    credit = _seen(inside) if inside is not None else ""
    caption = _seen(element)
    if credit and (caption.endswith(credit) or caption.startswith(credit) or inside is not element):
        caption = _without(caption, credit)
    if (
        inside is None
        and (inside := _beside(element)) is not None
        and not any(each in seen for each in inside.iterancestors())
    ):
        credit = _seen(inside)
        seen.add(inside)
    caption, credit = _LABEL.sub("", caption), _LABEL.sub("", credit)
    credit = credit if len(credit) <= _BESIDE else ""
    caption = "" if folded(caption) == folded(credit) else caption
    stated = [
        Statement(what, said, "html", path_of(where), said, *page.span_of(said, where))
        for what, said, where in (("caption", caption, element), ("credit", credit, inside))
        if said and where is not None
    ]
    if stated:
        yield Figure(caption, credit, tuple(stated))


def _without(caption: str, credit: str) -> str:
    """Return a caption without the credit that stands in it, the last time it does."""
    before, _, after = caption.rpartition(credit)
    return f"{before.rstrip()} {after.lstrip()}".strip(" |·–—")


def _is_elsewhere(element: HtmlElement) -> bool:
    """Tell whether a caption is that of a teaser: of another article."""
    links = [link for link in element.iter("a") if _seen(link)]
    if len(links) == 1 and _seen(links[0]) == _seen(element) and not _is_credit(_called(links[0])):
        return True
    for above in (element, *element.iterancestors()):
        if above.tag in _OUT or above.tag in {"article", "main", "body"}:
            return above.tag in _OUT
        if _is_of_others(f"{above.get('class') or ''} {above.get('id') or ''}"):
            return True
    return False


@lru_cache(maxsize=10_000)
def _is_of_others(called: str) -> bool:
    return _ELSEWHERE.search(called.lower()) is not None


def _seen(element: HtmlElement) -> str:
    """Return the words of an element that a reader sees."""
    return " ".join("".join(_shown_parts(element)).split())


def _shown_parts(element: HtmlElement) -> Iterator[str]:
    """Yield the words of an element; what stands in two elements side by side, with nothing between, is set apart."""
    yield element.text or ""
    for child in element:
        is_unseen = child.tag in _NO_WORDS or _UNSEEN.search((child.get("class") or "").lower())
        if not is_unseen:
            yield " " if child.tag in _APART else ""
            yield from _shown_parts(child)
        yield child.tail or (" " if is_unseen or child.tag in _APART or child.getnext() is not None else "")


def _credit_in(element: HtmlElement) -> HtmlElement | None:
    inner = [each for each in element.iterdescendants("*") if _called(each).strip()]
    sure = (each for each in inner if _is_credit(_called(each)) and _seen(each))
    other = (each for each in inner if _CREDIT_INSIDE.search(_called(each).lower()) and _seen(each))
    return next(chain(sure, other), None)


def _beside(element: HtmlElement) -> HtmlElement | None:
    """Return the credit that stands in the same figure, but not in the caption."""
    figure = next((above for above in element.iterancestors() if above.tag == "figure"), None)
    boxes = (
        [figure] if figure is not None else [above for _, above in zip(range(2), element.iterancestors(), strict=False)]
    )
    size = len(_seen(element)) + _BESIDE
    for box in boxes:
        others = (inner for inner in box.iterdescendants("*") if _is_credit(_called(inner)) and _seen(inner))
        other = next((inner for inner in others if element not in inner.iterancestors() and element is not inner), None)
        if other is not None and len(_seen(box)) <= size and other not in element.iterancestors():
            return other
    return None


@lru_cache(maxsize=50_000)
def _is_credit(called: str) -> bool:
    return _CREDIT.search(called.lower()) is not None


def _called(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('itemprop') or ''}"


def _of_linked_data(page: Page) -> Iterator[Figure]:
    for node in page.articles:
        images = node.get("image")
        many = isinstance(images, list)
        for number, image in enumerate(images if isinstance(images, list) else [images]):
            if isinstance(image, Node) and any(name == "imageobject" for name in types(image)):
                image.script, image.path = node.script, f"{node.path}.image[{number}]" if many else f"{node.path}.image"
                yield from _image(page, image)


def _image(page: Page, image: Node) -> Iterator[Figure]:
    caption = [*page.of_node("caption", image, "caption")][:1]
    credit = [each for key in ("creditText", "copyrightNotice") for each in page.of_node("credit", image, key)][:1]
    if credit:  # a caption alone is often the alternative text
        said = text(image.get("caption")) or ""
        yield Figure(said, credit[0].value or "", (*caption, *credit))
