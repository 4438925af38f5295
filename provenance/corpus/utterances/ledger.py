"""The entries of the ledger: quotations of one utterance brought together, and held against its words.

Each text that is quoted is held once; of the quotations those of a part of the articles at a time, for half of a corpus
may quote one sentence.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

import polars as pl

from provenance.corpus.base import KEY, Shuffle
from provenance.corpus.utterances import speakers, texts
from provenance.corpus.utterances.quoted import AT_ONCE
from provenance.corpus.utterances.texts import FIRST, Text
from provenance.corpus.utterances.wordings import Difference, difference
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
_STAR, _WORDING, _ENTRY, _OF = "star", "wording", "entry", "of"
_ARTICLE = ("article", "source", "record")
_QUOTED = (*FIRST, "end", "line", "speaker", "publisher", "published")
_WHERE = ("source", "record", "line")


class Star(NamedTuple):
    """Texts that are wordings of one utterance, the one that is its words, and how each differs from it."""

    usual: Text
    known: Mapping[int, Difference]
    """By the key of the text."""

    @property
    def name(self) -> str:
        """The name of the utterance."""
        return sha256(" ".join(self.usual.words).encode()).hexdigest()[:12]


def frames(concerned: Spilled, found: pl.DataFrame, shuffle: Shuffle) -> tuple[Spilled, Spilled]:
    """Return frames.UTTERANCES, and frames.VARIANTS with `source, record, line`, of what several articles quote.

    Both are in the order of the first quotations of utterances; those of one are in the order of articles.

    Args:
        concerned: Quotations, as `quoted.concerned`.
        found: The pairs of keys of texts that may be wordings of one utterance.
        shuffle: Brings the quotations of an article together.
    """
    quoted = texts.of(concerned)
    keys = list(texts.stars(quoted, found))
    numbered = _numbered(keys, quoted)
    quotations = _by_article(concerned, numbered, shuffle)
    stars = list(_stars(keys, quoted, numbered, quotations))
    own = Spilled.of_each(_of_utterances(part, stars, quoted) for part in quotations)
    named = _speakers(own)
    entries = _entries(own, stars)
    speakers_of = pl.Series([named.get(star, []) for star in entries[_STAR]], dtype=pl.List(pl.String))
    utterances = UTTERANCES.conform(entries.with_columns(speakers=speakers_of))
    numbers = entries.select(_STAR, _ENTRY, "utterance")
    held = (_held(part.join(numbers, on=_STAR), stars, quoted, named) for part in own)
    variants = (part.select(*VARIANTS.schema, *_WHERE) for part in in_order(held, [_ENTRY, *FIRST]))
    return Spilled.of(utterances), Spilled.of_each(variants)


def _numbered(keys: Iterable[list[int]], quoted: Mapping[int, Text]) -> pl.DataFrame:
    """Return the texts of stars: `key, star, wording`, the wording being the number of their words in their star."""
    number, rows = dict[tuple[int, tuple[str, ...]], int](), []
    for star, own in enumerate(keys):
        rows += [(key, star, number.setdefault((star, quoted[key].words), len(number))) for key in own]
    schema = {KEY: pl.UInt64, _STAR: pl.UInt32, _WORDING: pl.UInt32}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _by_article(concerned: Spilled, numbered: pl.DataFrame, shuffle: Shuffle) -> Spilled:
    """Return the quotations of stars without their texts; all of an article are in one chunk."""
    of_stars = (
        chunk.join(numbered, on=KEY).with_columns(pl.struct(_ARTICLE).hash(0).alias(_OF))
        for chunk in concerned.each((KEY, *_QUOTED))
    )
    parts = (part.drop(_OF) for part in shuffle(of_stars, _OF, concerned.height, AT_ONCE))
    none = concerned.chunk(0, (KEY, *_QUOTED)).clear().join(numbered.clear(), on=KEY)
    return Spilled.of_each([none, *parts])


def _stars(
    keys: Iterable[list[int]], quoted: Mapping[int, Text], numbered: pl.DataFrame, quotations: Spilled
) -> Iterator[Star]:
    """Yield the stars; the words of one are those of most articles, else the most words, else the first.

    They are written as most articles that have them write them.
    """
    wording = dict(numbered.select(KEY, _WORDING).iter_rows())
    worded, written = (_articles(quotations, of) for of in (_WORDING, KEY))
    for own in keys:
        first = min(own, key=lambda key: (-worded[wording[key]], -len(quoted[key].words), quoted[key].turn))
        so_worded = (key for key in own if wording[key] == wording[first])
        usual = quoted[min(so_worded, key=lambda key: (-written[key], quoted[key].turn))]
        yield Star(usual, {key: difference(usual.text, quoted[key].text) for key in own})


def _articles(quotations: Spilled, of: str) -> Counter[int]:
    """Return in how many articles there is one of each value of a column."""
    counted = Counter[int]()
    for part in quotations.each((of, *_ARTICLE)):
        counted.update(dict(part.unique().group_by(of).len().iter_rows()))
    return counted


def _of_utterances(part: pl.DataFrame, stars: list[Star], quoted: Mapping[int, Text]) -> pl.DataFrame:
    """Leave out quotations with other words in an article that quotes the words of the utterance as well.

    There it is something else that somebody has said: the sentence on another town, the law as it was; or somebody says
    it again in other words, and neither is altered: a line that a candidate repeats in a debate.
    """
    pairs = part.select(_STAR, KEY).unique().iter_rows()
    faithful = [key for star, key in pairs if stars[star].known[key].kind in FAITHFUL]
    here = [_STAR, *_ARTICLE]
    marked = part.with_columns(faithful=C(KEY).is_in(pl.Series(faithful, dtype=part.schema[KEY]).implode()))
    marked = marked.with_columns(others=C("faithful").any().over(here), texts=C(KEY).n_unique().over(here))
    is_doubtful = ~C("faithful") & ~C("others")
    varied = _varied(marked.filter(is_doubtful, C("texts") > 1), quoted)
    rows = marked.join(varied, on=[KEY, *_ARTICLE], how="anti", nulls_equal=True, maintain_order="left")
    return rows.filter(C("faithful") | is_doubtful).select(part.columns)


def _varied(several: pl.DataFrame, quoted: Mapping[int, Text]) -> pl.DataFrame:
    """Return which of several texts of an article have other words than another one of them: `key` and the article."""
    known = dict[tuple[int, ...], list[int]]()
    found = []
    for _, *article, keys in several.group_by(_STAR, *_ARTICLE).agg(C(KEY).unique().sort()).iter_rows():
        if (own := tuple(keys)) not in known:
            said = {key: quoted[key].text for key in own}
            known[own] = [
                key for key in own if any(difference(other, said[key]).kind not in FAITHFUL for other in said.values())
            ]
        found += [(key, *article) for key in known[own]]
    return pl.DataFrame(found, schema=several.select(KEY, *_ARTICLE).schema, orient="row")


def _entries(own: Spilled, stars: list[Star]) -> pl.DataFrame:
    """Return the utterances that several articles quote, and that not everybody knows, in the order of the ledger.

    Returns:
        `star`, the number `entry`, and what frames.UTTERANCES says of them but for the speakers.
    """
    counted = pl.concat(map(_counted, own)).group_by(_STAR).agg(C("articles").sum(), C("from").min(), C("to").max())
    publishers = _once(own, (_STAR, "publisher")).drop_nulls().group_by(_STAR).agg(publishers=pl.len().cast(pl.Int64))
    variants = _once(own, (_STAR, _WORDING)).group_by(_STAR).agg(variants=pl.len().cast(pl.Int64))
    first = _first(own, FIRST)
    earliest = _first(own, ("published", *FIRST)).select(_STAR, first_article="article", first_seen="published")
    rows = first.join(counted, on=_STAR).join(publishers, on=_STAR, how="left").join(earliest, on=_STAR)
    told = rows.join(variants, on=_STAR)
    told = told.with_columns(
        C("publishers").fill_null(0),
        utterance=pl.Series([stars[star].name for star in told[_STAR]], dtype=pl.String),
        text=pl.Series([stars[star].usual.text for star in told[_STAR]], dtype=pl.String),
    )
    days, least = FAMOUS
    famous = ((C("to") - C("from")).dt.total_days() > days).fill_null(value=False) & (C("publishers") >= least)
    ordered = told.filter(C("articles") > 1, ~famous).sort(*FIRST, "utterance", nulls_last=True)
    return ordered.with_row_index(_ENTRY)


def _counted(part: pl.DataFrame) -> pl.DataFrame:
    """Return how many articles of a part quote each star, and the first and last of their days."""
    articles = pl.struct(_ARTICLE).n_unique().cast(pl.Int64)
    return part.group_by(_STAR).agg(articles=articles, **{"from": C("published").min(), "to": C("published").max()})


def _once(own: Spilled, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return the different values of some columns."""
    return pl.concat(part.unique() for part in own.each(columns)).unique()


def _first(own: Spilled, by: tuple[str, ...]) -> pl.DataFrame:
    """Return the first quotation of each star in the order of some columns: these, and `star`."""
    parts = (part.sort(by, nulls_last=True).unique(_STAR, keep="first") for part in own.each((_STAR, *by)))
    return pl.concat(parts).sort(by, nulls_last=True).unique(_STAR, keep="first")


def _speakers(own: Spilled) -> dict[int, list[str]]:
    """Return who is named as the speaker of each star, the most frequent first."""
    named = defaultdict[int, Counter[str]](Counter)
    for part in own.each((_STAR, "speaker")):
        for star, speaker, number in part.drop_nulls().group_by(_STAR, "speaker").len().iter_rows():
            named[star][speaker] += number
    return {star: speakers.usual(counted) for star, counted in named.items()}


def _held(
    part: pl.DataFrame, stars: list[Star], quoted: Mapping[int, Text], named: Mapping[int, list[str]]
) -> pl.DataFrame:
    """Hold quotations against the words of their utterances: add `kind` and `changed`, and leave out pronouns."""
    rows = []
    for star, key, speaker in part.select(_STAR, KEY, "speaker").unique().iter_rows():
        found, usual = stars[star].known[key], stars[star].usual
        if not any(map(_INNER.search, (usual.text, quoted[key].text))):
            found = _with_speaker(found, speaker, named.get(star, []))
        shown = None if speaker is None or speakers.is_pronoun(speaker) else speaker
        rows.append((star, key, speaker, shown, *found))
    own = part.select(_STAR, KEY, "speaker").schema
    schema = {**own, "shown": pl.String(), "kind": pl.String(), "changed": pl.String()}
    told = pl.DataFrame(rows, schema=schema, orient="row")
    joined = part.join(told, on=list(own), how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(speaker="shown")


def _with_speaker(found: Difference, speaker: str | None, usual: list[str]) -> Difference:
    """Tell of another speaker where the words are the same; the usual one is whom most articles name."""
    if found.kind in {"same", "cut"} and usual and speakers.conflict(speaker, usual[0]):
        return Difference("speaker", f"{usual[0]} → {speaker}")
    return found
