"""`provenance explain`: all that a stored run knows of one article, and of what it shares with others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl

from provenance.frames import FRAMES

STORY = (
    "The harbour of Westhaven will be closed to large ships from May on, the council of the town decided on Monday, "
    "after a debate of three hours in which nobody spoke for the pilots.\n\n"
    "“We have waited for years, and nobody has told us why it had to take so long,” the mayor, Maria Keller, said.\n\n"
    "The crews of the tugs learned of it from the radio, and the lock keepers from the pilots an hour later."
)
NAME = "a\x1b[31m##[error]b.txt"


def test_all_that_is_known_of_an_article(call: Callable[..., Any], tmp_path: Path) -> None:
    for name, text in {NAME: f"{STORY}\n\nAdvertisement", "copy.txt": STORY, "other.txt": "Ships sail. " * 20}.items():
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(f" date 2024-03-12 {text}", encoding="utf-8")
    options = ("--isolated", "--now", "2024-06-01", "--no-cache", "--exit-zero", "-q")
    assert call("check", "in", *options, "--run", "run", cwd=tmp_path).returncode == 0

    told = call("explain", "run", NAME, cwd=tmp_path)
    assert told.returncode == 0
    assert "\x1b" not in told.stdout
    assert "##[error]" not in told.stdout
    for part in ("speaker: Maria Keller", "`Advertisement`", "BPL009", "copy.txt", "date: 2024-03-12"):
        assert part in told.stdout, part
    assert "other.txt" not in told.stdout

    found = json.loads(call("explain", "run", NAME, "-f", "json", cwd=tmp_path).stdout)
    assert found.pop("article") == NAME
    for name in ("quotations", "findings", "boilerplate"):
        stored = pl.read_parquet(tmp_path / "run" / f"{name}.parquet").filter(article=NAME)
        assert len(found[name]) == stored.height > 0
        assert list(found[name][0]) == list(FRAMES[name].schema)
    (pair,) = found["near_duplicates"]
    assert {pair["article"], pair["other"]} == {NAME, "copy.txt"}
    assert {row["article"] for row in found["clusters"]} == {NAME, "copy.txt"}

    missing = call("explain", "run", "b.txt", cwd=tmp_path)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert missing.stderr == "error: run: the run knows no article 'b.txt'; reports name articles by their ids\n"


def test_the_id_of_an_article_is_told_to_whom_names_its_place(call: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a", "harbour-closed"):
        (tmp_path / "in" / f"{name}.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "in" / "b.jsonl").write_text(
        "".join(json.dumps({"id": name, "text": f"{STORY} {name}"}) + "\n" for name in ("x", "y")), encoding="utf-8"
    )
    assert call("check", "in", "--isolated", "--exit-zero", "-q", "--run", "run", cwd=tmp_path).returncode == 0
    for place, article in (("in/a.txt", "a.txt"), ("in/a.txt:1:7", "a.txt"), ("in/b.jsonl#1:2", "y")):
        assert f"(did you mean '{article}'?)" in call("explain", "run", place, cwd=tmp_path).stderr
    told = call("explain", "run", "harbor-closed.txt", cwd=tmp_path).stderr
    assert told.endswith("by their ids (did you mean 'harbour-closed.txt'?)\n")
    for place in ("in/c.txt", "b.jsonl", "b.jsonl#7", "#", "a.txt#1"):
        assert call("explain", "run", place, cwd=tmp_path).stderr.endswith("by their ids\n")


def test_of_articles_that_bear_one_id_each_row_says_its_record_where_it_can(
    call: Callable[..., Any], tmp_path: Path
) -> None:
    texts = ("The boat sank.", f"{STORY}\n\nAdvertisement", "The boat is afloat.")
    lines = (json.dumps({"id": "n", "text": text, "published": f"2024-03-0{n}"}) for n, text in enumerate(texts, 1))
    (tmp_path / "x.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert call("check", "x.jsonl", "--isolated", "--exit-zero", "-q", "--run", "run", cwd=tmp_path).returncode == 0
    told = call("explain", "run", "n", cwd=tmp_path).stdout.splitlines()
    assert told[1] == "3 articles bear this id; a row says its record where that can be told"
    (label,) = (line for line in told if "`Advertisement`" in line and "category" in line)
    assert label.endswith("source: x.jsonl  record: 1")
    days = [line for line in told if line.startswith("  `2024-03-0")]
    assert len(days) == 3
    assert not any("record" in day for day in days)
