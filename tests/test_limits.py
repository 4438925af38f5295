"""How much is too much, as people write it: findings, shares of the articles, bytes of an archive."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from provenance.errors import PolicyError
from provenance.policy.limits import Limit, read_archive_limits, read_limits
from provenance.storage.archive_limits import STANDARD


@pytest.mark.parametrize(
    ("value", "most", "is_share", "message"),
    [
        (0, 0, False, "0"), (1, 1, False, "1"), (1_200, 1_200, False, "1200"), ("0%", 0, True, "0%"), ("100%", 1, True, "100%"),
        ("0.5 %", 0.005, True, "0.5%"),
    ],
)  # fmt: skip
def test_a_limit_is_a_count_or_a_share(value: object, most: float, message: str, *, is_share: bool) -> None:
    (limit,) = read_limits({"BPL": value})
    assert limit == Limit("BPL", "error", pytest.approx(most), is_share=is_share)
    assert str(limit) == message


@pytest.mark.parametrize("value", [-1, 1.5, True, None, "5", "100.5%", "101%", "-1%", "1 % ", "%", [1]])
def test_nothing_else_is_a_limit(value: object) -> None:
    message = f'limit of BPL: {value!r} is neither a count (5) nor a share of the articles ("1%")'
    with pytest.raises(PolicyError, match=re.escape(message)):
        read_limits({"BPL": value})


def test_a_selector_has_a_limit_of_each_severity() -> None:
    limits = read_limits({"BPL": {"warning": 5, "error": "2%"}, "DAT": 1})
    assert [(limit.selector, limit.severity, str(limit)) for limit in limits] == [
        ("BPL", "warning", "5"), ("BPL", "error", "2%"), ("DAT", "error", "1"),
    ]  # fmt: skip


@pytest.mark.parametrize(("findings", "hit", "over"), [(1, 1, (False, False)), (2, 2, (False, False)), (3, 3, (True, True)),
                                                       (3, 2, (True, False))])  # fmt: skip
def test_a_limit_is_exceeded_by_more_findings_or_articles(findings: int, hit: int, over: tuple[bool, bool]) -> None:
    limits = read_limits({"BPL": 2, "DAT": "2%"})
    assert tuple(limit.exceeded(findings, hit, 100) for limit in limits) == over


@pytest.mark.parametrize(
    ("table", "changed"),
    [
        ({}, {}), ({"size": "1 MiB"}, {"size": 2**20}), ({"size": "3GiB"}, {"size": 3 * 2**30}), ({"size": "20 TiB"}, {"size": 20 * 2**40}),
        ({"size": 1, "ratio": 500}, {"size": 1, "ratio": 500}), ({"members": 7, "depth": 1}, {"members": 7, "depth": 1}),
    ],
)  # fmt: skip
def test_limits_of_archives_are_numbers_and_sizes_as_people_write_them(
    table: dict[str, Any], changed: dict[str, int]
) -> None:
    assert read_archive_limits(table) == replace(STANDARD, **changed)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ({name: value}, f"archives: {name} must be a whole number above 0, not {value!r}")
        for name in ("ratio", "members", "depth") for value in (0, -1, True, 1.5, "5", "1 MiB", None)
    ] + [
        ({"size": value}, f'archives: size must be a number of bytes, or such as "500 GiB", not {value!r}')
        for value in (0, -1, True, 1.5, "5", "0 MiB", "1 KiB", "1 MiB or so", None)
    ] + [
        ({"sise": 5}, "archives: unknown key 'sise' (did you mean 'size'?); keys: "),
    ],
)  # fmt: skip
def test_nothing_else_is_a_limit_of_archives(table: dict[str, Any], message: str) -> None:
    with pytest.raises(PolicyError, match=re.escape(message)):
        read_archive_limits(table)
