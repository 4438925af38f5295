"""Dates of an article: every candidate with its place and precision, and the one chosen as day of publication."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from provenance import frames
from provenance.facts import digests, spans
from provenance.facts.base import Context, Fact, Tables, flowing
from provenance.facts.dates import grammar, readings
from provenance.facts.dates.lines import date_lines, datelines
from provenance.facts.dates.readings import CHOSEN_FROM, WHOLE
from provenance.frames.steps import in_steps, no_rows

C = pl.col
_ORDER = ("field", "modified", "captured", *CHOSEN_FROM[1:-1], "embed")
_LABEL = (
    r"^(?P<before>[\s\x{feff}]*)(?P<name>date )(?P<raw>[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?)(?P<after>[^\S\n]+|\n|$)"
)
_LABELS = pl.Schema({
    "row": pl.UInt32(), "raw": pl.String(), "start": pl.Int64(), "end": pl.Int64(), "label_start": pl.Int64(),
    "label_end": pl.Int64(), "date": pl.Date(), "precision": pl.String(),
})  # fmt: skip
_UNKNOWN = {len("2022"): "-01-01", len("2022-01"): "-01"}  # what a label of that length leaves open
_NAMED = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"  # addresses are English here
_URL = (
    rf"/((?:19|20)[0-9]{{2}}[/-](?:[01]?[0-9]|{_NAMED})[/-][0-3]?[0-9])(?:[/_.-]|$)",
    r"[/_-]((?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9])(?:[^0-9]|$)",
    r"[/_-]((?:19|20)[0-9]{2}[01][0-9][0-3][0-9])(?:[^0-9]|$)",
    rf"/((?:19|20)[0-9]{{2}}/(?:0[1-9]|1[0-2]|{_NAMED}))/",
)
_PATH = r"(?:^|/)((?:199[0-9]|2[0-9]{3})-[01][0-9]-[0-3][0-9])(?:[^0-9/][^/]*)?$"
_NAMED_FILES = pl.DataFrame(schema={"row": pl.UInt32(), "raw": pl.String()})
_CANDIDATE = {"row": pl.UInt32(), "from": pl.String(), "raw": pl.String(), "start": pl.Int64(), "end": pl.Int64()}
_NONE = {
    **_CANDIDATE,
    "date": pl.Date(),
    "precision": pl.String(),
    "ambiguous": pl.Boolean(),
    "weekday": pl.Int64(),
    "moment": pl.Datetime("us", "UTC"),
    "impossible": pl.Boolean(),
}


def label(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the date labels (` date 2022-01-15 …` at the start of a text).

    Columns: row, raw, start, end (of the date), label_start, label_end (of the whole label with the spaces after
    it, so that the text begins there), date, precision. What follows the label on its line is text.
    """
    got = articles.select("row", head=C("text").str.head(400))
    got = got.filter(C("head").str.contains("date [0-9]{4}"), C("head").str.contains(_LABEL))
    if got.is_empty():
        return no_rows(_LABELS)
    got = got.with_columns(got=spans.groups("head", _LABEL)).unnest("got")
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
    reports = datelines(paragraphs)
    if reports.height and lines.height:
        reports = reports.join(lines, on=["row", "paragraph"], how="anti")
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
    given = [rows.select(C(name).cast(dtype) for name, dtype in _CANDIDATE.items()) for rows in found_in if rows.height]
    if not given:
        return no_rows(_NONE)
    rows = pl.concat(given)
    rows = rows.join(readings.usage(articles), on="row", how="left", maintain_order="left")
    rows = readings.resolve(grammar.read(rows))
    likely = rows.lazy().filter((C("from") != "path") | (C("date") <= now.date()).fill_null(value=False))
    order = C("from").replace_strict({name: rank for rank, name in enumerate(_ORDER)}, return_dtype=pl.Int64)
    ordered = likely.sort("row", order, "start", maintain_order=True)
    return ordered.drop("day_first", "language", "swapped").pipe(in_steps)


_FIELDS = {"published": "field", "modified": "modified", "captured": "captured"}


def _field(articles: pl.DataFrame, name: str, source: str) -> pl.DataFrame:
    if articles[name].null_count() == articles.height:
        return no_rows(_CANDIDATE)
    rows = articles.filter(C(name).str.strip_chars() != "")
    return rows.select("row", pl.lit(source).alias("from"), raw=name, start=pl.lit(None), end=pl.lit(None))


def _urls(articles: pl.DataFrame) -> pl.DataFrame:
    if articles["url"].null_count() == articles.height:
        return no_rows(_CANDIDATE)
    path = C("url").str.replace(r"^[a-zA-Z][a-zA-Z0-9+.-]*://[^/]*", "").str.replace(r"[?#].*", "")
    likely = articles.filter(C("url").str.contains("(?:19|20)[0-9]{2}")).select("row", path=path)
    rows = likely.select("row", raw=pl.coalesce(C("path").str.extract(pattern, 1) for pattern in _URL))
    return rows.filter(C("raw").is_not_null()).with_columns(
        pl.lit("url").alias("from"), start=pl.lit(None), end=pl.lit(None)
    )


def _paths(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the days with which the names of text files begin: `2020-01-15-harbour.txt`."""
    if not articles["record"].null_count():
        return no_rows(_CANDIDATE)
    named = articles.filter(C("record").is_null(), C("source").str.contains("[0-9]{4}-[01]"))
    named = named.select("row", raw=C("source").str.extract(_PATH, 1)) if named.height else _NAMED_FILES
    return named.drop_nulls("raw").with_columns(pl.lit("path").alias("from"), start=pl.lit(None), end=pl.lit(None))


def _from_role() -> pl.Expr:
    return pl.when(C("role") == "modified").then(pl.lit("modified")).otherwise(pl.lit("dateline")).alias("from")


_UNDATED = [
    pl.lit(None, dtype).alias(name)
    for name, dtype in (
        ("published", pl.Date()), ("published_precision", pl.String()), ("published_from", pl.String()),
        ("captured", pl.Datetime("us", "UTC")), ("modified", pl.Datetime("us", "UTC")),
    )
]  # fmt: skip


def choose(articles: pl.DataFrame, candidates: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return `articles` with their dates, and `candidates` with `days_off`.

    `published` is the first readable candidate in the order of `CHOSEN_FROM`. Where that one knows only a year or a
    month, a whole day inside it, from a later source, is taken instead. An unreadable field does not end the search,
    but its row stays for a rule to find. Date lines that contradict each other do not count.
    """
    if candidates.is_empty():
        undated = articles.drop("published", "captured", "modified").with_columns(_UNDATED)
        return undated, candidates.with_columns(days_off=pl.lit(None, pl.Int64))
    changed = (C("from") == "modified") & C("start").is_null()
    known = candidates.lazy().filter(C("date").is_not_null() & C("from").is_in(CHOSEN_FROM) & ~changed)
    lines = known.filter(C("from") == "dateline").group_by("row").agg(span=C("date").max() - C("date").min())
    torn = lines.filter(C("span") > pl.duration(days=1)).select("row", pl.lit("dateline").alias("from"))
    known = known.join(torn, on=["row", "from"], how="anti", maintain_order="left")
    # The candidates stand in the order of trust already, but for the line of a change.
    readable = in_steps(known.sort("row", C("from") == "modified", maintain_order=True)).lazy()
    first = readable.unique("row", keep="first", maintain_order=True).select("row", top="date", known="precision")
    same_month = C("date").dt.truncate("1mo") == C("top").dt.truncate("1mo")
    inside = pl.when(C("known") == "year").then(C("date").dt.year() == C("top").dt.year()).otherwise(same_month)
    finer = readable.join(first, on="row", maintain_order="left").filter(
        (C("date") == C("top")) | (WHOLE & inside & C("known").is_in(["year", "month"]))
    )
    surest = finer.sort("row", ~WHOLE, maintain_order=True).unique("row", keep="first", maintain_order=True)
    best = in_steps(surest).lazy()
    published = best.select("row", published="date", published_precision="precision", published_from="from")
    bare = articles.lazy().drop("published", "captured", "modified")
    dated = bare.join(published, on="row", how="left", maintain_order="left")
    for name in ("captured", "modified"):
        rows = candidates.lazy().filter((C("from") == name) & WHOLE)
        moment = rows.unique("row", keep="first", maintain_order=True).select("row", C("moment").alias(name))
        dated = dated.join(moment, on="row", how="left", maintain_order="left")
    day = best.filter(WHOLE).select("row", day="date")
    off = candidates.lazy().join(day, on="row", how="left", maintain_order="left")
    off = off.with_columns(days_off=pl.when(WHOLE).then((C("date") - C("day")).dt.total_days()))
    return dated.pipe(in_steps), off.drop("day").pipe(in_steps)


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
