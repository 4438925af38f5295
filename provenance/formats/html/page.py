"""A page as it is read: its tree, its meta elements, its JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from html import unescape
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from provenance.formats.html import linked_data
from provenance.formats.html.elements import Elements, path_of
from provenance.formats.html.linked_data import Node
from provenance.formats.html.spans import Spans
from provenance.formats.stated import Statement

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
"""Control characters, and halves of characters, which the parser refuses."""
_CONTROLS = bytes(code for code in range(128) if _UNREADABLE.match(chr(code)))
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_NAMED_BY = ("property", "name", "itemprop", "http-equiv")
_ORIGINS = {"property": "open-graph", "itemprop": "microdata"}
ORIGINS = ("open-graph", "microdata", "meta")
"""Where a meta element belongs to, by the attribute that names it."""
_NOWHERE: tuple[int | None, int | None] = (None, None)
_ELEMENTS = etree.ElementDefaultClassLookup(element=HtmlElement)
"""All elements are of one class: lxml asks a function of Python for each of them otherwise."""
_NAME_WORDS = 6
"""Words of a site's name; pages that are passed on by another site give their own headline as that."""
_SHORT = 3
"""Letters of a label before the last one that belongs to the registry: co.uk, com.cn, gv.at."""
GAP = "\0"
"""What stands between the texts of two elements where they must not run together: in no page, and no white space."""


class Meta(NamedTuple):
    """A meta element: its content as read and as written, and how it is named."""

    content: str
    raw: str
    attribute: str
    name: str


@dataclass(frozen=True)
class Page:
    """A page: its source, decoded, and its tree."""

    source: str
    tree: HtmlElement
    address: str | None = None
    """Where it was fetched from, if that is known."""

    @cached_property
    def elements(self) -> Elements:
        """Its elements."""
        return Elements(self.tree)

    @cached_property
    def spans(self) -> Spans:
        """Where in its source things stand."""
        return Spans(self.source)

    @cached_property
    def meta(self) -> dict[str, list[Meta]]:
        """The meta elements by their names, in small letters."""
        found: dict[str, list[Meta]] = {}
        for element in self.elements.tagged("meta"):
            if raw := element.get("content"):
                content = " ".join((unescape(raw) if "&" in raw else raw).split())
                for attribute in _NAMED_BY if content else ():
                    if name := element.get(attribute):
                        found.setdefault(name.lower(), []).append(Meta(content, " ".join(raw.split()), attribute, name))
        return found

    @cached_property
    def nodes(self) -> list[Node]:
        """The objects of its JSON-LD."""
        return linked_data.nodes(self.elements.valued("script", "type", linked_data.is_linked_data))

    @cached_property
    def articles(self) -> list[Node]:
        """Those of them that are articles."""
        return [node for node in self.nodes if linked_data.is_article(node)]

    @cached_property
    def known(self) -> dict[str, Node]:
        """The objects by what they are referred to."""
        return {str(node["@id"]): node for node in self.nodes if "@id" in node and node.get("name")}

    @cached_property
    def url(self) -> str | None:
        """Its canonical address, else the one that it was fetched from."""
        canonical = (link.get("href") for link in self.canonical)
        return next((url for url in (*canonical, *self.said("og:url")) if url and host_of(url)), self.address)

    @cached_property
    def canonical(self) -> list[HtmlElement]:
        """The link elements that name its canonical address."""
        return list(self.elements.valued("link", "rel", "canonical".__eq__))

    @cached_property
    def language(self) -> str | None:
        """The language that the page declares (BCP 47)."""
        root = self.tree.get("lang") or self.tree.get(XML_LANG)
        stated = (root, *self.said("content-language", "og:locale", "language", "dc.language"))
        return next((said.strip().replace("_", "-") for said in stated if said and _LANGUAGE.match(said.strip())), None)

    @cached_property
    def site_names(self) -> set[str]:
        """The names by which the site calls itself, folded and without blanks."""
        stated = (name for name in self.said("og:site_name", "application-name") if len(name.split()) <= _NAME_WORDS)
        names = (*stated, *_names_of_host(host_of(self.url or "") or ""))
        return {name for said in names if (name := folded(said).replace(" ", ""))}

    def said(self, *names: str) -> Iterator[str]:
        """Yield the contents of the meta elements of these names."""
        return (meta.content for name in names for meta in self.meta.get(name, ()))

    def of_meta(self, what: str, *names: str, origins: Container[str] = ORIGINS) -> Iterator[Statement]:
        """Yield what the meta elements of these names state, those of some origins only."""
        for name in names:
            for meta in self.meta.get(name, ()):
                origin = _ORIGINS.get(meta.attribute, "meta")
                if origin in origins:
                    span = self.spans.of_attribute("meta", "content", meta.raw, name) or _NOWHERE
                    path = f'meta[{meta.attribute}="{meta.name}"]'
                    yield Statement(what, meta.raw, origin, path, meta.content, *span)

    def of_node(self, what: str, node: Node, key: str) -> Iterator[Statement]:
        """Yield what an object of JSON-LD states under a key, if that is text."""
        value = node.get(key)
        for number, raw in enumerate(value if isinstance(value, list) else [value]):
            if said := linked_data.text(raw):
                path = f"{node.path}.{key}[{number}]" if isinstance(value, list) else f"{node.path}.{key}"
                span = self.spans.of_json(node.script, key, raw) or _NOWHERE
                yield Statement(what, raw, "json-ld", path, said, *span)

    def of_named(self, what: str, node: Node, key: str) -> Iterator[tuple[Statement, bool]]:
        """Yield the persons and organisations that an object of JSON-LD names under a key, and whether each is one."""
        for named in linked_data.named(node, key, self.known):
            last = key if named.path.rpartition(".")[2].startswith(key) else "name"
            span = self.spans.of_json(named.script, last, named.raw) or _NOWHERE
            yield Statement(what, named.raw, "json-ld", named.path, named.name, *span), named.is_body

    def of_element(
        self, what: str, element: HtmlElement, attribute: str = "", *, value: str | None = None, origin: str = "html"
    ) -> Statement | None:
        """Return what the text of an element states, or one of its attributes; None where that is empty."""
        raw = " ".join((element.get(attribute) or "").split()) if attribute else shown(element)
        if not raw:
            return None
        if attribute:
            name = (element.get("itemprop") or "").lower() if element.tag == "meta" else ""
            span = self.spans.of_attribute(element.tag, attribute, raw, name) or _NOWHERE
        else:
            span = self.span_of(raw, element)
        return Statement(what, raw, origin, path_of(element, attribute), value or raw, *span)

    def span_of(self, said: str, element: HtmlElement) -> tuple[int | None, int | None]:
        """Return where words of an element stand in the source, so far as they are found."""
        return self.spans.of_text(element.tag, element.get("class"), said) or _NOWHERE


def parsed(source: str, address: str | None = None) -> Page | None:
    """Return the page of a source, which was fetched from an address; None where there is nothing in it."""
    text = _readable(_DECLARATION.sub("", source))
    if not text.strip():
        return None
    try:
        parser = HTMLParser(remove_comments=True, remove_pis=True)
        parser.set_element_class_lookup(_ELEMENTS)
        tree = document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return Page(source, tree, address)


def _readable(source: str) -> str:
    """Return a source with blanks for what the parser refuses; most have none of it, which their bytes tell at once."""
    try:
        data = source.encode()
    except UnicodeEncodeError:
        return _UNREADABLE.sub(" ", source)
    return source if len(data.translate(None, _CONTROLS)) == len(data) else _UNREADABLE.sub(" ", source)


def _names_of_host(host: str) -> Iterator[str]:
    """Yield by what a host may be called in a title: its first label, the registered one, and the whole of it."""
    host = host.removeprefix("www.")
    labels = host.split(".")
    yield labels[0]
    if len(labels) > 1:
        yield labels[-3] if len(labels) > 2 and len(labels[-2]) <= _SHORT else labels[-2]
        yield host


def shown(element: HtmlElement, gap: str = "") -> str:
    """Return the text of an element with single blanks; `gap` parts the texts of the elements in it."""
    return " ".join(gap.join(element.itertext()).split())


def is_longer(element: HtmlElement, most: int) -> bool:
    """Tell whether an element shows more code points than that, white space aside; it is read no further than that."""
    size = 0
    for said in element.itertext():
        size += len("".join(said.split()))
        if size > most:
            return True
    return False


@lru_cache(maxsize=4_096)
def folded(text: str | None) -> str:
    """Return letters and digits in small letters, with single blanks, for comparison."""
    return re.sub(r"[\W_]+", " ", (text or "").casefold()).strip()


def host_of(url: str) -> str | None:
    """Return the host of a web address; None for what is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return host if parts.scheme in {"http", "https"} else None
