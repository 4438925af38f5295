"""Repairs: what they change, that they can be undone to the byte, and that they never make things worse."""

from __future__ import annotations

import base64
import errno
import gzip
import json
import os
import shutil
from collections import Counter
from datetime import date

import polars as pl
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from provenance import check, formats, reports
from provenance.errors import UsageError
from provenance.fixing import log, repair, undoing, writing
from provenance.formats import json_object, rewriting
from provenance.pipeline.shard import Job
from provenance.policy.configuration import Policy
from provenance.storage import targets
from tests.support import examples

POLICY = Policy(now=date(2024, 6, 1))
JOB = Job(rules=POLICY.rules(), catalogues={}, now=POLICY.clock())
LABEL = " date 2024-03-12 "
BODY = "The council of Westhaven voted for the slipway on Monday, after a debate of three hours in the town hall."
MORE = "Its plan costs four million and was drawn by a firm of the county, which has built two of the same kind."
PARTS = [
    BODY, "“We shall build it,” Mara Ellison said.", "Advertisement", "Sign up for our newsletter", "An error occurred. Please try again.",
    "Mara Ellison opens the slipway in Westhaven on Monday. Photo: Derek Holm/AP", "The cafÃ© on the quay stays open until the autumn.",
    "The plan is ready &mdash; nobody knows who pays.", "A father of two\x1b, he was not there.", "Please enable JavaScript to view this page.",
    "The slipway will open on time. I promise. — Mara Ellison (@maraellison) March 14, 2024", "By Mara Ellison", "Größe und Preis: 5 € im Café.",
]  # fmt: skip
TEXTS = st.builds(
    lambda label, parts, gap: label + gap.join(parts),
    st.sampled_from([LABEL, ""]),
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=5),
    st.sampled_from(["\n\n", "\r\n\r\n", "\n"]),
)


def fix(source, to=None, *, job=JOB, unsafe=False, fields=None):
    repaired = writing.plan([source], job, fields or {}, unsafe=unsafe)
    return writing.write([source], repaired, to, fields or {})


def content(folder):
    found = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name: data for name, data in found.items() if not name.startswith(log.NOTES)}


def broken(folder):
    findings = check.check_corpus([folder], POLICY).findings
    articles = findings.filter(pl.col("article").is_not_null())
    return {key: Counter(rows["code"].to_list()) for key, rows in articles.group_by("source", "record")}


WAYS = {
    "a.txt": lambda texts: texts[0].encode(),
    "b.txt": lambda texts: b"\xef\xbb\xbf" + texts[0].encode(),
    "c.txt": lambda texts: ("Größe und Straße, schöne Grüße.\n\n" + texts[1]).encode("cp1252"),
    "d.txt.gz": lambda texts: gzip.compress(texts[0].encode(), 1),
    "e.txt": lambda texts: texts[0].encode("utf-16"),
    "f.txt": lambda texts: texts[0].encode() + b" \xff\xfe\xc3 torn",
    "g.jsonl": lambda texts: lines(texts) + b"\n",
    "h.jsonl.gz": lambda texts: gzip.compress(lines(texts), 1),
    "i.jsonl": lambda texts: lines(texts).decode().encode("utf-16"),
    "j.jsonl": lambda texts: b"\xef\xbb\xbf" + lines(texts),
}


def lines(texts):
    message = [
        json.dumps({"n": 1.50, "id": f"x{number}", "text": text, "at": 1e400}, ensure_ascii=bool(number % 2))
        for number, text in enumerate(texts)
    ]
    return "\r\n\n".join(message).replace("1.5,", "1.50,").encode()


@settings(examples(2), phases=[Phase.explicit, Phase.generate])
@given(st.lists(TEXTS, min_size=3, max_size=4))
def test_laws_of_repair(tmp_path_factory, texts):
    """Nothing is worse after it, a second one changes nothing, and undone it is every byte as it was."""
    folder = tmp_path_factory.mktemp("fix")
    (folder / "in").mkdir()
    (folder / "in/a.jsonl").write_bytes(lines(texts))  # all forms are those of the next test
    obeyed(folder)


def test_every_form_obeys_the_laws(tmp_path):
    texts = [LABEL + "\r\n\r\n".join((BODY, *PARTS[2:8])), "\n\n".join((BODY, *PARTS[1:3]))]
    (tmp_path / "in").mkdir()
    for name, made in WAYS.items():
        (tmp_path / "in" / name).write_bytes(made(texts))
    frame = pl.DataFrame({"id": [f"p{number}" for number in range(len(texts))], "text": texts, "n": range(len(texts))})
    frame.write_parquet(tmp_path / "in/k.parquet")
    result = obeyed(tmp_path)
    assert {one.source for one in result.held_back if one.held_back == rewriting.INEXACT} == {"f.txt"}
    assert result.repaired == len(WAYS) - 1 - 4 + 2 * 4 + 2


def obeyed(folder):
    before = content(folder / "in")
    result = fix(folder / "in", folder / "out")
    assert content(folder / "in") == before
    assert not (folder / "in" / log.NOTES).exists()
    was, now = broken(folder / "in"), broken(folder / "out")
    assert not {key: worse for key in now if (worse := now[key] - was.get(key, Counter()))}
    assert fix(folder / "out").edits == 0
    if result.log:
        assert undoing.undo(result.log) == result.repaired
    assert content(folder / "out") == before
    assert {path.name for path in result.log.parent.iterdir()} == {log.CHANGES} if result.log else True
    return result


def test_only_what_is_repaired_changes(tmp_path):
    (tmp_path / "in/sub").mkdir(parents=True)
    (tmp_path / "in/sub/a.txt").write_bytes(f"{LABEL}{BODY}\r\n\r\nAdvertisement\r\n\r\n{BODY}\r\n".encode())
    (tmp_path / "in/b.txt").write_bytes(BODY.encode())
    (tmp_path / "in/letter.docx").write_bytes(b"PK")
    result = fix(tmp_path / "in", tmp_path / "out")
    assert result.sentence == "1 edit in 1 article; not copied: 1 .docx file"
    assert content(tmp_path / "out") == {
        "sub/a.txt": f"{LABEL}{BODY}\r\n\r\n{BODY}\r\n".encode(),
        "b.txt": BODY.encode(),
    }
    (message,) = log.read(result.log)
    (edit,) = message["edits"]
    assert (message["article"], edit["code"], edit["version"], edit["before"].strip(), edit["after"]) == (
        "sub/a.txt", "BPL009", 1, "Advertisement", "",
    )  # fmt: skip
    assert message["rule_set"]
    assert message["sha256_before"] == log.file_digest(tmp_path / "in/sub/a.txt") == message["file_before"]
    assert message["sha256_after"] == log.file_digest(tmp_path / "out/sub/a.txt") == message["file_after"]
    start, end = edit["start"], edit["end"]
    assert (tmp_path / "in/sub/a.txt").read_bytes().decode()[start:end] == edit["before"]


def test_a_link_to_an_empty_folder_stays_a_link(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_bytes(BODY.encode())
    (tmp_path / "disk").mkdir()
    (tmp_path / "out").symlink_to("disk")
    fix(tmp_path / "in", tmp_path / "out")
    assert (tmp_path / "out").is_symlink()
    assert content(tmp_path / "disk") == {"a.txt": BODY.encode()}


def test_a_record_takes_up_what_is_lifted_and_keeps_the_rest_as_written(tmp_path):
    caption = PARTS[5]
    line = (
        b'{"n": 1.10, "text": "'
        + f"{LABEL}{BODY}\\n\\n{caption}".encode()
        + b'", "big": 12345678901234567890.5, "e": "\\u00e9"}\n'
    )
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_bytes(line)
    fix(tmp_path / "in", tmp_path / "out")
    data = (tmp_path / "out/a.jsonl").read_bytes()
    message = json.loads(data)
    assert message["text"] == BODY
    assert message["published"] == "2024-03-12"
    assert message["captions"] == [caption]
    assert b'"n": 1.10' in data
    assert b'"big": 12345678901234567890.5, "e": "\\u00e9"' in data


def test_fields_by_other_names_take_up_what_is_lifted(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_text(
        json.dumps({"body": LABEL + BODY, "date_publish": None}) + "\n", encoding="utf-8"
    )
    fields = {"text": "body", "published": "date_publish"}
    fix(tmp_path / "in", tmp_path / "out", fields=fields)
    assert json.loads((tmp_path / "out/a.jsonl").read_bytes()) == {"body": BODY, "date_publish": "2024-03-12"}


def test_a_file_that_is_read_by_its_own_names_is_repaired_by_them(tmp_path):
    (tmp_path / "in").mkdir()
    record = {"text": LABEL + BODY, "date": None}
    (tmp_path / "in/a.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    pl.DataFrame([record], schema={"text": pl.String, "date": pl.String}).write_parquet(tmp_path / "in/b.parquet")
    (tmp_path / "in/c.jsonl").write_text(json.dumps({"body": LABEL + BODY, "text": "No."}) + "\n", encoding="utf-8")
    fix(tmp_path / "in", tmp_path / "out", fields={"text": "body", "published": "date_publish"})
    repaired = {"text": BODY, "date": None, "published": "2024-03-12"}
    assert json.loads((tmp_path / "out/a.jsonl").read_bytes()) == repaired
    assert pl.read_parquet(tmp_path / "out/b.parquet").to_dicts() == [repaired]
    assert json.loads((tmp_path / "out/c.jsonl").read_bytes()) == {
        "body": BODY, "text": "No.", "date_publish": "2024-03-12",
    }  # fmt: skip


def test_of_a_caption_that_is_less_sure_the_repair_is_a_suggestion(tmp_path):
    unsure = "Mara Ellison opens the slipway in Westhaven (Derek Holm/AP)"  # at the end of an article
    text = f"{PARTS[5]}\n\n{BODY}\n\n{MORE}\n\n{unsure}"
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(text, encoding="utf-8")
    found = check.check_corpus([tmp_path / "in"], POLICY)
    captions = found.findings.filter(code="CAP001").sort("start")
    assert [sure >= 0.9 for sure in captions["confidence"]] == [True, False]
    assert captions["fixable"].to_list() == [True, True]
    lines = list(reports.render(found, "full"))
    assert "   = fix: Move the caption out of the text, with its credit" in lines
    assert "   = suggested fix (--unsafe-fixes): Move the caption out of the text, with its credit" in lines
    assert fix(tmp_path / "in", tmp_path / "out").edits == 1
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == f"{BODY}\n\n{MORE}\n\n{unsure}"
    assert fix(tmp_path / "in", tmp_path / "unsafe", unsafe=True).edits == 2


def test_parquet_keeps_its_columns_and_types(tmp_path):
    (tmp_path / "in").mkdir()
    frame = pl.DataFrame(
        {"text": [f"{BODY}\n\n{PARTS[5]}", BODY], "x": [{"a": [1]}, {"a": []}], "captions": [["old"], None]},
        schema_overrides={"x": pl.Struct({"a": pl.List(pl.Int8)})},
    )
    frame.write_parquet(tmp_path / "in/a.parquet")
    fix(tmp_path / "in", tmp_path / "out")
    expected = frame.with_columns(text=pl.lit(BODY), captions=pl.Series([["old", PARTS[5]], None]))
    assert_frame_equal(pl.read_parquet(tmp_path / "out/a.parquet"), expected)


def test_columns_of_parquet_that_are_no_text_are_not_looked_into(tmp_path):
    (tmp_path / "in").mkdir()
    beyond = pl.Series([None, 2**62], dtype=pl.Int64).cast(pl.Datetime("us"))  # no moment of Python's calendar
    frame = pl.DataFrame({"text": [LABEL + BODY, f"{BODY}\n\nAdvertisement"], "published": beyond})
    frame.write_parquet(tmp_path / "in/a.parquet")
    result = fix(tmp_path / "in", tmp_path / "out")
    assert [one.held_back for one in result.held_back] == [rewriting.INEXACT]
    after = pl.read_parquet(tmp_path / "out/a.parquet")
    assert after["text"].to_list() == [LABEL + BODY, BODY]
    assert after["published"].to_physical().to_list() == [None, 2**62]


def test_parquet_of_which_another_column_is_damaged_is_left_alone(tmp_path):
    (tmp_path / "in").mkdir()
    frame = pl.DataFrame({"text": [f"{BODY}\n\nAdvertisement"], "x": ["z" * 50]})
    frame.write_parquet(tmp_path / "in/a.parquet", compression="uncompressed", statistics=False)
    data = (tmp_path / "in/a.parquet").read_bytes()
    at = data.index(b"z" * 50)
    (tmp_path / "in/a.parquet").write_bytes(data[: at - 20] + b"\xff" * 20 + data[at:])
    result = fix(tmp_path / "in", tmp_path / "out")
    assert [one.held_back for one in result.held_back] == [rewriting.DAMAGED]
    assert content(tmp_path / "out") == content(tmp_path / "in")


def test_what_has_no_place_for_a_caption_is_left_alone(tmp_path):
    (tmp_path / "in").mkdir()
    text = f"{BODY}\n\n{PARTS[5]}"
    pl.DataFrame({"text": [text], "embeds": [1], "captions": ["one"]}).write_parquet(tmp_path / "in/a.parquet")
    (tmp_path / "in/b.jsonl").write_text(json.dumps({"text": text, "captions": {"a": 1}}), encoding="utf-8")
    result = fix(tmp_path / "in", tmp_path / "out")
    assert result.edits == 0
    assert {one.held_back for one in result.held_back} == {rewriting.INEXACT}
    assert content(tmp_path / "out") == content(tmp_path / "in")


def test_bytes_that_were_not_decoded_are_left_alone(tmp_path):
    (tmp_path / "in").mkdir()
    data = f"{LABEL}{BODY}\n\nAdvertisement\n\nGrößer ist größer: ".encode() + b"\xff\xfe"
    (tmp_path / "in/a.txt").write_bytes(data)
    result = fix(tmp_path / "in", tmp_path / "out")
    assert (result.edits, len(result.held_back)) == (0, 1)
    assert (tmp_path / "out/a.txt").read_bytes() == data


def test_what_is_mended_and_has_no_place_in_the_old_encoding_becomes_utf8(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_bytes(f"{LABEL}{BODY} Größe. &#347;wi&#281;to &mdash; one".encode("cp1252"))
    fix(tmp_path / "in", tmp_path / "out")
    message = (tmp_path / "out/a.txt").read_bytes()
    assert "Größe" in (message.decode() if b"\xc5\x9b" in message else message.decode("cp1252"))


def test_suggestions_are_followed_only_when_asked(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(
        f"{LABEL}{BODY}\n\nREAD MORE: Storm tears the roof off the lifeboat station\n\n{BODY}", encoding="utf-8"
    )
    assert fix(tmp_path / "in", tmp_path / "safe").edits == 0
    assert fix(tmp_path / "in", tmp_path / "unsafe", unsafe=True).edits


def test_in_place_and_undone(tmp_path):
    (tmp_path / "a.txt").write_text(f"{LABEL}{BODY}\n\n{PARTS[5]}\n\n{MORE}\n\nAdvertisement", encoding="utf-8")
    before = content(tmp_path)
    first = fix(tmp_path)
    (lifted,) = (json.loads(line) for line in (first.log.parent / log.LIFTED).read_text(encoding="utf-8").splitlines())
    assert lifted == {"article": "a.txt", "source": "a.txt", "lifted": {"captions": [PARTS[5]]}}
    (tmp_path / "a.txt").write_text(
        (tmp_path / "a.txt").read_text(encoding="utf-8") + f"\n\n{PARTS[1]}\n\nSign up for our newsletter",
        encoding="utf-8",
    )
    middle = content(tmp_path)
    second = fix(tmp_path)
    assert second.log.parent.name == "fix-2"
    assert (tmp_path / log.NOTES / ".gitignore").read_text(encoding="ascii") == "*\n"
    with pytest.raises(UsageError, match="not as the repair has left it"):
        undoing.undo(first.log)
    undoing.undo(second.log)
    assert content(tmp_path) == middle
    (tmp_path / "a.txt").write_text(
        (tmp_path / "a.txt").read_text(encoding="utf-8").removesuffix(f"\n\n{PARTS[1]}\n\nSign up for our newsletter"),
        encoding="utf-8",
    )
    undoing.undo(first.log)
    assert content(tmp_path) == before


def test_what_was_undone_says_so_and_can_be_repaired_again(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.txt").write_text(f"{LABEL}{BODY}\n\nAdvertisement", encoding="utf-8")
    out = tmp_path / "out"
    first = fix(tmp_path / "in", out)
    repaired = content(out)
    for _ in range(2):  # also after the second repair
        undoing.undo(first.log)
        assert content(out) == content(tmp_path / "in")
        with pytest.raises(UsageError, match=r"was undone already, at 20\d\d-"):
            undoing.undo(first.log)
        assert fix(tmp_path / "in", out).log == first.log
        assert content(out) == repaired
    undoing.undo(first.log)
    (out / "b.txt").write_text("Somebody has worked on it.", encoding="utf-8")
    with pytest.raises(UsageError, match=r"b\.txt: has changed since it was written"):
        fix(tmp_path / "in", out)


def test_a_repair_in_place_that_was_undone_keeps_its_log(tmp_path):
    (tmp_path / "a.txt").write_text(f"{LABEL}{BODY}\n\nAdvertisement", encoding="utf-8")
    first = fix(tmp_path)
    undoing.undo(first.log)
    assert fix(tmp_path).log.parent.name == "fix-2"
    with pytest.raises(UsageError, match="was undone already"):
        undoing.undo(first.log)


def test_a_repair_that_was_killed_can_be_undone(tmp_path, monkeypatch):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"{LABEL}{BODY}\n\nAdvertisement", encoding="utf-8")
    before = content(tmp_path)

    class KilledError(BaseException):
        pass

    def killed(self, entries):
        add(self, entries)
        if entries[0]["source"] == "b.txt":
            raise KilledError

    add = log.Log.add
    monkeypatch.setattr(log.Log, "add", killed)
    with pytest.raises(KilledError):
        fix(tmp_path)
    assert content(tmp_path) != before
    assert undoing.undo(tmp_path / log.NOTES / "fix-1" / log.CHANGES) == 1
    assert content(tmp_path) == before


def test_a_repair_that_makes_a_new_finding_is_held_back_alone(tmp_path, monkeypatch):
    look = repair._look

    def harsher(records, job, fixes):
        counts, spans = look(records, job, fixes)
        for count, text in zip(counts, records["text"], strict=True):
            if "JavaScript" not in text:
                count["XXX001"] = 1
        return counts, spans

    monkeypatch.setattr(repair, "_look", harsher)
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(f"{LABEL}{BODY}\n\n{PARTS[9]}\n\nAdvertisement\n\n{BODY}", encoding="utf-8")
    result = fix(tmp_path / "in", tmp_path / "out")
    assert [one.held_back for one in result.held_back] == ["the text after it would be XXX001 (XXX001)"]
    assert (tmp_path / "out/a.txt").read_text(encoding="utf-8") == f"{LABEL}{BODY}\n\n{PARTS[9]}\n\n{BODY}"
    assert fix(tmp_path / "out").edits == 0


def test_the_diff_shows_what_would_change(tmp_path):
    (tmp_path / "a.txt").write_text(f"{LABEL}{BODY}\n\nA father of two\x1b, he was not there.", encoding="utf-8")
    message = "\n".join(writing.diff(writing.plan([tmp_path], JOB, {}, unsafe=False)))
    assert "--- a/a.txt" in message
    assert "-A father of two<U+001B>, he was not there." in message
    assert "+A father of two, he was not there." in message
    assert "\x1b" not in message


def test_the_longest_names_are_repaired(tmp_path):
    names = ("a.txt", *("x" * length + ".txt" for length in (234, 246, 251)), "zz.txt")
    for name in names:
        (tmp_path / "in" / name).parent.mkdir(exist_ok=True)
        (tmp_path / "in" / name).write_text(f"Advertisement\n\n{BODY}", encoding="utf-8")
        (tmp_path / "in" / name).chmod(0o640)
    assert fix(tmp_path / "in", tmp_path / "out").repaired == 5
    assert fix(tmp_path / "in").repaired == 5
    assert content(tmp_path / "in") == content(tmp_path / "out") == dict.fromkeys(names, BODY.encode())
    assert {(tmp_path / "in" / name).stat().st_mode & 0o777 for name in names} == {0o640}


def test_a_second_copy_takes_the_place_of_the_first_unless_somebody_has_worked_on_it(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(f"Advertisement\n\n{BODY}", encoding="utf-8")
    (tmp_path / "in/b.txt").write_text(BODY, encoding="utf-8")
    fix(tmp_path / "in", tmp_path / "out")
    (tmp_path / "in/b.txt").unlink()
    fix(tmp_path / "in", tmp_path / "out")
    assert content(tmp_path / "out") == {"a.txt": BODY.encode()}
    (tmp_path / "out/a.txt").write_text("mended by hand", encoding="utf-8")
    with pytest.raises(UsageError, match="has changed since"):
        fix(tmp_path / "in", tmp_path / "out")
    assert content(tmp_path / "out") == {"a.txt": b"mended by hand"}


def test_two_repairs_in_place_do_not_meet(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.txt").write_text(f"Advertisement\n\n{BODY}", encoding="utf-8")
    with targets.alone(tmp_path / "in"), pytest.raises(UsageError, match="another run is writing there"):
        fix(tmp_path / "in")
    assert fix(tmp_path / "in").repaired == 1


def test_what_cannot_be_written_is_refused(tmp_path):
    for name in ("in/a.txt", "full/x"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(BODY, encoding="utf-8")
    for to, paths, match in (
        (tmp_path / "full", [tmp_path / "in"], "no earlier run has written"),
        (tmp_path / "in/new", [tmp_path / "in"], "inside the input"),
        (tmp_path / "full/x/such", [tmp_path / "in"], "is no folder"),
        (None, [tmp_path / "in/a.txt"], "one folder"),
    ):
        with pytest.raises(UsageError, match=match):
            writing.write(paths, [], to, {})
    with pytest.raises(UsageError, match="standard input"):
        writing.plan(["-"], JOB, {}, unsafe=False)
    for message, match in (("{}", ":1: not an entry"), ('{"format": "x", "before": ""}', "not known")):
        (tmp_path / "log").write_text(message, encoding="utf-8")
        with pytest.raises(UsageError, match=match):
            undoing.undo(tmp_path / "log")
    with pytest.raises(UsageError, match="cannot read the log"):
        undoing.undo(tmp_path / "none")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)


@examples(50)
@given(
    st.dictionaries(st.text(max_size=3), JSON, max_size=4),
    st.dictionaries(st.text(max_size=3), JSON, max_size=3),
    st.sampled_from([None, 1]),
)
def test_a_json_line_is_changed_where_it_must_be(old, new, indent):
    line = json.dumps(old, indent=indent) + "\n"
    changed = json_object.changed(line, new)
    assert json.loads(changed) == old | new
    for name, member in json_object.members(line).items():
        if name not in new:
            assert line[member.start : member.end] in changed


@pytest.mark.parametrize("line", ["", "[1]", "{", '{"a" 1}', '{"a":}', "3"])
def test_what_is_no_object_is_refused(line):
    with pytest.raises(ValueError, match=r".*"):
        json_object.members(line)


def repaired_in_place(folder, names=("a.txt", "b.txt", "sub/c.txt")):
    """Repair a few articles in place; return the log and what the files were."""
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"{LABEL}{BODY}\n\nAdvertisement", encoding="utf-8")
    before = content(folder)
    return fix(folder).log, before


@pytest.fixture(scope="module")
def repaired_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("repaired")
    path, before = repaired_in_place(folder)
    return folder, path.relative_to(folder), before


@pytest.fixture
def repaired(repaired_once, tmp_path):
    """A copy, `corpus`, of three articles that were repaired in place; the log, and what the files were before."""
    folder, path, before = repaired_once
    shutil.copytree(folder, tmp_path / "corpus")
    return tmp_path / "corpus", tmp_path / "corpus" / path, before


def changed_log(file, number, **change):
    entries = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    entries[number] |= change
    file.write_text("".join(f"{json.dumps(entry)}\n" for entry in entries), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        {"path": "../outside.txt"},
        {"path": "sub/../../outside.txt"},
        {"path": "/etc/hostname"},
        {"path": "sub%2F..%2F..%2Foutside.txt"},
        {"path": ""},
        {"path": "."},
        {"path": "sub//c.txt"},
        {"path": "away/outside.txt"},
        {"path": "link.txt"},
        {"path": "pipe"},
        {"path": "sub"},
    ],
)
def test_a_log_never_leads_out_of_its_corpus(tmp_path, repaired, change):
    corpus, path, _ = repaired
    (tmp_path / "outside.txt").write_text("mine", encoding="utf-8")
    (corpus / "away").symlink_to(tmp_path)
    (corpus / "link.txt").symlink_to(tmp_path / "outside.txt")
    os.mkfifo(corpus / "pipe")
    after = {name: (corpus / name).read_bytes() for name in ("a.txt", "b.txt", "sub/c.txt")}
    digest = log.digest(b"mine")
    changed_log(path, 2, file_after=digest, **change)
    with pytest.raises(UsageError, match=r"leads out|a link or a special file"):
        undoing.undo(path)
    assert (tmp_path / "outside.txt").read_text(encoding="utf-8") == "mine"
    assert {name: (corpus / name).read_bytes() for name in after} == after


@pytest.mark.parametrize(
    "change",
    [
        {"file_before": None},
        {"file_after": None},
        {"file_before": "0" * 63},
        {"file_after": "Z" * 64},
        {"source": 3},
        {"path": "a%00.txt"},
        {"path": ["a.txt"]},
        {"record": "0"},
        {"record": True},
        {"before": "no base64!"},
    ],
)
def test_an_entry_with_a_part_missing_is_refused_with_its_line(repaired, change):
    _, path, _ = repaired
    changed_log(path, 1, **change)
    with pytest.raises(UsageError, match=r"changes\.jsonl:2: not an entry"):
        undoing.undo(path)


def test_a_log_that_does_not_give_back_the_bytes_changes_nothing(repaired):
    corpus, path, _ = repaired
    after = content(corpus)
    changed_log(path, 0, before=base64.b64encode(b"something else").decode())
    with pytest.raises(UsageError, match="does not give back"):
        undoing.undo(path)
    assert content(corpus) == after


@pytest.mark.parametrize("torn", [1, 40, 200])
def test_a_torn_last_line_does_not_lose_the_undo(repaired, torn):
    corpus, path, before = repaired
    (corpus / "sub/c.txt").write_bytes(before["sub/c.txt"])  # it was not replaced any more
    path.write_bytes(path.read_bytes()[:-torn])
    assert undoing.undo(path) == 2
    assert content(corpus) == before


def test_names_that_are_not_utf8_are_given_back_as_well(tmp_path):
    names = [os.fsdecode(name) for name in (b"a\xff.txt", b"caf\xe9/b.txt", "c\u00e9 %41.txt".encode())]
    path, before = repaired_in_place(tmp_path, names)
    assert content(tmp_path) != before
    assert undoing.undo(path) == 3
    assert content(tmp_path) == before


def test_two_names_that_differ_in_bytes_that_are_not_utf8_are_two_files(tmp_path):
    names = [os.fsdecode(name) for name in (b"a\xff.txt", b"a\xfe.txt")]
    for name, text in zip(names, ("Advertisement", "Sign up for our newsletter"), strict=True):
        (tmp_path / name).write_text(f"{LABEL}{BODY}\n\n{text}", encoding="utf-8")
    before = content(tmp_path)
    result = fix(tmp_path)
    assert (result.repaired, result.held_back) == (2, ())
    assert not any(
        line in data for data in content(tmp_path).values() for line in (b"\n\nAdvertisement", b"\n\nSign up")
    )
    assert undoing.undo(result.log) == 2
    assert content(tmp_path) == before


def test_a_file_that_somebody_has_changed_is_not_undone(tmp_path):
    path, before = repaired_in_place(tmp_path, ("a.txt", "b.txt"))
    after = content(tmp_path)
    for number in range(8):
        (tmp_path / "b.txt").write_text(f"changed {number}", encoding="utf-8")
        with pytest.raises(UsageError, match=r"b\.txt: not as the repair has left it; nothing is undone"):
            undoing.undo(path)
        assert (tmp_path / "a.txt").read_bytes() == after["a.txt"]
    (tmp_path / "b.txt").unlink()
    with pytest.raises(UsageError, match="not as the repair has left it"):
        undoing.undo(path)
    (tmp_path / "b.txt").write_bytes(before["b.txt"])
    assert undoing.undo(path) == 1
    assert content(tmp_path) == before


@pytest.mark.parametrize("name", ["!notes", "provenance", ".provenance2", ".provenanc", "zz"])
def test_a_log_that_lies_elsewhere_is_refused(repaired, name):
    corpus, path, _ = repaired
    after = content(corpus)
    (corpus / log.NOTES).rename(corpus / name)
    with pytest.raises(UsageError, match=r"in the folder \.provenance of its corpus"):
        undoing.undo(corpus / name / path.relative_to(corpus / log.NOTES))
    assert after.items() <= content(corpus).items()


def test_of_a_repair_that_was_undone_only_the_log_stays(tmp_path):
    (tmp_path / "b.txt.gz").write_bytes(
        gzip.compress(f"{LABEL}{BODY}\n\n{PARTS[5]}\n\n{MORE}\n\nAdvertisement".encode(), 1)
    )
    path, before = repaired_in_place(tmp_path, ("a.txt",))
    (path.parent.parent / "mine.txt").write_text("mine", encoding="utf-8")
    assert {place.name for place in path.parent.iterdir()} == {log.CHANGES, log.LIFTED, log.ORIGINALS}
    assert undoing.undo(path) == 2
    assert [place.name for place in path.parent.iterdir()] == [log.CHANGES]
    assert (path.parent.parent / "mine.txt").exists()
    assert content(tmp_path) == before


def test_a_log_in_a_folder_that_is_a_link_is_refused(tmp_path, repaired):
    corpus, path, _ = repaired
    path.parent.rename(tmp_path / "elsewhere")
    path.parent.symlink_to(tmp_path / "elsewhere")
    after = content(corpus)
    with pytest.raises(UsageError, match="is a link"):
        undoing.undo(path)
    assert content(corpus) == after


def test_a_full_disk_tells_what_was_changed_and_how_to_undo_it(tmp_path, monkeypatch):
    add = log.Log.add

    def full(self, entries):
        if entries[0]["source"] == "b.txt":
            raise OSError(errno.ENOSPC, "No space left on device")
        add(self, entries)

    monkeypatch.setattr(log.Log, "add", full)
    with pytest.raises(UsageError, match=r"b\.txt: cannot write it: No space.*1 articles? ha.*--undo .*changes\.jsonl"):
        repaired_in_place(tmp_path)


def test_nothing_is_written_through_a_link(tmp_path):
    outside = tmp_path / ".hidden.txt"
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/.kept.txt").write_text(f"{LABEL}{BODY}\n\nAdvertisement", encoding="utf-8")
    (tmp_path / "corpus/a.txt").symlink_to(".kept.txt")
    before = (tmp_path / "corpus/.kept.txt").read_bytes()
    done = fix(tmp_path / "corpus")
    assert [one.held_back for one in done.held_back] == [writing.LINKED]
    assert (tmp_path / "corpus/.kept.txt").read_bytes() == before
    assert not outside.exists()


def test_a_format_says_whether_its_files_are_written_anew() -> None:
    assert {name for name, one in formats.declared().items() if one.rewrites} == {"text", "jsonl", "parquet"}
    assert {name for name, one in formats.declared().items() if one.restores} == {"text", "jsonl"}
