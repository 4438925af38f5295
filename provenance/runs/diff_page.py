"""What changed since the last run as a page for people, to be read and printed: HTML that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from markupsafe import escape

from provenance.printing import visible

if TYPE_CHECKING:
    from provenance.storage.spill import Spilled

MOST = 1_000
"""Rows of a table: nobody reads more of them on a page, and JSON has all."""
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1c1c1c}"
    "table{border-collapse:collapse;width:100%;margin:0 0 2em}caption{text-align:left;font-weight:600;padding:.5em 0}"
    "th,td{text-align:left;vertical-align:top;padding:.25em .75em .25em 0;border-bottom:1px solid #ddd;"
    "overflow-wrap:anywhere}td.n{text-align:right;white-space:nowrap}"
    "@media print{body{margin:0;font-size:11px}tr{break-inside:avoid}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_FINDINGS = ("Article", "Rule", "Severity", "What is wrong")
_SIZES = ("Article", "Characters before", "Characters now")


def render(tables: Mapping[str, Spilled], title: str, summary: str) -> Iterator[str]:
    """Yield the page in lines.

    Args:
        tables: The kinds of change by name: new, fixed (findings), came, vanished, shrunken, altered (articles).
        title: What stands above it.
        summary: What has changed, counted, in a sentence.
    """
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{_text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield f"<h1>{_text(title)}</h1>\n<p>{_text(summary)}.</p>"
    for name, about in (("new", "New findings"), ("fixed", "Findings that are fixed")):
        yield from _table(about, _FINDINGS, map(_finding, _rows(tables[name])), tables[name].height)
    for name, about, head in (
        ("vanished", "Articles that have vanished", _SIZES[:2]),
        ("shrunken", "Articles of which half or less is left", _SIZES),
        ("altered", "Articles whose records are other bytes than before", _SIZES),
        ("came", "Articles that came", (_SIZES[0], _SIZES[2])),
    ):
        cells = (tuple(row.values()) for row in _rows(tables[name]))
        yield from _table(about, head, cells, tables[name].height)
    yield "</main>\n</body>\n</html>"


def _rows(chunks: Spilled) -> Iterator[dict[str, Any]]:
    return (row for chunk in chunks for row in chunk.iter_rows(named=True))


def _finding(row: Mapping[str, Any]) -> tuple[object, ...]:
    return row["article"] or row["source"] or "the corpus", row["code"], row["severity"], row["message"]


def _table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]], number: int) -> Iterator[str]:
    """Yield a table of what there is of a kind of change; nothing, where there is nothing."""
    if not number:
        return
    more = f", the first {MOST:,} of them" if number > MOST else ""
    yield f"<table>\n<caption>{_text(title)} ({number:,}{more})</caption>"
    yield f"<thead><tr>{''.join(f'<th scope=col>{_text(name)}</th>' for name in head)}</tr></thead>\n<tbody>"
    for row in islice(rows, MOST):
        yield f"<tr>{''.join(map(_cell, row))}</tr>"
    yield "</tbody>\n</table>"


def _cell(value: object) -> str:
    return f'<td class="n">{value:,}</td>' if isinstance(value, int) else f"<td>{_text(str(value))}</td>"


def _text(text: str) -> str:
    """Return words as text of a page: nothing in them is mark-up, and nothing is hidden."""
    return str(escape(visible(text)))
