"""What can be added from outside: rules of other packages and of the user's own files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance import Policy, PolicyError, cli
from provenance.errors import PluginError
from provenance.plugins import RULES, Plugin, digest, of_files
from provenance.policy.notes import notes
from provenance.rules import explain, registry
from tests.support import Done

RULE = '''
"""A rule of the harbour's own."""

import polars as pl

from provenance.rules.base import Rule

RULE = Rule(
    code="{code}", name="{name}", severity="warning", summary="The text speaks of a tide.",
    rationale="Tides are told by the harbour office.", reads="articles",
    broken=pl.col("text").str.contains("tide"), message=pl.lit("speaks of a tide"),
    bad=("The council met at the tide table on Monday and voted for the new slipway.",),
    good=("The council met on Monday and voted for the new slipway of the harbour.",),{more}
)
'''
TEXT = " date 2024-03-12 \n\nThe council of Westhaven met at the tide table on Monday and voted for the slipway.\n"


def rule_file(place: Path, code: str = "HAR001", name: str = "tide-told", more: str = "") -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(RULE.format(code=code, name=name, more=more), encoding="utf-8")
    return place


@pytest.fixture
def corpus(tmp_path, monkeypatch):
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "corpus"


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    sys.argv = ["provenance", *arguments]
    with pytest.raises(SystemExit) as ended:
        cli.main()
    words = capsys.readouterr()
    return int(ended.value.code or 0), words.out, words.err


@pytest.mark.usefixtures("corpus")
def test_a_configuration_that_is_named_brings_rules(tmp_path, capsys):
    rule_file(tmp_path / "our_rules/tide.py")
    (tmp_path / "own.toml").write_text('rules = ["our_rules"]\nselect = ["HAR"]\n', encoding="utf-8")
    code, out, _ = run(capsys, "check", "corpus", "--config", "own.toml", "-f", "json", "--no-cache", "--exit-zero")
    assert code == 0
    assert [found["code"] for found in json.loads(out)["findings"]] == ["HAR001"]


def test_a_rule_of_ones_own_is_shown_where_its_configuration_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rule_file(tmp_path / "our_rules/tide.py", code="HAR002", name="tide-shown")
    (tmp_path / "own.toml").write_text('rules = ["our_rules"]\n', encoding="utf-8")
    assert run(capsys, "rule", "HAR002")[0] == 2
    code, out, _ = run(capsys, "rule", "HAR002", "--config", "own.toml")
    assert (code, "Tides are told by the harbour office." in out) == (0, True)
    assert "HAR002 warning tide-shown" in " ".join(run(capsys, "rule", "--all", "--config", "own.toml")[1].split())
    assert run(capsys, "rule", "HAR002", "--config", "none.toml")[0] == 2


@pytest.mark.usefixtures("corpus")
def test_one_that_is_found_brings_them_unless_it_lies_in_an_input(tmp_path, capsys):
    rule_file(tmp_path / "our_rules/tide.py")
    (tmp_path / "provenance.toml").write_text('rules = ["our_rules"]\n', encoding="utf-8")
    code, out, _ = run(capsys, "check", "corpus", "-f", "concise", "--no-cache", "--exit-zero")
    assert code == 0
    assert "HAR001" in out
    code, _, err = run(capsys, "check", ".", "-f", "concise", "--no-cache", "--exit-zero")
    assert code == 2
    assert "lies in the input ." in err
    assert "--isolated" in err
    code, out, _ = run(capsys, "check", ".", "--isolated", "-f", "concise", "--no-cache", "--exit-zero")
    assert code == 0


def test_code_in_the_corpus_is_never_run(tmp_path, corpus, capsys):
    evil = corpus / "evil.py"
    evil.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    (corpus / "provenance.toml").write_text('rules = ["evil.py"]\n', encoding="utf-8")
    os.chdir(corpus)
    code, _, _ = run(capsys, "check", ".", "--no-cache")
    assert code == 2
    assert not (tmp_path / "ran").exists()


@pytest.mark.usefixtures("corpus")
def test_a_stored_run_makes_no_code_run(tmp_path, capsys):
    file = rule_file(tmp_path / "own/tide.py")
    (tmp_path / "own.toml").write_text('rules = ["own"]\nselect = ["HAR", "DAT"]\n', encoding="utf-8")
    run(capsys, "check", "corpus", "--config", "own.toml", "--run", "run", "--no-cache", "--exit-zero")
    file.write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n", encoding="utf-8")
    registry._files.clear()  # as in another process
    registry._known.cache_clear()
    _, out, err = run(capsys, "report", "run", "-f", "concise")
    assert "HAR001" in out, err
    assert not (tmp_path / "ran").exists()


@pytest.mark.usefixtures("corpus")
def test_a_changed_rule_of_ones_own_is_not_answered_from_the_cache(tmp_path, capsys):
    file = rule_file(tmp_path / "own/tide.py")
    (tmp_path / "own.toml").write_text('rules = ["own"]\nselect = ["HAR"]\n', encoding="utf-8")
    counts = []
    for sought in ("tide", "zeppelin"):
        file.write_text(file.read_text(encoding="utf-8").replace('contains("tide")', f'contains("{sought}")'), "utf-8")
        registry._files.clear()
        registry._known.cache_clear()
        _, out, _ = run(capsys, "check", "corpus", "--config", "own.toml", "-f", "json", "--exit-zero")
        counts.append(len(json.loads(out)["findings"]))
    assert counts == [1, 0]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 / 0\n", "cannot be run: ZeroDivisionError"),
        ("x = 1\n", "no module binds RULE"),
        ("RULE = 3\n", "RULE is int, not a Rule"),
        (RULE.format(code="BPL001", name="tide-told", more=""), "two rules are called BPL001"),
        (RULE.format(code="HAR001", name="error-message", more=""), "two rules are called error-message"),
    ],
)
def test_what_cannot_be_added_is_said_in_a_sentence(tmp_path, text, sentence):
    file = tmp_path / "rule.py"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(PluginError, match=sentence):
        Policy(rules_from=[file])
    assert registry.by_code()["BPL001"].name == "error-message"


def test_a_rule_in_preview_runs_only_where_it_is_asked_for(tmp_path):
    file = rule_file(tmp_path / "tide.py", more=' status="preview",')
    assert "HAR001" not in [rule.code for rule in Policy(rules_from=[file]).rules()]
    assert "HAR001" in [rule.code for rule in Policy(rules_from=[file], preview=True).rules()]
    with pytest.raises(PolicyError, match="HAR001 is in preview: it runs with --preview"):
        Policy(rules_from=[file], select=["HAR001"])


def test_a_deprecated_rule_that_is_named_is_told_of_and_listed_as_such(tmp_path, corpus):
    file = rule_file(tmp_path / "tide.py", more=' status="deprecated",')
    (words,) = notes(Policy(rules_from=[file], select=["HAR"]), [corpus])
    assert words == "HAR001 tide-told is deprecated and will go: leave it out, its page says why"
    assert notes(Policy(rules_from=[file]), [corpus]) == ()
    assert notes(Policy(rules_from=[file], select=["HAR", "DAT"], ignore=["HAR001"]), [corpus]) == ()
    (plugin,) = of_files(RULES, file)
    assert "(deprecated) The text speaks of a tide." in explain.line(plugin.value)
    assert not any("(stable)" in explain.line(rule) for rule in registry.registry())


def test_a_code_that_was_replaced_stands_for_its_successor(tmp_path):
    file = rule_file(tmp_path / "tide.py", code="HAR002", more=' replaces=("HAR001",),')
    assert [rule.code for rule in Policy(rules_from=[file], select=["HAR001"]).rules()] == ["HAR002"]


@pytest.mark.usefixtures("corpus")
def test_findings_that_are_less_sure_are_left_out(tmp_path, capsys):
    file = rule_file(tmp_path / "tide.py", more=" confidence=pl.lit(0.7),")
    (tmp_path / "own.toml").write_text(f'rules = ["{file.name}"]\nselect = ["HAR", "MET001"]\n', encoding="utf-8")
    codes = {}
    for floor in ("0.7", "0.71"):
        options = ("--config", "own.toml", "--min-confidence", floor, "--no-cache", "--exit-zero", "-f", "json")
        _, out, _ = run(capsys, "check", "corpus", *options)
        codes[floor] = [(found["code"], found["confidence"]) for found in json.loads(out)["findings"]]
    assert ("HAR001", 0.7) in codes["0.7"]
    assert codes["0.71"] == [pair for pair in codes["0.7"] if pair[0] != "HAR001"]
    assert run(capsys, "check", "corpus", "--min-confidence", "7")[0] == 2


@pytest.mark.usefixtures("corpus")
def test_the_rules_that_a_configuration_names_are_listed(tmp_path, capsys):
    file = rule_file(tmp_path / "tide.py")
    (tmp_path / "own.toml").write_text(f'rules = ["{file.name}"]\n', encoding="utf-8")
    code, out, _ = run(capsys, "plugins", "--config", "own.toml", "-f", "json")
    listed = json.loads(out)
    assert code == 0
    assert [(row["kind"], row["name"]) for row in listed if row["path"].endswith("tide.py")] == [("rule", "tide-told")]


def test_the_examples_of_ones_own_rule_are_its_test(tmp_path, capsys):
    file = rule_file(tmp_path / "tide.py")
    code, out, _ = run(capsys, "rule", "--test", str(file))
    assert (code, out.strip()) == (0, "1 rule, and every example gives what it says")
    file.write_text(file.read_text(encoding="utf-8").replace("at the tide table", "at the table"), encoding="utf-8")
    registry._files.clear()
    registry._known.cache_clear()
    code, out, _ = run(capsys, "rule", "--test", str(file))
    assert (code, out.strip()) == (1, "HAR001: bad example 1 gives 0 findings, not 1")


def environment(*paths: Path) -> dict[str, str]:
    here = str(Path(__file__).parents[1])
    return {**os.environ, "PYTHONPATH": os.pathsep.join([here, *map(str, paths)])}


def package(place: Path, points: dict[str, str], **modules: str) -> Path:
    """Write a package as an installer leaves it: its modules, and the metadata that names them."""
    (place / "harbour").mkdir(parents=True)
    for name, text in modules.items():
        (place / "harbour" / f"{name}.py").write_text(textwrap.dedent(text), encoding="utf-8")
    (place / "harbour/__init__.py").touch()
    about = place / "harbour_rules-1.2.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: harbour-rules\nVersion: 1.2\n", encoding="utf-8")
    lines = [f"[{group}]\nharbour = {value}\n" for group, value in points.items()]
    (about / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    return place


def provenance(place: Path, *arguments: str, cwd: Path) -> Done:
    """Call the command line in a process that has the package installed."""
    (done,) = calls(place, arguments, cwd=cwd)
    return done


CALLS = """
import contextlib, io, json, sys
from provenance import cli

for words in json.loads(sys.argv[1]):
    out, err, code = io.StringIO(), io.StringIO(), 0
    sys.argv = ["provenance", *words]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            cli.main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    print(json.dumps([code, out.getvalue(), err.getvalue()]))
"""


def calls(place: Path, *commands: Sequence[str], cwd: Path) -> list[Done]:
    """Call the command line several times in one such process: most of what a call costs is its start."""
    command = [sys.executable, "-c", CALLS, json.dumps(commands)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, env=environment(place))
    assert done.returncode == 0, done.stderr
    return [Done(*json.loads(line)) for line in done.stdout.splitlines()]


REPORT = """
from provenance.reports.base import Report

def lines(run):
    yield f"{run.articles} articles in the harbour"

REPORT = Report(name="harbour", about="how many articles lie in the harbour", lines=lines)
"""
EXPORT = """
from provenance.exports.base import Export

def write(run, path):
    path.write_text(f"{run.articles} article, {run.verdict.passed}", encoding="utf-8")

EXPORT = Export(name="manifest", about="what the harbour master signs", write=write)
"""
ENGINE = """
from provenance.engines.base import Engine, EngineDeclaration

class Pier(Engine):
    name = "pier"

    def map(self, function, shards):
        return map(function, shards)

def make(address, workers):
    print(f"a pier at {address} with {workers}")
    return Pier()

ENGINE = EngineDeclaration(name="pier", about="one shard after another", make=make)
"""


@pytest.mark.usefixtures("corpus")
def test_a_package_of_somebody_else_adds_a_rule_a_report_an_export_and_an_engine(tmp_path):
    kinds = ("rules", "reports", "exports", "engines")
    points = dict.fromkeys((f"provenance.{kind}" for kind in kinds), "harbour")
    tide = RULE.format(code="HAR001", name="tide-told", more="")
    place = package(tmp_path / "site", points, tide=tide, words=REPORT, paper=EXPORT, pier=ENGINE)
    options = ("--isolated", "--exit-zero", "--engine", "pier://quay", "--workers", "3", "--no-cache")
    outputs = ("--run", "run", "--output", "manifest=m", "--output", "concise=found.txt")
    done, plugins, unknown = calls(
        place,
        ("check", "corpus", *options, "-f", "harbour", *outputs),
        ("plugins", "-f", "json"),
        ("check", "corpus", "-f", "harbours"),
        cwd=tmp_path,
    )
    assert (tmp_path / "m").read_text(encoding="utf-8") == "1 article, True"
    assert done.stdout.splitlines() == ["a pier at quay with 3", "1 articles in the harbour"], done.stderr
    assert "HAR001" in (tmp_path / "found.txt").read_text(encoding="utf-8")
    assert json.loads((tmp_path / "run/run.json").read_text(encoding="utf-8"))["record"]["engine"] == "pier"
    listed = json.loads(plugins.stdout)
    assert sorted(row["kind"] for row in listed) == ["engine", "export", "report", "rule"]
    assert {
        "kind": "rule", "name": "tide-told", "package": "harbour-rules", "version": "1.2",
        "path": str(place / "harbour/tide.py"),
    } in listed  # fmt: skip
    assert (unknown.returncode, "did you mean 'harbour'?" in unknown.stderr) == (2, True)


FACT = """
import polars as pl

from provenance.facts.base import Fact, marked
from provenance.frames import ARTICLE, COUNT, PARAGRAPH, Frame, key

BELLS = Frame("bells", "a paragraph in which a bell rings", (ARTICLE, PARAGRAPH, key("rings", "how often", COUNT)))


def find(tables, context):
    rang = tables["paragraphs"].filter(pl.col("text").str.contains("^(Ding ?)+$"))
    return rang.select("row", "paragraph", rings=pl.col("text").str.count_matches("Ding").cast(pl.Int64))


FACT = Fact(
    name="bells", needs=("paragraphs",), yields_to=("shapes",), find=find,
    marks=lambda tables: marked(tables["bells"], "boilerplate"), frame=BELLS,
)
"""
OF_FACT = """
import polars as pl

from provenance.rules.base import Rule, Rows

RULE = Rule(
    code="HAR008", name="bell", severity="warning", summary="A bell rings.", rationale="It is no news.",
    reads="bells", broken=pl.col("rings") > 2, message=pl.format("it rang {} times", "rings"),
    bad=(Rows(({"article": "a", "paragraph": 0, "rings": 3},)),),
    good=(Rows(({"article": "a", "paragraph": 0, "rings": 2},)),),
)
"""


@pytest.mark.usefixtures("corpus")
def test_a_package_of_somebody_else_adds_a_fact_of_the_article_and_a_rule_over_it(tmp_path):
    (tmp_path / "corpus/b.txt").write_text(TEXT + "\n\nDing Ding Ding\n", encoding="utf-8")
    points = {"provenance.facts": "harbour", "provenance.rules": "harbour"}
    place = package(tmp_path / "site", points, bells=FACT, heard=OF_FACT)
    done, _ = calls(
        place,
        ("check", "corpus", "--isolated", "--select", "HAR", "--shard-articles", "1", "-f", "concise"),
        ("extract", "corpus", "--isolated", "--to", "facts"),
        cwd=tmp_path,
    )
    assert "it rang 3 times" in done.stdout, done.stderr
    bells, paragraphs = (pl.read_parquet(tmp_path / f"facts/{name}.parquet") for name in ("bells", "paragraphs"))
    assert bells.drop("paragraph").rows() == [("b.txt", 3)]
    rang = paragraphs.join(bells, on=["article", "paragraph"])
    assert rang["kind"].to_list() == ["boilerplate"]


@pytest.mark.usefixtures("corpus")
def test_a_fact_that_does_not_fit_is_a_sentence(tmp_path):
    wrong = FACT.replace('yields_to=("shapes",)', 'before=("labels",)')
    place = package(tmp_path / "site", {"provenance.facts": "harbour"}, bells=wrong)
    done = provenance(place, "check", "corpus", "--isolated", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "facts need each other: " in done.stderr
    assert "Traceback" not in done.stderr


CORPUS_FACT = """
import polars as pl

from provenance.corpus.base import CorpusFact
from provenance.frames import COUNT, Frame, key

FRAME = Frame("tides", "a word that opens articles", (key("word", "the word"), key("articles", "how many", COUNT)))


def keys(found):
    word = pl.col("text").str.extract(r"(The [a-z]+)", 1).fill_null("")
    counted = found["articles"].group_by(word=word).agg(articles=pl.len().cast(pl.Int64))
    return counted.with_columns(key=pl.col("word").hash())


def reduce(rows):
    return rows.group_by("word").agg(pl.col("articles").sum())


def finish(rows, found):
    return FRAME.conform(rows.sort("word"))


CORPUS_FACT = CorpusFact(frame=FRAME, keys=keys, reduce=reduce, finish=finish)
"""
OF_CORPUS = """
import polars as pl

from provenance.rules.base import Rule, Rows

RULE = Rule(
    code="HAR009", name="tides-told", severity="warning", summary="Many articles begin alike.",
    rationale="They are one text.", reads="tides", broken=pl.col("articles") > 2,
    message=pl.format("{} articles begin with {}", "articles", "word"),
    bad=(Rows(({"word": "The tide", "articles": 3},)),), good=(Rows(({"word": "The tide", "articles": 2},)),),
)
"""


@pytest.mark.usefixtures("corpus")
def test_a_package_of_somebody_else_adds_a_fact_of_the_corpus_and_a_rule_over_it(tmp_path):
    for name in "bcd":
        (tmp_path / "corpus" / f"{name}.txt").write_text(TEXT.replace("Monday", name), encoding="utf-8")
    place = package(
        tmp_path / "site", {"provenance.corpus": "harbour", "provenance.rules": "harbour"}, tides=CORPUS_FACT,
        words=OF_CORPUS,
    )  # fmt: skip
    options = ("--isolated", "--select", "HAR", "--shard-articles", "1", "--run", "run", "-f", "concise")
    done = provenance(place, "check", "corpus", *options, cwd=tmp_path)
    assert "4 articles begin with The council" in done.stdout, done.stderr
    assert pl.read_parquet(tmp_path / "run/tides.parquet").rows() == [("The council", 4)]


LANGUAGE = """
from provenance.languages.base import Language

LANGUAGE = Language(code="eo", name="Esperanto", attributes={attributes})
"""
MONTHS = "language,month,names,abbreviations,source\neo,3,marto,mar,general knowledge\n"


def esperanto(place: Path, attributes: str, **catalogues: str) -> Path:
    package(place, {"provenance.languages": "harbour"}, eo=LANGUAGE.replace("{attributes}", attributes))
    for name, text in catalogues.items():
        (place / f"harbour/{name}.csv").write_text(text, encoding="utf-8")
    return place


@pytest.mark.usefixtures("corpus")
def test_a_package_of_somebody_else_adds_a_language(tmp_path):
    (tmp_path / "corpus/b.txt").write_text(TEXT.replace("date 2024-03-12", "12 marto 2021"), encoding="utf-8")
    place = esperanto(tmp_path / "site", "False", months=MONTHS)
    provenance(place, "extract", "corpus", "--isolated", "--to", "facts", cwd=tmp_path)
    dates = pl.read_parquet(tmp_path / "facts/articles.parquet").select("article", "published")
    assert dict(dates.iter_rows())["b.txt"] == date(2021, 3, 12)


@pytest.mark.parametrize(
    ("attributes", "catalogues", "sentence"),
    [
        (
            "True",
            {"months": MONTHS},
            "the speech of the language eo cannot be read without reporting_words of common",
        ),
        ("False", {"month": MONTHS}, "there is no catalogue 'month' (did you mean 'months'?)"),
        ("False", {"months": MONTHS.replace("\neo", "\nfr")}, "a line is not of the language eo"),
    ],
)
@pytest.mark.usefixtures("corpus")
def test_a_language_that_cannot_be_read_in_is_named(tmp_path, attributes, catalogues, sentence):
    (tmp_path / "corpus/b.txt").write_text(f"“La kajo fermiĝas”, diris Ana Lund.\n\n{TEXT}", encoding="utf-8")
    place = esperanto(tmp_path / "site", attributes, **catalogues)
    done = provenance(place, "check", "corpus", "--isolated", "-f", "concise", cwd=tmp_path)
    assert (done.returncode, sentence in done.stderr) == (2, True), done.stderr


FORMAT = """
from provenance.formats.records import Record, RecordFormat


class Cards(RecordFormat):
    name, about, suffixes = "cards", "a card a line: title, bar, text", (".card",)

    def records(self, chunks):
        byte = 0
        for number, line in enumerate(b"".join(chunks).splitlines(keepends=True), 1):
            title, _, text = line.decode().strip().partition("|")
            values = {"title": title, "text": text} if text else None
            yield Record(line, values, line=number, byte=byte, error="the card has no bar")
            byte += len(line)


FORMAT = Cards()
"""


@pytest.mark.usefixtures("corpus")
def test_a_package_of_somebody_else_adds_a_format(tmp_path):
    place = package(tmp_path / "site", {"provenance.formats": "harbour"}, cards=FORMAT)
    text = "The council of Westhaven voted for the new slipway on Monday, after a debate of three long hours."
    cards = [f"Slipway|{text}\n", "no card\n", f"Tide|{text} An error occurred. Please try again.\n"]
    (tmp_path / "corpus/deck.card").write_text("".join(cards), encoding="utf-8")
    options = ("--isolated", "--select", "INP,TXT", "--accepted", "good", "--quarantine", "bad", "-f", "json")
    done = provenance(place, "check", "corpus", *options, "--exit-zero", cwd=tmp_path)
    words = json.loads(done.stdout)
    assert (words["gate"]["accepted"], words["gate"]["quarantined"]) == (3, 1), done.stderr
    (broken,) = [found for found in words["findings"] if found["code"] == "INP019"]
    assert (broken["source"], broken["record"], broken["line"]) == ("deck.card", 1, 2)
    assert (tmp_path / "good/deck.card").read_text(encoding="utf-8") == cards[0] + cards[2]
    assert (tmp_path / "bad/deck.card").read_text(encoding="utf-8") == cards[1]


@pytest.mark.usefixtures("corpus")
def test_a_package_that_cannot_be_loaded_is_named(tmp_path):
    place = package(tmp_path / "site", {"provenance.rules": "harbour.gone"})
    done = provenance(place, "check", "corpus", "--isolated", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("error: harbour-rules 1.2: its rule 'harbour' cannot be loaded: ModuleNotFoundError")


@pytest.mark.usefixtures("corpus")
@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ("--engine", "lokal"),
            "unknown engine 'lokal' (did you mean 'local'?); engines: dask, local, processes, spark",
        ),
        (("--engine", "local://quay"), "the local engine has no address, not 'quay'"),
        (("--workers", "0"), "--workers must be at least 1, not 0"),
        (("--shard-articles", "0"), "--shard-articles must be at least 1, not 0"),
    ],
)
def test_an_engine_that_there_is_not_is_a_wrong_call(options, sentence, capsys):
    code, _, err = run(capsys, "check", "corpus", *options)
    assert (code, err.strip()) == (2, f"error: {sentence}")


def test_the_code_of_a_plugin_is_its_package_and_not_what_lies_beside_it(tmp_path):
    """Site-packages hold everything that is installed: a module there is its file alone."""
    for name in ("alone.py", "beside.py", "harbour/__init__.py", "harbour/inner/tide.py", "harbour/words.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("1", encoding="utf-8")

    def plugin(path: str, module: str) -> Plugin:
        return Plugin("rule", "tide", "harbour", "1", str(tmp_path / path), module, None)

    alone, inner = plugin("alone.py", "alone"), plugin("harbour/inner/tide.py", "harbour.inner.tide")
    before = [digest([alone]), digest([inner])]
    assert digest([plugin("harbour/__init__.py", "harbour")]) == before[1]
    for name, same in (("beside.py", [True, True]), ("harbour/words.csv", [True, False]), ("alone.py", [False, False])):
        (tmp_path / name).write_text("2", encoding="utf-8")
        assert [digest([alone]) == before[0], digest([inner]) == before[1]] == same


@pytest.mark.usefixtures("corpus")
def test_a_changed_fact_of_another_package_is_not_answered_from_the_cache(tmp_path):
    place = package(
        tmp_path / "site", {"provenance.corpus": "harbour", "provenance.rules": "harbour"}, tides=CORPUS_FACT,
        words=OF_CORPUS.replace("> 2", "> 0"),
    )  # fmt: skip
    for opening, word in (("The [a-z]+", "The council"), ("The", "The")):
        (place / "harbour/tides.py").write_text(CORPUS_FACT.replace("The [a-z]+", opening), encoding="utf-8")
        done = provenance(place, "check", "corpus", "--isolated", "--select", "HAR", "-f", "json", cwd=tmp_path)
        (found,) = json.loads(done.stdout)["findings"]
        assert found["message"] == f"1 articles begin with {word}"


def test_two_files_of_one_name_are_two_modules(tmp_path):
    places = [rule_file(tmp_path / folder / "tide.py", code=code, name=f"tide-{folder}")
              for folder, code in (("one", "HAR001"), ("two", "HAR002"))]  # fmt: skip
    Policy(rules_from=places)
    assert len({registry.module_of(registry.by_code()[code]) for code in ("HAR001", "HAR002")}) == 2


def test_a_plugin_says_where_it_comes_from(tmp_path):
    (found,) = of_files(RULES, rule_file(tmp_path / "tide.py"))
    assert isinstance(found, Plugin)
    assert (found.kind, found.name, found.path) == ("rule", "tide-told", str(tmp_path / "tide.py"))
