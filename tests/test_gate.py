"""The import gate: every record goes to exactly one side, as it came; a kill leaves nothing half-done."""

from __future__ import annotations

import gzip
import json
import random
import re
import shutil
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from provenance import check, gate
from provenance.errors import UsageError
from provenance.formats import streams
from provenance.formats.parquet import row_digests
from provenance.policy.configuration import Policy
from provenance.storage.targets import Mode
from tests.support import examples

GOOD = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
BAD = " date 2024-03-12 An error occurred. Please try again."
POLICY = Policy(now=date(2024, 6, 1), select=("BPL001", "INP"))


def line(number, text):
    return json.dumps({"id": f"r{number}", "text": text, "n": number}, ensure_ascii=False).encode()


def divided(source, out, policy=POLICY, paths=None, mode=Mode.NEW):
    paths = paths or [source]
    with gate.prepare(out / "good", out / "bad", paths, mode=mode) as sides:
        return gate.split_corpus(check.check_corpus(paths, policy), paths, sides)


def noise(seed, size):
    return random.Random(seed).randbytes(size).hex()


def files(folder):
    ours = {gate.MANIFEST, *(f"{name}.parquet" for name in gate.REASONS)}
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: data for name, data in found.items() if name not in ours and not name.startswith(".provenance/")}


RECORD = st.tuples(
    st.sampled_from([GOOD, BAD, "", "\x00", "caf\u00e9 \U0001f600 one two"]), st.sampled_from([b"\n", b"\r\n", b"\n\n"])
)
BROKEN = st.sampled_from([b'{"id": "x", "text": ', b"[1]", b"\xff\xfe{", b'{"text": 3}']).map(
    lambda data: (data, b"\n")
)


@examples(5)
@given(st.lists(RECORD | BROKEN, min_size=1, max_size=6), st.booleans())
def test_every_line_goes_to_one_side_byte_for_byte(tmp_path_factory, records, marked):
    folder = tmp_path_factory.mktemp("gate")
    (folder / "in").mkdir()
    lines = [text if isinstance(text, bytes) else line(number, text) for number, (text, _) in enumerate(records)]
    data = b"".join(one + end for one, (_, end) in zip(lines, records, strict=True))
    (folder / "in/a.jsonl").write_bytes((b"\xef\xbb\xbf" if marked else b"") + data)
    counts = divided(folder / "in", folder)
    sentence = [files(folder / side).get("a.jsonl", b"").removeprefix(b"\xef\xbb\xbf") for side in ("good", "bad")]
    split = [Counter(part.rstrip(b"\r") for part in side.split(b"\n") if part.strip()) for side in sentence]
    assert split[0] + split[1] == Counter(lines)
    assert (split[0].total(), split[1].total()) == (counts.accepted, counts.quarantined)
    assert counts.records == len(records)
    assert not any(BAD.encode() in one for one in split[0])


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    """One of everything."""
    folder = tmp_path_factory.mktemp("mixed")
    source = folder / "in"
    (source / "sub").mkdir(parents=True)
    (source / "good.txt").write_bytes(b"\xef\xbb\xbf" + GOOD.encode() + b"\r\n")
    (source / "sub/bad.txt").write_text(BAD, encoding="utf-8")
    (source / "latin.txt").write_bytes(f"{GOOD} Café.".encode("cp1252"))
    (source / "empty.txt").write_bytes(b"")
    (source / "zipped.txt.gz").write_bytes(gzip.compress(GOOD.encode()))
    (source / "cut.txt.gz").write_bytes(gzip.compress(noise(1, 9000).encode())[:5000])
    (source / "notes.md").write_text("not an article", encoding="utf-8")
    (source / "gone.txt").symlink_to(source / "nowhere")
    (source / "none.jsonl").write_bytes(b"\n")
    (source / "week.jsonl").write_bytes(line(0, GOOD) + b"\n\n" + line(1, BAD) + b"\n{broken\n" + line(3, GOOD))
    wide = f"\ufeff{line(0, GOOD).decode()}\n{line(1, BAD).decode()}\n".encode("utf-16-le")
    (source / "wide.jsonl").write_bytes(wide)
    cut = gzip.compress(b"".join(line(n, GOOD + noise(n, 400)) + b"\n" for n in range(100)))
    (source / "cut.jsonl.gz").write_bytes(cut[: len(cut) // 2])
    rows = pl.DataFrame(
        {
            "id": [f"p{number}" for number in range(10)],
            "text": [BAD if number % 3 == 0 else GOOD for number in range(10)],
            "nested": [{"a": [number, None], "b": {"c": b"\x00\xff"}} for number in range(10)],
            "when": [date(2024, 1, 1)] * 10,
            "__row": range(10),
        }
    )
    rows.write_parquet(source / "rows.parquet", row_group_size=2)
    rows.head(0).write_parquet(source / "no_rows.parquet")
    rows.filter(pl.col("text") == GOOD).write_parquet(source / "all=good.parquet", compression="gzip")
    (source / "torn.parquet").write_bytes((source / "rows.parquet").read_bytes()[:-30])
    return folder, divided(source, folder), rows


def test_one_of_everything(mixed):
    folder, counts, _ = mixed
    source, good, bad = files(folder / "in"), files(folder / "good"), files(folder / "bad")
    for name in ("good.txt", "latin.txt", "zipped.txt.gz", "all=good.parquet"):
        assert good[name] == source[name]
    for name in ("sub/bad.txt", "empty.txt", "cut.txt.gz", "none.jsonl", "no_rows.parquet"):
        assert bad[name] == source[name]
    assert good["week.jsonl"] == line(0, GOOD) + b"\n" + line(3, GOOD)
    assert bad["week.jsonl"] == line(1, BAD) + b"\n{broken\n"
    assert good["wide.jsonl"].decode("utf-16").splitlines() == [line(0, GOOD).decode()]
    assert bad["wide.jsonl"].decode("utf-16").splitlines() == [line(1, BAD).decode()]
    cut = [gzip.decompress(side.get("cut.jsonl.gz", gzip.compress(b""))).count(b"\n") for side in (good, bad)]
    assert cut[0] > 10
    assert "torn.parquet" not in good | bad
    assert counts.unreadable == 3  # gone.txt, torn.parquet, the rest of cut.jsonl.gz
    assert counts.accepted == 3 + 2 + 1 + 6 + 6 + cut[0]
    assert counts.not_read == {".md": 1}
    assert counts.records == counts.accepted + counts.quarantined + counts.unreadable + 1


def test_parquet_rows_keep_all_their_columns(mixed):
    folder, _, rows = mixed
    assert_frame_equal(pl.read_parquet(folder / "good/rows.parquet"), rows.filter(pl.col("text") == GOOD))
    assert_frame_equal(pl.read_parquet(folder / "bad/rows.parquet"), rows.filter(pl.col("text") == BAD))


def test_the_reasons_stand_beside_what_is_set_aside(mixed):
    folder, counts, _ = mixed
    reasons = pl.read_parquet(folder / "bad/findings.parquet")
    assert set(reasons.filter(source="rows.parquet")["article"]) == {"p0", "p3", "p6", "p9"}
    assert set(reasons.filter(source="week.jsonl")["code"]) == {"BPL001", "INP004"}
    assert not reasons.filter(source="good.txt").height
    (sentence,) = json.loads((folder / "good" / gate.MANIFEST).read_text(encoding="utf-8"))["runs"]
    assert (sentence["accepted"], sentence["quarantined"]) == (counts.accepted, counts.quarantined)
    pointer = json.loads((folder / "bad" / gate.MANIFEST).read_text(encoding="utf-8"))
    assert (folder / "bad" / pointer["manifest"]).resolve() == (folder / "good" / gate.MANIFEST).resolve()


def test_a_second_run_in_its_place_changes_nothing(mixed):
    folder, counts, _ = mixed
    before = {side: files(folder / side) for side in ("good", "bad")}
    assert divided(folder / "in", folder, mode=Mode.REPLACE) == counts
    assert {side: files(folder / side) for side in ("good", "bad")} == before
    assert sorted(path.name for path in folder.iterdir()) == ["bad", "good", "in"]


def test_a_second_run_added_to_it_finds_all_of_it_there(mixed):
    folder, counts, _ = mixed
    before = {side: files(folder / side) for side in ("good", "bad")}
    again = divided(folder / "in", folder, mode=Mode.APPEND)
    assert again == replace(counts, known=counts.accepted + counts.quarantined)
    assert {side: files(folder / side) for side in ("good", "bad")} == before


def test_what_speaks_of_the_corpus_stamps_no_record(tmp_path):
    (tmp_path / "in").mkdir()
    for number in range(4):
        (tmp_path / f"in/{number}.txt").write_text(GOOD.replace("12", str(number + 10)) + str(number), encoding="utf-8")
        (tmp_path / f"in/{number}-same.txt").write_text(f" date 2024-03-12 {GOOD[17:]}", encoding="utf-8")
    policy = Policy(now=date(2024, 6, 1), select=("duplicate-share",), severity={"duplicate-share": "error"})
    run = check.check_corpus([tmp_path / "in"], policy)
    assert not run.verdict.passed
    assert divided(tmp_path / "in", tmp_path, policy).accepted == 8


def test_links_to_folders_stay_links(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(GOOD)
    for name in ("good", "bad"):
        (tmp_path / "disk" / name).mkdir(parents=True)
        (tmp_path / name).symlink_to(f"disk/{name}")
    for _ in range(2):
        assert divided(tmp_path / "in", tmp_path, mode=Mode.REPLACE).accepted == 1
    assert (tmp_path / "good").is_symlink()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad", "disk", "good", "in"]


def test_a_record_that_fails_only_in_company_is_set_aside_alone(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / f"in/{name}.jsonl").write_bytes(line(1, GOOD) + b"\n" + line(name, GOOD[:60] + name * 40) + b"\n")
    policy = Policy(now=date(2024, 6, 1), select=("id-not-unique",), severity={"id-not-unique": "error"})
    counts = divided(tmp_path / "in", tmp_path, policy)
    assert (counts.accepted, counts.quarantined) == (3, 1)
    assert files(tmp_path / "bad") == {"b.jsonl": line(1, GOOD) + b"\n"}


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs the folder /proc")
def test_a_file_that_fails_while_it_is_read_is_counted_and_the_others_are_divided(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(GOOD)
    (tmp_path / "in/b.txt").symlink_to("/proc/self/mem")
    counts = divided(tmp_path / "in", tmp_path)
    assert (counts.accepted, counts.quarantined, counts.unreadable) == (1, 0, 1)
    assert (list(files(tmp_path / "good")), list(files(tmp_path / "bad"))) == (["a.txt"], [])


def test_a_line_too_long_to_be_held_is_set_aside_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(streams, "LIMIT", 1 << 16)
    monkeypatch.setattr(streams, "CHUNK", 1 << 14)
    long = line(1, "word " * 50_000)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_bytes(line(0, GOOD) + b"\n" + long + b"\n" + line(2, GOOD) + b"\n" + long)
    counts = divided(tmp_path / "in", tmp_path)
    assert (counts.accepted, counts.quarantined) == (2, 2)
    assert files(tmp_path / "bad")["a.jsonl"] == long + b"\n" + long
    assert files(tmp_path / "good")["a.jsonl"] == line(0, GOOD) + b"\n" + line(2, GOOD) + b"\n"


def refused(tmp_path, good, bad, paths, match):
    with pytest.raises(UsageError, match=match):
        gate.prepare(good and tmp_path / good, bad and tmp_path / bad, paths)


def test_what_cannot_be_divided_is_refused_before_any_work(tmp_path):
    for name in (
        "in/a.txt",
        "full/x",
        "in2/findings.parquet",
        "old/good/in/a.txt",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(GOOD, encoding="utf-8")
    source = tmp_path / "in"
    refused(tmp_path, "good", None, [source], "go together")
    refused(tmp_path, "good", "good", [source], "in each other")
    refused(tmp_path, "good", "good/bad", [source], "in each other")
    refused(tmp_path, "in/good", "bad", [source], "inside the input")
    refused(tmp_path, "old/good", "bad", [tmp_path / "old/good/in"], "the input lies in it")
    refused(tmp_path, "full", "bad", [source], "no earlier run has written")
    refused(tmp_path, "full/x/good", "bad", [source], "is no folder")
    refused(tmp_path, "good", "bad", ["-"], "standard input")
    refused(tmp_path, "good", "bad", [tmp_path / "in2"], "that the gate writes")
    assert gate.prepare(None, None, [source]) is None


def write(folder, content):
    """Write files: texts, lines of JSON, or a frame."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in content.items():
        if isinstance(data, pl.DataFrame):
            data.write_parquet(folder / name)
        elif isinstance(data, dict):
            (folder / name).write_bytes(b"".join(line(*pair) + b"\n" for pair in data.items()))
        else:
            (folder / name).write_bytes(data.encode() if isinstance(data, str) else data)
    return folder


CHANGES = {
    "a text": {"a.txt": BAD},
    "a text of the same length": {"a.txt": GOOD.replace("Monday", "Sunday")},
    "a line": {"c.jsonl": {0: BAD, 1: GOOD}},
    "a line that failed": {"c.jsonl": {0: GOOD, 1: "An error occurred. Please try later."}},
    "one line more": {"c.jsonl": {0: GOOD, 1: BAD, 2: GOOD}},
    "one line less": {"c.jsonl": {0: GOOD}},
    "lines swapped": {"c.jsonl": {1: BAD, 0: GOOD}},
    "a row": {"p.parquet": pl.DataFrame({"id": ["p"], "text": [BAD], "more": [1]})},
    "another column of a row": {"p.parquet": pl.DataFrame({"id": ["p"], "text": [GOOD], "more": [2]})},
    "one row more": {"p.parquet": pl.DataFrame({"id": ["p", "q"], "text": [GOOD, GOOD], "more": [1, 2]})},
    "a file gone": {"a.txt": None},
}


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """A folder with a corpus, `in`, what an earlier run had accepted, `good` and `bad`; and the check of the corpus."""
    folder = tmp_path_factory.mktemp("checked")
    row = pl.DataFrame({"id": ["p"], "text": [GOOD], "more": [1]})
    source = write(folder / "in", {"a.txt": GOOD, "c.jsonl": {0: GOOD, 1: BAD}, "p.parquet": row})
    divided(write(folder / "before", {"z.txt": GOOD}), folder)
    return folder, check.check_corpus([source], POLICY)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("mode", [Mode.NEW, Mode.APPEND, Mode.REPLACE], ids=lambda mode: mode.name.lower())
def test_what_has_changed_since_the_check_is_named_and_nothing_is_copied(tmp_path, checked, change, mode):
    folder, run = checked
    for name in ("in",) if mode is Mode.NEW else ("in", "good", "bad"):
        shutil.copytree(folder / name, tmp_path / name)
    source = tmp_path / "in"
    before = [files(tmp_path / side) for side in ("good", "bad") if mode is not Mode.NEW]
    with gate.prepare(tmp_path / "good", tmp_path / "bad", [source], mode=mode) as sides:
        (name,) = change
        if change[name] is None:
            (source / name).unlink()
        else:
            write(source, change)
        named = r"^(a\.txt|p\.parquet|(r\d|p|q|c\.jsonl#\d) \(in (c\.jsonl|p\.parquet)\)): has (changed|vanished)"
        with pytest.raises(UsageError, match=f"{named} since it was checked; run again"):
            gate.split_corpus(run, [source], sides)
    assert [files(tmp_path / side) for side in ("good", "bad") if mode is not Mode.NEW] == before
    assert (tmp_path / "good").exists() == (mode is not Mode.NEW)


def test_what_comes_after_the_check_waits_for_the_next(tmp_path):
    source = write(tmp_path / "in", {"a.txt": GOOD})
    with gate.prepare(tmp_path / "good", tmp_path / "bad", [source]) as sides:
        run = check.check_corpus([source], POLICY)
        write(source, {"b.txt": BAD, "c.jsonl": {1: GOOD}, "d.txt": GOOD})
        counts = gate.split_corpus(run, [source], sides)
    assert (counts.records, counts.late) == (1, 3)
    assert (list(files(tmp_path / "good")), files(tmp_path / "bad")) == (["a.txt"], {})


def test_lines_of_wide_characters_leave_byte_for_byte(tmp_path):
    text, half = GOOD + " \u0a00\u0a0a\U0001f600", ' half \ud800 a character"}\n'
    parts, encodings = {}, ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
    for number, encoding in enumerate(encodings):
        lines = ("\ufeff", line(3 * number, GOOD).decode() + "\r\n", "\n", f'{{"id": "r{3 * number + 1}", "text": "{GOOD}{half}',
                 line(3 * number + 2, text).decode() + "\n")  # fmt: skip
        parts[f"{encoding}.jsonl"] = [each.encode(encoding, "surrogatepass") for each in lines]
    write(tmp_path / "in", {name: b"".join(lines) for name, lines in parts.items()})
    counts = divided(tmp_path / "in", tmp_path)
    assert (counts.accepted, counts.quarantined) == (2 * len(parts), len(parts))
    for name, (mark, first, _, torn, last) in parts.items():
        assert files(tmp_path / "good")[name] == mark + first + last
        assert files(tmp_path / "bad")[name] == mark + torn
    sentence = pl.read_parquet(tmp_path / "bad/findings.parquet").select("article", "code", "record", "line")
    assert sentence.sort("article").rows() == sorted((f"r{3 * number + 1}", "INP002", 1, 3) for number in range(4))


def test_lines_that_are_one_array_are_no_records_and_their_file_is_counted(tmp_path):
    encodings = ("utf-8", "utf-8-sig", "utf-16", "utf-32")
    array = f'[\n"a",\n{line(0, GOOD).decode()}\n]'
    write(tmp_path / "in", {"a.txt": GOOD, **{f"{name}.jsonl": array.encode(name) for name in encodings}})
    counts = divided(tmp_path / "in", tmp_path)
    assert (counts.records, counts.accepted, counts.quarantined, counts.unreadable) == (5, 1, 0, 4)
    assert [*files(tmp_path / "good"), *files(tmp_path / "bad")] == ["a.txt"]


def day(tmp_path, number, content):
    """Import what came on a day, as a daily job does."""
    return divided(write(tmp_path / f"in-{number}", content), tmp_path, mode=Mode.APPEND)


def test_daily_imports_add_up(tmp_path):
    first = day(tmp_path, 1, {"a.txt": GOOD, "bad.txt": BAD, "week.jsonl": {0: GOOD, 1: BAD}})
    assert (first.accepted, first.quarantined, first.known) == (2, 2, 0)
    second = day(tmp_path, 2, {"b.txt": GOOD, "week.jsonl": {0: GOOD, 1: BAD, 2: GOOD}, "bad.txt": BAD})
    assert (second.accepted, second.quarantined, second.known, second.clashing) == (3, 2, 3, 0)
    good, bad = files(tmp_path / "good"), files(tmp_path / "bad")
    (later,) = set(good) - {"a.txt", "b.txt", "week.jsonl"}
    assert re.fullmatch(r"week\.\d{8}T\d{6}Z-[0-9a-f]{4}\.jsonl", later)
    assert good["week.jsonl"] == line(0, GOOD) + b"\n"
    assert good[later] == line(2, GOOD) + b"\n"
    assert set(bad) == {"bad.txt", "week.jsonl"}
    assert day(tmp_path, 2, {}) == replace(second, known=second.accepted + second.quarantined)
    assert (files(tmp_path / "good"), files(tmp_path / "bad")) == (good, bad)


def test_a_record_that_clashes_is_set_aside_with_its_reason_and_stops_nothing(tmp_path):
    row = pl.DataFrame({"id": ["p"], "text": [GOOD], "more": [1]})
    day(tmp_path, 1, {"a.txt": GOOD, "week.jsonl": {0: GOOD}, "p.parquet": row, "bad.txt": BAD})
    other = GOOD.replace("Monday", "Sunday")
    new = {"a.txt": other, "week.jsonl": {0: other, 5: GOOD}, "p.parquet": row.with_columns(more=2), "bad.txt": GOOD}
    counts = day(tmp_path, 2, new)
    assert (counts.accepted, counts.quarantined, counts.clashing, counts.known) == (2, 3, 3, 0)
    reasons = pl.read_parquet(tmp_path / "bad/findings.parquet").filter(code=gate.CLASH)
    assert set(reasons.select("article", "source", "record").rows()) == {
        ("a.txt", "a.txt", None), ("r0", "week.jsonl", 0), ("p", "p.parquet", 0),
    }  # fmt: skip
    assert reasons["message"].str.contains("has been accepted before").all()
    assert files(tmp_path / "good")["a.txt"] == GOOD.encode()
    assert files(tmp_path / "bad")["a.txt"] == other.encode()
    again = day(tmp_path, 3, new)
    assert (again.known, again.clashing) == (5, 3)
    assert pl.read_parquet(tmp_path / "bad/findings.parquet").filter(code=gate.CLASH).height == 3


def test_lines_without_ids_are_known_by_their_bytes(tmp_path):
    nameless = [json.dumps({"text": f"{GOOD} {number}"}) for number in range(3)]
    day(tmp_path, 1, {"week.jsonl": "\n".join([*nameless[:2], "{broken"])})
    counts = day(tmp_path, 2, {"week.jsonl": "\n".join([nameless[2], "{broken", nameless[0]])})
    assert (counts.accepted, counts.quarantined, counts.known, counts.clashing) == (2, 1, 2, 0)


def test_a_file_whose_records_have_no_text_is_set_aside(tmp_path):
    week = "\n".join(json.dumps({"id": f"r{number}", "body": GOOD}) for number in range(120))
    rows = pl.DataFrame({"id": ["p", "q"], "body": [GOOD, GOOD]})
    counts = day(tmp_path, 1, {"a.txt": GOOD, "week.jsonl": week, "p.parquet": rows})
    assert (counts.accepted, counts.quarantined, counts.without_article) == (1, 122, 122)
    assert files(tmp_path / "bad")["week.jsonl"] == week.encode()


def test_what_has_been_taken_away_is_there_no_longer(tmp_path):
    day(tmp_path, 1, {"a.txt": GOOD, "b.txt": GOOD + " Twice."})
    (tmp_path / "good/a.txt").unlink()
    counts = day(tmp_path, 1, {})
    assert (counts.accepted, counts.known) == (2, 1)
    assert set(files(tmp_path / "good")) == {"a.txt", "b.txt"}


def test_a_file_with_thousands_of_broken_lines_is_divided(tmp_path):
    lines = b"".join(b'{"id": "x%d", "text": \n' % number for number in range(3000))
    write(tmp_path / "in", {"a.jsonl": line(0, GOOD) + b"\n" + lines})
    counts = divided(tmp_path / "in", tmp_path)
    assert (counts.accepted, counts.quarantined) == (1, 3000)


BEYOND = pl.Series([2**62, 10**15])
ODD_COLUMNS = {
    "days": BEYOND.clip(0, 10**9).cast(pl.Int32).cast(pl.Date),
    "moments": BEYOND.cast(pl.Datetime("us")),
    "moments with a zone": BEYOND.cast(pl.Datetime("ms", "Europe/Berlin")),
    "durations": BEYOND.cast(pl.Duration("ms")),
    "lists of moments": BEYOND.cast(pl.Datetime("us")).reshape((2, 1)).arr.to_list(),
}


def test_rows_with_what_no_calendar_holds_are_divided(tmp_path):
    (tmp_path / "in").mkdir()
    tables = {
        f"{name}.parquet": pl.DataFrame({"text": [GOOD, BAD], "seen": each}) for name, each in ODD_COLUMNS.items()
    }
    for name, rows in tables.items():
        rows.write_parquet(tmp_path / "in" / name)
    counts = divided(tmp_path / "in", tmp_path)
    assert (counts.accepted, counts.quarantined) == (len(tables), len(tables))
    for side, number in (("good", 0), ("bad", 1)):
        for name, rows in tables.items():
            assert_frame_equal(pl.read_parquet(tmp_path / side / name), rows[number])
    again = divided(tmp_path / "in", tmp_path, mode=Mode.APPEND)
    assert (again.known, again.clashing) == (2 * len(tables), 0)


def test_rows_with_times_at_a_fixed_offset_keep_their_type(tmp_path):
    (tmp_path / "in").mkdir()
    times = pa.array([0, 2**62], pa.int64()).cast(pa.timestamp("us", "+05:30"))
    rows = pa.table({"text": [GOOD, BAD], "published": times})
    pq.write_table(rows, tmp_path / "in/rows.parquet")
    counts = divided(tmp_path / "in", tmp_path)
    assert (counts.accepted, counts.quarantined) == (1, 1)
    for side, number in (("good", 0), ("bad", 1)):
        kept = pq.read_table(tmp_path / side / "rows.parquet")
        assert kept["published"].combine_chunks() == times.slice(number, 1)


def test_a_moment_has_one_digest_in_every_unit():
    rows = pl.DataFrame({"seen": [datetime(2021, 5, 2, 10, tzinfo=UTC)]})
    digests = {tuple(row_digests(rows.cast(pl.Datetime(unit, "UTC")))) for unit in ("ms", "us", "ns")}
    assert len(digests) == 1


def test_what_is_no_reason_to_set_a_record_aside_is_not_among_the_reasons(tmp_path):
    (tmp_path / "week.jsonl").write_bytes(line(1, GOOD) + b"\n" + line(2, BAD) + b"\n")
    policy = Policy(now=date(2024, 6, 1), select=("BPL001", "TXT011"))
    divided(tmp_path / "week.jsonl", tmp_path / "out", policy)
    assert b"r1" in files(tmp_path / "out/good")["week.jsonl"]
    reasons = pl.read_parquet(tmp_path / "out/bad/findings.parquet")
    assert "BPL001" in reasons["code"]
    assert reasons["article"].unique().to_list() == ["r2"]


@pytest.mark.parametrize("damage", [b"PAR1", None])
def test_records_of_earlier_runs_that_cannot_be_read_are_named(tmp_path, damage):
    (tmp_path / "a.jsonl").write_bytes(line(1, GOOD) + b"\n")
    divided(tmp_path / "a.jsonl", tmp_path)
    (kept,) = (tmp_path / "good/.provenance/records").iterdir()
    kept.unlink()
    if damage:
        kept.write_bytes(damage)
    before = files(tmp_path / "good")
    with pytest.raises(UsageError, match=r"records: the records of earlier runs cannot be read: \S"):
        divided(tmp_path / "a.jsonl", tmp_path, mode=Mode.APPEND)
    assert files(tmp_path / "good") == before
