"""What patterns of speech capture: the groups of a match with their offsets, and which of them can be a speaker.

A reading of speakers is a frame of the columns SPEAKER, at most one row for an `id`; `together` joins readings, and
`without` leaves what they say nothing of.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import polars as pl

from provenance.facts import regexes, spans

if TYPE_CHECKING:
    from provenance.facts.quotations.grammar import Grammar

C = pl.col
SPEAKER = ("id", "speaker_start", "speaker", "cue_start", "cue")
_TYPES = (pl.UInt32(), pl.Int64(), pl.String(), pl.Int64(), pl.String())
NOBODY = pl.DataFrame(schema=dict(zip(SPEAKER, _TYPES, strict=True)))
FEW = 400  # rows up to which Python tells them apart, in a third of the time that a plan takes
_SMALL_END = r"\s\p{Ll}\S*$"
_MARKS_BEFORE, _DASH_BEHIND = r"^([^\p{L}\p{N}(\[@]+)", r"\s+[–—-]+$"
_MATCHED = C("_groups").struct.field("1").is_not_null()
LONGEST = 18  # words of the longest noun phrase that can name a speaker


def capture(
    frame: pl.DataFrame,
    pattern: str,
    names: tuple[str | None, ...],
    column: str = "text",
    *,
    nouns: Grammar | None = None,
) -> pl.DataFrame:
    """Match `pattern`, whose groups stand side by side from the start of `column` on; add those that have a name.

    With `nouns`, only rows are kept whose speaker can be one.
    """
    if frame.is_empty():
        return _uncaptured(frame, names)
    offset = "right_at" if column == "right" else "at"
    groups = regexes.groups(frame[column], pattern)
    if groups is not None:
        return _one_by_one(frame, groups, names, offset, nouns)
    matched = frame.lazy().with_columns(_groups=spans.groups(column, pattern)).filter(_MATCHED)
    found = matched.with_columns(_captured(names, offset)).drop("_groups").collect()
    return speaking(found, nouns) if nouns and found.height else found


@cache
def _captured(names: tuple[str | None, ...], offset: str) -> list[pl.Expr]:
    """Return the groups that have a name, each with its offset; made once, for they are asked for hundreds of times."""
    at, columns = C(offset), []
    for number, name in enumerate(names, 1):
        group = C("_groups").struct.field(str(number))
        if name is not None:
            columns += [at.alias(f"{name}_start"), group.alias(name)]
        at = at + group.str.len_chars().cast(pl.Int64)
    return columns


def _uncaptured(frame: pl.DataFrame, names: tuple[str | None, ...]) -> pl.DataFrame:
    """Return no row, with the columns that `capture` adds."""
    added = _nothing(names)
    return _beside(frame.clear(), added.get_columns())


@cache
def _nothing(names: tuple[str | None, ...]) -> pl.DataFrame:
    starts = {f"{name}_start": pl.Int64() for name in names if name}
    return pl.DataFrame(schema={**starts, **{name: pl.String() for name in names if name}})


def _one_by_one(
    frame: pl.DataFrame,
    groups: list[tuple[str | None, ...] | None],
    names: tuple[str | None, ...],
    offset: str,
    nouns: Grammar | None,
) -> pl.DataFrame:
    """Return what `capture` does, of few rows whose groups Python has read."""
    places: list[int] = []
    columns: dict[str, list[str | int | None]] = {column.name: [] for column in _nothing(names)}
    for place, (found, at) in enumerate(zip(groups, frame[offset].to_list(), strict=True)):
        if found is None or found[0] is None:
            continue
        row = _placed(found, names, at)
        if nouns is None or may_speak(str(row["speaker"]), nouns):
            places.append(place)
            for name, value in row.items():
                columns[name].append(value)
    added = [pl.Series(name, columns[name], dtype) for name, dtype in _nothing(names).schema.items()]
    return _beside(regexes.chosen(frame, places), added)


def _placed(
    groups: tuple[str | None, ...], names: tuple[str | None, ...], at: int | None
) -> dict[str, str | int | None]:
    """Return the groups that have a name, each with its offset; nobody knows where that is behind a missing one."""
    row: dict[str, str | int | None] = {}
    for name, group in zip(names, groups, strict=False):
        if name is not None:
            row |= {f"{name}_start": at, name: group}
        at = None if group is None or at is None else at + len(group)
    return row


def _beside(frame: pl.DataFrame, columns: list[pl.Series]) -> pl.DataFrame:
    """Return `frame` with `columns`, in the place of those of the same names."""
    twice = {column.name for column in columns} & set(frame.columns)
    return (frame.drop(twice) if twice else frame).hstack(columns)


def speaking(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Leave the rows whose `speaker` can be one: a noun phrase, not too long, no clause."""
    read = regexes.few(found["speaker"], grammar.noun)
    if read is None:
        return found.filter(_nouns(grammar))
    return regexes.chosen(found, [place for place, speaker in enumerate(read) if may_speak(speaker, grammar)])


def _nouns(grammar: Grammar) -> pl.Expr:
    return _noun_phrase(grammar.noun, grammar.bare, grammar.participle, grammar.titled, grammar.clause)


@lru_cache(maxsize=32)
def _noun_phrase(noun: str, bare: str, participle: str, titled: str, clause: str) -> pl.Expr:
    few_words = C("speaker").str.count_matches(r"\s") < LONGEST
    named = C("speaker").str.contains(noun) & ~C("speaker").str.contains(bare)
    doing = C("speaker").str.contains(participle) & ~C("speaker").str.contains(titled)
    return few_words & named & ~doing & ~C("speaker").str.contains(clause)


def may_speak(speaker: str, grammar: Grammar) -> bool:
    """Say of one speaker what `_nouns` asks of many."""
    if sum(map(str.isspace, speaker)) >= LONGEST or not regexes.has(speaker, grammar.noun):
        return False
    doing = regexes.has(speaker, grammar.participle) and not regexes.has(speaker, grammar.titled)
    return not doing and not regexes.has(speaker, grammar.bare) and not regexes.has(speaker, grammar.clause)


def finished(found: pl.DataFrame, grammar: Grammar) -> pl.DataFrame:
    """Cut off the small words before the next opening mark, which are no part of a name: said the author of “…”.

    Before its verb no noun phrase ends with an article, or with what a verb follows: Roe was about to say “…”.
    """
    if found.is_empty():
        return found
    severed = regexes.holds(found, "speaker", grammar.severed) & regexes.holds(found, "speaker", _SMALL_END)
    named = found.filter(~severed | (C("speaker_start") > C("cue_start")))
    named = regexes.replaced(named, "speaker", grammar.dangling)
    for before in (_MARKS_BEFORE, grammar.hyphened_verb):
        named = _begun_behind(named, before)
    return regexes.replaced(named, "speaker", _DASH_BEHIND)


def _begun_behind(found: pl.DataFrame, before: str) -> pl.DataFrame:
    """Cut off what stands before a name: a mark that closes what is quoted, a verb that a hyphen joins (a-t-elle)."""
    if regexes.having(found, "speaker", before).is_empty():
        return found
    length = C("speaker").str.extract(before).fill_null("").str.len_chars().cast(pl.Int64)
    return found.with_columns(C("speaker_start") + length, speaker=C("speaker").str.slice(length))


def together(readings: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the rows of all readings, with the columns SPEAKER."""
    some = [frame if tuple(frame.columns) == SPEAKER else frame.select(SPEAKER) for frame in readings if frame.height]
    return pl.concat(some) if len(some) > 1 else some[0] if some else NOBODY


def without(contexts: pl.DataFrame, found: pl.DataFrame, key: str | tuple[str, ...] = "id") -> pl.DataFrame:
    """Return the rows of `contexts` that `found` says nothing of."""
    if contexts.is_empty() or found.is_empty():
        return contexts
    if isinstance(key, tuple) or contexts.height + found.height > FEW:
        return contexts.join(found, on=key, how="anti", maintain_order="left")
    done = set(found[key].to_list())
    rows = contexts[key].to_list()
    return regexes.chosen(contexts, [place for place, row in enumerate(rows) if row not in done])


def flagged(frame: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Return the rows in which all these columns are true."""
    if frame.height > FEW:
        return frame.filter(*columns)
    flags = zip(*(frame[column].to_list() for column in columns), strict=True)
    return regexes.chosen(frame, [place for place, flag in enumerate(flags) if all(flag)])


def length(column: str) -> pl.Expr:
    """Count the code points of a column."""
    return C(column).str.len_chars().cast(pl.Int64)
