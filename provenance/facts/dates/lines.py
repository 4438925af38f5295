"""Dates that stand in the head of an article: lines that hold little else, and the dateline of a report.

Dates in running text and in captions speak of other things, so they are left alone.
"""

from __future__ import annotations

from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts import spans
from provenance.facts.dates import beside, grammar
from provenance.frames.steps import no_rows

C = pl.col
_LINES = {
    "row": pl.UInt32(), "paragraph": pl.Int64(), "start": pl.Int64(), "end": pl.Int64(), "raw": pl.String(),
    "role": pl.String(),
}  # fmt: skip
HEAD = 15  # a date line stands among so many paragraphs
TOP = 5  # and one with other things beside the date among so many
OPENING = 6  # and the dateline of a report among so many
LONGEST = 160  # code points in a date line
_CLOCK = (
    r"(?i:(?:[0-2][0-9][0-5][0-9]\s(?-i:GMT|UTC|[A-Z]{2,4}T)(?:\s\([0-9]{4}\s(?-i:[A-Z]{2,4})\))?"
    r"|[0-2]?[0-9](?:[:h]|\.)[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?:\s*[ap]\.?\s?m(?-u:\b)\.?)?|[01]?[0-9]\s?[ap]\.?m(?-u:\b)\.?"
    r"|[0-2]?[0-9]\s?h(?-u:\b))"
    r"(?:\s*(?:uhr|h(?:rs?)?(?-u:\b)\.?|(?-i:Z|[A-Z]{2,4}(?:[+-][0-9]{1,2})?)(?-u:\b)|[+-][0-9]{2}:?[0-9]{2}))?"
    r"|(?:(?:午[前後]|[上下]午|晚上|오[전후])\s?)?[0-2]?[0-9][時时시]\s?(?:[0-5]?[0-9][分분])?)"
)
_JOIN = "(?:\\s*[,/|·•–—-]\\s*|,?\\s+(?i:at|um|à|a las|às|(?:alle )?ore|alle|om|kl\\.?|klo)\\s+|\\s+|T)"
_GATE = "(?:19|20)[0-9]{2}|0000|-0001|[0-9][./-][0-9]{1,2}[./-][0-9]{2}"  # cheap, and every date of a date line has it
_NAME = f"[{spans.CAPITALS}][{spans.LETTERS}.'’/-]*"
_PLACE = f"{_NAME}(?:(?:,? | (?:de|del|do|da|am|an der|of|on|la) ){_NAME}){{0,5}}"
_LIGHT = r"[\s|·•∙⋅~»«(\[:,;–—-]"
_PART = r"(?:^|[|·•∙⋅~»«,;()\[\]/\n]|\s[–—-]+\s)\s*([^|·•∙⋅~»«,;()\[\]/\n]*?)$"
"""The part of a line that ends right before its date."""
_NO_WORD = r"[^\p{L}\p{N}]"
_ENDS_DAY = r"^[\s)\].]*(?:$|[|·•∙⋅~»«,;(]|[–—-]+\s|\s/)"
"""What stands behind figures that are a day: the end of the line, a mark, an agency."""


def _day(names: grammar.Names) -> str:
    return f"(?:{_CLOCK}{_JOIN})?{grammar.any_day(names)}(?:{_JOIN}?{_CLOCK})?"


@cache
def _labels() -> tuple[str, str]:
    """Return the patterns of the words that announce a date of publication, and of change."""
    return _meaning("published"), _meaning("modified", "as of")


@cache
def _meaning(*meanings: str) -> str:
    """Return the pattern of the words before a date that call it so."""
    lines = catalogues.load("date_labels").filter(C("meaning").is_in(meanings))
    return grammar.alternatives(lines.select(catalogues.many("labels").explode())["labels"].unique().to_list())


def date_lines(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the dates of the lines that hold a date and little else: `row, paragraph, start, end, raw, role`.

    `role` is `modified` where the words before the date say that it is of a change, else `published`. The state that a
    text had on a day (German `Stand`) is of its publication where no other line is, else of its change.
    """
    head = paragraphs.filter(
        C("paragraph") < HEAD, C("text").str.len_bytes() < 2 * LONGEST, ~C("kind").is_in(["caption", "embed"])
    )
    likely = head.filter(C("text").str.contains(_GATE)).filter(C("text").str.len_chars() <= LONGEST)
    likely = likely.filter(C("text").str.contains("[0-9][^0-9]+[0-9]"))  # a year alone is no date
    if likely.is_empty():
        return _none()
    dated = likely.with_columns(marked=spans.marked(C("text"), _day(grammar.named_in(likely["text"]))))
    dated = dated.filter(C("marked").str.contains(spans.MARK, literal=True))
    lines = dated.filter(_little(dated)) if dated.height else dated
    if lines.is_empty():
        return _none()
    hits = spans.parts(lines.select("row", "paragraph", "text", "marked", base="start"), "marked").with_columns(
        before=C("text").str.slice(0, C("match_start")), raw="match", after=C("text").str.slice(C("match_end"))
    )
    said = _of_article(_without_names(hits))
    behind = "(?:\\s|[:.,|–—-])*$"
    found = said.select(
        "row",
        "paragraph",
        start=C("base") + C("match_end") - C("raw").str.len_chars(),
        end=C("base") + C("match_end"),
        raw="raw",
        role=pl.when(C("before").str.contains(f"(?:^|\\b){_meaning('as of')}{behind}"))
        .then(pl.lit("as of"))
        .when(C("before").str.contains(f"{_labels()[1]}{behind}"))
        .then(pl.lit("modified"))
        .otherwise(pl.lit("published")),
    )
    alone = ~(C("role") == "published").any().over("row")
    role = pl.when(C("role") != "as of").then("role").when(alone).then(pl.lit("published"))
    return found.with_columns(role=role.otherwise(pl.lit("modified")))


def _without_names(hits: pl.DataFrame) -> pl.DataFrame:
    """Take from `raw` the weekday that may be the name of an author: `By Jane Sun, May 5, 2021`."""
    named = C("raw").str.contains(f"^[{spans.CAPITALS}]") & C("before").str.contains(beside.naming())
    some = hits.filter(named)
    if some.is_empty():
        return hits
    bare = C("raw").str.replace(f"^{grammar.weekday(grammar.named_in(some['raw']))}", "")
    return hits.with_columns(raw=pl.when(named).then(bare).otherwise("raw"))


def _of_article(hits: pl.DataFrame) -> pl.DataFrame:
    """Leave out dates of something else, and figures that are a part of more (a telephone number: `05.06.20.22.10`).

    And those of a day that no calendar has where nothing in their line says that they are one (`Version 31.2.2019`). A
    month or a weekday in words, a time, a label, a byline say it, and that they stand apart: `LONDON, 31.2.2019`.
    """
    before, after = C("before"), C("after")
    apart = before.str.contains(_opens_day()) & after.str.contains(_ENDS_DAY)
    judged = hits.with_columns(
        other=before.str.contains(r"[0-9][./]$") | after.str.contains(r"^[./][0-9]") | _is_of_other(),
        doubtful=~C("raw").str.contains(r"[\p{L}:]") & ~apart,
    )
    if not (judged["other"].any() or judged["doubtful"].any()):
        return hits
    figures = judged.filter(~C("other"))
    doubtful = figures.filter("doubtful")
    asked = doubtful.select("raw", day_first=pl.lit(None, pl.Boolean), language=pl.lit(None, pl.String)).unique()
    never = grammar.read(asked).filter("impossible")["raw"].implode()
    numbers = doubtful.filter(C("raw").is_in(never)).select("row", "paragraph", "match_end")
    return figures.join(numbers, on=numbers.columns, how="anti", maintain_order="left")


def _is_of_other() -> pl.Expr:
    """Say of which dates the words before them tell that they are of something else: `Deadline 5 May 2022`.

    Those words open the part of the line that the date ends, or end it (`Born in Lund`, `Next deadline`): not so in
    `Events | 5 May 2022`. The last word of a byline is a name (`By Max Born`).
    """
    part = C("before").str.strip_chars_end(" \t\u00a0:–—-").str.extract(_PART, 1)
    word = f"(?:{_meaning('other')})"
    opened = part.str.contains(f"^{word}(?:{_NO_WORD}|$)")
    closed = part.str.contains(f"(?:^|{_NO_WORD}){word}(?:\\s+{beside.ON})?$")
    return (opened | (closed & ~part.str.contains(f"^{beside.byline()}$"))).fill_null(value=False)


@cache
def _opens_day() -> str:
    labels = f"\\b(?:{'|'.join(_labels())})"
    return rf"(?:^{_LIGHT}*|[|·•∙⋅~»,]\s*|[)/]\s+|\s[–—-]+\s+|^{beside.byline()}{_LIGHT}*|{labels}\W*)$"


def _little(dated: pl.DataFrame) -> pl.Series:
    """Say whether what is left of a line without its dates is no more than stands beside the date of an article.

    That is nothing, a byline, a place, the name of a medium; near the top also how long reading takes, how many
    comments there are, a section: a few words each, with marks between them (`beside`). A label that is not of
    publication or change says that the date is of something else: `Deadline: 5 May 2021`.
    """
    published, modified = _labels()
    undated = (
        C("marked")
        .str.replace_all(f"{spans.MARK}[^{spans.MARK}]*{spans.MARK}", "\n")
        .str.replace_all(r"(\p{Ll})(\p{Lu}\p{Ll})", "${1} ${2}")  # Jo RoePublished: 5 May 2021
        .str.replace_all(f"(?:^|\\b)(?:{modified}|{published})\\b\\s*[:.]?", "\n")
        .str.replace_all(_CLOCK, "\n")
    )
    rest = undated.str.replace_all(r"[\s|·•:,;()\[\]/–—-]*\n[\s|·•:,;.()\[\]/–—-]*", "\n").str.strip_chars()
    left = dated.select("paragraph", undated=undated, rest=rest, labelled=undated.str.contains(r"\p{L}\s*:[\s(]*\n"))
    plain = (C("rest") == "") | C("rest").str.contains(beside.names())
    left = left.select("undated", fits=~C("labelled") & plain, likely=~C("labelled") & (C("paragraph") < TOP))
    return left.select(C("fits") | (C("likely") & beside.is_little(C("undated")))).to_series()


def _dateline(names: grammar.Names) -> tuple[str, str]:
    """Return the pattern of a date behind its place, and that of a date alone, which an agency must follow."""
    month = names.month
    no_year = f"{month}\\.?\\s+[0-3]?[0-9]|[0-3]?[0-9]\\.?\\s+(?:de\\s+)?{month}\\.?"
    date = f"(?:{grammar.any_day(names)}|{no_year})"
    agency = "(?:\\([^()0-9]{2,30}\\)|/[^/0-9\\n]{2,30}/)"
    before = rf"(?P<before>{_PLACE}(?:[,.:]\s*|\s+)(?:{agency}[\s,.–—-]*)?)"
    placed = rf"{before}(?P<raw>{date})\s*,?\s*{agency}?"
    alone = rf"(?P<raw>{grammar.any_day(names)})\s*,?\s*{agency}"
    dash = r"\s*\.?\s*[–—-]{1,2}\s"
    return rf"^(?:{placed}){dash}", rf"^(?P<before>)(?:{alone}){dash}"


def datelines(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the dates of datelines ("PLACE, 28 Sept (Agency) –"), with or without a year, as `date_lines` does.

    Where the date comes first ("28 Sept 2021 (Agency) –") it has its year.
    """
    heads = paragraphs.filter(C("paragraph") < OPENING, ~C("kind").is_in(["caption", "embed"])).with_columns(
        lead=C("text").str.slice(0, 120)
    )
    heads = heads.filter(C("lead").str.contains_any(["–", "—", "-"]) & C("lead").str.contains("[0-9]"))
    if heads.height:
        heads = heads.filter(C("lead").str.contains("^(?:[0-9]|\\p{Lu}[^0-9]{2,80}[0-9])[^–—-]{0,60}[–—-]"))
    if heads.is_empty():
        return _none()
    placed, alone = _dateline(grammar.named_in(heads["lead"]))
    found = heads.with_columns(got=spans.groups("lead", placed)).unnest("got")
    rest = found.filter(C("raw").is_null(), C("lead").str.contains("[(/]")).drop("before", "raw")
    if rest.height:  # else the pattern, which is large, need not be built
        found = pl.concat([found, rest.with_columns(got=spans.groups("lead", alone)).unnest("got")])
    size, before = C("raw").str.len_chars().cast(pl.Int64), C("before").fill_null("")
    stop = before.str.len_chars().cast(pl.Int64) + size
    placed_in = {"before": before, "match_end": stop, "after": C("lead").str.slice(stop)}
    dated = found.filter(C("raw").is_not_null()).sort("row", "paragraph").with_columns(**placed_in)
    said = _of_article(dated)
    end = C("start") + C("match_end")
    return said.select("row", "paragraph", start=end - size, end=end, raw="raw", role=pl.lit("dateline"))


def _none() -> pl.DataFrame:
    return no_rows(_LINES)
