"""`fix` leaves alone what people have accepted."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.fixing import accepted
from provenance.fixing.edits import Edit, apply
from provenance.policy import Policy
from tests.support import examples

STORY = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
ERROR = "An error occurred. Please try again."
MORE = (
    "The harbour master, who had waited for it since the storm of last winter, said that work would begin in May. " * 3
)
TEXT = f" date 2024-03-12 {STORY}\n\n{ERROR}\n\n{MORE}"
FIXED = ["--isolated", "--now", "2024-06-01"]


@pytest.fixture
def run(tmp_path: Path, call):
    """Write a text file and a record, both with a safe repair, and call the command line beside them."""
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "in/b.jsonl").write_text(json.dumps({"id": "b", "text": TEXT}) + "\n", encoding="utf-8")
    return partial(call, cwd=tmp_path)


def decide(tmp_path: Path, *decisions: dict[str, str]) -> str:
    file = tmp_path / "decisions.jsonl"
    rows = ({"format": "provenance-decision/1", "reason": "it is quoted", "by": "mara", **one} for one in decisions)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return "decisions.jsonl"


def findings(run) -> list[dict[str, str]]:
    out = run("check", "in", *FIXED, "-f", "json-lines", "--select", "BPL001")[1]
    rows = [json.loads(line) for line in out.splitlines()]
    return [row for row in rows if row.get("code") == "BPL001"]


def changed(run, *options: str) -> dict[str, int]:
    """Return how many lines a repair takes from each file."""
    out = run("fix", "in", "--diff", "-q", *FIXED, *options)[1]
    parts = [part for part in out.split("--- a/") if part]
    return {part.split("\n")[0]: sum(line.startswith("-") for line in part.split("\n")[2:]) for part in parts}


def test_what_is_accepted_by_its_fingerprint_stays(run, tmp_path):
    whole = changed(run)
    assert set(whole) == {"a.txt", "b.jsonl#0"}
    one = next(row for row in findings(run) if row["source"] == "a.txt")
    file = decide(tmp_path, {"fingerprint": one["fingerprint"], "decision": "accept"})
    assert changed(run, "--decisions", file) == {"b.jsonl#0": whole["b.jsonl#0"]}
    result, out, error = run("fix", "in", "--to", "out", *FIXED, "--decisions", file)
    assert result == 0
    assert "no repair of 1 finding that decisions accept" in error
    assert out.startswith("safe repairs for ")
    assert ERROR in (tmp_path / "out/a.txt").read_text(encoding="utf-8")
    assert ERROR not in (tmp_path / "out/b.jsonl").read_text(encoding="utf-8")
    log = [
        json.loads(line) for line in (tmp_path / "out/.provenance/fix-1/changes.jsonl").read_text("utf-8").splitlines()
    ]
    assert run("fix", "--undo", "out/.provenance/fix-1/changes.jsonl")[0] == 0
    assert "BPL001" not in json.dumps([row for row in log if row.get("source") == "a.txt"])
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == TEXT


def test_what_is_accepted_stays_where_a_longer_repair_before_it_has_moved_it(run, tmp_path):
    longer = "An unexpected error occurred. Please try again later."
    text = f" date 2024-03-12 {STORY}\n\n{longer}\n\n{MORE}\n\n{ERROR}\n\n{MORE}"
    (tmp_path / "in/a.txt").write_text(text, encoding="utf-8")
    (one,) = [row for row in findings(run) if row["source"] == "a.txt" and row["excerpt"].startswith("An error")]
    file = decide(tmp_path, {"fingerprint": one["fingerprint"], "decision": "accept"})
    run("fix", "in", "--to", "out", *FIXED, "--decisions", file)
    repaired = (tmp_path / "out/a.txt").read_text(encoding="utf-8")
    assert ERROR in repaired
    assert longer not in repaired


@pytest.mark.parametrize(
    ("decision", "stays"),
    [
        ({"decision": "accept"}, True),
        ({"decision": "defect"}, False),
        ({"decision": "unsure"}, False),
        ({"decision": "accept", "until": "2024-01-01"}, False),
        ({"decision": "accept", "article_sha256": "0" * 64}, False),
        ({"decision": "accept", "rule_version": "0"}, False),
    ],
)
def test_a_decision_counts_as_the_gate_counts_it(run, tmp_path, decision, stays):
    file = decide(tmp_path, {"article": "b", "code": "BPL001", **decision})
    run("fix", "in", "--to", "out", *FIXED, "--decisions", file)
    assert (ERROR in (tmp_path / "out/b.jsonl").read_text(encoding="utf-8")) == stays
    assert ERROR not in (tmp_path / "out/a.txt").read_text(encoding="utf-8")


def test_decisions_of_the_configuration_count(run, tmp_path):
    decide(tmp_path, {"article": "a.txt", "code": "BPL001", "decision": "accept"})
    (tmp_path / "provenance.toml").write_text('decisions = "decisions.jsonl"\n', encoding="utf-8")
    run("fix", "in", "--in-place", "--now", "2024-06-01", "--config", "provenance.toml")
    assert ERROR in (tmp_path / "in/a.txt").read_text(encoding="utf-8")
    assert ERROR not in (tmp_path / "in/b.jsonl").read_text(encoding="utf-8")


def test_decisions_that_cannot_be_read_are_refused_before_anything_is_written(run, tmp_path):
    result, out, error = run("fix", "in", "--to", "out", *FIXED, "--decisions", "none.jsonl")
    assert (result, out) == (2, "")
    assert "none.jsonl: cannot read the decisions" in error
    assert not (tmp_path / "out").exists()


def test_the_command_that_check_proposes_counts_and_names_them(run, tmp_path):
    file = decide(tmp_path, {"article": "a.txt", "code": "BPL001", "decision": "accept"})
    out = run("check", "in", *FIXED, "--decisions", file)[1]
    (said,) = [line for line in out.splitlines() if "safe repairs for" in line]
    _, _, promised = said.partition("safe repairs for ")
    proposed = next(line for line in out.splitlines() if line.strip().startswith("provenance fix in"))
    assert f"--decisions {file}" in proposed
    assert f"safe repairs for {promised}" in run("fix", "in", "--diff", *FIXED, "--decisions", file)[2]


def test_what_is_accepted_is_known_where_it_stands_after_other_repairs():
    places = (("A", 10, 14), ("A", None, None), ("B", 20, 24))
    edits = [Edit("C", 1, 2, 5, "abc", ""), Edit("C", 1, 15, 15, "", "xx"), Edit("C", 1, 21, 22, "y", "")]
    assert accepted.moved(places, edits) == (("A", 7, 11), ("A", None, None), ("B", 19, 22))


@examples(200)
@given(st.data())
def test_an_accepted_place_cites_the_same_words_after_edits_elsewhere(data):
    text = data.draw(st.text(min_size=4, max_size=30))
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(text))] * 2)))
    bounds = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = [(at, to) for at, to in zip(bounds[::2], bounds[1::2], strict=False) if to <= start or at >= end]
    edits = [Edit("C", 1, at, to, text[at:to], data.draw(st.sampled_from(["", "long words"]))) for at, to in pairs]
    ((_, at, to),) = accepted.moved((("A", start, end),), edits)
    if start < end:
        assert apply(text, edits)[at:to] == text[start:end]


def test_places_cover_what_meets_them_and_nothing_of_other_rules():
    span = {"code": "A", "start": 5, "end": 9}
    assert accepted.covers((("A", 5, 9),), span)
    assert accepted.covers((("A", 8, 12),), span)
    assert accepted.covers((("A", None, None),), span)
    assert not accepted.covers((("A", 9, 12), ("A", 1, 5), ("B", 5, 9)), span)
    assert accepted.covers((("A", 5, 5),), {"code": "A", "start": 5, "end": 5})


def test_records_are_known_by_source_and_number():
    places = pl.DataFrame(
        [("a.txt", None, "A", 1, 2), ("b.jsonl", 2, "A", 3, 4), ("b.jsonl", 2, "B", None, None)],
        schema=accepted.SCHEMA, orient="row",
    )  # fmt: skip
    records = pl.DataFrame({"source": ["b.jsonl", "b.jsonl", "a.txt"], "record": [1, 2, None]})
    kept = accepted.Kept(places, Policy())
    assert accepted.by_row(kept, records) == {1: (("A", 3, 4), ("B", None, None)), 2: (("A", 1, 2),)}


def test_what_the_policy_ignores_in_a_file_is_not_repaired_there(run, tmp_path):
    rules = ('per-file-ignores = { "b.jsonl" = ["boilerplate"] }\n', 'per-file-ignores = { "z.txt" = ["BPL"] }\n')
    left = []
    for number, rule in enumerate(rules):
        (tmp_path / "own.toml").write_text(rule, encoding="utf-8")
        run("fix", "in", "--to", f"out{number}", "--config", "own.toml", "--now", "2024-06-01")
        left.append([ERROR in (tmp_path / f"out{number}" / name).read_text("utf-8") for name in ("a.txt", "b.jsonl")])
    assert left == [[False, True], [False, False]]
