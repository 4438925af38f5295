"""Reporting verbs are looked up by Python in few texts, by Polars in many: both find the same."""

from __future__ import annotations

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from provenance.facts.quotations import cues
from provenance.facts.quotations.grammar import grammar

TEXTS = {
    "en": (
        "she said—and said again--told us", "", "said", "He was called, and has been called, a pilot",
        "was quoted as saying that he would say", "The mayor had only said, “no” and asked", " , said.", "Jo Roe has said",
        "according to nobody\nthe crew added",
    ),
    "de": (
        "Sie teilte am Montag um 8.30 Uhr mit. Er sagte", "teilte sie mit", "Er wurde gefragt, sagte aber", "hieß es",
        "Der Rat teilte den Kuchen",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", TEXTS)
def test_both_find_the_same_verbs(monkeypatch, language) -> None:
    texts = TEXTS[language]
    contexts = pl.DataFrame(
        {
            "id": pl.Series(range(len(texts)), dtype=pl.UInt32),
            "term": [True] * len(texts),
            "beyond": ["mit und ab, so gesagt. mit"] * len(texts),
            "at": [7] * len(texts),
            "text": texts,
        }
    )
    few = cues.find(contexts, grammar(language, None))
    monkeypatch.setattr(cues, "FEW", 0)
    assert_frame_equal(few, cues.find(contexts, grammar(language, None)))
    assert few.height >= 4
