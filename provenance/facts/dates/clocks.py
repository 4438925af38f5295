"""The time of day beside a date, its zone, and the moment in UTC.

The hour is claimed only where its zone is known: beside a name that no catalogue knows, or that means several zones, a
date is a day. A time without any zone is taken for UTC.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts import spans

C = pl.col
EDGE = "(?-u:\\b)"  # the Unicode one is slow beside non-ASCII text; use it only where an ASCII character stands
_FIGURES = "(?:0?[0-9]|1[0-4])"
ZONE = (
    f"(?P<zone>(?:UTC|GMT)\\s?[+-]{_FIGURES}(?::?[0-5][0-9])?{EDGE}|Z{EDGE}|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?{EDGE}"
    f"|[A-Z]{{2,5}}{EDGE})?"
)
TIME = (
    "(?P<hour>[01]?[0-9]|2[0-3])(?:[:h]|\\.|[時时시]\\s?)(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9])(?:[.,][0-9]{1,9})?)?"
    f"\\s*(?P<half>[AaPp]\\.?[Mm]{EDGE}\\.?)?\\s*\\(?{ZONE}"
)
_LAST_SECOND_OF_YEARS = 253402300799  # 9999-12-31T23:59:59
_HALVES = {"p": "午後|下午|晚上|오후", "a": "午前|上午|오전"}
"""Words for the half of the day that stand before the time."""
_PARTS = ("hour", "minute", "second", "half", "zone")


def read(parts: pl.DataFrame) -> pl.DataFrame:
    """Read the time of day that stands `before` or `after` the date, unless a pattern has read it already."""
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
    before = pl.coalesce(
        pl.when(C("rest").str.contains(f"(?:{words})\\s*[0-9]")).then(pl.lit(half)) for half, words in _HALVES.items()
    )
    named = (pl.coalesce(name, clock.field(name)).alias(name) for name in ("half", "zone"))
    return beside.with_columns(*times, *named).with_columns(half=pl.coalesce("half", before))


def moments(days: pl.DataFrame) -> pl.DataFrame:
    """Add the moment in UTC, and the precision `second` where a time of day is written and its zone is known.

    What has a date is not `impossible`, and what has none not `ambiguous`.
    """
    hour, half = C("hour").cast(pl.Int64), C("half").str.slice(0, 1).str.to_lowercase()
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    seconds = hour * 3600 + C("minute").cast(pl.Int64) * 60 + C("second").cast(pl.Int64).fill_null(0)
    local = C("date").cast(pl.Datetime("us")) + pl.duration(seconds=seconds)
    is_zoned = days["zone"].null_count() < days.height  # without any zone those of the seasons need not be reckoned
    known = pl.when(C("zone").is_null()).then(local).otherwise(_in_utc(local)) if is_zoned else local
    written = pl.coalesce(known, C("date").cast(pl.Datetime("us")))
    count, in_milliseconds = C("epoch").cast(pl.Int64), C("epoch").str.len_bytes() == len("1642240980000")
    count = pl.when(in_milliseconds).then(count // 1000).otherwise(count)
    epoch = pl.when(count <= _LAST_SECOND_OF_YEARS).then(pl.from_epoch(count))
    date = pl.coalesce("date", epoch.dt.date())
    timed = (C("epoch").is_not_null() | known.is_not_null()) & date.is_not_null()
    return days.with_columns(
        date=date,
        moment=pl.coalesce(written, epoch).dt.replace_time_zone("UTC").dt.cast_time_unit("us"),
        precision=pl.when(timed).then(pl.lit("second")).when(C("date").is_not_null()).then("precision"),
        ambiguous=C("ambiguous") & C("date").is_not_null(),
        impossible=C("impossible") & C("date").is_null(),
    )


def _in_utc(local: pl.Expr) -> pl.Expr:
    """Return a local time in UTC; null without a zone that is known."""
    named, regions = _zones()
    figures = C("zone").str.strip_prefix("UTC").str.strip_prefix("GMT").str.strip_chars().str.replace(":", "")
    sign = pl.when(figures.str.starts_with("-")).then(-1).when(figures.str.starts_with("+")).then(1)
    size = figures.str.extract_groups(r"^[+-](?P<hours>\d{1,2}?)(?P<minutes>\d\d)?$").struct
    hours, rest = (size.field(name).cast(pl.Int64, strict=False) for name in ("hours", "minutes"))
    minutes = sign * (hours * 60 + rest.fill_null(0))
    ahead = pl.coalesce(minutes, C("zone").replace_strict(named, default=None, return_dtype=pl.Int64))
    seasonal = [
        pl.when(C("zone") == zone).then(
            local.dt.replace_time_zone(region, ambiguous="earliest", non_existent="null")
            .dt.convert_time_zone("UTC")
            .dt.replace_time_zone(None)
        )
        for zone, region in regions.items()
    ]
    return pl.coalesce(local - pl.duration(minutes=ahead), *seasonal)


@cache
def _zones() -> tuple[dict[str, int], dict[str, str]]:
    """Return the minutes of the zones that are fixed, and the regions of those that change with the season."""
    lines = catalogues.load("zones")
    fixed = lines.drop_nulls("minutes").select("zone", C("minutes").cast(pl.Int64))
    return dict(fixed.iter_rows()), dict(lines.drop_nulls("region").select("zone", "region").iter_rows())
