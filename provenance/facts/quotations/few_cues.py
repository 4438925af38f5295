"""Reporting verbs in few short texts, as `cues` finds them in many: by Python, which needs no plan for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

if TYPE_CHECKING:
    from provenance.facts.quotations.grammar import Grammar

PUNCTUATION = ["--", *',.:;?!()[]“”„"—–…«»\n\t\u00a0\u202f\u2009']
_SPACES = str.maketrans({mark: " " for mark in PUNCTUATION if len(mark) == 1})
_CLAUSE = re.compile(r"(?:[^.;:!?]|\.\S)*")
_SCHEMA = {
    "kind": pl.String(), "finite": pl.Boolean(), "stating": pl.Boolean(), "addressing": pl.Boolean(),
    "near": pl.String(), "cue_start": pl.Int64(), "cue": pl.String(), "left": pl.String(), "right": pl.String(),
    "right_at": pl.Int64(), "near_start": pl.Int64(),
}  # fmt: skip


class Verb(NamedTuple):
    """A form of a reporting verb; its columns in `Grammar.verbs`."""

    word: str
    second: str | None
    particle: str | None
    kind: str
    finite: bool
    stating: bool
    addressing: bool


class Place(NamedTuple):
    """A word of a text that begins a reporting verb: where it begins, and the words around it."""

    at: int
    word: str
    earlier: str | None
    before: str | None
    following: str | None
    further: str | None


def find(contexts: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Return what `cues.find` does."""
    lines: list[int] = []
    rows: list[tuple[object, ...]] = []
    texts = contexts.select("at", "text", "beyond").iter_rows()
    for line, (base, text, beyond) in enumerate(texts):
        for place in _places(text, grammar):
            found = [_row(place, verb, base, text, grammar) for verb in _verbs(place, text, beyond, grammar)]
            rows += found
            lines += [line] * len(found)
    kept = [name for name in contexts.columns if name not in {"text", "beyond"}]
    return contexts.select(kept)[lines].hstack(pl.DataFrame(rows, schema=_SCHEMA, orient="row"))


def _places(text: str, grammar: Grammar) -> Iterator[Place]:
    words = text.replace("--", "  ").translate(_SPACES).split(" ")
    around = [None, None, *words, None, None]
    at = 0
    for number, word in enumerate(words):
        if word in grammar.forms:
            yield Place(at, word, *around[number : number + 2], *around[number + 3 : number + 5])
        at += len(word) + 1


def _verbs(place: Place, text: str, beyond: str, grammar: Grammar) -> Iterator[Verb]:
    """Yield the verbs that the word is with those around it, but none in the passive: who was called so speaks not."""
    both = None if place.following is None or place.further is None else f"{place.following} {place.further}"
    aided = place.before in grammar.auxiliaries
    passive = place.before in grammar.passive or (aided and place.earlier in grammar.passive)
    for verb in grammar.forms[place.word]:
        alone = verb.second is None
        if not alone and verb.second not in {place.following, both}:
            continue
        if alone and passive and verb.finite:
            continue
        if grammar.verb_second and verb.particle is not None and not _stands(verb.particle, place, text, beyond):
            continue
        yield verb


def _stands(particle: str, place: Place, text: str, beyond: str) -> bool:
    """Tell whether the separated prefix of a verb stands in what follows: Sie teilte am Montag mit."""
    clause = _CLAUSE.match(f"{text[place.at + len(place.word) :]} {beyond}")
    return clause is not None and f" {particle} " in f" {clause[0]} ".replace(",", " ")


def _row(place: Place, verb: Verb, base: int, text: str, grammar: Grammar) -> tuple[object, ...]:
    aided = place.before in grammar.auxiliaries
    near = place.earlier if aided else place.before
    back = len(place.before) + 1 if aided and place.before is not None else 0
    end = place.at + len(place.word) + (0 if verb.second is None else len(verb.second) + 1)
    near_start = None if near is None else base + place.at - 1 - len(near) - back
    shown = (verb.kind, verb.finite, verb.stating, verb.addressing, near)
    return *shown, base + place.at, text[place.at : end], text[: place.at], text[end:], base + end, near_start
