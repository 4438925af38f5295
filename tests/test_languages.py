"""A language is a folder: what lies in it, and that nothing but the folder is needed."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from provenance import catalogues, languages
from provenance.evaluation import languages as measured
from provenance.languages import Folder
from provenance.languages.measured import Figure, figures
from provenance.languages.measured import measured as measured_in

FLOORS = Path(__file__).parent.parent / "benchmarks" / "floors.json"

FILES = [(folder, path) for folder in languages.folders() for path in sorted(folder.place.glob("*.csv"))]


@pytest.mark.parametrize(
    ("folder", "path"), FILES, ids=[f"{folder.language.code}-{path.stem}" for folder, path in FILES]
)
def test_the_files_of_a_language_are_lines_of_catalogues_in_that_language(folder: Folder, path) -> None:
    assert path.stem in catalogues.names()
    lines = list(csv.DictReader(line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")))
    assert lines
    assert {line["language"] for line in lines} <= set(folder.language.codes)
    assert all(line["source"] for line in lines)


def test_the_files_one_after_another_are_the_catalogue() -> None:
    for name in catalogues.names():
        data = b"".join(part.data for part in catalogues.built_in(name))
        assert catalogues._read(data, name).equals(catalogues.load(name))
    months = catalogues.load("months")
    assert months["language"].unique(maintain_order=True).to_list()[:4] == ["en", "de", "fr", "es"]


def test_what_is_of_one_language_lies_in_its_folder() -> None:
    codes = {code for language in languages.declared().values() for code in language.codes}
    for name in catalogues.names():
        shared = catalogues._read((catalogues._HOME / f"{name}.csv").read_bytes(), name)
        if "language" in shared.columns:
            assert not codes & set(shared["language"]), name


@pytest.fixture(scope="module")
def scores() -> measured.Scores:
    return measured.measure()


def test_the_examples_of_a_language_give_what_they_say_or_are_known_not_to(scores) -> None:
    floors = json.loads(FLOORS.read_text("utf-8"))["languages"]
    assert measured.hold(scores, FLOORS, raise_them=False) == []
    assert {(code, fact) for code, facts in floors.items() for fact in facts} == set(scores)


def test_each_language_whose_quotations_are_attributed_has_examples_of_every_kind() -> None:
    for code in languages.attributing():
        some = [example for example in measured.examples() if example.language == code]
        assert {example.kind for example in some} == {*measured.FACTS, "story"}, code
        assert len({example.label["text"] for example in some}) == len(some), code
        assert len(some) >= 100, code


def test_what_is_found_beside_the_label_is_false_and_a_story_has_nothing(tmp_path) -> None:
    quoted = "“The quay is safe,” Mayor Ana Roe said on Monday."
    made = [
        measured.Example("en", "quotation", {"text": quoted, "speakers": ["Jo Lund"]}),
        measured.Example("en", "story", {"text": "Share this article"}),
        measured.Example("en", "dateline", {"text": "12 March 2021", "published": date(2021, 3, 12)}),
    ]
    scores = measured.measure(made)
    counts = {fact: (one.right, len(one.false), len(one.missed)) for (_, fact), one in scores.items()}
    assert counts == {"speakers": (0, 1, 1), "furniture": (0, 1, 0), "credits": (0, 0, 0), "dates": (1, 0, 0)}
    floors = tmp_path / "floors.json"
    floors.write_text('{"languages": {"en": {"speakers": {"precision": 0.5, "recall": 0.0}}}, "labels": 3}')
    assert measured.hold(scores, floors, raise_them=True) == ["en speakers: precision 0.0000 is below its floor 0.5000"]
    floors.write_text('{"labels": 3}')
    assert measured.hold(scores, floors, raise_them=True) == []
    written = json.loads(floors.read_text())
    assert (written["labels"], written["languages"]["en"]["dates"]["recall"]) == (3, 1.0)
    assert "false   furniture: en 'Share this article': 'share'" in list(measured.render(scores))


def test_a_few_labels_are_no_measure() -> None:
    few = Figure("fr", "captions", "captions, characters", 49, 1.0, 1.0, "2026-11-28")
    assert few.told("precision") == "not measured"
    assert few._replace(labels=50).told("precision") == "1.000"
    codes = {code for language in languages.declared().values() for code in language.codes}
    assert {one.language for one in figures()} <= codes
    assert {"en", "de"} <= measured_in("captions")
