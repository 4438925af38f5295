"""No fact of an article comes from another one: each article alone gives what all together give, in any order."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from provenance import facts
from provenance.check import check_corpus
from provenance.engines.local import Local
from provenance.facts.captions import model
from provenance.frames import RECORDS
from provenance.policy.configuration import Policy
from tests.support import examples

NOW = datetime(2024, 6, 1, tzinfo=UTC)
MARKS = "“”„‟«»‘’'\"‹›—–-:"
BLOCKS = (
    "The mayor, Marek Dolan, said: “", "”W", "“", "”", "« ", " »", "„So geht es nicht“, sagte Ina Berg.", "‘", "’", '"',
    "“We have waited long enough,” said Mara Ellison.", "“It began in the spring.", "“And it ended there.”", "— Jo Roe, harbour master",
    "He said:", "Two things count:", "She left.", "“No.” ", "a d:«. «", ".", "2 May 2021 – ", "WESTHAVEN, 2 May 2021 (AP) – The bridge opened.",
    "Published: 2 May 2021", "By Mara Ellison", "Crews clear the road near Westhaven (Dana Holt/AP)", "Photo: Ina Berg/dpa",
    "Nobody believes it any more. — Tom Reed (@tomreed) March 3, 2021", "View this post on Instagram", "A post shared by Jo Roe (@joroe)",
    "Sign up to our daily newsletter", "An error occurred. Please try again.", "Correction: This story was amended.",
    "This story was first published by Reuters.", "© 2020 Aa Bb. All rights reserved.", "Read more", "…", "The council met on Tuesday and agreed.",
    "It stopped there.Nobody knows why.", "Ã© \ufffd", "[…]", "(AP)", "12", "\u200b", "\u2029", "Westhaven", "Reuters",
)  # fmt: skip
PAIRS = (
    ("a d:«. «", "”W"),
    ("The mayor, Marek Dolan, said: “", "”Now we see.” She left."),
    ("He said:", "“Now we see.”"),
    ("“We waited.” He said.", "— Jo Roe, harbour master"),
    ("“We waited.”", "— Jo Roe, harbour master"),
    ("“It began in the spring.", "“And it ended there.”"),
)
"""Texts that were taken for one where the second follows the first."""
TEXTS = 7
GAPS = ("\n\n", "\n", " ", "", "\r\n\r\n", "\u2028")


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text made of the beginnings and ends that neighbours could complete."""
    parts = draw(st.lists(st.sampled_from(BLOCKS) | st.text(MARKS + " aZ.\n", max_size=8), max_size=7))
    return "".join(part + draw(st.sampled_from(GAPS)) for part in parts)


def found(corpus: list[str], order: list[int]) -> dict[str, pl.DataFrame]:
    """Return every frame of facts of the texts, found together in that order, sorted by the number of the text."""
    rows = pl.DataFrame({"article": [f"{number:03}" for number in order], "text": [corpus[number] for number in order]})
    empty = pl.DataFrame(schema=RECORDS.schema)
    records = pl.concat([empty, rows], how="diagonal_relaxed").select(empty.columns)
    named = facts.named(facts.find(records, {}, NOW))
    return {name: frame.sort("article", maintain_order=True) for name, frame in named.items()}


def together(corpus: list[str]) -> None:
    alone = [found(corpus, [number]) for number in range(len(corpus))]
    for order in (list(range(len(corpus))), list(range(len(corpus)))[::-1]):
        for name, frame in found(corpus, order).items():
            assert_frame_equal(frame, pl.concat(one[name] for one in alone))


@examples(2)
@given(st.lists(texts(), min_size=3, max_size=4))
@example([text for pair in PAIRS for text in pair])
def test_facts_of_an_article_are_the_same_alone_and_among_others(corpus: list[str]) -> None:
    together(corpus)


def test_so_are_those_of_articles_that_a_longer_one_stands_before() -> None:
    # What is summed up, or carried on, over the paragraphs of an article would reach into the next one.
    together([
        f"“{'We have waited for the ferry. ' * 80}” she said, and ‘nobody has asked’ stood on the wall.",
        "“We left the quay,” she said, and ‘nobody has asked us’ stood on the wall.",
        "Die Fähre ist gestern nicht gefahren, und niemand hat es den Leuten auf der Insel gesagt.",
        "« Nous partons demain », a dit Mara Ellison.",
        "Harbour news « The Westhaven Blog.",
    ])  # fmt: skip


def test_so_are_those_of_the_sample() -> None:
    sample = Path(__file__).parent.parent / "sample_corpus"
    paths = sorted(path for path in sample.rglob("*.txt") if path.stat().st_size)[::12]
    together([path.read_text(encoding="utf-8", errors="replace") for path in paths])


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of texts that begin and end in the middle of things."""
    folder = tmp_path_factory.mktemp("mixed")
    rng = random.Random(7)
    for number in range(TEXTS):
        parts = rng.choices(BLOCKS, k=rng.randrange(1, 7))
        text = "".join(part + rng.choice(GAPS) for part in parts)
        (folder / f"{number:02}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(mixed: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    """The frames of that folder as one shard."""
    return frames(mixed, tmp_path_factory.mktemp("whole"), 4000, Local(1))


def frames(folder: Path, to: Path, shard: int, engine: Any) -> dict[str, pl.DataFrame]:
    run = check_corpus([folder], Policy(now=date(2024, 6, 1)), frames=to, shard_articles=shard, engine=engine)
    from provenance.runs import fact_tables

    fact_tables.finish(run, to)
    return {path.stem: pl.read_parquet(path, glob=False) for path in sorted(to.glob("*.parquet"))}


@pytest.mark.parametrize(("shard", "workers"), [(1, 1), (4, 2)])
def test_every_frame_is_the_same_for_every_size_of_shard(
    mixed: Path, whole: dict[str, pl.DataFrame], tmp_path: Path, shard: int, workers: int
) -> None:
    cut = frames(mixed, tmp_path, shard, Local(workers))
    assert whole.keys() == cut.keys()
    for name, frame in whole.items():
        assert_frame_equal(frame, cut[name])


def test_the_longest_form_of_a_reporting_verb_is_the_cue_whatever_stands_beside() -> None:
    message = "One paper had Mr Dixon quoted as saying that the crew was “all-Norwegian” and would sail."
    verbs = "“We waited,” she said. “We left,” he explained. Jo Roe asked, “Why?” Ina Berg replied, “Who knows?”\n\n"
    corpus = [message, *(verbs * number for number in range(1, 40))]
    alone = found(corpus, [0])["quotations"]
    assert alone["cue"].to_list() == ["quoted as saying"]
    for order in (list(range(40)), list(range(40))[::-1]):
        assert_frame_equal(found(corpus, order)["quotations"].filter(article="000"), alone)


def test_the_confidence_of_a_caption_is_the_same_wherever_in_the_shard_it_stands() -> None:
    rng = random.Random(3)
    names = [name for name, _ in model.weights()]
    flags = pl.DataFrame({name: [rng.random() < 0.3 for _ in range(150)] for name in names})
    together = flags.select(model.score()).to_series()
    for size in (1, 7, 64):
        apart = pl.concat(rows.select(model.score()).to_series() for rows in flags.iter_slices(size))
        assert together.to_list() == apart.to_list()


def test_weights_are_whole_hundredths() -> None:
    assert all(math.isclose(weight * 100, round(weight * 100), abs_tol=1e-9) for _, weight in model.weights())
