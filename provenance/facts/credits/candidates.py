"""Where a credit could stand: each structure of a line offers at most one candidate, whatever its words are.

What the words are decides later (see `parts` and the catalogue `credit_forms`); position alone never does.
"""

from __future__ import annotations

import polars as pl

from provenance.facts.credits import lexicon
from provenance.facts.credits.structures import Structure, mask, structures, unmask

C = pl.col
_LAST = 4  # words of the longest name of an agency

# Restrictions in capitals that close a wire caption; what stands before them is its end.
_LIMITS = (
    r"\s*\b(?:THIS (?:IMAGE|PICTURE|PHOTO|HANDOUT|VIDEO)|MANDATORY CREDIT\.|EDITORIAL USE ONLY|"
    r"NO (?:RESALES?|ARCHIVES?|SALES|COMMERCIAL)|ATTENTION EDITORS)\b[^\p{Ll}\n]*$"
)
_OPENING = r"^([\s|/•·*_:;,.…–—-]+|(?:by|von|von:|by:)\s+)"
_ENDING = r"[\s|/•·*:;,–—-]+$"
_FULL_STOP = r"([\p{L}\p{M}\p{N})]{3})\.$"
_NONE = pl.Schema({
    "row": pl.UInt32(),
    "line": pl.UInt32(),
    "structure": pl.String(),
    "start": pl.Int64(),
    "view": pl.String(),
    "end": pl.Int64(),
})  # fmt: skip


def lines(rows: pl.DataFrame) -> pl.DataFrame:
    """Split `row, text` at line breaks: `row, line, of, offset, view`; `of` is how many lines the text has."""
    view = lexicon.fold(C("text")).str.replace(_LIMITS, "")
    split = rows.select("row", view=view.str.split("\n")).with_columns(of=C("view").list.len())
    return (
        split.with_columns(line=pl.int_ranges(0, C("of"), dtype=pl.UInt32))
        .explode("view", "line")
        .with_columns(size=C("view").str.len_chars().cast(pl.Int64) + 1)
        .with_columns(offset=C("size").cum_sum().over("row") - C("size"))
        .filter(C("view").str.contains(r"\S"))
        .drop("size")
    )


def find(every: pl.DataFrame) -> pl.DataFrame:
    """Return the candidates in `lines`: `row, line, structure, start, end, view`, offsets counted in the whole text."""
    masked = every.with_columns(mask(C("view")))
    found = [_match(masked.filter(structure.gate), structure) for structure in structures()]
    return pl.concat([*found, _last_words(masked)]).with_columns(unmask(C("view")))


def _match(rows: pl.DataFrame, structure: Structure) -> pl.DataFrame:
    """Return what the structure offers in the lines that are worth its pattern."""
    if rows.is_empty():  # compiling the pattern is most of the work on a single article
        return _NONE.to_frame()
    groups = rows.select("row", "line", "offset", g=C("view").str.extract_groups(structure.pattern)).unnest("g")
    hits = groups.filter(C("2").is_not_null()).rename({"1": "before", "2": "view"})
    return _placed(hits.with_columns(structure=pl.lit(structure.name)))


def _placed(hits: pl.DataFrame) -> pl.DataFrame:
    """Trim the candidates and count their offsets in the whole text."""
    view = C("view")
    lead = view.str.extract(_OPENING, 1).fill_null("").str.len_chars().cast(pl.Int64)
    before = C("before").fill_null("").str.len_chars().cast(pl.Int64)
    trimmed = hits.with_columns(start=C("offset") + before + lead, view=view.str.slice(lead).str.replace(_ENDING, ""))
    unopened = view.str.count_matches(r"[(\[]") < view.str.count_matches(r"[)\]]")
    plain = view.str.replace(_FULL_STOP, "$1")
    trimmed = trimmed.with_columns(pl.when(unopened).then(view.str.replace(r"[)\]][^)\]]{0,2}$", "")).otherwise(plain))
    placed = trimmed.with_columns(C("row").cast(pl.UInt32), end=C("start") + view.str.len_chars().cast(pl.Int64))
    return placed.filter(C("end") - C("start") > 1).select(_NONE.names())


def _last_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Offer the last words of a line where they are the name of an agency."""
    last = C("view").str.extract_groups(rf"^(.*?\s)((?:\S+\s){{0,{_LAST - 1}}}\S+)\s*$")
    capital = rows.filter(C("view").str.contains(r"(?:\S*\p{Lu}\S*|dpa|epa|getty|imago|images)\s*$"))
    hits = capital.select("row", "line", "offset", g=last).unnest("g").filter(C("2").is_not_null())
    words = hits.with_columns(words=C("2").str.split(" "))
    tried = pl.concat(
        words.filter(C("words").list.len() >= n).with_columns(view=C("words").list.tail(n).list.join(" "))
        for n in range(1, _LAST + 1)
    ).with_columns(key=lexicon.key(C("view")))
    known = tried.join(lexicon.agencies().select("key"), on="key", how="semi")
    before = C("1") + C("2").str.head(C("2").str.len_chars() - C("view").str.len_chars())
    return _placed(known.with_columns(before=before, structure=pl.lit("last-words")))
