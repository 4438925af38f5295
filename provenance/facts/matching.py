"""A catalogue of phrases and forms, made ready to find its lines in paragraphs quickly.

A line's `match` says how its `text` is meant. White space is any white space, curly and straight marks are the same,
case is ignored. `whole` and `line` look at short paragraphs only, and disregard punctuation and bullets at their edges.

| match  | `text` is                                       | the hit is                         |
|--------|-------------------------------------------------|------------------------------------|
| whole  | phrases                                         | the paragraph that equals one      |
| line   | expressions, lower case, straight marks         | the paragraph that one covers      |
| prefix | phrases                                         | the paragraph that begins with one |
| suffix | phrases                                         | the phrase that ends the paragraph |
| inline | phrases                                         | the phrase                         |
| regex  | expressions                                     | what one matches                   |

Expressions are Python's; groups `party` name who is meant. `anchors` keep the search fast and are part of the meaning
of an expression: a `line` is tried where the paragraph starts with one of them (its first run of letters, or `0` for a
digit), a `regex` where the paragraph holds one of them. The anchor of a phrase is how it begins. Polars finds the few
paragraphs that have an anchor, all anchors in one automaton; only these are looked at one by one. Hits inside quotation
marks are left out: an article may quote an error message.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import polars as pl

from provenance.catalogues import SEPARATOR
from provenance.errors import CatalogueError

MODES = ("whole", "line", "prefix", "suffix", "inline", "regex")
POSITIONS = ("any", "head", "tail")
USUAL = {"whole": 100, "line": 80, "prefix": 320, "suffix": 320, "inline": 320, "regex": 1 << 40}
"""Code points up to which a paragraph is looked at, where a line has no `max_length`."""
NEAR = 320
"""Bytes up to which a paragraph is tried with all anchors; a longer one only with those of lines that look so far."""
HEAD = 3
"""How many paragraphs are the head of an article."""
TAIL = 5
"""How many paragraphs are the tail of an article."""

C = pl.col
EDGE = " \t\ufeff.:!?…»›>→«‹<←-–—|/*•·▪►▶●■◆☰✕×+()[]#,;_=~"
_FIRST = r"^[\s\x{feff}.:!?…»›>→«‹<←\-–—|/*•·▪►▶●■◆☰✕×+()\[\]#,;_=~]*(\p{L}+|.)"
_ANCHOR = 14  # code points of a phrase that are looked for first: rare in running text, few states in the automaton
_FOLDS = str.maketrans(
    dict.fromkeys("‘’‚‛´`", "'") | dict.fromkeys("“”„‟", '"') | dict.fromkeys("\t\n\r\x0b\x0c\x85\xa0\u2007\u2009\u202f\u2028\u2029\u3000", " ")
)
_ODD_SPACES = ("  ", "\n", "\t", "\r", "\xa0", "\u202f", "\u2009")  # between words, where an anchor has one space
_MARKS = '"«»'


class Hit(NamedTuple):
    """A place where a line of the catalogue matches; offsets count in the paragraph."""

    row: int
    line: int
    start: int
    end: int
    party: str | None


class Gate(NamedTuple):
    """The anchors to look for, and one Rust expression that finds a text with any of them."""

    anchors: pl.Series
    expression: str


@dataclass(frozen=True, slots=True)
class Matcher:
    """A prepared catalogue; rows of `lines` are numbered by its column `line`."""

    lines: pl.DataFrame
    limits: dict[int, int]
    phrases: dict[str, int]
    forms: dict[str, tuple[int, ...]]
    openings: pl.DataFrame
    patterns: dict[int, re.Pattern[str]]
    anchors: dict[str, tuple[int, ...]]
    near: Gate
    far: Gate


def prepare(catalogue: pl.DataFrame) -> Matcher:
    """Return the matcher of a catalogue that has `id, match, position, text, anchors, confidence, max_length`.

    Raises CatalogueError for a line that cannot be used. The last few catalogues are remembered.
    """
    return _prepare(tuple(catalogue.columns), tuple(catalogue.rows()))


def find(paragraphs: pl.DataFrame, matcher: Matcher) -> pl.DataFrame:
    """Return the hits: `article, paragraph, start, end, text, line, whole, party`, sorted, none inside another.

    `line` is the number of the catalogue line, `whole` says that the hit is the whole paragraph, `party` is what the
    group of that name holds, as written.
    """
    near = C("text").str.len_bytes() <= NEAR
    found = [
        _placed(rows, list(search(rows, matcher)))
        for rows, search in (
            (_short(paragraphs, matcher), _covering),
            (_holding(paragraphs.filter(near), matcher.near), _inside),
            (_holding(paragraphs.filter(~near), matcher.far), _inside),
        )
    ]
    return _outermost(_in_position(pl.concat(found), paragraphs, matcher.lines))


def folded(text: str) -> str:
    """Fold quotation marks and white space, one code point for one, so that offsets stay valid."""
    if text.isascii() and text.isprintable():
        return text
    return text.translate(_FOLDS)


def flat(text: str) -> str:
    """Fold, put runs of white space together and lower the case, for comparison only."""
    return " ".join(folded(text).lower().split())


@lru_cache(maxsize=8)
def _prepare(columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...]) -> Matcher:
    lines = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row").with_row_index("line")
    phrases: dict[str, int] = {}
    forms: defaultdict[str, list[int]] = defaultdict(list)
    anchors: defaultdict[str, list[int]] = defaultdict(list)
    patterns: dict[int, re.Pattern[str]] = {}
    limits: dict[int, int] = {}
    for row in lines.iter_rows(named=True):
        _refuse(row)
        number, texts = row["line"], row["text"].split(SEPARATOR)
        limits[number] = _limit(row)
        starts = [flat(anchor) for anchor in (row["anchors"] or "").split(SEPARATOR) if anchor]
        if row["match"] == "whole":
            for text in texts:
                phrases.setdefault(flat(text).strip(EDGE), number)
                forms[_first(text)].append(number)
            continue
        patterns[number] = _compile(row["match"], texts, row["id"])
        starts = starts or [flat(text)[:_ANCHOR].strip() for text in texts]
        for start in starts:
            (forms if row["match"] == "line" else anchors)[start if row["match"] == "line" else _plain(start)].append(number)
    far = [anchor for anchor, numbers in anchors.items() if any(limits[number] > NEAR for number in numbers)]
    reach = {word: max(limits[number] for number in numbers) for word, numbers in forms.items()}
    return Matcher(
        lines,
        limits,
        phrases,
        {word: tuple(dict.fromkeys(numbers)) for word, numbers in forms.items()},
        pl.DataFrame({"word": list(reach), "reach": list(reach.values())}, schema={"word": pl.String(), "reach": pl.Int64()}),
        patterns,
        {anchor: tuple(numbers) for anchor, numbers in anchors.items()},
        _gate(list(anchors)),
        _gate(far),
    )


def _refuse(row: dict[str, Any]) -> None:
    """Raise CatalogueError if a line cannot be used."""
    reasons = {
        f"unknown match {row['match']!r}; use one of {', '.join(MODES)}": row["match"] not in MODES,
        f"unknown position {row['position']!r}; use one of {', '.join(POSITIONS)}": row["position"] not in POSITIONS,
        "it has no text": not row["text"],
        "an expression needs anchors": row["match"] in ("line", "regex") and not row["anchors"],
        f"max_length {row['max_length']!r} is not a number": not (row["max_length"] or "0").isdecimal(),
    }
    for reason, holds in reasons.items():
        if holds:
            message = f"catalogue line {row['id']!r}: {reason}"
            raise CatalogueError(message)


def _limit(row: dict[str, Any]) -> int:
    """The most code points that a paragraph may have for the line to be tried in it."""
    return int(row["max_length"] or USUAL[row["match"]])


def _first(text: str) -> str:
    """What a paragraph that starts with `text` is known by: its first letters, `0` for a digit, else a character."""
    key = flat(text).strip(EDGE)
    letters = re.match(r"[^\W\d_]+", key)
    return letters[0] if letters else "0" if key[:1].isdigit() else key[:1]


def _compile(mode: str, texts: list[str], where: str) -> re.Pattern[str]:
    """Make one expression of the texts of a line; of phrases the longest comes first."""
    if mode in ("prefix", "suffix", "inline"):
        texts = [_bounded(phrase) for phrase in sorted(map(flat, texts), key=lambda phrase: (-len(phrase), phrase))]
    before = r"^[\W_]*" if mode == "prefix" else ""
    after = {"prefix": "(?s:.*)$", "suffix": r"[\W_]*$"}.get(mode, "")
    try:
        return re.compile(f"{before}(?:{'|'.join(texts)}){after}", re.IGNORECASE)
    except re.error as error:
        message = f"catalogue line {where!r}: not an expression: {error}"
        raise CatalogueError(message) from error


def _bounded(phrase: str) -> str:
    """Escape a phrase; its words may stand apart, and it never starts or ends inside a word."""
    words = " +".join(re.escape(word) for word in phrase.split())
    first = r"\b" if phrase[0].isalnum() else ""
    last = r"\b" if phrase[-1].isalnum() else ""
    return f"{first}{words}{last}"


def _plain(anchor: str) -> str:
    """The longest part of an anchor between marks, for marks have several forms."""
    return max(re.split("['\"]", anchor), key=len).strip()


def _gate(anchors: list[str]) -> Gate:
    """Prepare the search for anchors; the expression lets pass what may hold one, and no more than it needs to."""
    chosen = list(_ODD_SPACES) if anchors else []
    for anchor in sorted(set(anchors), key=lambda anchor: (len(anchor), anchor)):
        if not any(shorter in anchor for shorter in chosen):
            chosen.append(anchor)
    return Gate(pl.Series(sorted(set(anchors)), dtype=pl.String()), "|".join(map(re.escape, chosen)) or r"[^\s\S]")


def _short(paragraphs: pl.DataFrame, matcher: Matcher) -> pl.DataFrame:
    """Return the paragraphs that start as a `whole` or `line` may, and are not too long for it."""
    length = C("text").str.len_chars()
    most = matcher.openings["reach"].max() or 0
    short = paragraphs.filter(C("text").str.len_bytes() <= 4 * most).filter(length <= most)
    word = C("text").str.extract(_FIRST, 1).str.to_lowercase().str.replace(r"^\d$", "0")
    return (
        short.with_columns(word=word)
        .join(matcher.openings, on="word", how="inner", maintain_order="left")
        .filter(length <= C("reach"))
    )


def _covering(rows: pl.DataFrame, matcher: Matcher) -> Iterator[Hit]:
    """Yield the short paragraphs that a phrase equals or an expression covers."""
    known: dict[str, int | None] = {}
    for row, text in enumerate(rows["text"]):
        key = flat(text).strip(EDGE)
        if key not in known:
            known[key] = _line_of(key, matcher)
        line = known[key]
        if line is not None and len(text) <= matcher.limits[line]:
            yield Hit(row, line, 0, len(text), None)


def _line_of(key: str, matcher: Matcher) -> int | None:
    """Return the catalogue line that covers `key`; a phrase comes before an expression, a line before a later one."""
    if key in matcher.phrases:
        return matcher.phrases[key]
    candidates = (line for line in matcher.forms.get(_first(key), ()) if line in matcher.patterns)
    return next((line for line in candidates if matcher.patterns[line].fullmatch(key)), None)


def _holding(paragraphs: pl.DataFrame, gate: Gate) -> pl.DataFrame:
    """Return the paragraphs that hold anchors, with those they hold in `held`; white space may stand between words."""
    passed = paragraphs.with_columns(low=C("text").str.to_lowercase()).filter(C("low").str.contains(gate.expression))
    even = C("low").str.replace_all(r"\s+", " ")
    held = passed.with_columns(held=even.str.extract_many(gate.anchors.implode(), overlapping=True))
    return held.filter(C("held").list.len() > 0)


def _inside(rows: pl.DataFrame, matcher: Matcher) -> Iterator[Hit]:
    """Yield the matches outside quotation marks, without white space at their ends."""
    for row, (text, held) in enumerate(rows.select("text", "held").iter_rows()):
        lines = {line for anchor in held for line in matcher.anchors[anchor] if len(text) <= matcher.limits[line]}
        view = folded(text) if lines else text
        for line in sorted(lines):
            for match in matcher.patterns[line].finditer(view):
                hit = _hit(match, view)
                if hit:
                    yield Hit(row, line, *hit, _party(match, text))


def _hit(match: re.Match[str], view: str) -> tuple[int, int] | None:
    """Return the span of a match: without white space at its ends, the whole text where only punctuation is left."""
    start, end = match.span()
    if not match[0].strip() or sum(view.count(mark, 0, start) for mark in _MARKS) % 2:
        return None
    if not (view[:start] + view[end:]).strip(EDGE):
        return 0, len(view)
    return start + len(match[0]) - len(match[0].lstrip()), end - len(match[0]) + len(match[0].rstrip())


def _party(match: re.Match[str], text: str) -> str | None:
    """What the first group `party…` that took part holds, as written."""
    spans = [match.span(name) for name in match.re.groupindex if name.startswith("party")]
    return next((text[start:end].strip(EDGE + "\"'“”") or None for start, end in spans if start >= 0), None)


def _placed(rows: pl.DataFrame, hits: list[Hit]) -> pl.DataFrame:
    """Give hits the article, paragraph and offsets of their paragraphs."""
    schema = {"row": pl.UInt32(), "line": pl.UInt32(), "from": pl.Int64(), "to": pl.Int64(), "party": pl.String()}
    found = pl.DataFrame(hits, schema=schema, orient="row")
    paragraphs = rows.select("article", "paragraph", "start", "end", "text")[found["row"]]
    placed = paragraphs.hstack(found.drop("row"))
    return placed.select(
        "article",
        "paragraph",
        start=C("start") + C("from"),
        end=C("start") + C("to"),
        text=C("text").str.slice(C("from"), C("to") - C("from")),
        line=C("line"),
        whole=(C("end") - C("start")) == (C("to") - C("from")),
        party=C("party"),
    )


def _in_position(hits: pl.DataFrame, paragraphs: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Keep the hits that stand where their line says: in the head, in the tail, anywhere."""
    touched = paragraphs.join(hits.select("article").unique(), on="article", how="semi")
    last = touched.group_by("article").agg(last=C("paragraph").max())
    about = lines.select("line", "position", sure=C("confidence").cast(pl.Float64))
    known = hits.join(last, on="article", how="left").join(about, on="line", how="left")
    head = (C("position") != "head") | (C("paragraph") < HEAD)
    tail = (C("position") != "tail") | (C("paragraph") > C("last") - TAIL)
    return known.filter(head & tail).drop("last", "position")


def _outermost(hits: pl.DataFrame) -> pl.DataFrame:
    """Leave out what stands inside another hit; of equal hits the surest stays, then the first line."""
    order = hits.sort("article", "paragraph", "start", -C("end"), -C("sure"), "line")
    reached = C("end").cum_max().shift(1).over("article", "paragraph")
    return order.filter((C("end") > reached).fill_null(value=True)).drop("sure")
