"""Pages for people, to be read and printed: HTML that needs nothing else, in which words of strangers are words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from markupsafe import escape

from provenance.printing import visible

MOST = 1_000
"""Rows of a table: nobody reads more of them on a page."""
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color:#1c1c1c}"
    "table{border-collapse:collapse;width:100%;margin:0 0 2em}caption{text-align:left;font-weight:600;padding:.5em 0}"
    "th,td{text-align:left;vertical-align:top;padding:.25em .75em .25em 0;border-bottom:1px solid #ddd;"
    "overflow-wrap:anywhere}td.n{text-align:right;white-space:nowrap}section+section{break-before:page;margin-top:4em}"
    "blockquote{margin:.25em 0;padding-left:.75em;border-left:3px solid #bbb}"
    "@media print{body{margin:0;font-size:11px}tr,li{break-inside:avoid}section+section{margin-top:0}}"
)
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(title: str, lines: Iterable[str]) -> Iterator[str]:
    """Yield a page in lines; `lines` are its body, in which all words have gone through `text`."""
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{text(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield from lines
    yield "</main>\n</body>\n</html>"


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[object]], number: int) -> Iterator[str]:
    """Yield a table, whose caption tells how many rows there are; nothing, where there is none."""
    if not number:
        return
    more = f", the first {MOST:,} of them" if number > MOST else ""
    yield f"<table>\n<caption>{text(title)} ({number:,}{more})</caption>"
    yield f"<thead><tr>{''.join(f'<th scope=col>{text(name)}</th>' for name in head)}</tr></thead>\n<tbody>"
    for row in islice(rows, MOST):
        yield f"<tr>{''.join(map(_cell, row))}</tr>"
    yield "</tbody>\n</table>"


def text(words: str) -> str:
    """Return words as text of a page: nothing in them is mark-up, and nothing is hidden."""
    return str(escape(visible(words)))


def _cell(value: object) -> str:
    return f'<td class="n">{value:,}</td>' if isinstance(value, int) else f"<td>{text(str(value))}</td>"
