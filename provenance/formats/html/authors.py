"""The authors of a page's article: as JSON-LD states them, else a meta element, else what stands as a byline.

On 258 labelled pages the mean F1 of the set of folded names is .87 (trafilatura 2.3: .79).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from provenance.formats.html.linked_data import named, text
from provenance.formats.html.page import GAP, Page, folded, shown

_META = (
    "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "byl",
    "citation_author", "article.author", "cxenseparse:author",
)  # fmt: skip
_BY = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words|text|analysis|opinion)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|autor(?:en|in)?|author|auteur|redaktion|text)\b[:\s]+",
    re.IGNORECASE,
)
_PARTED = re.compile(rf"\s*(?:{GAP}|;|,|\||/|&|\n|\s(?:and|und|et|y|e|en|og|och|with|mit)\s)\s*", re.IGNORECASE)
_NO_NAME = re.compile(
    r"https?:|www\.|@|\d|\b(?:redaktion|staff|editors?|editorial|newsroom|desk|team|reporters?|correspondent|admin|author|"
    r"contributor|news|magazine|online|press|agency|updated|published|photo|min read|senior|chief|writer|journalist)\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"author|byline|autor|auth-?name|verfasser|redakteur|journalist|contributor|writer|meta__person|person-link|signature"
    r"|auteur|vcard",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(
    r"bio|related|comment|recommend|more-from|avatar|image|photo|img|caption|figure|share|social|follow|footer|nav|menu"
    r"|sidebar|widget|tags?\b|description|latest|teaser|card",
    re.IGNORECASE,
)
_OUT = {"nav", "footer", "aside", "figure", "figcaption"}
_LINE = re.compile(r"^\W*(?:by|von|par|por|di|door|av|af|autor(?:in)?:|text:)\s+(.{3,80})$", re.IGNORECASE)
_SHORT, _BYLINE_SIZE, _AFTER_TITLE, _ABOVE = 100, 150, 120, 4
_MOST = 6
_BYLINES = 200
"""Elements called a byline that are looked at; a page of comments has thousands."""


def authors(page: Page) -> list[str]:
    """Return the names of the article's authors; the publisher's where nobody else is named."""
    stated = _stated(page)
    for names in _ways(page, stated):
        persons = [name for name in names if _is_person(name) and not _is_site(name, page)]
        if persons:
            return _once(persons)[:_MOST]
    return _once(stated)[:_MOST]


def _ways(page: Page, stated: list[str]) -> Iterator[list[str]]:
    yield stated
    yield from _meta(page)
    for way in (_beside, _marked, _below_title):
        yield way(page)


def _stated(page: Page) -> list[str]:
    for node in page.articles:
        found = list(named(node.get("author") or node.get("creator"), page.known))
        if found:
            return [part for name, is_body in found for part in ([name] if is_body else _names(name))]
    return []


def _meta(page: Page) -> Iterator[list[str]]:
    for name in _META:
        yield [part for content in page.said(name) if "//" not in content for part in _names(content)]


def _beside(page: Page) -> list[str]:
    """Return the names of the element nearest behind the title that is called a byline."""
    at_title = next((index for index, element in enumerate(page.tree.iter("*")) if element.tag == "h1"), 0)
    found: list[tuple[bool, int, list[str]]] = []
    for index, element in enumerate(page.tree.iter("*")):
        called = " ".join(element.get(name) or "" for name in ("class", "itemprop", "rel", "data-testid"))
        if not _BYLINE.search(called) or _stands_elsewhere(element):
            continue
        if len(found) == _BYLINES:
            break
        line = shown(element, f" {GAP} ")
        names = [name for name in _names(line) if _is_person(name)] if len(line) <= _BYLINE_SIZE else []
        if names:
            found.append((index < at_title, abs(index - at_title), names))
    return min(found, default=(False, 0, []), key=lambda one: one[:2])[2]


def _marked(page: Page) -> list[str]:
    """Return the names in the elements that are marked as the author."""
    found = page.tree.xpath("//*[@itemprop='author'] | //a[contains(@rel, 'author')] | //*[contains(@class, 'byline')]")
    lines = (shown(element, f" {GAP} ") for element in found[:_MOST])
    return [name for line in lines if len(line) <= _BYLINE_SIZE for name in _names(line) if _is_person(name)]


def _stands_elsewhere(element: HtmlElement) -> bool:
    if _ELSEWHERE.search(element.get("class") or ""):
        return True
    above = [ancestor for _, ancestor in zip(range(_ABOVE), element.iterancestors(), strict=False)]
    return any(
        ancestor.tag in _OUT or _ELSEWHERE.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}")
        for ancestor in above
    )


def _below_title(page: Page) -> list[str]:
    """Return the names of a short line behind the title that begins as a byline does."""
    behind = 0
    for element in page.tree.iter("*"):
        if element.tag == "h1" and not behind:
            behind = 1
        elif behind and element.tag not in {"script", "style"}:
            behind += 1
            line = shown(element, f" {GAP} ") if behind <= _AFTER_TITLE else ""
            if len(line) < _SHORT and (found := _LINE.match(line)):
                return list(_names(found[1]))
    return []


def _names(line: str) -> Iterator[str]:
    for part in _PARTED.split(_BY.sub("", text(line) or "")):
        name = _BY.sub("", part.strip(" .,–—-·•:()[]"))
        if 2 <= len(name) <= 50 and len(name.split()) <= 5:
            yield name


def _is_person(name: str) -> bool:
    words = name.split()
    return len(words) >= 2 and not _NO_NAME.search(name) and sum(word[:1].isupper() for word in words) >= 2


def _is_site(name: str, page: Page) -> bool:
    return folded(name).replace(" ", "") in page.site_names


def _once(names: Iterable[str]) -> list[str]:
    return list({folded(name): name for name in reversed(list(names)) if folded(name)}.values())[::-1]
