"""From broken rows to findings: what each says, which are listed, and the order of the report."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from provenance.frames import FINDINGS
from provenance.rules.apply import MOST_LISTED, NO_ARTICLES, apply_rules, ordered
from provenance.rules.base import EACH_ARTICLE, Fix, Rule
from provenance.rules.certainty import UNMEASURED
from provenance.rules.locate import EXCERPT

C = pl.col
ARTICLES = pl.DataFrame({
    "row": [0, 1, 2], "article": ["a", "b", "c"], "source": ["a.txt", "b.txt", "c.txt"], "record": [None] * 3, "line": [1] * 3,
    "text": ["word " * 1_200] * 3,
}, schema_overrides={"record": pl.Int64})  # fmt: skip


def rule(code: str, broken: pl.Expr, fix: Fix | None = None, reads: str = "boilerplate") -> Rule:
    return Rule(
        code=code, name=f"name-of-{code}", severity="warning", summary="s", rationale="r", reads=reads, broken=broken,
        message=pl.lit("broken"), bad=(), good=(), fix=fix,
    )  # fmt: skip


ALL = rule("XXX001", pl.lit(value=True))


def cited(articles: list[int], text: str = "word") -> pl.DataFrame:
    """Return a row for each of `articles`, one word after another."""
    frame = pl.DataFrame({"row": articles}, schema={"row": pl.UInt32})
    start = 5 * pl.int_range(pl.len(), dtype=pl.Int64).over("row")
    return frame.with_columns(
        paragraph=pl.lit(0, pl.Int64), start=start, end=start + 4, text=pl.lit(text), confidence=0.5
    )


def test_each_rule_tells_its_own_broken_rows() -> None:
    frames = {"boilerplate": cited([0, 1, 1]), "troubles": pl.DataFrame({"kind": []}, schema={"kind": pl.String})}
    rules = [rule("XXX001", C("start") > 0), rule("XXX002", C("start") == 0), rule("XXX003", C("start") > 9)]
    rules += [rule("XXX004", pl.lit(value=True), reads="flaws"), rule("XXX005", pl.lit(value=True), reads="troubles")]
    found = apply_rules(frames, rules, ARTICLES)
    assert found.schema == FINDINGS.empty().schema
    assert set(found.select("article", "code", "name", "severity", "start", "end", "column", "excerpt").rows()) == {
        ("b", "XXX001", "name-of-XXX001", "warning", 5, 9, 6, "word"), ("a", "XXX002", "name-of-XXX002", "warning", 0, 4, 1, "word"),
        ("b", "XXX002", "name-of-XXX002", "warning", 0, 4, 1, "word"),
    }  # fmt: skip
    assert apply_rules(frames, rules[2:], ARTICLES).equals(FINDINGS.empty())


@pytest.mark.parametrize(
    ("fix", "replacement"),
    [
        (None, None),
        (Fix(title="t", edit="lift", safe=True, into="captions"), None),
        (Fix(title="t", edit="remove", safe=True), ""),
        (Fix(title="t", edit="replace", safe=True, by=C("text").str.to_uppercase()), "WORD"),
    ],
)
def test_a_finding_tells_what_its_fix_puts_there(fix: Fix | None, replacement: str | None) -> None:
    found = apply_rules({"boilerplate": cited([0])}, [rule("XXX001", pl.lit(value=True), fix)], ARTICLES)
    assert found["replacement"].to_list() == [replacement]


def test_a_finding_is_as_sure_as_its_rule_says_if_it_says_so() -> None:
    rules = [
        ALL,
        replace(ALL, code="XXX002", confidence=C("confidence") / 2),
        rule("XXX003", pl.lit(value=True), reads="flaws"),
    ]
    frames = {"boilerplate": cited([0]), "flaws": cited([0]).drop("confidence")}
    assert apply_rules(frames, rules, ARTICLES).sort("code")["confidence"].to_list() == [0.5, 0.25, None]


@pytest.mark.parametrize("length", [1, EXCERPT - 1, EXCERPT, EXCERPT + 1])
def test_an_excerpt_is_the_cited_text_and_not_too_long(length: int) -> None:
    found = apply_rules({"boilerplate": cited([0], "é" * length)}, [ALL], ARTICLES)
    assert found["excerpt"].to_list() == ["é" * min(length, EXCERPT)]


def test_findings_name_articles_by_row_by_id_or_not_at_all() -> None:
    frames: dict[str, Any] = {
        "boilerplate": cited([1]),
        "troubles": pl.DataFrame(
            {"article": ["x"], "source": ["x.jsonl"], "record": [4], "line": [9], "detail": ["torn"]}
        ),
        "corpus": pl.DataFrame({"articles": [3]}),
    }
    rules = [rule(f"XXX00{number}", pl.lit(value=True), reads=name) for number, name in enumerate(frames)]
    found = apply_rules(frames, rules, ARTICLES)
    assert set(found.select("code", "article", "source", "record", "line", "excerpt").rows()) == {
        ("XXX000", "b", "b.txt", None, 1, "word"), ("XXX001", "x", "x.jsonl", 4, 9, "torn"),
        ("XXX002", None, None, None, None, None),
    }  # fmt: skip
    of_corpus = apply_rules({"corpus": frames["corpus"]}, rules, NO_ARTICLES)
    assert of_corpus["code"].to_list() == ["XXX002"]


@pytest.mark.parametrize("counts", [(0, 1_000, 0), (400, 601, 0), (999, 1_001, 5), (1_003, 1_000, 1_002)])
def test_of_very_many_in_an_article_the_first_are_listed_and_one_counts_the_rest(counts: tuple[int, ...]) -> None:
    articles = [article for turn in range(max(counts)) for article in (2, 0, 1) if turn < counts[article]]
    found = apply_rules({"boilerplate": cited(articles)}, [ALL], ARTICLES)
    for article, count in zip("abc", counts, strict=True):
        mine = found.filter(article=article)
        listed, counting = mine.filter(C("stands_for").is_null()), mine.drop_nulls("stands_for")
        assert listed["start"].sort().to_list() == [5 * turn for turn in range(min(count, MOST_LISTED))]
        assert counting["stands_for"].to_list() == ([count - MOST_LISTED] if count > MOST_LISTED else [])
        for row in counting.iter_rows(named=True):
            assert row["message"] == f"{count - MOST_LISTED} more places like the 1,000 that are listed"
            assert {row[name] for name in ("paragraph", "start", "end", "column", "excerpt", "replacement")} == {None}
            assert row["source"] == f"{article}.txt"


def test_findings_of_the_corpus_are_all_listed() -> None:
    frame = pl.DataFrame({"articles": range(MOST_LISTED + 1)})
    found = apply_rules({"corpus": frame}, [rule("XXX001", pl.lit(value=True), reads="corpus")], NO_ARTICLES)
    assert found.height == MOST_LISTED + 1
    assert found["stands_for"].null_count() == found.height


def test_the_report_goes_by_place_and_what_has_none_comes_last() -> None:
    order = ("source", "record", "start", "code", "article", "excerpt", "message")
    rows = [
        ("a", 0, 1, "X", "a", "e", "m"), ("a", 0, 1, "X", "a", "e", "n"), ("a", 0, 1, "X", "a", "f", "m"), ("a", 0, 1, "X", "b", "e", "m"),
        ("a", 0, 1, "Y", "a", "e", "m"), ("a", 0, 2, "X", "a", "e", "m"), ("a", 0, None, "X", "a", "e", "m"), ("a", 1, 1, "X", "a", "e", "m"),
        ("a", None, 1, "X", "a", "e", "m"), ("b", 0, 1, "X", "a", "e", "m"), (None, 0, 1, "X", "a", "e", "m"),
    ]  # fmt: skip
    frame = pl.DataFrame(rows, schema=order, orient="row")
    assert ordered(frame.reverse()).rows() == rows
    alike = pl.DataFrame({"turn": range(7_000)}).join(frame.head(1), how="cross").with_columns(start=C("turn") * 5 % 7)
    assert ordered(alike)["turn"].to_list() == sorted(range(7_000), key=lambda turn: turn * 5 % 7)


def test_a_rule_reads_columns_of_the_row_s_article_and_paragraph() -> None:
    broken = (C("articles.source") == "b.txt") & (C("paragraphs.kind") == "body")
    message = pl.format("{} in {}", "text", "articles.source")
    several = replace(rule("XXX009", broken), message=message)
    assert several.beside == ("articles.source", "paragraphs.kind")
    kinds = pl.DataFrame(
        {"row": [0, 1], "paragraph": [0, 0], "kind": ["body", "body"]}, schema_overrides={"row": pl.UInt32}
    )
    articles = ARTICLES.cast({"row": pl.UInt32})
    frames = {"boilerplate": cited([0, 1]), "articles": articles, "paragraphs": kinds}
    found = apply_rules(frames, [several, ALL], ARTICLES)
    assert found.filter(code="XXX009").select("article", "message").rows() == [("b", "word in b.txt")]
    assert found.filter(code=ALL.code).height == 2


def test_a_rule_groups_by_the_article_in_the_shard_and_in_published_frames_and_cites_its_id() -> None:
    first = C("start") == C("start").min().over(EACH_ARTICLE)
    grouped = replace(rule("XXX009", first), message=pl.format("first of {}", "articles.article"))
    assert grouped.columns == ("start", "article", "articles.article")
    twins = ARTICLES.with_columns(article=pl.lit("twin"))
    frames = {"boilerplate": cited([0, 1, 1]), "articles": twins.cast({"row": pl.UInt32})}
    found = apply_rules(frames, [grouped], twins)
    assert found.select("source", "start", "message").rows() == [
        ("a.txt", 0, "first of twin"), ("b.txt", 0, "first of twin"),
    ]  # fmt: skip
    published = pl.DataFrame({"article": ["a", "b", "b"], "start": [0, 0, 5]})
    assert published.select(first).to_series().to_list() == [True, True, False]


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ("articels.text", "reads 'articels': no rule is applied to such a frame (did you mean 'articles'?)"),
        ("articles.titel", "articles has no such column (did you mean 'title'?)"),
        ("quotations.text", "quotations has not one row for a row of boilerplate"),
        ("normalised.body", "reads 'normalised': no rule is applied to such a frame"),
        (
            "article",
            "which boilerplate has only when its shard is done: EACH_ARTICLE of provenance.rules.base groups by",
        ),
    ],
)
def test_what_a_rule_cannot_read_is_said_where_it_is_declared(column: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        rule("XXX009", C(column) == "x")


def test_a_finding_in_a_language_that_is_not_measured_is_less_sure_and_is_left_out_first() -> None:
    articles = ARTICLES.with_columns(language=pl.Series(["en-GB", "xx", None])).cast({"row": pl.UInt32})
    frames = {"boilerplate": cited([0, 1, 2])}
    found = apply_rules(frames, [ALL], articles).sort("article")
    assert found["confidence"].to_list() == pytest.approx([0.5, 0.5 * UNMEASURED, 0.5])
    for floor, listed in ((0.5 * UNMEASURED, ["a", "b", "c"]), (0.45, ["a", "c"]), (0.5, ["a", "c"]), (0.51, [])):
        assert apply_rules(frames, [ALL.at_least(floor)], articles)["article"].sort().to_list() == listed
    flaws = {"flaws": cited([1]).drop("confidence")}
    assert apply_rules(flaws, [rule("XXX003", pl.lit(value=True), reads="flaws")], articles)["confidence"][0] is None


def test_what_nobody_has_weighed_is_listed_however_sure_findings_must_be() -> None:
    unweighed = cited([0, 1]).with_columns(confidence=pl.Series([None, 0.5], dtype=pl.Float64))
    assert apply_rules({"boilerplate": unweighed}, [ALL.at_least(1.0)], ARTICLES)["article"].to_list() == ["a"]


@pytest.mark.parametrize(
    ("fix", "fixable"),
    [(None, False)] + [(Fix(title="t", edit="remove", safe=safe), True) for safe in (True, False)],
)
def test_a_finding_is_fixable_where_its_rule_has_a_fix_be_it_safe_or_not(fix: Fix | None, *, fixable: bool) -> None:
    found = apply_rules({"boilerplate": cited([0])}, [rule("XXX001", pl.lit(value=True), fix)], ARTICLES)
    assert found["fixable"].to_list() == [fixable]
