"""Two wordings of one utterance, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate, groupby, takewhile
from typing import NamedTuple
from unicodedata import normalize

from provenance.corpus import numbers
from provenance.corpus.alignment import differing

ALIKE = 0.7
"""Share of the words of the shorter wording that the longer one has in the same order, at least."""
LETTERS = 42
"""Letters that two wordings share at least where they differ much: fewer are a phrase that two people may well say."""
NEARLY = 0.85
"""Share of the words of the longer wording from which on they are of one utterance however short it is."""
SENTENCE = 5
"""Words at an end of a wording from which on they are another sentence of what was said, whatever stands in it."""
NEAR = 2
"""Lengths of the shorter wording within which the longer one has what they share: farther apart are phrases."""
CUT = "…"
_DOTS = re.compile(r"\.(?:\s?\.){2,}")
_TOKEN = re.compile(r"\[[^\]]*\]|\(\s*…\s*\)|…|\d+(?:[.,:]\d+)+\w*|\w+(?:['’]\w+)*")
_ELLIPSIS = re.compile(r"[\[(]?\s*…\s*[\])]?")
SENTENCES = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+(?=\S)")
"""What parts two sentences."""
_RUNNING = re.compile(rf"{SENTENCES.pattern}|(?<=,)\s+(?=[A-ZÀ-Þ])")
"""The same in a quotation that is interrupted: “We go,” she said. “They stay.”"""
_CLAUSES = re.compile(r"(?<=[.!?…,;:])[\"”’»)]*\s+|\s+[–-]+\s+|\s*—\s*")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>")
_NEGATIONS = frozenset(
    "not no never none nobody nothing neither nor nowhere nicht kein keine keinen keiner keinem nie niemals "
    "niemand nichts ne pas jamais rien personne aucun aucune no nunca nadie nada ningún ninguna non mai "
    "nessuno nessuna niente".split()
)
_APART = _NEGATIONS - {"non"}
"""Negations that are a word of their own; a non-profit is a nonprofit."""

_CONTRACTED = {
    "won't": "will not", "can't": "can not", "shan't": "shall not", "let's": "let us", "i'm": "i am",
    **{f"{word}'s": f"{word} is" for word in "it that he she there here what who where".split()},
    "n't": " not", "'ve": " have", "'re": " are", "'ll": " will",
}  # fmt: skip
"""English contractions, and what they stand for: which of them is written is a matter of style."""
_CONTRACTION = re.compile(
    rf"\b(?:{'|'.join(form for form, full in _CONTRACTED.items() if full[0] != ' ')})\b"
    rf"|(?<=\w)(?:{'|'.join(form for form, full in _CONTRACTED.items() if full[0] == ' ')})\b"
)

_SAME = {"okay": "ok", "gonna": "goingto", "1st": "first", "2nd": "second", "3rd": "third"}
"""Words that are written otherwise."""
_BRITISH = re.compile(r"(?<=[a-z]{2}o)u(?=r)|(?<=[a-z]{3}i)[sz](?=e|ing|ation)")
"""What is not in color, and what organise and organize do not have in common."""


_Gap = tuple[int, int, int, int]
"""Where words differ: from and to in the one wording, and in the other."""


class Difference(NamedTuple):
    """How a wording differs from the words of the utterance."""

    kind: str
    changed: str | None


@lru_cache(10_000)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a quotation in small letters; what is left out, and what is in brackets, are words too.

    Tags of markup are none, and a contraction is the words for which it stands.
    """
    text = _DOTS.sub(CUT, text if text.isascii() else normalize("NFKC", text))
    plain = (_TAG.sub(" ", text) if "<" in text else text).lower().replace("’", "'")
    plain = plain.replace("‘", "'").replace("%", " percent ").replace("cannot", "can not")
    if "'" in plain:
        plain = _CONTRACTION.sub(lambda found: _CONTRACTED[found[0]], plain)
    found = _TOKEN.findall(plain)
    return tuple(CUT if word[0] in "[(…" and _ELLIPSIS.fullmatch(word) else word for word in found)


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


def difference(utterance: str, wording: str) -> Difference:
    """Return how a wording differs from the utterance; what changes its sense most counts, and is first.

    Another spelling is none: a number in digits, two words that are written as one.
    """
    said, other = words(utterance), words(wording)
    found = []
    for start, end, other_start, other_end in (_at_an_end(said, other, gap) for gap in differing(said, other)):
        lost, new = said[start:end], other[other_start:other_end]
        if not numbers.equal(_spelt(lost), _spelt(new)):
            kind = _kind(_Part(utterance, start, end), _Part(wording, other_start, other_end))
            found.append((kind, f"{' '.join(lost) or '∅'} → {' '.join(new) or '∅'}"))
    if not found:
        return Difference("same", None)
    found.sort(key=lambda each: -_GRAVE.index(each[0]))
    return Difference(found[0][0], "; ".join(changed for _, changed in found))


def _at_an_end(said: Sequence[str], other: Sequence[str], gap: _Gap) -> _Gap:
    """Move words that one wording lacks to its beginning or its end, where it is the same: “I – I went”.

    What is left out there is cut; within the words it may turn their sense.
    """
    start, end, other_start, other_end = gap
    if start == end:
        other_start, other_end, start = _moved(other, said, other_start, other_end, start)
        return start, start, other_start, other_end
    if other_start == other_end:
        start, end, other_start = _moved(said, other, start, end, other_start)
        return start, end, other_start, other_start
    return gap


def _moved(longer: Sequence[str], shorter: Sequence[str], start: int, end: int, at: int) -> tuple[int, int, int]:
    """Return where words of the longer wording stand that the shorter one lacks, and where they would stand in it."""
    size, behind = end - start, len(longer) - end
    if longer[:start] == shorter[:at] == longer[size:end]:
        return 0, size, 0
    if longer[end:] == shorter[at:] == longer[start : start + behind]:
        return start + behind, len(longer), len(shorter)
    return start, end, at


def _spelt(said: Sequence[str]) -> list[str | numbers.Number]:
    """Return words in one spelling: those of letters as one, but for negations, since “not able” is not notable."""
    parts: list[str | numbers.Number] = []
    read = numbers.read([_SAME.get(word, word) for word in said])
    for is_joined, run in groupby(read, lambda each: isinstance(each, str) and each not in _APART):
        several = list(run)
        parts += [_BRITISH.sub("", "".join(map(str, several)))] if is_joined else several
    return parts


_GRAVE = ("same", "longer", "cut", "bracketed", "cut-inside", "changed", "number", "negation")
"""The kinds, those that change the sense most last."""


class _Part(NamedTuple):
    """Words of a text that another one has otherwise, or not: which is the first, and the first behind them."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> tuple[str, ...]:
        return words(self.text)[self.start : self.end]

    @property
    def is_first(self) -> bool:
        return self.start == 0

    @property
    def is_last(self) -> bool:
        return self.end == len(words(self.text))

    def is_sentences(self) -> bool:
        """Tell whether they are whole sentences; where words around them are the same, they may stand a bit aside."""
        said, ends, size = words(self.text), _ends(self.text, _RUNNING), self.end - self.start
        before = takewhile(lambda at: said[at] == said[at + size], range(self.start - 1, -1, -1))
        behind = takewhile(lambda at: said[at] == said[at + size], range(self.start, len(said) - size))
        return any({at, at + size} <= ends for at in (self.start, *before, *(at + 1 for at in behind)))

    def turns(self) -> str | None:
        """Return what they change in the sense of words of which they are the beginning or the end, in one clause.

        A negation does behind them only, as in German: before them whoever quotes may say it in words of their own.
        """
        joint = self.end if self.is_first else self.start
        if joint in _ends(self.text, _CLAUSES):
            return None
        if all(map(numbers.is_number, words(self.text)[joint - 1 : joint + 1])):
            return "number"
        negates = not self.is_first and len(self.words) < SENTENCE and _negates(self.words[-1])
        return "negation" if negates else None


def _ends(text: str, between: re.Pattern[str]) -> frozenset[int]:
    """Return how many words stand before the ends of sentences or clauses, and before the first."""
    return frozenset(accumulate((len(words(part)) for part in between.split(_DOTS.sub(CUT, text))), initial=0))


def _kind(lost: _Part, new: _Part) -> str:
    """Return of which kind a difference is, between words of the utterance and those in their place."""
    at_start, at_end = lost.is_first or new.is_first, lost.is_last or new.is_last
    gone, told = lost.words, new.words
    if gone and told:
        if (at_start or at_end) and not {*told} - {CUT}:
            return "cut"
        return _kind_of_other(*_beside(gone, told, at_start=at_start) if at_start or at_end else (gone, told))
    part, kind = (lost, "cut") if gone else (new, "longer")
    if at_start or at_end:
        return part.turns() or kind
    if part.is_sentences():
        return kind if told else "cut-inside"
    return _kind_of_other(gone, told)


def _beside(lost: Sequence[str], new: Sequence[str], *, at_start: bool) -> tuple[Sequence[str], Sequence[str]]:
    """Return other words at an end of a wording without those of them that are cut or more, and stand for none."""
    both = min(len(lost), len(new))
    return (lost[-both:], new[-both:]) if at_start else (lost[:both], new[:both])


def _kind_of_other(lost: Sequence[str], new: Sequence[str]) -> str:
    """Return of which kind a difference is by its words."""
    both = {*lost, *new}
    is_kind = {
        "bracketed": any(word.startswith("[") for word in both),
        "cut": CUT in both,
        "negation": any(map(_negates, lost)) != any(map(_negates, new)),
        "number": not numbers.equal(numbers.numbers(lost), numbers.numbers(new)),
        "cut-inside": not new,
        "changed": True,
    }
    return next(kind for kind, holds in is_kind.items() if holds)


def _negates(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")
