"""What the run tells of the import gate: what it could not set aside, what clashed, and counts that add up."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest

from provenance import check, gate, gate_corpus
from provenance.errors import UsageError
from provenance.facts.summary import add_findings
from provenance.policy.apply import with_records
from provenance.policy.configuration import Policy
from provenance.reports import render
from provenance.runs import fact_tables, store
from provenance.storage.spill import Spilled
from provenance.storage.targets import Mode

GOOD = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."
BAD = " date 2024-03-12 An error occurred. Please try again."
BROKEN = '{"id": "r9", "text": '


def line(number, text):
    return json.dumps({"id": f"r{number}", "text": text})


def lines(*records):
    return "\n".join(record if isinstance(record, str) else line(*record) for record in records)


def staged(tmp_path, content, mode=Mode.APPEND, **policy):
    folder = tmp_path / f"in-{len(list(tmp_path.glob('in-*')))}"
    folder.mkdir()
    for name, data in content.items():
        if isinstance(data, pl.DataFrame):
            data.write_parquet(folder / name)
        elif data is None:
            (folder / name).symlink_to("nowhere")
        else:
            (folder / name).write_text(data, encoding="utf-8")
    policy = Policy(now=date(2024, 6, 1), **{"select": ("BPL001", "INP"), **policy})
    with gate.prepare(tmp_path / "good", tmp_path / "bad", [folder], mode=mode) as sides:
        done = gate.stage(check.check_corpus([folder], policy), [folder], sides)
        done.commit()
    return done


def rows(number=2, **columns):
    return pl.DataFrame({"id": [f"p{n}" for n in range(number)], "text": [GOOD] * number, **columns})


SET_ASIDE = {
    "nothing wrong": {"a.txt": GOOD},
    "articles": {"a.txt": GOOD, "b.txt": BAD, "c.jsonl": lines((0, GOOD), (1, BAD))},
    "broken lines": {"c.jsonl": lines((0, GOOD), BROKEN, "[1]", '{"text": 3}', '{"text": ""}')},
    "an empty text": {"a.txt": GOOD, "b.txt": ""},
    "rows": {"p.parquet": rows(3, title=["x", "y", "z"]).with_columns(text=pl.Series([GOOD, "", BAD]))},
}


def adds_up(done):
    """Assert that every record is on one side or told of as being on neither."""
    words = done.run.gate
    where = words["accepted"] + words["quarantined"] + words["unreadable"] + sum(words["not_read"].values())
    assert words["records"] == where
    assert done.run.articles == words["accepted"] + words["quarantined"] - words["without_article"]


@pytest.mark.parametrize("content", SET_ASIDE.values(), ids=SET_ASIDE)
def test_what_is_wrong_with_records_is_set_aside_and_the_counts_add_up(tmp_path, content):
    done = staged(tmp_path, content)
    adds_up(done)
    assert done.left == ()
    assert done.run.gate["settled"]


LEFT = {
    "a column": ({"p.parquet": rows(title=[[1], [2]])}, {}, "INP005"),
    "a file that cannot be read": ({"a.txt": GOOD, "p.parquet": "no Parquet"}, {}, "INP001"),
    "a link": ({"a.txt": GOOD, "b.txt": None}, {}, "1 unreadable"),
    "an array in one file": ({"a.txt": GOOD, "b.jsonl": f"[\n{line(0, GOOD)}\n]"}, {}, "INP004"),
    "a file without records": ({"a.txt": GOOD, "b.jsonl": "\n"}, {}, "INP007"),
    "a misspelt name": ({"c.jsonl": line(0, GOOD)}, {"fields": {"published": "date_publis"}}, "INP010"),
    "a misspelt name in rows": ({"p.parquet": rows()}, {"fields": {"url": "link"}}, "INP010"),
    "a misspelt text": ({"c.jsonl": line(0, GOOD)}, {"fields": {"text": "tekst"}}, "INP010"),
    "a text of no known name": ({"a.txt": GOOD, "c.jsonl": '{"k7": "Words."}\n'}, {}, "INP008"),
    "everything": ({"a.txt": BAD, "c.jsonl": BROKEN}, {}, "nothing of 2 records was accepted"),
    "everything, unseen": ({"c.jsonl": BROKEN}, {"select": ("BPL001",)}, "nothing of 1 record was accepted"),
    "a limit": (
        {"a.txt": GOOD, "b.txt": BAD}, {"limits": {"BPL": {"error": 0}}}, "BPL has 1 finding, over its limit"
    ),
}  # fmt: skip


def test_a_mapping_that_texts_have_no_use_for_fails_nothing(tmp_path):
    done = staged(tmp_path, {"a.txt": GOOD}, fields={"published": "date_publish"})
    assert (done.run.verdict.passed, done.left) == (True, ())
    assert done.run.findings["code"].to_list() == ["INP018"]


@pytest.mark.parametrize(("content", "policy", "said"), LEFT.values(), ids=LEFT)
def test_what_is_wrong_with_more_than_records_is_left_and_named(tmp_path, content, policy, said):
    done = staged(tmp_path, content, **policy)
    adds_up(done)
    assert said in "; ".join(done.left)
    assert done.run.gate["settled"] is False


@pytest.mark.parametrize("name", ["a file that cannot be read", "a link", "a misspelt name", "everything", "a limit"])
def test_where_nothing_fails_nothing_is_left(tmp_path, name):
    content, policy, _ = LEFT[name]
    assert staged(tmp_path, content, **policy, fail_on="never").left == ()


def test_the_summary_and_the_gate_say_how_many_records_hold_no_article(tmp_path):
    done = staged(tmp_path, {**SET_ASIDE["broken lines"], "b.txt": "", "d.jsonl": "\n", "e.txt": None})
    assert done.counts.sentence.startswith(
        "7 records: 1 accepted, 5 quarantined (5 of them without an article), 1 unreadable, 0 not read"
    )
    words = "(5 records without an article, 1 file without an article, 1 unreadable)"
    assert any(words in sentence for sentence in render(done.run, "concise"))


def test_clashes_are_findings_of_the_run(tmp_path):
    staged(tmp_path, {"a.txt": GOOD, "c.jsonl": lines((0, GOOD), (1, GOOD))})
    other = GOOD.replace("Monday", "Sunday")
    done = staged(tmp_path, {"a.txt": other, "c.jsonl": lines((1, other), (2, GOOD), (3, BAD))})
    assert not done.run.verdict.passed
    assert done.run.verdict.sentence == "The gate fails: 3 errors in 3 of 4 articles."
    assert done.run.findings.select("code", "article").rows() == [
        (gate.CLASH, "a.txt"), ("INP016", "r1"), ("BPL001", "r3"),
    ]  # fmt: skip
    assert dict(done.run.summary.select("article", "INP016").iter_rows()) == {"a.txt": 1, "r1": 1, "r2": 0, "r3": 0}
    assert done.run.summary["errors"].to_list() == [1, 1, 0, 1]
    assert done.run.read_errors["kind"].to_list() == ["clash", "clash"]
    assert done.left == ()
    lenient = staged(tmp_path, {"a.txt": other}, severity={"INP016": "warning"})
    assert (lenient.run.verdict.passed, lenient.counts.quarantined) == (True, 1)


def test_a_clash_is_told_whether_its_rule_is_selected_or_not(tmp_path, call):
    (tmp_path / "in").mkdir()
    check = ("check", "in", "--select", "BPL001", "--accepted", "a", "--quarantine", "q", "--append", "--isolated")
    for day in ("Monday", "Sunday"):
        (tmp_path / "in/week.jsonl").write_text(lines((0, GOOD.replace("Monday", day))), encoding="utf-8")
        done = call(*check, "--run", "run", "--report", "r.html", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("internal error")) == (1, 0)
    assert "INP016" in done.stdout
    assert "INP016" in (tmp_path / "r.html").read_text(encoding="utf-8")
    again = call("report", "run", "-f", "sarif", cwd=tmp_path)
    assert (again.returncode, again.stdout.count('"ruleId":"INP016"')) == (0, 1)


def test_findings_made_later_stand_in_their_places():
    schema = {"source": pl.String, "record": pl.Int64, "start": pl.Int64, **dict.fromkeys(("code", "article", "excerpt", "message"), pl.String)}  # fmt: skip

    def found(*places):
        frame = pl.DataFrame([(source, record) for source, record in places], schema=("source", "record"), orient="row")
        return frame.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in schema.items() if name not in frame.columns).cast(schema)  # fmt: skip

    pieces = Spilled()
    for piece in (found(("b", 1), ("b", 7)), found(), found(("c", None)), found(("d", 1), (None, None))):
        pieces.add(piece)
    joined = with_records(pieces, found(("a", None), ("b", 3), ("b", 9), ("d", 2), ("e", None)))
    assert [piece.select("source", "record").rows() for piece in joined] == [
        [("a", None), ("b", 1), ("b", 3), ("b", 7)], [], [("b", 9), ("c", None)],
        [("d", 1), ("d", 2), ("e", None), (None, None)],
    ]  # fmt: skip


def test_counts_of_rules_that_were_not_asked_are_left_out():
    summary = pl.DataFrame(
        [("a", "a.txt", None, 1, 0, 0, 1), ("b", "b.jsonl", 0, 0, 0, 0, 0), ("b", "b.jsonl", 1, 0, 0, 0, 0)],
        schema=["article", "source", "record", "errors", "warnings", "infos", "DAT001"], orient="row",
    )  # fmt: skip
    more = pl.DataFrame(
        [("b", "b.jsonl", 1, "error", "INP016", None), ("a", "a.txt", None, "info", "DAT001", 2)],
        schema=["article", "source", "record", "severity", "code", "stands_for"], orient="row",
    )  # fmt: skip
    counted = add_findings(summary, more)
    assert counted.drop("source", "record").rows() == [("a", 1, 0, 2, 3), ("b", 0, 0, 0, 0), ("b", 1, 0, 0, 0)]


def test_the_json_report_and_the_stored_run_tell_of_the_gate(tmp_path):
    content = {"a.txt": GOOD, "c.jsonl": lines((0, GOOD), (1, BAD), BROKEN), "notes.md": "x"}
    staged(tmp_path, {"a.txt": GOOD})
    done = staged(tmp_path, content)
    (tmp_path / "run").mkdir()
    fact_tables.prepare(tmp_path / "run")
    store.save(done.run, tmp_path / "run")
    for run in (done.run, store.load(tmp_path / "run")):
        words = json.loads("\n".join(render(run, "json")))["gate"]
        assert words == {
            "run": done.into.target.run,
            "targets": {"accepted": str(tmp_path / "good"), "quarantine": str(tmp_path / "bad")}, "as": "original",
            "records": 5, "accepted": 2, "quarantined": 2, "without_article": 1, "unreadable": 0,
            "not_read": {".md": 1}, "already_there": 1, "clashing": 0, "excluded": 0, "late": 0,
            "settled": True, "left": [],
        }  # fmt: skip
    plain = check.check_corpus(tmp_path / "in-1", Policy(now=date(2024, 6, 1)))
    assert "gate" not in json.loads("\n".join(render(plain, "json")))


def test_reasons_name_what_lies_in_quarantine(tmp_path):
    staged(tmp_path, {"c.jsonl": lines((0, GOOD), BROKEN, (2, BAD), '{"text": ""}'), "b.txt": ""})
    for name in gate.REASONS:
        words = set(pl.read_parquet(tmp_path / f"bad/{name}.parquet")["article"])
        assert words >= {"b.txt", "c.jsonl#1", "c.jsonl#3"}
        assert None not in words


def test_the_gate_from_python_is_that_of_the_command_line(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "c.jsonl").write_text(lines((0, GOOD), (1, BAD)), encoding="utf-8")
    policy = Policy(now=date(2024, 6, 1), select=("BPL001", "INP"))
    sides = {"accepted": f"{tmp_path}/{{date}}/good", "quarantine": tmp_path / "{date}/bad"}
    run = gate_corpus(folder, policy, **sides)
    assert (run.gate["accepted"], run.gate["quarantined"], run.gate["settled"]) == (1, 1, True)
    assert (tmp_path / "2024-06-01/good/c.jsonl").read_text(encoding="utf-8") == line(0, GOOD) + "\n"
    assert run.record.arguments == (str(folder),)
    with pytest.raises(UsageError, match="add to it with --append"):
        gate_corpus(folder, policy, **sides)
    assert gate_corpus(folder, policy, **sides, append=True).gate["already_there"] == 2
    assert gate_corpus(folder, policy, **sides, replace=True).gate["already_there"] == 0
    with pytest.raises(UsageError, match="name one of them"):
        gate_corpus(folder, policy, **sides, append=True, replace=True)


def test_frames_pass_the_gate(tmp_path):
    policy = Policy(now=date(2024, 6, 1), select=("BPL001", "INP"))
    frame = rows(2, more=[[1], [2]]).with_columns(text=pl.Series([GOOD, BAD]))
    run = gate_corpus(frame.lazy(), policy, accepted=tmp_path / "good", quarantine=tmp_path / "bad")
    assert (run.gate["accepted"], run.gate["quarantined"], run.record.arguments) == (1, 1, ("frame.parquet",))
    assert pl.read_parquet(tmp_path / "good/frame.parquet").to_dicts() == frame.head(1).to_dicts()
