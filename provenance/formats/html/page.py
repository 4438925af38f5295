"""A page as it is read: its tree, its meta elements, its JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from provenance.formats.html import linked_data
from provenance.formats.html.linked_data import Node

_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_UNREADABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")
_LANGUAGE = re.compile(r"^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*$")
_NAMED_BY = ("property", "name", "itemprop", "http-equiv")
GAP = "\x1f"
"""What stands between the texts of two elements where they must not run together."""


@dataclass(frozen=True)
class Page:
    """A page: its source, decoded, and its tree."""

    source: str
    tree: HtmlElement
    address: str | None = None
    """Where it was fetched from, if that is known."""

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """The contents of the meta elements by their names, in small letters."""
        found: dict[str, list[str]] = {}
        for element in self.tree.iter("meta"):
            if content := " ".join(unescape(element.get("content") or "").split()):
                for attribute in _NAMED_BY:
                    if name := element.get(attribute):
                        found.setdefault(name.lower(), []).append(content)
        return found

    @cached_property
    def nodes(self) -> list[Node]:
        """The objects of its JSON-LD."""
        return linked_data.nodes(self.tree)

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
        links = (link.get("href") for link in self.tree.iter("link") if (link.get("rel") or "").lower() == "canonical")
        return next((url for url in (*links, *self.said("og:url")) if url and host_of(url)), self.address)

    @cached_property
    def site(self) -> str | None:
        """The name of the site."""
        return next(self.said("og:site_name", "application-name"), None)

    @cached_property
    def publisher(self) -> str | None:
        """Who published the article: as JSON-LD states it, else the name of the site."""
        stated = (name for node in self.articles for name, _ in linked_data.named(node.get("publisher"), self.known))
        return next((name for name in stated if host_of(name) is None), None) or self.site

    @cached_property
    def language(self) -> str | None:
        """The language that the page declares (BCP 47)."""
        root = self.tree.get("lang") or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        stated = (root, *self.said("content-language", "og:locale", "language", "dc.language"))
        return next((said.strip().replace("_", "-") for said in stated if said and _LANGUAGE.match(said.strip())), None)

    @cached_property
    def site_names(self) -> set[str]:
        """The names by which the site calls itself, folded and without blanks."""
        host = (host_of(self.url or "") or "").removeprefix("www.").partition(".")[0]
        return {
            folded(name).replace(" ", "") for name in (*self.said("og:site_name", "application-name"), host) if name
        }

    def said(self, *names: str) -> Iterator[str]:
        """Yield the contents of the meta elements of these names."""
        return (content for name in names for content in self.meta.get(name, ()))


def parsed(source: str, address: str | None = None) -> Page | None:
    """Return the page of a source, which was fetched from an address; None where there is nothing in it."""
    text = _UNREADABLE.sub(" ", _DECLARATION.sub("", source))
    if not text.strip():
        return None
    try:
        return Page(
            source, document_fromstring(text, parser=HTMLParser(remove_comments=True, remove_pis=True)), address
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def shown(element: HtmlElement, gap: str = "") -> str:
    """Return the text of an element with single blanks; `gap` parts the texts of the elements in it."""
    return " ".join(gap.join(element.itertext()).split())


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
