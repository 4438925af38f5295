"""Well-edited articles must stay silent: a checker that cries wolf on them is switched off after a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from provenance import Policy, check_corpus

HERE = Path(__file__).parent / "clean"
OF_BARE_TEXT = {"DAT013", "LIN001", "MET001"}  # a date label, and neither source nor title: true of every text file
KNOWN = {
    "code.txt": {"QUO005"},  # the straight marks of a line of code
}


@pytest.fixture(scope="module")
def findings():
    return check_corpus([HERE], Policy(now=date(2024, 6, 1))).findings


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.iterdir()))
def test_a_clean_article_is_silent(findings, name):
    codes = set(findings.filter(article=name)["code"]) - OF_BARE_TEXT
    assert codes <= KNOWN.get(name, set())
