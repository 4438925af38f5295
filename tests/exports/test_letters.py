"""Letters to the sources: one for each, with what was found and five places, and nothing of a stranger's mark-up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import polars as pl

from provenance import exports
from provenance.exports import letters
from provenance.runs.run import Run


def test_every_source_with_something_grave_has_a_letter(written: Callable[[str], Path], checked: Run) -> None:
    page = written("letters").read_text(encoding="utf-8")
    heads = re.findall(r"<section>\n<h1>(.+)</h1>", page)
    grave = checked.findings.filter(pl.col("severity").is_in(["error", "warning"]), pl.col("article").is_not_null())
    joined = grave.join(checked.summary, on=["article", "source", "record"], nulls_equal=True)
    assert {*heads} == {*joined.select(pl.coalesce("publisher", "source")).to_series()}
    assert len(heads) == len({*heads})
    assert "To the editors of Harbour Press: of your articles we have read 19 articles, published 2024-03-01" in page


def test_a_letter_counts_and_shows_five_places_of_different_rules(checked: Run, tmp_path: Path) -> None:
    one = checked.findings.filter(severity="warning").head(1)
    assert one.height
    codes = pl.Series(["BPL001", "BPL002", "BPL003"]).gather([0, 0, 0, 0, 1, 1, 2])
    found = pl.concat([one] * 7).with_columns(
        code=codes, article=pl.lit("ferry.txt"), source=pl.lit("ferry.txt"), record=None
    )
    found = found.with_columns(excerpt=pl.format("words {} <img src=x>", pl.int_range(7)))
    known = one.with_columns(
        status=pl.lit("known"), article=pl.lit("ferry.txt"), source=pl.lit("ferry.txt"), record=None
    )
    rows = pl.concat([found.cast(dict(checked.findings.schema)), known.cast(dict(checked.findings.schema))])
    exports.write(replace(checked, found=type(checked.found).of(rows)), "letters", tmp_path / "letters.html")
    page = (tmp_path / "letters.html").read_text(encoding="utf-8")
    assert re.findall(r"<td>(BPL00\d)</td>", page) == ["BPL001", "BPL002", "BPL003"]
    assert re.findall(r'<td class="n">(\d+)</td>', page) == ["4", "1", "2", "1", "1", "1"]
    shown = re.findall(r"\((BPL00\d)\)<blockquote>words (\d) &lt;img", page)
    assert shown == [("BPL001", "0"), ("BPL002", "4"), ("BPL003", "6"), ("BPL001", "1"), ("BPL002", "5")]
    assert "has found 7 places in them" in page


def test_where_nothing_is_wrong_there_is_no_letter(checked: Run, tmp_path: Path) -> None:
    sound = replace(checked, found=type(checked.found).of(checked.findings.clear()))
    exports.write(sound, "letters", tmp_path / "letters.html")
    page = (tmp_path / "letters.html").read_text(encoding="utf-8")
    assert "<section>" not in page
    assert "Nothing was found" in page
    assert letters.SHOWN == 5
