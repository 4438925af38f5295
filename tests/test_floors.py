"""The program measured on the labels it ships: figures may rise, never fall."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance.errors import UsageError
from provenance.evaluation import conflicts_of, evaluate, hold, render
from provenance.policy.configuration import Policy

HERE = Path(__file__).parent.parent
TRUTH = HERE / "sample_corpus" / "truth.jsonl"
FLOORS = HERE / "benchmarks" / "floors.json"


@pytest.fixture(scope="module")
def measured():
    return evaluate(TRUTH, policy=Policy(now=date(2024, 6, 1)))


def test_nothing_is_below_its_floor(measured):
    assert hold(measured, FLOORS, raise_them=False) == []


def test_there_are_labels_enough(measured):
    assert measured.labels >= 200


def test_the_table_names_every_miss(measured):
    lines = list(render(measured))
    wrong = sum(len(score.false) + len(score.missed) for score in measured.scores.values())
    assert len(lines) == 3 + len(measured.scores) + wrong


def test_the_same_words_of_different_speakers_are_a_conflict():
    rows = [
        ("a", "1", "same", "Jo Roe"), ("a", "2", "same", "Roe"),
        ("b", "1", "same", "Jo Roe"), ("b", "2", "speaker", "Ana Lund"), ("b", "3", "same", "Jo Roe"),
        ("c", "1", "same", "Jo Roe"), ("c", "2", "same", None),
        ("d", "1", "same", "Jo Roe"), ("d", "2", "changed", "Ana Lund"),
    ]  # fmt: skip
    variants = pl.DataFrame(rows, schema=["utterance", "article", "kind", "speaker"], orient="row")
    assert conflicts_of(variants) == (2, 1)


def test_floors_rise_and_never_fall(measured, tmp_path):
    floors = tmp_path / "floors.json"
    assert hold(measured, floors, raise_them=True) == []
    assert hold(measured, floors, raise_them=False) == []
    floors.write_text(floors.read_text().replace('"precision": 1.0', '"precision": 1.1', 1))
    assert "is below its floor 1.1000" in hold(measured, floors, raise_them=True)[0]
    floors.write_text('{"truth_sha256": "other", "floors": {}}')
    with pytest.raises(UsageError, match="measured on other labels"):
        hold(measured, floors, raise_them=False)


def labelled(fact):
    return f'{{"article": "a", "published": null, "facts": [{fact}], "findings": []}}'


@pytest.mark.parametrize(
    ("label", "message"),
    [
        ("{", "truth.jsonl:1: not a JSON line"),
        ("[]", "truth.jsonl:1: a label is an object with article, published, facts, findings"),
        ('{"article": "a", "published": null, "facts": []}', "an object with"),
        (labelled("3"), "a fact has its frame"),
        (labelled('{"frame": "captions"}'), "captions (caption)"),
        (labelled('{"frame": "captions", "caption": "x", "credits": "y"}'), "did you mean 'credit'?"),
        ("\udcff", "cannot read the labels"),
    ],
)
def test_labels_that_are_none_are_refused(tmp_path, label, message):
    truth = tmp_path / "truth.jsonl"
    truth.write_bytes(label.encode("utf-8", "surrogateescape"))
    with pytest.raises(UsageError) as refusal:
        evaluate(truth)
    assert message in str(refusal.value)
