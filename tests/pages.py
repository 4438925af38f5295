"""The fenced blocks of our pages, so that tests can run what the pages say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parents[1]
PAGES = (HERE / "README.md", *sorted((HERE / "docs").glob("*.md")))


class Block(NamedTuple):
    """A fenced block: its language, its text, the line of the page on which it begins, and what a comment says of it."""

    language: str
    text: str
    line: int
    declared: str = ""


def blocks(page: Path, *languages: str) -> Iterator[Block]:
    """Yield the blocks of a page, all of them or those in some languages."""
    text = page.read_text(encoding="utf-8")
    for found in re.finditer(r"^(?:<!-- ([^\n]+) -->\n)?```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        if not languages or found[2] in languages:
            yield Block(found[2], found[3], text.count("\n", 0, found.start(2)) + 1, found[1] or "")
