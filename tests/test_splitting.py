"""Long texts are split by Python, with the same parts."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance import Policy, facts_of, splitting

TEXTS = {
    "plain": "The council of Westhaven met.\n\n“We have waited,” said Mara Ellison. ‘Why?’\n\nIt voted.",
    "lines": "By Mara Ellison\n5 May 2024\nThe council met.\nIt voted “for” the slipway, for $5 million.",
    "windows": "The council met.\r\n\r\n\u200bIt voted.\u2029And so\x85on\u2028and on.\r\n \r\nEnd.\r",
    "marked": "It held \ufdd0 and \ufdd1, and “quoted \ufdd0 words”.\n\n\n\nThat was all\xa0.",
    "long": "a\u200b “b”" * 3_000,
}


def test_python_splits_as_polars_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in TEXTS.items():
        (tmp_path / f"{name}.txt").write_bytes(text.encode())

    policy = Policy(now=date(2024, 6, 1))
    usual = facts_of([tmp_path], policy)
    assert usual["findings"].height > len(TEXTS)
    monkeypatch.setattr(splitting, "LONG", 0)
    for name, frame in facts_of([tmp_path], policy).items():
        assert frame.equals(usual[name]), name


def test_no_room_is_set_aside_for_a_long_text() -> None:
    texts = pl.Series("text", ["a", None, "b" * splitting.LONG + "\nc"])
    parts = splitting.split(texts, pl.col("text").str.split("\n"), lambda text: text.split("\n"))
    assert parts.list.len().to_list() == [1, None, 2]
    assert parts.estimated_size() < 2 * splitting.LONG
    refused = pl.col("text").map_batches(lambda _: pytest.fail("Polars splits a long text"))
    splitting.split(texts, refused, lambda text: [text])
