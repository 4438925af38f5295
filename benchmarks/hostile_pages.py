"""Time to read one hostile page of each shape, in several sizes: it must grow no faster than the page.

    python benchmarks/hostile_pages.py [SIZE …]        # bytes; 100,000 and 1,000,000 unless named

Prints the CPU seconds of each shape and size, and the exponent between the first and the last size; exits with 1 where
it is above 1.5 and the page costs more than a second.
"""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator

from provenance.formats.html import row
from provenance.formats.shards import ReadError

WORDS = "The ferry returned to Westhaven on Tuesday after a winter in dock. "
NODE = '{"@type": "NewsArticle", "headline": "Ferry", "author": "Ana Roe"}'


def shapes(size: int) -> Iterator[tuple[str, str]]:
    """Yield pages of about `size` bytes, each with its name."""
    parts = {
        "paragraphs": f"<p>{WORDS}</p>",
        "divisions in each other": "<div>",
        "divisions": f"<div>{WORDS}</div>",
        "one paragraph": WORDS,
        "open bold": "<b>x ",
        "links": "<li><a href='/a'>The ferry is back</a></li>",
        "bylines": '<span class="author-name">Ana Roe</span>',
        "figures": f"<figure><img src=a><figcaption>{WORDS}<span class=credit>Jo Lund</span></figcaption></figure>",
        "captions": f'<div class="caption"><img><p>{WORDS}</p></div>',
        "captions without pictures": '<p class="caption">x</p>',
        "line breaks": f"{WORDS}<br>",
        "table rows": f"<tr><td>{WORDS}</td></tr>",
        "entities": "&amp;&eacute;&#8212; ",
        "signs": "<",
        "headings": "<h1>Ferry | returns</h1>",
        "separators": "a | ",
        "open comments": "<!--",
        "open scripts": "<script>",
        "meta elements": '<meta name="author" content="Ana Roe and Jo Lund">',
        "linked data": f'<script type="application/ld+json">{NODE}</script>',
    }
    for name, part in parts.items():
        begin = "<title>" if name == "separators" else "<table>" if name == "table rows" else ""
        yield name, f"<html><body><p>{WORDS}</p>{begin}{part * (size // len(part))}"


def seconds(page: str) -> float:
    """Return the CPU time of reading a page."""
    read_errors: list[ReadError] = []
    begun = time.process_time()
    row("a.html", page.encode(), read_errors)
    return time.process_time() - begun


def main() -> int:
    sizes = [int(word) for word in sys.argv[1:]] or [100_000, 1_000_000]
    failed = False
    for shape in zip(*map(shapes, sizes), strict=True):
        taken = [seconds(page) for _, page in shape]
        grown = math.log(max(taken[-1], 0.01) / max(taken[0], 0.01)) / math.log(sizes[-1] / sizes[0])
        is_bad = grown > 1.5 and taken[-1] > 1
        failed |= is_bad
        shown = "  ".join(f"{size:,}: {each:.2f} s" for size, each in zip(sizes, taken, strict=True))
        print(f"{'FAIL' if is_bad else 'ok':4}  {shape[0][0]:26} {shown}  exponent {grown:.2f}", flush=True)
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
