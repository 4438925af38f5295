"""What version 0.1.0 wrote still applies: a baseline, decisions, a configuration, a stored run; what does not says why.

The files in `0.1.0/` were written by that version over `0.1.0/corpus`, which was written for this. They stay as they
are: where a test of them fails, the program has broken a promise of docs/stability.md.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from provenance import check, frames, reports
from provenance.policy import baseline, configuration
from provenance.rules import registry
from provenance.runs import store

FIRST = Path(__file__).parent / "0.1.0"
PAGE = Path(__file__).parents[2] / "docs/stability.md"
"""The page that names every rule of that version which went into preview."""


@pytest.fixture
def folder(tmp_path):
    shutil.copytree(FIRST, tmp_path / "first")
    return tmp_path / "first"


def checked(folder, **changed):
    policy = configuration.load(folder / "provenance.toml")
    return check.check_corpus([folder / "corpus"], replace(policy, **changed))


def swapped(monkeypatch, old, /, **changed):
    """Give a rule another version, or another code, as a later version of the program may."""
    here(monkeypatch, *(replace(rule, **changed) if rule.code == old else rule for rule in registry.registry()))


def here(monkeypatch, *rules):
    monkeypatch.setattr(registry, "_known", lambda _: registry._Known.of(rules))


def reasons(frame):
    return dict(frame.select("code", "why").iter_rows())


def test_all_of_it_applies(folder):
    run = checked(folder)
    assert (run.gone.height, run.lapsed.height) == (0, 0)
    counted = run.findings.group_by("status").len().sort("status")
    assert counted.rows() == [("accepted", 3), ("known", 26), ("new", 2)]
    decided = run.findings.drop_nulls("decision").select("code", "decision", "decided_by").sort("code", "decided_by")
    assert decided.rows() == [
        ("BPL011", "accept", "Tom Berle"),
        ("CAP001", "accept", "Ada Quill"),
        ("EMB001", "accept", "Ada Quill"),
        ("QUO001", "unsure", "Tom Berle"),
        ("TXT001", "defect", "Ada Quill"),
    ]


def test_its_configuration_says_what_it_said(folder):
    policy = configuration.load(folder / "provenance.toml")
    stored = json.loads((FIRST / "run/run.json").read_text(encoding="utf-8"))
    message = configuration.table(policy) | {
        name: stored["policy"][name] for name in ("catalogues", "baseline", "decisions")
    }
    assert message == stored["policy"]
    severities = {rule.code: rule.severity for rule in policy.rules()}
    kept = {code: rule["severity"] for code, rule in stored["rules"].items()}
    preview = {rule.code for rule in registry.registry() if rule.code in kept and rule.status == "preview"}
    page = PAGE.read_text(encoding="utf-8")
    assert all(f"[{code}](rules/{code}.md)" in page for code in preview)
    assert {code: severity for code, severity in kept.items() if code not in preview}.items() <= severities.items()


def test_its_stored_run_is_read_and_reported(folder):
    run = store.load(folder / "run", facts=True)
    assert (run.articles, run.found.height, run.verdict.passed) == (6, 31, False)
    assert run.findings.columns == [*frames.FINDINGS.schema]
    assert run.summary.columns[: len(frames.SUMMARY.schema)] == [*frames.SUMMARY.schema]
    for name in reports.formats():
        assert "".join(reports.render(run, name)), name


def test_its_stored_run_is_compared_with_one_of_today(folder, call):
    done = call("check", "corpus", "--config", "provenance.toml", "--no-cache", "--run", "today", "-q", cwd=folder)
    assert done.returncode == 1
    message = call("diff", "run", "today", "-f", "json", cwd=folder)
    differences = json.loads(message.stdout)
    assert len(differences.pop("persisting")) == 31
    assert not any(differences.values())


def test_what_was_not_found_any_more_says_that_the_article_is_gone(folder):
    (folder / "corpus/harbour/crane.txt").unlink()
    run = checked(folder)
    of_article = run.gone.filter(article="harbour/crane.txt")
    assert set(reasons(of_article).values()) == {"article-gone"}
    assert {"BPL001", "MET001"} <= reasons(of_article).keys()
    assert reasons(run.lapsed) == {"CAP001": "article-gone", "EMB001": "article-gone", None: "gone"}


def test_what_was_decided_says_that_the_article_has_changed(folder):
    place = folder / "corpus/harbour/crane.txt"
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("The steel will be sold", "The steel is sold"), encoding="utf-8")
    run = checked(folder)
    assert not run.gone.height
    assert reasons(run.lapsed) == {"CAP001": "article-changed", "EMB001": "article-changed"}
    place.write_text(text.replace("(Ines Albrow/Wendle Pictures)", "this morning"), encoding="utf-8")
    assert reasons(checked(folder).lapsed) == {"CAP001": "article-changed", "EMB001": "article-changed", None: "gone"}


def test_what_was_remembered_says_that_the_article_has_changed_if_its_digest_is_known(folder):
    run = checked(folder, baseline=None, decisions=())
    digests, versions = run.counted.each(("article", "sha256")), {rule.code: str(rule.version) for rule in run.rules}
    baseline.write(baseline.describe(run.unfolded(), versions, digests, 1), folder / "today.json")
    place = folder / "corpus/harbour/crane.txt"
    text = place.read_text(encoding="utf-8").replace("\n\nSubscribe to our newsletter", "")
    place.write_text(text, encoding="utf-8")
    assert reasons(checked(folder).gone) == {"BPL006": "gone"}
    assert reasons(checked(folder, baseline=folder / "today.json").gone) == {"BPL006": "article-changed"}


def test_what_is_not_found_by_a_changed_rule_says_so(folder, monkeypatch):
    swapped(monkeypatch, "BPL006", version=2, broken=pl.lit(value=False))
    swapped(monkeypatch, "CAP001", version=3)
    run = checked(folder)
    assert run.gone.select("code", "why", "against").rows() == [("BPL006", "rule-changed", "2")]
    assert run.lapsed.select("code", "why", "against").rows() == [("CAP001", "rule-changed", "3")]
    lines = list(reports.render(run, "full"))
    assert "  ! 1 known finding gone: 1 rule changed" in lines
    assert any("no longer holds (rule-changed after version 1: it has version 3)" in line for line in lines)


def test_under_a_new_code_known_and_decided_stay_so(folder, monkeypatch):
    swapped(monkeypatch, "BPL006", code="BPL906", replaces=("BPL006",))
    swapped(monkeypatch, "MET001", code="MET901", replaces=("MET001",), version=7)
    swapped(monkeypatch, "CAP001", code="CAP901", replaces=("CAP001",), version=7)
    swapped(monkeypatch, "BPL011", code="BPL911", replaces=("BPL011",))
    run = checked(folder)
    assert (run.gone.height, run.lapsed.height) == (0, 0)
    status = dict(run.findings.select("code", "status").unique().iter_rows())
    assert (status["BPL906"], status["MET901"], status["CAP901"]) == ("known", "known", "accepted")


def test_what_is_not_found_under_a_new_code_says_that_its_code_was_replaced(folder, monkeypatch):
    never = pl.lit(value=False)
    swapped(monkeypatch, "BPL006", code="BPL906", replaces=("BPL006",), broken=never)
    swapped(monkeypatch, "CAP001", code="CAP901", replaces=("CAP001",), broken=never)
    run = checked(folder)
    assert run.gone.select("fingerprint", "code", "why", "against").rows() == [
        ("92a9bb031414ac6e", "BPL006", "code-replaced", "BPL906")
    ]
    assert run.lapsed.select("fingerprint", "code", "why", "against").rows() == [
        ("4f338927983598dd", "CAP001", "code-replaced", "CAP901")
    ]
    message = json.loads("".join(reports.render(run, "json")))
    assert [entry["why"] for entry in (*message["gone"], *message["lapsed_decisions"])] == ["code-replaced"] * 2
    assert any("(code-replaced by CAP901)" in line for line in reports.render(run, "concise"))
    baseline.prune(folder / "baseline.json", run.gone)
    assert "BPL006" not in baseline.read(folder / "baseline.json").frame()["code"]


def test_a_rule_that_is_gone_is_the_reason(folder, monkeypatch):
    here(monkeypatch, *(rule for rule in registry.registry() if rule.code not in {"BPL006", "EMB001"}))
    table = (folder / "provenance.toml").read_text(encoding="utf-8")
    (folder / "provenance.toml").write_text(re.sub('"(BPL006|EMB001)", ', "", table), encoding="utf-8")
    run = checked(folder)
    assert reasons(run.gone) == {"BPL006": "code-gone"}
    assert reasons(run.lapsed) == {"EMB001": "code-gone"}


def test_what_was_not_looked_for_is_not_gone_under_a_new_code(folder, monkeypatch):
    swapped(monkeypatch, "BPL006", code="BPL906", replaces=("BPL006",))
    run = checked(folder, ignore=("BPL906",))
    assert not run.gone.height
