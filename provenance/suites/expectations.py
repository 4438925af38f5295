"""Expectations of this domain, each bound to the declarations of rules: usable in anybody's suite on the Polars engine.

    import provenance.suites.expectations as own
    batch.validate(own.ExpectCaptionsToBeCredited(mostly=0.95))

Each works over two kinds of frame. Over the frame that its rules read, a row passes that breaks none of them; over the
summary, which has a column per rule, an article passes in which they found nothing. Importing this module imports
Great Expectations and registers the expectations, for suite files under names such as `expect_captions_to_be_credited`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, ClassVar

import polars as pl
from great_expectations.compatibility import pydantic
from great_expectations.expectations.expectation import ColumnMapExpectation

from provenance.errors import hint
from provenance.frames import FRAMES
from provenance.rules.base import Rule
from provenance.rules.registry import by_code, registry
from provenance.suites.polars_engine import Column, MapMetric, register_map_metric


def free_of(codes: Sequence[str], schema: Mapping[str, pl.DataType]) -> pl.Expr:
    """Return what is true for rows in which the rules find nothing.

    Raises ValueError if a frame of this schema is neither a summary that counts them nor the frame that they read.
    """
    counted = [code for code in codes if code in schema]
    if counted:
        return pl.all_horizontal(pl.col(code) == 0 for code in counted)
    rules = [by_code()[code] for code in codes]
    missing = {name for rule in rules for name in rule.columns} - set(schema)
    if missing:
        frames = " or ".join(sorted({rule.reads for rule in rules}))
        message = (
            f"neither a summary that counts {', '.join(codes)} nor {frames}: no column {', '.join(sorted(missing))}"
        )
        raise ValueError(message)
    return ~pl.any_horizontal(rule.broken for rule in rules)


def identifying(rule: Rule) -> str:
    """Return the column that names the rows of the rule's frame: the first that is never null."""
    return next(column.name for column in FRAMES[rule.reads].columns if not column.nullable)


def _coded(*names: str) -> tuple[str, ...]:
    codes = {rule.name: rule.code for rule in registry()}
    return tuple(codes[name] for name in names)


class _Expectation(ColumnMapExpectation):
    """What these expectations share; `column` only names the rows that fail, the rules say what they read."""

    column: str = "article"

    @pydantic.root_validator(skip_on_failure=True)
    def _describe(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805 - pydantic's way
        return values | {"description": values.get("description") or cls._sentence(values)}

    @classmethod
    def _sentence(cls, values: Mapping[str, Any]) -> str:
        raise NotImplementedError


class _BoundExpectation(_Expectation):
    """One whose rules are fixed."""

    claim: ClassVar[str]
    codes: ClassVar[tuple[str, ...]]

    @classmethod
    def _sentence(cls, values: Mapping[str, Any]) -> str:
        return f"{cls.claim}, {_share(values)} (rules: {', '.join(cls.codes)})."


class ExpectArticleDatesToBePlausible(_BoundExpectation):
    """Expect publication dates that can be true. Reads `articles`, or the summary."""

    claim = "No publication date lies before the web, after the article's capture or last change, or in the future"
    codes = _coded(
        "date-before-web", "date-in-future", "date-after-capture", "date-modified-after-capture",
        "date-modified-before-published",
    )  # fmt: skip
    map_metric = "column_values.article_dates_plausible"


class ExpectCaptionsToBeCredited(_BoundExpectation):
    """Expect captions that name a photographer or an agency. Reads `captions`, or the summary."""

    claim = "Every caption names a photographer or an agency"
    codes = _coded("credit-missing")
    map_metric = "column_values.captions_credited"


class ExpectQuotationsNotToBeInterrupted(_BoundExpectation):
    """Expect quotations that no caption, post or furniture breaks in two. Reads `quotations`, or the summary."""

    claim = "No caption, embedded post or page furniture stands in the middle of a quotation"
    codes = _coded("quotation-interrupted")
    map_metric = "column_values.quotations_whole"


_SUSPECTED = ("furniture-suspected", "furniture-learned")


class ExpectBoilerplateToBeAbsent(_BoundExpectation):
    """Expect texts without page furniture, merely suspected lines aside. Reads `boilerplate`, or the summary."""

    claim = "No page furniture (menus, appeals, notices, messages of the page) is left in the text"
    codes = tuple(rule.code for rule in registry() if rule.reads == "boilerplate" and rule.name not in _SUSPECTED)
    map_metric = "column_values.boilerplate_absent"


class ExpectNoFindings(_Expectation):
    """Expect that a rule, named by its code, finds nothing. Reads the frame of the rule, or the summary."""

    code: str
    map_metric = "column_values.free_of_findings"
    success_keys = ("code", "mostly")

    @pydantic.root_validator(pre=True)
    def _choose_column(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805
        rule = by_code().get(str(values.get("code")))
        return {"column": identifying(rule)} | values if rule else values

    @pydantic.validator("code")
    def _known(cls, code: str) -> str:  # noqa: N805
        if code not in by_code():
            message = f"no rule {code!r}{hint(code, by_code())}"
            raise ValueError(message)
        if by_code()[code].of_corpus:
            message = f"{code} speaks of the corpus as a whole, not of rows"
            raise ValueError(message)
        return code

    @classmethod
    def _sentence(cls, values: Mapping[str, Any]) -> str:
        rule = by_code()[values["code"]]
        return f"Rule {rule.code} ({rule.name}) finds nothing, {_share(values)}. It finds: {rule.summary}"


BOUND = (
    ExpectArticleDatesToBePlausible, ExpectCaptionsToBeCredited, ExpectQuotationsNotToBeInterrupted,
    ExpectBoilerplateToBeAbsent,
)  # fmt: skip


def _share(values: Mapping[str, Any]) -> str:
    mostly = values.get("mostly", 1)
    if not isinstance(mostly, (int, float)):
        return "in the given share of the rows"
    return "in all rows" if mostly == 1 else f"in at least {mostly * 100:g} % of the rows"


def _bound(_: Column, *, schema: pl.Schema, codes: tuple[str, ...]) -> pl.Expr:
    return free_of(codes, schema)


def _named(_: Column, *, schema: pl.Schema, code: str) -> pl.Expr:
    return free_of((code,), schema)


for _own in BOUND:
    register_map_metric(MapMetric(name=_own.map_metric, expected=partial(_bound, codes=_own.codes), needs_schema=True))
register_map_metric(
    MapMetric(name=str(ExpectNoFindings.map_metric), expected=_named, value_keys=("code",), needs_schema=True)
)
