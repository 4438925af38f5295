"""What the import gate and repairs make of files in archives: files of their own, below a folder called after it."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance import check, gate
from provenance.errors import UsageError
from provenance.fixing import undoing, writing
from provenance.gate.corpus import gate_corpus
from provenance.pipeline.shard import Job
from provenance.policy.configuration import Policy
from provenance.storage.archive_limits import ArchiveLimits
from tests.packing import packed, write
from tests.support import Call
from tests.test_gate import divided, files

GOOD = b" date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
BAD = b" date 2024-03-12 An error occurred. Please try again."
TITLED = b"The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
MENDED = b" date 2024-03-12 The council of Westhaven voted for the slipway on Monday.\n\nAdvertisement\n\nIt was late."
POLICY = Policy(now=date(2024, 6, 1))
JOB = Job(rules=POLICY.rules(), catalogues={}, now=POLICY.clock())


def line(number: int, text: bytes) -> bytes:
    return json.dumps({"id": f"r{number}", "text": text.decode()}).encode() + b"\n"


def parquet() -> bytes:
    data = io.BytesIO()
    pl.DataFrame({"id": ["p1", "p2"], "text": [GOOD.decode(), BAD.decode()]}).write_parquet(data)
    return data.getvalue()


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tar.zst", ".tar.xz"])
def test_every_record_of_an_archive_goes_to_its_side_as_it_came(tmp_path: Path, suffix: str) -> None:
    whole = gzip.compress(GOOD + b" It rained.", mtime=0)
    mixed = [line(1, GOOD), line(2, BAD), line(3, GOOD + b" Later.")]
    contents = {
        "2020/a.txt": GOOD, "2020/b.txt.gz": whole, "bad.txt": BAD, "2020/c.jsonl": b"".join(mixed), "d.docx": b"1",
        "p.parquet": parquet(), "in.tgz": packed({"e.txt": GOOD + b" Then."}, ".tgz"), "../f.txt": GOOD,
    }  # fmt: skip
    (tmp_path / "in").mkdir()
    place = write(tmp_path / "in" / f"dump{suffix}", contents)
    before = place.read_bytes()
    counts = divided(place, tmp_path)
    inside = f"dump{suffix}!"
    good, bad = files(tmp_path / "good"), files(tmp_path / "bad")
    rows = [pl.read_parquet(io.BytesIO(side.pop(f"{inside}/p.parquet"))) for side in (good, bad)]
    assert [frame["id"].to_list() for frame in rows] == [["p1"], ["p2"]]
    assert good == {
        f"{inside}/2020/a.txt": GOOD, f"{inside}/2020/b.txt.gz": whole, f"{inside}/2020/c.jsonl": mixed[0] + mixed[2],
        f"{inside}/in.tgz!/e.txt": GOOD + b" Then.",
    }  # fmt: skip
    assert bad == {f"{inside}/bad.txt": BAD, f"{inside}/2020/c.jsonl": mixed[1]}
    assert (counts.accepted, counts.quarantined, counts.unreadable, counts.not_read) == (6, 3, 1, {".docx": 1})
    assert counts.records == 11
    assert place.read_bytes() == before


def test_what_is_damaged_in_an_archive_is_set_aside_as_far_as_it_is_there(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    data = packed({"a.txt": GOOD, "b.jsonl": line(1, GOOD) + line(2, GOOD)}, ".tar")
    place = tmp_path / "in" / "a.tar"
    place.write_bytes(data[: data.index(b'"r2"')])
    counts = divided(place, tmp_path)
    assert files(tmp_path / "good") == {"a.tar!/a.txt": GOOD, "a.tar!/b.jsonl": line(1, GOOD)}
    assert files(tmp_path / "bad") == {"a.tar!/b.jsonl": b'{"id": '}
    assert (counts.accepted, counts.quarantined, counts.unreadable) == (2, 1, 2)


@pytest.mark.parametrize("name", ["a.json", "a.csv"])
def test_a_file_that_breaks_off_in_an_archive_is_divided_as_it_was_judged(tmp_path: Path, name: str) -> None:
    """Its copy does not end where it breaks off either: what stands there is no record that the check has met."""
    data = json.dumps([{"id": f"r{number}", "text": GOOD.decode()} for number in range(3)]).encode()
    if name == "a.csv":
        data = b"id,text\n" + b"".join(b'r%d,"%s"\n' % (number, GOOD) for number in range(3))
    (tmp_path / "in").mkdir()
    whole = packed({name: data}, ".tar")
    (tmp_path / "in" / "a.tar").write_bytes(whole[: whole.index(b"r2") + 30])
    counts = divided(tmp_path / "in", tmp_path)
    assert (counts.accepted, counts.quarantined) == (2, 0 if name == "a.json" else 1)
    assert b"r1" in files(tmp_path / "good")[f"a.tar!/{name}"]


def test_an_archive_that_has_changed_since_it_was_checked_is_not_divided(tmp_path: Path) -> None:
    place = write(tmp_path / "a.zip", {"a.txt": GOOD})
    run = check.check_corpus(place, POLICY)
    with gate.prepare(tmp_path / "good", tmp_path / "bad", [place]) as sides:
        write(place, {"a.txt": GOOD + b" Or so."})
        with pytest.raises(UsageError, match=r"a\.zip!/a\.txt: has changed"):
            gate.split_corpus(run, [place], sides)


def test_the_gate_honours_the_limits_of_the_policy(tmp_path: Path) -> None:
    place = write(tmp_path / "a.zip", {"a.txt": GOOD, "b.txt": GOOD + b" Later."})
    policy = Policy(now=date(2024, 6, 1), archives=ArchiveLimits(members=1))
    run = gate_corpus(place, policy, accepted=tmp_path / "good", quarantine=tmp_path / "bad")
    assert files(tmp_path / "good") == {"a.zip!/a.txt": GOOD}
    assert (run.gate or {})["unreadable"] == 1


def fix(source: Path, to: Path | None) -> writing.FixResult:
    return writing.write([source], writing.plan([source], JOB, {}, unsafe=True), to, {})


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz"])
def test_a_repair_writes_the_files_of_an_archive_with_their_repairs_beside_it(tmp_path: Path, suffix: str) -> None:
    contents = {
        "a.txt": MENDED, "b.txt.gz": gzip.compress(MENDED, mtime=0), "c.jsonl": line(1, MENDED) + line(2, TITLED),
        "d.txt": TITLED,
    }  # fmt: skip
    place = write(tmp_path / f"a{suffix}", contents)
    done = fix(place, tmp_path / "to")
    inside = tmp_path / "to" / f"a{suffix}!"
    assert (done.repaired, done.held_back) == (3, ())
    assert (inside / "d.txt").read_bytes() == TITLED
    for text in ((inside / "a.txt").read_bytes(), gzip.decompress((inside / "b.txt.gz").read_bytes())):
        assert text == MENDED.replace(b"Advertisement\n\n", b"")
    assert b"Advertisement" not in (inside / "c.jsonl").read_bytes()
    assert done.log is not None
    undoing.undo(done.log)
    assert {path.name: path.read_bytes() for path in inside.iterdir()} == contents


def test_an_archive_is_not_written_anew(tmp_path: Path) -> None:
    place = write(tmp_path / "a.zip", {"a.txt": MENDED})
    (tmp_path / "b.txt").write_bytes(MENDED)
    before = place.read_bytes()
    done = fix(tmp_path, None)
    assert [(one.source, one.held_back) for one in done.held_back] == [("a.zip!/a.txt", writing.PACKED)]
    assert place.read_bytes() == before
    assert b"Advertisement" not in (tmp_path / "b.txt").read_bytes()


def test_of_a_damaged_file_a_copy_has_what_can_be_read(tmp_path: Path) -> None:
    data = packed({"a.txt": MENDED, "b.txt": GOOD, "c.txt": GOOD}, ".tar")
    (tmp_path / "a.tar").write_bytes(data[: data.index(b"after a debate")])
    fix(tmp_path / "a.tar", tmp_path / "to")
    assert (tmp_path / "to" / "a.tar!" / "b.txt").read_bytes() == GOOD[: GOOD.index(b"after a debate")]


def members(place: Path) -> Iterator[str]:
    with tarfile.open(place) as archive:
        yield from archive.getnames()


def test_the_command_line_knows_archives(tmp_path: Path, call: Call) -> None:
    (tmp_path / "week").mkdir()
    write(tmp_path / "week" / "a.tgz", {"a.txt": MENDED, "b.txt": BAD, "c.docx": b"1"})
    isolated = ("--isolated", "--now", "2024-06-01")
    done = call("check", "week/a.tgz", *isolated, "-f", "concise", cwd=tmp_path)
    assert done.returncode == 1
    assert "week/a.tgz!/b.txt:1:18" in done.stdout
    assert "1 .docx file, which no reader takes" in done.stdout
    call("check", "week", *isolated, "--write-baseline", "known.json", "--run", "run", cwd=tmp_path)
    assert "week/a.tgz!/b.txt:1:18" in call("report", "run", "-f", "concise", cwd=tmp_path).stdout
    assert call("check", "week", *isolated, "--baseline", "known.json", cwd=tmp_path).returncode == 0
    for form in ("sarif", "json", "junit", "github", "gitlab", "rdjson", "full"):
        assert "a.tgz!/b.txt" in call("check", "week", *isolated, "-f", form, cwd=tmp_path).stdout.replace("%21", "!")
    results = call("fix", "week", "--isolated", "--in-place", cwd=tmp_path)
    assert "held back: it lies in an archive, which is not written anew; --to DIR" in results.stderr
    assert list(members(tmp_path / "week" / "a.tgz")) == ["a.txt", "b.txt", "c.docx"]
