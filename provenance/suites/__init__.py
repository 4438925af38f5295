"""The only door to Great Expectations: suites in, outcomes out. GX is imported when the first suite is run."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from provenance.frames import EXPECTATIONS
from provenance.suites.loader import find, needs

__all__ = ["find", "needs", "run"]


def run(suites: Sequence[str], summary: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """Hold `summary` against the named suites (built-in names, files, or ALL); return frames.EXPECTATIONS.

    Raises SuiteError for a suite that cannot be found or understood.
    """
    if not suites:
        return EXPECTATIONS.empty()
    loaded = find(suites)
    from provenance.suites import results, running

    return results.frame(result for suite in loaded for result in running.hold(summary, suite))
