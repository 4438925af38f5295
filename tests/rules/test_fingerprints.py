"""What a fingerprint survives, and what makes two findings one."""

from __future__ import annotations

import polars as pl
import pytest

from provenance.frames import FINDINGS
from provenance.rules import fingerprints


def prints(*rows: tuple[str, str, str | None]) -> list[str]:
    given = pl.DataFrame(rows, schema=["article", "code", "excerpt"], orient="row")
    return fingerprints.fingerprint(FINDINGS.conform(given.with_columns(source=pl.lit("s"))))["fingerprint"].to_list()


def test_a_fingerprint_folds_case_and_white_space_and_nothing_else() -> None:
    same = [prints(("a", "BPL001", words)) for words in ("Try again", "try AGAIN", "Try \n  again")]
    assert same[0] == same[1] == same[2]
    others = [
        ("b", "BPL001", "Try again"),
        ("a", "BPL002", "Try again"),
        ("a", "BPL001", "Try agains"),
        ("a", "BPL001", None),
    ]
    assert len({same[0][0], *(prints(row)[0] for row in others)}) == 5


def test_the_second_of_two_like_findings_has_its_own_fingerprint() -> None:
    first, second, third = prints(*[("a", "BPL001", "Try again")] * 2, ("b", "BPL001", "Try again"))
    assert len({first, second, third}) == 3
    assert [first] == prints(("a", "BPL001", "Try again"))


def test_a_fingerprint_is_the_one_that_older_baselines_know() -> None:
    assert prints(("a", "BPL001", "Try again"), (None, "DAT016", None)) == ["98dfae68c6dd38f5", "acf909b619c5b8fd"]


@pytest.mark.parametrize("cut", range(13))
def test_fingerprints_of_batches_are_those_of_all_at_once(cut: int) -> None:
    rows = [("a", "BPL001", "Try"), ("b", "BPL001", "Try"), (None, "DAT016", None)] * 4
    given = FINDINGS.conform(
        pl.DataFrame(rows, schema=["article", "code", "excerpt"], orient="row").with_columns(source=pl.lit("s"))
    )
    prints = fingerprints.Fingerprints(pl.Series(["a", "b", "s"]))
    batches = [prints.fill(batch) for batch in (given.head(cut), given.slice(cut, 1), given.slice(cut + 1))]
    assert pl.concat(batches)["fingerprint"].to_list() == fingerprints.fingerprint(given)["fingerprint"].to_list()


def test_articles_that_are_in_one_batch_only_are_not_remembered() -> None:
    prints, given = fingerprints.Fingerprints(pl.Series(["b"])), [("a", "BPL001", "Try"), ("b", "BPL001", "Try")]
    batch = FINDINGS.conform(pl.DataFrame(given, schema=["article", "code", "excerpt"], orient="row"))
    first, second, third = (prints.fill(batch)["fingerprint"].to_list() for _ in range(3))
    assert first[0] == second[0] == third[0]
    assert len({first[1], second[1], third[1]}) == 3


def of_places(*rows: tuple[str, str, int | None, str]) -> pl.DataFrame:
    """Return findings of articles: id, source, record, excerpt."""
    given = pl.DataFrame(
        rows, schema=["article", "source", "record", "excerpt"], orient="row", infer_schema_length=None
    )
    return FINDINGS.conform(given.with_columns(code=pl.lit("BPL001"), record=pl.col("record").cast(pl.Int64)))


PLACES = [
    ("a.jsonl#3", True),
    ("a.jsonl#2", False),
    ("a.jsonl#4", False),
    ("A", False),
    ("z", False),
    ("a.jsonl", False),
]


@pytest.mark.parametrize(("article", "placed"), PLACES)
def test_an_article_is_known_by_its_text_where_its_id_is_its_place(article: str, *, placed: bool) -> None:
    articles = pl.DataFrame({"row": [0], "article": [article], "source": ["a.jsonl"], "record": [3], "text": ["Words"]})
    known = fingerprints.identities(articles)
    assert known.schema == fingerprints.IDENTITIES
    assert known["article"].to_list() == ([article] if placed else [])
    findings = of_places((article, "a.jsonl", 3, "Try"), ("other", "b.txt", None, "Try"))
    identified = fingerprints.identified(findings, known)
    assert identified["identity"].is_not_null().to_list() == [placed, False]
    others = fingerprints.identities(articles.with_columns(text=pl.lit("Others")))
    prints = [
        fingerprints.fingerprint(fingerprints.identified(findings, each))["fingerprint"] for each in (known, others)
    ]
    assert (prints[0] != prints[1]).to_list() == [placed, False]


def test_what_older_versions_remember_by_place_has_a_name_of_today() -> None:
    findings = of_places(("a.jsonl#3", "a.jsonl", 3, "Try"), ("x", "a.jsonl", 4, "Try"))
    articles = pl.DataFrame(
        {"row": [0], "article": ["a.jsonl#3"], "source": ["a.jsonl"], "record": [3], "text": ["Words"]}
    )
    old = fingerprints.fingerprint(findings)["fingerprint"]
    today = fingerprints.fingerprint(fingerprints.identified(findings, fingerprints.identities(articles)))
    for given in (today, today.drop("identity", strict=False)):
        found = fingerprints.aliases(given, old, {})
        assert found.rows() == [(old[0], today["fingerprint"][0])]
    assert fingerprints.aliases(today, pl.Series(["unknown"]), {}).is_empty()
    remembered = pl.DataFrame({"fingerprint": [*old, "gone"], "code": ["A", "B", "C"]})
    renamed = fingerprints.renamed(remembered, found)
    assert renamed.rows() == [(today["fingerprint"][0], "A"), (old[1], "B"), ("gone", "C")]
    assert fingerprints.renamed(remembered, found.head(0)).equals(remembered)


@pytest.mark.parametrize(
    ("code", "then", "today"),
    [
        ("INP004", "Expecting value", "Expecting value at column 7: {}, x"),
        ("INP004", "Unterminated string starting at", 'Unterminated string starting at column 10: {"text": "Try'),
        (
            "INP005",
            "'text' holds a list, not a string",
            "'text' holds a list, not a string; --field text=text[0] reads",
        ),
        ("INP007", "the file is empty", "it has no bytes"),
        ("INP007", "the file holds no record", "it holds no record"),
    ],
)
def test_findings_of_the_input_are_known_by_their_older_words(code: str, then: str, today: str) -> None:
    rows = {"article": [None, "x"], "source": ["a.jsonl"] * 2, "record": [3, 4], "code": code}
    old, now = (
        fingerprints.fingerprint(FINDINGS.conform(pl.DataFrame(rows | {"excerpt": [words] * 2})))
        for words in (then, today)
    )
    found = fingerprints.aliases(now, old["fingerprint"], {})
    assert dict(found.iter_rows()) == dict(zip(old["fingerprint"], now["fingerprint"], strict=True))
    assert fingerprints.aliases(now.with_columns(code=pl.lit("TXT001")), old["fingerprint"], {}).is_empty()


@pytest.mark.parametrize("formerly", ["y", None])
def test_the_finding_of_equal_texts_was_that_of_another_article(formerly: str | None) -> None:
    rows = {"article": "x", "code": "DUP001", "source": "a.jsonl", "record": 3, "formerly": formerly}
    now, old = (
        fingerprints.fingerprint(FINDINGS.conform(pl.DataFrame([rows | {"article": name}]))) for name in ("x", "y")
    )
    expected = [(old["fingerprint"][0], now["fingerprint"][0])] if formerly else []
    assert fingerprints.aliases(now, None, {}).rows() == expected
