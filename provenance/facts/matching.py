"""Where the lines of a prepared catalogue (`patterns`) stand in paragraphs.

Polars finds the few paragraphs that hold an anchor of the catalogue; only these are looked at one by one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from provenance.catalogues import load
from provenance.facts.base import Context, Fact, Tables, flowing
from provenance.facts.patterns import EDGE, FIRST, MARKS, NEAR, Gate, Matcher, first, flat, folded, gate, prepare
from provenance.frames.steps import no_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 3
"""How many paragraphs are the head of an article."""
TAIL = 5
"""How many paragraphs are the tail of an article."""

FEW = 4_000
"""Bytes up to which each anchor is looked for by itself: that takes less time than to build the pattern of all."""
_AROUND = "".join(mark for mark in EDGE if mark not in "()") + "\"'“”"
_NEW_LINE = re.compile(r"\s*\n\s*(?=[^\W\d_a-zß-öø-ÿ]|[\"“„«‘'])")
_HIT = pl.Schema(
    {
        "paragraph_row": pl.UInt32(),
        "line": pl.UInt32(),
        "from": pl.Int64(),
        "to": pl.Int64(),
        "text": pl.String(),
        "party": pl.String(),
    }
)
"""The fields of Hit as columns."""
_PLACED = {
    "row": pl.UInt32(), "paragraph": pl.Int64(), "start": pl.Int64(), "end": pl.Int64(), "text": pl.String(),
    "line": pl.UInt32(), "whole": pl.Boolean(), "party": pl.String(),
}  # fmt: skip
C = pl.col


class Hit(NamedTuple):
    """A place where a line of the catalogue matches; offsets count in the paragraph."""

    paragraph_row: int
    line: int
    start: int
    end: int
    text: str
    party: str | None


def suspects(paragraphs: pl.DataFrame, *catalogues: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs that hold anchors of the catalogues, and in `held` which.

    It is the costly part of `find`, and costs little more for several catalogues than for one.
    """
    matchers = [prepare(catalogue) for catalogue in catalogues]
    near = gate(tuple(anchor for matcher in matchers for anchor in matcher.anchors))
    far = gate(tuple(anchor for matcher in matchers for anchor in matcher.far))
    low = paragraphs.with_columns(low=C("text").str.to_lowercase())
    short = C("text").str.len_bytes() <= NEAR
    return pl.concat([_holding(low.filter(short), near), _holding(low.filter(~short), far)])


def _holding(paragraphs: pl.DataFrame, side: Gate) -> pl.DataFrame:
    """Return the paragraphs that hold anchors; white space may stand between their words."""
    if paragraphs.is_empty():  # then the pattern, which is large, need not be built
        return paragraphs.drop("low").with_columns(found_anchors=pl.lit(None, pl.List(pl.String)))
    even, anchors = C("low").str.replace_all(r"\s+", " "), side.anchors
    if paragraphs["low"].str.len_bytes().sum() <= FEW:
        passed = paragraphs
        whole = "\n".join(paragraphs.select(even).to_series())
        anchors = tuple(anchor for anchor in anchors if anchor in whole)
    else:
        passed = paragraphs.filter(C("low").str.contains(side.expression))
    if passed.is_empty() or not anchors:
        return _holding(passed.clear(), side)
    named = pl.lit(pl.Series(anchors, dtype=pl.String)).implode()
    anchored = passed.with_columns(found_anchors=even.str.extract_many(named, overlapping=True).list.unique())
    return anchored.filter(C("found_anchors").list.len() > 0).drop("low")


def find(paragraphs: pl.DataFrame, matcher: Matcher, suspects: pl.DataFrame) -> pl.DataFrame:
    """Return the hits: `row, paragraph, start, end, text, line, whole, party`, sorted, none inside another.

    `line` is the number of the catalogue line, `whole` says that the hit is the whole paragraph, `party` is what the
    group of that name holds, as written. `suspects` are those of `paragraphs`, for this catalogue and maybe others.
    """
    short = _short(paragraphs, matcher)
    covering, parts = list(_covering(short, matcher)), list(_inside(suspects, matcher))
    if not covering and not parts:
        return no_rows(_PLACED)
    hits = pl.concat([_placed(short, covering), _placed(suspects, parts)])
    return _outermost(_in_position(hits, paragraphs, matcher.lines))


def _short(paragraphs: pl.DataFrame, matcher: Matcher) -> pl.DataFrame:
    """Return the paragraphs that start as a `whole` or `line` may, and are not too long for it."""
    length = C("text").str.len_chars()
    short = paragraphs.filter(C("text").str.len_bytes() <= 4 * matcher.extent).filter(length <= matcher.extent)
    if short.is_empty():
        return short
    word = C("text").str.extract(FIRST, 1).str.to_lowercase().str.replace(r"^\d$", "0")
    return (
        short.with_columns(word=word)
        .join(matcher.openings, on="word", how="inner", maintain_order="left")
        .filter(length <= C("reach"))
    )


def _covering(rows: pl.DataFrame, matcher: Matcher) -> Iterator[Hit]:
    """Yield the short paragraphs that a phrase equals or an expression covers."""
    known: dict[str, int | None] = {}
    for number, text in enumerate(rows["text"]):
        if text not in known:
            known[text] = _line_of(flat(text).strip(EDGE), matcher)
        line = known[text]
        if line is not None and len(text) <= matcher.limits[line]:
            yield Hit(number, line, 0, len(text), text, None)


def _line_of(key: str, matcher: Matcher) -> int | None:
    """Return the catalogue line that covers `key`; a phrase comes before an expression, a line before a later one."""
    if key in matcher.phrases:
        return matcher.phrases[key]
    size, limits, patterns = len(key), matcher.limits, matcher.patterns
    for line in matcher.covering.get(first(key), ()):
        if size <= limits[line] and patterns[line].fullmatch(key):
            return line
    return None


def _inside(rows: pl.DataFrame, matcher: Matcher) -> Iterator[Hit]:
    """Yield the matches outside quotation marks, without white space at their ends."""
    lines_of, limits, patterns = matcher.anchors, matcher.limits, matcher.patterns
    for number, (text, found_anchors) in enumerate(rows.select("text", "found_anchors").iter_rows()):
        tried = {line for anchor in found_anchors if anchor in lines_of for line in lines_of[anchor]}
        lines = sorted(line for line in tried if len(text) <= limits[line])
        view = folded(text) if lines else text
        for line in lines:
            found = patterns[line].search(view)
            if found is not None:
                for start, end, party in _joined(_hits(found, text), view):
                    yield Hit(number, line, start, end, text[start:end], party)


def _hits(first_match: re.Match[str], text: str) -> Iterator[tuple[int, int, str | None]]:
    """Yield start, end and party of each match that is a hit, from the first one on: outside quotation marks."""
    pattern, view = first_match.re, first_match.string
    inner = len(view) - len(view.lstrip(EDGE)), len(view.rstrip(EDGE))
    marks = counted = 0
    found: re.Match[str] | None = first_match
    while found is not None:
        match = _in_its_lines(found, text)
        at = max(match.end(), found.start() + 1)
        marks += sum(view.count(mark, counted, match.start()) for mark in MARKS)
        counted = match.start()
        if marks % 2 == 0 and match[0].strip():
            yield *_span(match, inner), _party(match, text)
        found = pattern.search(view, at)


def _in_its_lines(match: re.Match[str], text: str) -> re.Match[str]:
    """Return the match without the lines below it, where it stands without them as well.

    Single line breaks glue furniture to the story. A line that begins with a capital is a new one; others may belong
    to text that is wrapped at some width.
    """
    line = _NEW_LINE.search(text, *match.span())
    shorter = match.re.match(match.string, match.start(), line.start()) if line else None
    return shorter if shorter and shorter[0].strip() else match


def _joined(hits: Iterator[tuple[int, int, str | None]], view: str) -> Iterator[tuple[int, int, str | None]]:
    """Make one hit of those that follow each other with nothing but white space between: two sentences of a notice."""
    last: tuple[int, int, str | None] | None = None
    for start, end, party in hits:
        if last and not view[last[1] : start].strip():
            last = (last[0], end, last[2] or party)
            continue
        if last:
            yield last
        last = (start, end, party)
    if last:
        yield last


def _span(match: re.Match[str], inner: tuple[int, int]) -> tuple[int, int]:
    """Return the span of a match: without white space at its ends, the whole text where it holds all the `inner`."""
    start, end = match.span()
    if start <= inner[0] and end >= inner[1]:
        return 0, len(match.string)
    return start + len(match[0]) - len(match[0].lstrip()), end - len(match[0]) + len(match[0].rstrip())


def _party(match: re.Match[str], text: str) -> str | None:
    """What the first group `party…` that took part holds, as written."""
    spans = [match.span(name) for name in match.re.groupindex if name.startswith("party")]
    said = next((text[start:end].strip(_AROUND) for start, end in spans if start >= 0), "")
    return (said if said.count("(") == said.count(")") else said.strip("()").rstrip(_AROUND)) or None


def _placed(rows: pl.DataFrame, hits: list[Hit]) -> pl.DataFrame:
    """Give hits the row, paragraph and offsets of their paragraphs."""
    found = pl.DataFrame(hits, schema=_HIT, orient="row")
    paragraphs = rows.select("row", "paragraph", "start", "end")[found["paragraph_row"]]
    placed = paragraphs.hstack(found.drop("paragraph_row"))
    return placed.select(
        "row",
        "paragraph",
        start=C("start") + C("from"),
        end=C("start") + C("to"),
        text="text",
        line=C("line"),
        whole=(C("end") - C("start")) == (C("to") - C("from")),
        party=C("party"),
    )


def _in_position(hits: pl.DataFrame, paragraphs: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Keep the hits that stand where their line says: in the head, in the tail, anywhere."""
    touched = paragraphs.join(hits.select("row").unique(), on="row", how="semi")
    last = touched.group_by("row").agg(last=C("paragraph").max())
    about = lines.select("line", "position", sure=C("confidence").cast(pl.Float64))
    known = hits.join(last, on="row", how="left", maintain_order="left").join(
        about, on="line", how="left", maintain_order="left"
    )
    head = (C("position") != "head") | (C("paragraph") < HEAD)
    tail = (C("position") != "tail") | (C("paragraph") > C("last") - TAIL)
    return known.filter(head & tail).drop("last", "position")


def _outermost(hits: pl.DataFrame) -> pl.DataFrame:
    """Leave out what stands inside another hit; of equal hits the surest stays, then the first line."""
    order = hits.sort("row", "paragraph", "start", -C("end"), -C("sure"), "line", maintain_order=True)
    reached = C("end").cum_max().shift(1).over("row", "paragraph")
    return order.filter((C("end") > reached).fill_null(value=True)).drop("sure")


def _suspects(tables: Tables, context: Context) -> pl.DataFrame:
    catalogue = (load(name, context.own.get(name)) for name in ("notices", "boilerplate"))
    return suspects(flowing(tables), *catalogue)


FACT = Fact(name="suspects", needs=("paragraphs",), find=_suspects)
