"""Few texts are matched by Python, many by Polars: both find the same, and no text holds Python up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from itertools import islice

import polars as pl
import pytest

from provenance.facts import regexes
from provenance.facts.quotations.clause_patterns import clauses
from provenance.facts.quotations.grammar import grammar
from provenance.languages import attributing
from tests.expressions import hostile

TEXTS = (
    "", " ", ",", " she said.", ", said the mayor of Lund, Jo Roe, on Monday", " A. B. Roe-Poe, R-Ky., told us:",
    "According to Ms Roe, the harbour engineer, the quay was ", "The mayor, Jo Roe, only quietly called it ",
    "Jo Roe’s lawyer St. John de la Cruz (57) has said that", "— Ana Lund, harbour master", " dit-il.", ", a-t-elle dit",
    "Im Rat warb Ana Roth mit den Worten:", " sagte der langjährige Sprecher des Rates, Jo Roth, und lachte. Er",
    "Der Hafen sei, so Roth, ", "Er zitiert Ärztin Öse Übel mit dem Satz ", "l’ingénieure Zoë Roe", "Jo\nRoe said",
    "In May 1998, at 5.30 p.m., the U.S. Coast Guard’s spokesman, Lt. Jo Roe, said: ", "œuvre ß ĳ Ā ž",
)  # fmt: skip
"""Beginnings of the words around quotations, in several languages."""
HOSTILE, LENGTH = 12, 120
"""Texts for each expression, and their length: enough for a loop that doubles its time each turn."""


def expressions(language: str) -> Iterator[tuple[str, str]]:
    words = grammar(language, None)
    for each in (words, *([clauses(language)] if words.clauses else [])):
        values = ((field.name, getattr(each, field.name)) for field in fields(each))
        yield from ((name, value) for name, value in values if isinstance(value, str))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python be asked from the first time on."""
    monkeypatch.setattr(regexes, "ASKED", 0)


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("language", ["en", "de", "fr"])
def test_python_and_polars_find_the_same(language: str) -> None:
    texts = pl.Series("text", TEXTS)
    for name, pattern in expressions(language):
        read = regexes.few(texts, pattern)
        assert read is not None
        assert [regexes.has(text, pattern) for text in read] == texts.str.contains(pattern).to_list(), name
        if pattern.removeprefix("(?s)").startswith("^("):
            groups = regexes.groups(texts, pattern) or []
            by_polars = texts.str.extract_groups(pattern).to_list()
            assert [found or tuple(None for _ in other) for found, other in zip(groups, by_polars, strict=True)] == [
                tuple(found.values()) for found in by_polars
            ], name


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize(
    "text",
    ["a" * (regexes.LONGEST + 1), "so   it is", "e\u0301tat", "2² m", "غدا", "\x1c"],
    ids=["long", "spaces", "a mark on a letter", "a raised digit", "another script", "a separator"],
)
def test_a_text_in_which_the_two_might_disagree_is_left_to_polars(text: str) -> None:
    assert regexes.few(pl.Series([text]), "^a") is None


def test_python_is_asked_for_few_texts_and_for_what_comes_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regexes, "ASKED", 2)
    one, many = pl.Series(["a"]), pl.Series(["a"] * (regexes.FEW + 1))
    assert [regexes.few(one, "^never asked before") for _ in range(3)] == [None, None, ["a"]]
    assert regexes.few(many, "^never asked before") is None


@pytest.mark.usefixtures("asked")
def test_rows_are_told_apart_in_their_order() -> None:
    frame = pl.DataFrame({"text": ["ab", "b", "a"], "n": [1, 2, 3]})
    assert regexes.having(frame, "text", "a$|^a")["n"].to_list() == [1, 3]
    assert regexes.lacking(frame, "text", "a$|^a")["n"].to_list() == [2]


@pytest.mark.parametrize("language", attributing())
def test_no_text_holds_an_expression_of_speech_up(language: str) -> None:
    """A loop that matched in two ways would take years; whoever waits for this test has found one."""
    for _, pattern in expressions(language):
        expression = regexes.compiled(pattern)
        for attack in islice(hostile(expression.pattern, LENGTH), HOSTILE):
            expression.search(attack)


@pytest.mark.parametrize("asked_before", [0, 99], ids=["Python", "Polars"])
def test_what_is_said_of_rows_and_replaced_in_them_is_the_same(monkeypatch, asked_before) -> None:
    monkeypatch.setattr(regexes, "ASKED", asked_before)
    frame = pl.DataFrame({"text": ["Jo R.", "the mayor.", None, ""]})
    assert frame.select(regexes.holds(frame, "text", r"(\p{Ll}{2})\.$")).to_series().to_list() == [
        False, True, None, False,
    ]  # fmt: skip
    mended = regexes.replaced(frame.drop_nulls(), "text", r"(\p{Ll}{2})\.$", "${1}")
    assert mended["text"].to_list() == ["Jo R.", "the mayor", ""]
