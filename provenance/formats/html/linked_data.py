"""What a page says about itself in JSON-LD (schema.org): the article, its headline, authors, dates, pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from lxml.html import HtmlElement

Node = dict[str, Any]
_WRAPPING = re.compile(r"^(?://)?\s*<!\[CDATA\[|(?://)?\s*\]\]>$|^<!--|-->$")
_DEPTH = 5
_LEADING = ("@graph", "mainEntity", "mainEntityOfPage")
_MARKUP = re.compile(r"<[^<>]{1,300}>")


def nodes(tree: HtmlElement) -> list[Node]:
    """Return every object of the page's JSON-LD that stands for itself; what is no JSON is left out."""
    return [node for script in tree.iter("script") for node in _nodes(_parsed(script), 0)]


def is_article(node: Node) -> bool:
    """Tell whether an object is an article by its type."""
    return any(name.endswith(("article", "posting")) or name in {"report", "review"} for name in types(node))


def types(node: Node) -> set[str]:
    """Return the names of an object's types, in small letters."""
    named = node.get("@type")
    return {str(name).rsplit("/", 1)[-1].lower() for name in (named if isinstance(named, list) else [named])}


def text(value: object) -> str | None:
    """Return a string as a reader sees it: entities and mark-up undone, white space folded; None for none."""
    if not isinstance(value, str):
        return None
    return " ".join(_MARKUP.sub(" ", unescape(value)).split()) or None


def named(value: object, known: dict[str, Node]) -> Iterator[tuple[str, bool]]:
    """Yield the names of persons and organisations, and whether one is an organisation; references are followed."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, str) and (name := text(one)):
            yield name, False
        elif isinstance(one, dict):
            node = one if one.get("name") else known.get(str(one.get("@id")), one)
            names = node.get("name")
            for each in names if isinstance(names, list) else [names]:
                if name := text(each):
                    yield name, any("organization" in kind for kind in types(node))


def _parsed(script: HtmlElement) -> object:
    if "ld+json" not in (script.get("type") or "").lower() or not script.text:
        return None
    raw = _WRAPPING.sub("", script.text.strip()).strip().rstrip(";")
    try:
        return json.loads(raw, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: object, depth: int) -> Iterator[Node]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _nodes(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in _LEADING:
            if isinstance(value.get(key), (list, dict)):
                yield from _nodes(value[key], depth + 1)
