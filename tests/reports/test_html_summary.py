"""What the first screen of the report says: what to look at first, when, and where."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from provenance import frames
from provenance.check import check_corpus
from provenance.engines.local import Local
from provenance.policy.configuration import Policy
from provenance.policy.values import read_date
from provenance.reports import html
from provenance.reports.html import index, page, sources, tables, urgent
from provenance.reports.html.data import ReportData, RuleInfo
from provenance.reports.html.shards import shards
from provenance.reports.html.source import of_run
from provenance.reports.html.texts import entries
from provenance.storage.spill import Spilled

from .test_html import RULES, made

FAILING = tuple(replace(rule, exceeded=rule.severity == "error") for rule in RULES)
MORE = {
    code: RuleInfo(code=code, name=name, severity="error", summary=f"{name}.", rationale="", exceeded=True)
    for code, name in (
        ("INP008", "text-missing"), ("DAT003", "date-in-future"), ("DAT005", "date-placeholder"), ("BPL014", "document-not-article"),
        ("SUI001", "expectation-unmet"),
    )
}  # fmt: skip


def with_rule(data: ReportData, code: str, **where: Any) -> ReportData:
    """Add a finding of a rule of `MORE`."""
    found = data.findings.frame()
    row = {
        "article": None, "code": code, "name": MORE[code].name, "severity": "error", "message": "m", "status": "new",
        "fingerprint": f"{len(found) + 100:016x}", **where,
    }  # fmt: skip
    added = pl.DataFrame([row], schema={name: found.schema[name] for name in row})
    rules = data.rules if MORE[code] in data.rules else (*data.rules, MORE[code])
    return replace(data, rules=rules, findings=Spilled.of(pl.concat([found, added], how="diagonal")))


ARTICLES = {f"{name}.txt": f"Try again. Try again {name}. The tide rose." for name in "abcd"}
FOUND = [(name, "BPL001", "Try again.") for name in ARTICLES]


def test_what_explains_other_findings_stands_first_then_what_fails_most() -> None:
    data = made(ARTICLES, *FOUND, ("a.txt", "CAP001", "tide"), ("b.txt", "CAP001", "tide"), rules=FAILING)
    data = with_rule(data, "BPL014", article="a.txt", source="a.txt")
    data = with_rule(data, "INP008", article="x.jsonl#1", source="x.jsonl", excerpt="the record has no text")
    rows = urgent.rows(data, index.build(data))
    assert [row["code"] for row in rows] == ["BPL014", "INP008", "BPL001", "CAP001"]
    assert [row["articles"] for row in rows] == [1, 0, 4, 2]  # what was not read is no article
    assert [row["files"] for row in rows] == [0, 1, 0, 0]
    assert [row["excerpt"] for row in rows] == [None, None, "Try again.", "tide"]
    assert rows[2]["filter"] == "rule=BPL001"
    assert rows[3]["filter"] == f"group={rows[3]['group']}"


def test_what_is_known_or_accepted_is_nothing_to_look_at_first() -> None:
    data = made(ARTICLES, *FOUND, rules=FAILING)
    accepted = replace(data, findings=Spilled.of(data.findings.frame().with_columns(status=pl.lit("accepted"))))
    assert urgent.rows(accepted, index.build(accepted)) == []


@pytest.mark.parametrize("code", ["DAT003", "DAT005"])
def test_dates_that_cannot_be_are_no_place_in_the_chart(code: str) -> None:
    data = made(ARTICLES, *FOUND, rules=FAILING)
    bars, undated = tables.timeline(index.build(data))
    assert (sum(bar.total for bar in bars), undated) == (4, 0)
    wrong = with_rule(data, code, article="a.txt", source="a.txt")
    bars, undated = tables.timeline(index.build(wrong))
    assert (sum(bar.total for bar in bars), undated) == (3, 2)


def test_sources_stand_by_the_share_of_their_articles_that_fail() -> None:
    articles = {f"many/{n}.txt": "Try again. So." for n in range(40)} | {
        f"few/{n}.txt": "Try again. So." for n in range(2)
    }
    articles |= {f"clean/{n}.txt": "The tide rose." for n in range(5)}
    failing = [*(f"many/{n}.txt" for n in range(36)), "few/0.txt", "few/1.txt"]
    data = made(articles, *((name, "BPL001", "Try again.") for name in failing), rules=FAILING)
    rows, more = sources.rows(data, index.build(data))
    assert [(row["name"], row["failing"], row["articles"]) for row in rows] == [("many", 36, 40), ("few", 2, 2)]
    assert more == 0


def test_the_bound_is_wilsons() -> None:
    assert sources.least_share(36, 40) == pytest.approx(0.7695, abs=1e-4)
    assert sources.least_share(2, 2) == pytest.approx(0.3424, abs=1e-4)
    assert sources.least_share(0, 10) == pytest.approx(0, abs=1e-12)


def test_shares_are_of_the_articles_that_were_read_and_a_corpus_has_none() -> None:
    data = made(ARTICLES, *FOUND, rules=FAILING)
    for number in range(7):
        data = with_rule(data, "INP008", article=f"x.jsonl#{number}", source="x.jsonl")
    data = with_rule(data, "SUI001")
    rows = {row["rule"].code: row for row in tables.rules(data, index.build(data))}
    assert (rows["BPL001"]["articles"], rows["BPL001"]["share"]) == (4, "100 %")
    assert (rows["INP008"]["articles"], rows["INP008"]["unread"], rows["INP008"]["share"]) == (0, 7, None)
    assert (rows["SUI001"]["articles"], rows["SUI001"]["share"]) == (0, None)


def test_a_corpus_row_is_never_no_article(tmp_path: Path) -> None:
    data = with_rule(made(ARTICLES, *FOUND, rules=FAILING), "SUI001")
    (path,) = html.render(data, tmp_path / "report.html")
    text = path.read_text(encoding="utf-8")
    assert ">the corpus<" in text
    assert '>0</td><td class="num" data-label="Share">' not in text


def test_infos_alone_leave_an_article_without_error_or_warning() -> None:
    data = made(ARTICLES, ("a.txt", "MET001", None), ("b.txt", "CAP001", "tide"))
    built = index.build(data)
    assert tables.counts(data, built)["without"] == 3
    assert sorted(page.Sample(data, built, 10).articles) == ["a.txt", "c.txt", "d.txt"]


def test_whole_texts_are_kept_when_asked(tmp_path: Path) -> None:
    long = "Try again. " + "The tide rose and fell. " * 4000
    data = made({"a.txt": long}, ("a.txt", "BPL001", "Try again."))
    assert data.summary.frame()["published"][0] == date(2021, 3, 7)
    kept = {}
    for whole in (False, True):
        (path,) = html.render(replace(data, whole_texts=whole), tmp_path / f"{whole}.html")
        kept[whole] = path.read_text(encoding="utf-8").count("The tide rose and fell.")
    assert kept[True] >= 4000
    assert 0 < kept[False] < 100


def test_a_finding_of_the_corpus_weighs_what_it_stands_for() -> None:
    data = with_rule(made(ARTICLES, *FOUND[:2], rules=FAILING), "DAT003")
    data = replace(data, summary=Spilled.of(data.summary.frame().with_columns(DAT003=pl.Series([1, 0, 1, 1]))))
    rows = urgent.rows(data, index.build(data))
    assert [(row["code"], row["articles"], row["findings"]) for row in rows] == [("DAT003", 3, 1), ("BPL001", 2, 2)]


def test_the_page_fills_in_what_it_knows(tmp_path: Path) -> None:
    record = {"id": "r1", "command": "provenance check", "arguments": ("news", "more news"), "sources": 5}
    html.render(made(ARTICLES, *FOUND, rules=FAILING, record=record), tmp_path / "report.html")
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "provenance check news &#39;more news&#39; --decisions decisions.jsonl" in text
    assert not re.search(r"\{(?:n|shown|all|word)\}", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))


def test_articles_that_bear_one_id_are_counted_one_by_one_in_every_report(tmp_path: Path) -> None:
    story = {
        "publisher": "Westhaven Courier",
        "title": "The bridge",
        "text": "The council met and spoke of the bridge. " * 6,
    }
    short = {"publisher": "Harbour Press", "title": "The boat", "text": "It sank."}
    records = [{"id": name, **record} for name, record in (("n", short), ("n", story), ("m", short), ("n", short))]
    (tmp_path / "x.jsonl").write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
    policy = Policy(now=read_date("2024-06-01"), select=("TXT011",), fail_on="warning")
    found = check_corpus([tmp_path / "x.jsonl"], policy, engine=Local(1))
    data = of_run(found)
    built = index.build(data)
    (of_rule,), (of_source,) = tables.rules(data, built), sources.rows(data, built)[0]
    assert found.verdict.sentence == "The gate fails: 3 warnings in 3 of 4 articles."
    assert (of_rule["findings"], of_rule["articles"], of_rule["share"]) == (3, 3, "75.0 %")
    assert (of_source["name"], of_source["failing"], of_source["articles"]) == ("Harbour Press", 3, 3)
    assert [row["articles"] for row in urgent.rows(data, built)] == [3]
    assert tables.counts(data, built)["without"] == 1


def test_what_was_read_in_an_article_is_not_that_of_another_with_its_id() -> None:
    texts = ["The boat sank. Try again.", "Advertisement\n\nThe tide rose. Try again."]
    of_articles = made({"a": texts[0], "b": texts[1]}).frames["articles"].collect()
    numbered = of_articles.with_columns(article=pl.lit("n"), place=pl.Series([0, 1]), number=pl.Series([0, 1]))
    row = {"article": "n", "paragraph": 0, "start": 0, "end": 13, "text": "Advertisement", "category": "advertisement"}
    day = {"article": "n", "from": "field", "raw": "2021-03-07", "date": date(2021, 3, 7)}
    post = {"article": "n", "paragraph": 0, "start": 0, "end": 13, "platform": "x"}
    shard = {
        "embeds": frames.EMBEDS.conform(pl.DataFrame([post])),
        "boilerplate": frames.BOILERPLATE.conform(pl.DataFrame([row])), "dates": frames.DATES.conform(pl.DataFrame([day])),
    }  # fmt: skip
    for alone, beside in ((True, 1), (False, 0)):
        shown = [entry for _, entry in entries({**shard, "articles": numbered.with_columns(alone=alone)}, {}, None)]
        of_posts = [["e", 0, 13, "x"]] if alone else []
        assert [entry["facts"] for entry in shown] == [of_posts, [*of_posts, ["b", 0, 13, "advertisement"]]]
        assert [len(entry["beside"]) for entry in shown] == [beside, beside]


def test_a_shard_knows_which_articles_bear_an_id_alone() -> None:
    of_articles = made(dict.fromkeys("abc", "The tide rose.")).frames["articles"].collect()
    named = of_articles.with_columns(pl.Series("article", ["n", "m", "n"])).lazy()
    (shard,) = shards({"articles": named}, pl.Series([False, True, True]))
    assert shard["articles"].select("article", "alone").rows() == [("m", True), ("n", False)]
