"""Dates of an article: every candidate with its place and precision, and the one chosen as day of publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache

import polars as pl

from provenance import catalogues, frames
from provenance.facts import digests, spans
from provenance.facts.base import Context, Fact, Tables, flowing
from provenance.facts.dates import grammar
from provenance.facts.dates.lines import date_lines, datelines

C = pl.col
CHOSEN_FROM = ("field", "label", "url", "dateline", "path", "modified")
"""Where a date of publication may come from, most trusted first.

A post or a picture can be years older than the article that shows it, so the date of an embed is a candidate, but is
never chosen. The name of a file may as well tell of its capture, and a line of the head that only tells of a change
(`Updated 5 May 2021`; never a field) of a later day: they count where nothing else does.
"""
_ORDER = ("field", "modified", "captured", *CHOSEN_FROM[1:-1], "embed")
_WHOLE = C("precision").is_in(["day", "second"])
_LABEL = (
    r"^(?P<before>[\s\x{feff}]*)(?P<name>date )(?P<raw>[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?P<after>[^\S\n]+|\n|$)"
)
_UNKNOWN = {len("2022"): "-01-01", len("2022-01"): "-01"}  # what a label of that length leaves open
_NAMED = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"  # addresses are English here
_URL = (
    rf"/((?:19|20)[0-9]{{2}}[/-](?:[01]?[0-9]|{_NAMED})[/-][0-3]?[0-9])(?:[/_.-]|$)",
    r"[/_-]((?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])(?:[^0-9]|$)",
    r"[/_-]((?:19|20)[0-9]{2}[01][0-9][0-3][0-9])(?:[^0-9]|$)",
    rf"/((?:19|20)[0-9]{{2}}/(?:0[1-9]|1[0-2]|{_NAMED}))/",
)
_PATH = r"(?:^|/)((?:199[0-9]|2[0-9]{3})-[01][0-9]-[0-3][0-9])(?:[^0-9/][^/]*)?$"
_FIGURES = r"(?:^|[^0-9])([0-9]{1,2})[-/.]\s?([0-9]{1,2})[-/.]\s?(?:[0-9]{4}|[0-9]{2})(?:[^0-9]|$)"
_MONTHS = 12
_CANDIDATE = {"row": pl.UInt32(), "from": pl.String(), "raw": pl.String(), "start": pl.Int64(), "end": pl.Int64()}


def label(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the date labels (` date 2022-01-15 …` at the start of a text).

    Columns: row, raw, start, end (of the date), label_start, label_end (of the whole label with the spaces after
    it, so that the text begins there), date, precision. What follows the label on its line is text.
    """
    got = articles.select("row", head=C("text").str.head(400)).with_columns(got=spans.groups("head", _LABEL))
    got = got.unnest("got")
    got = got.filter(C("raw").is_not_null())
    before, name, raw, after = (C(part).str.len_chars().cast(pl.Int64) for part in ("before", "name", "raw", "after"))
    size = C("raw").str.len_bytes()
    level = pl.when(size == len("2022")).then(pl.lit("year")).when(size == len("2022-01")).then(pl.lit("month"))
    completed = C("raw") + C("raw").str.len_bytes().replace_strict(_UNKNOWN, default="", return_dtype=pl.String)
    date = pl.when(~C("raw").str.starts_with("0000")).then(completed.str.to_date("%Y-%m-%d", strict=False))
    return got.select(
        "row",
        "raw",
        start=before + name,
        end=before + name + raw,
        label_start=before,
        label_end=before + name + raw + after,
        date=date,
        precision=pl.when(date.is_not_null()).then(level.otherwise(pl.lit("day"))),
    )


def candidates(  # noqa: PLR0913 - one argument a source of dates, and the clock
    articles: pl.DataFrame,
    paragraphs: pl.DataFrame,
    label: pl.DataFrame,
    embeds: pl.DataFrame,
    lines: pl.DataFrame,
    *,
    now: datetime,
) -> pl.DataFrame:
    """Return every candidate date, as frames.DATES (without `days_off`, with `moment`: the same in UTC, with its time).

    `label` is that of `label()`; `embeds` has posted_raw, posted_start and posted_end; `lines` are the `date_lines` of
    `paragraphs`. What cannot be read keeps its row with a null date. Of a swappable date, another candidate of the
    article may tell which reading is right. No name of a file tells a day after `now`.
    """
    reports = datelines(paragraphs).join(lines, on=["row", "paragraph"], how="anti")
    found_in = [
        *(_field(articles, name, source) for name, source in _FIELDS.items()),
        _urls(articles),
        label.select("row", pl.lit("label").alias("from"), "raw", "start", "end"),
        lines.select("row", _from_role(), "raw", "start", "end"),
        reports.select("row", pl.lit("dateline").alias("from"), "raw", "start", "end"),
        embeds.filter(C("posted_raw").is_not_null()).select(
            "row", pl.lit("embed").alias("from"), raw="posted_raw", start="posted_start", end="posted_end"
        ),
        _paths(articles),
    ]
    rows = pl.concat(
        [candidate.select(C(name).cast(dtype) for name, dtype in _CANDIDATE.items()) for candidate in found_in]
    )
    rows = rows.join(_usage(articles), on="row", how="left", maintain_order="left")
    rows = _settle(_ordered_alike(_complete(grammar.read(rows))))
    rows = rows.filter((C("from") != "path") | (C("date") <= now.date()).fill_null(value=False))
    order = C("from").replace_strict({name: rank for rank, name in enumerate(_ORDER)}, return_dtype=pl.Int64)
    return rows.sort("row", order, "start", maintain_order=True).drop("day_first", "language", "swapped")


_FIELDS = {"published": "field", "modified": "modified", "captured": "captured"}


def _field(articles: pl.DataFrame, name: str, source: str) -> pl.DataFrame:
    rows = articles.filter(C(name).str.strip_chars() != "")
    return rows.select("row", pl.lit(source).alias("from"), raw=name, start=pl.lit(None), end=pl.lit(None))


def _urls(articles: pl.DataFrame) -> pl.DataFrame:
    path = C("url").str.replace(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*", "").str.replace(r"[?#].*", "")
    likely = articles.filter(C("url").str.contains("(?:19|20)[0-9]{2}")).select("row", path=path)
    rows = likely.select("row", raw=pl.coalesce(C("path").str.extract(pattern, 1) for pattern in _URL))
    return rows.filter(C("raw").is_not_null()).with_columns(
        pl.lit("url").alias("from"), start=pl.lit(None), end=pl.lit(None)
    )


def _paths(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the days with which the names of text files begin: `2020-01-15-harbour.txt`."""
    named = articles.filter(C("record").is_null()).select("row", raw=C("source").str.extract(_PATH, 1))
    return named.drop_nulls("raw").with_columns(pl.lit("path").alias("from"), start=pl.lit(None), end=pl.lit(None))


def _from_role() -> pl.Expr:
    return pl.when(C("role") == "modified").then(pl.lit("modified")).otherwise(pl.lit("dateline")).alias("from")


@cache
def _orders(kind: str) -> dict[str, bool]:
    lines = catalogues.load("date_orders").filter(C("kind") == kind)
    return dict(lines.select(C("value").str.to_lowercase(), C("order") == "day first").iter_rows())


def _usage(articles: pl.DataFrame) -> pl.DataFrame:
    """Say by language and domain how dates are to be read: `row, day_first, language`.

    `day_first` tells whether the day comes first in figures; null where they are silent or disagree. `language` is the
    one that the record declares, else that of the domain where it bears its name (`pl`, `hr`).
    """
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
    sure = rows.filter(_WHOLE & ~C("ambiguous") & C("from").is_in(CHOSEN_FROM[:-1]))
    return sure.sort("row", order, maintain_order=True).select("row", sure="date")


def _complete(rows: pl.DataFrame) -> pl.DataFrame:
    """Give datelines without a year the one that brings them nearest to a sure date of the article, if it has one."""
    bare = (C("from") == "dateline") & C("date").is_null() & ~C("raw").str.contains("[0-9]{4}")
    rows = rows.with_row_index("candidate")
    sure = _whole_days(rows).unique("row", keep="first")
    found = rows.filter(bare).join(sure, on="row", how="inner", maintain_order="left")
    if found.is_empty():
        return rows.drop("candidate")
    tries = found.join(pl.DataFrame({"years": [-1, 0, 1]}), how="cross").select(
        "candidate",
        "sure",
        "day_first",
        "language",
        raw=pl.format("{} {}", C("raw").str.strip_chars_end("."), C("sure").dt.year() + C("years")),
    )
    near = grammar.read(tries)
    near = near.filter(C("date").is_not_null()).sort(
        "candidate", (C("date") - C("sure")).dt.total_days().abs(), maintain_order=True
    )
    near = near.unique("candidate", keep="first", maintain_order=True).select(
        "candidate", "date", "precision", "moment"
    )
    return rows.update(near, on="candidate").drop("candidate")


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


def _settle(rows: pl.DataFrame) -> pl.DataFrame:
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


def choose(articles: pl.DataFrame, candidates: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `articles` with their dates, and `candidates` with `days_off`.

    `published` is the first readable candidate in the order of `CHOSEN_FROM`. Where that one knows only a year or a
    month, a whole day inside it, from a later source, is taken instead. An unreadable field does not end the search,
    but its row stays for a rule to find. Date lines that contradict each other do not count.
    """
    changed = (C("from") == "modified") & C("start").is_null()
    readable = candidates.filter(C("date").is_not_null() & C("from").is_in(CHOSEN_FROM) & ~changed)
    lines = readable.filter(C("from") == "dateline").group_by("row").agg(span=C("date").max() - C("date").min())
    torn = lines.filter(C("span") > pl.duration(days=1)).select("row", pl.lit("dateline").alias("from"))
    readable = readable.join(torn, on=["row", "from"], how="anti", maintain_order="left")
    # The candidates stand in the order of trust already, but for the line of a change.
    readable = readable.sort("row", C("from") == "modified", maintain_order=True)
    first = readable.unique("row", keep="first", maintain_order=True).select("row", top="date", known="precision")
    same_month = C("date").dt.truncate("1mo") == C("top").dt.truncate("1mo")
    inside = pl.when(C("known") == "year").then(C("date").dt.year() == C("top").dt.year()).otherwise(same_month)
    finer = readable.join(first, on="row", maintain_order="left").filter(
        (C("date") == C("top")) | (_WHOLE & inside & C("known").is_in(["year", "month"]))
    )
    best = finer.sort("row", ~_WHOLE, maintain_order=True).unique("row", keep="first", maintain_order=True)
    published = best.select("row", published="date", published_precision="precision", published_from="from")
    dated = articles.drop("published", "captured", "modified").join(
        published, on="row", how="left", maintain_order="left"
    )
    for name in ("captured", "modified"):
        rows = candidates.filter((C("from") == name) & _WHOLE)
        moment = rows.unique("row", keep="first", maintain_order=True).select("row", C("moment").alias(name))
        dated = dated.join(moment, on="row", how="left", maintain_order="left")
    day = best.filter(_WHOLE).select("row", day="date")
    off = candidates.join(day, on="row", how="left", maintain_order="left")
    off = off.with_columns(days_off=pl.when(_WHOLE).then((C("date") - C("day")).dt.total_days()))
    return dated, off.drop("day")


def _of_shard(tables: Tables, context: Context) -> Mapping[str, pl.DataFrame]:
    found = candidates(
        tables["records"], flowing(tables), tables["labels"], tables["posts"], tables["date_lines"],
        now=context.now,
    )  # fmt: skip
    dated, judged = choose(tables["records"], found)
    return {"dates": judged, "dated": dated}


def _articles(tables: Tables, context: Context) -> pl.DataFrame:
    dated = tables["dated"].with_columns(seen=seen(context.now), clock=pl.lit(context.now))
    return digests.add(_with_embargo(dated, tables["stated"]))


def _with_embargo(articles: pl.DataFrame, stated: pl.DataFrame) -> pl.DataFrame:
    """Add until when a file says that its article may not be published: of several moments the last one."""
    said = stated.filter(what="embargo")
    if said.is_empty():
        return articles.with_columns(embargo=pl.lit(None, frames.MOMENT))
    moment = C("value").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", time_unit="us", time_zone="UTC", strict=False)
    day = C("value").str.to_date("%Y-%m-%d", strict=False).cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    last = said.group_by("row").agg(embargo=pl.coalesce(moment, day).max())
    return articles.join(last, on="row", how="left", maintain_order="left")


def seen(now: datetime) -> pl.Expr:
    """Return the latest moment at which an article can have been published: its capture, at most the clock."""
    return pl.min_horizontal("captured", pl.lit(now))


LABELS = Fact(name="labels", find=lambda tables, _: label(tables["records"]))
LINES = Fact(
    name="date_lines",
    needs=("paragraphs",),
    yields_to=("captions",),
    find=lambda tables, _: date_lines(flowing(tables)),
)
CHOSEN = Fact(
    name="dates",
    needs=("records", "paragraphs", "labels", "posts", "date_lines"),
    yields_to=("shapes",),
    gives=("dated",),
    find=_of_shard,
    frame=frames.DATES,
    counts={"dates": pl.len()},
)
DATED = Fact(name="articles", needs=("dated", "stated"), find=_articles, frame=frames.ARTICLES)
FACT = (LABELS, LINES, CHOSEN, DATED)
