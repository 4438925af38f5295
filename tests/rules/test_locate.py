"""Where a finding stands: its line and columns as anybody would count them, in long lines, other scripts, containers, pages."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.frames import RECORDS
from provenance.rules import locate
from tests.support import examples

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


NOWHERE = dict.fromkeys(("column", "column_bytes", "end_line", "end_column", "end_column_bytes"))
SPANS = [
    (row, start, end)
    for row, text in enumerate(TEXTS)
    for start in sorted(
        {0, 1, 3, 6, 7, 1_999, 2_000, 2_001, 2_005, 2_006, 2_007, 4_006, 5_100, len(text) - 1, *edges(text)}
    )
    for end in (start + 1, start + 160, start + 161, len(text))
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


def located(*rows: dict[str, Any], articles: pl.DataFrame = ARTICLES) -> list[dict[str, Any]]:
    """Return the findings in the order in which they were given."""
    numbered = found(*({"message": f"{turn:05}"} | row for turn, row in enumerate(rows)))
    return locate.locate(numbered, articles).sort("message").to_dicts()


def counted(file: str, offset: int, prefix: str = "", first: int = 1) -> dict[str, int]:
    """Count as a reader would."""
    before = file[:offset]
    of_line = before.rpartition("\n")[2]
    return {
        f"{prefix}line": before.count("\n") + first, f"{prefix}column": len(of_line) + 1,
        f"{prefix}column_bytes": len(of_line.encode()) + 1,
    }  # fmt: skip


@pytest.mark.parametrize("stride", [1, 7])
def test_lines_and_columns_are_those_that_anybody_would_count(stride: int) -> None:
    spans = SPANS[::-stride]
    rows = located(*({"row": row, "start": start, "end": end} for row, start, end in spans))
    for (row, start, end), sentence in zip(spans, rows, strict=True):
        text, first = TEXTS[row], ARTICLES["line"][row]
        of_text = counted(text, start, "", first) | counted(text, end, "end_", first)
        place = {"line": 9, **NOWHERE} if row == 5 else of_text
        assert {name: sentence[name] for name in place} == place
        assert sentence["excerpt"] == text[start:end][:160]  # docs/frames.md
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


Run = tuple[str, str]
"""Mark-up, and the words behind it, which stand in the text as they stand in the page."""
RUNS = st.lists(
    st.tuples(st.text("<\né\U0001f600", max_size=4), st.text("aé\U0001f600 ", min_size=1, max_size=5)), min_size=1, max_size=5
)  # fmt: skip


class Page:
    """A page of runs, the text that is read from it with a gap between them, and where each code point stands."""

    def __init__(self, runs: list[Run], gap: str) -> None:
        self.source = self.text = ""
        self.places: list[dict[str, int]] = []
        self.standing: dict[int, int] = {}
        for markup, words in runs:
            self.source += markup
            self.text += gap if self.places else ""
            at, place = len(self.text), len(self.source)
            self.places.append({"at": at, "length": len(words), **counted(self.source, place)})
            self.standing |= {at + into: place + into for into in range(len(words))}
            self.source += words
            self.text += words


def of_pages(*pages: tuple[str, list[dict[str, int]] | None], record: int | None = None, line: int = 1) -> pl.DataFrame:
    """Return articles of such texts and places."""
    texts, places = zip(*pages, strict=True)
    given = {"article": "a", "source": "a.html", "record": record, "line": line, "text": texts, "places": places}
    types = {"record": pl.Int64, "places": RECORDS.schema["places"]}
    return pl.DataFrame({"row": range(len(pages))} | given, schema_overrides=types)


def place_of(finding: dict[str, Any]) -> dict[str, int | None]:
    return {name: finding[name] for name in ("line", *NOWHERE)}


@examples(40)
@given(RUNS, RUNS, st.sampled_from(["", " ", "\n\n"]))
def test_words_of_a_page_have_their_place_in_the_page(some: list[Run], others: list[Run], gap: str) -> None:
    pages, plain = [Page(some, gap), Page(others, gap)], "a\nplain text"
    spans = [{"row": 2, "start": 2, "end": 7}]
    wanted = [counted(plain, 2) | counted(plain, 7, "end_")]
    for row, page in enumerate(pages):
        for start, last in combinations_with_replacement(page.standing, 2):
            spans.append({"row": row, "start": start, "end": last + 1})
            begin, end = page.standing[start], page.standing[last] + 1
            wanted.append(counted(page.source, begin) | counted(page.source, end, "end_"))
    articles = of_pages(*((page.text, page.places) for page in pages), (plain, None))
    assert [place_of(finding) for finding in located(*spans, articles=articles)] == wanted


QUAY = "???quay???pier"
"""A text of which two words are found, the first on line 4, the second on line 7."""
IN_PAGE = [
    {"at": 3, "length": 4, "line": 4, "column": 5, "column_bytes": 6},
    {"at": 10, "length": 4, "line": 7, "column": 1, "column_bytes": 1},
]
BEHIND_QUAY = {"line": 4, "column": 5, "column_bytes": 6, "end_line": 4, "end_column": 9, "end_column_bytes": 10}


@pytest.mark.parametrize("end", [7, 8, 9])
@pytest.mark.parametrize("record", [None, 3])
def test_a_gap_of_two_behind_words_of_a_page_ends_where_they_do(end: int, record: int | None) -> None:
    (finding,) = located({"row": 0, "start": 3, "end": end}, articles=of_pages((QUAY, IN_PAGE), record=record, line=2))
    assert place_of(finding) == BEHIND_QUAY


@pytest.mark.parametrize(
    ("start", "end", "line"),
    [(0, 2, 2), (0, 3, 2), (0, 7, 2), (3, 10, 4), (9, 14, 4)],
)
def test_what_is_not_found_in_a_page_has_no_column(start: int, end: int, line: int) -> None:
    """Of a page the line of the words before it is near enough; in a web archive that is no line of the archive."""
    span = {"row": 0, "start": start, "end": end}
    for record, known in ((None, line), (3, 2)):
        (finding,) = located(span, articles=of_pages((QUAY, IN_PAGE), record=record, line=2))
        assert {name: finding[name] for name in NOWHERE if name != "end_line"} == {
            name: None for name in NOWHERE if name != "end_line"
        }
        assert finding["line"] == known
        assert record is None or finding["end_line"] is None


@pytest.mark.parametrize("others", [(), ((QUAY, IN_PAGE),), (("plain", None),)])
def test_a_text_of_which_nothing_stands_in_its_page_has_no_place(others: tuple[Any, ...]) -> None:
    (finding,) = located({"row": 0, "start": 2, "end": 4}, articles=of_pages(("a\nb\nc", []), *others))
    assert place_of(finding) == {"line": 1} | NOWHERE


def test_what_would_replace_words_of_a_page_is_not_told() -> None:
    """Mark-up may stand between them."""
    (finding,) = located({"row": 0, "start": 3, "end": 7, "replacement": "r"}, articles=of_pages((QUAY, IN_PAGE)))
    assert (finding["excerpt"], finding["replacement"]) == ("quay", None)
