"""Frames of facts that shards have written, put together: all rows, in groups that a reader can hold."""

from __future__ import annotations

import json
import random
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance.check import check_corpus
from provenance.frames import NORMALISED
from provenance.policy import Policy
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


def _damaged(folder: Path) -> Path:
    """Write articles of which most cannot be read as they should, some under the id of another one."""
    folder.mkdir()
    said = "The ferry to the island has left the harbour of Westhaven."
    for number, data in enumerate((b"", b"\xff\xfe\x00 harbour", b"The harbour \x00 of Westhaven", said.encode())):
        (folder / f"{number}.txt").write_bytes(data)
    lines = [
        json.dumps(record)
        for number in range(3)
        for record in (
            {"id": number, "text": said, "title": 7},
            {"id": number, "text": f"{said}\0"},
            {"id": number + 6},
        )
    ]
    for name in ("b", "a"):
        (folder / f"{name}.jsonl").write_text("\n".join([*lines, '{"text": ']), encoding="utf-8")
    (folder / "c.csv").write_text("id,text\n" + "".join(f"{n},{'' if n % 2 else said}\n" for n in range(5)))
    return folder


def _tables(articles: Path, to: Path, shard_articles: int) -> dict[str, pl.DataFrame]:
    """Return every frame that is written of some articles."""
    fact_tables.prepare(to)
    run = check_corpus([articles], Policy(now=date(2024, 6, 1)), frames=to, shard_articles=shard_articles)
    return {path.stem: pl.read_parquet(path, glob=False) for path in fact_tables.finish(run, to)}


def test_frames_have_the_same_rows_in_the_same_order_whatever_the_shards(tmp_path: Path) -> None:
    articles = _damaged(tmp_path / "articles")
    expected = _tables(articles, tmp_path / "at-once", 1_000)
    assert expected["troubles"].height > 15
    made = _tables(articles, tmp_path / "in shards", 3)
    assert [name for name, frame in expected.items() if not made[name].equals(frame)] == []
