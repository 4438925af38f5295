"""The ledger of quotations: which of them are one utterance, and how the wordings differ."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from provenance.check import check_corpus, facts_of
from provenance.corpus.utterances import ledger, quoted, speakers
from provenance.corpus.utterances.wordings import LETTERS, alike, difference, words
from provenance.engines import base
from provenance.engines.local import Local
from provenance.policy.configuration import Policy
from provenance.storage import external
from provenance.storage.spill import Spilled

C = pl.col
SAID = "We will not close the two harbours before the last of the boats has come home"


@pytest.mark.parametrize(
    ("kind", "wording"),
    [
        ("same", "We will not close the two harbours, before the last of the boats has come home."),
        (
            "same",
            "We will <b>not</b> close the two <a href='/x'>harbours</a> before the last of the boats has come home",
        ),
        ("same", "We won’t close the 2 har-bours before the last of the boats has come home"),
        ("same", "We will not close the two harbors before the last of the boats has come home"),
        ("cut", "We will not close the two harbours"),
        ("cut", "close the two harbours before the last of the boats"),
        ("cut", "We will not close the two harbours … the last of the boats has come home"),
        ("cut", "We will not close the two harbours. . . . the last of the boats has come home"),
        ("cut", "We will not close the two harbours [...] the last of the boats has come home"),
        ("cut-inside", "We will not close the two harbours before the boats has come home"),
        ("longer", f"{SAID}, and that is all"),
        ("negation", SAID.replace(" before", ", and we will not leave this pier, before")),
        ("number", SAID.replace(" before", ", on the 5th day of this May, before")),
        ("changed", SAID.replace(" before", ", as I have often told the council, before")),
        ("longer", f"{SAID} for 20 years"),
        ("longer", f"{SAID}, not at sea"),
        ("negation", f"{SAID} not"),
        ("longer", f"No, {SAID}"),
        ("changed", f"{SAID}s. We will not say it twice: no, never"),
        ("bracketed", "We [the council] will not close the two harbours before the last of the boats has come home"),
        ("changed", "We will not shut the two harbours before the last of the boats has come home"),
        ("number", "We will not close the three harbours before the last of the boats has come home"),
        ("number", "We will not close the 20 harbours before the last of the boats has come home"),
        ("negation", "We will close the two harbours before the last of the boats has come home"),
        ("negation", "We will close the three harbours before the last of the boats has come home"),
    ],
)
def test_how_a_wording_differs(kind: str, wording: str) -> None:
    assert alike(words(SAID), words(wording))
    assert difference(SAID, wording).kind == kind


BUDGET = "We will stay. The council has spent 1.5 million on the two boats, and it is able to spend more"


@pytest.mark.parametrize(
    ("kind", "words_of", "others"),
    [
        ("number", "1.5", "15"),
        ("same", "1.5", "1,5"),
        ("same", "1.5 million", "1,500,000"),
        ("same", "1.5 million", "1.5m"),
        ("number", "1.5 million", "1.5 billion"),
        ("number", "1.5 million", "1.5"),
        ("number", "two boats", "two hundred boats"),
        ("changed", "able", "unable"),
        ("negation", "able", "not able"),
        ("negation", "it is able", "it is not able"),
        ("longer", "stay. ", "stay. We do not want 5 of them. "),
        ("longer", "stay. ", "stay. The people are not there. "),
        ("longer", "stay. ", "stay, We do not want 5 of them. "),
        ("negation", "stay. ", "stay and we do not want 5 of them. "),
        ("negation", "stay. ", "stay. And so do not "),
        ("negation", "stay. The council has", "stay. . . . The council has not"),
    ],
)  # fmt: skip
def test_what_stands_in_the_middle_of_an_utterance(kind: str, words_of: str, others: str) -> None:
    assert difference(BUDGET, BUDGET.replace(words_of, others)).kind == kind
    assert difference(BUDGET.replace(words_of, others), BUDGET).kind == (kind if kind != "longer" else "cut-inside")


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("same", "cannot go home", "can’t go home"),
        ("same", "for everyone here", "for every one here"),
        ("same", "a nonprofit of ours", "a non-profit of ours"),
        ("negation", "a notable man", "a not able man"),
        ("same", "25 boats", "twenty-five boats"),
        ("same", "2500 boats", "two thousand five hundred boats"),
        ("same", "520,000 boats", "five hundred twenty thousand boats"),
        ("same", "100 boats", "a hundred boats"),
        ("number", "2100 boats", "two hundred boats"),
        ("number", "in five days", "in two, three days"),
        ("number", "in 205 days", "in twenty-five days"),
        ("number", "it costs five", "it costs five million"),
        ("number", "hundred boats", "two hundred boats"),
        ("cut", "it costs, in 2020, 20 boats", "it costs, in 2020"),
        ("same", "the first man", "the 1st man"),
        ("cut", "I do not wait, I have boats. I am so sick — I am so sick of rain", "I am so sick of rain"),
        ("longer", "I am so sick of rain", "I do not wait, I have boats. I am so sick — I am so sick of rain"),
        ("cut", "We shall wait for the boats, and we do not go for the boats", "We shall wait for the boats"),
        ("negation", "I do not wait for the boats, I wait", "I do wait for the boats, I wait"),
        ("same", "1.400,5 boats", "1,400.50 boats"),
    ],
)  # fmt: skip
def test_how_words_and_numbers_are_spelt_is_no_difference(kind: str, one: str, other: str) -> None:
    assert difference(one, other).kind == kind


def test_what_differs_is_told_word_by_word():
    found = difference(SAID, "We will close the two harbours before the first of the boats has come home")
    assert found.changed == "not → ∅; last → first"
    assert difference("L’Été n’est pas", "l'été n'est pas") == ("same", None)


@pytest.mark.parametrize(
    "other",
    [
        "The harbour master has come home with the last of the boats, and we will close",
        "We will not open the council to people who do not live here at all",
        f"We will not {'be told by others what is right, ' * 4} close the {'boats and the gulls ' * 9} last of the boats",
    ],
)
def test_other_utterances_are_not_alike(other: str) -> None:
    assert not alike(words(SAID), words(other))


def test_a_phrase_that_anybody_says_is_no_utterance():
    one, other = (
        words("I do not think that there is anything that the council can do about it"),
        words("I do not think there is anything good about it"),
    )
    assert alike(one, other)
    assert not alike(one, other, LETTERS)
    assert alike(other, words("I do not think there is anything bad about it"), LETTERS)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Mara Ellison", "Ellison", False),
        ("Mara Ellison", "Mr Tom Reed", True),
        ("Mara Ellison", "she", False),
        ("Mara Ellison", "the mayor", False),
        ("Mara Ellison", "A Westhaven spokesman", False),
        ("Mara Ellison", "the Westhaven council", False),
        ("Mara Ellison", "The Republican", False),
        ("Mara Ellison", "Reed’s neighbour", False),
        ("Mara Ellison", "the council’s director Tom Reed", True),
        ("José Luis Pérez", "JLP", False),
        ("José", "Jose", False),
        ("Mara Ellison", "The Minister", False),
        ("Mara Ellison", "The spokesman", False),
        ("Mara Ellison", "De burgemeester", False),
        ("Mara Ellison", "el portavoz", False),
        ("Mara Ellison", "De Vries", True),
        ("Mara Ellison", "Le Roux", True),
        ("Mara Ellison", "La alcaldesa Luz Moreno", True),
        ("De Vries", "De Wit", True),
        ("De Vries", "Jan de Vries", False),
        ("Le Roux", "Anne Le Roux", False),
        ("Ellison’s", "Ellison", False),
        (None, "Tom Reed", False),
    ],
)
def test_speakers_in_conflict(one: str | None, other: str | None, *, expected: bool) -> None:
    assert speakers.conflict(one, other) is expected
    assert speakers.conflict(other, one) is expected


def quoting(number: int, wording: str, speaker: str = "Mara Ellison", **fields: object) -> dict[str, object]:
    """Return an article that has nothing in common with others but a quotation."""
    own = f"Number {number} told readers of street {number} what happened in house {number} on day {number}."
    return {"id": f"a{number}", "text": f"{own}\n\n“{wording},” said {speaker} in the {number}th hour.", **fields}


def run(folder: Path, *articles: dict[str, object], shard_articles: int = 1000) -> dict[str, pl.DataFrame]:
    """Return the frames of the ledger, and the findings over them."""
    folder.mkdir(exist_ok=True)
    lines = (json.dumps(article) + "\n" for article in articles)
    (folder / "a.jsonl").write_text("".join(lines), encoding="utf-8")
    done = check_corpus(
        folder / "a.jsonl", Policy(now=date(2024, 6, 1), preview=True), frames=folder / "frames",
        shard_articles=shard_articles,
    )  # fmt: skip
    frames = {name: done.corpus[name].frame() for name in ("utterances", "variants")}
    return {**frames, "findings": done.findings.filter(C("code").str.starts_with("COP"))}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """Return what is found of ARTICLES as one shard."""
    return run(tmp_path_factory.mktemp("whole"), *ARTICLES)


ARTICLES = (
    quoting(1, SAID, published="2024-03-04", publisher="East"),
    quoting(2, SAID, "Ellison", published="2024-03-02", publisher="West"),
    quoting(3, SAID.replace("two", "three"), published="2024-03-05", publisher="West"),
    quoting(4, SAID, "Joseph Ndlovu"),
    quoting(5, "Nobody has asked the people who live beside the quay what they want"),
    quoting(6, "We will see"),
    quoting(7, "We will see"),
    quoting(8, SAID, "she"),
    {
        **quoting(9, SAID),
        "text": f"“{SAID},” said Mara Ellison.\n\n“{SAID.replace('two', 'three')},” said Mara Ellison.",
    },
)


def test_an_entry_of_the_ledger(whole):
    found = whole
    (entry,) = found["utterances"].to_dicts()
    assert entry.pop("utterance") == found["variants"]["utterance"].unique().item()
    assert entry == {
        "text": f"{SAID},", "first_article": "a2", "first_seen": date(2024, 3, 2), "articles": 6, "publishers": 2,
        "speakers": ["Mara Ellison", "Joseph Ndlovu", "Ellison"], "variants": 2,
    }  # fmt: skip
    assert found["variants"].select("article", "speaker", "kind", "changed").rows() == [
        ("a1", "Mara Ellison", "same", None),
        ("a2", "Ellison", "same", None),
        ("a3", "Mara Ellison", "number", "two → three"),
        ("a4", "Joseph Ndlovu", "speaker", "Mara Ellison → Joseph Ndlovu"),
        ("a8", None, "same", None),
        ("a9", "Mara Ellison", "same", None),
    ]
    texts = {article["id"]: str(article["text"]) for article in ARTICLES}
    for article, start, end in found["variants"].select("article", "start", "end").iter_rows():
        assert texts[article][start:end].startswith("We will not close")


def test_who_says_it_again_in_other_words_is_not_altered_but_who_is_quoted_in_part_is(tmp_path):
    three, quays = SAID.replace("two", "three"), SAID.replace("harbours", "quays")
    part = three.removesuffix(" has come home")

    def twice(number: int, one: str, other: str) -> dict[str, object]:
        return {
            "id": f"a{number}",
            "text": f"“{one},” said Mara Ellison.\n\n“{other},” said Mara Ellison on day {number}.",
        }

    found = run(tmp_path / "in", quoting(1, SAID), quoting(2, SAID), twice(3, three, quays), twice(4, three, part))
    assert found["variants"].select("article", "kind").rows() == [
        ("a1", "same"),
        ("a2", "same"),
        ("a4", "number"),
        ("a4", "number"),
    ]


def test_what_a_quotation_quotes_itself_has_two_speakers(tmp_path):
    within = f"Whoever says ‘{SAID}’ has never seen a storm from the pier of this town"
    found = run(tmp_path / "in", *(quoting(turn, within) for turn in range(2)), quoting(3, SAID, "Joseph Ndlovu"))
    assert found["variants"]["kind"].to_list() == ["same", "same", "cut"]


def test_an_utterance_is_written_as_most_articles_write_its_words(tmp_path):
    loud = SAID.replace("We will not", "WE WILL NOT")
    found = run(tmp_path / "in", quoting(0, loud), *(quoting(turn, SAID) for turn in (1, 2)))
    assert found["utterances"]["text"].to_list() == [f"{SAID},"]
    assert found["variants"]["kind"].to_list() == ["same"] * 3


def test_shards_order_and_partitions_change_no_entry(tmp_path, whole, monkeypatch):
    monkeypatch.setattr(base, "PARTITION", 3)
    made = run(tmp_path / "in", *ARTICLES[::-1], shard_articles=4)
    places = ["utterance", "article", "start"]
    assert made["utterances"].equals(whole["utterances"])
    of_both = [each["variants"].drop("record", "line").sort(places) for each in (made, whole)]
    assert of_both[0].equals(of_both[1])


def test_pieces_of_any_size_give_the_same_entries_in_the_same_order_and_the_same_findings(tmp_path, monkeypatch):
    # Two of one article, in two entries: rules count what they find in an article, wherever its rows lie.
    other = "Nobody has asked the people of the quay what they want to see there"
    more = [quoting(turn, other.replace("quay", "pier") if turn == 13 else other) for turn in range(10, 19)]
    articles = (*ARTICLES, *more, {**more[3], "id": "a20", "text": f"{ARTICLES[2]['text']}\n\n{more[3]['text']}"})
    expected = run(tmp_path / "in", *articles)
    assert expected["utterances"]["text"].to_list() == [f"{SAID},", f"{other},"]  # as they first stand, not as often
    assert expected["utterances"]["utterance"].equals(expected["variants"]["utterance"].unique(maintain_order=True))
    assert expected["findings"]["code"].n_unique() > 1
    for module, name in ((base, "PARTITION"), (external, "PARTITION"), (ledger, "AT_ONCE"), (quoted, "AT_ONCE")):
        monkeypatch.setattr(module, name, 2)
    monkeypatch.setattr(external, "SAMPLED", 1)
    made = run(tmp_path / "in", *articles)
    assert all(made[name].equals(frame) for name, frame in expected.items())


def test_a_saying_that_everybody_knows_and_one_of_a_single_article_are_no_entries():
    none = pl.DataFrame(schema={"body": pl.UInt64, "other_body": pl.UInt64})

    def quotation(turn: int, **fields: object) -> dict[str, object]:
        of = {"article": f"a{turn}", "source": "a", "record": turn, "start": 0, "end": 9, "line": 1}
        told = {"key": 7, "text": SAID, "speaker": None, "publisher": f"paper {turn}"}
        return {**of, **told, "published": date(2015 + turn, 1, 1), **fields}

    def entries(*quotations: dict[str, object]) -> int:
        types = {"key": pl.UInt64, "speaker": pl.String}
        utterances, _ = ledger.frames(
            Spilled.of(pl.DataFrame(quotations, schema_overrides=types)), none, Local().shuffle
        )
        return utterances.height

    rows = [quotation(turn) for turn in range(5)]
    assert (entries(*rows), entries(*rows[:4]), entries(rows[0], quotation(0, start=20))) == (0, 1, 0)


def test_the_ledger_of_the_readme_is_that_of_the_sample():
    home = Path(__file__).parents[2]
    frames = facts_of(home / "sample_corpus/copies")
    said = C("kind") + pl.format(": {}", "changed").fill_null("")
    rows = frames["clusters"].join(frames["variants"].select("article", said=said), on="article")
    lines = (
        rows.select(pl.format("| `{}` | {}: {} | {} |", "article", "role", "evidence", "said")).to_series().to_list()
    )
    shown = (home / "README.md").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 5
    assert {*lines} == {line for line in shown if line.startswith("| `harbour-")}
