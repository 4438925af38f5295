"""A language is a folder: what lies in it, and that nothing but the folder is needed."""

from __future__ import annotations

import csv

import pytest

from provenance import catalogues, languages
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
