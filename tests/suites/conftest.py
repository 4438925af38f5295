"""Little corpora and suites that the tests share."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

import pytest

from provenance.check import check_corpus
from provenance.engines.local import Local
from provenance.policy.configuration import Policy
from provenance.policy.values import read_date
from provenance.rules.examples import article
from provenance.runs.run import Run
from provenance.suites import loader
from provenance.suites.loader import Suite

Write = Callable[..., Path]


def checked(folder: Path, records: list[Mapping[str, object]], needs: Collection[str] = ()) -> Run:
    """Check records as one file of `folder`, for suites that need some frames."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "articles.jsonl").write_text(text, encoding="utf-8")
    return check_corpus([folder], Policy(now=read_date("2024-06-01")), engine=Local(1), needs=needs)


def sound(number: int, **fields: object) -> dict[str, object]:
    """Return a sound record; no two are alike."""
    message = (
        f"Number {number} of the people at the meeting asked how long the work would take and what it would cost them."
    )
    return article(message, id=f"a{number:03}", title=f"Lifeboat station, part {number}", **fields)


@pytest.fixture(scope="session")
def good(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A corpus that is known to be good."""
    days = [f"2024-03-{day:02}" for day in range(1, 25)]
    return checked(
        tmp_path_factory.mktemp("good"), [sound(n, published=days[n % 24], captured=None) for n in range(120)]
    )


@pytest.fixture
def suite(tmp_path: Path) -> Callable[..., Suite]:
    """Make a suite of the given expectations, by way of a file."""

    def made(*expectations: Mapping[str, Any], name: str = "mine", **more: Any) -> Suite:
        path = tmp_path / "mine.json"
        path.write_text(
            json.dumps({"name": name, "expectations": list(expectations)} | more, indent=1), encoding="utf-8"
        )
        return loader.read(path)

    return made
