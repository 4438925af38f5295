"""Frames of facts that shards have written, put together: all rows, in groups that a reader can hold."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from provenance.frames import NORMALISED
from provenance.runs import fact_tables
from provenance.storage import parquet, spill


def _articles(number: int, letters: int) -> pl.DataFrame:
    bodies = [random.Random(place).randbytes(letters // 2).hex() for place in range(number)]
    return NORMALISED.conform(pl.DataFrame({"article": [f"a{place}" for place in range(number)], "body": bodies}))


@pytest.mark.parametrize(("letters", "rows"), [(10, 40), (2_000, 5)])
def test_a_row_group_has_fewer_rows_where_articles_are_long(
    letters: int, rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module, name, value in ((spill, "GROUP", 12_000), (spill, "FEWEST", 1), (fact_tables, "LARGE", 4_000)):
        monkeypatch.setattr(module, name, value)
    fact_tables.prepare(tmp_path)
    articles = _articles(40, letters)
    for number in range(2):
        fact_tables.write_part({"normalised": articles.slice(20 * number, 20)}, tmp_path, number)
    of_part = parquet.row_groups(fact_tables.parts(tmp_path, "normalised")[0])
    written = fact_tables._write(NORMALISED, tmp_path, None)
    assert max(height for height, _ in of_part) <= rows
    assert max(height for height, _ in parquet.row_groups(written)) == rows
    assert parquet.read(written).equals(articles)
