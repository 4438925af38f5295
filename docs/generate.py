"""Write the pages that are made from declarations: the rules, the frames, the catalogues.

    python docs/generate.py [--check]

With `--check` nothing is written; it fails if a page is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from provenance import explain, frames
from provenance.rules import FAMILIES, registry

HERE = Path(__file__).parent
MADE = "<!-- Made by docs/generate.py from the declarations. Do not edit. -->"


def rules() -> str:
    """Return the page of all rules."""
    return "\n".join(_rules()) + "\n"


def tables() -> str:
    """Return the page of all frames."""
    return "\n".join(_frames()) + "\n"


PAGES = {"rules.md": rules, "frames.md": tables}


def main() -> None:
    """Write the pages, or check them."""
    pages = {HERE / name: make() for name, make in PAGES.items()}
    if "--check" not in sys.argv:
        for path, text in pages.items():
            path.write_text(text, encoding="utf-8")
        return
    stale = [path.name for path, text in pages.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if stale:
        sys.exit(f"stale: {', '.join(stale)}; run `python docs/generate.py`")


def _rules() -> Iterator[str]:
    yield from ("# Rules", "", MADE, "")
    yield f"{len(registry())} rules in {len(FAMILIES)} families. An *error* fails the default gate; the others report."
    for prefix, family in FAMILIES.items():
        yield from ("", f"## {family} ({prefix})", "", "| code | name | severity | what |", "|---|---|---|---|")
        for rule in registry():
            if rule.family == prefix:
                yield f"| [{rule.code}](#{rule.name}-{rule.code.lower()}) | {rule.name} | {rule.severity} | {rule.summary} |"
    for rule in registry():
        yield ""
        yield explain.page(rule).rstrip().replace("\n## ", "\n#### ").replace("# ", "### ", 1)


def _frames() -> Iterator[str]:
    yield from ("# Frames", "", MADE, "")
    yield "Offsets are Unicode code points, start inclusive, end exclusive; `text[start:end]` is the cited string."
    for frame in frames.FRAMES.values():
        yield from ("", f"## {frame.name}", "", f"One row is {frame.row}.", "")
        yield from ("| column | type | null | meaning |", "|---|---|---|---|")
        for column in frame.columns:
            yield f"| `{column.name}` | {column.dtype} | {'yes' if column.nullable else 'no'} | {column.about} |"


if __name__ == "__main__":
    main()
