"""A suite proposed from a corpus that is known to be good: what it is like now, with room for chance and growth."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, cast

import polars as pl

from provenance.errors import UsageError
from provenance.rules.base import Severity
from provenance.rules.registry import by_code
from provenance.suites.writing import expectation, suite

C = pl.col
Line = dict[str, Any]

USUAL = 0.5
"""From this share on, what most articles are like is worth a line."""

VALUES = 20
"""Most values that a line lists."""

_COUNTED = {
    "captions": "captions", "quotations": "quoted stretches", "interrupted": "interrupted quotations",
    "embeds": "embedded posts", "boilerplate": "stretches of page furniture", "flaws": "damaged stretches",
    "errors": "findings that are errors", "warnings": "findings that are warnings",
}  # fmt: skip


def infer(summary: pl.DataFrame, name: str) -> str:
    """Return the text of a suite that this summary meets, with a note on each line that says how it was derived.

    Raises UsageError for a corpus without articles.
    """
    if summary.is_empty():
        message = "there are no articles from which a suite could be inferred"
        raise UsageError(message)
    notes = (
        f"Made by `provenance suite infer` from {summary.height:,} articles. Read every line before relying on it: it "
        "says what the corpus is like, not what it should be like."
    )
    makers = (_volume, _dates, _values, _flags, _lengths, _counts, _pairs, _rules)
    return suite(name, notes, (line for make in makers for line in make(summary)))


def least(share: float, articles: int) -> tuple[float, str]:
    """Return the share to ask for, in whole per cent, and how it was derived.

    From the share observed three standard errors are taken, at least 3 articles and at least one per cent, since the
    next corpus is another sample.
    """
    tolerance = max(3 * math.sqrt(share * (1 - share) / articles), 3 / articles, 0.01)
    floor = max(0, math.floor(round((share - tolerance) * 100, 6))) / 100
    less = f"less {_percent(tolerance)} (three standard errors; at least 3 articles and 1 %)"
    return floor, f"{_percent(share)} of {articles:,} articles, {less}"


def _volume(summary: pl.DataFrame) -> Iterator[Line]:
    articles = summary.height
    low, high = max(1, articles // 2), articles * 2
    yield expectation(
        "expect_table_row_count_to_be_between", {"min_value": low, "max_value": high}, severity="error",
        about=f"The corpus has between {low:,} and {high:,} articles.",
        note=f"It has {articles:,}; from half of that to twice that.",
    )  # fmt: skip
    if summary["article"].is_unique().all():
        yield expectation(
            "expect_column_values_to_be_unique", {"column": "article"}, severity="error",
            about="Every article has an id of its own.", note="All ids differ.",
        )  # fmt: skip


def _dates(summary: pl.DataFrame) -> Iterator[Line]:
    published = summary["published"]
    yield from _present(summary, "published", "bear a publication date")
    if published.null_count() == len(published):
        return
    first, last = cast("date", published.min()), cast("date", published.max())
    margin = max(timedelta(days=31), (last - first) / 10)
    low, high = (_on(day.toordinal() + days) for day, days in ((first, -margin.days), (last, margin.days)))
    yield expectation(
        "expect_column_values_to_be_between",
        {"column": "published", "min_value": low.isoformat(), "max_value": high.isoformat()}, severity="error",
        about=f"Publication dates lie between {low} and {high}.",
        note=f"They run from {first} to {last}; {margin.days} days (a tenth, at least 31) are added at both ends.",
    )  # fmt: skip


def _values(summary: pl.DataFrame) -> Iterator[Line]:
    for column in ("published_precision", "published_from", "publisher", "language"):
        if column in ("publisher", "language"):
            yield from _present(summary, column, f"state a {column}")
        known = summary[column].drop_nulls()
        values = known.unique().sort().to_list()
        if not values or len(values) > VALUES or len(values) * 2 > len(known):
            continue
        mostly, listed = least(1, len(known))
        if mostly:
            yield expectation(
                "expect_column_values_to_be_in_set", {"column": column, "value_set": values, "mostly": mostly},
                severity="warning",
                about=f"`{column}` is one of {len(values)} known values, in {_percent(mostly)} of the cases.",
                note=f"These are all values of the corpus: {listed}.",
            )  # fmt: skip


def _flags(summary: pl.DataFrame) -> Iterator[Line]:
    for column, said in {"titled": "have a title", "signed": "have a byline"}.items():
        yield from _share(summary, C(column), {"column": column, "value_set": [True]}, said)


def _lengths(summary: pl.DataFrame) -> Iterator[Line]:
    low, high = (summary["characters"].quantile(at, "nearest") or 0 for at in (0.01, 0.99))
    low, high = int(low) // 2, int(high) * 2
    yield from _share(
        summary, C("characters").is_between(low, high), {"column": "characters", "min_value": low, "max_value": high},
        f"have {low:,} to {high:,} characters", kind="expect_column_values_to_be_between",
        because="from half of the shortest hundredth to twice the longest; ",
    )  # fmt: skip
    yield from _share(
        summary, C("body_paragraphs") >= 1, {"column": "body_paragraphs", "min_value": 1},
        "have a paragraph of body text", kind="expect_column_values_to_be_between",
    )  # fmt: skip


def _counts(summary: pl.DataFrame) -> Iterator[Line]:
    """Yield what most articles are free of, or else how much of it they hold."""
    for column, noun in _COUNTED.items():
        if summary.select((C(column) == 0).mean()).item() >= USUAL:
            yield from _share(summary, C(column) == 0, {"column": column, "value_set": [0]}, f"hold no {noun}")
        else:
            most = int(summary[column].quantile(0.95, "higher") or 0)
            yield from _share(
                summary, C(column) <= most, {"column": column, "min_value": 0, "max_value": most},
                f"hold at most {most} {noun}", kind="expect_column_values_to_be_between", because="95 % hold no more; ",
            )  # fmt: skip


def _pairs(summary: pl.DataFrame) -> Iterator[Line]:
    pairs = {
        ("captions", "credited"): "have no caption without a credit",
        ("quotations", "attributed"): "have no quotation without a speaker",
    }
    for (column, other), said in pairs.items():
        yield from _share(
            summary, C(column) == C(other), {"column_A": column, "column_B": other}, said,
            kind="expect_column_pair_values_to_be_equal",
        )  # fmt: skip


def _rules(summary: pl.DataFrame) -> Iterator[Line]:
    """Yield the rules that find something in a few of the articles: let it not become more."""
    for code in (name for name in summary.columns if name in by_code()):
        rule = by_code()[code]
        if rule.severity != "info" and summary[code].sum():
            yield from _share(
                summary, C(code) == 0, {"column": code, "value_set": [0]}, f"are free of {code} ({rule.name})",
                severity=rule.severity,
            )  # fmt: skip


def _present(summary: pl.DataFrame, column: str, said: str) -> Iterator[Line]:
    yield from _share(
        summary, C(column).is_not_null(), {"column": column}, said, kind="expect_column_values_to_not_be_null"
    )


def _share(  # noqa: PLR0913 - the parts of a line
    summary: pl.DataFrame,
    met: pl.Expr,
    kwargs: Line,
    said: str,
    *,
    kind: str = "expect_column_values_to_be_in_set",
    severity: Severity = "warning",
    because: str = "",
) -> Iterator[Line]:
    """Yield the line that asks for the share of articles which are so now, if it is the usual case."""
    share = summary.select(met.mean()).item()
    mostly, derived = least(share, summary.height)
    if share >= USUAL and mostly:
        about = f"{_percent(mostly)} of the articles {said}."
        yield expectation(
            kind, {**kwargs, "mostly": mostly}, severity=severity, about=about, note=f"{because}{derived}."
        )


def _on(ordinal: int) -> date:
    """Return the day of that number, or the first or last that a calendar has."""
    return date.fromordinal(min(max(ordinal, 1), date.max.toordinal()))


def _percent(share: float) -> str:
    return f"{share * 100:.3g} %"
