"""Two wordings of one utterance, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple

ALIKE = 0.7
"""Share of the words of the shorter wording that the longer one has in the same order, at least."""
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
_VALUES = (*range(2, 13), *range(20, 100, 10), 100, 1000)
_NUMBERS = {
    word: str(value)
    for spelt in _SPELT.split(" | ")
    for word, value in zip(spelt.split(), _VALUES, strict=True)
    if word != "-"
} | {word: word for word in ("million", "billion", "half")}
"""Numbers in words, with their digits: to write one for the other is a matter of style."""


class Difference(NamedTuple):
    """How a wording differs from the words of the utterance."""

    kind: str
    changed: str | None


@lru_cache(10_000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a quotation in small letters; what is left out, and what is in brackets, are words too.

    Tags of markup are none.
    """
    plain = _TAG.sub(" ", text) if "<" in text else text
    found = _TOKEN.findall(plain.lower().replace("’", "'"))
    return tuple(CUT if word[0] in "[(.…" and _ELLIPSIS.fullmatch(word) else word for word in found)


def alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two wordings are of one utterance."""
    if (Counter(one) & Counter(other)).total() < ALIKE * min(len(one), len(other)):
        return False
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    shared = sum(block.size for block in blocks if block.size > 1)
    return shared >= ALIKE * min(len(one), len(other))


def difference(utterance: Sequence[str], wording: Sequence[str]) -> Difference:
    """Return how a wording differs from the words of the utterance; what changes its sense most counts."""
    matcher = SequenceMatcher(None, utterance, wording, autojunk=False)
    operations = [each for each in matcher.get_opcodes() if each[0] != "equal"]
    if not operations:
        return Difference("same", None)
    kinds, changed = [], []
    for _, start, end, other_start, other_end in operations:
        lost, new = utterance[start:end], wording[other_start:other_end]
        at_end = 0 in {start, other_start} or end == len(utterance) or other_end == len(wording)
        kinds.append(_kind(lost, new, at_end=at_end))
        changed.append(f"{' '.join(lost) or '∅'} → {' '.join(new) or '∅'}")
    return Difference(max(kinds, key=_GRAVE.index), "; ".join(changed))


_GRAVE = ("same", "longer", "cut", "bracketed", "cut-inside", "changed", "number", "negation")
"""The kinds, those that change the sense most last."""


def _kind(lost: Sequence[str], new: Sequence[str], *, at_end: bool) -> str:
    both = {*lost, *new}
    counted = [{*numbers(each)} for each in (lost, new)]
    is_kind = {
        "cut": at_end and not {*new} - {CUT},
        "longer": at_end and not lost,
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
