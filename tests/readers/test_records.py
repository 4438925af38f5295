"""What holds for records of CSV and of JSON alike: they give the facts that they give as JSON lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from provenance.check import extract_facts
from provenance.policy.configuration import Policy
from tests.readers.test_read_jsonl import gathered

ROWS = [
    {
        "id": f"n{number}", "title": "The ferry", "published": "2024-03-12",
        "text": f" date 2024-03-1{number} \n\nThe council of Westhaven voted on Monday, {number} to 2.\n\n"
        "The pier at dusk. Photo: Ann Bell / Coast Agency\n\n“We are glad of it,” said Mayor Tom Reed.\n\n"
        "An error occurred. Please try again.",
    }
    for number in range(1, 4)
]  # fmt: skip
OF_ITS_BYTES = ("source", "line", "byte", "bytes", "sha256", "column", "digest", "fixable")


def table() -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(ROWS[0]))
    writer.writeheader()
    writer.writerows(ROWS)
    return stream.getvalue()


FILLED = {
    "articles", "dates", "paragraphs", "captions", "quotations", "boilerplate", "languages", "findings", "summary",
    "normalised",
}  # fmt: skip
"""The frames that have rows for ROWS; all others must be equal, empty or not."""


POLICY = Policy(now="2024-06-01")


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the frames of facts of ROWS as JSON lines."""
    folder = tmp_path_factory.mktemp("lines")
    (folder / "a.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    return dict(extract_facts(folder / "a.jsonl", folder / "facts", POLICY))


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", table()), ("a.json", json.dumps(ROWS)), ("b.json", json.dumps({"articles": ROWS}, indent=2))],
)
def test_extracted_facts_are_those_of_lines(tmp_path: Path, lines: dict[str, Path], name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    records = extract_facts(tmp_path / name, tmp_path / "facts", POLICY)
    assert lines.keys() >= FILLED
    for frame, file in lines.items():
        wanted, found = (pl.read_parquet(each).drop(OF_ITS_BYTES, strict=False) for each in (file, records[frame]))
        assert found.equals(wanted), frame
        assert wanted.height or frame not in FILLED, frame


def test_repairs_are_held_back_with_the_reason(tmp_path: Path, call) -> None:
    (tmp_path / "in").mkdir()
    others = json.dumps([row | {"id": row["id"].replace("n", "m")} for row in ROWS])
    for name, content in {"a.csv": table(), "a.json": others}.items():
        (tmp_path / "in" / name).write_text(content, encoding="utf-8", newline="")
    done = call("fix", tmp_path / "in", "--to", tmp_path / "out", "--unsafe-fixes", cwd=tmp_path)
    assert done.returncode == 0
    for article, form in (("n1", "csv"), ("m1", "json")):
        assert f"{article}: held back: files of the format {form} are read, and not written anew" in done.stderr
        assert (tmp_path / f"out/a.{form}").read_bytes() == (tmp_path / f"in/a.{form}").read_bytes()
    said = call("check", tmp_path / "in", "--isolated", "-f", "full", "--run", tmp_path / "run", cwd=tmp_path).stdout
    assert ("BPL" in said, "fix" in said) == (True, False)
    assert not pl.read_parquet(tmp_path / "run/findings.parquet")["fixable"].any()


def _small_table(number: int) -> bytes:
    broken = b"x,y\n" if number % 3 == 0 else b""
    return b"title,text\n" + broken + b"a,Words.\n" * number + broken


def _small_list(number: int) -> bytes:
    return b"[" + b",".join([b'{"text": oops}', *[b'{"text": "a"}'] * number, b"7"]) + b"]"


@pytest.mark.parametrize(("suffix", "small"), [("csv", _small_table), ("json", _small_list)])
def test_small_files_are_read_together_as_they_are_alone(
    tmp_path: Path, suffix: str, small: Callable[[int], bytes]
) -> None:
    for number in range(10):
        (tmp_path / f"{number}.{suffix}").write_bytes(small(number))
    together, alone = (gathered(tmp_path, shard_articles=articles) for articles in (5000, 1))
    for name in ("records", "read_errors"):
        assert getattr(together, name).sort(pl.all()).equals(getattr(alone, name).sort(pl.all()))


CAPTIONS = [
    {"text": "The ferry leaves", "credit": "Jo Reed/Coast Agency"}, {"text": "The route (Coast Agency)", "credit": "Coast Agency"},
    {"caption": "The pier", "credit": None}, {"description": "The slipway", "credit": " "}, {"text": None, "credit": "Ann Bell"},
]  # fmt: skip
CREDITED = [
    "The ferry leaves (Jo Reed/Coast Agency)",
    "The route (Coast Agency)",
    "The pier",
    "The slipway",
    "Ann Bell",
]


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.parquet"])
def test_captions_that_are_records_keep_their_credit(tmp_path: Path, name: str) -> None:
    (row, one) = (
        {**ROWS[0], "id": id_, "captions": captions} for id_, captions in (("n", CAPTIONS), ("o", CAPTIONS[:1]))
    )
    if name == "a.csv":
        fields = [{**each, "captions": json.dumps(each["captions"])} for each in (row, one)]
        pl.DataFrame(fields).write_csv(tmp_path / name)
    elif name == "a.parquet":
        pl.DataFrame([row, one], infer_schema_length=None).write_parquet(tmp_path / name)
    else:
        one["captions"] = one["captions"][0]  # not in a list
        text = "".join(f"{json.dumps(each)}\n" for each in (row, one))
        (tmp_path / name).write_text(text if name == "a.jsonl" else json.dumps([row, one]), encoding="utf-8")
    reading = gathered(tmp_path)
    assert reading.read_errors.is_empty()
    assert reading.records["captions"].to_list() == [CREDITED, CREDITED[:1]]


@pytest.mark.parametrize("cell", ["[1]", "[The pier]", '{"url": "x"}', "{", '[{"text": "The pier"}, 7]'])
def test_a_caption_that_only_looks_like_a_record_stays_what_it_is(tmp_path: Path, cell: str) -> None:
    pl.DataFrame([{**ROWS[0], "captions": cell}]).write_csv(tmp_path / "a.csv")
    reading = gathered(tmp_path)
    kinds = reading.read_errors["kind"].to_list()
    assert (reading.records["captions"].to_list(), kinds) in [([[cell]], []), ([None], ["wrong-type"])]
