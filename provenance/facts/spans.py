"""Offsets in Unicode code points: the few expressions with which facts are cited.

Polars' own `find` counts UTF-8 bytes, while its `slice` and `len_chars` count code points; everything here counts
code points. Patterns are Rust regular expressions: no look-around, no back-references.
"""

from __future__ import annotations

import re
from functools import lru_cache

import polars as pl

from provenance import splitting
from provenance.frames.steps import in_steps

MARK = "\ufdd0"  # a Unicode noncharacter: never meant for interchange, so free to mark places in a copy of the text
STAND_IN = "\ufdd1"  # what stands in such a copy for a MARK that the text holds after all; one code point as well
CAPITALS = "A-ZÀ-ÖØ-ÞĀ-ɏΆ-ΫЀ-ЯḀ-ỿ"
LETTERS = "A-Za-zÀ-ÖØ-öø-ɏ\u0300-\u036fΆ-ώЀ-ӿḀ-ỿ"
"""For classes in Rust expressions: the alphabets of names; `\\p{L}` takes six times as long to build.

Some blocks mix capitals and small letters, so that a few of the latter pass for capitals.
"""


_CASED = (
    r"\x{C0}-\x{1FFF}\x{2100}-\x{218F}\x{2C00}-\x{2DFF}\x{A640}-\x{ABFF}\x{FB00}-\x{FB17}\x{FF21}-\x{FF5A}"
    r"\x{10000}-\x{1EFFF}"
)
_WIDE = {
    r"\p{Lu}": f"[A-Z{_CASED}]",
    r"\p{Ll}": f"[a-z\\x{{AA}}\\x{{B5}}\\x{{BA}}{_CASED}]",
    r"\p{L}": r"[A-Za-z\x{AA}-\x{10FFFF}]",
}


def wide(pattern: str) -> str:
    """Return a pattern that matches wherever `pattern` does, and takes half the time to build.

    In the place of each class of letters it has a few ranges that hold them all, and some other characters: good for a
    trace, behind which the pattern itself decides.
    """
    for letters, ranges in _WIDE.items():
        pattern = pattern.replace(letters, ranges)
    return pattern


def offset(text: pl.Expr, pattern: str) -> pl.Expr:
    """Say where the first match of `pattern` starts in `text`, in code points; null without a match."""
    return text.str.extract(rf"(?s)^(.*?)(?:{pattern})", 1).str.len_chars().cast(pl.Int64)


def leading_space(text: pl.Expr) -> pl.Expr:
    """Count the code points of white space that `text` begins with (all of it, where it is blank)."""
    return text.str.len_chars().cast(pl.Int64) - text.str.strip_chars_start().str.len_chars().cast(pl.Int64)


def cut(text: pl.Expr, start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """Return `text[start:end]`."""
    return text.str.slice(start, (end - start).clip(0))


@lru_cache(maxsize=1024)
def groups(column: str, pattern: str) -> pl.Expr:
    """Match `pattern` against `column` and return its groups, a struct of strings.

    Polars builds the whole pattern to learn the names of its groups, so the last expressions are kept.
    """
    return pl.col(column).str.extract_groups(pattern)


def unnamed(pattern: str) -> str:
    """Return `pattern` without the names of its groups, so that it may stand twice in another."""
    return re.sub(r"\(\?P<[a-z_]+>", "(?:", pattern)


def numbered(groups: pl.Series) -> pl.Series:
    """Number the rows of each group from 0; rows of a group must stand together."""
    runs = groups.rle().struct.field("len")
    return runs.to_frame("n").select(pl.int_ranges(0, "n").explode()).to_series().cast(pl.Int64)


_NO_MATCH = [
    pl.lit(None, dtype).alias(name)
    for name, dtype in (("match_start", pl.Int64()), ("match_end", pl.Int64()), ("match", pl.String()))
]


def where(frame: pl.DataFrame, *predicates: pl.Expr) -> pl.DataFrame:
    """Return the rows for which all `predicates` hold; of none none, and their patterns are not built."""
    return frame if frame.is_empty() else frame.filter(*predicates)


def changed(frame: pl.DataFrame, *columns: pl.Expr) -> pl.DataFrame:
    """Return `frame` with `columns` in the place of those of the same names; where there is no row, none is made."""
    return frame if frame.is_empty() else frame.with_columns(*columns)


def matches(frame: pl.DataFrame, pattern: str, column: str = "text") -> pl.DataFrame:
    """Return the columns of `frame`, and `match_start`, `match_end`, `match`: one row for each match in `column`.

    Offsets count from the start of `column`. Empty matches are left out. Rows without a match give none: filter first
    with a cheap `contains`, this looks at every byte several times.
    """
    if frame.is_empty():  # then the pattern, which may be large, need not be built
        return frame.with_columns(_NO_MATCH)
    return parts(frame.with_columns(_marked=marked(pl.col(column), pattern)), "_marked")


def marked(text: pl.Expr, pattern: str) -> pl.Expr:
    """Return `text` with a MARK before and after every match of `pattern`, for `parts`."""
    stand_in = text.str.replace_all(MARK, STAND_IN, literal=True)
    return stand_in.str.replace_all(f"({pattern})", f"{MARK}${{1}}{MARK}")


def parts(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return a row for each stretch between marks in `column`, as `matches` does, without `column`."""
    size = pl.col("match").str.len_chars().cast(pl.Int64)
    parts = splitting.split(frame[column], pl.col(column).str.split(MARK), lambda text: text.split(MARK))
    between = (
        frame.lazy()
        .with_row_index("_row")
        .select("_row", match=parts)  # those at odd places are matches
        .with_columns(_place=pl.int_ranges(0, pl.col("match").list.len()))
        .explode("match", "_place")
        .with_columns(_n=size, _stop=size.cum_sum())
        .with_columns(_base=pl.when(pl.col("_place") == 0).then(pl.col("_stop") - pl.col("_n")).forward_fill())
        .filter(pl.col("_place") % 2 == 1, pl.col("_n") > 0)
        .select("_row", "match", match_end=pl.col("_stop") - pl.col("_base"), _n="_n")
        .select("_row", match_start=pl.col("match_end") - pl.col("_n"), match_end="match_end", match="match")
        .pipe(in_steps)
    )
    others = frame.select(pl.exclude(column)).rechunk()  # out of several chunks each text would be copied
    return others.select(pl.all().gather(between["_row"])).hstack(between.drop("_row"))
