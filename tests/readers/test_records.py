"""Records of CSV and JSON give the facts that they give as JSON lines."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from provenance.check import extract_facts
from provenance.policy.configuration import Policy

ROWS = [
    {
        "id": f"n{number}", "title": "The ferry", "published": "2024-03-12",
        "text": f" date 2024-03-1{number} \n\nThe council of Westhaven voted on Monday, {number} to 2.\n\n"
        "The pier at dusk. Photo: Ann Bell / Coast Agency\n\n“We are glad of it,” said Mayor Tom Reed.\n\n"
        "An error occurred. Please try again.",
    }
    for number in range(1, 4)
]  # fmt: skip
OF_ITS_BYTES = ("source", "line", "byte", "bytes", "sha256", "column", "digest")


def table() -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(ROWS[0]))
    writer.writeheader()
    writer.writerows(ROWS)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", table()), ("a.json", json.dumps(ROWS)), ("b.json", json.dumps({"articles": ROWS}, indent=2))],
)
def test_extracted_facts_are_those_of_lines(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    policy = Policy(now="2024-06-01")
    lines, records = (extract_facts(tmp_path / each, tmp_path / f"of {each}", policy) for each in ("a.jsonl", name))
    for frame, file in lines.items():
        wanted, found = (pl.read_parquet(each).drop(OF_ITS_BYTES, strict=False) for each in (file, records[frame]))
        assert found.equals(wanted), frame
        assert wanted.height or frame in {"troubles", "flaws", "lineage", "embeds"}
