"""The grammar of dates as news writes them, and what a written date says.

Nothing is invented: a date of which only the month or the year is written keeps that precision, an impossible one is no
date, and one whose day and month could be swapped says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts import spans

C = pl.col
YEAR = "(?P<y>[0-9]{4})"
_LIKELY_YEAR = "(?P<y>(?:19|20)[0-9]{2})"
_MONTH_NUMBER = "(?P<m>[0-9]{1,2})"
_DAY = "(?P<d>[0-3]?[0-9])(?:st|nd|rd|th|er|ro|º|ª|°|\\.)?"
EDGE = "(?-u:\\b)"  # the Unicode one is slow beside non-ASCII text; use it only where an ASCII character stands
_ZONE = f"(?P<zone>Z{EDGE}|UTC|GMT|[+-](?:0[0-9]|1[0-4]):?[0-5][0-9]|[A-Z]{{2,4}}{EDGE})?"
TIME = (
    "(?P<hour>[01]?[0-9]|2[0-3])(?:[:h]|\\.)(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:[.,][0-9]{1,9})?)?"
    f"\\s*(?P<half>[AaPp]\\.?[Mm]{EDGE}\\.?)?\\s*{_ZONE}"
)
_ZONES = {
    "EST": -300,
    "EDT": -240,
    "CST": -360,
    "CDT": -300,
    "MST": -420,
    "MDT": -360,
    "PST": -480,
    "PDT": -420,
}  # RFC 2822
_MONTHS = 12
_CENTURY_TURNS = 69  # two figures of a year as POSIX reads them: 69 to 99 are of the last century
_LAST_SECOND_OF_YEARS = 253402300799  # 9999-12-31T23:59:59
_COLUMNS = ("y", "m", "d", "name", "w", "a", "b", "sep", "epoch", "hour", "minute", "second")
"""What the patterns of dates take out of them."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of dates in all languages: patterns that match one, and what each means (all lower case)."""

    month: str
    weekday: str
    months: dict[str, int]
    weekdays: dict[str, int]


@cache
def words() -> Words:
    """Return the month and weekday names of the catalogues."""
    months, weekdays = _meanings("months", "month"), _meanings("weekdays", "weekday")
    return Words(alternatives(months), alternatives(weekdays), months, weekdays)


def alternatives(texts: dict[str, int] | list[str]) -> str:
    """Return a pattern that matches any of `texts`, the longest possible, in any case."""
    escaped = pl.Series(sorted(texts, key=len, reverse=True), dtype=pl.String).str.escape_regex()
    return f"(?i:{'|'.join(escaped)})"


def _meanings(catalogue: str, number: str) -> dict[str, int]:
    lines = catalogues.load(catalogue)
    both = pl.concat([lines.select(number, word=catalogues.many(column)) for column in ("names", "abbreviations")])
    pairs = both.drop_nulls().explode("word").select(C("word").str.to_lowercase(), C(number).cast(pl.Int64)).unique()
    return dict(pairs.iter_rows())


@cache
def whole_day(*, strict_year: bool = True) -> tuple[str, ...]:
    """Return the patterns of a whole day, with groups y, m or name, d, or a, sep, b; best first."""
    month, year = f"(?P<name>{words().month})", _LIKELY_YEAR if strict_year else YEAR
    short_day = "(?P<d>[0-3]?[0-9])"
    figures = f"{EDGE}(?P<a>[0-9]{{1,2}})(?P<sep>[-/.])"
    return (
        f"{EDGE}{_DAY}\\s*[-/]?\\s*(?:(?i:de|of)\\s+)?{month}\\.?,?\\s*[-/]?\\s*(?:(?i:de|del)\\s+)?{year}",
        f"{month}\\.?\\s+{_DAY},?\\s+{year}",
        f"{year}[-/ ]{month}[-/ ]{short_day}{EDGE}",
        f"{year}\\s?[-/.年]\\s?{_MONTH_NUMBER}\\s?[-/.月]\\s?(?P<d>[0-9]{{1,2}})日?",
        f"{figures}\\s?(?P<b>[0-9]{{1,2}})[-/.]\\s?{year}",
        f"{figures}(?P<b>[0-9]{{1,2}})[-/.](?P<y>[0-9]{{2}}){EDGE}",
    )


@cache
def any_day() -> str:
    """Return one pattern, without groups, of a whole day that may begin with its weekday."""
    forms = "|".join(f"(?:{spans.unnamed(form)})" for form in whole_day())
    return f"(?:{spans.unnamed(_weekday())})?(?:{forms})"


@cache
def _weekday() -> str:
    return f"{EDGE}(?P<w>{words().weekday})[.,]*\\s+(?:(?i:den|der|the|le|el|il)\\s+)?"


@cache
def _fields() -> tuple[tuple[str, bool], ...]:
    """Return the patterns of a date that stands alone in a field, best first, and whether they need a letter."""
    iso = f"^\\s*{YEAR}-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}})"
    compact = (
        f"^\\s*{YEAR}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})"
        "(?:[T ]?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)?(?:\\.[0-9]+)?Z?\\s*$"
    )
    month_year = f"(?:^|[^\\p{{L}}])(?P<name>{words().month})\\.?,?\\s+(?:(?i:de|del)\\s+)?{YEAR}{EDGE}"
    alone = (
        f"^\\s*{YEAR}[-/.]{_MONTH_NUMBER}\\s*$",
        f"^\\s*{_MONTH_NUMBER}[-/.]{YEAR}\\s*$",
        month_year,
        f"^\\s*{YEAR}\\s*$",
        "^\\s*(?P<epoch>[0-9]{9,10}|[0-9]{13})(?:\\.[0-9]+)?\\s*$",
    )
    # Fourteen figures (a web archive's stamp) and eight are dates; ten and thirteen count seconds and milliseconds.
    return tuple(
        (f"^(?s:(?P<before>.*?))(?:{pattern})(?s:(?P<after>.*))$", "(?P<name>" in pattern)
        for pattern in (iso, *whole_day(strict_year=False), compact, *alone)
    )


def read(frame: pl.DataFrame) -> pl.DataFrame:
    """Read each date of `frame` (`raw` str, `day_first` bool or null) and add what it says.

    Adds `date`, `precision` (year, month, day, second), `ambiguous`, `weekday` (Monday 1), `swapped` (the other reading
    of an ambiguous date) and `moment` (UTC; a time without a known zone is taken for UTC). Not a date: null.
    """
    parts = _parts(frame.select("raw", "day_first").unique())
    meaning = _moments(_days(parts)).select(
        "raw", "day_first", "date", "precision", "ambiguous", "weekday", "swapped", "moment"
    )
    return frame.join(meaning, on=["raw", "day_first"], how="left", nulls_equal=True, maintain_order="left")


def _parts(todo: pl.DataFrame) -> pl.DataFrame:
    """Take the figures and names out of `raw` by the first pattern that fits it; without one, all of them are null."""
    found, fits = [], C("got").struct.field("after").is_not_null()
    for pattern, named in _fields():
        if todo.is_empty():
            break
        if named and not todo["raw"].str.contains(r"\pL").any():
            continue
        tried = todo.with_columns(got=spans.groups("raw", pattern))
        found.append(tried.filter(fits).unnest("got"))
        todo = tried.filter(~fits.fill_null(value=False)).drop("got")
    parts = pl.concat([*found, todo], how="diagonal")
    missing = (*_COLUMNS, "before", "after")
    parts = parts.with_columns(pl.lit(None, pl.String).alias(name) for name in missing if name not in parts.columns)
    return _clocks(_weekdays(parts)).select("raw", "day_first", *_COLUMNS, "half", "zone")


def _weekdays(parts: pl.DataFrame) -> pl.DataFrame:
    """Read the weekday that stands right before the date to `w`, and take it from `before`."""
    if not (parts["before"].str.len_bytes() > 0).any():
        return parts.with_columns(w=pl.lit(None, pl.String))
    pattern = f"{_weekday()}$"
    return parts.with_columns(w=C("before").str.extract(pattern, 1), before=C("before").str.replace(pattern, ""))


def _clocks(parts: pl.DataFrame) -> pl.DataFrame:
    """Read the time of day that stands beside the date: `hour, minute, second, half, zone`."""
    parts = parts.with_columns(rest=C("before") + " " + C("after"))
    # The sign of a zone must not be read as the start of a time, nor a full stop as its colon (except German `Uhr`).
    clock = C("clock").struct
    dotted = C("rest").str.contains(r"[0-9]\.[0-9]{2}") & ~C("rest").str.contains(
        r"[0-9][:h][0-9]{2}|[0-9]\.[0-9]{2}\s*(?:Uhr|[AaPp]\.?[Mm])"
    )
    times = (
        pl.coalesce(name, pl.when(~dotted).then(clock.field(name))).alias(name) for name in ("hour", "minute", "second")
    )
    beside = parts.with_columns(clock=spans.groups("rest", f"(?:^|[^0-9+:.-]){TIME}"))
    return beside.with_columns(*times, half=clock.field("half"), zone=clock.field("zone"))


def _days(parts: pl.DataFrame) -> pl.DataFrame:
    """Turn the figures into a date, its precision and whether day and month could be swapped."""
    w, a, b, figures = words(), C("a").cast(pl.Int64), C("b").cast(pl.Int64), C("a").is_not_null()
    told = _told_order(a, b)
    first = told.fill_null(value=True)
    name = C("name").str.to_lowercase().replace_strict(w.months, default=None, return_dtype=pl.Int64)
    year, short = C("y").cast(pl.Int64), C("y").str.len_bytes() == len("22")
    month = (
        pl.when(figures).then(pl.when(first).then(b).otherwise(a)).otherwise(pl.coalesce(C("m").cast(pl.Int64), name))
    )
    level = pl.when(C("month").is_null()).then(pl.lit("year")).when(C("day").is_null()).then(pl.lit("month"))
    return parts.with_columns(
        year=pl.when(short & (year < _CENTURY_TURNS)).then(year + 2000).when(short).then(year + 1900).otherwise(year),
        month=month,
        day=pl.when(figures).then(pl.when(first).then(a).otherwise(b)).otherwise(C("d").cast(pl.Int64)),
        ambiguous=(figures & told.is_null() & (a != b)).fill_null(value=False),
        weekday=C("w").str.to_lowercase().replace_strict(w.weekdays, default=None, return_dtype=pl.Int64),
    ).with_columns(
        date=_date("year", C("month").fill_null(1), C("day").fill_null(1)),
        swapped=pl.when("ambiguous").then(_date("year", C("day"), C("month"))),
        precision=level.otherwise(pl.lit("day")),
    )


def _told_order(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Say whether the day comes first in two figures: by the figures, by full stops, by the language; else null."""
    yes, no = pl.lit(value=True), pl.lit(value=False)
    by_figures = pl.when(a > _MONTHS).then(yes).when(b > _MONTHS).then(no)
    return by_figures.when(C("sep") == ".").then(yes).otherwise(C("day_first"))


def _date(year: str, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the date, or null where the calendar has no such day (there is no year 0)."""
    parts = [C(year).cast(pl.String).str.zfill(4), month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2)]
    date = pl.concat_str(parts, separator="-").str.to_date("%Y-%m-%d", strict=False)
    return pl.when(C(year) > 0).then(date)


def _moments(days: pl.DataFrame) -> pl.DataFrame:
    """Add the moment in UTC, and the precision `second` where a time of day is written."""
    hour, half = C("hour").cast(pl.Int64), C("half").str.slice(0, 1).str.to_lowercase()
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    seconds = hour * 3600 + C("minute").cast(pl.Int64) * 60 + C("second").cast(pl.Int64).fill_null(0)
    written = C("date").cast(pl.Datetime("us")) + pl.duration(seconds=seconds.fill_null(0) - _ahead().fill_null(0))
    count, in_milliseconds = C("epoch").cast(pl.Int64), C("epoch").str.len_bytes() == len("1642240980000")
    count = pl.when(in_milliseconds).then(count // 1000).otherwise(count)
    epoch = pl.when(count <= _LAST_SECOND_OF_YEARS).then(pl.from_epoch(count))
    date = pl.coalesce("date", epoch.dt.date())
    timed = (C("epoch").is_not_null() | seconds.is_not_null()) & date.is_not_null()
    return days.with_columns(
        date=date,
        moment=pl.coalesce(written, epoch).dt.replace_time_zone("UTC").dt.cast_time_unit("us"),
        precision=pl.when(timed).then(pl.lit("second")).when(C("date").is_not_null()).then("precision"),
        ambiguous=C("ambiguous") & C("date").is_not_null(),
    )


def _ahead() -> pl.Expr:
    """Return by how many seconds the written zone is ahead of UTC; null without a known zone."""
    figures = C("zone").str.replace(":", "")
    hours, minutes = (figures.str.slice(at, 2).cast(pl.Int64, strict=False) for at in (1, 3))
    size = (hours * 60 + minutes) * 60
    named = C("zone").replace_strict(_ZONES, default=None, return_dtype=pl.Int64) * 60
    west = C("zone").str.starts_with("-")
    return pl.when(west).then(-size).when(C("zone").str.starts_with("+")).then(size).otherwise(named)
