"""What a page says about itself in JSON-LD (schema.org): the article, its headline, authors, dates, pictures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any, NamedTuple

from lxml.html import HtmlElement

from provenance.formats.stated import whole_characters

_WRAPPING = re.compile(r"^(?://)?\s*<!\[CDATA\[|(?://)?\s*\]\]>$|^<!--|-->$")
_DEPTH = 5
_LEADING = ("@graph", "mainEntity", "mainEntityOfPage")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
"""An escape that writes half of a character; most of them stand in pairs."""
_MARKUP = re.compile(r"<[^<>]{1,300}>")


class Node(dict[str, Any]):
    """An object of JSON-LD, and where it stands: the number of its script, from 0, and its path there."""

    script = 0
    path = "$"


class Named(NamedTuple):
    """A person or an organisation that is named, and where."""

    name: str
    raw: str
    is_body: bool
    path: str
    script: int


def is_linked_data(kind: str) -> bool:
    """Tell whether a script is JSON-LD by its type, in small letters."""
    return "ld+json" in kind


def nodes(scripts: Iterable[HtmlElement]) -> list[Node]:
    """Return every object of a page's scripts of JSON-LD that stands for itself; what is no JSON is left out."""
    return [node for number, script in enumerate(scripts) for node in _nodes(_parsed(script), number, "$", 0)]


def is_article(node: Node) -> bool:
    """Tell whether an object is an article by its type."""
    return any(name.endswith(("article", "posting")) or name in {"report", "review"} for name in types(node))


def types(node: dict[str, Any]) -> set[str]:
    """Return the names of an object's types, in small letters."""
    named = node.get("@type")
    return {str(name).rsplit("/", 1)[-1].lower() for name in (named if isinstance(named, list) else [named])}


def text(value: object) -> str | None:
    """Return a string as a reader sees it: entities and mark-up undone, white space folded; None for none."""
    if not isinstance(value, str):
        return None
    plain = unescape(value) if "&" in value else value
    return " ".join((_MARKUP.sub(" ", plain) if "<" in plain else plain).split()) or None


def named(node: Node, key: str, known: dict[str, Node]) -> Iterator[Named]:
    """Yield the persons and organisations that an object names under a key; references are followed."""
    value = node.get(key)
    many = isinstance(value, list)
    for number, one in enumerate(value if isinstance(value, list) else [value]):
        path = f"{node.path}.{key}[{number}]" if many else f"{node.path}.{key}"
        if isinstance(one, str) and (name := text(one)):
            yield Named(name, one, is_body=False, path=path, script=node.script)
        elif isinstance(one, Node):
            yield from _names(one, path, node.script, known)


def _names(one: Node, path: str, script: int, known: dict[str, Node]) -> Iterator[Named]:
    if not one.get("name") and (other := known.get(str(one.get("@id")))):
        one, path, script = other, other.path, other.script
    names = one.get("name")
    many = isinstance(names, list)
    for number, each in enumerate(names if isinstance(names, list) else [names]):
        if name := text(each):
            is_body = any("organization" in kind for kind in types(one))
            yield Named(name, each, is_body, f"{path}.name[{number}]" if many else f"{path}.name", script)


def _parsed(script: HtmlElement) -> object:
    if not script.text:
        return None
    raw = _WRAPPING.sub("", script.text.strip()).strip().rstrip(";")
    try:
        return json.loads(raw, strict=False, object_hook=_node if _HALF.search(raw) else Node)
    except (ValueError, RecursionError):
        return None


def _node(members: dict[str, Any]) -> Node:
    """Return an object; a half of a character, as only an escape writes it, is none."""
    return Node({name: _sound(value) for name, value in members.items()})


def _sound(value: object) -> object:
    if isinstance(value, list):
        return [_sound(one) for one in value]
    return whole_characters(value) if isinstance(value, str) else value


def _nodes(value: object, script: int, path: str, depth: int) -> Iterator[Node]:
    if depth > _DEPTH:
        return
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _nodes(one, script, f"{path}[{number}]", depth + 1)
    elif isinstance(value, Node):
        value.script, value.path = script, path
        yield value
        for key in _LEADING:
            if isinstance(value.get(key), (list, dict)):
                yield from _nodes(value[key], script, f"{path}.{key}", depth + 1)
