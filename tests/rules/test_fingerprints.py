"""What a fingerprint survives, and what makes two findings one."""

from __future__ import annotations

import polars as pl
import pytest

from provenance.frames import FINDINGS
from provenance.rules import fingerprints


def prints(*rows: tuple[str, str, str | None]) -> list[str]:
    given = pl.DataFrame(rows, schema=["article", "code", "excerpt"], orient="row")
    return fingerprints.fingerprint(FINDINGS.conform(given.with_columns(source=pl.lit("s"))))["fingerprint"].to_list()


def test_a_fingerprint_folds_case_and_white_space_and_nothing_else() -> None:
    same = [prints(("a", "BPL001", words)) for words in ("Try again", "try AGAIN", "Try \n  again")]
    assert same[0] == same[1] == same[2]
    others = [
        ("b", "BPL001", "Try again"),
        ("a", "BPL002", "Try again"),
        ("a", "BPL001", "Try agains"),
        ("a", "BPL001", None),
    ]
    assert len({same[0][0], *(prints(row)[0] for row in others)}) == 5


def test_the_second_of_two_like_findings_has_its_own_fingerprint() -> None:
    first, second, third = prints(*[("a", "BPL001", "Try again")] * 2, ("b", "BPL001", "Try again"))
    assert len({first, second, third}) == 3
    assert [first] == prints(("a", "BPL001", "Try again"))


def test_a_fingerprint_is_the_one_that_older_baselines_know() -> None:
    assert prints(("a", "BPL001", "Try again"), (None, "DAT016", None)) == ["98dfae68c6dd38f5", "acf909b619c5b8fd"]


@pytest.mark.parametrize("cut", range(13))
def test_fingerprints_of_batches_are_those_of_all_at_once(cut: int) -> None:
    rows = [("a", "BPL001", "Try"), ("b", "BPL001", "Try"), (None, "DAT016", None)] * 4
    given = FINDINGS.conform(
        pl.DataFrame(rows, schema=["article", "code", "excerpt"], orient="row").with_columns(source=pl.lit("s"))
    )
    prints = fingerprints.Fingerprints(pl.Series(["a", "b", "s"]))
    batches = [prints.fill(batch) for batch in (given.head(cut), given.slice(cut, 1), given.slice(cut + 1))]
    assert pl.concat(batches)["fingerprint"].to_list() == fingerprints.fingerprint(given)["fingerprint"].to_list()


def test_articles_that_are_in_one_batch_only_are_not_remembered() -> None:
    prints, given = fingerprints.Fingerprints(pl.Series(["b"])), [("a", "BPL001", "Try"), ("b", "BPL001", "Try")]
    batch = FINDINGS.conform(pl.DataFrame(given, schema=["article", "code", "excerpt"], orient="row"))
    first, second, third = (prints.fill(batch)["fingerprint"].to_list() for _ in range(3))
    assert first[0] == second[0] == third[0]
    assert len({first[1], second[1], third[1]}) == 3
