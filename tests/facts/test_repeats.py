"""Lines that many articles of a publisher share are learned from the articles alone."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reducing import frame_of

from provenance.corpus import repeated_lines

LINE = "Do you live near the harbour? Tell us."


def shard(articles: list[tuple[str | None, str, list[str]]]) -> pl.DataFrame:
    """Return the keys of articles given as (publisher, source, paragraphs)."""
    rows = range(len(articles))
    frame = pl.DataFrame(
        {
            "row": pl.Series(rows, dtype=pl.UInt32),
            "publisher": pl.Series([publisher for publisher, _, _ in articles], dtype=pl.String()),
            "source": [source for _, source, _ in articles],
        }
    )
    lines = [(row, n, text, "body") for row in rows for n, text in enumerate(articles[row][2])]
    schema = {"row": pl.UInt32(), "paragraph": pl.Int64(), "text": pl.String(), "kind": pl.String()}
    return repeated_lines.keys({"paragraphs": pl.DataFrame(lines, schema=schema, orient="row"), "articles": frame})


def articles(
    count: int, *lines: str, publisher: str | None = "The Echo", folder: str = "echo"
) -> list[tuple[str | None, str, list[str]]]:
    return [
        (publisher, f"{folder}/{n}.txt", [f"The {'very ' * n}long wall held on Monday.", *lines]) for n in range(count)
    ]


def test_a_line_of_many_articles_is_learned_with_its_count() -> None:
    found = frame_of(repeated_lines.CORPUS_FACT, [shard(articles(6, LINE) + articles(6))])
    assert found.rows() == [(LINE, "The Echo", 6, 0.5)]


@pytest.mark.parametrize(
    ("line", "lines"),
    [("< Back to all news", 1), ("<The harbour desk>", 1), ('<tweet tweet-id="7858287724"><tweet/>.', 0)],
)
def test_what_is_left_of_a_post_is_no_line_whatever_else_begins_like_it(line: str, lines: int) -> None:
    assert frame_of(repeated_lines.CORPUS_FACT, [shard(articles(6, line))]).height == lines


def test_a_line_of_a_few_articles_proves_nothing() -> None:
    assert frame_of(repeated_lines.CORPUS_FACT, [shard(articles(4, LINE))]).is_empty()
    assert frame_of(repeated_lines.CORPUS_FACT, [shard(articles(5, LINE) + articles(200))]).is_empty()


def test_articles_without_a_publisher_belong_to_their_folder() -> None:
    found = frame_of(
        repeated_lines.CORPUS_FACT,
        [shard(articles(5, LINE, publisher=None, folder="a/b") + articles(5, publisher=None, folder="c"))],
    )
    assert found["publisher"].to_list() == ["a/b"]


def test_numbers_and_case_make_no_difference() -> None:
    five = [("The Echo", f"echo/{n}.txt", [f"{word} {n} comments here"]) for n, word in enumerate(["Read", "READ"] * 3)]
    assert frame_of(repeated_lines.CORPUS_FACT, [shard(five)]).select("text", "articles").rows() == [
        ("READ 1 comments here", 6)
    ]


def test_a_line_counts_once_an_article() -> None:
    assert frame_of(repeated_lines.CORPUS_FACT, [shard(articles(4, LINE, LINE))]).is_empty()


@pytest.mark.parametrize("kind", ["boilerplate", "notice", "embed"])
def test_what_is_named_already_is_not_learned_again(kind: str) -> None:
    lines = pl.DataFrame({"row": [0], "text": [LINE], "kind": [kind]}).cast({"row": pl.UInt32()})
    one = pl.DataFrame({"row": [0], "publisher": ["The Echo"], "source": ["x"]}).cast({"row": pl.UInt32()})
    assert repeated_lines.keys({"paragraphs": lines, "articles": one})["text"].is_null().all()


@given(st.integers(1, 12), st.randoms())
@settings(max_examples=30, deadline=None)
def test_the_cut_into_shards_changes_nothing(size: int, random: object) -> None:
    corpus = articles(7, LINE, "See the map of the wall") + articles(6, LINE, publisher=None)
    pieces = [shard(corpus[start : start + size]) for start in range(0, len(corpus), size)]
    random.shuffle(pieces)  # type: ignore[attr-defined]
    assert frame_of(repeated_lines.CORPUS_FACT, pieces).equals(frame_of(repeated_lines.CORPUS_FACT, [shard(corpus)]))
