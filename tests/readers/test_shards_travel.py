"""Shards on their way to another process: what can be read there is not sent, and it is the same that arrives."""

from __future__ import annotations

import gzip
import json
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from provenance import formats
from provenance.policy.configuration import Policy

LINES = 300
TEXT = "The council of Westhaven voted, “at last”,\nfor the slipway; it had debated for three hours on end."
ARTICLES = [{"id": str(number), "title": f"Part {number}", "text": TEXT} for number in range(LINES)]


def _json(between: str = "\n") -> str:
    return between.join(map(json.dumps, ARTICLES))


def _table(delimiter: str = ",", strange: str = "") -> str:
    rows = [f'{one["id"]}{delimiter}{one["title"]}{delimiter}"{one["text"]}"\r\n' for one in ARTICLES]
    return f"id{delimiter}title{delimiter}text\r\n" + "".join(rows[:150]) + strange + "".join(rows[150:])


TRAVEL = {
    "lines.jsonl": _json().encode(),
    "marked.jsonl": _json("\n\n\r\n").encode("utf-8-sig") + b"\n{broken",
    "comma.csv": _table().encode(),
    "marked.csv": _table(";").encode("utf-8-sig"),
    "western.csv": _table(strange="\r\n\r\nbroken,row\r\n").encode("cp1252"),
    "tabs.tsv": _table("\t").encode(),
}
"""Of these a worker reads its part itself."""
SENT = {
    "packed.jsonl.gz": gzip.compress(_json().encode()),
    "wide.jsonl": _json().encode("utf-16"),
    "wide.csv": _table().encode("utf-16"),
    "list.json": json.dumps(ARTICLES).encode(),
}
"""Of these no part can be read without what stands before it."""


def _shards(folder: Path, name: str) -> list[tuple[formats.Shard, bytes]]:
    (folder / name).write_bytes((TRAVEL | SENT)[name])
    return [(shard, pickle.dumps(shard)) for shard in formats.plan([folder / name], shard_bytes=12_000)]


@pytest.mark.parametrize("name", [*TRAVEL, *SENT])
def test_what_arrives_is_what_was_cut(tmp_path: Path, name: str) -> None:
    shards = _shards(tmp_path, name)
    assert len(shards) > 2
    for shard, packed in shards:
        there = pickle.loads(packed)
        here, arrived = formats.read(shard), formats.read(there)
        assert here.records.equals(arrived.records)
        assert here.read_errors.equals(arrived.read_errors)
        assert [*shard.raw()] == [*there.raw()]
    sent = sum(len(packed) for _, packed in shards)
    assert (sent < 25_000) == (name in TRAVEL), sent


@pytest.mark.parametrize("name", ["lines.jsonl", "comma.csv"])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda file: file.write_bytes(file.read_bytes().replace(b"three", b"seven")), "has changed since it was cut"),
        (lambda file: file.write_bytes(b"id\n"), "has changed since it was cut"),
        (Path.unlink, "No such file"),
    ],
    ids=["other words", "shorter", "gone"],
)
def test_what_is_not_there_any_more_is_a_finding(
    tmp_path: Path, name: str, change: Callable[[Path], None], sentence: str
) -> None:
    _, (shard, packed), *_ = _shards(tmp_path, name)
    change(tmp_path / name)
    reading = formats.read(pickle.loads(packed))
    assert reading.records.is_empty()
    (row,) = reading.read_errors.select("kind", "detail", "line").rows()
    assert row[0] == "unreadable"
    assert sentence in row[1]
    assert row[2] == formats.read(shard).records["line"][0]


def test_a_policy_travels_without_the_rules_that_it_chose() -> None:
    policy = Policy(select=["DAT"])
    before = pickle.dumps(policy)
    chosen = policy.rules()
    assert pickle.dumps(policy) == before
    assert [rule.code for rule in pickle.loads(before).rules()] == [rule.code for rule in chosen]
