"""One small run, made by hand, so that the files under golden/ change only when a format does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl

from provenance.frames import CORPUS, EXPECTATIONS, FINDINGS, READ_ERRORS, SUMMARY
from provenance.policy import baseline, decisions
from provenance.policy.configuration import Policy
from provenance.policy.verdict import weigh
from provenance.rules.base import Fix, Rule
from provenance.runs.run import Record, Run
from provenance.storage.spill import Spilled

PLAIN = {
    "reads": "boilerplate",
    "broken": pl.lit(value=True),
    "message": pl.lit("x"),
    "bad": ("bad",),
    "good": ("good",),
}
RULES = (
    Rule(code="DAT001", name="date-missing", severity="error", summary="No date.", rationale="It cannot be placed.", **PLAIN),
    Rule(
        code="BPL001", name="error-message", severity="error", summary="An error message.", rationale="No words of the article.",
        fix=Fix(title="Remove it", edit="remove", safe=True), **PLAIN,
    ),
    Rule(
        code="TXT001", name="mojibake-left", severity="warning", summary="Garbled text.", rationale="Nobody can read it.",
        fix=Fix(title="Mend it", edit="replace", safe=True, by=pl.col("mended")), **PLAIN,
    ),
    Rule(code="DAT016", name="undated-share", severity="info", summary="Many have no date.", rationale="It adds up.", **PLAIN),
)  # fmt: skip
NAMES = {rule.code: (rule.name, rule.severity) for rule in RULES}


def finding(code, number, **given):
    name, severity = NAMES[code]
    return {"code": code, "name": name, "severity": severity, "fingerprint": f"{number:016x}", "status": "new", **given}


def span(source, start, end, place, end_place, **given):
    (line, column, column_bytes), (end_line, end_column, end_bytes) = place, end_place
    return {
        "article": source, "source": source, "paragraph": 0, "start": start, "end": end, "line": line, "column": column,
        "column_bytes": column_bytes, "end_line": end_line, "end_column": end_column, "end_column_bytes": end_bytes, **given,
    }  # fmt: skip


FINDINGS_OF_IT = [
    finding("DAT001", 1, article="a.txt", source="a.txt", line=1, message="no publication date"),
    finding(
        "BPL001", 2, message="an error message of the web page", replacement="", excerpt="An error\noccurred.",
        **span("b é.txt", 18, 36, (1, 19, 21), (2, 10, 10)),
    ),
    finding(
        "TXT001", 3, message="garbled text, should read `café`", replacement="café", excerpt="cafÃ©",
        **span("b é.txt", 40, 45, (4, 3, 6), (4, 8, 13)),
    ),
    finding("DAT001", 4, article="feed-7", source="feed.jsonl", record=7, line=9, message="no publication date"),
    finding(
        "TXT001", 5, article="<b>&\u202e", source="feed.parquet", record=3, message='a <script>"\x1b[31m, 100 %::error::\n\u2066!',
        excerpt="]]>",
    ),
    finding("TXT001", 6, message="known of old", excerpt="Ã© x", status="known", **span("c.txt", 0, 4, (1, 1, 1), (1, 5, 5))),
    finding(
        "TXT001", 7, message="decided", excerpt="Ã—y", status="accepted", decision="accept", reason="a name", decided_by="mara",
        **span("c.txt", 9, 12, (2, 1, 1), (2, 4, 4)),
    ),
    finding("DAT016", 8, message="5.7 % of 53 articles have no date"),
]  # fmt: skip
RECORD = Record(
    started=datetime(2024, 6, 1, 12, tzinfo=UTC), seconds=1.25, command="provenance check corpus", engine="local",
    arguments=("corpus",), sources=5, skipped=1, versions={"article-provenance": "0.0.0", "python": "3", "polars": "1"},
)  # fmt: skip


def run(findings=None, **changes) -> Run:
    """Return the run, or one with other findings."""
    policy = Policy(now=date(2024, 6, 1), baseline=Path("baseline.json"), decisions=(Path("decisions.jsonl"),))
    frame = pl.DataFrame(FINDINGS_OF_IT if findings is None else findings, schema=FINDINGS.schema)
    articles = [{"article": f"{number}", "source": f"{number}"} for number in range(53)]
    gone = {"fingerprint": "f" * 16, "article": "gone.txt", "code": "BPL001", "excerpt": "Share", "why": "article-gone"}
    lapsed = dict.fromkeys(decisions.LAPSED) | {
        "article": "c.txt", "code": "DAT001", "decision": "accept", "place": "decisions.jsonl:2", "why": "expired",
    }  # fmt: skip
    made = Run(
        verdict=weigh(frame.filter(status="new"), 53, policy),
        found=Spilled.of(frame),
        counted=Spilled.of(SUMMARY.conform(pl.DataFrame(articles))),
        read_errors=READ_ERRORS.empty(),
        corpus={"corpus": Spilled.of(CORPUS.empty())},
        policy=policy,
        rules=RULES,
        record=RECORD,
        expectations=pl.DataFrame(
            [{"suite": "dates", "expectation": "expect_x", "severity": "error", "outcome": "met", "about": "All is dated."}],
            schema=EXPECTATIONS.schema,
        ),
        gone=pl.DataFrame([gone], schema=baseline.GONE),
        lapsed=pl.DataFrame([lapsed], schema=decisions.LAPSED),
    )  # fmt: skip
    return replace(made, **changes)
