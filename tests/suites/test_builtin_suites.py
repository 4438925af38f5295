"""The built-in suites test their subject: each of their expectations is met by one small corpus and broken by another."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from provenance.check import check_corpus
from provenance.policy.configuration import Policy
from provenance.rules.examples import article
from provenance.rules.registry import by_code
from provenance.storage.spill import Spilled
from provenance.suites import loader, running
from provenance.suites.lazy import import_gx

from .conftest import checked

Record = dict[str, object]
ARTICLES = 24


def news(number: int, *more: str, speaker: str = "said Lena Hartmann, the engineer", **fields: Any) -> Record:
    """A sound article with a full quotation that has a speaker; no two are alike."""
    message = f"Number {number} of the people at the meeting asked how long the work on the harbour wall would take this year."
    said = f"“The stones of pier {number} were laid by hand and will be laid by hand again,” {speaker}."
    given: dict[str, Any] = {
        "id": f"a{number:03}",
        "title": f"Harbour wall, part {number}",
        "publisher": "Coastal Post",
        "published": f"2024-03-{number % 24 + 1:02}",
        "captured": None,
        "captions": [f"Workers lift stone {number} at the pier in Skarvoe. Photo: Marek Dolan/AP"],
    }
    return article(message, said, *more, **(given | fields))


def corpus(*more: str, **fields: Any) -> list[Record]:
    return [news(number, *(one.format(number) for one in more), **fields) for number in range(ARTICLES)]


def mixed(share: float, bad: Callable[[int], Record]) -> list[Record]:
    """A corpus of which the first articles, in this share, are made by `bad`."""
    return [bad(number) if number < share * ARTICLES else news(number) for number in range(ARTICLES)]


def two_sources(bad: Callable[[int], Record], sound: int = 4) -> list[Record]:
    """A corpus in which one publisher is bad, and the others are so many that the whole is sound."""
    good = [news(number, publisher="Coastal Post") for number in range(ARTICLES, ARTICLES * sound)]
    return [bad(number) for number in range(ARTICLES)] + good


def broken_rule(code: str) -> list[Record]:
    """The articles that show what a rule finds."""
    shown = (one if isinstance(one, Mapping) else {"text": one} for one in by_code()[code].bad)
    return [{**record, "id": f"{code}-{number}"} for number, record in enumerate(shown)]


def unattributed(number: int, **fields: Any) -> Record:
    return news(number, speaker="and so it went on", **fields)


def uncredited(number: int, **fields: Any) -> Record:
    return news(number, captions=[f"Workers lift stone {number} at the pier in Skarvoe."], **fields)


def appeal(number: int, **fields: Any) -> Record:
    return news(number, "Sign up to our newsletter for daily updates straight to your inbox.", **fields)


def stories(number: int, copies: int = 0, **fields: Any) -> list[Record]:
    """Articles that have no words in common, and of the first of them so many copies each."""
    made = []
    for story in range(number):
        rng = Random(f"{story} {fields}")
        text = " ".join("".join(rng.choices("aeilnorst", k=6)) for _ in range(40))
        made += [{"id": f"s{story:03}-{copy}", "text": f"{text.capitalize()}.", **fields} for copy in range(copies + 1)]
    return made


def twins(number: int) -> list[Record]:
    """Articles of one template, in which only numbers differ."""
    words = " ".join(str(each["text"])[:-1].lower() for each in stories(3, template=True)).split()
    template = " {0} ".join(" ".join(words[at : at + 20]) for at in range(0, len(words), 20))
    return [{"id": f"t{turn}", "text": template.format(100 + turn)} for turn in range(number)]


MEETS = corpus()

# For each expectation, in the order of its suite: a corpus that breaks it.
BREAKS: Mapping[str, list[Callable[[], list[Record]]]] = {
    "attributions": [
        lambda: mixed(0.5, unattributed),
        lambda: two_sources(lambda number: unattributed(number, publisher="Star"), sound=8),
        lambda: broken_rule("QUO001"),
        lambda: broken_rule("EMB001"),
    ],
    "captions": [
        lambda: corpus(captions=[f"Stone {n} lies at the pier. Photo: Marek Dolan/AP" for n in range(5)]),
        lambda: mixed(0.5, uncredited),
        lambda: two_sources(lambda number: uncredited(number, publisher="Star"), sound=8),
        lambda: corpus(captions=["Workers lift stones at the pier. Photo: ??? 4711"]),
        lambda: mixed(0.25, uncredited),
        lambda: broken_rule("CAP001"),
    ],
    "dates": [
        lambda: mixed(0.1, lambda number: news(number, published=None)),
        lambda: two_sources(lambda number: news(number, published=None, publisher="Star")),
        lambda: corpus(published="2027-05-01"),
        lambda: broken_rule("DAT005"),
        lambda: broken_rule("DAT011"),
        lambda: corpus(published="2024-03"),
        lambda: corpus(published=None, url="https://coastalpost.example/2024/03/05/harbour-wall"),
    ],
    "boilerplate": [
        lambda: broken_rule("BPL001"),
        lambda: broken_rule("BPL004"),
        lambda: mixed(0.25, appeal),
        lambda: broken_rule("BPL008"),
        lambda: mixed(0.25, appeal),
        lambda: two_sources(lambda number: appeal(number, publisher="Star"), sound=8),
        lambda: broken_rule("TXT001"),
        lambda: broken_rule("TXT002"),
    ],
    "originality": [
        lambda: stories(4, copies=1),
        lambda: [*stories(4), *stories(9, copies=2, publisher="Star")],
        lambda: stories(1, copies=21),
        lambda: [*stories(4), *twins(4)],
    ],
    "volume": [
        list,
        lambda: [news(1), news(2, id="a001")],
        lambda: [news(1), {**news(1), "id": "copy"}],
        lambda: [{"id": "short", "text": "Too short."}],
        lambda: broken_rule("BPL014"),
    ],
}


def outcomes(folder: Path, records: list[Record], suite: str) -> list[Any]:
    found = loader.find([suite])[0]
    return running.hold(checked(folder, records, needs=loader.needs([found])).summary, found)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, int], list[Any]]:
    """Return how a suite judges the corpus that breaks its expectation of this number; each is judged once."""

    @cache
    def judged(name: str, number: int) -> list[Any]:
        return outcomes(tmp_path_factory.mktemp(name), BREAKS[name][number](), name)

    return judged


@pytest.fixture(scope="module")
def sound_summary(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return checked(tmp_path_factory.mktemp("sound"), MEETS).summary


def test_every_expectation_has_a_corpus_that_breaks_it() -> None:
    assert sorted(BREAKS) == loader.names()
    for name, breaking in BREAKS.items():
        assert len(breaking) == len(loader.find([name])[0].data["expectations"]), name


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_sound_corpus_meets_all(name: str, sound_summary: Any) -> None:
    results = running.hold(sound_summary, loader.find([name])[0])
    assert [(one.about, one.outcome, one.observed) for one in results if one.outcome != "met"] == []
    assert sound_summary["full_quotations"].sum() == sound_summary["full_attributed"].sum() == ARTICLES
    assert sound_summary["captions"].sum() == sound_summary["credits_parsed"].sum() == ARTICLES


@pytest.mark.parametrize(
    ("name", "number"), [(name, number) for name, each in BREAKS.items() for number in range(len(each))]
)
def test_a_small_corpus_breaks_it(name: str, number: int, broken: Callable[[str, int], list[Any]]) -> None:
    one = broken(name, number)[number]
    assert (one.outcome, one.about) == ("unmet", one.about), one.observed
    assert one.observed or name == "volume"


@pytest.mark.parametrize("name", sorted(BREAKS))
def test_a_summary_in_pieces_is_not_held_and_says_the_same(
    name: str, sound_summary: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    pieces, suite = Spilled(), loader.find([name])[0]
    summary = sound_summary.with_columns(captions=pl.int_range(pl.len()), language=pl.lit(None))
    for rows in summary.iter_slices(5):
        pieces.add(rows)
    monkeypatch.setattr(Spilled, "frame", lambda *_: pytest.fail("all rows are held at once"))
    assert running.hold(pieces.scan(), suite) == running.hold(summary, suite)


def test_a_suite_has_made_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "in.jsonl").write_text(
        "".join(f"{json.dumps(each)}\n" for each in stories(12, copies=1)), encoding="utf-8"
    )
    for suites, copies in (("volume",), {None}), (("volume", "originality"), {1}):
        run = check_corpus(tmp_path / "in.jsonl", Policy(suites=suites), cache=tmp_path / "cache")
        assert {*run.summary["copies"]} == copies
    unmet = run.expectations.filter(suite="originality", outcome="unmet")
    assert unmet["about"].to_list() == ["At most a tenth of the articles are copies of others, whole or abridged."]


def test_a_corpus_with_few_copies_meets_originality(tmp_path: Path) -> None:
    records = [*stories(22), *stories(2, copies=1, publisher="Star")]
    assert {one.outcome for one in outcomes(tmp_path, records, "originality")} == {"met"}


@pytest.mark.parametrize(("name", "number"), [("attributions", 1), ("captions", 2), ("dates", 1), ("boilerplate", 5)])
def test_one_bad_source_is_named_although_the_whole_is_sound(
    name: str, number: int, broken: Callable[[str, int], list[Any]]
) -> None:
    results = broken(name, number)
    assert results[number].outcome == "unmet"
    assert "Star" in results[number].observed
    assert "Coastal Post" not in results[number].observed
    shares = {"attributions": 0, "captions": 1}
    if name in shares:
        assert results[shares[name]].outcome == "met"


def test_what_the_suites_could_not_see(tmp_path: Path) -> None:
    """Quotations without speakers met `attributions`, dates three years ahead met `dates`."""
    many = [unattributed(number, published="2027-03-01") for number in range(ARTICLES)]
    assert [one.outcome for one in outcomes(tmp_path / "q", many, "attributions")][:2] == ["unmet", "unmet"]
    assert "unmet" in [one.outcome for one in outcomes(tmp_path / "d", many, "dates")]


def test_lines_that_are_only_suspected_break_no_suite() -> None:
    import_gx()
    from provenance.suites.expectations import ExpectBoilerplateToBeAbsent

    assert "BPL008" in ExpectBoilerplateToBeAbsent.codes
    assert not {"BPL021", "BPL024"} & {*ExpectBoilerplateToBeAbsent.codes}
