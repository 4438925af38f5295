"""Where something begins to count, and what makes two things one: below, at and above each boundary; same and not."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from reducing import frame_of

from provenance import facts
from provenance.corpus import duplicates, repeated_lines
from provenance.facts import matching
from provenance.frames import FINDINGS, FRAMES, RECORDS
from provenance.policy.apply import apply_policy
from provenance.policy.configuration import Policy
from provenance.policy.limits import Limit
from provenance.reports import sarif
from provenance.rules import apply, fingerprints
from provenance.rules.registry import by_code, registry
from provenance.runs import diff
from provenance.storage.spill import Spilled

NOW = datetime(2024, 6, 1, tzinfo=UTC)
FIRST, SECOND = (
    f"The council of {place} met on Tuesday and agreed the budget for the coming year." for place in ("Ash", "Elm")
)


def found(*texts: str, **columns: list[Any]) -> dict[str, pl.DataFrame]:
    """Return the facts of texts, whose ids are a, b, c, …."""
    ids = [chr(97 + number) for number in range(len(texts))]
    rows = pl.DataFrame({"article": ids, "text": texts, "line": 1, **columns})
    empty = pl.DataFrame(schema=RECORDS.schema)
    return facts.find(pl.concat([empty, rows], how="diagonal_relaxed").select(empty.columns), {}, NOW)


def twins(*texts: str) -> list[str]:
    """Return the ids of the texts that repeat an earlier one."""
    facts_ = found(*texts)
    return frame_of(duplicates.CORPUS_FACT, [duplicates.keys(facts_)]).filter(kind="text")["article"].to_list()


# What "the same words" means


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (f"{FIRST}\n\n{SECOND}", f"{FIRST}\n\n{SECOND}", True),
        (f"{FIRST}\n\n{SECOND}", f"{FIRST}\n\n\n\n{SECOND}\n", True),
        (f"{FIRST}\n\n{SECOND}", f"{SECOND}\n\n{FIRST}", False),
        (f"{FIRST}\n\n{SECOND}", FIRST, False),
        (f"{FIRST}\n\n{FIRST}", FIRST, False),
        (f"{FIRST}\n\n{FIRST}\n\n{SECOND}", f"{FIRST}\n\n{SECOND}\n\n{FIRST}", False),
        (FIRST, FIRST.upper(), False),
    ],
)
def test_articles_are_one_by_their_paragraphs_in_their_order(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    assert twins(one, other) == (["b"] if same else [])


@pytest.mark.parametrize(("length", "same"), [(duplicates.SHORTEST - 1, False), (duplicates.SHORTEST, True)])
def test_short_texts_prove_nothing(length: int, same: bool) -> None:  # noqa: FBT001
    assert twins("x" * length, "x" * length) == (["b"] if same else [])


# A decision by place is about one rule


def test_a_decision_by_place_covers_its_code_alone(tmp_path: Path) -> None:
    file = tmp_path / "decisions.toml"
    file.write_text(
        '[[decision]]\narticle = "a"\ncode = "BPL001"\ndecision = "accept"\nreason = "on purpose"\n', "utf-8"
    )
    rows = [("a", "BPL001"), ("a", "BPL002"), ("b", "BPL001")]
    given = pl.DataFrame(rows, schema=["article", "code"], orient="row").with_columns(
        name=pl.lit("n"), severity=pl.lit("error"), message=pl.lit("m"), source=pl.lit("s"), status=pl.lit("new")
    )
    findings = Spilled.of(fingerprints.fingerprint(FINDINGS.conform(given)))
    summary = Spilled.of(FRAMES["summary"].conform(pl.DataFrame({"article": ["a", "b"], "sha256": ["1", "2"]})))
    settled = apply_policy(findings, summary, Policy(decisions=(file,)), registry(), date(2024, 6, 1))
    assert settled.findings.frame()["status"].to_list() == ["accepted", "new", "new"]


# Columns of long lines, and of long spans


@pytest.mark.parametrize("before", [0, 1, 1999, 2000, 2001, 4000, 6001])
def test_columns_are_counted_over_the_whole_of_a_long_line(before: int) -> None:
    text = f"Line one.\n{'é' * before}An error occurred. Please try again."
    articles = found(text)["articles"]
    start = len("Line one.\n") + before
    rows = pl.DataFrame({
        "row": [0], "paragraph": [0], "start": [start], "end": [start + 5], "text": ["An er"],
    }, schema_overrides={"row": pl.UInt32})  # fmt: skip
    rule = by_code()["BPL001"]
    given = {
        "boilerplate": rows.with_columns(
            category=pl.lit("error-message"), pattern=pl.lit("p"), confidence=0.99, whole=True
        )
    }
    row = apply.apply_rules(given, [rule], articles).row(0, named=True)
    place = {
        name: row[name] for name in ("line", "column", "column_bytes", "end_line", "end_column", "end_column_bytes")
    }
    assert place == {
        "line": 2, "column": before + 1, "column_bytes": 2 * before + 1,
        "end_line": 2, "end_column": before + 6, "end_column_bytes": 2 * before + 6,
    }  # fmt: skip


@pytest.mark.parametrize("length", [1, apply.EXCERPT, apply.EXCERPT + 1, 5000])
def test_sarif_tells_the_length_of_the_span_not_of_the_excerpt(length: int) -> None:
    finding = {
        "code": "BPL001", "severity": "error", "message": "m", "fingerprint": "f", "source": "a.txt", "article": "a.txt",
        "line": 1, "end_line": 1, "column": 11, "end_column": 11 + length, "column_bytes": 11, "end_column_bytes": 11 + length,
        "start": 10, "end": 10 + length, "excerpt": "x" * min(length, apply.EXCERPT), "record": None, "status": "new",
        "replacement": None,
    }  # fmt: skip
    run: Any = SimpleNamespace(policy=SimpleNamespace(baseline=None), record=SimpleNamespace(arguments=()))
    region = sarif._location(run, finding)["physicalLocation"]["region"]
    assert (region["charOffset"], region["charLength"]) == (10, length)


# Frames that are cut, articles that shrink


@pytest.mark.parametrize("rows", [0, 1, 3, 4, 5, 9, 10])
def test_a_spilled_frame_gives_as_many_rows_as_are_asked_for(rows: int) -> None:
    pieces = Spilled()
    for start in (0, 3, 3, 8):
        pieces.add(pl.DataFrame({"n": range(start, {0: 3, 3: 8, 8: 9}[start])}, schema={"n": pl.Int64}))
    whole = pieces.frame()
    assert pieces.scan().head(rows).collect().equals(whole.head(rows))
    assert pieces.scan().filter(pl.col("n") > 2).head(rows).collect().equals(whole.filter(pl.col("n") > 2).head(rows))


@pytest.mark.parametrize(("left", "shrunken"), [(49, True), (50, True), (51, False), (100, False)])
def test_an_article_has_shrunk_when_half_is_left(left: int, shrunken: bool) -> None:  # noqa: FBT001
    def run(characters: int) -> Any:
        summary = pl.DataFrame({"article": ["a"], "characters": [characters], "sha256": [str(characters)]})
        none = Spilled.of(FINDINGS.empty())
        return SimpleNamespace(found=none, subsumed=none, unfolded=none.each, counted=Spilled.of(summary), articles=1)

    assert diff.compare(run(100), run(left)).shrunken.height == shrunken


# Shares and limits


@pytest.mark.parametrize(("most", "share", "findings", "hit", "over"), [
    (5, False, 5, 1, False), (5, False, 6, 1, True), (0.05, True, 999, 5, False), (0.05, True, 6, 6, True), (0, False, 1, 1, True),
])  # fmt: skip
def test_a_limit_is_exceeded_above_it(most: float, share: bool, findings: int, hit: int, over: bool) -> None:  # noqa: FBT001
    limit = Limit("BPL", "error", most, is_share=share)
    assert limit.exceeded(findings, hit, 100) is over


@pytest.mark.parametrize(("code", "column", "edge"), [("DAT016", "undated", 0.05), ("DUP004", "duplicates", 0.02)])
def test_a_share_of_the_corpus_is_told_above_its_limit(code: str, column: str, edge: float) -> None:
    rule = by_code()[code]
    base = {"articles": 1000, "undated": 0.0, "duplicates": 0.0, "sources": 3}
    sentence = [
        pl.DataFrame(base | {column: share}).select(rule.broken).item() for share in (edge - 0.001, edge, edge + 0.001)
    ]
    assert sentence == [False, False, True]


@pytest.mark.parametrize(
    ("hits", "articles", "learned"),
    [(4, 40, False), (5, 40, True), (5, 100, True), (5, 101, False), (6, 120, True), (6, 121, False)],
)
def test_a_line_is_learned_from_five_articles_and_five_per_cent(hits: int, articles: int, learned: bool) -> None:  # noqa: FBT001
    texts = [
        f"Read by our members all over town\n\n{FIRST} {n}" if n < hits else f"{FIRST} {n}" for n in range(articles)
    ]
    paragraphs = pl.DataFrame([
        {"row": number, "text": text, "kind": "body"}
        for number, parts in enumerate(text.split("\n\n") for text in texts)
        for text in parts
    ], schema_overrides={"row": pl.UInt32})  # fmt: skip
    sources = pl.DataFrame({
        "row": range(articles), "source": [f"p/{n}.txt" for n in range(articles)], "publisher": ["P"] * articles,
    }, schema_overrides={"row": pl.UInt32})  # fmt: skip
    rows = frame_of(
        repeated_lines.CORPUS_FACT, [repeated_lines.keys({"paragraphs": paragraphs, "articles": sources})]
    ).filter(pl.col("text").str.starts_with("Read by"))
    assert rows.height == learned


# The head of an article, and date lines that contradict each other


@pytest.mark.parametrize("before", range(5))
def test_a_dateline_of_an_agency_stands_in_the_head(before: int) -> None:
    text = "\n\n".join([*[FIRST] * before, "PORTNESS (Reuters) - The wall of the harbour held through the night."])
    named = found(text)["lineage"].filter(pattern="dateline")
    assert named.height == (before < matching.HEAD)


@pytest.mark.parametrize(
    ("second", "published"), [("4 May 2021", "2021-05-03"), ("5 May 2021", None), ("3 May 2021", "2021-05-03")]
)
def test_date_lines_a_day_apart_agree_and_farther_ones_count_for_nothing(second: str, published: str | None) -> None:
    articles = found(f"3 May 2021\n\n{FIRST}\n\n{second}\n\n{SECOND}")["articles"]
    assert articles["published"].cast(pl.String).to_list() == [published]
