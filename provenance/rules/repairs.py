"""Which findings a repair is made for: counted in the same way before the repair and by it."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from provenance.printing import many
from provenance.rules.base import Rule

SINGLE = ("published", "byline")
"""Fields of a record that take up one thing. A text file has none."""
LISTS = ("captions", "embeds")
"""Fields that take up whatever is lifted out of a text, one after the other."""


def repairable(rules: Iterable[Rule], *, unsafe: bool = False) -> pl.Expr:
    """Return whether a finding is one that a repair by these rules is tried for.

    It reads `code, start, record`, and `confidence` where only safe repairs count.
    """
    fixes = {rule.code: rule.fix for rule in rules if rule.fix and (rule.fix.safe or unsafe)}
    of_fields = [code for code, fix in fixes.items() if fix.into in SINGLE]
    has_place = pl.col("start").is_not_null() & (pl.col("record").is_not_null() | ~pl.col("code").is_in(of_fields))
    found = pl.col("code").is_in([*fixes]) & has_place
    least = {} if unsafe else {code: fix.safe_from for code, fix in fixes.items() if fix.safe_from}
    if not least:
        return found
    asked = pl.col("code").replace_strict(least, default=0.0, return_dtype=pl.Float64)
    return found & (pl.col("confidence").fill_null(1.0) >= asked)


def promised(findings: int, articles: int, *, unsafe: bool = False) -> str:
    """Say for how many findings there is a repair, in how many articles."""
    kind = "repair" if unsafe else "safe repair"
    return f"{kind}s for {many(findings, 'finding')} in {many(articles, 'article')}"
