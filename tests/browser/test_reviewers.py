"""A second reviewer in a real browser: agreement, differences settled one by one, a file that the gate honours."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from provenance.exports import agreement

from . import corpora
from .conftest import NARROW, Opened
from .test_report import SCHEMA, barriers, downloaded, sentence

pytestmark = pytest.mark.browser
Visit = Callable[..., Opened]
EVIL = "<img src=x onerror=alert(1)>"


def lines(run: Any, words: list[str | None], by: str) -> list[dict[str, Any]]:
    """Decisions of a reviewer about the first findings of a run; None leaves one out."""
    return [
        {
            "format": "provenance-decision/1",
            "fingerprint": fingerprint,
            "decision": word,
            "reason": f"{by} says so",
            "by": by,
        }
        for fingerprint, word in zip(run.findings["fingerprint"], words, strict=False)
        if word
    ]


def file_of(folder: Path, name: str, decisions: list[dict[str, Any]]) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(line) + "\n" for line in decisions), encoding="utf-8")
    return path


def figures(text: str) -> list[float]:
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", text)]


def agreeing(page: Any, mine: list[str | None], theirs: list[str | None]) -> list[float]:
    """The figures of the agreement, which are those of the export."""
    shown = figures(page.locator("#v-state").inner_text().partition("agree on")[2])
    second = [word and word.replace("reject", "defect") for word in theirs]
    known = agreement.measure(pl.DataFrame({"first": mine, "second": second}))
    assert known.kappa is not None
    assert shown[:2] == [known.equal, known.both]
    shares = [known.equal / known.both, known.low, known.high]
    assert [number / 100 for number in shown[2:5]] == pytest.approx(shares, abs=0.006)
    assert shown[5:7] == pytest.approx([known.kappa, known.spread], abs=0.006)
    return shown[:7]


def test_differences_are_settled_and_the_gate_honours_what_was(
    small: tuple[Path, Any], visit: Visit, axe: str, tmp_path: Path
) -> None:
    path, run = small
    mine: list[str | None] = ["accept"] * 4 + ["defect", "accept", None]
    theirs: list[str | None] = ["accept"] * 3 + ["defect", "unsure", "reject", "accept"]
    opened = visit(path)
    page = opened.go("#findings")
    page.fill("#who", "Mara")
    page.locator("#load").set_input_files(file_of(tmp_path, "mine.jsonl", lines(run, mine, "Mara")))
    sentence(page, "6 decisions loaded")
    opened.to("#reviewers")
    other = [*lines(run, theirs, EVIL), {"format": "provenance-mark/1"}]
    del other[5]["fingerprint"]  # written by hand: a rule in an article
    other[5] |= dict(zip(("article", "code"), run.findings.select("article", "code").row(5), strict=True))
    page.locator("#v-load").set_input_files(file_of(tmp_path, "theirs.jsonl", other))
    sentence(page, "You and", "#v-state")
    shown = agreeing(page, mine[:6], theirs[:6])
    assert page.locator("#v-state").inner_text().endswith("3 of 3 differences left to settle.")
    assert page.evaluate("document.querySelectorAll('main img').length") == 0
    assert EVIL in page.locator("#v-body").inner_text()
    page.evaluate(axe)
    assert barriers(page) == []
    items = page.locator("#v-body .item")
    items.nth(0).get_by_role("button", name="Settle: Accept").click()
    sentence(page, "2 of 3 differences", "#v-state")
    items.nth(1).get_by_role("button", name="Settle: Unsure").click()
    sentence(page, "1 of 3 differences", "#v-state")
    items.nth(2).get_by_role("button", name="Settle: Defect").click()
    sentence(page, "0 of 3 differences", "#v-state")
    assert figures(page.locator("#v-state").inner_text().partition("agree on")[2])[:7] == shown
    page.locator("#v-take").click()
    page.wait_for_selector("#v-take", state="hidden")
    page.set_viewport_size(NARROW)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    settled = [json.loads(line) for line in downloaded(page, "#v-export").splitlines()]
    assert all(SCHEMA.is_valid(line) for line in settled)
    assert [(line["decision"], line["by"]) for line in settled] == [
        *[("accept", "Mara")] * 4, ("unsure", "Mara"), ("defect", "Mara"), ("accept", EVIL),
    ]  # fmt: skip
    page.reload()
    page.wait_for_selector("html[data-ready]")
    page.locator("#v-load").set_input_files(tmp_path / "theirs.jsonl")
    sentence(page, "0 of 3 differences", "#v-state")  # what was settled stays so, and so does how far they agreed
    assert figures(page.locator("#v-state").inner_text().partition("agree on")[2])[1] == 7
    decisions = file_of(tmp_path, "settled.jsonl", settled)
    again = corpora.run(path.parent / "corpus", tmp_path / "frames", replace(corpora.POLICY, decisions=(decisions,)))
    assert again.lapsed.is_empty()
    by_print = dict(again.findings.select("fingerprint", "decision").drop_nulls().iter_rows())
    assert by_print == {line["fingerprint"]: line["decision"] for line in settled}


WRONG = (
    "[]", "null", "{", '{"decision":"accept","fingerprint":"x"}', '{"decision":"defect"}',
    '{"decision":"defect","fingerprint":7}', '{"format":"x","decision":"defect","fingerprint":"x"}',
    '{"decision":"constructor","fingerprint":"x"}',
)  # fmt: skip


def test_what_is_no_decisions_file_is_told_and_changes_nothing(
    small: tuple[Path, Any], visit: Visit, tmp_path: Path
) -> None:
    page = visit(small[0]).go("#reviewers")
    for number, line in enumerate(WRONG, 2):
        (tmp_path / "wrong.jsonl").write_text("\n" * (number - 1) + line, encoding="utf-8")
        page.locator("#v-load").set_input_files(tmp_path / "wrong.jsonl")
        sentence(page, f"Line {number} is not a decision", "#v-state")
    assert page.locator("#v-body .item").count() == 0
    assert page.locator("#v-export").is_hidden()
