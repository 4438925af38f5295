"""The grammar of dates as news writes them, and what a written date says.

Nothing is invented: a date of which only the month or the year is written keeps that precision, an impossible one is no
date, and one whose day and month could be swapped says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import polars as pl

from provenance import catalogues
from provenance.facts import spans
from provenance.facts.dates import clocks
from provenance.facts.dates.clocks import EDGE

C = pl.col
YEAR = "(?P<y>[0-9]{4}|-0001)"
"""A year in a field. The negative one is in what PHP makes of `0000-00-00`: November 30, -0001."""
_LIKELY_YEAR = "(?P<y>(?:19|20)[0-9]{2}|0000|-0001)"
"""A year of news, and those that databases and content management systems write where they have no date."""
_MONTH_NUMBER = "(?P<m>[0-9]{1,2})"
_DAY = "(?P<d>[0-3]?[0-9])(?:st|nd|rd|th|er|ro|º|ª|°|\\.)?"
_SINCE = "(?P<since>[0-3]?[0-9])"
_FEW_DAYS = 2
"""Days from the first to the last of several that are dated as one issue: that of a weekend, or of a holiday."""
_OF_YEAR = r"(?:\s?(?:г(?:\.|ода)|року|р\.))?"
"""The word for a year behind it: 3 мая 2021 г."""
_DAY_BEHIND = r"(?:\s?[(（][月火水木金土日一二三四五六](?:曜日?)?[)）])?"
"""The weekday behind a date: 2021年5月3日(月)."""
_MONTHS = 12
_CENTURY_TURNS = 69  # two figures of a year as POSIX reads them: 69 to 99 are of the last century
_COLUMNS = (
    "y", "m", "d", "since", "till", "name", "w", "a", "b", "sep", "epoch", "hour", "minute", "second", "half", "zone",
)  # fmt: skip
"""What the patterns of dates take out of them."""
_ASKED = ("raw", "day_first", "language")
_REMEMBERED = 2_000
"""Dates that are remembered with what they say: many articles bear the same, and the patterns take long to build."""
_FEW = 4_000
"""Characters up to which Python looks for every name by itself: in 600 it takes a tenth of what Polars does."""
_read_before: pl.DataFrame | None = None


class Names(NamedTuple):
    """The names of months and of weekdays, lower case, that a date may be written with."""

    months: tuple[str, ...]
    weekdays: tuple[str, ...]

    @property
    def month(self) -> str:
        """A pattern that matches the name of a month."""
        return alternatives(list(self.months))

    @property
    def weekday(self) -> str:
        """A pattern that matches the name of a weekday."""
        return alternatives(list(self.weekdays))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of dates in all languages, and what each means (all lower case)."""

    names: Names
    months: dict[str, int]
    disputed: dict[str, int]
    """Months whose name is another month in another language (`listopada`), each after the language and a space."""
    weekdays: dict[str, int]


@cache
def words() -> Words:
    """Return the month and weekday names of the catalogues."""
    months, weekdays = _meanings("months", "month"), _meanings("weekdays", "weekday")
    plain = months.filter(C("number").n_unique().over("word") == 1).select("word", "number").unique()
    disputed = months.join(plain, on="word", how="anti").select(pl.format("{} {}", "language", "word"), "number")
    return Words(
        names=Names(*(tuple(table["word"].unique().sort()) for table in (months, weekdays))),
        months=dict(plain.iter_rows()),
        disputed=dict(disputed.iter_rows()),
        weekdays=dict(weekdays.select("word", "number").unique().iter_rows()),
    )


def alternatives(texts: list[str]) -> str:
    """Return a pattern that matches any of `texts`, the longest possible, in any case; of none it matches nothing."""
    if not texts:
        return r"[^\s\S]"
    escaped = pl.Series(sorted(texts, key=len, reverse=True), dtype=pl.String).str.escape_regex()
    return f"(?i:{'|'.join(escaped)})"


def named_in(texts: pl.Series) -> Names:
    """Return the names that stand in `texts`: patterns of dates that know no others find the same in them.

    A pattern holds the names five times. With the seven hundred of all languages it takes 5 to 25 ms to build, with
    those that a shard has in such places a tenth of that. What a pattern takes for the same letter in any case is the
    same when folded.
    """
    names = words().names
    folded, whole = _folded(names), "\n".join(filter(None, texts.to_list())).casefold()
    if len(whole) <= _FEW:
        standing = {name for name in folded if name in whole}
    else:
        found = C("whole").str.extract_many([*folded], overlapping=True).list.unique()
        standing = set(pl.DataFrame({"whole": [whole]}).select(found).item())
    months, weekdays = (tuple(name for name in some if name.casefold() in standing) for some in names)
    return Names(months, weekdays)


@cache
def _folded(names: Names) -> frozenset[str]:
    return frozenset(name.casefold() for some in names for name in some)


def _meanings(catalogue: str, number: str) -> pl.DataFrame:
    """Return what the words of a catalogue mean: `language, word` (lower case)`, number`."""
    lines = catalogues.load(catalogue)
    both = pl.concat(
        [lines.select("language", number, word=catalogues.many(column)) for column in ("names", "abbreviations")]
    )
    cells = both.drop_nulls().explode("word")
    return cells.select("language", C("word").str.to_lowercase(), number=C(number).cast(pl.Int64)).unique()


def whole_day(names: Names, *, strict_year: bool = True) -> tuple[str, ...]:
    """Return the patterns of a whole day, with groups y, m or name, d, or a, sep, b; best first."""
    month, year = f"(?P<name>{names.month})", _LIKELY_YEAR if strict_year else YEAR
    short_day = "(?P<d>[0-3]?[0-9])"
    figures = f"{EDGE}(?:{_SINCE}\\.[-–/])?(?P<a>[0-9]{{1,2}})(?P<sep>[-/.])"  # 5./6.5., 05.-06.05.
    several = f"{EDGE}(?:{_SINCE}(?:\\.?[-–/]|(?:\\.|st|nd|rd|th)?\\s{_and()}\\s))?"  # 5./6. May, 5 and 6 May
    till = "(?:\\s?[-–/]\\s?(?P<till>[0-3]?[0-9]))?"  # May 5-6
    return (
        f"{several}{_DAY}\\s*[-/]?\\s*(?:(?i:de|of)\\s+|(?i:d)['’])?{month}\\.?,?\\s*[-/]?\\s*(?:(?i:de|del)\\s+)?{year}{_OF_YEAR}",
        f"{month}\\.?\\s+{_DAY}{till},?\\s+{year}",
        f"{year}(?:\\sm)?\\.?[-/ ]{month}[-/ ]{short_day}{EDGE}",
        f"{year}\\s?[-/.年년]\\s?{_MONTH_NUMBER}\\s?[-/.月월]\\s?(?P<d>[0-9]{{1,2}})(?:日{_DAY_BEHIND}|일)?",
        f"{figures}\\s?(?P<b>[0-9]{{1,2}})[-/.]\\s?{year}",
        f"{figures}(?P<b>[0-9]{{1,2}})[-/.](?P<y>[0-9]{{2}}){EDGE}",
    )


@cache
def _and() -> str:
    """Return the pattern of the words between two days."""
    lines = catalogues.load("date_labels").filter(meaning="and")
    return alternatives(lines.select(catalogues.many("labels").explode())["labels"].unique().to_list())


@lru_cache(maxsize=16)
def any_day(names: Names) -> str:
    """Return one pattern, without groups, of a whole day that may begin with its weekday.

    Args:
        names: Those that stand in the texts (`named_in`).
    """
    patterns = "|".join(f"(?:{spans.unnamed(pattern)})" for pattern in whole_day(names))
    return f"(?:{spans.unnamed(weekday(names))})?(?:{patterns})"


def weekday(names: Names) -> str:
    """Return the pattern of a weekday before its date, in group w, with the marks and small words between the two."""
    return f"(?:{EDGE}|^)(?P<w>{names.weekday})[.,]*\\s+(?:(?i:den|der|the|le|el|il)\\s+)?"


@lru_cache(maxsize=16)
def _fields(names: Names) -> tuple[tuple[str, bool], ...]:
    """Return the patterns of a date that stands alone in a field, best first, and whether they need a month's name."""
    iso = f"^\\s*{YEAR}-(?P<m>[0-9]{{2}})-(?P<d>[0-9]{{2}})"
    compact = (
        f"^\\s*{YEAR}(?P<m>[0-9]{{2}})(?P<d>[0-9]{{2}})"
        "(?:[T ]?(?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?P<second>[0-9]{2})?)?(?:\\.[0-9]+)?Z?\\s*$"
    )
    month = f"(?P<name>{names.month})"
    month_year = f"(?:^|[^\\p{{L}}]){month}\\.?,?\\s+(?:(?i:de|del)\\s+)?{YEAR}{EDGE}"
    # The form of C's asctime and of Twitter's API, as Unix and Java print it: the year comes last.
    asctime = f"{month}\\s+(?P<d>[0-3]?[0-9])\\s+{clocks.TIME}\\)?\\s+{YEAR}\\s*$"
    # Oracle's and Excel's form; with blanks between, two figures could as well begin a time: `5 May 10:30`.
    two = "(?P<y>[0-9]{2})(?:[T\\s,]|$)"
    short = tuple(
        f"(?:^|\\s)(?P<d>[0-3]?[0-9]){before}{month}{after}{two}"
        for before, after in (("[-/]", "[-/]"), ("\\s", "\\s['’]"))
    )
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
        for pattern in (iso, asctime, *whole_day(names, strict_year=False), *short, compact, *alone)
    )


def read(frame: pl.DataFrame) -> pl.DataFrame:
    """Read each date of `frame` (`raw` str, `day_first` bool or null, `language` str or null) and add what it says.

    Adds `date`, `precision` (year, month, day, second), `ambiguous`, `weekday` (Monday 1), `swapped` (the other reading
    of an ambiguous date), `moment` (UTC, see `clocks`) and `impossible` (it has the form of a date, and no calendar has
    that day). Not a date, or a month that only the language could tell: null.
    """
    global _read_before  # noqa: PLW0603 - nothing depends on it but how long it takes
    known = _read_before
    new = frame.select(_ASKED).unique()
    if known is not None:
        new = new.join(known, on=_ASKED, how="anti", nulls_equal=True)
    if new.height or known is None:
        made = _meaning(new)
        known = made if known is None else pl.concat([known, made])
        if known.height <= _REMEMBERED:
            _read_before = known
    return frame.join(known, on=_ASKED, how="left", nulls_equal=True, maintain_order="left")


def _meaning(asked: pl.DataFrame) -> pl.DataFrame:
    return clocks.moments(_days(_parts(asked))).select(
        *_ASKED, "date", "precision", "ambiguous", "weekday", "swapped", "moment", "impossible"
    )


def _parts(todo: pl.DataFrame) -> pl.DataFrame:
    """Take the figures and names out of `raw` by the first pattern that fits it; without one, all of them are null."""
    names = named_in(todo["raw"])
    found, fits = [], C("got").struct.field("after").is_not_null()
    for pattern, named in _fields(names):
        if todo.is_empty():
            break
        if named and not names.months:
            continue
        tried = todo.with_columns(got=spans.groups("raw", pattern))
        if tried["got"].struct.unnest()["after"].null_count() == tried.height:
            continue
        found.append(tried.filter(fits).unnest("got"))
        todo = tried.filter(~fits.fill_null(value=False)).drop("got")
    parts = pl.concat([*found, todo], how="diagonal")
    missing = (*_COLUMNS, "before", "after")
    parts = parts.with_columns(pl.lit(None, pl.String).alias(name) for name in missing if name not in parts.columns)
    several = C("since").is_not_null() & ~C("before").str.contains("[0-9][:.h]$")  # 10:15-16 May
    parts = parts.with_columns(since=pl.when(several).then("since"))
    return clocks.read(_weekdays(parts)).select(*_ASKED, *_COLUMNS)


def _weekdays(parts: pl.DataFrame) -> pl.DataFrame:
    """Read the weekday that stands right before the date to `w`, and take it from `before`."""
    if not (parts["before"].str.len_bytes() > 0).any():
        return parts.with_columns(w=pl.lit(None, pl.String))
    pattern = f"{weekday(named_in(parts['before']))}$"
    one = C("since").is_null() & C("till").is_null()  # Saturday/Sunday, 5/6 June
    named = pl.when(one).then(C("before").str.extract(pattern, 1))
    return parts.with_columns(w=named, before=C("before").str.replace(pattern, ""))


def _days(parts: pl.DataFrame) -> pl.DataFrame:
    """Turn the figures into a date, its precision and whether day and month could be swapped."""
    w, a, b, figures = words(), C("a").cast(pl.Int64), C("b").cast(pl.Int64), C("a").is_not_null()
    certain = _certain_order(a, b)
    first = certain.fill_null(value=True)
    said = pl.when(figures).then(pl.when(first).then(a).otherwise(b)).otherwise(C("d").cast(pl.Int64))
    name = pl.coalesce(
        word.replace_strict(meanings, default=None, return_dtype=pl.Int64)
        for word, meanings in (
            (C("name").str.to_lowercase(), w.months),
            (pl.format("{} {}", "language", C("name").str.to_lowercase()), w.disputed),
        )
    )
    unknown = C("name").is_not_null() & name.is_null()
    year, short = C("y").cast(pl.Int64), C("y").str.len_bytes() == len("22")
    month = (
        pl.when(figures).then(pl.when(first).then(b).otherwise(a)).otherwise(pl.coalesce(C("m").cast(pl.Int64), name))
    )
    level = pl.when(C("month").is_null()).then(pl.lit("year")).when(C("day").is_null()).then(pl.lit("month"))
    return parts.with_columns(
        year=pl.when(short & (year < _CENTURY_TURNS)).then(year + 2000).when(short).then(year + 1900).otherwise(year),
        month=month,
        day=_first_day(said),
        ambiguous=(figures & certain.is_null() & (a != b)).fill_null(value=False),
        weekday=C("w").str.to_lowercase().replace_strict(w.weekdays, default=None, return_dtype=pl.Int64),
    ).with_columns(
        impossible=~unknown & C("year").is_not_null(),
        date=pl.when(~unknown).then(_date("year", C("month").fill_null(1), C("day").fill_null(1))),
        swapped=pl.when("ambiguous").then(_date("year", C("day"), C("month"))),
        precision=level.otherwise(pl.lit("day")),
    )


def _first_day(said: pl.Expr) -> pl.Expr:
    """Return the first of several days that follow each other (5./6. May); of more days none: that is their month."""
    since, till = C("since").cast(pl.Int64), C("till").cast(pl.Int64)
    first, days = pl.coalesce(since, said), pl.coalesce(till, said) - pl.coalesce(since, said)
    return pl.when(days.is_between(1, _FEW_DAYS)).then(first).when((days < 1) | days.is_null()).then(said)


def _certain_order(a: pl.Expr, b: pl.Expr) -> pl.Expr:
    """Say whether the day comes first in two figures: by the figures, by full stops, by the language; else null."""
    yes, no = pl.lit(value=True), pl.lit(value=False)
    by_figures = pl.when(a > _MONTHS).then(yes).when(b > _MONTHS).then(no)
    return by_figures.when(C("sep") == ".").then(yes).otherwise(C("day_first"))


def _date(year: str, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """Return the date, or null where the calendar has no such day (there is no year 0)."""
    parts = [C(year).cast(pl.String).str.zfill(4), month.cast(pl.String).str.zfill(2), day.cast(pl.String).str.zfill(2)]
    date = pl.concat_str(parts, separator="-").str.to_date("%Y-%m-%d", strict=False)
    return pl.when(C(year) > 0).then(date)
