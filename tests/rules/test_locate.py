"""Where a finding stands: its line and columns as anybody would count them, in long lines, other scripts and containers."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

from provenance.rules import locate

LONG = "é\U0001f600a" * 1_700  # more than two parts of a long line
TEXTS = [
    "One line.", "\n\nThird line.\n", "é\n\U0001f600 two\r\nthree", f"short\n{LONG}\n\n{LONG[:1_999]}\n{LONG[:2_000]}\n{LONG[:2_001]}",
    f"{LONG}\nend", "x" * 400,
]  # fmt: skip
ARTICLES = pl.DataFrame({
    "row": range(len(TEXTS)), "article": [f"a{number}" for number in range(len(TEXTS))],
    "source": [f"{number}.txt" for number in range(len(TEXTS))], "record": [None] * 5 + [7], "line": [1, 1, 3, 1, 1, 9], "text": TEXTS,
}, schema_overrides={"record": pl.Int64})  # fmt: skip


def edges(text: str) -> set[int]:
    """Return where lines begin and end."""
    breaks = {place for place, sign in enumerate(text) if sign == "\n"}
    return breaks | {place - 1 for place in breaks} | {place + 1 for place in breaks}


SPANS = [
    (row, start, end)
    for row, text in enumerate(TEXTS)
    for start in sorted(
        {0, 1, 3, 6, 7, 1_999, 2_000, 2_001, 2_005, 2_006, 2_007, 4_006, 5_100, len(text) - 1, *edges(text)}
    )
    for end in (start + 1, start + locate.EXCERPT, start + locate.EXCERPT + 1, len(text))
    if 0 <= start < end <= len(text)
]


def found(*rows: dict[str, Any]) -> pl.DataFrame:
    plain = {
        "row": None, "article": None, "code": "BPL001", "name": "n", "severity": "error", "message": "m", "excerpt": None,
        "replacement": None, "stands_for": None, "confidence": None,
    }  # fmt: skip
    types = {
        **dict.fromkeys(("article", "excerpt", "replacement", "source"), pl.String), "row": pl.UInt32,
        **dict.fromkeys(("start", "end", "line", "record", "stands_for", "caption_index"), pl.Int64),
    }  # fmt: skip
    sentence = [plain | row for row in rows]
    return pl.DataFrame(sentence, schema_overrides={name: types[name] for name in types if name in sentence[0]})


def located(*rows: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the findings in the order in which they were given."""
    given = found(*({"message": f"{turn:05}"} | row for turn, row in enumerate(rows)))
    return locate.locate(given, ARTICLES).sort("message").to_dicts()


def counted(row: int, offset: int, prefix: str = "") -> dict[str, int]:
    """Count as a reader would."""
    before = TEXTS[row][:offset]
    of_line = before.rpartition("\n")[2]
    return {
        f"{prefix}line": before.count("\n") + ARTICLES["line"][row], f"{prefix}column": len(of_line) + 1,
        f"{prefix}column_bytes": len(of_line.encode()) + 1,
    }  # fmt: skip


@pytest.mark.parametrize("stride", [1, 7])
def test_lines_and_columns_are_those_that_anybody_would_count(stride: int) -> None:
    spans = SPANS[::-stride]
    rows = located(*({"row": row, "start": start, "end": end} for row, start, end in spans))
    for (row, start, end), sentence in zip(spans, rows, strict=True):
        nowhere = dict.fromkeys(("column", "column_bytes", "end_line", "end_column", "end_column_bytes"))
        place = {"line": 9, **nowhere} if row == 5 else counted(row, start) | counted(row, end, "end_")
        assert {name: sentence[name] for name in place} == place
        assert sentence["excerpt"] == TEXTS[row][start:end][: locate.EXCERPT]
        assert (sentence["article"], sentence["source"], sentence["record"]) == (
            f"a{row}",
            ARTICLES["source"][row],
            ARTICLES["record"][row],
        )
        assert (sentence["start"], sentence["end"], sentence["status"]) == (start, end, "new")


def test_what_the_rule_knows_itself_stays() -> None:
    span = {"start": 4, "end": 8}
    own, of_corpus, article = located(
        {"row": 0, "excerpt": "cited", "replacement": "r", "line": None, "source": None, "record": None, **span},
        {"row": None, "line": 12, "source": "torn.jsonl", "record": 3, "start": None, "end": None},
        {"row": 2, "line": None, "source": None, "record": None, "start": None, "end": None, "replacement": "r"},
    )
    assert (own["excerpt"], own["replacement"], own["line"], own["column"], own["end_column"]) == (
        "cited",
        "r",
        1,
        5,
        9,
    )
    assert (of_corpus["article"], of_corpus["line"], of_corpus["source"], of_corpus["record"]) == (
        None,
        12,
        "torn.jsonl",
        3,
    )
    assert (article["article"], article["line"], article["source"], article["column"]) == ("a2", 3, "2.txt", None)
    assert article["replacement"] is None  # nothing is replaced where there is no span


def test_offsets_in_a_field_are_none_in_the_text() -> None:
    of_text, of_field = located(
        {"row": 0, "start": 4, "end": 8, "caption_index": None, "excerpt": "line"},
        {"row": 0, "start": 4, "end": 8, "caption_index": 0, "excerpt": "credit"},
    )
    assert (of_text["start"], of_text["end"], of_text["column"]) == (4, 8, 5)
    assert (of_field["start"], of_field["end"], of_field["column"], of_field["line"]) == (None, None, None, 1)
    assert of_field["excerpt"] == "credit"


def test_an_id_of_its_own_goes_before_that_of_the_row() -> None:
    (sentence,) = located({"row": 0, "article": "own", "start": None, "end": None})
    assert sentence["article"] == "own"
