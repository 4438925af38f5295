"""The entries of the ledger: quotations of one utterance brought together, and held against its words."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import polars as pl

from provenance.corpus.base import KEY, Shuffle
from provenance.corpus.utterances import speakers
from provenance.corpus.utterances.wordings import LETTERS, Difference, alike, difference, words
from provenance.frames import UTTERANCES, VARIANTS
from provenance.storage.external import in_order
from provenance.storage.spill import Spilled

FAMOUS = (365, 5)
"""Days over which a saying is quoted, and publishers that quote it, from which on it is one that everybody knows."""

FAITHFUL = frozenset({"same", "cut", "longer", "bracketed"})
"""Kinds of wordings that have no other words than the utterance."""

C = pl.col
_INNER = re.compile(r"[‘“„«\"]|(?:^|\s)'\w")
"""The mark before what a quotation quotes itself: its words have two speakers."""
_WHERE = {"source": pl.String(), "record": pl.Int64(), "line": pl.Int64()}
_FIRST = {"article": pl.String(), "source": pl.String(), "record": pl.Int64(), "start": pl.Int64()}
"""Where a quotation stands: by this they are in order, and entries by the first of theirs."""
_NUMBER, _TURN = "entry", "turn"
_AT_ONCE = 20_000
"""Quotations that are held at once, and rows that wait as Python's objects, about."""
Wording = tuple[str, ...]
_Place = tuple[str, str, int | None]
"""The article, its source and its record."""


class Quotation(NamedTuple):
    """A quotation of an utterance, with where it stands."""

    key: int
    article: str
    source: str
    record: int | None
    start: int
    end: int
    line: int | None
    text: str
    speaker: str | None
    publisher: str | None
    published: date | None
    turn: int


class Entry(NamedTuple):
    """An utterance: the words that most articles have, and all quotations of it."""

    wording: Wording
    text: str
    quotations: list[Quotation]

    @property
    def name(self) -> str:
        """The name of the utterance."""
        return sha256(" ".join(self.wording).encode()).hexdigest()[:12]


def entries(concerned: Spilled, found: pl.DataFrame, shuffle: Shuffle) -> Iterator[Entry]:
    """Yield the utterances that several articles quote, each with all of its quotations, one at a time.

    Args:
        concerned: Quotations, as `quoted.concerned`.
        found: The pairs of hashes of texts that may be wordings of one utterance.
        shuffle: Brings the quotations of an utterance together.
    """
    stars = _numbered(_stars(_said(concerned), found), concerned.chunk(0).schema[KEY])
    own = (chunk.join(stars, on=KEY) for chunk in concerned)
    for part in shuffle(own, "star", concerned.height, _AT_ONCE):
        rows = part.sort(*_FIRST, nulls_last=True).with_row_index(_TURN).sort("star", "place", maintain_order=True)
        for _, group in groupby(rows.select("star", *Quotation._fields).iter_rows(), key=itemgetter(0)):
            entry = _entry([Quotation(*row[1:]) for row in group])
            if _of_several(entry) and not _is_famous(entry):
                yield entry


def _said(concerned: Spilled) -> dict[int, Text]:
    """Return the texts of quotations by their keys; all quotations of a text are in one chunk."""
    first = [C(name).first() for name in ("text", *_FIRST)]
    parts = (
        chunk.sort(*_FIRST, nulls_last=True).group_by(KEY, maintain_order=True).agg(*first, times=pl.len())
        for chunk in concerned.each((KEY, "text", *_FIRST))
    )
    texts = pl.concat(parts).sort(*_FIRST, nulls_last=True).with_row_index(_TURN).select(KEY, "text", "times", _TURN)
    return {key: Text(words(text), times, turn) for key, text, times, turn in texts.iter_rows()}


def _numbered(stars: Iterable[Sequence[int]], key: pl.DataType) -> pl.DataFrame:
    """Return the texts of stars: `key, star, place`, the place being that of the text in its star."""
    rows = [(text, star, place) for star, texts in enumerate(stars) for place, text in enumerate(texts)]
    return pl.DataFrame(rows, schema={KEY: key, "star": pl.UInt64(), "place": pl.UInt32()}, orient="row")


class Text(NamedTuple):
    """A text that is quoted: its words, how often, and where first."""

    words: Wording
    times: int
    turn: int
    """The texts are numbered by where they stand first."""


def _stars(said: Mapping[int, Text], found: pl.DataFrame) -> Iterator[list[int]]:
    """Yield texts that are wordings of one utterance: one, and those that are alike; none that is quoted once."""
    near = defaultdict[int, list[int]](list)
    for one, other in found.select("body", "other_body").iter_rows():
        if one in said and other in said and alike(said[one].words, said[other].words, LETTERS):
            near[one].append(other)
            near[other].append(one)
    ordered = sorted(said, key=lambda text: (-said[text].times, -len(said[text].words), said[text].turn))
    taken = set[int]()
    for text in ordered:
        if text not in taken:
            star = [text, *(each for each in near[text] if each not in taken)]
            taken.update(star)
            if len(star) > 1 or said[text].times > 1:
                yield star


def _entry(quotations: list[Quotation]) -> Entry:
    """Return the utterance of quotations; its words are those of most articles, else the most words, else the first.

    They are written as most articles that have them write them.
    """
    said = {quotation: words(quotation.text) for quotation in quotations}
    articles = Counter(wording for wording, *_ in {(said[each], *each[1:4]) for each in said})
    writings = Counter(text for text, *_ in {(each.text, *each[1:4]) for each in said})
    first = min(said, key=lambda each: (-articles[said[each]], -len(said[each]), each.turn))
    so_worded = (each for each in said if said[each] == said[first])
    usual = min(so_worded, key=lambda each: (-writings[each.text], each.turn))
    return Entry(said[usual], usual.text, sorted(_of_it(quotations, usual), key=lambda each: each.turn))


def _of_it(quotations: Sequence[Quotation], usual: Quotation) -> Iterator[Quotation]:
    """Yield the quotations of an utterance, without those with other words in an article that has its own as well.

    There it is something else that somebody has said: the sentence on another town, the law as it was; or somebody says
    it again in other words, and neither is altered: a line that a candidate repeats in a debate.
    """
    kinds = {text: difference(usual.text, text).kind for text in {each.text for each in quotations}}
    texts = defaultdict[_Place, set[str]](set)
    for each in quotations:
        texts[each[1:4]].add(each.text)
    faithful = {place for place, own in texts.items() if any(kinds[text] in FAITHFUL for text in own)}
    return (
        each
        for each in quotations
        if kinds[each.text] in FAITHFUL or not (each[1:4] in faithful or _varied(each.text, texts[each[1:4]]))
    )


def _varied(text: str, own: Iterable[str]) -> bool:
    """Tell whether one of an article's `own` quotations has other words than another."""
    return any(difference(other, text).kind not in FAITHFUL for other in own)


def _of_several(entry: Entry) -> bool:
    return len({(each.article, each.source, each.record) for each in entry.quotations}) > 1


def _is_famous(entry: Entry) -> bool:
    days = [each.published for each in entry.quotations if each.published]
    publishers = {each.publisher for each in entry.quotations if each.publisher}
    return bool(days) and (max(days) - min(days)).days > FAMOUS[0] and len(publishers) >= FAMOUS[1]


def frames(ledger: Iterable[Entry]) -> tuple[Spilled, Spilled]:
    """Return frames.UTTERANCES, and frames.VARIANTS with `source, record, line`.

    Both are in the order of the first quotations of utterances; those of one are in the order of articles.
    """
    utterances = _Rows({_NUMBER: pl.UInt32(), **_FIRST, **UTTERANCES.schema})
    variants = _Rows({_NUMBER: pl.UInt32(), **VARIANTS.schema, **_WHERE})
    for number, entry in enumerate(ledger):
        first = entry.quotations[0]
        utterances.add([(number, *(getattr(first, name) for name in _FIRST), *_utterance(entry))])
        variants.add((number, *row) for row in _variants(entry))
    ordered = Spilled.of_each(in_order(utterances.packed(), [*_FIRST, "utterance"]))
    turns = pl.concat(ordered.each((_NUMBER,))).with_row_index(_TURN)
    placed = (chunk.join(turns, on=_NUMBER, maintain_order="left") for chunk in variants.packed())
    return (
        Spilled.of_each(chunk.select(*UTTERANCES.schema) for chunk in ordered),
        Spilled.of_each(chunk.drop(_NUMBER, _TURN) for chunk in in_order(placed, [_TURN])),
    )


class _Rows:
    """Rows of entries as they come, written to disk while they grow."""

    def __init__(self, schema: Mapping[str, pl.DataType]) -> None:
        self._schema = pl.Schema(schema)
        self._waiting: list[tuple[object, ...]] = []
        self._packed = Spilled.of(self._schema.to_frame())

    def add(self, rows: Iterable[tuple[object, ...]]) -> None:
        self._waiting.extend(rows)
        if len(self._waiting) >= _AT_ONCE:
            self._pack()

    def packed(self) -> Spilled:
        self._pack()
        return self._packed

    def _pack(self) -> None:
        self._packed.add(pl.DataFrame(self._waiting, schema=self._schema, orient="row"))
        self._waiting = []


def _utterance(entry: Entry) -> tuple[object, ...]:
    """Return the row of UTTERANCES for an entry."""
    first = min(entry.quotations, key=lambda each: (each.published or date.max, each.turn))
    row = {
        "utterance": entry.name, "text": entry.text, "first_article": first.article, "first_seen": first.published,
        "articles": len({(each.article, each.source, each.record) for each in entry.quotations}),
        "publishers": len({each.publisher for each in entry.quotations} - {None}),
        "speakers": speakers.usual(each.speaker for each in entry.quotations),
        "variants": len({words(each.text) for each in entry.quotations}),
    }  # fmt: skip
    return tuple(row[name] for name in UTTERANCES.schema)


def _variants(entry: Entry) -> Iterator[tuple[object, ...]]:
    """Yield the rows of VARIANTS for an entry, each with its place."""
    usual = speakers.usual(each.speaker for each in entry.quotations)
    known = {each.text: difference(entry.text, each.text) for each in entry.quotations}
    for each in entry.quotations:
        kind, changed = known[each.text]
        if not any(map(_INNER.search, (entry.text, each.text))):
            kind, changed = _with_speaker(known[each.text], each.speaker, usual)
        speaker = None if each.speaker is None or speakers.is_pronoun(each.speaker) else each.speaker
        yield entry.name, each.article, each.start, each.end, speaker, kind, changed, *each[2:4], each.line


def _with_speaker(found: Difference, speaker: str | None, usual: list[str]) -> Difference:
    """Tell of another speaker where the words are the same; the usual one is whom most articles name."""
    if found.kind in {"same", "cut"} and usual and speakers.conflict(speaker, usual[0]):
        return Difference("speaker", f"{usual[0]} → {speaker}")
    return found
