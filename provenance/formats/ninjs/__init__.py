"""ninjs, the JSON in which news agencies deliver, in its versions 1 to 3: its names, brought to ours.

Source: https://iptc.org/std/ninjs/. Version 1 has `headline` and `body_text`, `body_xhtml` and so on, version 2 lists
of objects (`headlines`, `bodies`), version 3 the same in camel case. What an item says of its article, rights and
embargo with it, becomes statements (`statements`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from provenance.formats import json_lists
from provenance.formats.captions import with_credit
from provenance.formats.ninjs import bodies
from provenance.formats.ninjs.items import Said, members, pictures, titles
from provenance.formats.ninjs.statements import statements
from provenance.formats.stated import Statement

_BODIES = re.compile(r"bodies|body_\w+")
CREATED = ("firstcreated", "contentcreated", "versioncreated")


class Article(NamedTuple):
    """An item as a record: its fields under our names beside its own, and what it states of them."""

    values: Mapping[str, object]
    stated: tuple[Statement, ...]


def is_item(names: frozenset[str]) -> bool:
    """Tell by the names in an object whether it is a text in ninjs: it has a URI, and a body under a name of ninjs."""
    return "uri" in names and "text" not in names and any(_BODIES.fullmatch(name) for name in names)


def begins(start: bytes) -> bool:
    """Tell whether the first bytes of a file are those of such an object."""
    return start.lstrip().startswith(b"{") and is_item(frozenset(json_lists.top_names(start)))


def read(value: Mapping[str, Any]) -> Article | None:
    """Return an item as a record; None where it is no ninjs."""
    if not is_item(frozenset(value)):
        return None
    item = members(Said(value, "$"))
    found = dict(_fields(item))
    return Article({**value, **found}, tuple(statements(item, found)))


def of_line(line: bytes) -> Article | None:
    """Return what a line of JSON holds; None where it is no ninjs."""
    if b'"uri"' not in line or not (b'"bodies"' in line or b'"body_' in line):
        return None
    try:
        value = json.loads(line, parse_int=str, parse_float=str)
    except (ValueError, RecursionError):
        return None  # reading it says what is wrong
    return read(value) if isinstance(value, dict) else None


def _fields(item: Mapping[str, Said]) -> Iterator[tuple[str, object]]:
    """Yield the fields of ours for which an item has a value."""
    given = {name: said.value for name, said in item.items()}
    published = next(filter(None, map(given.get, CREATED)), None)
    title = next(titles(item), None)
    captions = (with_credit(each.caption.value, each.credit and each.credit.value) for each in pictures(item))
    found = {
        "id": given.get("uri"),
        "text": bodies.text(item),
        "title": title and bodies.without_tags(title.value),
        "byline": given.get("byline") or given.get("by"),
        "publisher": given.get("copyrightholder"),
        "published": published,
        "modified": given.get("versioncreated") if given.get("versioncreated") != published else None,
        "captions": list(captions),
    }
    yield from ((name, value) for name, value in found.items() if value)
