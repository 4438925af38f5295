"""What the import gate says it did, when all that was wrong is set aside, and what it refuses: no corpus is needed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from provenance import gate
from provenance.errors import UsageError
from provenance.gate.counts import SplitCounts
from provenance.gate.settled import unsettled
from provenance.gate.verdicts import Records
from provenance.policy.configuration import Policy
from provenance.policy.verdict import Reason
from provenance.storage.spill import Spilled
from provenance.storage.targets import Mode

NOTHING = SplitCounts(
    records=0, accepted=0, quarantined=0, without_article=0, unreadable=0, not_read={}, known=0, clashing=0, excluded=0, late=0,
)  # fmt: skip
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
            "9,017 records: 5,000 accepted, 3,000 quarantined, 1,003 unreadable, 14 not read (13 .md files, 1 file without suffix)",
        ),
        ({"known": 1}, f"{PLAIN}; 1 of them were there already"),
        ({"clashing": 1_002}, f"{PLAIN}; 1,002 of them clash with an accepted record of the same id"),
        (
            {"known": 2, "clashing": 3, "excluded": 4, "late": 5},
            ALL_OF_IT,
        ),
        (
            {"records": 1_001, "quarantined": 1_001, "without_article": 1_001},
            "1,001 records: 0 accepted, 1,001 quarantined (1,001 of them without an article), 0 unreadable, 0 not read",
        ),
        ({"excluded": 1}, f"{PLAIN}; 1 file excluded"),
        ({"late": 1}, f"{PLAIN}; 1 file came after the check, for the next run"),
    ],
)  # fmt: skip
def test_the_counts_in_a_sentence(counts: dict[str, Any], sentence: str) -> None:
    assert SplitCounts(**{**vars(NOTHING), **counts}).sentence == sentence


COLUMNS = {
    "source": pl.String, "record": pl.Int64, "status": pl.String, "severity": pl.String, "code": pl.String, "stands_for": pl.Int64,
}  # fmt: skip
OF_CORPUS = (None, None, "new", "error", "DAT016", None)
OF_FILE = ("a.jsonl", None, "new", "error", "INP003", None)
OF_RECORD = ("a.jsonl", 1, "new", "error", "BPL001", None)
ASIDE = Records()
ASIDE.update([("a.jsonl", 1), ("b.txt", None)])
Row = tuple[object, ...]


def left(*findings: Row, subsumed: Sequence[Row] = (), reasons: Sequence[Reason] = (), **more: Any) -> list[str]:
    found, behind = (Spilled.of(pl.DataFrame(rows, schema=COLUMNS, orient="row")) for rows in (findings, subsumed))
    run: Any = SimpleNamespace(
        found=found, subsumed=behind, policy=Policy(fail_on=more.pop("fail_on", "error")), verdict=SimpleNamespace(reasons=reasons)
    )  # fmt: skip
    return list(unsettled(run, SplitCounts(**{**vars(NOTHING), **more}), [ASIDE]))


def placeless(number: str, codes: str) -> str:
    return f"{number} on no record that could be set aside ({codes})"


LIMIT, NOT_FAILING, ONE_BY_ONE = (
    Reason(f"reason {fails} {of_corpus}", "error", fails=fails, of_corpus=of_corpus)
    for fails, of_corpus in ((True, True), (False, True), (True, False))
)
MANY = [(None, None, "new", "error", f"DAT0{number}", None) for number in range(10, 22)]


@pytest.mark.parametrize(
    ("findings", "more", "expected"),
    [
        ([], {}, []),
        ([OF_RECORD, ("b.txt", None, "new", "error", "BPL001", None)], {}, []),
        ([OF_FILE], {}, [placeless("1 finding stands", "INP003")]),
        ([OF_RECORD, OF_CORPUS, OF_FILE], {}, [placeless("2 findings stand", "DAT016, INP003")]),
        ([("a.jsonl", 2, "new", "error", "BPL001", None)], {}, [placeless("1 finding stands", "BPL001")]),
        ([("a.jsonl", 2, "new", "error", "BPL001", 1_200)], {}, [placeless("1,200 findings stand", "BPL001")]),
        (MANY[:5], {}, [placeless("5 findings stand", "DAT010, DAT011, DAT012, DAT013, DAT014")]),
        (MANY, {}, [placeless("12 findings stand", "DAT010, DAT011, DAT012, DAT013, DAT014 and 7 more")]),
        ([OF_CORPUS], {"subsumed": [OF_CORPUS]}, []),
        ([OF_CORPUS], {"subsumed": [OF_RECORD]}, [placeless("1 finding stands", "DAT016")]),
        ([OF_FILE], {"subsumed": [OF_FILE]}, [placeless("1 finding stands", "INP003")]),
        ([(None, None, "known", "error", "DAT016", None)], {}, []),
        ([(None, None, "new", "warning", "DAT016", None)], {}, []),
        ([(None, None, "new", "warning", "DAT016", None)], {"fail_on": "warning"}, [placeless("1 finding stands", "DAT016")]),
        ([], {"reasons": [NOT_FAILING, ONE_BY_ONE]}, []),
        ([], {"reasons": [ONE_BY_ONE, LIMIT]}, ["reason True True"]),
        ([], {"unreadable": 1_001}, ["1,001 unreadable"]),
        ([], {"records": 2}, ["nothing of 2 records was accepted"]),
        ([], {"records": 2, "accepted": 1}, []),
        ([OF_FILE], {"unreadable": 1, "records": 1, "reasons": [LIMIT]}, [
            "reason True True", placeless("1 finding stands", "INP003"), "1 unreadable", "nothing of 1 record was accepted"
        ]),
        ([OF_CORPUS], {"fail_on": "never", "unreadable": 1, "records": 1, "reasons": [LIMIT]}, []),
    ],
)  # fmt: skip
def test_what_still_fails_when_the_records_are_set_aside(
    findings: list[Row], more: dict[str, Any], expected: list[str]
) -> None:
    assert left(*findings, **more) == expected


def refusal(
    tmp_path: Path, *paths: str, mode: Mode = Mode.NEW, good: str | None = "good", bad: str | None = "bad"
) -> str:
    with pytest.raises(UsageError) as refused:
        gate.prepare(good and tmp_path / good, bad and tmp_path / bad, [tmp_path / path for path in paths], mode=mode)
    assert not (tmp_path / "good").exists()
    return str(refused.value)


def test_what_is_refused_is_told_in_a_sentence(tmp_path: Path) -> None:
    for name in ("in/a.txt", "findings.parquet", "troubles.parquet", gate.MANIFEST):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("The council met.", encoding="utf-8")
    pair = "--accepted and --quarantine go together, and name two folders"
    assert refusal(tmp_path, "in", good=None) == refusal(tmp_path, "in", bad=None) == pair
    for mode in (Mode.APPEND, Mode.REPLACE):
        message = refusal(tmp_path, "in", mode=mode, good=None, bad=None)
        assert message == "--append and --replace need --accepted and --quarantine"
    for good, bad in (("good", "good"), ("good", "good/bad"), ("good/bad", "good")):
        message = f"{tmp_path / good} and {tmp_path / bad} lie in each other; name two folders side by side"
        assert refusal(tmp_path, "in", good=good, bad=bad) == message
    for name in ("findings.parquet", "troubles.parquet"):
        assert f"an input is called {name}, as a file that the gate writes is" in refusal(tmp_path, name)
    assert gate.prepare(None, None, [tmp_path / "in"]) is None


def test_what_a_link_leads_out_to_is_input_only_where_links_are_followed(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text("The council met.", encoding="utf-8")
    pl.DataFrame({"text": ["The council met."]}).write_parquet(tmp_path / "outside.parquet")
    (tmp_path / "in/findings.parquet").symlink_to(tmp_path / "outside.parquet")
    given: Any = {"accepted": tmp_path / "good", "quarantine": tmp_path / "bad", "paths": [tmp_path / "in"]}
    with pytest.raises(UsageError, match=r"an input is called findings\.parquet"):
        gate.prepare(**given, follow_links=True)
    with gate.prepare(**given) or pytest.fail("two folders are named") as sides:
        assert sides.stamps == {}
