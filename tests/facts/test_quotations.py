"""What counts as a quotation, which ones run on, and who is quoted."""

from __future__ import annotations

import polars as pl

from provenance.facts import quotations


def paragraphs(*texts: str | tuple[str, str]) -> pl.DataFrame:
    """One article of these paragraphs; a pair gives text and kind."""
    pairs = [text if isinstance(text, tuple) else (text, "body") for text in texts]
    start, rows = 0, []
    for number, (text, kind) in enumerate(pairs):
        rows.append((0, number, start, start + len(text), text, kind))
        start += len(text) + 2
    schema = {"article": pl.UInt32, "paragraph": pl.Int64, "start": pl.Int64, "end": pl.Int64, "text": pl.String, "kind": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def quoted(*texts: str | tuple[str, str]) -> list[str]:
    return quotations.find(paragraphs(*texts))[0]["text"].to_list()


def test_curly_marks_hold_a_stretch() -> None:
    assert quoted("The mayor called it “a fair deal” and left.") == ["a fair deal"]
