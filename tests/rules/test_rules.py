"""Every rule is held to its own examples, through the whole pipeline."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from provenance import catalogues, rules
from provenance.check import check_corpus
from provenance.engines.local import Local
from provenance.evaluation.examples import examine, examine_rows
from provenance.frames import FRAMES
from provenance.policy.configuration import Policy
from provenance.rules.base import Example, File, Rows, Rule
from provenance.rules.registry import FAMILIES, by_code, registry

NOW = date(2024, 6, 1)
RULES = pytest.mark.parametrize("rule", registry(), ids=lambda rule: f"{rule.code}-{rule.name}")
BAD = [pytest.param(rule, example, id=f"{rule.name}-{n}") for rule in registry() for n, example in enumerate(rule.bad)]
GOOD = [
    pytest.param(rule, example, id=f"{rule.name}-{n}") for rule in registry() for n, example in enumerate(rule.good)
]


ALONE = [example for rule in registry() for example in (*rule.bad, *rule.good) if isinstance(example, str | Mapping)]
TEXTS = {id(example): place for place, example in enumerate(x for x in ALONE if isinstance(x, str))}
RECORDS = {id(example): place for place, example in enumerate(x for x in ALONE if isinstance(x, Mapping))}
OF_MANY = ("duplicates", "repeats", "days", "corpus")
FILES = [
    example
    for rule in registry()
    for example in (*rule.bad, *rule.good)
    if isinstance(example, File) and rule.reads not in OF_MANY
]
FOLDERS = {id(example): f"{place:03}/" for place, example in enumerate(FILES)}
CORPORA = {
    repr(example): example
    for rule in registry()
    for example in (*rule.bad, *rule.good)
    if isinstance(example, tuple) or rule.reads in OF_MANY or (rule.lacks and isinstance(example, str))
}
"""Little corpora, and texts of which a rule says what a corpus of them lacks."""
OF_EACH = ("repetitions",)
"""Frames that tell in each article of a little corpus what the corpus shows."""


def container(records: Iterable[Mapping[str, object]]) -> File:
    """Put records into one file, which is read at once."""
    return File("records.jsonl", "".join(json.dumps(record) + "\n" for record in records).encode())


@pytest.fixture(scope="session")
def together() -> pl.DataFrame:
    """Examine all examples that are one article in one run: no rule on an article looks beyond it."""
    texts = [example for example in ALONE if isinstance(example, str)]
    records = [example for example in ALONE if isinstance(example, Mapping)]
    return examine((*texts, container(records)), now=NOW)


@pytest.fixture(scope="session")
def apart(tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """Examine all examples that are a file in one run, each in a folder of its own: no rule on a file looks beyond it."""
    place = tmp_path_factory.mktemp("files")
    for example in FILES:
        folder = place / FOLDERS[id(example)]
        folder.mkdir()
        (folder / example.name).write_bytes(example.data)
    return check_corpus([place], Policy(now=NOW, preview=True), engine=Local(1)).findings


def written(example: Example) -> Example:
    """Return a little corpus as one file, if it consists of records."""
    parts = example if isinstance(example, tuple) else ()
    records = [part for part in parts if isinstance(part, Mapping)]
    return container(records) if records and len(records) == len(parts) else example


@cache
def asked(frame: str, example: str) -> pl.DataFrame:
    """Examine a little corpus, which shows nothing among others, for the rules that read a frame and for no other.

    Half of the time would go into the others; each is held to its own examples. Rules of a frame share some of them.
    """
    codes = tuple(rule.code for rule in registry() if rule.reads == frame)
    return examine(written(CORPORA[example]), policy=Policy(now=NOW, select=codes, preview=True))


def of(rule: Rule, example: Example, together: pl.DataFrame, apart: pl.DataFrame) -> pl.DataFrame:
    """Return the findings of `rule` on `example`."""
    source, record = pl.col("source"), pl.col("record")
    if isinstance(example, Rows):
        found = examine_rows(example, rule)
    elif repr(example) in CORPORA:
        found = asked(rule.reads, repr(example))
    elif isinstance(example, File):
        found = apart.filter(source.str.starts_with(FOLDERS[id(example)]))
    elif isinstance(example, str):
        found = together.filter(source == f"{TEXTS[id(example)]:03}.txt")
    else:
        found = together.filter(source == "records.jsonl", record == RECORDS[id(example)])
    return found.filter(pl.col("code") == rule.code)


@pytest.mark.parametrize(("rule", "example"), BAD)
def test_a_bad_article_gives_exactly_one_finding(
    rule: Rule, example: Example, together: pl.DataFrame, apart: pl.DataFrame
) -> None:
    found = of(rule, example, together, apart)
    articles = len(example) if isinstance(example, tuple) and rule.reads in OF_EACH else 1
    assert found.height == articles, found.select("code", "excerpt", "message").to_dicts()
    assert found["name"].unique().item() == rule.name
    assert found["severity"].unique().item() == rule.severity
    assert found["message"].str.len_bytes().min() > 0  # type: ignore[operator]


@pytest.mark.parametrize("code", ["DUP001", "LIN016"])
def test_a_rule_finds_in_a_corpus_what_it_finds_beside_all_others(code: str) -> None:
    rule = by_code()[code]
    among_all = examine(written(rule.bad[0]), now=NOW).filter(code=code)
    assert asked(rule.reads, repr(rule.bad[0])).filter(code=code).equals(among_all)


@pytest.mark.parametrize(("rule", "example"), GOOD)
def test_a_good_article_gives_none(rule: Rule, example: Example, together: pl.DataFrame, apart: pl.DataFrame) -> None:
    found = of(rule, example, together, apart)
    assert found.is_empty(), found.select("code", "excerpt", "message").to_dicts()


@RULES
def test_the_expressions_fit_the_frame(rule: Rule) -> None:
    frame = pl.DataFrame(schema=rule.schema)
    assert frame.select(rule.broken).dtypes == [pl.Boolean()]
    assert frame.select(rule.message).dtypes == [pl.String()]
    if rule.fix and rule.fix.by is not None:
        assert frame.select(rule.fix.by).dtypes == [pl.String()]


@RULES
def test_nothing_known_is_no_defect_of_unknown_kind(rule: Rule) -> None:
    """A row of nulls is broken or not, never null; and the message of a broken row is a sentence."""
    schema = rule.schema
    nulls = pl.DataFrame({name: [None] for name in schema}, schema=schema)
    required = [column.name for column in FRAMES[rule.reads].columns if not column.nullable]
    filled = nulls.with_columns(_some(schema[name]).alias(name) for name in required)
    verdict = filled.select(rule.broken.alias("broken"))["broken"]
    assert verdict.null_count() == 0
    assert filled.select(rule.message.alias("message"))["message"].null_count() == 0 or not verdict.any()


@RULES
def test_a_rule_explains_itself(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)+", rule.name)
    assert rule.bad
    assert rule.good
    for sentence in (rule.summary, rule.rationale):
        assert sentence.endswith("."), sentence
    assert rule.severity != "error" or rule.evidence


KEPT = {"timestamp", "developing", "contact", "location"}
"""What is read as a fact and held against no article: when it was changed, that it will be, where to write to, where from."""


@pytest.mark.parametrize(
    ("catalogue", "column", "frame"),
    [("boilerplate", "category", "boilerplate"), ("notices", "kind", "lineage"), ("flaws", "kind", "flaws")],
)
def test_a_rule_heeds_everything_that_a_catalogue_finds(catalogue: str, column: str, frame: str) -> None:
    for found in catalogues.load(catalogue)[column].unique():
        sure = {"confidence": pl.lit(1.0), "whole": pl.lit(value=True)}
        row = pl.DataFrame({column: [found]}).with_columns(value.alias(name) for name, value in sure.items())
        row = FRAMES[frame].conform(row)
        heeding = [rule for rule in registry() if rule.reads == frame and row.select(rule.broken).item()]
        assert len(heeding) == (found not in KEPT), (found, heeding)


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in registry()}) == len(registry())
    assert len({rule.name for rule in registry()}) == len(registry())


def test_the_folder_is_the_registry() -> None:
    """Every file bears the name of its rule and stands in the folder of its family."""
    folder = Path(rules.__file__).parent
    files = {path.relative_to(folder).as_posix() for path in folder.glob("*/*.py") if path.name != "__init__.py"}
    assert files == {f"{FAMILIES[rule.family]}/{rule.name.replace('-', '_')}.py" for rule in registry()}


def _some(dtype: pl.DataType) -> pl.Expr:
    """Return a value of the type, for a column that is never null."""
    if dtype == pl.String():
        return pl.lit("x")
    if dtype.is_temporal():
        return pl.lit(NOW).cast(dtype)
    return pl.lit(0).cast(dtype)


def message_of(frame: str, **row: object) -> str:
    (rule,) = (rule for rule in registry() if rule.reads == frame and rule.code in {"BPL022", "DAT016"})
    return examine_rows(Rows((row,)), rule)["message"].item()


@pytest.mark.parametrize(
    ("publisher", "words"),
    [
        ("The Post", "of The Post (50.0 %)"),
        ("", "without a publisher (50.0 %)"),
        (None, "without a publisher (50.0 %)"),
    ],
)
def test_a_repeated_line_names_the_publisher_where_there_is_one(publisher: str | None, words: str) -> None:
    row = {"publisher": publisher, "text": "Line", "articles": 9, "of": 18, "share": 0.5}
    assert message_of("repeats", **row) == f"this line stands in 9 articles {words}"


@pytest.mark.parametrize(("articles", "words"), [(1, "1 article"), (4, "4 articles")])
def test_articles_are_counted_as_people_count(articles: int, words: str) -> None:
    assert message_of("corpus", articles=articles, undated=0.5) == f"without a date: 50.0 % of {words}"


@pytest.mark.parametrize(
    ("rule", "example"), [case for case in BAD if case.values[0].code in {"DAT003", "DAT008", "DAT017"}]
)
def test_what_is_still_to_come_is_told_with_the_clock(
    rule: Rule, example: Example, together: pl.DataFrame, apart: pl.DataFrame
) -> None:
    message = of(rule, example, together, apart)["message"].item()
    assert message.endswith(f"which is still to come: the clock of the run says {NOW}") or "captured before" in message


@pytest.mark.parametrize(("rule", "example"), [case for case in BAD if case.values[0].code in {"DUP001", "DUP002"}])
def test_a_repetition_names_the_place_of_what_it_repeats(
    rule: Rule, example: Example, together: pl.DataFrame, apart: pl.DataFrame
) -> None:
    words = {
        "DUP001": "the same text as station-1 in records.jsonl:1 (2 articles have it)",
        "DUP002": "the id belongs to 2 articles, the first in records.jsonl:1",
    }
    found = of(rule, example, together, apart)
    assert (found["line"].item(), found["message"].item()) == (2, words[rule.code])


@pytest.mark.parametrize(
    ("byline", "words"),
    [
        ("No Author", "the byline `No Author` names nobody"),
        ("—", "the byline `—` names nobody"),
        ("By Mara Ellison. Email: mara@courier.example",
         "the byline `By Mara Ellison. Email: mara@courier.example` is not just a name"),
        ("5 min read", "the byline `5 min read` is not just a name"),
    ],
)  # fmt: skip
def test_a_byline_with_a_name_in_it_names_somebody(byline: str, words: str) -> None:
    rule = by_code()["MET004"]
    told = pl.DataFrame({"byline": [byline]}).select(rule.broken.alias("broken"), rule.message.alias("message"))
    assert told.row(0) == (True, words)
