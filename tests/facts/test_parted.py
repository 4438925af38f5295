"""Words parted at the ends of lines, and nothing else that bears a hyphen."""

from __future__ import annotations

import polars as pl
import pytest

from provenance.facts.paragraphs import split
from provenance.facts.text_defects import parted_words

STORY = "The station of Westhaven will be rebuilt.\n\n"


def find(*texts: str) -> pl.DataFrame:
    articles = pl.DataFrame({"row": pl.Series(range(len(texts)), dtype=pl.UInt32), "text": list(texts)})
    label = pl.DataFrame(schema={"row": pl.UInt32, "label_end": pl.Int64})
    return parted_words.find(articles, split(articles, label))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{STORY}The life-\nboat was new.", ["life-\nboat"]),
        (f"{STORY}The life- \r\n boat was new.", ["life- \r\n boat"]),
        (f"{STORY}Der Küsten¬\nschutz und die Deich‐\nwache.", ["Küsten¬\nschutz", "Deich‐\nwache"]),
        (f"{STORY}The Gaz- Gazette wrote so, and the gaz- gazettes too.", ["Gaz- Gazette", "gaz- gazettes"]),
        ("The life-\nboat was\nnew then.", ["life-\nboat"]),
    ],
)
def test_the_halves_are_cited_as_they_stand(text: str, words: list[str]) -> None:
    found = find(text)
    assert found["text"].to_list() == words
    assert [text[start:end] for start, end in found.select("start", "end").iter_rows()] == words


@pytest.mark.parametrize(
    "text",
    [
        f"{STORY}The short- and long-term plans differ.",
        f"{STORY}He waited -\nand nobody came.",
        f"{STORY}The years 1990-\nnineteen in all.",
        f"{STORY}It stood at Anglo-\nSaxon Road.",
        f"{STORY}See quay-\nhttps://example.org",
        f"{STORY}Hin- und Rückfahrt, mid- to late summer.",
        f"{STORY}Die Hin-\nund die Rückfahrt sind lang.",
    ],
)
def test_other_hyphens_are_spared(text: str) -> None:
    assert find(text).is_empty()


def test_each_stands_in_its_paragraph_or_between_two() -> None:
    found = find(f"{STORY}The life-\nboat was new.", "The life-\nboat was\nnew then.")
    assert found.select("row", "paragraph").rows() == [(0, 1), (1, None)]
