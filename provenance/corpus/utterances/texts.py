"""Texts that are quoted, each of them once, and which of them are wordings of one utterance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

import polars as pl

from provenance.corpus.base import KEY
from provenance.corpus.utterances.wordings import LETTERS, alike, words
from provenance.storage.spill import Spilled

FIRST = ("article", "source", "record", "start")
"""Where a quotation stands: by this they are in order, and texts and utterances by the first of theirs."""

C = pl.col


class Text(NamedTuple):
    """A text that is quoted: its words, how often, and where first."""

    text: str
    words: tuple[str, ...]
    times: int
    turn: int
    """The texts are numbered by where they stand first."""


def of(concerned: Spilled) -> dict[int, Text]:
    """Return the texts of quotations by their keys; all quotations of a text are in one chunk (`quoted.concerned`)."""
    first = [C(name).first() for name in ("text", *FIRST)]
    parts = (
        chunk.sort(*FIRST, nulls_last=True).group_by(KEY, maintain_order=True).agg(*first, times=pl.len())
        for chunk in concerned.each((KEY, "text", *FIRST))
    )
    ordered = pl.concat(parts).sort(*FIRST, nulls_last=True).with_row_index("turn").select(KEY, "text", "times", "turn")
    return {key: Text(text, words(text), times, turn) for key, text, times, turn in ordered.iter_rows()}


def stars(texts: Mapping[int, Text], found: pl.DataFrame) -> Iterator[list[int]]:
    """Yield the keys of texts that are wordings of one utterance: one, and those that are alike.

    None is yielded that is quoted once.

    Args:
        texts: The texts by their keys.
        found: The pairs of keys that may be wordings of one utterance.
    """
    near = defaultdict[int, list[int]](list)
    for one, other in found.select("body", "other_body").iter_rows():
        if one in texts and other in texts and alike(texts[one].words, texts[other].words, LETTERS):
            near[one].append(other)
            near[other].append(one)
    ordered = sorted(texts, key=lambda key: (-texts[key].times, -len(texts[key].words), texts[key].turn))
    taken = set[int]()
    for key in ordered:
        if key not in taken:
            star = [key, *(each for each in near[key] if each not in taken)]
            taken.update(star)
            if len(star) > 1 or texts[key].times > 1:
                yield star
