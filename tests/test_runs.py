"""Stored runs: rendered again as they were, compared, refused when damaged."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zipfile
from datetime import date
from functools import reduce

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from provenance import check, reports
from provenance.errors import UsageError
from provenance.frames import FINDINGS, VERSIONS
from provenance.policy.behind import manifest
from provenance.policy.configuration import Policy
from provenance.policy.verdict import weigh
from provenance.runs import diff, fact_tables, store
from provenance.storage.spill import Spilled

POLICY = Policy(now=date(2024, 6, 1), ignore=("MET",), severity={"BPL009": "error"})
NEWS = " date 2024-03-12 The council of Westhaven voted for the slipway on Monday, after a debate of three hours."


def stored(source, to):
    fact_tables.prepare(to)
    run = check.check_corpus([source], POLICY, frames=to)
    store.save(run, to)
    return run


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    (folder / "in").mkdir()
    for name, text in {
        "a": NEWS + "\n\nAdvertisement",
        "b": NEWS + " Again." * 30,
        "c": "Please enable JavaScript.",
    }.items():
        (folder / f"in/{name}.txt").write_text(text, encoding="utf-8")
    first = stored(folder / "in", folder / "one")
    (folder / "in/a.txt").write_text(NEWS + "\n\nShare this article", encoding="utf-8")
    (folder / "in/b.txt").write_text(NEWS, encoding="utf-8")
    (folder / "in/c.txt").rename(folder / "in/d.txt")
    return folder, first, stored(folder / "in", folder / "two")


def test_a_stored_run_is_rendered_again_as_it_was(runs):
    folder, first, _ = runs
    loaded = store.load(folder / "one")
    for name in ("findings", "summary", "read_errors", "expectations", "gone", "lapsed"):
        assert_frame_equal(getattr(loaded, name), getattr(first, name))
    for name in reports.formats():
        assert list(reports.render(loaded, name)) == list(reports.render(first, name))
    assert weigh(loaded.findings, loaded.articles, loaded.policy) == first.verdict


def _column(name, value):
    return lambda frame: frame.with_columns(value.alias(name))


DAMAGE = {
    "a text column gone": ("articles", lambda frame: frame.drop("published")),
    "another type": ("dates", lambda frame: frame.with_columns(pl.col("article").str.len_chars())),
    "a key without a value": ("boilerplate", _column("start", pl.lit(None, pl.Int64))),
    "a day beyond the calendar": ("articles", _column("published", pl.lit(10**9, pl.Int32).cast(pl.Date))),
    "a moment beyond the calendar": ("articles", _column("seen", pl.lit(2**62).cast(pl.Datetime("us", "UTC")))),
    "a count beyond JSON": ("dates", _column("days_off", pl.lit(2**60))),
    "a span that ends before it starts": ("boilerplate", _column("end", pl.lit(-1, pl.Int64))),
    "a span without an end": ("dates", _column("end", pl.lit(None, pl.Int64))),
    "a share that is no number": ("corpus", _column("undated", pl.lit(float("nan")))),
    "a summary beyond the calendar": ("summary", _column("published", pl.lit(-(10**9), pl.Int32).cast(pl.Date))),
    "a finding without a message": ("findings", _column("message", pl.lit(None, pl.String))),
    "a count that is none": ("summary", _column("DAT001", pl.lit("x"))),
    "a count without a value": ("summary", _column("DAT001", pl.lit(None, pl.Int64))),
}


@pytest.mark.parametrize(("name", "change"), DAMAGE.values(), ids=DAMAGE)
def test_a_frame_that_is_not_as_declared_is_refused(runs, tmp_path, name, change):
    folder, *_ = runs
    shutil.copytree(folder / "one", tmp_path / "run")
    frame = pl.read_parquet(folder / "one" / f"{name}.parquet", glob=False)
    change(frame).write_parquet(tmp_path / "run" / f"{name}.parquet")
    with pytest.raises(UsageError, match=rf"the stored run is damaged: {name}\.parquet: the column \w+ "):
        store.load(tmp_path / "run", facts=True)


@pytest.mark.parametrize("name", ["findings", "subsumed"])
def test_a_finding_of_a_rule_that_the_run_does_not_name_is_refused(runs, tmp_path, name):
    folder, *_ = runs
    shutil.copytree(folder / "one", tmp_path / "run")
    rows = pl.read_parquet(folder / "one/findings.parquet").head(1).with_columns(code=pl.lit("1000000000"))
    rows.write_parquet(tmp_path / "run" / f"{name}.parquet")
    with pytest.raises(UsageError, match=rf"damaged: {name}\.parquet: a finding of a rule that the run does not name"):
        store.load(tmp_path / "run")


@pytest.mark.parametrize("column", ["cluster", "role"])
def test_a_column_that_a_frame_has_always_had_is_missed_where_there_are_no_rows_too(runs, tmp_path, column):
    folder, *_ = runs
    shutil.copytree(folder / "one", tmp_path / "run")
    pl.read_parquet(tmp_path / "run/clusters.parquet").clear().drop(column).write_parquet(
        tmp_path / "run/clusters.parquet"
    )
    with pytest.raises(UsageError, match=rf"damaged: clusters\.parquet: the column {column} is missing"):
        store.load(tmp_path / "run", facts=True)


@pytest.mark.parametrize("rows", [[0, 1, 2, 0], [0, 1]], ids=["one twice", "one less"])
@pytest.mark.parametrize("name", ["articles", "summary"])
def test_a_summary_of_other_articles_than_there_are_is_refused(runs, tmp_path, name, rows):
    folder, *_ = runs
    shutil.copytree(folder / "one", tmp_path / "run")
    pl.read_parquet(folder / "one" / f"{name}.parquet")[rows].write_parquet(tmp_path / "run" / f"{name}.parquet")
    with pytest.raises(UsageError, match=r"damaged: articles\.parquet has \d rows, and summary\.parquet \d"):
        store.load(tmp_path / "run", facts=True)


@pytest.mark.parametrize("name", ["findings", "summary", "duplicates", "lapsed"])
def test_a_column_that_nobody_knows_is_left_out(runs, tmp_path, name):
    folder, *_ = runs
    shutil.copytree(folder / "one", tmp_path / "run")
    frame = pl.read_parquet(folder / "one" / f"{name}.parquet", glob=False)
    frame.with_columns(unknown=1).write_parquet(tmp_path / "run" / f"{name}.parquet")
    loaded, before = store.load(tmp_path / "run"), store.load(folder / "one")
    assert pl.concat(loaded.unfolded()).equals(pl.concat(before.unfolded()))
    assert loaded.summary.equals(before.summary)


def test_a_frame_that_cannot_be_decoded_is_refused_and_one_taken_away_is_not(runs, tmp_path):
    folder, *_ = runs
    shutil.copytree(folder / "one", tmp_path / "run")
    whole = (tmp_path / "run/articles.parquet").read_bytes()
    for damaged in (b"", whole[:-100], whole[:40] + bytes(200) + whole[240:]):
        (tmp_path / "run/articles.parquet").write_bytes(damaged)
        with pytest.raises(UsageError, match="the stored run is damaged"):
            store.load(tmp_path / "run", facts=True)
    (tmp_path / "run/captions.parquet").unlink()
    (tmp_path / "run/articles.parquet").write_bytes(whole)
    assert store.load(tmp_path / "run", facts=True).articles == 3
    (tmp_path / "run/articles.parquet").unlink()
    assert store.load(tmp_path / "run").articles == 3
    with pytest.raises(UsageError, match=r"run: the run has no articles \(articles.parquet\)"):
        store.load(tmp_path / "run", facts=True)
    (tmp_path / "run/articles.parquet").symlink_to(folder / "two/articles.parquet")
    with pytest.raises(UsageError, match="a link"):
        store.load(tmp_path / "run", facts=True)
    (tmp_path / "run/articles.parquet").unlink()
    (tmp_path / "run/.parts/articles").mkdir(parents=True)
    with pytest.raises(UsageError, match="not finished"):
        store.load(tmp_path / "run", facts=True)


def test_it_tells_what_was_read_and_with_what(runs):
    folder, first, second = runs
    sentence = json.loads((folder / "one/run.json").read_text(encoding="utf-8"))
    assert sentence["manifest_sha256"] == manifest(first.counted) != manifest(second.counted)
    assert sentence["record"]["versions"]["polars"] == pl.__version__
    assert sentence["record"]["seconds"] > 0
    assert sentence["rules"]["BPL009"] == {
        "name": "advertisement-label", "version": 1, "severity": "error",
        "summary": "The label of an advertisement stands in the text.",
    }  # fmt: skip
    assert pl.read_parquet(folder / "one/summary.parquet")["sha256"].null_count() == 0
    assert manifest([first.summary.reverse()]) == manifest(first.counted)


def test_runs_are_compared(runs):
    folder, *_ = runs
    compared = diff.compare(store.load(folder / "one"), store.load(folder / "two"))
    assert compared.vanished.frame()["article"].to_list() == ["c.txt"]
    assert compared.came.frame()["article"].to_list() == ["d.txt"]
    assert compared.shrunken.frame()["article"].to_list() == ["b.txt"]
    assert "BPL009" in compared.fixed.frame()["code"].to_list()
    assert "c.txt" not in compared.fixed.frame()["article"].to_list()
    assert set(compared.gone.frame()["article"]) == {"c.txt"}
    assert (
        set(compared.new.frame().filter(article="a.txt")["code"]) == {"BPL008"}
        or compared.new.frame().filter(article="a.txt").height
    )
    assert compared.persisting.frame().filter(article="a.txt").height
    full, sentence, table = ("\n".join(diff.render(compared, name)) for name in diff.FORMATS[:3])
    summary = full.splitlines()[0]
    assert (
        summary
        == f"{compared.new.height:,} new findings, {compared.fixed.height} fixed, {compared.gone.height} gone with their articles, {compared.persisting.height} persisting; 1 article came, 1 vanished, 1 shrank, 2 were altered"
    )
    assert table.splitlines()[0] == f"**{summary}**"
    assert "### Vanished articles" in table
    assert "| c.txt |" in table
    assert "! c.txt has vanished" in full
    assert "- a.txt: BPL009 error" in full
    assert "x c.txt: " in full
    assert "### Findings of vanished articles" in table
    assert {row["article"] for row in json.loads(sentence)["gone"]} == {"c.txt"}
    assert json.loads(sentence)["vanished"] == [{"article": "c.txt", "characters": 25}]
    same = diff.compare(store.load(folder / "one"), store.load(folder / "one"))
    assert not same.new.height
    assert not same.fixed.height


def test_what_is_no_run_is_refused(runs, tmp_path):
    folder, *_ = runs
    with pytest.raises(UsageError, match="no stored run"):
        store.load(tmp_path)
    for data in (b"", b"{}", b'{"format": "x"}', b"\xff", (folder / "one/run.json").read_bytes()[:-300]):
        (tmp_path / "run.json").write_bytes(data)
        with pytest.raises(UsageError, match=r"damaged|not known"):
            store.load(tmp_path)
    (tmp_path / "run.json").write_bytes((folder / "one/run.json").read_bytes())
    with pytest.raises(UsageError):
        store.load(tmp_path)
    with pytest.raises(UsageError, match="did you mean 'full'"):
        list(diff.render(diff.compare(*(store.load(folder / name) for name in ("one", "two"))), "ful"))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("verdict", "known"), "text"),
        (("verdict", "accepted"), [1]),
        (("verdict", "passed"), "yes"),
        (("verdict", "reasons", 0, "fails"), "no"),
        (("verdict", "reasons", 0, "of_corpus"), 0),
        (("rules", "BPL009", "summary"), 3),
        (("rules", "BPL009", "version"), None),
        (("record", "seconds"), "9"),
    ],
)
def test_what_a_run_says_of_itself_is_of_its_kind(runs, tmp_path, path, value):
    folder, *_ = runs
    sentence = json.loads((folder / "one/run.json").read_text(encoding="utf-8"))
    holder = reduce(lambda results, key: results[key], path[:-1], sentence)
    holder[path[-1]] = value
    shutil.copytree(folder / "one", tmp_path / "run")
    (tmp_path / "run/run.json").write_text(json.dumps(sentence), encoding="utf-8")
    with pytest.raises(UsageError, match=r"damaged: run\.json: .* where another kind of value must be"):
        store.load(tmp_path / "run")


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999"])
def test_a_number_that_json_cannot_hold_is_refused(runs, tmp_path, number):
    folder, *_ = runs
    shutil.copytree(folder / "one", tmp_path / "run")
    text = (folder / "one/run.json").read_text(encoding="utf-8")
    (tmp_path / "run/run.json").write_text(f'{{"gate": {{"records": {number}}},{text[1:]}', encoding="utf-8")
    with pytest.raises(UsageError, match=f"damaged: {number} is no number that JSON can hold"):
        store.load(tmp_path / "run")


HOSTILE = "a|b `x` <img src=x> ##[error]x \n::warning::y @who"


def difference(**rows):
    """A difference that holds what is given."""
    empty = pl.DataFrame(schema={name: FINDINGS.schema[name] for name in diff._FINDING})
    articles = pl.DataFrame(schema={"article": pl.String, "characters": pl.Int64})
    frames = {
        "new": empty,
        "fixed": empty,
        "gone": empty,
        "persisting": empty,
        "came": articles,
        "vanished": articles,
        "shrunken": articles.with_columns(left=pl.lit(None, pl.Int64)),
    }
    return diff.Difference(**{name: Spilled.of(frame) for name, frame in (frames | rows).items()})


def finding(**more):
    row = {
        "article": "a",
        "code": "BPL001",
        "severity": "error",
        "source": "a",
        "line": 1,
        "message": "m",
        "fingerprint": "f",
        "status": "new",
    }
    return pl.DataFrame([row | more], schema={name: FINDINGS.schema[name] for name in diff._FINDING})


def changed():
    """Return a change in an article that bears hostile names."""
    return VERSIONS.conform(
        pl.DataFrame([{"article": HOSTILE, "earlier": HOSTILE, "kind": "number", "change": HOSTILE}])
    )


@pytest.mark.parametrize(
    ("more", "policy", "number"),
    [
        ({}, {}, 1),
        ({"severity": "warning"}, {}, 0),
        ({"severity": "warning"}, {"fail_on": "warning"}, 1),
        ({}, {"fail_on": "never"}, 0),
        ({"status": "known"}, {}, 0),
        ({"status": "accepted"}, {}, 0),
    ],
)
def test_new_findings_count_as_the_gate_counts_them(more, policy, number):
    assert diff.counting(difference(new=finding(**more)), Policy(**policy)) == number
    assert diff.counting(difference(fixed=finding(**more)), Policy(**policy)) == 0


def test_a_page_of_what_has_changed_has_all_kinds_of_change_and_no_mark_up_of_strangers(runs, call):
    folder, *_ = runs
    done = call("diff", "one", "two", "-f", "html", "-o", "since.html", cwd=folder)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    page = (folder / "since.html").read_text(encoding="utf-8")
    heads = re.findall(r"<caption>([^(]+) \(", page)
    assert heads == [
        "New findings", "Findings that are fixed", "Findings of articles that have vanished", "Articles that have vanished",
        "Articles of which half or less is left", "Articles whose records are other bytes than before",
        "Articles that came", "What has changed in articles",
    ]  # fmt: skip
    assert '<tr><td>c.txt</td><td class="n">25</td></tr>' in page
    hostile = "\n".join(
        diff.render(difference(new=finding(article=HOSTILE, message=HOSTILE), facts=changed()), "html", HOSTILE)
    )
    assert {*re.findall(r"<(\w+)", hostile)} <= {*re.findall(r"<(\w+)", page)}
    many = pl.concat([finding()] * 1200)
    assert "(1,200, the first 1,000 of them)" in "\n".join(diff.render(difference(new=many), "html"))


@pytest.mark.parametrize("form", ["full", "markdown"])
def test_a_difference_carries_no_commands_and_no_mark_up(form):
    lines = list(diff.render(difference(new=finding(article=HOSTILE, message=HOSTILE), facts=changed()), form))
    assert not any("##[" in line or line.startswith("::") or "\n" in line for line in lines)
    if form == "markdown":
        (row,) = [line for line in lines if "BPL001" in line]
        assert len(re.findall(r"(?<!\\)\|", row)) == 5
        assert not re.search(r"(?<!\\)[<`@]", row)


def test_a_stored_run_knows_its_files(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(NEWS, encoding="utf-8")
    with zipfile.ZipFile(folder / "b.zip", "w") as packed:
        packed.writestr("x/c.txt", NEWS)
        packed.writestr("x/d.txt", NEWS)
    archive = (folder / "b.zip").read_bytes()
    policy = Policy(dataset="The Courier")
    fact_tables.prepare(tmp_path / "run")
    store.save(check.check_corpus([folder], policy, frames=tmp_path / "run"), tmp_path / "run")
    digest = hashlib.sha256(NEWS.encode()).hexdigest()
    size = len(NEWS.encode())
    assert pl.read_parquet(tmp_path / "run/inputs.parquet").rows() == [
        ("a.txt", "text", size, digest), ("b.zip", "zip", len(archive), hashlib.sha256(archive).hexdigest()),
        ("b.zip!/x/c.txt", "text", size, digest), ("b.zip!/x/d.txt", "text", size, digest),
    ]  # fmt: skip
    assert json.loads("".join(reports.render(store.load(tmp_path / "run"), "json")))["dataset"] == "The Courier"
    assert check.check_corpus([folder], policy).inputs.is_empty()
