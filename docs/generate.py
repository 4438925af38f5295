"""Write the pages that are made from declarations: the rules, the frames, the JSON Schemas.

    python docs/generate.py [--check]

With `--check` nothing is written; it fails if a page is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from provenance import frames, schemas
from provenance.rules import explain
from provenance.rules.measured import precision
from provenance.rules.registry import FAMILIES, registry, replaced

HERE = Path(__file__).parent
_RIGHT = (
    "*Right* is the share of its findings that are, with the 95 % interval and how many were drawn at random from text",
    "that was not written for the program, and read. Most of what is not measured looks at one field or one byte, and",
    "its page says why it cannot be wrong.",
)
MADE = "<!-- Made by docs/generate.py from the declarations. Do not edit. -->"


def pages() -> dict[Path, str]:
    """Return every generated page by its path."""
    made = {HERE / "rules.md": _text(_index()), HERE / "frames.md": _text(_frames())}
    made |= {HERE / "rules" / f"{code}.md": f"{MADE}\n\n{page}" for code, page in rule_pages().items()}
    return made | {HERE / "schemas" / f"{name}.schema.json": schemas.text(name) for name in schemas.SCHEMAS}


def rule_pages() -> dict[str, str]:
    """Return the page of every rule by its code; at a code that was replaced stands by which one."""
    gone = "# {0}\n\nThis rule was replaced by [{1}]({1}.md): who selects {0} gets it.\n"
    return {rule.code: explain.page(rule) for rule in registry()} | {
        old: gone.format(old, code) for old, code in replaced().items()
    }


def main() -> None:
    """Write the pages, or check them."""
    made = pages()
    known = {HERE / "rules.md", HERE / "frames.md", *(HERE / "rules").glob("*.md"), *(HERE / "schemas").iterdir()}
    stale = [path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    left = sorted(known - set(made))
    if "--check" in sys.argv and (stale or left):
        names = ", ".join(str(path.relative_to(HERE)) for path in [*stale, *left])
        sys.exit(f"stale: {names}; run `python docs/generate.py`")
    for path in stale:
        path.parent.mkdir(exist_ok=True)
        path.write_text(made[path], encoding="utf-8")
    for path in left:
        path.unlink(missing_ok=True)


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


def _index() -> Iterator[str]:
    yield from ("# Rules", "", MADE, "")
    yield f"{len(registry())} rules in {len(FAMILIES)} families. An *error* fails the default gate; the others report."
    yield from ("", *_RIGHT)
    for prefix, family in FAMILIES.items():
        yield from ("", f"## {family} ({prefix})", "")
        yield from ("| code | name | severity | what | right |", "|---|---|---|---|---|")
        for rule in registry():
            if rule.family == prefix:
                right = explain.share(precision(rule))
                link = f"[{rule.code}](rules/{rule.code}.md)"
                yield f"| {link} | {rule.name} | {rule.severity} | {rule.summary} | {right} |"


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
