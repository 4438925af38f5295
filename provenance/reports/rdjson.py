"""Reviewdog's diagnostics. Its columns count UTF-8 bytes."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from provenance.printing import harmless_json
from provenance.reports.base import Report
from provenance.reports.locations import placed
from provenance.rules import pages
from provenance.runs.run import Run

SEVERITIES = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}
C = pl.col


def render(run: Run) -> Iterator[str]:
    """Yield one JSON object, a diagnostic a line."""
    opening = '{"source":{"name":"provenance"},"diagnostics":['
    for chunk in placed(run):
        findings = chunk.with_columns(
            C("severity").replace_strict(SEVERITIES), url=_addresses(chunk, run.policy.docs_url)
        )
        for diagnostic in findings.select(_diagnostic()).to_series():
            yield opening + diagnostic
            opening = ","
    yield "]}" if opening == "," else opening + "]}"


def _diagnostic() -> pl.Expr:
    """Write a diagnostic; a range without columns is the whole line, a suggestion is there where a fix is simple."""
    start, end = _position("line", "column_bytes"), _position("end_line", "end_column_bytes")
    exact = _joined('{"start":', start, ',"end":', end, "}")
    line_only = _joined('{"start":{"line":', C("line"), "}}")
    suggested = _joined(',"suggestions":[{"range":', exact, ',"text":', _json("replacement"), "}]")
    return _joined(
        '{"message":', _json("shown"),
        ',"location":{"path":', _json("path"), _joined(',"range":', pl.coalesce(exact, line_only)).fill_null(""),
        '},"severity":', _json("severity"),
        ',"code":{"value":', _json("code"), _joined(',"url":', _json("url")).fill_null(""), "}",
        suggested.fill_null(""), "}",
    )  # fmt: skip


def _addresses(chunk: pl.DataFrame, base: str | None) -> pl.Expr:
    """Return the address of the page of each rule; null where there is none."""
    found = {code: pages.address(code, base) for code in chunk["code"].unique()}
    return C("code").replace_strict(found, return_dtype=pl.String)


def _position(line: str, column: str) -> pl.Expr:
    return _joined('{"line":', C(line), ',"column":', C(column), "}")


def _joined(*parts: str | pl.Expr) -> pl.Expr:
    """Return the parts in a row; null where one of them is."""
    return pl.concat_str(pl.lit(part) if isinstance(part, str) else part for part in parts)


def _json(name: str) -> pl.Expr:
    """Return a column of strings as JSON; null stays null."""
    written = pl.struct(C(name).alias("x")).struct.json_encode().str.slice(5).str.head(-1)
    return pl.when(C(name).is_not_null()).then(written)


REPORT = Report(name="rdjson", about="reviewdog's diagnostics", lines=render, guard=harmless_json)
