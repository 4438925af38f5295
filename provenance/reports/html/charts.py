"""Charts drawn by hand as SVG: a few hundred bytes each, sharp at any width, readable without colour.

Positions along the width are percentages, so that a chart fills its place and its letters keep their size. Colours
come from the style sheet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from markupsafe import Markup

from provenance.rules.base import SEVERITIES, Severity

HEIGHT = 170
TOP = 8
_WIDEST = 8.0  # per cent of the width that one bar may take
_TICKS = 8  # most labels along the time axis
_MONTHS = 10 * 12  # most bars of a month; beyond, a bar stands for a year
_FULL = 4  # so many findings a month make months worth their bars


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar of the timeline: `key` is YYYY-MM or YYYY, `counts` by severity."""

    key: str
    counts: dict[Severity, int]

    @property
    def total(self) -> int:
        """All findings of the bar."""
        return sum(self.counts.values())


def bins(days: Sequence[tuple[date, Severity, int]]) -> list[Bin]:
    """Return the bars for counted (month, severity, findings), with the empty months between; years if it is long."""
    if not days:
        return []
    first, last = min(day for day, _, _ in days), max(day for day, _, _ in days)
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    yearly = months > _MONTHS or (months > 12 and sum(count for _, _, count in days) < _FULL * months)  # noqa: PLR2004
    keys = (
        [f"{year:04}" for year in range(first.year, last.year + 1)]
        if yearly
        else [f"{position // 12:04}-{position % 12 + 1:02}" for position in _months(first, months)]
    )
    found = {key: dict.fromkeys(SEVERITIES, 0) for key in keys}
    for day, severity, count in days:
        found[f"{day.year:04}" if yearly else f"{day.year:04}-{day.month:02}"][severity] += count
    return [Bin(key, counts) for key, counts in found.items()]


def timeline(bars: Sequence[Bin], label: str) -> Markup:
    """Draw stacked bars over time with a scale on the left."""
    top = _ceiling(max(bar.total for bar in bars))
    step = min(100 / len(bars), _WIDEST)
    body = Markup().join(_stack(bar, position * step, step, top) for position, bar in enumerate(bars))
    names = Markup().join(
        Markup('<text class="ax {}" x="{:.2f}%" y="{}">{}</text>').format(
            _thin(nth), position * step, HEIGHT + 24, bars[position].key
        )
        for nth, position in enumerate(_labelled(bars))
    )
    return _framed(top, "", body + names, label)


def trend(values: Sequence[tuple[str, float]], label: str) -> Markup:
    """Draw shares (0 to 1) run by run as a line with points."""
    top = _ceiling(100 * max(value for _, value in values))
    step = 100 / len(values)
    positions = [((position + 0.5) * step, _y(100 * value, top)) for position, (_, value) in enumerate(values)]
    lines = Markup().join(
        Markup('<line class="line" x1="{:.2f}%" y1="{:.1f}" x2="{:.2f}%" y2="{:.1f}"/>').format(*start, *end)
        for start, end in pairwise(positions)
    )
    points = Markup().join(
        Markup('<circle class="point" cx="{:.2f}%" cy="{:.1f}" r="4"/>').format(*position) for position in positions
    )
    names = Markup().join(
        Markup('<text class="ax {}" text-anchor="middle" x="{:.2f}%" y="{}">{}</text>').format(
            _thin(len(positions) - 1 - number), position[0], HEIGHT + 24, values[number][0]
        )
        for number, position in enumerate(positions)
        if (len(values) - 1 - number) % (len(values) // _TICKS + 1) == 0
    )
    return _framed(top, " %", lines + points + names, label)


def bar(parts: Sequence[tuple[str, float]]) -> Markup:
    """Draw one bar of parts; each is a class (a severity, or another) and its share of the full width, 0 to 1."""
    drawn, left = Markup(), 0.0
    for name, share in parts:
        if share > 0:
            drawn += Markup('<rect class="b-{}" x="{:.2f}%" width="{:.2f}%" height="12"/>').format(
                name, 100 * left, max(100 * share, 0.3)
            )
        left += share
    return Markup('<svg class="hbar" width="100%" height="12" aria-hidden="true">{}</svg>').format(drawn)


def sparkline(values: Sequence[float]) -> Markup:
    """Draw a word-sized line; the last point is marked."""
    top = max(values) or 1
    step = 76 / max(1, len(values) - 1)
    points = [(4 + position * step, 20 - 15 * value / top) for position, value in enumerate(values)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Markup(
        '<svg class="spark" width="84" height="24" aria-hidden="true">'
        '<polyline points="{}"/><circle cx="{:.1f}" cy="{:.1f}" r="2.5"/></svg>'
    ).format(path, *points[-1])


def _framed(top: float, unit: str, body: Markup, label: str) -> Markup:
    """Put a scale of three lines left of a drawing."""
    levels = [0, top / 2, top]
    scale = Markup().join(
        Markup('<text class="ax" x="100%" y="{:.1f}" text-anchor="end">{}</text>').format(
            _y(level, top) + 4, f"{level:,.0f}{unit}" if level == int(level) else f"{level:g}{unit}"
        )
        for level in levels
    )
    rules = Markup().join(
        Markup('<line class="rule" x1="0" x2="100%" y1="{0:.1f}" y2="{0:.1f}"/>').format(_y(level, top))
        for level in levels
    )
    return Markup(
        '<div class="plot"><svg class="scale" width="48" height="{0}" aria-hidden="true">{1}</svg>'
        '<svg class="drawing" width="100%" height="{0}" role="img" aria-label="{2}">{3}{4}</svg></div>'
    ).format(HEIGHT + 30, scale, label, rules, body)


def _stack(bar: Bin, left: float, step: float, top: float) -> Markup:
    drawn, base = Markup(), float(HEIGHT)
    for name, count in bar.counts.items():
        height = (HEIGHT - TOP) * count / top
        if count:
            drawn += Markup('<rect class="b-{}" x="{:.2f}%" width="{:.2f}%" y="{:.1f}" height="{:.1f}"/>').format(
                name, left + step * 0.1, step * 0.8, base - height, height
            )
        base -= height
    hit = Markup('<rect class="hit" x="{:.2f}%" width="{:.2f}%" y="0" height="{}"/>').format(left, step, HEIGHT)
    return Markup('<g data-from="{0}"><title>{0}: {1:,}</title>{2}{3}</g>').format(bar.key, bar.total, hit, drawn)


def _labelled(bars: Sequence[Bin]) -> list[int]:
    """Return which bars bear their name: at most `_TICKS`, whole years where the bars are months."""
    yearly = [position for position, bar in enumerate(bars) if bar.key.endswith("-01") or len(bar.key) == len("2000")]
    positions = yearly if len(yearly) > 2 else list(range(len(bars)))  # noqa: PLR2004
    return positions[:: len(positions) // _TICKS + 1]


def _thin(number: int) -> str:
    """Return the class of a label that a narrow screen leaves out."""
    return "odd" if number % 2 else ""


def _months(first: date, count: int) -> range:
    start = first.year * 12 + first.month - 1
    return range(start, start + count)


def _ceiling(value: float) -> float:
    """Return the next of 1, 2, 4, 5, 6, 8, 10, 20, … at or above a value."""
    scale = 1.0
    while value > 10 * scale:
        scale *= 10
    while value and value < scale:
        scale /= 10
    return next((scale * step for step in (1, 2, 4, 5, 6, 8, 10) if value <= scale * step), scale * 10)


def _y(value: float, top: float) -> float:
    return HEIGHT - (HEIGHT - TOP) * value / top
