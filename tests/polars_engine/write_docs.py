"""Write the table of expectations into docs/polars-engine.md: ``python -m tests.polars_engine.write_docs``."""

from __future__ import annotations

from pathlib import Path

from tests.polars_engine.specimens import SPECIMENS, core_expectations

DOCUMENT = Path(__file__).parents[2] / "docs" / "polars-engine.md"
START, END = "<!-- expectations: generated -->", "<!-- end of expectations -->"

LEFT_OUT = {
    "ExpectMulticolumnValuesToBeUnique": "GX deprecated it and gives it no metric on any engine; "
    "use ExpectCompoundColumnsToBeUnique or ExpectSelectColumnValuesToBeUniqueWithinRecord",
}
# The intended differences, by expectation; the numbers are those of the list in the document.
DIFFERENCES: dict[str, tuple[int, ...]] = {}


def table() -> str:
    """Return the table, in Markdown."""
    lines = [f"{len(SPECIMENS)} of {len(core_expectations())} work.", "", "| expectation | works | differences, or why not |", "|---|---|---|"]
    for name in core_expectations():
        note = LEFT_OUT.get(name) or ", ".join(f"[{number}](#d{number})" for number in DIFFERENCES.get(name, ()))
        lines.append(f"| `{name}` | {'yes' if name in SPECIMENS else 'no'} | {note} |")
    return "\n".join(lines)


def with_table(text: str, rows: str) -> str:
    """Return a document with the table between its marks replaced."""
    before, rest = text.split(START, 1)
    return f"{before}{START}\n{rows}\n{END}{rest.split(END, 1)[1]}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text(encoding="utf-8"), table()), encoding="utf-8")
