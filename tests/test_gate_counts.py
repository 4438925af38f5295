"""What the import gate says it did, when all that was wrong is set aside, and what it refuses: no corpus is needed."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from provenance import gate
from provenance.errors import UsageError
from provenance.gate import Division
from provenance.policy.configuration import Policy
from provenance.policy.verdict import Reason
from provenance.storage.spill import Pieces
from provenance.storage.targets import Mode

NOTHING = Division(
    records=0, accepted=0, quarantined=0, unreadable=0, not_read={}, known=0, clashing=0, excluded=0, late=0
)
PLAIN = "0 records: 0 accepted, 0 quarantined, 0 unreadable, 0 not read"
ALL_OF_IT = (
    f"{PLAIN}; 2 of them were there already; 3 of them clash with an accepted record of the same id; "
    "4 files excluded; 5 files came after the check, for the next run"
)


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ({}, PLAIN),
        ({"records": 1, "accepted": 1}, "1 record: 1 accepted, 0 quarantined, 0 unreadable, 0 not read"),
        (
            {"records": 9_017, "accepted": 5_000, "quarantined": 3_000, "unreadable": 1_003, "not_read": {".md": 13, "": 1}},
            "9,017 records: 5,000 accepted, 3,000 quarantined, 1,003 unreadable, 14 not read (13 files .md, 1 file without suffix)",
        ),
        ({"known": 1}, f"{PLAIN}; 1 of them were there already"),
        ({"clashing": 1_002}, f"{PLAIN}; 1,002 of them clash with an accepted record of the same id"),
        (
            {"known": 2, "clashing": 3, "excluded": 4, "late": 5},
            ALL_OF_IT,
        ),
        ({"excluded": 1}, f"{PLAIN}; 1 file excluded"),
        ({"late": 1}, f"{PLAIN}; 1 file came after the check, for the next run"),
    ],
)  # fmt: skip
def test_the_counts_in_a_sentence(counts: dict[str, Any], sentence: str) -> None:
    assert Division(**{**vars(NOTHING), **counts}).sentence == sentence


COLUMNS = {"source": pl.String, "status": pl.String, "severity": pl.String, "code": pl.String}
OF_CORPUS = (None, "new", "error", "DAT016")
OF_ARTICLE = ("a.txt", "new", "error", "BPL001")


def rows(*findings: tuple[str | None, ...]) -> Pieces:
    return Pieces.of(pl.DataFrame(findings, schema=COLUMNS, orient="row"))


def settled(*findings: tuple[str | None, ...], **more: Any) -> bool:
    run: Any = SimpleNamespace(
        found=rows(*findings), subsumed=rows(*more.get("subsumed", ())), policy=Policy(fail_on=more.get("fail_on", "error")),
        verdict=SimpleNamespace(reasons=more.get("reasons", ())),
    )  # fmt: skip
    return gate.is_settled(run, Division(**{**vars(NOTHING), "unreadable": more.get("unreadable", 0)}))


LIMIT, OF_CORPUS_ONLY, ONE_BY_ONE = (
    Reason("r", "error", fails=fails, of_corpus=of_corpus)
    for fails, of_corpus in ((True, True), (False, True), (True, False))
)


@pytest.mark.parametrize(
    ("findings", "more", "expected"),
    [
        ([], {}, True),
        ([OF_ARTICLE], {}, True),
        ([OF_CORPUS], {}, False),
        ([OF_ARTICLE, OF_CORPUS], {}, False),
        ([OF_CORPUS], {"subsumed": [("a.txt", "new", "error", "DAT016")]}, True),
        ([OF_CORPUS], {"subsumed": [("a.txt", "new", "error", "DAT001")]}, False),
        ([(None, "known", "error", "DAT016")], {}, True),
        ([(None, "new", "warning", "DAT016")], {}, True),
        ([(None, "new", "warning", "DAT016")], {"fail_on": "warning"}, False),
        ([], {"reasons": [OF_CORPUS_ONLY, ONE_BY_ONE]}, True),
        ([], {"reasons": [ONE_BY_ONE, LIMIT]}, False),
        ([], {"unreadable": 1}, False),
        ([OF_CORPUS], {"fail_on": "never", "unreadable": 1, "reasons": [LIMIT]}, True),
    ],
)
def test_when_all_that_was_wrong_has_been_set_aside(
    findings: list[tuple[str | None, ...]], more: dict[str, Any], *, expected: bool
) -> None:
    assert settled(*findings, **more) is expected


def refusal(
    tmp_path: Path, *paths: str, mode: Mode = Mode.NEW, good: str | None = "good", bad: str | None = "bad"
) -> str:
    with pytest.raises(UsageError) as refused:
        gate.prepare(good and tmp_path / good, bad and tmp_path / bad, [tmp_path / path for path in paths], mode=mode)
    assert not (tmp_path / "good").exists()
    return str(refused.value)


def test_what_is_refused_is_told_in_a_sentence(tmp_path: Path) -> None:
    for name in ("in/a.txt", "in/sub/a.txt", "findings.parquet", "troubles.parquet", gate.MANIFEST):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("The council met.", encoding="utf-8")
    pair = "--accepted and --quarantine go together, and name two folders"
    both = "two inputs are both called a.txt; name a folder that holds them both"
    assert refusal(tmp_path, "in", good=None) == refusal(tmp_path, "in", bad=None) == pair
    for mode in (Mode.APPEND, Mode.REPLACE):
        told = refusal(tmp_path, "in", mode=mode, good=None, bad=None)
        assert told == "--append and --replace need --accepted and --quarantine"
    for good, bad in (("good", "good"), ("good", "good/bad"), ("good/bad", "good")):
        told = f"{tmp_path / good} and {tmp_path / bad} lie in each other; name two folders side by side"
        assert refusal(tmp_path, "in", good=good, bad=bad) == told
    assert refusal(tmp_path, "in/a.txt", "in/sub") == both
    for name in ("findings.parquet", "troubles.parquet"):
        assert f"an input is called {name}, as a file that the gate writes is" in refusal(tmp_path, name)
    assert gate.prepare(None, None, [tmp_path / "in"]) is None
