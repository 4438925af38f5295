"""How many files an addition touches, counted from the code."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parent.parent / "docs"
OUTSIDE = {
    "rule": (), "format": (), "archive": (), "fact": (), "corpus fact": ("frames/corpus.py",), "report": (),
    "language": (),
}  # fmt: skip
"""The files outside of its own that no addition of a kind can do without."""


def test_an_addition_touches_its_own_file_and_no_list_of_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(DOCS)
    sys.modules.pop("additions", None)
    import additions  # type: ignore[import-not-found]

    found = {cost.kind: cost for cost in additions.costs()}
    assert {kind: cost.outside for kind, cost in found.items() if kind in OUTSIDE} == OUTSIDE
    assert found["rule"].files == 1
    assert len(list(additions.table(found.values()))) == 2 + len(found)
