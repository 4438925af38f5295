"""GitLab's code quality report."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256

import polars as pl

from provenance.printing import harmless_json, visible
from provenance.reports.base import Report
from provenance.reports.locations import path, placed
from provenance.rules import pages
from provenance.runs.run import Run

SEVERITIES = {"error": "critical", "warning": "minor", "info": "info"}
C = pl.col


def render(run: Run) -> Iterator[str]:
    """Yield one JSON array, an issue a line."""
    opening = "["
    for issue in _of_gate(run):
        yield opening + issue
        opening = ","
    for chunk in placed(run):
        for issue in _more(chunk, run.policy.docs_url).select(_issue().struct.json_encode()).to_series():
            yield opening + issue
            opening = ","
    yield "]" if opening == "," else "[]"


def _of_gate(run: Run) -> Iterator[str]:
    """Yield an issue for each reason that no finding tells, a limit or an empty input; it stands at the input."""
    for reason in run.verdict.reasons:
        if reason.fails and reason.of_corpus:
            subject = reason.text.split(" ")[0]  # the rule or family of a limit: the numbers behind it change
            issue = {
                "check_name": "gate", "description": f"The gate fails: {visible(reason.text)}", "severity": "critical",
                "fingerprint": sha256(f"gate\0{subject}\0{reason.severity}".encode()).hexdigest()[:16],
                "location": {"path": path(run, None), "lines": {"begin": 1, "end": 1}},
            }  # fmt: skip
            yield json.dumps(issue, ensure_ascii=False, separators=(",", ":"))


def _more(chunk: pl.DataFrame, base: str | None) -> pl.DataFrame:
    """Return the findings with `more`: where the page of the rule stands, in Markdown."""
    addresses = {code: pages.named(code, base) for code in chunk["code"].unique()}
    more = {code: f"More: {_marked(address)}" if address else "" for code, address in addresses.items()}
    return chunk.with_columns(more=C("code").replace_strict(more, return_dtype=pl.String))


def _marked(address: str) -> str:
    return f"<{address}>" if address.startswith("http") else f"`{address}`"


def _issue() -> pl.Expr:
    begin = C("line").fill_null(1)
    lines = pl.struct(begin=begin, end=C("end_line").fill_null(begin))
    return pl.struct(
        check_name=C("code"),
        description=pl.concat_str("code", pl.lit(" "), "name", pl.lit(": "), "shown"),
        severity=C("severity").replace_strict(SEVERITIES),
        fingerprint=C("fingerprint"),
        content=pl.struct(body="more"),
        location=pl.struct(C("path"), lines=lines),
    )


REPORT = Report(name="gitlab", about="GitLab's code quality report", lines=render, guard=harmless_json)
