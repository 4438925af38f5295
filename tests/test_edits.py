"""From broken rows to edits of one text: which are wanted, which can be made together, and what is left after them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, SupportsIndex

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.fixing import edits
from provenance.fixing.edits import Edit
from provenance.rules.base import Fix, Rule

C = pl.col
SIGNED = "Story.\ufeff\ufe00\ufe01 More.\ufeff\ufe02 End.\ufeff\ufe03"
SIGNATURES = ((6, 9), (15, 17), (22, 24))


def made(code: str, fix: Fix | None, reads: str = "boilerplate", version: int = 1) -> Rule:
    return Rule(
        code=code, name="n", severity="error", summary="s", rationale="r", reads=reads, broken=C("whole"), message=pl.lit("m"),
        bad=(), good=(), fix=fix, version=version,
    )  # fmt: skip


CUT = made("XXX001", Fix(title="Cut it", edit="remove", safe=True))
PUT = made("XXX002", Fix(title="Put another there", edit="replace", safe=True, by=C("text")), version=3)
CAPTION, DATE, EMBED = (
    made(f"XXX00{number}", Fix(title="Lift it", edit="lift", safe=True, into=into), version=2)
    for number, into in ((3, "captions"), (4, "published"), (5, "embeds"))
)
UNMENDED = made("XXX006", None)
RULES = {rule.code: rule for rule in (CUT, PUT, CAPTION, DATE, EMBED, UNMENDED)}


def span(rule: Rule, start: int, end: int, by: str = "") -> dict[str, object]:
    return {"code": rule.code, "start": start, "end": end, "by": by}


def chosen(text: str, *spans: dict[str, object], fields: Iterable[str] = ()) -> list[Edit]:
    return edits.choose(text, spans, RULES, fields)


def without(marked: str, rule: Rule) -> str:
    """Return the text without what stands in brackets."""
    start, end = marked.index("["), marked.index("]") - 1
    text = marked.replace("[", "").replace("]", "")
    return edits.apply(text, chosen(text, span(rule, start, end), fields=("captions", "published", "embeds")))


@pytest.mark.parametrize("rule", [CUT, CAPTION, EMBED])
@pytest.mark.parametrize(
    ("marked", "left"),
    [
        ("[gone]", ""),
        (" [gone] ", " "),
        ("  [gone] ", "  "),
        ("a\n[gone]", "a"),
        (f"{'a' * 300}\n\n[gone]", "a" * 300),
        ("[gone] two", "two"),
        ("one [gone]", "one"),
        ("one [gone] two", "one two"),
        ("one[gone]two", "onetwo"),
        ("one [gone]two", "one two"),
        ("one[gone] two", "one two"),
        ("[gone]\n\ntwo", "two"),
        ("  [gone]\n\ntwo", "  two"),
        ("one\n\n[gone]", "one"),
        ("one\n\n[gone]\n", "one\n"),
        ("one\n\n[gone]\n\ntwo", "one\n\ntwo"),
        ("one\n\n[gone]\n\n\n\ntwo", "one\n\ntwo"),
        ("one\n\n\n[gone]\ntwo", "one\n\n\ntwo"),
        ("one\r\n\r\n[gone]\r\n\r\ntwo", "one\r\n\r\ntwo"),
        ("one\n[gone] two", "one\ntwo"),
        ("one [gone]\ntwo", "one\ntwo"),
        ("one [gone] \n two", "one \n two"),
    ],
)
def test_no_white_space_is_left_over(rule: Rule, marked: str, left: str) -> None:
    assert without(marked, rule) == left


@pytest.mark.parametrize(
    ("marked", "left"),
    [
        ("[2024-03-12] The council", "The council"),
        (" date [2024-03-12] \n The council", "The council"),
        ("date [2024-03-12]The council", "The council"),
        ("date [2024-03-12]", ""),
        ("date [2024-03-12] \n", ""),
    ],
)
def test_a_date_is_lifted_with_all_that_stands_before_it(marked: str, left: str) -> None:
    assert without(marked, DATE) == left


class Counted(str):
    """A text that counts the characters which are taken out of it."""

    __slots__ = ()
    taken = 0

    def __getitem__(self, key: SupportsIndex | slice) -> str:
        found = super().__getitem__(key)
        Counted.taken += len(found)
        return found


@pytest.mark.parametrize(
    ("text", "step"), [("a\n" * 1000, 2), (" " * 2000, 1), ("a" + " \x1c" * 1000, 2), ("\n" * 1000 + "a" * 1000, 1)]
)
def test_a_text_is_looked_at_a_few_times_however_many_edits_it_has(text: str, step: int) -> None:
    Counted.taken = 0
    chosen(Counted(text), *(span(CUT, at, at + 1) for at in range(0, len(text), step)))
    assert Counted.taken < 10 * len(text)


@given(st.text("a \n\x1c\u3000"), st.lists(st.integers(0, 20)))
def test_white_space_is_measured_alike_in_any_order(text: str, places: list[int]) -> None:
    spaces = edits._Spaces(text)
    for at in (min(place, len(text)) for place in places):
        assert text[spaces.before(at) : at] == text[len(text[:at].rstrip()) : at]
        assert text[at : spaces.after(at)] == text[at : len(text) - len(text[at:].lstrip())]


def test_an_edit_tells_what_stood_there_and_what_keeps_it() -> None:
    text = "On 1 May. One cafÃ©. Harbour (AP)"
    wanted = (span(DATE, 3, 8), span(PUT, 14, 19, "café"), span(CAPTION, 21, 33))
    assert chosen(text, *wanted, fields=("captions", "published")) == [
        Edit("XXX004", 2, 0, 8, "On 1 May", "", "published", "1 May"),
        Edit("XXX002", 3, 14, 19, "cafÃ©", "café"),
        Edit("XXX003", 2, 20, 33, " Harbour (AP)", "", "captions", "Harbour (AP)"),
    ]
    assert chosen("one gone", span(CUT, 4, 8)) == [Edit("XXX001", 1, 3, 8, " gone", "")]


def test_fixes_that_touch_are_both_made_and_those_that_overlap_are_not() -> None:
    spans = [span(PUT, start, end, "-") for start, end in ((0, 2), (2, 4), (3, 5), (5, 6))]
    edits_made = chosen("abcdef", *spans)
    assert [(edit.start, edit.end) for edit in edits_made] == [(0, 2), (2, 4), (5, 6)]
    assert edits.apply("abcdef", edits_made) == "--e-"


def test_what_changes_nothing_is_no_edit() -> None:
    assert chosen("one café", span(PUT, 4, 8, "café"), span(UNMENDED, 4, 8, "café")) == []


@pytest.mark.parametrize(
    ("rule", "fields", "taken"),
    [
        (CAPTION, {"captions"}, 2), (CAPTION, {"embeds", "published"}, 0), (CAPTION, (), 0),
        (EMBED, {"embeds"}, 2), (EMBED, {"captions"}, 0),
        (DATE, {"published"}, 1), (DATE, {"captions"}, 0), (CUT, (), 2), (CUT, {"published"}, 2),
    ],
)  # fmt: skip
def test_lists_take_up_all_and_other_fields_one_thing(rule: Rule, fields: Iterable[str], taken: int) -> None:
    assert len(chosen("one two three", span(rule, 0, 3), span(rule, 8, 13), fields=fields)) == taken


@pytest.mark.parametrize("start", range(len(SIGNED)))
@pytest.mark.parametrize("length", [1, 2, 3, 9])
def test_a_signature_stays_as_it_is(start: int, length: int) -> None:
    touched = any(start < end and begin < start + length for begin, end in SIGNATURES)
    found = chosen(SIGNED, span(PUT, start, start + length, "#"))
    assert len(found) == (not touched)


def rows(**columns: list[Any]) -> pl.DataFrame:
    plain = {"row": [2, 1, 1, 1, 0], "start": [5, 7, 3, 3, None], "end": [9, 9, 6, 4, None]}
    sentence = {"whole": [True, True, True, True, True], "text": ["a", "b", None, "d", "e"]}
    return pl.DataFrame(plain | sentence | columns)


def test_wanted_are_the_spans_of_broken_rows_in_order() -> None:
    frame = rows(whole=[True, True, True, False, True])
    found = edits.wanted({"boilerplate": frame}, [CUT, UNMENDED, made("XXX007", CUT.fix, "dates"), PUT])
    assert found.schema == edits.SCHEMA
    assert found.rows() == [
        (1, "XXX001", 3, 6, ""),
        (1, "XXX001", 7, 9, ""),
        (1, "XXX002", 7, 9, "b"),
        (2, "XXX001", 5, 9, ""),
        (2, "XXX002", 5, 9, "a"),
    ]
    assert edits.wanted({}, [CUT]).schema == edits.SCHEMA


def test_a_caption_of_a_field_is_where_it_belongs() -> None:
    found = edits.wanted({"boilerplate": rows(caption_index=[0, None, None, 1, None])}, [CUT])
    assert found.select("row", "start", "end").rows() == [(1, 3, 6), (1, 7, 9)]


def test_a_fix_that_is_safe_from_some_confidence_on_is_wanted_of_what_is_as_sure_in_its_language() -> None:
    """What nobody weighed is sure; words of a language in which the fact is not measured are less so."""
    languages, confidences = ["en", "en", "en", None, "tlh", "tlh", "tlh"], [0.9, 0.89, None, 0.95, 0.95, 1.0, None]
    sentence = {"row": range(7), "start": 0, "end": range(1, 8), "whole": True, "text": "a", "confidence": confidences}
    articles = pl.DataFrame({"row": range(7), "language": languages}, schema_overrides={"row": pl.UInt32})
    frames = {"boilerplate": pl.DataFrame(sentence), "articles": articles}
    for floor, rows in ((0.9, [0, 2, 3, 6]), (0.8, [0, 1, 2, 3, 5, 6]), (0.0, [*range(7)])):
        assert edits.wanted(frames, [CUT.at_least(floor)])["row"].to_list() == rows
