"""What tests share: calls within this process, and how often a property is tried."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from hypothesis import settings

HOUSE, TIMES = 100, 10
"""Examples of a property that names no number, and how many times as many `--hypothesis-profile thorough` tries."""


def examples(number: int) -> settings:
    """Try a property that costs much on so few examples; on more of them where the profile asks for it."""
    return settings(max_examples=number * settings().max_examples // HOUSE)


class Done(NamedTuple):
    """What a call of the command line gave."""

    returncode: int
    stdout: str
    stderr: str


Call = Callable[..., Done]
Together = Callable[..., Any]


def missing(what: str, variable: str = "PROVENANCE_BROWSER") -> Any:
    """Skip, or fail where a variable says `required`: these tests must run."""
    reason = f"no {what}: the tests that need it did not run"
    if os.environ.get(variable) == "required":
        pytest.fail(reason)
    pytest.skip(reason)
