"""What stands in a page beside its article, by its class: comments, sign-ups, lists of other articles.

The extractor takes some of them for the article's own words. On 324 labelled pages the F1 of the words of the body is
.003 higher without them; it falls on none.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from provenance.formats.html.elements import ClassKind
from provenance.formats.html.page import Page

_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|commentlist|disqus|forum-?comments|newsletters?|recirc|recirculation|recommended"
    r"|related(?:-?(?:articles|stories|posts|content|links))?|read-?next|most-?popular|trending)(?:$|[\s_-])",
    re.IGNORECASE,
)
_ASIDES = ClassKind(
    ("comment", "disqus", "newsletter", "recirc", "related", "recommended", "read", "popular", "trending"),
    lambda called: _ASIDE.search(called) is not None,
)
_TAGS = {"div", "section", "aside", "ul", "ol", "form"}
_SHARE = 0.5
"""Of the text of all paragraphs of a page; what holds more is not beside the article."""


def places(page: Page) -> list[int]:
    """Return the places of the elements that stand beside the article."""
    elements = page.elements
    called = [place for place in elements.classed(_ASIDES) if elements.all[place].tag in _TAGS]
    if not called:
        return []
    most = _SHARE * _words(page.tree)
    return [place for place in called if _is_small(elements.all[place], most)]


def _is_small(element: HtmlElement, most: float) -> bool:
    return next(element.iter("h1"), None) is None and _words(element) < most


def _words(element: HtmlElement) -> int:
    return sum(len(text) for paragraph in element.iter("p") for text in paragraph.itertext())
