"""Text in which Mac Roman and Windows-1252 were taken for each other: `donÕt`, `thatís`, `ÒwordÓ`, `fŸr`.

Each character stands for one other, so only its place can tell: a capital letter or a sign between small letters, an
opening and a closing letter around words, letters where English has its apostrophes and dashes. One such place, at
which no language writes such a letter, convicts an article; then every word of it that has a letter in the place of a
mark, or a capital in the place of a small letter, is cited. What languages write themselves (Irish `na hÉireann`,
Spanish `país`, Catalan `Òpera`) is no evidence, and small letters that no such text has speak against it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

TRACE = (
    r"[A-Za-z][‡‰ˆ¸˘˙ŸŠ§]|Oí[A-Z]|[a-z.,!?][ÀÁÇÈÍÎÏÒÓÔÕÙÛËÌŠŽŸŒÑÐ‡‰ˆ¸§ﬂîì]|[a-z]í(?:[stdm]|ll|re|ve)"
    r"|(?:^|[\s(])(?:[ÒÔÇÈÑ´ª‹€†][A-Za-z]|[ìëã][A-Za-z]|[ÑÐñó]\s)"
)
"""Stands in every paragraph that has anything to cite."""
_LONGEST_QUOTATION = 400  # code points between the two marks of a pair
_SMALL = "àáâäåæçèéêëìíîïñòóôöøùúûüß"
_SIGNS = "‡‰ˆ¸˘˙‹§ﬂŸ"  # not letters, or letters that no word has inside, and that are no punctuation of sound text
_ACCENTED = frozenset("áéíúüčřšžýæðþ")  # not ë ì î ñ ó: they are marks here
_LONGEST_NAME = len("Madrís")  # what ends in -ís and has a capital is a name as Luís, París, Solís
_MOST_OTHERS = 3  # for each accent in another place so many apostrophes: Spanish has país, but also aquí
_LEAST_EVIDENCE = 2  # different words, or kinds of marks beside them
_SURE = re.compile("[a-z]nít$|íve$|^Iím$")
_SURNAME = re.compile(r"\bOí[A-Z][a-z]")
_BESIDE = {
    "dash": re.compile(r"\s[óñ]\s"),
    "quotation": re.compile(r"(?:^|\s)ë[A-Za-z][^ëí\n]{1,80}[a-z]í(?=[\s.,;:])"),
}
_ISLE = r"les?\b"  # Île, an entry of French menus that are glued together: FranceÎle-de-France
_GERMAN = "Ï"  # a capital by which German writes both genders: LehrerÏnnen
_SOUND = re.compile(r"(?<=[A-Za-z])[áàâäçéèêïòôöúùûüñčćřěůąęłńśźżžğşő]")
"""What a text that was read so has nowhere, but sound text has beside menus whose entries are glued together."""
_PAIRS = (("“", "”"), ("„", "“"), ("«", "»"), ("»", "«"))
_CLITIC = r"(?:[stdm]|ll|re|ve)\b"
_ELIDED = r"(?:\b(?:[cdjlmnst]|qu))"
_WORD = r"\b[A-Z]?[a-z]*"
_START, _END = r"(?:^|(?<=[\s(\[]))", r"(?=$|[\s.,;:!?)\]])"


@dataclass(frozen=True)
class Exchange:
    """One encoding read as the other: what each character was, what convicts, and what is cited then."""

    written: dict[str, str]
    apostrophe: str
    certain: re.Pattern[str]
    clitic: re.Pattern[str]
    dash: re.Pattern[str]
    cited: re.Pattern[str]
    traces: re.Pattern[str]
    """A character that stands in whatever convicts."""


@cache
def exchanges() -> tuple[Exchange, Exchange]:
    """Return what is looked for where Windows-1252 was read as Mac Roman, and the other way."""
    return _exchange("cp1252", "mac_roman"), _exchange("mac_roman", "cp1252")


def find(texts: list[str]) -> list[list[tuple[int, int, str | None]]]:
    """Return the words of an article's paragraphs that were read in the other encoding, as (start, end, mended)."""
    weights = [_weight(exchange, texts) for exchange in exchanges()]
    if not any(certain for certain, _ in weights):
        return [[] for _ in texts]
    exchange = exchanges()[weights.index(max(weights))]
    return [_words(exchange, text) for text in texts]


def _weight(exchange: Exchange, texts: list[str]) -> tuple[int, int]:
    """Return how many places convict, and how many fit; what fits is not counted where nothing convicts."""
    likely = [text for text in texts if exchange.traces.search(text)]
    certain = sum(1 for text in likely for _ in exchange.certain.finditer(text)) + _lone(exchange, likely, texts)
    if not certain:
        return 0, 0
    sound = sum(1 for text in texts for _ in _SOUND.finditer(text))
    return max(certain - sound, 0), sum(1 for text in texts for _ in exchange.cited.finditer(text))


def _exchange(written: str, read: str) -> Exchange:
    seen = _characters(written, read)
    mark = {true: char for char, true in seen.items()}
    small = [char for char, true in seen.items() if true in _SMALL]
    capitals = "".join(char for char in small if char.isupper() and char not in _GERMAN)
    signs = "".join(char for char in small if char in _SIGNS and char not in "ﬂ§‹")
    apostrophe = mark["’"]
    inside = [
        rf"{_WORD}[a-z]{{2}}[{capitals}](?!{_ISLE})[a-z]+\b",
        # A cedilla or circumflex that fell off its letter stands beside a c, an s or a vowel.
        rf"[a-zA-Z](?<![csCStTgG]¸)[{signs}](?<![csCStTgG]¸)(?!(?<=ˆ)[aeiouAEIOU])[a-z]",
        rf"[a-z]{{2}}(?:{mark['é']}\b|[˘˙])",
        rf"[a-z][.,!?]{mark['”']}{_END}",
        rf"{_START}{mark['“']}[A-Z][a-z]",
    ]
    if apostrophe.isupper():
        inside += [
            rf"[A-Za-z]{apostrophe}{_CLITIC}",
            rf"{_ELIDED}{apostrophe}[a-z]",
            rf"[a-z]{{2}}{mark['—']}[a-z]",
        ]
    pairs = [_pair(mark[a], mark[b]) for a, b in _PAIRS if a in mark and b in mark]
    certain = "|".join(filter(None, (*inside, *pairs)))
    clitic = rf"\b(?:[a-z]+|[A-Z][a-z]*){apostrophe}{_CLITIC}"
    dash = rf"[a-z]{{2}},? [{mark['–']}{mark['—']}] [a-z]{{2}}"
    traces = sorted({char for char in certain + clitic + dash if not char.isascii()})
    patterns = (certain, clitic, dash, "|".join(_cited(mark, small)), f"[{''.join(traces)}]")
    return Exchange(seen, apostrophe, *map(re.compile, patterns))


def _characters(written: str, read: str) -> dict[str, str]:
    """Return what each character of the second half of `read` was in `written`."""
    pairs = ((_decoded(byte, read), _decoded(byte, written)) for byte in range(0x80, 0x100))
    return {seen: true for seen, true in pairs if seen and true and seen != true}


def _decoded(byte: int, encoding: str) -> str:
    return bytes([byte]).decode(encoding, errors="ignore")


def _pair(opening: str, closing: str) -> str:
    """Return the pattern of two letters around words, where they stand as quotation marks do."""
    within = rf"[^{opening}{closing}\n]{{1,{_LONGEST_QUOTATION}}}?"
    return rf"{_START}{opening}(?=[A-Za-z]){within}[a-z][.,!?]?{closing}{_END}"


def _cited(mark: dict[str, str], small: list[str]) -> list[str]:
    """Return the patterns of places that fit the mark or the letter that a character was."""
    letters = "".join(re.escape(char) for char in small if char.isupper() or char in _SIGNS or char == "š")
    openings, closings = ("".join(mark[char] for char in marks if char in mark) for marks in ("“‘„«", "”’“»"))
    dashes = "".join(mark[char] for char in "–—")
    capitals = "".join(mark[char] for char in "ÄÖÜ" if mark[char] != "…")
    places = [
        rf"(?<=[A-Za-z])[{letters}]|[{letters}](?=[a-z])",
        rf"(?<=[A-Za-z]){mark['’']}{_CLITIC}|\bO{mark['’']}(?=[A-Z])|{_ELIDED}{mark['’']}(?=\w)",
        rf"{_START}[{openings}](?=\w)",
        rf"(?<=[a-z.,!?])[{closings}]{_END}",
        rf"(?:^|(?<=\s))[{dashes}](?=\s)",
        rf"(?<=[a-z])[{dashes}](?=[a-z])" if dashes.isupper() else "",
        rf"{_START}[{capitals}](?=[a-z])",
        rf"(?<=[a-z]){mark['…']}{_END}",
    ]
    return [place for place in places if place]


def _lone(exchange: Exchange, likely: list[str], texts: list[str]) -> bool:
    """Return whether letters stand where dashes do, or small ones where English has apostrophes, hardly elsewhere.

    `likely` are those of `texts` that have a trace.
    """
    dashes = sum(1 for text in likely for _ in exchange.dash.finditer(text)) > 1
    if exchange.apostrophe.isupper():
        return dashes
    clitics = [hit[0] for text in likely for hit in exchange.clitic.finditer(text)]
    evidence = {word for word in clitics if word[0].islower() or word[0] == "I" or len(word) > _LONGEST_NAME}
    evidence |= {kind for kind, pattern in _BESIDE.items() if clitics and any(map(pattern.search, texts))}
    sure = dashes or any(map(_SURE.search, clitics)) or any(map(_SURNAME.search, likely))
    if not sure and len(evidence) < _LEAST_EVIDENCE:
        return False
    others = sum(char in _ACCENTED for text in texts for char in text) - len(clitics)
    return len(clitics) >= (others if sure else others * _MOST_OTHERS)


def _words(exchange: Exchange, text: str) -> list[tuple[int, int, str | None]]:
    """Return the words of `text` that have a letter in the place of another character."""
    hits = [hit.start() for hit in exchange.cited.finditer(text)]
    words = (word for word in re.finditer(r"\S+", text) if any(word.start() <= at < word.end() for at in hits))
    return [(word.start(), word.end(), _mended(exchange, word[0])) for word in words]


def _mended(exchange: Exchange, word: str) -> str | None:
    """Return `word` as it was written; nothing where that would be no word."""
    mended = "".join(exchange.written.get(char, char) for char in word)
    strange = any(unicodedata.category(new)[0] in "SC" for old, new in zip(word, mended, strict=True) if old != new)
    return None if strange else mended
