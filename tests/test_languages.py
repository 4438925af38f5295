"""A language is a folder: what lies in it, and that nothing but the folder is needed."""

from __future__ import annotations

import csv
import tomllib
from itertools import count
from typing import Any

import polars as pl
import pytest

from provenance import catalogues, facts_of, languages
from provenance.languages import Folder

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


EXAMPLES = {
    folder.language.code: tomllib.loads((folder.place / "examples.toml").read_text("utf-8"))
    for folder in languages.folders()
    if (folder.place / "examples.toml").exists()
}
BODY = "\n\n".join(
    f"{word} dolor sit amet consectetur adipiscing elit sed do eiusmod." for word in ("Lorem", "Ipsum", "Dolor")
)


@pytest.fixture(scope="module")
def found() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """The facts of each example, as an article of its own, in one run: by its text."""
    number = count()
    texts = [
        (code, kind, example["text"])
        for code, kinds in EXAMPLES.items()
        for kind, some in kinds.items()
        for example in some
    ]
    rows = [
        {"id": str(next(number)), "language": code, "text": f"{text}\n\n{BODY}" if kind != "quotation" else text}
        for code, kind, text in texts
    ]
    frames = facts_of(pl.DataFrame(rows))
    return {
        f"{code} {text}": {
            name: frame.filter(article=row["id"]).to_dicts()
            for name, frame in frames.items()
            if "article" in frame.columns
        }
        for (code, _, text), row in zip(texts, rows, strict=True)
    }


def examples(kind: str) -> list[Any]:
    return [
        pytest.param(code, example, id=f"{code}-{number}")
        for code, kinds in EXAMPLES.items()
        for number, example in enumerate(kinds.get(kind, []))
    ]


def test_a_language_whose_quotations_are_attributed_has_examples() -> None:
    for code in languages.attributing():
        kinds = EXAMPLES[code]
        assert set(kinds) == {"quotation", "caption", "dateline", "furniture", "story"}, code
        assert sum(map(len, kinds.values())) >= 10, code


@pytest.mark.parametrize(("code", "example"), examples("quotation"))
def test_speakers(code, example, found) -> None:
    message = found[f"{code} {example['text']}"]["quotations"]
    assert [row["speaker"] for row in message] == example["speakers"]


@pytest.mark.parametrize(("code", "example"), examples("caption"))
def test_credits(code, example, found) -> None:
    [message] = found[f"{code} {example['text']}"]["captions"]
    assert {name: message[name] for name in ("credit", "photographers", "agencies")} == {
        name: example[name] for name in ("credit", "photographers", "agencies")
    }


@pytest.mark.parametrize(("code", "example"), examples("dateline"))
def test_dates(code, example, found) -> None:
    [message] = found[f"{code} {example['text']}"]["articles"]
    assert message["published"] == example["published"]


@pytest.mark.parametrize(("code", "example"), examples("furniture"))
def test_furniture(code, example, found) -> None:
    message = found[f"{code} {example['text']}"]["boilerplate"]
    assert [(row["category"], row["whole"]) for row in message] == [(example["category"], True)]


@pytest.mark.parametrize(("code", "example"), examples("story"))
def test_the_story_is_left_alone(code, example, found) -> None:
    message = found[f"{code} {example['text']}"]
    assert not message["boilerplate"]
    assert message["paragraphs"][0]["kind"] == "body"
