"""Two wordings of one utterance, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple
from unicodedata import normalize

ALIKE = 0.7
"""Share of the words of the shorter wording that the longer one has in the same order, at least."""
LETTERS = 42
"""Letters that two wordings share at least where they differ much: fewer are a phrase that two people may well say."""
NEARLY = 0.85
"""Share of the words of the longer wording from which on they are of one utterance however short it is."""
SENTENCE = 5
"""Words from which on what a wording has more is another sentence of what was said."""
NEAR = 2
"""Lengths of the shorter wording within which the longer one has what they share: farther apart are phrases."""
CUT = "…"
_TOKEN = re.compile(r"\[[^\]]*\]|\(\s*(?:\.\.\.|…)\s*\)|…|\.\.\.|\w+(?:['’]\w+)*")
_ELLIPSIS = re.compile(r"[\[(]?\s*(?:…|\.\.\.)\s*[\])]?")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor cannot nicht kein keine keinen keiner keinem nie niemals "
    "niemand nichts ne pas jamais rien personne aucun aucune no nunca nadie nada ningún ninguna non mai "
    "nessuno nessuna niente".split()
)
_SPELT = (
    "two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred thousand | zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig "
    "sechzig siebzig achtzig neunzig hundert tausend | deux trois quatre cinq six sept huit neuf dix onze douze vingt "
    "trente quarante cinquante soixante - - - cent mille | dos tres cuatro cinco seis siete ocho nueve diez once doce "
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa cien mil | due tre quattro cinque sei sette "
    "otto nove dieci undici dodici venti trenta quaranta cinquanta sessanta settanta ottanta novanta cento mille"
)
_SHARED = frozenset({"once", "cent", "mil", "due", "sei"})
"""Numbers of one language that are other words in another one."""
_VALUES = (*range(2, 13), *range(20, 100, 10), 100, 1000)
_NUMBERS = {
    word: str(value)
    for spelt in _SPELT.split(" | ")
    for word, value in zip(spelt.split(), _VALUES, strict=True)
    if word not in {"-", *_SHARED}
} | {word: word for word in ("million", "billion", "half")}
"""Numbers in words, with their digits: to write one for the other is a matter of style."""


_CONTRACTED = {
    re.compile(rf"\b{form}\b"): full
    for form, full in {
        "won't": "will not", "can't": "can not", "shan't": "shall not", r"(\w+)n't": r"\1 not",
        "let's": "let us", "(it|that|he|she|there|here|what|who|where)'s": r"\1 is", "(i)'m": r"\1 am",
        r"(\w+)'ve": r"\1 have", r"(\w+)'re": r"\1 are", r"(\w+)'ll": r"\1 will",
    }.items()
}  # fmt: skip
"""English contractions, and what they stand for: which of them is written is a matter of style."""


_SAME = {"okay": "ok", "gonna": "goingto", "1st": "first", "2nd": "second", "3rd": "third"}
"""Words that are written otherwise."""
_BRITISH = re.compile(r"(?<=[a-z]{2}o)u(?=r)|(?<=[a-z]{3}i)[sz](?=e|ing|ation)")
"""What is not in color, and what organise and organize do not have in common."""


class Difference(NamedTuple):
    """How a wording differs from the words of the utterance."""

    kind: str
    changed: str | None


@lru_cache(10_000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a quotation in small letters; what is left out, and what is in brackets, are words too.

    Tags of markup are none, and a contraction is the words for which it stands.
    """
    text = text if text.isascii() else normalize("NFKC", text)
    plain = (_TAG.sub(" ", text) if "<" in text else text).lower().replace("’", "'")
    plain = plain.replace("‘", "'").replace("%", " percent ")
    for form, full in _CONTRACTED.items() if "'" in plain else ():
        plain = form.sub(full, plain)
    found = _TOKEN.findall(plain)
    return tuple(CUT if word[0] in "[(.…" and _ELLIPSIS.fullmatch(word) else word for word in found)


def alike(one: Sequence[str], other: Sequence[str], letters: int = 0) -> bool:
    """Tell whether two wordings are of one utterance: what they share stands together in the longer one.

    Args:
        one: A wording.
        other: Another one.
        letters: How many letters they share at least, unless they are nearly the same, or one is a part of the other.
    """
    if (Counter(one) & Counter(other)).total() < ALIKE * min(len(one), len(other)):
        return False
    longer, shorter = sorted((one, other), key=len, reverse=True)
    found = SequenceMatcher(None, longer, shorter, autojunk=False).get_matching_blocks()
    blocks = [block for block in found if block.size > 1]
    largest = max(blocks, key=lambda block: block.size, default=found[-1])
    near = [block for block in blocks if abs(block.a - largest.a) <= NEAR * len(shorter)]
    shared = [word for block in near for word in longer[block.a : block.a + block.size]]
    nearly = len(shared) == len(shorter) or len(shared) >= NEARLY * len(longer)
    return len(shared) >= ALIKE * len(shorter) and (nearly or sum(map(len, shared)) >= letters)


def difference(utterance: Sequence[str], wording: Sequence[str]) -> Difference:
    """Return how a wording differs from the words of the utterance; what changes its sense most counts, and is first.

    Another spelling is none: a number in digits, two words that are written as one.
    """
    matcher = SequenceMatcher(None, utterance, wording, autojunk=False)
    found = []
    for tag, start, end, other_start, other_end in matcher.get_opcodes():
        lost, new = utterance[start:end], wording[other_start:other_end]
        if tag != "equal" and _spelt(lost) != _spelt(new):
            at_start = 0 in {start, other_start}
            at_end = at_start or end == len(utterance) or other_end == len(wording)
            kind = _kind(*_beside(lost, new, at_start=at_start, at_end=at_end), at_end=at_end)
            found.append((kind, f"{' '.join(lost) or '∅'} → {' '.join(new) or '∅'}"))
    if not found:
        return Difference("same", None)
    found.sort(key=lambda each: -_GRAVE.index(each[0]))
    return Difference(found[0][0], "; ".join(changed for _, changed in found))


def _spelt(said: Sequence[str]) -> str:
    return _BRITISH.sub("", "".join(_NUMBERS.get(word, _SAME.get(word, word)) for word in said))


_GRAVE = ("same", "longer", "cut", "bracketed", "cut-inside", "changed", "number", "negation")
"""The kinds, those that change the sense most last."""


def _beside(
    lost: Sequence[str], new: Sequence[str], *, at_start: bool, at_end: bool
) -> tuple[Sequence[str], Sequence[str]]:
    """Return other words at an end of a wording without those of them that are cut or more, and stand for none."""
    both = min(len(lost), len(new))
    if not both or not at_end:
        return lost, new
    return (lost[-both:], new[-both:]) if at_start else (lost[:both], new[:both])


def _kind(lost: Sequence[str], new: Sequence[str], *, at_end: bool) -> str:
    both = {*lost, *new}
    counted = [{*numbers(each)} for each in (lost, new)]
    is_kind = {
        "cut": at_end and not {*new} - {CUT},
        "longer": not lost and (at_end or len(new) >= SENTENCE),
        "bracketed": any(word.startswith("[") for word in both),
        "cut ": CUT in both,
        "negation": any(map(_negates, lost)) != any(map(_negates, new)),
        "number": counted[0] != counted[1],
        "cut-inside": not new,
        "changed": True,
    }
    return next(kind for kind, holds in is_kind.items() if holds).strip()


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def numbers(said: Sequence[str]) -> list[str]:
    """Return the numbers among words in small letters, in digits."""
    return [_NUMBERS.get(word, word) for word in said if word in _NUMBERS or any(map(str.isdigit, word))]
