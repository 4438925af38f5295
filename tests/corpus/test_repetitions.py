"""What a publisher repeats is furniture, place by place, whatever the line says."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance import check_corpus
from provenance.corpus import repetitions
from provenance.engines import base
from provenance.policy import Policy

LINE = "Harbour tides and tables"
MENU = "Manage your email subscription"
BODY = "The council of {} met on Tuesday and agreed the budget for the coming year after a debate that lasted all day."
TOWNS = ("Bexley", "Oakham", "Thalberg", "Westhaven", "Portness")


def article(town: str, *lines: str, publisher: str | None = "The Echo", name: str = "") -> dict[str, object]:
    return {"id": name or town, "text": "\n\n".join((BODY.format(town), *lines)), "publisher": publisher}


def run(folder: Path, *articles: dict[str, object], shard_articles: int = 1000) -> pl.DataFrame:
    folder.mkdir(exist_ok=True)
    (folder / "a.jsonl").write_text("".join(json.dumps(one) + "\n" for one in articles), encoding="utf-8")
    policy = Policy(now=date(2024, 6, 1))
    done = check_corpus(folder / "a.jsonl", policy, frames=folder / "frames", shard_articles=shard_articles)
    return done.corpus["repetitions"].frame()


ARTICLES = (
    *(article(town, LINE, MENU) for town in TOWNS[:3]),
    article(TOWNS[3], "Harbour tides and fables"),
    article(TOWNS[4], LINE, publisher="The Star"),
)


def test_each_place_of_a_line_tells_what_spoke(tmp_path: Path) -> None:
    found = run(tmp_path, *ARTICLES)
    assert found.filter(text=LINE)["article"].to_list() == sorted(TOWNS[:3])
    assert found.filter(text=LINE)["evidence"].unique().to_list() == ["stands in 3 of 4 articles of The Echo"]
    (evidence,) = found.filter(text=MENU)["evidence"].unique()
    assert evidence.startswith("stands in 3 of 4 articles of The Echo; ")
    assert "email" in evidence
    texts = {str(one["id"]): str(one["text"]) for one in ARTICLES}
    for name, start, end, text in found.select("article", "start", "end", "text").iter_rows():
        assert texts[name][start:end] == text


def test_lines_that_differ_in_a_number_are_told_so_and_the_traces_of_posts_are_none(tmp_path: Path) -> None:
    numbered = [(f"Harbour notices, number {n}", f'<tweet tweet-id="7858287724{n}"><tweet/>.') for n in (7, 31, 205)]
    articles = [article(town, *lines) for town, lines in zip(TOWNS, numbered, strict=False)]
    found = run(tmp_path, *articles)
    assert found["text"].to_list() == [line for line, _ in numbered]
    assert {*found["evidence"]} == {"stands in 3 of 3 articles of The Echo (numbers aside)"}


def test_a_line_that_begins_like_a_tag_is_a_line(tmp_path: Path) -> None:
    back = "< Back to all the news of the week"
    assert run(tmp_path, *(article(town, back) for town in TOWNS))["text"].to_list() == [back] * len(TOWNS)


def test_shards_order_and_partitions_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = ["article", "start", "end", "evidence"]
    expected = run(tmp_path, *ARTICLES).select(told)
    monkeypatch.setattr(base, "PARTITION", 3)
    assert run(tmp_path, *ARTICLES[::-1], shard_articles=3).select(told).equals(expected)


def test_copies_of_one_article_repeat_nothing(tmp_path: Path) -> None:
    copies = [article(TOWNS[0], *[LINE] * n, name=f"a{n}") for n in range(1, 5)]
    assert run(tmp_path, *copies).is_empty()


def test_of_a_line_that_stands_everywhere_few_places_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repetitions, "MOST_PLACES", 2)
    assert run(tmp_path, *ARTICLES).filter(text=LINE)["article"].to_list() == ["Bexley", "Oakham"]
