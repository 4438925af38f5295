"""The blocks of a page: what stands between two tags that part lines, and what its mark-up says that it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml.html import HtmlElement

from provenance.formats.html.elements import path_of

BODY, TITLE, CAPTION, EMBED = "body", "title", "caption", "embed"
COMMENT, RELATED, FURNITURE, ASIDE = "comment", "related", "furniture", "aside"
NOT_BODY = {CAPTION, EMBED, COMMENT, RELATED, FURNITURE, ASIDE}
_UNSEEN = {"script", "style", "noscript", "template", "svg", "head", "select", "textarea", "iframe", "object", "math"}
_LINES = {
    "address", "article", "aside", "blockquote", "body", "br", "button", "dd", "details", "div", "dl", "dt", "fieldset",
    "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label", "li", "main",
    "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_BY_TAG = {"nav": FURNITURE, "footer": FURNITURE, "form": FURNITURE, "button": FURNITURE, "aside": ASIDE, "h1": TITLE}
_COMMENTS = r"comments?|commentlist|comment-?(?:list|section|body|thread)|disqus(?:_thread)?|forum-?comments"
_LISTS = (
    r"related(?:-?(?:articles?|stories|posts|content|links|news))?|recirc(?:ulation)?|recommended|read-?(?:next|more)"
    r"|most-?(?:popular|read|viewed)|trending|popular-?posts|more-?(?:stories|news)|outbrain|taboola"
)
_OF_SITE = (
    r"newsletters?|newsletter-?(?:signup|form|promo)|share(?:-?(?:bar|buttons|tools|links))?"
    r"|social-?(?:share|links|media)|breadcrumbs?|pagination|cookie-?(?:banner|notice|consent)|subscribe-?(?:box|form)"
    r"|author-?(?:bio|box)|site-?(?:footer|header|nav)|tags?-?list|copyright"
)
_BY_CLASS = tuple(
    (kind, re.compile(rf"(?:^|[\s_-])(?:{words})(?:$|[\s_-])", re.IGNORECASE))
    for kind, words in ((COMMENT, _COMMENTS), (RELATED, _LISTS), (FURNITURE, _OF_SITE))
)
_LIKELY = re.compile(
    r"omment|isqus|elated|ecirc|ecommended|ead-?[nm]|ost-?[prv]|rending|opular|ore-?[sn]|utbrain|aboola|ewsletter|hare"
    r"|ocial|readcrumb|agination|ookie|ubscribe|uthor|ite-?[fhn]|ags?-?l|opyright",
    re.IGNORECASE,
)
_SLANTS = {"em", "i", "cite"}
_SMALL = 0.5
"""Of the words of all paragraphs: an element that holds more of them is not what its class says."""
_ABOVE = 2
_INSIDE = {"article", "main"}


class Block(NamedTuple):
    """A block of a page."""

    text: str
    """Its words, with single blanks."""
    kind: str
    tag: str
    path: str
    """How a style sheet would name what holds it: `div.related > p`."""
    group: tuple[str, ...]
    """The names of what stands above it: the paragraphs of an article have them in common."""
    linked: float
    """The share of its code points that are links."""
    slanted: float
    """The share of its code points that stand in italics, as notes of the editors do."""
    within: bool
    """Whether it stands in an `article` or `main`, or in what microdata calls the body of the article."""


class _Inline(NamedTuple):
    """What the words of an element stand in, whatever line they belong to."""

    link: bool = False
    slant: bool = False

    def entered(self, tag: object) -> _Inline:
        """Return what the words of a child stand in."""
        return _Inline(self.link or tag == "a", self.slant or tag in _SLANTS)


class _State(NamedTuple):
    kind: str
    within: bool
    element: HtmlElement


def blocks(tree: HtmlElement, marked: Mapping[HtmlElement, str]) -> list[Block]:
    """Return the blocks of a page in their order.

    Args:
        tree: The tree of the page.
        marked: Elements that are known to be captions and posts, each with its kind.
    """
    body = tree.find("body")
    root = tree if body is None else body
    most = _SMALL * _weight(root)
    return [*_Walk(marked, most).through(root)]


class _Walk:
    def __init__(self, marked: Mapping[HtmlElement, str], most: float) -> None:
        self._marked, self._most = marked, most
        self._parts: list[str] = []
        self._linked = self._slanted = 0

    def through(self, root: HtmlElement) -> Iterator[Block]:
        """Walk through an element without recursion: pages nest deeper than Python does."""
        state = _State(BODY, False, root)  # noqa: FBT003
        self._take(root.text, _Inline())
        stack = [(root, state, _Inline(), iter(root))]
        while stack:
            element, state, inline, children = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if self._parts_lines(element):
                    yield from self._flushed(state)
                if stack:
                    self._take(element.tail, stack[-1][2])
                continue
            if child.tag in _UNSEEN:
                self._take(child.tail, inline)
                continue
            if self._parts_lines(child):
                yield from self._flushed(state)
            within = inline.entered(child.tag)
            self._take(child.text, within)
            stack.append((child, self._entered(child, state), within, iter(child)))
        yield from self._flushed(state)

    def _parts_lines(self, element: HtmlElement) -> bool:
        """Tell whether words before and behind an element's are of other blocks; captions stand in lines, too."""
        return element.tag in _LINES or element in self._marked

    def _take(self, text: str | None, inline: _Inline) -> None:
        if text:
            self._parts.append(text)
            self._linked += len(text) if inline.link else 0
            self._slanted += len(text) if inline.slant else 0

    def _entered(self, element: HtmlElement, state: _State) -> _State:
        if not self._parts_lines(element):
            return state
        kind = state.kind
        if kind in {BODY, ASIDE, FURNITURE}:
            kind = self._kind_of(element) or kind
        within = state.within or element.tag in _INSIDE or element.get("itemprop") == "articleBody"
        return _State(kind, within, element)

    def _kind_of(self, element: HtmlElement) -> str | None:
        if (known := self._marked.get(element)) is not None:
            return known
        found = _BY_TAG.get(element.tag)
        if found in {TITLE, FURNITURE}:
            return found
        called = f"{element.get('class') or ''} {element.get('id') or ''}"
        by_class = _kind_of_class(called) if element.tag not in {"p", "body", "article", "main"} else None
        if by_class and next(element.iter("h1"), None) is None and _weight(element) < self._most:
            return by_class
        return found

    def _flushed(self, state: _State) -> Iterator[Block]:
        text = " ".join("".join(self._parts).split())
        linked, slanted = self._linked, self._slanted
        self._linked = self._slanted = 0
        self._parts.clear()
        if text:
            above = [state.element, *_first(state.element.iterancestors(), _ABOVE)]
            names = [path_of(each) for each in above]
            path = " > ".join(reversed(names[:2]))
            of_links, of_slants = (min(1.0, part / len(text)) for part in (linked, slanted))
            tag = str(state.element.tag)
            yield Block(text, state.kind, tag, path, tuple(names), of_links, of_slants, state.within)


def _first(elements: Iterator[HtmlElement], number: int) -> list[HtmlElement]:
    return [element for _, element in zip(range(number), elements, strict=False)]


@lru_cache(maxsize=50_000)
def _kind_of_class(called: str) -> str | None:
    if not _LIKELY.search(called):
        return None
    return next((kind for kind, pattern in _BY_CLASS if pattern.search(called)), None)


def _weight(element: HtmlElement) -> int:
    return sum(len(text) for paragraph in element.iter("p") for text in paragraph.itertext())
