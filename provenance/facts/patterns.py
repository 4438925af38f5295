"""A catalogue of phrases and forms, made ready for `matching` to find its lines quickly.

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

Python's expressions backtrack: a loop in which something can match in two ways, as in `(?: in| [^ ]+)*`, may go on for
ever on a line of a hundred characters (a test proves that ours have none). In a `regex` without `max_length` bound the
loops, too.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, NamedTuple

import polars as pl

from provenance import languages
from provenance.catalogues import SEPARATOR, load
from provenance.errors import CatalogueError

MODES = ("whole", "line", "prefix", "suffix", "inline", "regex")
POSITIONS = ("any", "head", "tail")
USUAL = {"whole": 100, "line": 80, "prefix": 320, "suffix": 320, "inline": 320, "regex": 1 << 40}
"""Code points up to which a paragraph is looked at, where a line has no `max_length`."""
NEAR = 320
"""Bytes up to which a paragraph is tried with all anchors; a longer one only with those of lines that look so far."""

EDGE = " \t\ufeff.:!?…»›>→«‹<←-–—|/*•·▪►▶●■◆☰✕×+()[]#,;_=~"
"""What may stand at the edges of a line beside its words."""
FIRST = r"^[\s\x{feff}.:!?…»›>→«‹<←\-–—|/*•·▪►▶●■◆☰✕×+()\[\]#,;_=~]*(\p{L}+|.)"
"""A Rust expression for what `first` returns, but for the digits and the case."""
MARKS = '"«»'
"""Quotation marks, as they stand in a folded text."""
_ANCHOR = 14  # code points of a phrase that are looked for first: rare in running text, few states in the automaton
_TRACE = 12  # code points of an anchor that open the gate: more make the automaton large, and slow on rich text
_SPACES = "\t\n\r\x0b\x0c\x85\xa0\u2007\u2009\u202f\u2028\u2029\u3000"
_FOLDS = dict.fromkeys("‘’‚‛´`", "'") | dict.fromkeys("“”„‟", '"') | dict.fromkeys(_SPACES, " ")
_FOLDED = re.compile(f"[{''.join(_FOLDS)}]")  # several times faster than `str.translate`
_LETTERS = re.compile(r"[^\W\d_]+")
_ODD_SPACES = ("  ", "\n", "\t", "\r", "\xa0", "\u202f", "\u2009")  # between words, where an anchor has one space


class Gate(NamedTuple):
    """Anchors to look for, sorted, and one Rust expression that finds a text with any of them."""

    anchors: tuple[str, ...]
    expression: str


class Expressions(Mapping[int, re.Pattern[str]]):
    """The expressions of lines by their numbers, each compiled when it is first asked for.

    To compile those of our catalogues takes as long as a small check, and most lines of most catalogues never come up.
    """

    def __init__(self) -> None:
        """Begin with no line."""
        self._texts: dict[int, tuple[str, list[str], str]] = {}
        self._compiled: dict[int, re.Pattern[str]] = {}

    def add(self, line: int, mode: str, texts: list[str], where: str) -> None:
        """Add a line; one that does not come from us is compiled at once. Raises CatalogueError if it is wrong."""
        self._texts[line] = mode, texts, where
        if SEPARATOR.join(texts) not in _ours():
            self._compiled[line] = _compile(mode, texts, where)

    def __getitem__(self, line: int) -> re.Pattern[str]:
        """Return the expression of a line."""
        found = self._compiled.get(line)
        if found is None:
            found = self._compiled[line] = _compile(*self._texts[line])
        return found

    def __contains__(self, line: object) -> bool:
        """Tell whether a line has an expression."""
        return line in self._texts

    def __iter__(self) -> Iterator[int]:
        """Yield the numbers of the lines."""
        return iter(self._texts)

    def __len__(self) -> int:
        """Count the lines."""
        return len(self._texts)


@cache
def _ours() -> frozenset[str]:
    """Return the texts of our own lines, which tests have compiled; none where other packages have mixed in theirs."""
    if not all(folder.ours for folder in languages.folders()):
        return frozenset()
    return frozenset(text for name in ("notices", "boilerplate") for text in load(name)["text"])


@dataclass(frozen=True, slots=True)
class Matcher:
    """A prepared catalogue; rows of `lines` are numbered by its column `line`.

    `covering` are the lines with an expression for a whole paragraph, by the word with which that begins; `far` are the
    `anchors` of lines that look at long paragraphs.
    """

    lines: pl.DataFrame
    limits: dict[int, int]
    phrases: dict[str, int]
    covering: dict[str, tuple[int, ...]]
    openings: pl.DataFrame
    extent: int
    patterns: Expressions
    anchors: dict[str, tuple[int, ...]]
    far: tuple[str, ...]


def prepare(catalogue: pl.DataFrame) -> Matcher:
    """Return the matcher of a catalogue that has `id, match, position, text, anchors, confidence, max_length`.

    Raises CatalogueError for a line that cannot be used. The last few catalogues are remembered.
    """
    return _prepare(tuple(catalogue.columns), tuple(catalogue.rows()))


def folded(text: str) -> str:
    """Fold quotation marks and white space, one code point for one, so that offsets stay valid."""
    if text.isascii() and text.isprintable():
        return text
    return _FOLDED.sub(lambda mark: _FOLDS[mark[0]], text)


def flat(text: str) -> str:
    """Fold, put runs of white space together and lower the case, for comparison only."""
    return " ".join(folded(text).lower().split())


@lru_cache(maxsize=8)
def _prepare(columns: tuple[str, ...], rows: tuple[tuple[Any, ...], ...]) -> Matcher:
    lines = pl.DataFrame(rows, schema=dict.fromkeys(columns, pl.String()), orient="row").with_row_index("line")
    phrases: dict[str, int] = {}
    numbers_of: defaultdict[str, list[int]] = defaultdict(list)
    anchors: defaultdict[str, list[int]] = defaultdict(list)
    patterns = Expressions()
    limits: dict[int, int] = {}
    for row in lines.iter_rows(named=True):
        _refuse(row)
        number, texts, mode = row["line"], row["text"].split(SEPARATOR), row["match"]
        limits[number] = int(row["max_length"] or USUAL[mode])
        starts = [flat(anchor) for anchor in (row["anchors"] or "").split(SEPARATOR) if anchor]
        if mode == "whole":
            phrases = dict.fromkeys((flat(text).strip(EDGE) for text in texts), number) | phrases
            starts = [first(flat(text).strip(EDGE)) for text in texts]
        else:
            patterns.add(number, mode, texts, row["id"])
            starts = starts or [flat(text)[:_ANCHOR].strip() for text in texts]
        for start in dict.fromkeys(starts):
            if mode in ("whole", "line"):
                numbers_of[start].append(number)
            else:
                anchors[_plain(start)].append(number)
    extent = {word: max(limits[number] for number in numbers) for word, numbers in numbers_of.items()}
    words = {"word": list(extent), "reach": list(extent.values())}
    return Matcher(
        lines=lines,
        limits=limits,
        phrases=phrases,
        covering={word: tuple(n for n in numbers if n in patterns) for word, numbers in numbers_of.items()},
        openings=pl.DataFrame(words, schema={"word": pl.String(), "reach": pl.Int64()}),
        extent=max(extent.values(), default=0),
        patterns=patterns,
        anchors={anchor: tuple(numbers) for anchor, numbers in anchors.items()},
        far=tuple(anchor for anchor, those in anchors.items() if any(limits[number] > NEAR for number in those)),
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


def first(key: str) -> str:
    """What a folded line is known by: its first run of letters, `0` for a digit, else its first character."""
    letters = _LETTERS.match(key)
    return letters[0] if letters else "0" if key[:1].isdigit() else key[:1]


def _compile(mode: str, texts: list[str], where: str) -> re.Pattern[str]:
    """Make one expression of the texts of a line; of phrases the longest comes first.

    A `line` is matched in lower case, which is twice as fast as without case, unless it has capitals all the same.
    """
    if mode in ("prefix", "suffix", "inline"):
        texts = [_bounded(phrase) for phrase in sorted(map(flat, texts), key=lambda phrase: (-len(phrase), phrase))]
    before = r"^[\W_]*" if mode == "prefix" else ""
    after = {"prefix": "(?s:.*)$", "suffix": r"[\W_]*$"}.get(mode, "")
    try:
        lower = mode == "line" and not any(map(str.isupper, re.sub(r"\\.", "", "".join(texts))))
        return re.compile(f"{before}(?:{'|'.join(texts)}){after}", re.NOFLAG if lower else re.IGNORECASE)
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


@lru_cache(maxsize=32)
def gate(anchors: tuple[str, ...]) -> Gate:
    """Prepare the search for anchors; the expression lets pass what may hold one, and little else."""
    chosen = dict.fromkeys(_ODD_SPACES) if anchors else {}
    for start in sorted({anchor[:_TRACE] for anchor in anchors}, key=lambda start: (len(start), start)):
        ends = range(1, len(start) + 1)
        if not any(start[begin:end] in chosen for end in ends for begin in range(end)):
            chosen[start] = None
    return Gate(tuple(sorted(set(anchors))), "|".join(map(re.escape, chosen)) or r"[^\s\S]")
