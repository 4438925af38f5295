"""Baselines: known findings do not count, whatever moves around them; what is gone is told and can be forgotten."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from provenance import check
from provenance.errors import PolicyError
from provenance.policy import baseline
from provenance.policy.configuration import Policy
from provenance.reports.plain import counts
from provenance.rules.fingerprints import fingerprint
from provenance.storage import external

POLICY = Policy(now=date(2024, 6, 1), select=("BPL",))
NEWS = "The council of Westhaven voted for the slipway on Monday."
AD, ERROR = "Advertisement", "An error occurred. Please try again."


def record(name, *paragraphs):
    return json.dumps({"id": name, "text": "\n\n".join(paragraphs)}) + "\n"


def run(path, known=None):
    return check.check_corpus([path], replace(POLICY, baseline=known))


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A folder with two articles and what is known of them, and the run that has found it."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "in").mkdir()
    (folder / "in/a.jsonl").write_text(record("a", NEWS, AD, NEWS, AD) + record("b", NEWS, ERROR), encoding="utf-8")
    done = run(folder / "in")
    baseline.write(done.found, folder / "known.json")
    return folder, done


@pytest.fixture
def corpus(first, tmp_path):
    shutil.copytree(first[0], tmp_path, dirs_exist_ok=True)
    return tmp_path


def test_what_is_known_does_not_fail(first, corpus):
    assert not first[1].verdict.passed
    again = run(corpus / "in", corpus / "known.json")
    assert again.verdict.passed
    assert set(again.findings["status"]) == {"known"}
    assert counts(again) == "3 findings: 0 new, 3 known, 0 gone"


def test_it_survives_reordering_renaming_and_edits_elsewhere(corpus):
    (corpus / "in/a.jsonl").unlink()
    moved = (
        record("b", "New words first.", NEWS, ERROR, NEWS)
        + record("c", NEWS)
        + record("a", AD, NEWS, NEWS, "It will cost nine hundred pounds.", AD)
    )
    (corpus / "in/renamed.jsonl").write_text("\n\n" + moved, encoding="utf-8")
    again = run(corpus / "in", corpus / "known.json")
    assert set(again.findings["status"]) == {"known"}
    assert not again.gone.height


def test_new_findings_fail_even_where_one_like_them_is_known(corpus):
    text = record("a", NEWS, AD, NEWS, AD, AD + " ", AD) + record("b", NEWS, ERROR) + record("z", NEWS, ERROR)
    (corpus / "in/a.jsonl").write_text(text, encoding="utf-8")
    again = run(corpus / "in", corpus / "known.json")
    assert again.findings.filter(status="new")["article"].to_list() == ["a", "a", "z"]
    assert not again.verdict.passed


def test_what_is_gone_is_told_and_pruned(corpus):
    (corpus / "in/a.jsonl").write_text(
        record("a", NEWS, AD, NEWS) + record("b", NEWS) + record("z", ERROR, NEWS), encoding="utf-8"
    )
    again = run(corpus / "in", corpus / "known.json")
    assert sorted(again.gone["article"]) == ["a", "b"]
    baseline.prune(corpus / "known.json", again.gone)
    left = baseline.read(corpus / "known.json").frame()
    assert left["article"].to_list() == ["a"]
    assert run(corpus / "in", corpus / "known.json").findings.filter(status="new")["article"].to_list() == ["z"]


def test_what_was_not_looked_for_is_not_gone(corpus):
    asked = replace(POLICY, select=("CAP",), baseline=corpus / "known.json")
    assert not check.check_corpus([corpus / "in"], asked).gone.height


def test_the_file_is_the_same_whatever_the_order(first, corpus):
    found = first[1].findings
    baseline.write([found.reverse()], corpus / "other.json")
    assert (corpus / "other.json").read_bytes() == (corpus / "known.json").read_bytes()


CONFLICT = b"""{"format": "provenance-baseline/1", "findings": [
<<<<<<< ours
{"fingerprint": "a1"}
=======
{"fingerprint": "b1"}
>>>>>>> theirs
]}"""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "line 1, column 1: not JSON: "),
        (b'{"format": "provenance-baseline/1",\n"findings": [\n{"fingerprint": "a1"\n', "line 4, column 1: not JSON: "),
        (CONFLICT, "line 2: the marker of a merge conflict .<<<<<<<.; resolve it"),
        (CONFLICT.replace(b"<<<<<<< ours\n", b""), "line 5: the marker of a merge conflict"),
        (b"[]", "not a baseline, which is a JSON object"),
        (b'"x"', "not a baseline, which is a JSON object"),
        (b"[" * 100_000, "not JSON: nested too deeply"),
        (b'{"format": "provenance-baseline/1"}', "not a baseline, which has a list of findings"),
        (b'{"format": "provenance-baseline/1", "findings": 7}', "not a baseline, which has a list of findings"),
        (b'{"format": "other", "findings": []}', "format 'other' is not known"),
        (b'{"findings": []}', "format None is not known"),
        (b"\xff\xfe", "not UTF-8: byte 0"),
        (b'{"format": "provenance-baseline/1", "findings": [{}, {"fingerprint": 3}]}', "entry 2: fingerprint must be a str"),
        (b'{"format": "provenance-baseline/1", "findings": [7]}', "entry 1: a finding is a JSON object"),
        (b'{"format": "provenance-baseline/1", "findings": [], "rules": {"A": 1}}', "not a baseline, in which 'rules' is an object"),
        (b'{"format": "provenance-baseline/1", "findings": [], "articles": [1]}', "not a baseline, in which 'articles' is an object"),
    ],
)  # fmt: skip
def test_what_is_no_baseline_is_refused_with_its_place_and_never_to_be_overwritten(tmp_path, data, message):
    (tmp_path / "known.json").write_bytes(data)
    with pytest.raises(PolicyError, match=rf"known\.json: {message}") as refused:
        baseline.read(tmp_path / "known.json")
    assert "\n" not in str(refused.value)
    assert "--write-baseline" not in str(refused.value)


def test_a_baseline_that_is_missing_is_refused(tmp_path):
    with pytest.raises(PolicyError, match="cannot read the baseline"):
        baseline.read(tmp_path / "none.json")


def remembered(path, entry, form=baseline.FORMAT):
    path.write_text(json.dumps({"format": form, "findings": [entry]}), encoding="utf-8")
    return baseline.read(path).frame()


def test_a_finding_of_the_corpus_is_remembered_without_article_and_words(tmp_path):
    entry = {"fingerprint": "f1", "article": None, "code": "DAT016", "excerpt": None}
    (row,) = remembered(tmp_path / "b.json", entry).to_dicts()
    assert row.items() >= entry.items()


@pytest.mark.parametrize("value", [7, ["f1"], {"f": 1}, True])
def test_what_is_no_text_is_no_baseline(tmp_path, value):
    with pytest.raises(PolicyError, match="entry 1: fingerprint must be a string"):
        remembered(tmp_path / "b.json", {"fingerprint": value})


@pytest.mark.parametrize("form", ["provenance-baseline/0", "provenance-baseline/2", ""])
def test_another_format_is_refused_older_or_newer(tmp_path, form):
    with pytest.raises(PolicyError, match="is not known"):
        remembered(tmp_path / "b.json", {"fingerprint": "f1"}, form)


def test_words_stand_in_the_file_as_they_are(tmp_path):
    findings = pl.DataFrame({"fingerprint": ["f1"], "article": ["ä.txt"], "code": ["TXT001"], "excerpt": ["“Zürich”"]})
    baseline.write([findings], tmp_path / "b.json")
    assert "“Zürich”" in (tmp_path / "b.json").read_text(encoding="utf-8")


def nameless(*texts):
    """Return JSON lines of records without ids, which are called by their places."""
    return "".join(json.dumps({"text": "\n\n".join(words)}) + "\n" for words in texts)


OLD = [(f"Motion {number} was carried by the council.", AD) for number in range(4)]
FRESH = ("The ferry to the island sails again from Friday.", AD)
CLEAN = ("The library opens at nine.", "It closes at five.")


def new_of(findings):
    """Return the articles with findings that the baseline does not know."""
    return findings.filter(status="new")["article"].drop_nulls().to_list()


@pytest.fixture(scope="module")
def placed_once(tmp_path_factory):
    folder = tmp_path_factory.mktemp("placed")
    (folder / "in").mkdir()
    (folder / "in/a.jsonl").write_text(nameless(*OLD), encoding="utf-8")
    baseline.write(run(folder / "in").found, folder / "known.json")
    return folder


@pytest.fixture
def placed(placed_once, tmp_path):
    shutil.copytree(placed_once, tmp_path, dirs_exist_ok=True)
    return tmp_path / "in", tmp_path / "known.json"


@pytest.mark.parametrize(
    ("records", "new"),
    [([CLEAN, *OLD], []), (OLD[::-1], []), ([CLEAN, *OLD[:2], FRESH, *OLD[3:]], ["a.jsonl#3"]),
     ([*OLD, OLD[0]], ["a.jsonl#4"]), ([OLD[3], FRESH, OLD[0]], ["a.jsonl#1"])],
    ids=["put in front", "reordered", "one for another", "repeated", "fewer"],
)  # fmt: skip
def test_an_article_without_id_is_known_by_its_text_not_its_place(placed, records, new):
    folder, known = placed
    (folder / "a.jsonl").write_text(nameless(*records), encoding="utf-8")
    whole = run(folder, known).findings
    assert new_of(whole) == new
    parts = check.check_corpus([folder], replace(POLICY, baseline=known), shard_articles=2).findings
    assert parts.equals(whole)


def test_other_fields_of_an_article_without_id_may_change(placed):
    folder, known = placed
    lines = [json.dumps({"text": "\n\n".join(words), "captured": "2024-05-01"}) + "\n" for words in OLD]
    (folder / "b.jsonl").write_text("".join(lines), encoding="utf-8")
    (folder / "a.jsonl").unlink()
    assert new_of(run(folder, known).findings) == []


def test_entries_of_version_0_1_know_articles_by_their_places(placed):
    folder, known = placed
    older = fingerprint(run(folder).findings)
    baseline.write([older], known)
    assert older["fingerprint"].to_list() != run(folder).findings["fingerprint"].to_list()
    again = run(folder, known)
    assert set(again.findings["status"]) == {"known"}
    assert again.gone.is_empty()
    (note,) = again.record.notes
    assert note.startswith(
        f"{known} knows 4 findings by the places of records, as version 0.1.0 wrote it: write it again"
    )
    (folder / "a.jsonl").write_text(nameless(*OLD[:3]), encoding="utf-8")
    baseline.prune(known, run(folder, known).gone)
    assert baseline.read(known).frame()["article"].sort().to_list() == ["a.jsonl#0", "a.jsonl#1", "a.jsonl#2"]
    assert "knows 3 findings" in run(folder, known).record.notes[0]
    baseline.write(run(folder).found, known)
    assert run(folder, known).record.notes == ()


def test_a_decision_of_version_0_1_knows_an_article_by_its_place(placed, tmp_path):
    folder, _ = placed
    entry = {"decision": "accept", "reason": "an advertisement of 1920"}
    entry["fingerprint"] = fingerprint(run(folder).findings)["fingerprint"][2]
    (tmp_path / "made.jsonl").write_text(json.dumps(entry), encoding="utf-8")
    done = check.check_corpus([folder], replace(POLICY, decisions=(tmp_path / "made.jsonl",)))
    assert done.findings.filter(status="accepted")["article"].to_list() == ["a.jsonl#2"]
    assert done.lapsed.is_empty()


@pytest.mark.parametrize("days", [{"b": "2024-03-05"}, {"b": "2024-03-05", "c": "2024-03-04"}, {}])
def test_a_baseline_of_version_0_1_knows_equal_texts_whichever_was_published_first(tmp_path, days):
    policy = replace(POLICY, select=("DUP001",))
    articles = [{"id": name, "text": f"{NEWS} {NEWS}", "published": days.get(name)} for name in "abc"]
    (tmp_path / "a.jsonl").write_text("".join(json.dumps(each) + "\n" for each in articles), encoding="utf-8")
    found = check.check_corpus([tmp_path / "a.jsonl"], policy).findings
    of_then = fingerprint(found.with_columns(article=pl.Series(["b", "c"])))  # the first by id had no finding
    baseline.write([of_then], tmp_path / "known.json")
    again = check.check_corpus([tmp_path / "a.jsonl"], replace(policy, baseline=tmp_path / "known.json"))
    assert again.findings["status"].to_list() == ["known", "known"]
    assert again.gone.is_empty()


def test_a_baseline_is_read_by_line_and_at_once_alike(first, corpus):
    done = first[1]
    digests = done.counted.each(("article", "sha256"))
    described = baseline.describe(done.unfolded(), {"BPL001": "3"}, digests, 1)
    baseline.write(described, corpus / "known.json")
    text = (corpus / "known.json").read_text(encoding="utf-8")
    assert baseline._by_line(corpus / "known.json") is not None
    (corpus / "other.json").write_text(json.dumps(json.loads(text), indent=2), encoding="utf-8")
    assert baseline._by_line(corpus / "other.json") is None
    known, other = (baseline.read(corpus / name).frame() for name in ("known.json", "other.json"))
    assert known.equals(other)
    assert known["article_sha256"].null_count() < known.height


@pytest.mark.parametrize("change", [
    lambda text: text[: text.index("\n]")],
    lambda text: text.replace("},\n{", "}\n{", 1),
    lambda text: text.replace("}\n]", "},\n]", 1),
    lambda text: text.rstrip().removesuffix("}"),
])  # fmt: skip
def test_a_damaged_baseline_is_never_read_by_line(corpus, change):
    text = (corpus / "known.json").read_text(encoding="utf-8")
    assert change(text) != text
    (corpus / "known.json").write_text(change(text), encoding="utf-8")
    with pytest.raises(PolicyError):
        baseline.read(corpus / "known.json")


def plain(*prints):
    """Return findings with these fingerprints, each in an article of the same name."""
    rows = [(name, name, "BPL001", None) for name in prints]
    return pl.DataFrame(rows, schema=dict.fromkeys(baseline.REMEMBERED, pl.String), orient="row")


@pytest.mark.parametrize(
    ("chunks", "count"), [([()], 0), ([("b",)], 1), ([("b", "a", "b"), (), ("a", "c")], 3), ([(None, "a"), (None,)], 2)]
)
def test_findings_and_their_articles_are_counted_once(tmp_path, chunks, count):
    written = baseline.write([plain(*chunk) for chunk in chunks], tmp_path / "known.json")
    assert written == (count, len({name for chunk in chunks for name in chunk if name}))
    prints = baseline.read(tmp_path / "known.json").frame()["fingerprint"].to_list()
    assert prints == sorted({name for chunk in chunks for name in chunk if name})


def test_what_comes_again_is_remembered_once_however_many_there_are(tmp_path, monkeypatch):
    monkeypatch.setattr(external, "PARTITION", 4)
    monkeypatch.setattr(external, "SAMPLED", 1)
    prints = [f"f{turn % 5}" for turn in range(60)]
    assert baseline.write([plain(*prints[:7]), plain(*prints[7:])], tmp_path / "known.json") == (5, 5)
    assert baseline.read(tmp_path / "known.json").frame()["fingerprint"].to_list() == [f"f{turn}" for turn in range(5)]


@pytest.mark.parametrize("gone", [(), ("b",), ("a", "b", "d", "e"), ("z",)])
def test_pruning_tells_how_many_were_forgotten(tmp_path, gone):
    baseline.write([plain("a", "b", "c", "d", "e")], tmp_path / "known.json")
    left = [name for name in "abcde" if name not in gone]
    assert baseline.prune(tmp_path / "known.json", plain(*gone)) == 5 - len(left)
    assert baseline.read(tmp_path / "known.json").frame()["fingerprint"].to_list() == left


@pytest.mark.parametrize("name", ["about", "notes", "zones"])
def test_what_another_version_may_add_is_passed_over(first, corpus, name):
    done = first[1]
    described = baseline.describe(done.unfolded(), {"BPL001": "3"}, done.counted.each(("article", "sha256")), 1)
    baseline.write(described, corpus / "known.json")
    known = baseline.read(corpus / "known.json").frame()
    text = (corpus / "known.json").read_text(encoding="utf-8").rstrip().removesuffix("}")
    (corpus / "known.json").write_text(f'{text},\n"{name}": {{\n"BPL001": "9",\n"a": "9"\n}}}}\n', encoding="utf-8")
    assert baseline.read(corpus / "known.json").frame().equals(known)


@pytest.mark.parametrize(
    ("more", "versions"), [({}, ["1", "2"]), ({"rules": {}}, [None, None]), ({"rules": {"CRD001": "7"}}, [None, "7"])]
)
def test_a_baseline_that_names_no_versions_is_of_the_first(tmp_path, more, versions):
    entries = [{"fingerprint": code, "code": code} for code in ("BPL001", "CRD001")]
    (tmp_path / "known.json").write_text(json.dumps({"format": baseline.FORMAT, "findings": entries} | more))
    assert baseline.read(tmp_path / "known.json").frame()["rule_version"].to_list() == versions


def test_a_baseline_of_findings_without_versions_is_of_the_first_by_line_too(tmp_path):
    baseline.write([plain("a")], tmp_path / "known.json")
    assert baseline._by_line(tmp_path / "known.json") is not None
    assert baseline.read(tmp_path / "known.json").frame()["rule_version"].to_list() == ["1"]
