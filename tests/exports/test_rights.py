"""The rights register: a row a picture, in the order of the articles, and nothing in it that a spreadsheet runs."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from provenance import check, exports
from provenance.exports import rights, streams
from provenance.runs.run import Run
from tests.exports.conftest import POLICY


def read(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines(keepends=True)))


def test_every_picture_has_a_row_in_the_order_of_the_articles(written: Callable[[str], Path], checked: Run) -> None:
    rows = read(written("rights"))
    known = [
        row for chunk in streams.chunks(checked, "captions") for row in chunk.select("caption", "start", "end").rows()
    ]
    assert [(row["caption"], int(row["start"]), int(row["end"])) for row in rows] == known
    assert tuple(rows[0]) == rights.FIELDS
    assert "'=1+1" in {row["article"] for row in rows}


def test_a_row_tells_whose_the_picture_is_and_where_it_stands(written: Callable[[str], Path]) -> None:
    rows = read(written("rights"))
    (ferry,) = [row for row in rows if row["article"] == "ferry.txt"]
    assert [ferry[name] for name in ("agencies", "photographers", "place", "published")] == [
        "Harbour Press", "Ana Roe", "text", "2024-03-12",
    ]  # fmt: skip
    pier = [row for row in rows if row["article"] == "é"]
    assert [(row["place"], row["agencies"], row["title"]) for row in pier] == [
        ("field", "Associated Press", "The pier </script><b>"), ("field", "", "The pier </script><b>"),
    ]  # fmt: skip


def test_what_a_file_states_of_the_article_stands_beside_its_pictures(tmp_path: Path) -> None:
    page = (
        "<html><head><title>Pier</title><meta name='copyright' content='Harbour Press 2024'>"
        "<link rel='license' href='https://harbour.example/terms'></head><body><article>"
        "<p>The pier of Ostwick is to close for a year, the council said on Monday after a long debate.</p>"
        "<p>Nobody was told when it will open again, and nobody asked the crew of the ferry what it thinks.</p>"
        "<figure><img src=a.jpg><figcaption>The pier (Derek Holm/AP)</figcaption></figure></article></body></html>"
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in/pier.html").write_text(page, encoding="utf-8")
    (tmp_path / "frames").mkdir()
    run = check.check_corpus(tmp_path / "in", POLICY, frames=tmp_path / "frames")
    exports.write(run, "rights", tmp_path / "rights.csv")
    (row,) = read(tmp_path / "rights.csv")
    assert (row["copyright"], row["usage_terms"]) == ("Harbour Press 2024", "https://harbour.example/terms")
