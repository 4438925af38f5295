"""Which of several readings of a date is meant: its language and domain, and the other dates of its article, tell."""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts.dates import grammar
from provenance.frames.steps import in_steps

C = pl.col
CHOSEN_FROM = ("field", "label", "url", "dateline", "path", "modified")
"""Where a date of publication may come from, most trusted first.

A post or a picture can be years older than the article that shows it, so the date of an embed is a candidate, but is
never chosen. The name of a file may as well tell of its capture, and a line of the head that only tells of a change
(`Updated 5 May 2021`; never a field) of a later day: they count where nothing else does.
"""
WHOLE = C("precision").is_in(["day", "second"])
_FIGURES = r"(?:^|[^0-9])([0-9]{1,2})[-/.]\s?([0-9]{1,2})[-/.]\s?(?:[0-9]{4}|[0-9]{2})(?:[^0-9]|$)"
_MONTHS = 12
_LEAP_YEAR = 2000


@cache
def _orders(kind: str) -> dict[str, bool]:
    lines = catalogues.load("date_orders").filter(C("kind") == kind)
    return dict(lines.select(C("value").str.to_lowercase(), C("order") == "day first").iter_rows())


def resolve(rows: pl.DataFrame) -> pl.DataFrame:
    """Choose among the readings of candidates what the others of their article tell: a year, an order of day and month.

    `rows` are candidates as `grammar.read` gives them, with their `usage`; the same rows come back.
    """
    return _confirmed(_ordered_alike(_complete(rows)))


def usage(articles: pl.DataFrame) -> pl.DataFrame:
    """Say by language and domain how dates are to be read: `row, day_first, language`.

    `day_first` tells whether the day comes first in figures; null where they are silent or disagree. `language` is the
    one that the record declares, else that of the domain where it bears its name (`pl`, `hr`).
    """
    if all(articles[name].null_count() == articles.height for name in ("language", "url", "publisher")):
        return articles.select("row", day_first=pl.lit(None, pl.Boolean), language=pl.lit(None, pl.String))
    tag = C("language").str.to_lowercase().str.replace_all("_", "-", literal=True)
    languages, domains = _orders("language"), _orders("domain")
    by_tag = tag.replace_strict(languages, default=None, return_dtype=pl.Boolean)
    by_language = tag.str.extract("^([a-z]+)", 1).replace_strict(languages, default=None, return_dtype=pl.Boolean)
    host = pl.coalesce(C("url").str.extract(r"^[a-z]+://([^/:?#]+)", 1), C("publisher").str.extract(r"^([\w.-]+)$", 1))
    country = host.str.to_lowercase().str.extract(r"\.([a-z]+)$", 1)
    by_domain = country.replace_strict(domains, default=None, return_dtype=pl.Boolean)
    said = pl.coalesce(by_tag, by_language)
    return articles.select(
        "row",
        day_first=pl.when((said != by_domain).fill_null(value=False).not_()).then(pl.coalesce(said, by_domain)),
        language=pl.coalesce(tag.str.extract("^([a-z]+)", 1), country.replace({"cz": "cs"})),
    )


def _whole_days(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the sure whole days of each article, most trusted first."""
    order = C("from").replace_strict({name: rank for rank, name in enumerate(CHOSEN_FROM)}, default=None)
    sure = rows.filter(WHOLE & ~C("ambiguous") & C("from").is_in(CHOSEN_FROM[:-1]))
    return sure.sort("row", order, maintain_order=True).select("row", sure="date")


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    """Give datelines without a year the one that brings them nearest to a sure date of the article, if it has one.

    Those whose day not even a leap year has are impossible.
    """
    bare = (C("from") == "dateline") & C("date").is_null() & ~C("raw").str.contains("[0-9]{4}")
    if not rows.select(bare.any()).item():
        return rows
    rows = rows.with_row_index("candidate")
    sure = _whole_days(rows).unique("row", keep="first")
    found = rows.filter(bare).join(sure, on="row", how="left", maintain_order="left")
    years = found.lazy().join(pl.LazyFrame({"years": [-1, 0, 1, None]}), how="cross")
    tries = years.with_columns(year=C("sure").dt.year() + C("years"))
    tries = tries.filter(C("year").is_not_null() | C("years").is_null())
    written = pl.format("{} {}", C("raw").str.strip_chars_end("."), C("year").fill_null(_LEAP_YEAR))
    tried = grammar.read(tries.select("candidate", "sure", "year", "day_first", "language", raw=written).pipe(in_steps))
    near = tried.lazy().filter(C("year").is_not_null(), C("date").is_not_null())
    near = near.sort("candidate", (C("date") - C("sure")).dt.total_days().abs(), maintain_order=True)
    near = near.unique("candidate", keep="first", maintain_order=True)
    never = C("candidate").is_in(tried.filter(C("year").is_null(), "impossible")["candidate"].implode())
    known = near.select("candidate", "date", "precision", "moment").pipe(in_steps)
    return rows.with_columns(impossible=C("impossible") | never).update(known, on="candidate").drop("candidate")


def _ordered_alike(rows: pl.DataFrame) -> pl.DataFrame:
    """Read a swappable date as another one beside it has to be read: 12/09/2019 next to 13/09/2019 is of September.

    Dates of a record's fields tell of each other, and those in the text.
    """
    if not rows["ambiguous"].any():
        return rows
    first, second = (C("raw").str.extract(_FIGURES, group).cast(pl.Int64) for group in (1, 2))
    certain_order = pl.when(first > _MONTHS).then(pl.lit(value=True)).when(second > _MONTHS).then(pl.lit(value=False))
    own = C("from").is_in(["embed", "url", "path"])
    groups = ("row", C("start").is_null())
    of_row = pl.when(C("date").is_not_null() & ~own).then(certain_order)
    rows = rows.with_columns(_order=of_row)
    every, some = C("_order").all().over(groups), C("_order").any().over(groups)
    known = C("_order").is_not_null().any().over(groups) & (every == some)
    certain = C("ambiguous") & known & ~own
    shift = pl.when(certain & ~every).then(C("swapped") - C("date")).otherwise(pl.duration())
    return rows.with_columns(
        date=C("date") + shift, moment=C("moment") + shift, ambiguous=C("ambiguous") & ~certain
    ).drop("_order")


def _confirmed(rows: pl.DataFrame) -> pl.DataFrame:
    """Take the reading of a swappable date that another candidate of the article confirms."""
    if not rows["ambiguous"].any():
        return rows
    sure = _whole_days(rows).group_by("row").agg("sure")
    rows = rows.join(sure, on="row", how="left", maintain_order="left")
    as_read, other = (C("sure").list.contains(C(name)).fill_null(value=False) for name in ("date", "swapped"))
    swap, certain = C("ambiguous") & other & ~as_read, C("ambiguous") & (other != as_read)
    shift = pl.when(swap).then(C("swapped") - C("date")).otherwise(pl.duration())
    return rows.with_columns(
        date=pl.when(swap).then("swapped").otherwise("date"),
        moment=C("moment") + shift,
        ambiguous=C("ambiguous") & ~certain,
    ).drop("sure")
