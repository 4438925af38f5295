"""ninjs, the JSON in which news agencies deliver, in its versions 1 to 3: its names, brought to ours.

Source: https://iptc.org/std/ninjs/. Version 1 has `headline` and `body_text`, `body_xhtml` and so on, version 2 lists
of objects (`headlines`, `bodies`), version 3 the same in camel case.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from typing import Any

from provenance.formats import json_lists

_BODIES = re.compile(r"bodies|body_\w+")
_MARKED_UP = re.compile(r"html|xml", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table td tr ul".split()
)
_NO_TEXT = frozenset({"head", "script", "style", "figure", "template"})
_PICTURES = frozenset({"picture", "graphic", "photo", "image"})


def is_item(names: frozenset[str]) -> bool:
    """Tell by the names in an object whether it is a text in ninjs: it has a URI, and a body under a name of ninjs."""
    return "uri" in names and "text" not in names and any(_BODIES.fullmatch(name) for name in names)


def begins(start: bytes) -> bool:
    """Tell whether the first bytes of a file are those of such an object."""
    return start.lstrip().startswith(b"{") and is_item(frozenset(json_lists.top_names(start)))


def under_our_names(item: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return a record with its fields under our names beside its own; None where it is no ninjs."""
    if not is_item(frozenset(item)):
        return None
    return {**item, **dict(_fields({name.lower(): value for name, value in item.items()}))}


def of_line(line: bytes) -> Mapping[str, Any] | bytes:
    """Return what a line of JSON holds under our names, if it is ninjs; else the line."""
    if b'"uri"' not in line or not (b'"bodies"' in line or b'"body_' in line):
        return line
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        return line  # reading it says what is wrong
    return (under_our_names(item) if isinstance(item, dict) else None) or line


def _fields(item: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield the fields of ours for which an item has a value."""
    created = [item.get(name) for name in ("firstcreated", "contentcreated", "versioncreated")]
    published = next(filter(None, created), None)
    found = {
        "id": item.get("uri"),
        "text": _body(item),
        "title": _of(item, "headline", "headlines"),
        "byline": item.get("byline") or item.get("by"),
        "publisher": item.get("copyrightholder"),
        "published": published,
        "modified": item.get("versioncreated") if item.get("versioncreated") != published else None,
        "captions": list(_captions(item.get("associations"))),
    }
    yield from ((name, value) for name, value in found.items() if value)


def _body(item: Mapping[str, Any]) -> object:
    """Return the body: plain, unless only one with mark-up has paragraphs."""
    plain: list[str] = []
    marked: list[str] = []
    for kind, value in _bodies(item):
        if isinstance(value, str):
            (marked if _MARKED_UP.search(kind) else plain).append(value)
    read = [text for text in map(_without_tags, marked[:1]) if text.strip()]
    if plain and ("\n" in plain[0].strip() or not any("\n" in text for text in read)):
        return plain[0]
    return next(iter([*read, *plain]), None)


def _bodies(item: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield each body with what tells its kind."""
    listed = item.get("bodies")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict):
            said = {str(name).lower(): value for name, value in one.items()}
            yield f"{said.get('contenttype') or said.get('role') or 'plain'}", said.get("value")
    yield from ((name, value) for name, value in item.items() if name.startswith("body_"))


def _of(item: Mapping[str, Any], one: str, several: str) -> object:
    """Return a text that version 1 gives under one name, and later ones in a list: the main or first of them."""
    listed = item.get(several)
    if isinstance(listed, list):
        values = [each for each in listed if isinstance(each, dict) and isinstance(each.get("value"), str)]
        values.sort(key=lambda each: str(each.get("role", "main")) not in {"main", "text"})
        return _without_tags(values[0]["value"]) if values else None
    return item.get(one)


def _captions(associated: object) -> Iterator[str]:
    """Yield the captions of the pictures of an item, each with its credit."""
    items = associated.values() if isinstance(associated, dict) else associated
    for one in items if isinstance(items, Iterable) and not isinstance(items, str) else ():
        picture = {str(name).lower(): value for name, value in one.items()} if isinstance(one, dict) else {}
        caption = _of(picture, "description_text", "descriptions") or picture.get("description_caption")
        if str(picture.get("type")) not in _PICTURES or not isinstance(caption, str):
            continue
        said = (picture.get(name) for name in ("creditline", "byline", "by"))
        credit = next((name for name in said if isinstance(name, str)), "")
        yield f"{caption.strip()} ({credit})" if credit and credit not in caption else caption


def _without_tags(text: str) -> str:
    """Return the text of a piece of HTML in paragraphs; pictures have captions of their own."""
    if "<" not in text:
        return text
    reader = _Text()
    reader.feed(text)
    reader.close()
    paragraphs = (" ".join(part.split()) for part in "".join(reader.parts).split("\0"))
    return "\n\n".join(filter(None, paragraphs))


class _Text(HTMLParser):
    """Gathers text, with a null character where a block begins or ends."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._out = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - of the base
        self._out += tag in _NO_TEXT
        if tag in _BLOCKS:
            self.parts.append("\0")

    def handle_endtag(self, tag: str) -> None:
        self._out = max(0, self._out - (tag in _NO_TEXT))
        if tag in _BLOCKS:
            self.parts.append("\0")

    def handle_data(self, data: str) -> None:
        if not self._out:
            self.parts.append(data.replace("\0", " "))
