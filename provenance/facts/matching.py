"""A catalogue of phrases and forms, made ready to find its lines in paragraphs quickly.

A line's `match` says how its `text` is meant. White space is any white space, curly and straight marks are the same,
case is ignored. `whole` and `line` disregard punctuation and bullets at the edges of the paragraph.

| match  | `text` is                          | the hit is                          |
|--------|------------------------------------|-------------------------------------|
| whole  | phrases                            | the paragraph that equals one       |
| line   | an expression for a short line     | the paragraph that it covers        |
| prefix | phrases                            | the paragraph that begins with one  |
| suffix | phrases                            | the phrase that ends the paragraph  |
| inline | phrases                            | the phrase                          |
| regex  | an expression (Rust syntax)        | what it matches                     |

An expression of match `regex` is tried only in paragraphs that hold one of its `anchors`, which are therefore part of
its meaning; the anchor of a phrase is how it begins. All anchors together make one automaton, so that a paragraph
without any of them is read once. Hits inside quotation marks are left out: an article may quote an error message.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import polars as pl

from provenance.catalogues import SEPARATOR
from provenance.errors import CatalogueError
from provenance.facts import spans

MODES = ("whole", "line", "prefix", "suffix", "inline", "regex")
POSITIONS = ("any", "head", "tail")
SHORT = 200
"""Code points up to which a paragraph can be a `line` or `whole`."""
HEAD = 3
"""How many paragraphs are the head of an article."""
TAIL = 5
"""How many paragraphs are the tail of an article."""
SOME = 320
"""Code points up to which `prefix`, `suffix` and `inline` look, where the line says nothing else."""

C = pl.col
_EDGE = " \t.:!?…»›>→«‹<←-–—|/*•·▪►▶●■◆☰✕×+()[]#,;_=~"
_ANCHOR = 14  # code points of a phrase that are looked for first: rare in running text, short in the automaton
_NO_HITS = pl.Schema(
    {"article": pl.UInt32(), "paragraph": pl.Int64(), "start": pl.Int64(), "end": pl.Int64(), "text": pl.String(),
     "line": pl.UInt32(), "whole": pl.Boolean()}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Matcher:
    """A prepared catalogue; rows of `lines` are numbered by the column `line`."""

    lines: pl.DataFrame
    phrases: pl.DataFrame
    forms: dict[int, str]
    patterns: dict[int, str]
    anchors: pl.DataFrame
    gates: tuple[str, str]


def prepare(catalogue: pl.DataFrame) -> Matcher:
    """Return the matcher of a catalogue that has `id, match, position, text, anchors, max_length`.

    Raises CatalogueError for a line that cannot be used. The last few catalogues are remembered.
    """
    return _prepare(tuple(catalogue.columns), tuple(catalogue.rows()))


def find(paragraphs: pl.DataFrame, matcher: Matcher) -> pl.DataFrame:
    """Return the hits: `article, paragraph, start, end, text, line, whole`, sorted, hits inside another hit left out.

    `line` is the number of the catalogue line; `whole` says that the hit is the whole paragraph.
    """
    size = C("text").str.len_bytes()
    short = _whole_hits(paragraphs.filter(size <= 2 * SHORT), matcher)
    parts = [_part_hits(paragraphs.filter(size <= SOME), matcher, matcher.gates[0])]
    parts.append(_part_hits(paragraphs.filter(size > SOME), matcher, matcher.gates[1]))
    found = pl.concat([short, *parts])
    if found.is_empty():
        return found
    placed = _in_position(found, paragraphs, matcher.lines)
    return _outermost(placed, matcher.lines)


def folded(text: pl.Expr) -> pl.Expr:
    """Fold quotation marks and white space, one code point for one, so that offsets stay valid."""
    for marks, plain in (("‘’‚‛´`", "'"), ("“”„‟«»", '"')):
        text = text.str.replace_all(f"[{marks}]", plain)
    return text.str.replace_all(r"\s", " ")


def flat(text: pl.Expr) -> pl.Expr:
    """Fold, put runs of white space together and lower the case, for comparison only."""
    return folded(text).str.replace_all("  +", " ").str.to_lowercase()


@lru_cache(maxsize=8)
def _prepare(columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...]) -> Matcher:
    lines = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row").with_row_index("line")
    for row in lines.iter_rows(named=True):
        _refuse(row)
    several = C("match").is_in(["whole", "prefix", "suffix", "inline"])
    phrases = (
        lines.filter(several)
        .select("line", "match", text=flat(C("text")).str.split(SEPARATOR))
        .explode("text")
        .with_columns(C("text").str.strip_chars())
    )
    whole = phrases.filter(match="whole").select(C("text").str.strip_chars(_EDGE).alias("key"), "line").unique("key", keep="first")
    parts = phrases.filter(C("match") != "whole")
    given = lines.filter(match="regex").select("line", anchor=flat(C("anchors")).str.split(SEPARATOR)).explode("anchor")
    anchors = pl.concat([parts.select("line", anchor=C("text").str.head(_ANCHOR)), given]).with_columns(
        C("anchor").str.strip_chars()
    )
    patterns = {row["line"]: row["text"] for row in lines.filter(match="regex").iter_rows(named=True)}
    patterns |= {line[0]: _pattern(group) for line, group in parts.group_by("line")}
    forms = {row["line"]: row["text"] for row in lines.filter(match="line").iter_rows(named=True)}
    limits = lines.select("line", limit=_limit())
    anchors = anchors.unique().sort("anchor", "line").join(limits, on="line")
    far = anchors.filter(C("limit") > SOME)
    gates = (_gate(anchors["anchor"]), _gate(far["anchor"]))
    return Matcher(lines.with_columns(limit=_limit()), whole, forms, patterns, anchors.drop("limit"), gates)


def _limit() -> pl.Expr:
    """The most code points that a paragraph may have for a line to be tried in it."""
    usual = pl.when(C("match") == "regex").then(1_000_000).otherwise(SOME)
    return C("max_length").cast(pl.Int64).fill_null(usual)


def _refuse(row: dict[str, Any]) -> None:
    """Raise CatalogueError if a line cannot be used."""
    where = f"catalogue line {row['id']!r}"
    if row["match"] not in MODES:
        message = f"{where}: unknown match {row['match']!r}; use one of {', '.join(MODES)}"
        raise CatalogueError(message)
    if row["position"] not in POSITIONS:
        message = f"{where}: unknown position {row['position']!r}; use one of {', '.join(POSITIONS)}"
        raise CatalogueError(message)
    if not row["text"] or (row["match"] == "regex" and not row["anchors"]):
        message = f"{where}: it needs a text, and an expression of match `regex` needs anchors"
        raise CatalogueError(message)
    if row["max_length"] and not row["max_length"].isdecimal():
        message = f"{where}: max_length {row['max_length']!r} is not a number of code points"
        raise CatalogueError(message)
    if row["match"] in ("line", "regex"):
        try:
            pl.Series([""]).str.contains(row["text"])
        except pl.exceptions.ComputeError as error:
            message = f"{where}: not an expression: {str(error).splitlines()[-1]}"
            raise CatalogueError(message) from error


def _pattern(group: pl.DataFrame) -> str:
    """Make one expression of the phrases of a line; the longest comes first."""
    mode = group["match"][0]
    phrases = sorted(group["text"].to_list(), key=lambda phrase: (-len(phrase), phrase))
    inner = "|".join(_bounded(phrase) for phrase in phrases)
    before = r"^[\s\p{P}\p{S}]*" if mode == "prefix" else ""
    after = {"prefix": ".*$", "suffix": r"[\s\p{P}\p{S}]*$"}.get(mode, "")
    return f"{before}(?:{inner}){after}"


def _bounded(phrase: str) -> str:
    """Escape a phrase; its words may stand apart, and it never starts or ends inside a word."""
    words = " +".join(re.escape(word) for word in phrase.split())
    first = r"\b" if phrase[0].isalnum() else ""
    last = r"\b" if phrase[-1].isalnum() else ""
    return f"{first}{words}{last}"


def _gate(anchors: pl.Series) -> str:
    """One expression for all anchors; one that holds another is left out, for the other finds it."""
    chosen: list[str] = []
    for anchor in sorted(set(anchors.to_list()), key=lambda anchor: (len(anchor), anchor)):
        if not any(shorter in anchor for shorter in chosen):
            chosen.append(anchor)
    loose = [re.escape(anchor).replace(r"\ ", r"\s+").replace("'", "['‘’´`]").replace('"', '["“”„«»]') for anchor in chosen]
    plain = [anchor for anchor in loose if anchor.isascii()]
    other = [anchor for anchor in loose if not anchor.isascii()]
    return "|".join([f"(?i:{'|'.join(part)})" for part in (plain, other) if part]) or r"[^\s\S]"


def _whole_hits(paragraphs: pl.DataFrame, matcher: Matcher) -> pl.DataFrame:
    """Return the short paragraphs that a phrase equals or a form covers."""
    keyed = paragraphs.with_columns(key=flat(C("text")).str.strip_chars(_EDGE))
    keys = keyed.select("key").unique(maintain_order=True).filter(C("key") != "")
    equal = keys.join(matcher.phrases, on="key", how="inner", maintain_order="left")
    likely = keys.filter(C("key").str.len_chars() <= SHORT)
    formed = [
        likely.filter(C("key").str.contains(f"^(?:{form})$")).with_columns(line=pl.lit(line, pl.UInt32))
        for line, form in matcher.forms.items()
    ]
    found = pl.concat([equal, *formed])
    hits = keyed.join(found, on="key", how="inner", maintain_order="left")
    return hits.with_columns(whole=pl.lit(value=True)).select(*_NO_HITS)


def _part_hits(paragraphs: pl.DataFrame, matcher: Matcher, gate: str) -> pl.DataFrame:
    """Return the hits of phrases and expressions inside the paragraphs that pass the gate."""
    passed = paragraphs.filter(C("text").str.contains(gate))
    if passed.is_empty():
        return _NO_HITS.to_frame()
    passed = passed.with_row_index("row").with_columns(view=folded(C("text")))
    words = matcher.anchors["anchor"].unique().sort()
    held = passed.select("row", anchor=flat(C("text")).str.extract_many(words.implode(), overlapping=True))
    pairs = held.explode("anchor").unique().join(matcher.anchors, on="anchor").select("row", "line").unique()
    limits = matcher.lines.select("line", "limit")
    pairs = pairs.join(limits, on="line").join(passed.select("row", n=C("text").str.len_chars()), on="row")
    hits = [
        _hits(passed[group["row"].sort()], matcher.patterns[line], line)
        for (line,), group in sorted(pairs.filter(C("n") <= C("limit")).partition_by("line", as_dict=True).items())
    ]
    return pl.concat(hits) if hits else _NO_HITS.to_frame()


def _hits(rows: pl.DataFrame, pattern: str, line: int) -> pl.DataFrame:
    """Return the matches of one line's expression outside quotation marks, white space at their ends cut off."""
    pattern = f"(?i){pattern}"
    found = spans.matches(rows.filter(C("view").str.contains(pattern)), pattern, "view")
    before = C("view").str.head(C("match_start"))
    found = found.filter(before.str.count_matches('"', literal=True) % 2 == 0)
    lead = spans.leading_space(C("match"))
    width = C("match").str.strip_chars().str.len_chars().cast(pl.Int64)
    found = found.with_columns(_from=C("match_start") + lead).with_columns(_to=C("_from") + width)
    rest = [C("view").str.head(C("_from")), C("view").str.slice(C("_to"))]
    whole = pl.all_horizontal(part.str.strip_chars(_EDGE) == "" for part in rest)
    found = found.with_columns(whole=whole).with_columns(
        _from=pl.when("whole").then(0).otherwise("_from"),
        _to=pl.when("whole").then(C("view").str.len_chars().cast(pl.Int64)).otherwise("_to"),
    )
    return found.with_columns(
        text=spans.cut(C("text"), C("_from"), C("_to")),
        start=C("start") + C("_from"),
        end=C("start") + C("_to"),
        line=pl.lit(line, pl.UInt32),
    ).select(*_NO_HITS)


def _in_position(hits: pl.DataFrame, paragraphs: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Keep the hits that stand where their line says: in the head, in the tail, anywhere."""
    touched = paragraphs.join(hits.select("article").unique(), on="article", how="semi")
    last = touched.group_by("article").agg(last=C("paragraph").max())
    known = hits.join(last, on="article", how="left").join(lines.select("line", "position", "limit"), on="line", how="left")
    place = C("position")
    head = (place != "head") | (C("paragraph") < HEAD)
    tail = (place != "tail") | (C("paragraph") > C("last") - TAIL)
    return known.filter(head & tail, C("text").str.len_chars() <= C("limit")).select(*_NO_HITS)


def _outermost(hits: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Leave out what stands inside another hit; of equal hits the surest stays, then the first line."""
    sure = C("confidence").cast(pl.Float64)
    order = hits.join(lines.select("line", "confidence"), on="line", how="left").sort(
        "article", "paragraph", "start", -C("end"), -sure, "line"
    )
    reached = C("end").cum_max().shift(1).over("article", "paragraph")
    return order.filter((C("end") > reached).fill_null(value=True)).select(*_NO_HITS)
