"""The summary as PDF: skipped, saying so, where WeasyPrint is not installed."""

from __future__ import annotations

import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from provenance import extras, reports
from provenance.errors import UsageError
from provenance.reports import html
from provenance.reports.html import printed
from provenance.reports.html.index import build
from provenance.reports.html.page import Sample
from provenance.storage.spill import Spilled

from .test_html import EVIL, RULES, SMALL, made

LONG = "A-rule-with-" + "a-very-" * 20 + "long-name"


@pytest.fixture(scope="module")
def weasyprint() -> Any:
    """The library, which is loaded only where a test is about to run: to collect tests it would cost a second."""
    try:
        import weasyprint as library
    except (ImportError, OSError) as error:
        pytest.skip(f"WeasyPrint is not installed (the extra pdf): {error}")
    return library


def page_of(data: Any) -> str:
    index = build(data)
    return printed.render(data, index, Sample(data, index, 10))


def words_of(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<style>.*?</style>|<[^>]+>", " ", text, flags=re.DOTALL))


def test_it_tells_the_verdict_the_rules_the_sample_the_manifest_and_has_lines_to_sign() -> None:
    record = {
        "id": "r1", "time": datetime(2024, 3, 1, 9, 30, tzinfo=UTC), "versions": {"polars": "2.1.0"}, "sources": 3,
        "digests": {"records": "ab" * 32}, "inputs": [{"path": "a.txt", "records": 1, "sha256": "cd" * 32}],
    }  # fmt: skip
    message = words_of(page_of(replace(SMALL, record=record)))
    for words in (
        "The gate failed", "1 error in 1 article", "1 March 2024, 09:30 UTC", "error-message BPL001", "No decision had been made",
        "1 of 1 articles without error or warning", "at most 95.0 %", "polars 2.1.0", "ab" * 32, "cd" * 32, "Reviewed by", build(SMALL).digest,
    ):  # fmt: skip
        assert words in message


def test_decisions_that_are_alike_are_one_line() -> None:
    decided = SMALL.findings.frame().with_columns(
        decision=pl.lit("accept"), reason=pl.lit("Quoted on purpose"), decided_by=pl.lit("K. Lindqvist")
    )
    message = words_of(page_of(replace(SMALL, findings=Spilled.of(decided))))
    assert "Accept BPL001 2 Quoted on purpose K. Lindqvist" in message


def test_hostile_text_is_text() -> None:
    message = page_of(made({EVIL: EVIL}, (EVIL, "BPL001", EVIL), title=EVIL, reasons=((EVIL, "error"),)))
    assert not re.search(r"<(img|script)\b|<b style", message)
    assert "&lt;img src=x onerror" in message
    assert "\u202e" not in message


def test_without_weasyprint_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extras, "find_spec", lambda _: None)
    with pytest.raises(UsageError, match=re.escape("pip install 'article-provenance[pdf]'")):
        reports.refuse_reports([tmp_path / "summary.pdf"])
    with pytest.raises(UsageError, match="WeasyPrint"):
        html.render(SMALL, tmp_path / "summary.pdf")
    assert not (tmp_path / "summary.pdf").exists()


@pytest.mark.usefixtures("weasyprint")
def test_the_same_run_gives_the_same_pdf(tmp_path: Path) -> None:
    (one,) = html.render(SMALL, tmp_path / "one.pdf")
    (two,) = html.render(replace(SMALL, findings=Spilled.of(SMALL.findings.frame().reverse())), tmp_path / "two.pdf")
    assert one.read_bytes() == two.read_bytes()
    assert one.read_bytes().startswith(b"%PDF-")
    streams = re.findall(rb"stream\n(.*?)\nendstream", one.read_bytes(), re.DOTALL)
    assert any(b'pdfaid:conformance="A"' in zlib.decompress(part) for part in streams if part.startswith(b"\x78"))


def test_nothing_runs_over_the_edge_of_the_paper(weasyprint: Any) -> None:
    rules = (replace(RULES[0], name=LONG, limit="0.25 % of all articles", exceeded=True), *RULES[1:])
    path = "x" * 300
    data = made({path: "One " + "y" * 400}, (path, "BPL001", "y" * 400), rules=rules, title=path)
    data = replace(data, record={"inputs": [{"path": path, "records": 1, "sha256": "ab" * 32}], "command": "z" * 300})
    for sheet in weasyprint.HTML(string=page_of(data)).render().pages:
        for box in sheet._page_box.descendants():
            if isinstance(getattr(box, "text", None), str) and box.text.strip():
                assert box.position_x + box.width <= sheet.width - 50, box.text
