"""Which articles say the same words, and which ids stand for two: over all shards, whatever their order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import permutations
from types import MappingProxyType

import polars as pl
import pytest
from reducing import frame_of

from provenance.corpus import duplicates
from provenance.corpus.base import KEY
from provenance.corpus.duplicates import SHORTEST
from provenance.engines import base
from provenance.frames import DUPLICATES
from provenance.rules.duplicates import article_duplicated

C = pl.col
LONG, OTHER = "a" * SHORTEST, "b" * SHORTEST


NOWHERE = MappingProxyType[str, str]({})


def shard(
    *articles: tuple[str, str], days: Mapping[str, str] = NOWHERE, publishers: Mapping[str, str] = NOWHERE
) -> pl.DataFrame:
    """Return the keys of articles of one file: an id and the paragraphs, a line each; `days` have those with a date."""
    rows = pl.DataFrame(
        {"row": range(len(articles)), "article": [name for name, _ in articles], "source": [f"{name}.jsonl" for name, _ in articles],
         "record": range(len(articles)), "line": range(1, len(articles) + 1)},
        schema_overrides={"row": pl.UInt32, "article": pl.String, "source": pl.String, "record": pl.Int64, "line": pl.Int64},
    )  # fmt: skip
    dates = [days.get(name) for name, _ in articles]
    rows = rows.with_columns(
        published=pl.Series(dates, dtype=pl.String).str.to_date("%Y-%m-%d", strict=False).fill_null(date(2024, 1, 1)),
        published_precision=pl.Series(["day" if day else "year" for day in dates], dtype=pl.String),
    )
    rows = rows.with_columns(
        byline=pl.lit(None, pl.String),
        publisher=pl.Series([publishers.get(name) for name, _ in articles], dtype=pl.String),
    )
    message = [(number, part) for number, (_, text) in enumerate(articles) for part in text.split("\n")]
    paragraphs = pl.DataFrame(message, schema={"row": pl.UInt32, "text": pl.String}, orient="row").with_columns(
        kind=pl.lit("body"), end=pl.lit(0)
    )
    lineage = pl.DataFrame(schema={"row": pl.UInt32, "kind": pl.String, "party": pl.String, "start": pl.Int64})
    return duplicates.keys({"articles": rows, "paragraphs": paragraphs, "lineage": lineage})


def repeated(*shards: pl.DataFrame) -> list[tuple[object, ...]]:
    return frame_of(duplicates.CORPUS_FACT, shards).select("article", "of", "kind", "group").rows()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (LONG, LONG, True),
        (LONG[1:], LONG[1:], False),
        ("é" * SHORTEST, "é" * SHORTEST, True),
        ("é" * (SHORTEST - 1), "é" * (SHORTEST - 1), False),
        (f"{LONG[:40]}\n{OTHER[:40]}", f"{LONG[:40]}\n{OTHER[:40]}", True),
        (f"{LONG[:40]}\n{OTHER[:39]}", f"{LONG[:40]}\n{OTHER[:39]}", False),
        (f"{LONG}\n{OTHER}", f"{LONG}\n{OTHER}", True),
        (f"{LONG}\n{OTHER}", f"{OTHER}\n{LONG}", False),
        (f"{LONG}\n{LONG}", LONG, False),
        (f"{LONG}\n{LONG}\n{OTHER}", f"{LONG}\n{OTHER}\n{LONG}", False),
        (f"{LONG}\n{LONG}\n{LONG}", f"{LONG}\n{LONG}", False),
        (LONG, LONG.upper(), False),
    ],
)
def test_the_same_words_in_the_same_order(one: str, other: str, *, same: bool) -> None:
    expected = [("y", "x", "text", 2)] if same else []
    assert repeated(shard(("x", one), ("y", other))) == expected
    assert repeated(shard(("y", other)), shard(("x", one))) == expected


def hashes(*articles: tuple[str, str]) -> dict[str, int]:
    rows = shard(*articles).filter(kind="text")
    return dict(rows.select("article", "key").iter_rows())


def test_the_hashes_of_an_article_do_not_depend_on_its_neighbours() -> None:
    articles = [("x", LONG), ("y", f"{LONG}\n{OTHER}"), ("z", "short")]
    alone = {name: key for article in articles for name, key in hashes(article).items()}
    assert hashes(*articles) == alone
    assert alone.keys() == {"x", "y"}


@pytest.mark.parametrize("rows", [1, 2, 1_000_000])
@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_first_of_a_group_is_that_of_the_smallest_id_in_any_order(
    order: tuple[int, ...], rows: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PARTITION", rows)  # how many partitions there are changes nothing
    shards = [shard(("c", LONG), ("d", OTHER)), shard(("a", LONG), ("b", "short")), shard(("e", LONG), ("d", "short"))]
    assert sorted(repeated(*(shards[number] for number in order))) == [
        ("c", "a", "text", 3), ("d", "d", "id", 2), ("e", "a", "text", 3),
    ]  # fmt: skip


def test_a_repeated_id_is_told_at_every_place_but_the_first() -> None:
    found = frame_of(duplicates.CORPUS_FACT, [shard(("x", LONG), ("x", OTHER)), shard(("x", "short"), ("w", "short"))])
    assert found.columns == [*DUPLICATES.schema, "source", "record", "line", "formerly"]
    assert found.select("article", "kind", "group", "source", "record").rows() == [
        ("x", "id", 3, "x.jsonl", 0),
        ("x", "id", 3, "x.jsonl", 1),
    ]


@pytest.mark.parametrize("days", [("2024-03-05", "2024-03-04"), ("2024-03-04", "2024-03-05")])
def test_the_first_of_equal_ids_is_that_of_the_first_file_whatever_the_days(days: tuple[str, str]) -> None:
    shards = [
        shard(("x", text), days={"x": day}).with_columns(source=pl.lit(source))
        for source, text, day in zip(("1.jsonl", "2.jsonl"), (LONG, OTHER), days, strict=True)
    ]
    for order in (shards, shards[::-1]):
        found = frame_of(duplicates.CORPUS_FACT, order).select("kind", "of_place", "of_published", "source")
        assert found.rows() == [("id", "1.jsonl:1", None, "2.jsonl")]


def test_the_first_of_a_group_is_told_with_its_place() -> None:
    rows = shard(("a", LONG), ("x", "short")), shard(("b", "short"), ("c", LONG), ("x", "short"))
    found = frame_of(duplicates.CORPUS_FACT, rows).select("kind", "article", "of", "of_place")
    assert found.rows() == [("text", "c", "a", "a.jsonl:1"), ("id", "x", "x", "x.jsonl:2")]
    text = [part.with_columns(record=pl.lit(None, pl.Int64)) for part in rows]
    assert frame_of(duplicates.CORPUS_FACT, text)["of_place"].to_list() == ["a.jsonl", "x.jsonl"]
    parquet = [part.with_columns(line=pl.lit(None, pl.Int64)) for part in rows]
    assert frame_of(duplicates.CORPUS_FACT, parquet)["of_place"].to_list() == ["a.jsonl#0", "x.jsonl#1"]


@pytest.mark.parametrize(
    ("days", "first"),
    [
        ({"a": "2024-03-05", "b": "2024-03-04", "c": "2024-03-06"}, ("b", date(2024, 3, 4))),
        ({"b": "2024-03-05", "c": "2024-03-04"}, ("c", date(2024, 3, 4))),
        ({"b": "2024-03-04"}, ("b", None)),
        (dict.fromkeys("abc", "2024-03-04"), ("a", None)),
    ],
)
def test_the_first_is_the_first_published_where_days_say_so(
    days: dict[str, str], first: tuple[str, date | None]
) -> None:
    shards = [shard(("c", LONG), ("a", LONG), days=days), shard(("b", LONG), days=days)]
    rows = frame_of(duplicates.CORPUS_FACT, shards)
    assert rows["article"].to_list() == sorted({*"abc"} - {first[0]})
    assert rows.select("of", "of_published").unique().rows() == [first]


def test_of_an_article_of_the_same_day_none_is_told_to_be_published_first() -> None:
    days = {"a": "2024-03-05", "b": "2024-03-04", "c": "2024-03-04"}
    rows = frame_of(duplicates.CORPUS_FACT, [shard(("c", LONG), ("a", LONG), ("b", LONG), days=days)])
    assert rows.select("article", "of", "of_published").rows() == [("a", "b", date(2024, 3, 4)), ("c", "b", None)]


def test_the_first_is_the_agency_that_has_written_it_whatever_the_days() -> None:
    given = shard(("a", LONG), ("b", LONG), days={"a": "2024-03-04", "b": "2024-03-05"}, publishers={"b": "Reuters"})
    rows = frame_of(duplicates.CORPUS_FACT, [given])
    assert rows.select("article", "of", "of_agency", "of_published").rows() == [("a", "b", "Reuters", None)]
    message = rows.select(article_duplicated.RULE.message).to_series().to_list()
    assert message == ["the same text as b in b.jsonl:2, published by Reuters itself (2 articles have it)"]


@pytest.mark.parametrize(
    ("days", "formerly"),
    [
        ({}, {"b": None, "c": None}),
        ({"b": "2024-03-04"}, {"a": "b", "c": None}),
        ({"b": "2024-03-04", "c": "2024-03-03"}, {"a": "c", "b": None}),
        ({"a": "2024-03-04"}, {"b": None, "c": None}),
    ],
)
def test_where_it_was_told_when_the_smallest_id_was_the_first(
    days: dict[str, str], formerly: dict[str, str | None]
) -> None:
    rows = frame_of(duplicates.CORPUS_FACT, [shard(("c", LONG), ("b", LONG), ("a", LONG), days=days)])
    assert dict(rows.select("article", "formerly").iter_rows()) == formerly


def test_very_short_texts_and_none_at_all_repeat_nothing() -> None:
    assert repeated(shard(("x", "short"), ("y", "short"), ("z", "")), shard()) == []


def test_an_article_that_is_there_twice_repeats_its_words_and_its_id() -> None:
    assert repeated(shard(("x", LONG)), shard(("x", LONG))) == [("x", "x", "text", 2), ("x", "x", "id", 2)]


@pytest.mark.parametrize("articles", ["xy", "xxy", "xyyxy"])
def test_ids_whose_hashes_are_equal_by_chance_are_two(articles: str) -> None:
    rows = pl.DataFrame({"article": list(articles), "source": [f"{n}.txt" for n in range(len(articles))]}).with_columns(
        pl.lit(7, pl.UInt64).alias(KEY), kind=pl.lit("id", pl.Enum(["text", "id"])), record=pl.lit(None, pl.Int64),
        line=pl.lit(1, pl.Int64), published=pl.lit(None, pl.Date),
        agency=pl.lit(None, pl.String), publishing_agency=pl.lit(None, pl.String),
    )  # fmt: skip
    found = duplicates.reduce(rows).select("article", "of", "group").rows()
    repeats = sorted(each for article in "xy" for each in [article] * (articles.count(article) - 1))
    assert found == [(each, each, articles.count(each)) for each in repeats]
