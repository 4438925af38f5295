"""Write what docs/polars-engine.md says by rote: ``python -m tests.polars_engine.write_docs``."""

from __future__ import annotations

from pathlib import Path

from .differences import DIFFERENCES, affecting
from .specimens import SPECIMENS, core_expectations

DOCUMENT = Path(__file__).parents[2] / "docs" / "polars-engine.md"

LEFT_OUT = {
    "ExpectMulticolumnValuesToBeUnique": "GX gives it no metric on any engine; use "
    "`ExpectCompoundColumnsToBeUnique` or `ExpectSelectColumnValuesToBeUniqueWithinRecord`",
}


def expectations() -> str:
    """Return the table of expectations, in Markdown."""
    lines = [
        f"{len(SPECIMENS)} of the {len(core_expectations())} expectations that GX exports work.",
        "",
        "| expectation | works on Polars | differences from pandas, or why not |",
        "|---|---|---|",
    ]
    for name in core_expectations():
        note = LEFT_OUT.get(name) or ", ".join(f"[{key}](#{key})" for key in affecting(name)) or "none"
        lines.append(f"| `{name}` | {'yes' if name in SPECIMENS else 'no'} | {note} |")
    return "\n".join(lines)


def differences() -> str:
    """Return the list of intended differences, in Markdown."""
    return "\n\n".join(f'<a id="{key}"></a>**{key}: {one.title}.** {one.text}' for key, one in DIFFERENCES.items())


PARTS = {"expectations": expectations, "differences": differences}


def rewritten(text: str) -> str:
    """Return the document with its generated parts renewed."""
    for part, write in PARTS.items():
        start, end = f"<!-- generated: {part} -->", f"<!-- end: {part} -->"
        before, rest = text.split(start, 1)
        text = f"{before}{start}\n{write()}\n{end}{rest.split(end, 1)[1]}"
    return text


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
