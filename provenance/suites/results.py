"""What became of one expectation, as a plain value: what frames, pages and the command line show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import polars as pl

from provenance.frames import EXPECTATIONS
from provenance.rules.base import Severity

Outcome = Literal["met", "unmet", "broken"]


@dataclass(frozen=True, kw_only=True)
class Result:
    """An expectation held against a frame. `broken`: it could not be evaluated, which says nothing of the data."""

    suite: str
    place: str
    """`file:line` of the expectation."""
    expectation: str
    kwargs: Mapping[str, Any]
    severity: Severity
    outcome: Outcome
    about: str
    observed: str
    note: str
    examples: tuple[str, ...] = ()
    """The first rows that do not meet it: ids and values, cut short. All of them are in the frames."""
    unexpected: int | None = None
    codes: tuple[str, ...] = ()
    """The rules whose findings it speaks of."""

    @property
    def column(self) -> str | None:
        """The column that it speaks of."""
        return self.kwargs.get("column")


def frame(results: Iterable[Result]) -> pl.DataFrame:
    """Return frames.EXPECTATIONS of the outcomes."""
    rows = [{name: getattr(one, name) for name in EXPECTATIONS.schema} for one in results]
    return pl.DataFrame(rows, schema=EXPECTATIONS.schema)
