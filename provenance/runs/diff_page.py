"""What changed since the last run as a page for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from provenance.runs.printed_page import page, table, text

if TYPE_CHECKING:
    from provenance.storage.spill import Spilled

_FINDINGS = ("Article", "Rule", "Severity", "What is wrong")
FACTS = ("Article", "What", "How", "Noted")
_SIZES = ("Article", "Characters before", "Characters now")


def render(tables: Mapping[str, Spilled], title: str, summary: str) -> Iterator[str]:
    """Yield the page in lines.

    Args:
        tables: The kinds of change by name: new, fixed, gone (findings), came, vanished, shrunken, altered (articles),
            facts (changes in articles).
        title: What stands above it.
        summary: What has changed, counted, in a sentence.
    """
    yield from page(title, _body(tables, title, summary))


def _body(tables: Mapping[str, Spilled], title: str, summary: str) -> Iterator[str]:
    yield f"<h1>{text(title)}</h1>\n<p>{text(summary)}.</p>"
    for name, about in (
        ("new", "New findings"),
        ("fixed", "Findings that are fixed"),
        ("gone", "Findings of articles that have vanished"),
    ):
        yield from table(about, _FINDINGS, map(_finding, _rows(tables[name])), tables[name].height)
    for name, about, head in (
        ("vanished", "Articles that have vanished", _SIZES[:2]),
        ("shrunken", "Articles of which half or less is left", _SIZES),
        ("altered", "Articles whose records are other bytes than before", _SIZES),
        ("came", "Articles that came", (_SIZES[0], _SIZES[2])),
    ):
        cells = (tuple(row.values()) for row in _rows(tables[name]))
        yield from table(about, head, cells, tables[name].height)
    facts = map(fact, _rows(tables["facts"]))
    yield from table("What has changed in articles", FACTS, facts, tables["facts"].height)


def _rows(chunks: Spilled) -> Iterator[dict[str, Any]]:
    return (row for chunk in chunks for row in chunk.iter_rows(named=True))


def _finding(row: Mapping[str, Any]) -> tuple[object, ...]:
    return row["article"] or row["source"] or "the corpus", row["code"], row["severity"], row["message"]


def fact(row: Mapping[str, Any]) -> tuple[object, ...]:
    """Return a change in an article as the cells of a table: FACTS."""
    return row["article"], row["kind"], row["change"], "yes" if row["noted"] else "no"
