"""Where a credit could stand: each structure of a line offers at most one candidate, whatever its words are.

What the words are decides later (see `parts` and the catalogue `credit_forms`); position alone never does.
"""

from __future__ import annotations

from functools import cache, lru_cache

import polars as pl

from provenance.catalogues import Own
from provenance.facts.credits import lexicon
from provenance.facts.credits.structures import Structure, mask, structures, unmask
from provenance.frames.steps import in_steps

C = pl.col
_LAST = 4  # words of the longest name of an agency
_NEAR = 60  # characters before a candidate

_OPENING = r"^((?:[\s|/•·*_:;,.…©–—-]+|(?:by|von|von:|by:)\s+)+)"
_ENDING = r"[\s|/•·*:;,–—-]+$"
_FULL_STOP = r"([^\s.&'-][^\s.&'-][^\s.&'-])\.$"
_PROSE = r"(?:^|\s)[a-zß-ÿ][a-zß-ÿ'-]*\s[a-zß-ÿ][a-zß-ÿ'-]*\s[a-zß-ÿ][a-zß-ÿ'-]*\s[a-zß-ÿ]"  # no credit without a label
_WORD = r"[^\s/|,;:!?()\[\]]+"
_HEAD = rf"^((?:{_WORD}\s)?(?:{_WORD}\s)?(?:{_WORD}\s)?{_WORD}\s?/\s?(?:[^/.]+/)?){_WORD}\s"
_NONE = pl.Schema({
    "string": pl.UInt32(),
    "line": pl.UInt32(),
    "structure": pl.String(),
    "start": pl.Int64(),
    "view": pl.String(),
    "before": pl.String(),
    "end": pl.Int64(),
})  # fmt: skip
_HITS = ("string", "line", "structure", "start", "view", "before")
_PLACED = (
    (C("offset") + C("size") - 1 - C("seen").str.len_chars() + C("1").str.len_chars()).cast(pl.Int64).alias("start"),
    C("1").str.tail(_NEAR).alias("before"),
)
"""Where a candidate starts, and what stands right before it."""
_CUT = r"^([^.!?\n]{2,80})[.!?]\s+\p{Lu}"  # a credit, and the caption behind it


def lines(rows: pl.DataFrame) -> pl.DataFrame:
    """Split `string, text` at line breaks: `string, line, of, size, offset, view` (see `structures.mask`)."""
    view = lexicon.fold(C("text")).str.replace(limits(), "")
    split = rows.select("string", view=view.str.split("\n")).with_columns(of=C("view").list.len())
    return (
        split.with_columns(line=pl.int_ranges(0, C("of"), dtype=pl.UInt32))
        .explode("view", "line")
        .with_columns(size=C("view").str.len_chars().cast(pl.Int64) + 1)
        .with_columns(offset=C("size").cum_sum().over("string") - C("size"))
        .filter(C("view").str.contains(r"\S"))
        .with_columns(mask(C("view")))
    )


def find(every: pl.DataFrame, wordy: list[str], agencies: Own | None = None, *, sure: bool) -> pl.DataFrame:
    """Return the candidates in `lines`: `string, line, structure, start, end, view`, offsets counted in the whole text.

    `before` is the text that stands before the candidate in its line, as far as it is near.
    `sure` asks for the structures that announce a credit, or else for the others. The structures `wordy` may offer
    running words, the others only what could be names.
    """
    worth = every.select(**_gates(sure=sure))
    found = [_NONE.to_frame().select(_HITS), *([] if sure else [_first_words(every), _last_words(every, agencies)])]
    for structure in structures(sure=sure):
        holds = worth[structure.key]
        if holds.any():  # building the pattern is most of the work on a single article
            found += _match(every.filter(holds), structure)
    return _placed(pl.concat(found), wordy)


@cache
def limits() -> str:
    """Return the pattern of the restrictions in capitals that close a wire caption: what precedes is its end."""
    return (
        r"\s*\b(?:THIS (?:IMAGE|PICTURE|PHOTO|HANDOUT|VIDEO)|MANDATORY CREDIT\.|EDITORIAL USE ONLY|"
        r"NO (?:RESALES?|ARCHIVES?|SALES|COMMERCIAL)|ATTENTION EDITORS|"
        rf"(?:{lexicon.places()}) OUT)\b[^\p{{Ll}}\n]*$"
    )


@cache
def _closing() -> str:
    """Return the pattern of the words of buttons behind a credit."""
    return rf"(?:,?\s+(?:[–—-]\s)?(?:{lexicon.words('closing')}))+([)\]]?[\s.]*)$"


@cache
def _gates(*, sure: bool) -> dict[str, pl.Expr]:
    return {structure.key: structure.gate for structure in structures(sure=sure)}


def _match(rows: pl.DataFrame, structure: Structure) -> list[pl.DataFrame]:
    """Return what the structure offers in the lines that are worth its pattern."""
    rows, pattern = structure.narrowed(rows)
    if rows.is_empty():
        return []
    hits = (
        rows.lazy()
        .select("string", "line", "offset", "size", *_seen(structure.extent, pattern))
        .unnest("g")
        .filter(C("2").str.len_chars() <= structure.most)
        .with_columns(pl.lit(structure.name).alias("structure"), *_PLACED)
        .rename({"2": "view"})
        .pipe(in_steps)
    )
    if hits.is_empty():
        return []
    short = hits.filter(C("view").str.contains(_CUT)) if structure.cut else hits.clear()
    short = short.with_columns(view=C("view").str.extract(_CUT, 1), structure=C("structure") + "-cut")
    led = (hits.with_columns(lead=C("1").str.extract(lead, 1)).drop_nulls("lead") for lead in structure.leads)
    longer = (
        more.with_columns(
            view=C("lead") + C("view"),
            start=C("start") - C("lead").str.len_chars(),
            before=C("before").str.strip_suffix(C("lead")),
        )
        for more in led
        if more.height
    )
    return [each.select(_HITS) for each in (hits, short, *longer)]


@lru_cache(maxsize=256)
def _seen(extent: int | None, pattern: str) -> tuple[pl.Expr, pl.Expr]:
    """Return what is looked at of a line (`seen`) and the groups of a pattern in it (`g`).

    To learn how many these are, Polars builds the pattern once more than it does to match it.
    """
    seen = C("view") if extent is None else C("view").str.tail(extent)
    return seen.alias("seen"), seen.str.extract_groups(pattern).alias("g")


def _placed(hits: pl.DataFrame, wordy: list[str]) -> pl.DataFrame:
    """Trim the candidates, and leave out what cannot be one."""
    view = C("view")
    possible = hits.with_columns(view=view.str.replace(_closing(), "")).filter(
        C("structure").is_in(wordy) | ~view.str.contains(_PROSE)
    )
    lead = view.str.extract(_OPENING, 1).fill_null("").str.len_chars().cast(pl.Int64)
    trimmed = possible.with_columns(start=C("start") + lead, view=view.str.slice(lead).str.replace(_ENDING, ""))
    unopened = view.str.count_matches(r"[(\[]") < view.str.count_matches(r"[)\]]")
    plain = view.str.replace(_FULL_STOP, "$1")
    trimmed = trimmed.with_columns(pl.when(unopened).then(view.str.replace(r"[)\]][^)\]]{0,2}$", "")).otherwise(plain))
    placed = trimmed.with_columns(end=C("start") + view.str.len_chars().cast(pl.Int64))
    return placed.filter(C("end") - C("start") > 1).select(_NONE.names()).with_columns(unmask(view))


def _first_words(rows: pl.DataFrame) -> pl.DataFrame:
    """Offer the chain with which a line begins; how many words behind the slash belong to it is not known."""
    chained = rows.filter(C("view").str.contains(_HEAD)).select(
        "string", "line", "offset", first=C("view").str.extract(_HEAD, 1), rest=C("view").str.head(150)
    )
    words = chained.with_columns(words=C("rest").str.slice(C("first").str.len_chars()).str.split(" "))
    tried = (
        words.filter(C("words").list.get(n, null_on_oob=True).str.contains(r"^\p{Lu}"), C("words").list.len() > n + 1)
        for n in range(1, _LAST + 1)
    )
    return pl.concat(
        some.select(
            "string",
            "line",
            structure=pl.lit("head"),
            start=C("offset").cast(pl.Int64),
            view=C("first") + C("words").list.head(n).list.join(" "),
            before=pl.lit(""),
        )
        for n, some in enumerate(tried, 1)
    )


def _last_words(rows: pl.DataFrame, agencies: Own | None) -> pl.DataFrame:
    """Offer the last words of a line where they are the name of an agency."""
    words = C("view").str.strip_chars_end().str.tail(60).str.split(" ")
    known = rows.select("string", "line", "offset", "view", words=words).filter(
        lexicon.key(C("words").list.last()).is_in(lexicon.last_words(agencies).implode())
    )
    tried = pl.concat(
        known.filter(C("words").list.len() > n).with_columns(last=C("words").list.tail(n).list.join(" "))
        for n in range(1, _LAST + 1)
    ).with_columns(key=lexicon.key(C("last")))
    known = tried.join(lexicon.agencies(agencies), on="key", maintain_order="left_right")
    end = C("offset") + C("view").str.strip_chars_end().str.len_chars()
    return known.select(
        "string",
        "line",
        structure=pl.when("sells").then(pl.lit("last-seller")).otherwise(pl.lit("last-words")),
        start=(end - C("last").str.len_chars()).cast(pl.Int64),
        view="last",
        before=C("view").str.strip_chars_end().str.strip_suffix(C("last")).str.tail(_NEAR),
    )
