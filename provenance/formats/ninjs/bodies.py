"""The body of an item in ninjs: which of several is the text, and the words of one with mark-up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser

from provenance.formats.ninjs.items import Said, elements, members

_MARKED_UP = re.compile(r"html|xml", re.IGNORECASE)
_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol p pre section table td tr ul".split()
)
_NO_TEXT = frozenset({"head", "script", "style", "figure", "template"})


def text(item: Mapping[str, Said]) -> str | None:
    """Return the body: plain, unless only one with mark-up has paragraphs."""
    plain: list[str] = []
    marked: list[str] = []
    for kind, value in _bodies(item):
        if isinstance(value, str):
            (marked if _MARKED_UP.search(kind) else plain).append(value)
    read = [words for words in map(without_tags, marked[:1]) if words.strip()]
    if plain and ("\n" in plain[0].strip() or not any("\n" in words for words in read)):
        return plain[0]
    return next(iter([*read, *plain]), None)


def _bodies(item: Mapping[str, Said]) -> Iterator[tuple[str, object]]:
    """Yield each body with what tells its kind."""
    for one in elements(item.get("bodies")):
        said = {name: each.value for name, each in members(one).items()}
        yield f"{said.get('contenttype') or said.get('role') or 'plain'}", said.get("value")
    yield from ((name, said.value) for name, said in item.items() if name.startswith("body_"))


def without_tags(text: str) -> str:
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
