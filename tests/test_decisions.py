"""Decisions files: what they say, when they hold, and how a wrong one is refused."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest

from provenance import frames
from provenance.errors import PolicyError
from provenance.policy import decisions, stale

TODAY = date(2024, 3, 4)
DIGESTS = pl.DataFrame(
    {"article": ["a.txt", "b.txt", None], "code": [None, None, "CAP001"], "sha256": ["aa", "bb", "cc"]}
)
VERSIONS = {"BPL001": "1", "CAP001": "1"}


def found(*rows: tuple[str | None, str, str, str]) -> pl.DataFrame:
    table = [
        {
            "article": article,
            "code": code,
            "name": "n",
            "severity": "error",
            "message": "m",
            "excerpt": excerpt,
            "fingerprint": mark,
            "status": "new",
        }
        for article, code, excerpt, mark in rows
    ]
    return frames.FINDINGS.conform(pl.DataFrame(table))


FOUND = found(("a.txt", "BPL001", "Try again", "f1"), ("b.txt", "CAP001", "A bridge", "f2"))


def write(path: Path, *entries: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


def apply(path: Path, findings: pl.DataFrame = FOUND) -> decisions.Decided:
    return decisions.apply(findings, decisions.load(path), DIGESTS, VERSIONS, TODAY)


def accept(**more: object) -> dict[str, Any]:
    return {
        "format": decisions.FORMAT,
        "fingerprint": "f1",
        "decision": "accept",
        "reason": "quoted on purpose",
        **more,
    }


def test_a_decision_is_laid_beside_its_finding(tmp_path: Path) -> None:
    sure = accept(rule_version="1", article_sha256="aa", match="Try again", by="KL")
    decided = apply(write(tmp_path / "d.jsonl", sure))
    assert decided.findings["decision"].to_list() == ["accept", None]
    assert decided.findings["decided_by"].to_list() == ["KL", None]
    assert set(decided.findings.columns) == set(FOUND.columns)
    assert decided.lapsed.is_empty()


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"article_sha256": "zz"}, "article-changed"),
        ({"article_sha256": "00"}, "article-changed"),
        ({"rule_version": "2"}, "rule-changed"),
        ({"rule_version": "0"}, "rule-changed"),
        ({"match": "Try once more"}, "match-changed"),
        ({"match": "A try"}, "match-changed"),
        ({"until": "2024-03-03"}, "expired"),
        ({"fingerprint": "f9"}, "gone"),
    ],
)
def test_a_decision_lapses_when_what_it_speaks_of_has_changed(tmp_path: Path, more: dict[str, str], why: str) -> None:
    decided = apply(write(tmp_path / "d.jsonl", accept(**more)))
    assert decided.findings["decision"].to_list() == [None, None]
    assert decided.lapsed["why"].to_list() == [why]


@pytest.mark.parametrize(("digest", "lapsed"), [("aa", []), ("ab", []), ("bb", ["article-changed"])])
def test_of_articles_with_one_id_each_may_be_the_one_that_was_looked_at(
    tmp_path: Path, digest: str, lapsed: list[str]
) -> None:
    made = decisions.load(write(tmp_path / "d.jsonl", accept(article_sha256=digest)))
    twice = pl.concat([DIGESTS, DIGESTS.head(1).with_columns(sha256=pl.lit("ab"))])
    for digests in (twice, twice.reverse()):
        assert decisions.apply(FOUND, made, digests, VERSIONS, TODAY).lapsed["why"].to_list() == lapsed


def test_a_decision_holds_through_its_last_day(tmp_path: Path) -> None:
    decided = apply(write(tmp_path / "d.jsonl", accept(until="2024-03-04")))
    assert decided.lapsed.is_empty()


def test_of_two_decisions_the_last_counts(tmp_path: Path) -> None:
    decided = apply(write(tmp_path / "d.jsonl", accept(), accept(decision="defect", reason="")))
    assert decided.findings["decision"].to_list() == ["defect", None]
    assert decided.lapsed.is_empty()


def test_order_of_findings_does_not_matter(tmp_path: Path) -> None:
    decided = apply(write(tmp_path / "d.jsonl", accept()), FOUND.reverse())
    assert decided.findings["decision"].to_list() == [None, "accept"]


def test_toml_names_an_article_and_a_code(tmp_path: Path) -> None:
    path = tmp_path / "d.toml"
    path.write_text(
        '[[decision]]\narticle = "b.txt"\ncode = "CAP001"\ndecision = "reject"\nby = "KL"\nuntil = 2030-01-01\n'
    )
    assert apply(path).findings["decision"].to_list() == [None, "defect"]


def test_marks_of_the_manual_sample_say_nothing_to_the_gate(tmp_path: Path) -> None:
    mark = {"format": decisions.MARK_FORMAT, "article": "a.txt", "mark": "sound"}
    assert decisions.load(write(tmp_path / "d.jsonl", mark)).is_empty()
    assert decisions.load(write(tmp_path / "d.jsonl", mark, accept()))["fingerprint"].to_list() == ["f1"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"article_sha256": "cc"}, None),
        ({"article_sha256": "zz"}, "articles-changed"),
        ({}, "articles-unstated"),
        ({"decision": "defect"}, None),
        ({"decision": "unsure", "article_sha256": "zz"}, "articles-changed"),
        ({"article_sha256": "cc", "rule_version": "0"}, "rule-changed"),
    ],
)
def test_a_finding_of_the_corpus_is_accepted_for_the_articles_that_were_looked_at(
    tmp_path: Path, more: dict[str, Any], why: str | None
) -> None:
    corpus = found((None, "CAP001", "Try again", "f1"))
    decided = apply(write(tmp_path / "d.jsonl", accept(**more)), corpus)
    assert decided.lapsed["why"].to_list() == [why] * bool(why)
    assert decided.findings["decision"].is_null().item() is bool(why)
    of_file = corpus.with_columns(source=pl.lit("a.jsonl"))
    assert apply(write(tmp_path / "d.jsonl", accept()), of_file).lapsed.is_empty()


@pytest.mark.parametrize("name", ["d.jsonl", "d.txt", "d"])
def test_what_is_not_toml_is_json_lines(tmp_path: Path, name: str) -> None:
    assert decisions.load(write(tmp_path / name, accept()))["fingerprint"].to_list() == ["f1"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{", "not a JSON line: Expecting property name enclosed in double quotes at column 2$"),
        ("[" * 100_000, "not a JSON line: nested too deeply$"),
        ("[]", "a decision is a JSON object"),
        ('{"fingerprint":"f","decision":"acept","reason":"x"}', "did you mean 'accept'"),
        ('{"fingerprint":"f","decision":"accept"}', "needs a reason"),
        ('{"decision":"defect"}', "say which finding"),
        ('{"fingerprint":"f","code":"DAT0003","decision":"defect"}', "unknown rule 'DAT0003' .did you mean 'DAT003'"),
        ('{"article":"a.txt","code":"dat003","decision":"defect"}', "unknown rule 'dat003' .did you mean 'DAT003'"),
        ('{"article":"a.txt","code":"date-missing","decision":"defect"}', "unknown rule 'date-missing'$"),
        ('{"fingerprint":"f","decision":"defect","untill":"2024-01-01"}', "did you mean 'until'"),
        ('{"fingerprint":"f","decision":"defect","until":"soon"}', "write YYYY-MM-DD"),
        ('{"fingerprint":7,"decision":"defect"}', "fingerprint must be a string"),
        ('{"fingerprint":"f","decision":"defect","place":"d.jsonl:1"}', "unknown key 'place'"),
        ('{"format":"x/2","fingerprint":"f","decision":"defect"}', "is not known"),
        ('{"format":"a/2","fingerprint":"f","decision":"defect"}', "is not known"),
    ],
)
def test_a_wrong_line_is_refused_with_its_place(tmp_path: Path, line: str, sentence: str) -> None:
    path = tmp_path / "d.jsonl"
    path.write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(PolicyError, match=sentence) as caught:
        decisions.load(path)
    assert str(caught.value).startswith(f"{path}:2: ")


def test_wrong_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match="cannot read"):
        decisions.load(tmp_path / "none.jsonl")
    (tmp_path / "d.jsonl").write_bytes(b"\xff\xfe")
    with pytest.raises(PolicyError, match="not UTF-8"):
        decisions.load(tmp_path / "d.jsonl")
    for text, sentence in (("= 1", "not TOML"), ("[decisions]\n", "unknown key")):
        (tmp_path / "d.toml").write_text(text)
        with pytest.raises(PolicyError, match=sentence):
            decisions.load(tmp_path / "d.toml")


TABLE = '[[decision]]\nfingerprint = "f1"\ndecision = "defect"\n'


@pytest.mark.parametrize(
    "text",
    [
        "decision = 1", "decision = [1]", 'decision = ["""\n[[decision]]\n"""]',
        'decision = [{fingerprint = "f1", decision = "defect"}]', '[decision]\nfingerprint = "f1"\n',
        TABLE + 'reason = """\n[[decision]]\n"""\n',
    ],
)  # fmt: skip
def test_decisions_by_hand_are_tables_with_a_line_each(tmp_path: Path, text: str) -> None:
    (tmp_path / "d.toml").write_text(text)
    with pytest.raises(PolicyError, match=r"d\.toml: write each decision as a \[\[decision\]\] table"):
        decisions.load(tmp_path / "d.toml")


def test_each_of_many_tables_is_known_by_its_line(tmp_path: Path) -> None:
    (tmp_path / "d.toml").write_text(TABLE * 300)
    assert decisions.load(tmp_path / "d.toml")["place"].to_list() == [
        f"{tmp_path}/d.toml:{3 * n + 1}" for n in range(300)
    ]


SCHEMA = json.loads((Path(__file__).parents[1] / "docs/schemas/decisions.schema.json").read_text(encoding="utf-8"))
WHOLE = {
    "format": decisions.FORMAT, "fingerprint": "f1", "code": "BPL001", "rule_version": "1", "article": "a.txt",
    "article_sha256": "ab" * 32, "line": 3, "match": "Try again", "decision": "accept", "reason": "Quoted.", "by": "K. L.",
    "at": "2024-03-04T10:00:00.000Z", "scope": "match", "run": "r1", "until": "2025-01-01", "source": "a.txt",
}  # fmt: skip


def test_the_schema_names_the_keys_that_the_reader_knows() -> None:
    assert set(SCHEMA["$defs"]["decision"]["properties"]) == {*decisions.SCHEMA, *decisions._TOLD} - {"place"}


@pytest.mark.parametrize(
    "change",
    [
        {}, {"reason": " "}, {"reason": None}, {"decision": "defect", "reason": None}, {"decision": "reject"}, {"decision": "wave"},
        {"fingerprint": None}, {"fingerprint": None, "code": None}, {"until": "soon"}, {"until": None}, {"more": 1}, {"by": 7},
        {"format": "provenance-decision/9"},
    ],
)  # fmt: skip
def test_the_schema_and_the_reader_agree(change: dict[str, Any], tmp_path: Path) -> None:
    entry = WHOLE | change
    (tmp_path / "d.jsonl").write_text(json.dumps(entry) + "\n", encoding="utf-8")
    if jsonschema.Draft202012Validator(SCHEMA).is_valid(entry):
        assert decisions.load(tmp_path / "d.jsonl").height == 1
    else:
        with pytest.raises(PolicyError):
            decisions.load(tmp_path / "d.jsonl")


def reviewed(folder: Path, **of_reviewers: list[dict[str, Any]]) -> decisions.Decided:
    paths = [write(folder / f"{name}.jsonl", *entries) for name, entries in of_reviewers.items()]
    return decisions.apply(FOUND, decisions.load_all(paths), DIGESTS, VERSIONS, TODAY)


@pytest.mark.parametrize("order", [("mara", "tom"), ("tom", "mara")])
def test_of_two_reviewers_the_stricter_one_holds_and_both_are_named(tmp_path: Path, order: tuple[str, str]) -> None:
    said = {
        "mara": [accept(by="Mara")],
        "tom": [{"fingerprint": "f1", "decision": "defect", "by": "Tom", "reason": "It is the page's"}],
    }
    decided = reviewed(tmp_path, **{name: said[name] for name in order})
    (row,) = decided.findings.filter(fingerprint="f1").to_dicts()
    assert (row["decision"], row["reason"]) == ("defect", "It is the page's")
    assert row["decided_by"] == "Tom (defect), against Mara (accept)"
    (lapsed,) = decided.lapsed.to_dicts()
    assert (lapsed["by"], lapsed["why"]) == ("Mara", "overruled")
    assert lapsed["against"] == f"defect of Tom, {tmp_path}/tom.jsonl:1"


def test_reviewers_who_agree_are_no_conflict_and_each_may_change_their_mind(tmp_path: Path) -> None:
    agreed = reviewed(tmp_path, mara=[accept(by="Mara")], tom=[accept(decision="defect"), accept(by="Tom")])
    assert agreed.findings.filter(fingerprint="f1").select("decision", "decided_by").row(0) == ("accept", "Tom")
    assert agreed.lapsed.is_empty()


def test_unsure_stands_between(tmp_path: Path) -> None:
    decided = reviewed(
        tmp_path,
        a=[accept(by="A")],
        b=[accept(by="B", decision="unsure")],
        c=[accept(by="C", until="2020-01-01", decision="defect")],
    )
    assert decided.findings.filter(fingerprint="f1")["decision"].item() == "unsure"
    assert dict(decided.lapsed.select("by", "why").iter_rows()) == {"A": "overruled", "C": "expired"}


@pytest.mark.parametrize("milder", ["accept", "unsure"])
@pytest.mark.parametrize("order", [("mild", "strict"), ("strict", "mild")])
def test_a_defect_holds_against_all_else(tmp_path: Path, milder: str, order: tuple[str, str]) -> None:
    said = {"mild": [accept(decision=milder)], "strict": [accept(decision="defect", by="Tom")]}
    decided = reviewed(tmp_path, **{name: said[name] for name in order})
    assert (
        decided.findings.filter(fingerprint="f1")["decided_by"].item() == f"Tom (defect), against somebody ({milder})"
    )


def test_ids_that_hang_on_the_folder_that_was_named_are_noticed(tmp_path: Path) -> None:
    entries = [{"article": f"bote/{name}.txt", "code": "BPL001", "decision": "accept", "reason": "r"} for name in "abc"]
    lapsed = apply(write(tmp_path / "d.jsonl", *entries)).lapsed
    renamed = stale.renamed(lapsed, pl.Series(["a.txt", "b.txt", "other/c.txt"]))
    assert renamed == ("bote/a.txt", "a.txt")
    assert stale.renamed(lapsed, pl.Series(["news/bote/a.txt", "news/bote/b.txt"])) == (
        "bote/a.txt",
        "news/bote/a.txt",
    )
    assert stale.renamed(lapsed, pl.Series(["a.txt", "other/b.txt", "xbote/c.txt"])) is None
    assert stale.renamed(lapsed, pl.Series(["bote/a.txt", "a.txt"])) is None
