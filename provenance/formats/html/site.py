"""What a page states of the site, its address, its language and its rights."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from provenance.formats.html.elements import path_of
from provenance.formats.html.linked_data import Node
from provenance.formats.html.page import Page, host_of
from provenance.formats.stated import Statement

_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_SIGNED = "application/c2pa"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_TEXTS = {
    "section": ("articleSection",),
    "credit": ("creditText",),
    "copyright": ("copyrightNotice",),
    "usage_terms": ("usageInfo", "license", "conditionsOfAccess"),
}
"""What articles in JSON-LD state under which keys; schema.org/CreativeWork."""
_META = {
    "section": ("article:section", "og:article:section", "section", "parsely-section", "sailthru.section"),
    "copyright": ("copyright", "dc.rights", "dcterms.rights", "rights"),
    "usage_terms": ("dcterms.license", "license", "usageterms"),
}


def publisher(page: Page) -> list[Statement]:
    """Return who published the article: as JSON-LD states it, else the name of the site."""
    named = [stated for node in page.articles for stated, _ in page.of_named("publisher", node, "publisher")]
    return _first([*named, *page.of_meta("publisher", "og:site_name", "application-name")], _is_name)


def url(page: Page) -> list[Statement]:
    """Return the addresses that the page calls its own."""
    links = (page.of_element("url", each, "href", origin="link") for each in page.canonical)
    return _first([*filter(None, links), *page.of_meta("url", "og:url")], lambda said: host_of(said) is not None)


def language(page: Page) -> list[Statement]:
    """Return the languages that the page declares (BCP 47)."""
    root = page.tree
    of_root = [page.of_element("language", root, name) for name in ("lang", _XML_LANG)]
    of_node = [stated for node in page.articles[:1] for stated in page.of_node("language", node, "inLanguage")]
    meta = page.of_meta("language", "content-language", "og:locale", "language", "dc.language")
    stated = [each for each in (*of_root, *meta, *of_node) if each and _LANGUAGE.match(each.raw.strip())]
    read = (each._replace(value=each.raw.strip().replace("_", "-")) for each in stated)
    return _first(read, lambda _: True)


def rights(page: Page) -> Iterator[Statement]:
    """Yield section, credit, copyright and terms of use of the article."""
    for node in page.articles:
        for what, keys in _TEXTS.items():
            for key in keys:
                yield from page.of_node(what, node, key)
        yield from _holder(page, node)
    for what, names in _META.items():
        yield from page.of_meta(what, *names)
    for link in page.elements.valued("link", "rel", "license".__eq__):
        if stated := page.of_element("usage_terms", link, "href", origin="link"):
            yield stated


def credentials(page: Page) -> Iterator[Statement]:
    """Yield the signatures of the page: in a script, or behind a link (C2PA Technical Specification 2.4, A.7)."""
    for script in page.elements.valued("script", "type", _SIGNED.__eq__):
        if raw := (script.text or "").strip():
            yield Statement("credentials", raw, "html", path_of(script))
    for link in page.elements.valued("link", "rel", lambda said: "c2pa-manifest" in said.split()):
        if stated := page.of_element("credentials", link, "href", origin="link"):
            yield stated


def _holder(page: Page, node: Node) -> Iterator[Statement]:
    return (stated for stated, _ in page.of_named("copyright", node, "copyrightHolder"))


def _is_name(said: str) -> bool:
    return host_of(said) is None


def _first(stated: Iterable[Statement], fits: Callable[[str], bool]) -> list[Statement]:
    """Mark the first statement whose value fits as the one that is taken."""
    found = list(stated)
    place = next((place for place, each in enumerate(found) if each.value and fits(each.value)), None)
    return [each._replace(chosen=number == place) for number, each in enumerate(found)]
