"""Accepted articles handed on in their normalised form: the same records as ever, and nothing of them twice."""

from __future__ import annotations

import gzip
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance import UsageError, check, check_corpus, gate, gate_corpus, normalise
from provenance.frames import NORMALISED
from provenance.gate import CopyFormat
from provenance.gate.file_names import Unique
from provenance.policy.configuration import Policy
from provenance.runs import fact_tables
from provenance.storage.targets import Mode

SAMPLE = Path(__file__).parent.parent / "sample_corpus"
GOOD = (
    " date 2024-03-12\n\nThe council of Westhaven voted for the slipway on Monday, after a debate of three hours.\n\n"
    "Crews clear the road near Westhaven harbour after the storm of the night before (Dana Holt/AP)"
)
BAD = " date 2024-03-12 An error occurred. Please try again."
POLICY = Policy(now=date(2024, 6, 1), select=("BPL001", "INP"))


def line(number, text, **more):
    return json.dumps({"id": f"r{number}", "text": text, **more})


def lines(*records):
    return "\n".join(record if isinstance(record, str) else line(*record) for record in records)


def written(source, content):
    """Write the files of a corpus."""
    for name, data in content.items():
        place = source / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(data, pl.DataFrame):
            data.write_parquet(place)
        else:
            place.write_bytes(data if isinstance(data, bytes) else data.encode())


def divided(tmp_path, source, run, form=CopyFormat.jsonl, mode=Mode.APPEND):
    """Divide a corpus that was checked between `good` and `bad`."""
    with gate.prepare(tmp_path / "good", tmp_path / "bad", [source], mode=mode) as sides:
        done = gate.stage(run, [source], sides, form)
        done.commit()
    return done


def staged(tmp_path, content, form=CopyFormat.jsonl):
    """Check a folder with that content and divide it between `good` and `bad`."""
    number = len(list(tmp_path.glob("in-*")))
    source, frames = tmp_path / f"in-{number}", tmp_path / f"frames-{number}"
    written(source, content)
    fact_tables.prepare(frames)
    return divided(tmp_path, source, check.check_corpus([source], POLICY, frames=frames), form)


def accepted(tmp_path):
    """Return what lies among the accepted, by the name of the file."""
    found = {}
    for place in sorted((tmp_path / "good").rglob("*")):
        name = str(place.relative_to(tmp_path / "good"))
        if place.is_file() and not name.startswith(".provenance/") and name != gate.MANIFEST:
            rows = pl.read_ndjson(place, schema=NORMALISED.schema) if place.suffix == ".jsonl" else None
            found[name] = pl.read_parquet(place) if rows is None else rows
    return found


ROWS = pl.DataFrame({"id": [f"p{n}" for n in range(5)], "text": [GOOD, BAD, GOOD, GOOD, BAD], "more": range(5)})
CONTENT = {
    "sub/a.txt": GOOD,
    "b.txt": BAD,
    "caf\u00e9.txt": f"{GOOD} Caf\u00e9".encode("cp1252"),
    "zipped.txt.gz": gzip.compress(GOOD.encode()),
    "week.jsonl": lines((0, GOOD), (1, BAD), "{broken", *((number, f"{GOOD} {number}") for number in range(3, 6))),
    "fine.ndjson": lines((20, GOOD), (21, GOOD)),
    "rows.parquet": ROWS,
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """A folder with CONTENT and its run, of which some files come in several shards."""
    folder = tmp_path_factory.mktemp("checked")
    written(folder / "in", CONTENT)
    fact_tables.prepare(folder / "frames")
    return folder / "in", check.check_corpus([folder / "in"], POLICY, frames=folder / "frames", shard_articles=3)


@pytest.fixture(scope="module")
def expected(checked):
    """The articles of CONTENT that pass, in their normalised form."""
    return normalise(checked[0], POLICY).filter(~pl.col("article").is_in(["b.txt", "r1", "p1", "p4"]))


IDS = {"week": ["r0", *(f"r{number}" for number in range(3, 6))], "fine": ["r20", "r21"]}


@pytest.mark.parametrize("form", [CopyFormat.jsonl, CopyFormat.parquet])
def test_what_passes_is_normalised_and_what_does_not_is_copied(tmp_path, form, checked, expected):
    done, found = divided(tmp_path, *checked, form), accepted(tmp_path)
    named = ("sub/a", "caf\u00e9", "zipped", "week", "fine", "rows")
    assert set(found) == {f"{name}.{form}" for name in named}
    for name, original in zip(
        named, ("sub/a.txt", "caf\u00e9.txt", "zipped.txt.gz", "week.jsonl", "fine.ndjson"), strict=False
    ):
        ids = IDS.get(name, [original])
        assert found[f"{name}.{form}"].equals(expected.filter(pl.col("article").is_in(ids))), name
        assert found[f"{name}.{form}"].height == len(ids)
    assert found[f"rows.{form}"]["article"].to_list() == ["p0", "p2", "p3"]
    assert all("Dana Holt/AP" not in body for frame in found.values() for body in frame["body"])
    assert sum(frame.height for frame in found.values()) == done.counts.accepted == expected.height
    assert (tmp_path / "bad/b.txt").read_text() == BAD
    assert (tmp_path / "bad/week.jsonl").read_text() == f"{line(1, BAD)}\n{{broken\n"
    assert pl.read_parquet(tmp_path / "bad/rows.parquet").equals(ROWS.filter(pl.col("text") == BAD))


def test_the_counts_are_those_of_the_originals(tmp_path, checked):
    normalised = divided(tmp_path / "as", *checked)
    original = divided(tmp_path / "original", *checked, CopyFormat.original)
    assert normalised.counts == original.counts
    assert normalised.left == original.left
    for done, form in ((normalised, "jsonl"), (original, "original")):
        folder = done.into.folders["accepted"]
        (message,) = json.loads((folder / gate.MANIFEST).read_text(encoding="utf-8"))["runs"]
        assert (message["as"], done.run.gate["as"]) == (form, form)


def test_the_same_again_adds_nothing(tmp_path, checked):
    first = divided(tmp_path, *checked)
    before = accepted(tmp_path)
    for form in (CopyFormat.jsonl, CopyFormat.parquet, CopyFormat.original):
        again = divided(tmp_path, *checked, form).counts
        assert again == replace(first.counts, known=first.counts.accepted + first.counts.quarantined)
        assert accepted(tmp_path).keys() == before.keys()


def test_a_record_is_known_by_its_normalised_form_however_its_bytes_differ(tmp_path):
    nameless = json.dumps({"text": f"{GOOD} one", "fetched": 1})
    staged(tmp_path, {"week.jsonl": lines(line(0, GOOD, fetched=1), line(1, GOOD, title="A slipway"), nameless)})
    later = lines(
        line(0, GOOD, fetched=2), line(1, GOOD, title="Another"), nameless.replace("1}", "2}"), line(2, GOOD, fetched=2)
    )
    counts = staged(tmp_path, {"week.jsonl": later}).counts
    assert (counts.accepted, counts.known, counts.quarantined, counts.clashing) == (3, 2, 1, 1)
    assert sorted(article for frame in accepted(tmp_path).values() for article in frame["article"]) == [
        "r0", "r1", "r2", "week.jsonl#2",
    ]  # fmt: skip
    assert (tmp_path / "bad/week.jsonl").read_text() == f"{line(1, GOOD, title='Another')}\n"


def test_an_original_that_is_there_is_not_handed_on_again(tmp_path):
    staged(tmp_path, {"a.txt": GOOD}, CopyFormat.original)
    done = staged(tmp_path, {"a.txt": GOOD, "b.txt": GOOD})
    assert (done.counts.accepted, done.counts.known) == (2, 1)
    assert (tmp_path / "good/b.jsonl").is_file()
    assert not (tmp_path / "good/a.jsonl").exists()


def test_another_form_takes_the_place_of_the_first(tmp_path, checked):
    divided(tmp_path, *checked, CopyFormat.original)
    divided(tmp_path, *checked, CopyFormat.parquet, Mode.REPLACE)
    assert {name.rpartition(".")[2] for name in accepted(tmp_path)} == {"parquet"}


def test_what_has_been_taken_away_is_handed_on_again(tmp_path):
    staged(tmp_path, {"a.txt": GOOD})
    (tmp_path / "good/a.jsonl").unlink()
    assert staged(tmp_path, {"a.txt": GOOD}).counts.known == 0
    assert (tmp_path / "good/a.jsonl").is_file()


def test_a_name_that_is_taken_gets_that_of_the_run(tmp_path):
    staged(tmp_path, {"a.txt": GOOD})
    done = staged(tmp_path, {"a.jsonl": lines((0, GOOD))})
    assert set(accepted(tmp_path)) == {"a.jsonl", f"a.{done.into.target.run}.jsonl"}


def test_no_two_files_get_one_name_and_none_that_of_a_folder(tmp_path):
    content = {"a.txt": GOOD, "a.text": GOOD, "a.jsonl": lines((0, GOOD)), "b.txt": GOOD, "b.jsonl/c.txt": GOOD}
    staged(tmp_path, {**content, f"{'x' * 251}.txt": GOOD})
    assert sum(frame.height for frame in accepted(tmp_path).values()) == 6
    assert {"b.txt.jsonl", "b.jsonl/c.jsonl", f"{'x' * 249}.jsonl"} <= accepted(tmp_path).keys()
    unique = Unique((), ".jsonl")
    given = [unique.of(place) for place in ("d/a.txt", "d/a.txt.gz", "d/a.text.zst", "d/a.jsonl", "d/a.txt", "d/a.txt")]
    assert given == [
        "d/a.jsonl",
        "d/a.txt.gz.jsonl",
        "d/a.text.zst.jsonl",
        "d/a.jsonl.jsonl",
        "d/a.txt.jsonl",
        "d/a.txt.2.jsonl",
    ]


def test_frames_are_handed_on_from_python(tmp_path):
    frame = pl.DataFrame({"id": ["a", "b"], "text": [GOOD, BAD]})
    sides = {"accepted": tmp_path / "good", "quarantine": tmp_path / "bad"}
    run = gate_corpus(frame, POLICY, **sides, form="parquet")
    assert (run.gate["accepted"], run.gate["as"], run.frames) == (1, "parquet", None)
    assert accepted(tmp_path)["frame.parquet"].equals(normalise(frame.head(1), POLICY))
    with pytest.raises(UsageError, match="form must be one of original, jsonl, parquet, not 'json'"):
        gate_corpus(frame, POLICY, **sides, form="json", append=True)


def test_days_beyond_the_calendar_and_names_that_are_no_utf8_are_handed_on(tmp_path):
    (tmp_path / "in").mkdir()
    name = os.fsdecode(b"caf\xe9.txt")
    (tmp_path / "in" / name).write_text(GOOD)
    rows = pl.DataFrame({"id": ["far"], "text": [GOOD], "published": [2**40]})
    rows.cast({"published": pl.Datetime("ms")}).write_parquet(tmp_path / "in/far.parquet")
    for form in ("jsonl", "parquet"):
        sides = {"accepted": tmp_path / f"good-{form}", "quarantine": tmp_path / f"bad-{form}"}
        run = gate_corpus(tmp_path / "in", POLICY, **sides, form=form)
        assert (run.gate["accepted"], run.gate["quarantined"]) == (2, 0)
        made = sorted(os.fsencode(place.name) for place in sides["accepted"].glob(f"*.{form}"))
        assert made == [b"caf\xe9.%s" % form.encode(), b"far.%s" % form.encode()]


def test_a_run_without_frames_is_refused(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(GOOD)
    with gate.prepare(tmp_path / "good", tmp_path / "bad", [tmp_path / "in"]) as sides:
        run = check.check_corpus([tmp_path / "in"], POLICY)
        with pytest.raises(UsageError, match="frames of facts"):
            gate.stage(run, [tmp_path / "in"], sides, CopyFormat.jsonl)


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_what_was_handed_on_is_checked_again_without_new_findings(tmp_path, form):
    corpus, sides = SAMPLE / "pictures", {"accepted": tmp_path / "good", "quarantine": tmp_path / "bad"}
    policy = Policy(now=date(2024, 6, 1), select=("INP", "CAP", "CRD", "EMB", "TXT", "DAT"))
    run = gate_corpus(corpus, policy, **sides, form=form)
    again = check_corpus(tmp_path / "good", replace(policy, fields={"text": "body", "id": "article"}))
    assert again.summary["captions"].sum() > 0
    before, now = ({tuple(row) for row in each.findings.select("code", "article").iter_rows()} for each in (run, again))
    assert now <= before
