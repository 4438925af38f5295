"""Lines of fixed width: where a break between two lines of a paragraph says nothing, it is read as a space.

Mail, wire feeds and old archives break their lines at 60 to 80 columns. Patterns that read sentences read `unwrapped`
paragraphs, in which no offset differs; what they cite is then taken `as_written`.

A line is full if the first word of the next one would not have found room in it (that is how `fmt`, editors and
RFC 2646 wrap). An article has lines of fixed width if no line is longer than LONGEST, and nearly all that end within a
paragraph are full; so lists, verses and heads keep their lines.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from provenance import splitting
from provenance.facts import slices
from provenance.frames import FRAMES, Frame

C = pl.col
NARROWEST, LONGEST = 40, 132
"""Columns of lines of fixed width: newspapers' wires have 60 to 80, the widest terminals and printers 132."""
INDENT = r"(?:\t|[ \u00a0]{2,}|\u3000)\s*\S"
"""What a line begins with that is indented."""
FEWEST = 2
"""Full lines of an article from which they are not full by chance."""
SHARE = 0.8
"""Of the lines that end within a paragraph, those that are full: a list or an address may stand among them."""


def unwrapped(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return paragraphs with a space in the place of each line break that a fixed width has made.

    Args:
        paragraphs: At least `row` and `text`, in the order of the article.

    Returns:
        The same rows and columns; each text is as long as before.
    """
    numbered = paragraphs.with_row_index("place")
    broken = numbered.filter(C("text").str.contains("\n", literal=True))
    if broken.is_empty():
        return paragraphs
    lines = _lines(broken).join(_widths(paragraphs, broken), on="row", maintain_order="left")
    lines = lines.with_columns(full=C("size") + 1 + C("next") > C("width"))
    lines = lines.join(_of_fixed_width(lines), on="row", how="semi", maintain_order="left")
    if lines.is_empty():
        return paragraphs
    joined = lines.group_by("place", maintain_order=True).agg(joined=_ended().str.join(""))
    rows = numbered.join(joined, on="place", how="left", maintain_order="left")
    return rows.with_columns(text=pl.coalesce("joined", "text")).drop("place", "joined")


def begin_with_indent(texts: pl.DataFrame) -> pl.Series:
    """Find the articles whose paragraphs begin with an indent, as typewriters and old archives set them.

    Args:
        texts: `row` and `text` of articles.

    Returns:
        The rows of those in which at least FEWEST lines are indented, and nearly all that an indented line, a blank one
        or the end does not follow are as full as one width lets them be.
    """
    some = texts.filter(C("text").str.contains(rf"\n{INDENT}")).with_columns(place=C("row"))
    if some.is_empty():
        return some["row"]
    lines = (
        _lines(some)
        .filter(C("line").str.strip_chars() != "")
        .with_columns(indented=C("line").str.contains(f"^{INDENT}"))
    )
    follows = C("indented").shift(-1, fill_value=False) | (C("row") != C("row").shift(-1))
    first = C("row") != C("row").shift(1, fill_value=None)  # its own indent was cut off with the space around the text
    lines = lines.with_columns(next=pl.when(~follows.fill_null(value=True), ~first.fill_null(value=True)).then("next"))
    lines = lines.join(_widths(some, some), on="row", maintain_order="left")
    lines = lines.with_columns(full=C("size") + 1 + C("next") > C("width"))
    fixed = _of_fixed_width(lines).select("row")
    indents = lines.group_by("row").agg(count=C("indented").sum()).filter(C("count") >= FEWEST)
    return fixed.join(indents, on="row", how="semi")["row"]


def _lines(broken: pl.DataFrame) -> pl.DataFrame:
    """Return `place, row, line`, its `size`, and that of the `next` word; null at the end of a paragraph."""
    parts = splitting.split(broken["text"], C("text").str.split("\n"), lambda text: text.split("\n"))
    lines = broken.select("place", "row", line=parts).explode("line")
    word = C("line").str.extract(r"^\s*(\S+)").str.len_chars().fill_null(0)
    goes_on = C("place") == C("place").shift(-1)
    return lines.with_columns(size=_size(C("line")), next=pl.when(goes_on).then(word.shift(-1)).cast(pl.Int64))


def _size(line: pl.Expr) -> pl.Expr:
    return line.str.strip_chars_end().str.len_chars().cast(pl.Int64)


def _widths(paragraphs: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    """Return `row, width`: the longest line of all its paragraphs, but for one that is a single word."""
    near = paragraphs.join(broken.select("row").unique(), on="row", how="semi")
    parts = splitting.split(near["text"], C("text").str.split("\n"), lambda text: text.split("\n"))
    lines = near.select("row", line=parts).explode("line")
    breakable = lines.filter(C("line").str.strip_chars().str.contains(r"\s"))
    return breakable.group_by("row").agg(width=_size(C("line")).max())


def _of_fixed_width(lines: pl.DataFrame) -> pl.DataFrame:
    """Return the articles whose lines, nearly all, are as full as one width lets them be."""
    full = lines.group_by("row").agg(C("width").first(), count=C("full").sum(), share=C("full").mean())
    return full.filter(C("width").is_between(NARROWEST, LONGEST), C("count") >= FEWEST, C("share") >= SHARE)


def _ended() -> pl.Expr:
    """Return lines with their ends: a space for each code point of one behind a full line."""
    soft = C("line").str.replace(r"\r$", " ") + " "
    return pl.when(C("next").is_null()).then("line").when("full").then(soft).otherwise(C("line") + "\n")


def as_written(found: Mapping[str, pl.DataFrame], records: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Let what facts have read in `unwrapped` paragraphs stand as it is written.

    Args:
        found: The frames of facts, by name.
        records: `text` of each article, in the order of their rows.

    Returns:
        The same frames; a column that cites a span holds its text, where the two differ in nothing but line breaks.
    """
    paragraphs = found["paragraphs"]
    broken = paragraphs.filter(C("text").str.contains("\n", literal=True)).select("row").unique()
    if broken.is_empty():
        return dict(found)
    return {name: _written(rows, FRAMES[name], broken, records["text"]) for name, rows in found.items()}


def _written(rows: pl.DataFrame, frame: Frame, broken: pl.DataFrame, texts: pl.Series) -> pl.DataFrame:
    cited = [(frame.cites, "start", "end")] if frame.cites else []
    cited += [(name, f"{name}_start", f"{name}_end") for name, dtype in rows.schema.items() if dtype == pl.String]
    cited = [names for names in cited if set(names) <= set(rows.columns)]
    if not cited or rows.is_empty():
        return rows
    some = rows.with_row_index("place").join(broken, on="row", how="semi", maintain_order="left")
    for name, start, end in cited:
        there = some.drop_nulls([name, start, end])
        words = slices.cut(texts, there["row"], there[start], there[end])
        there = there.select("place", name, words=words)
        differs = (C("words") != C(name)) & (C("words").str.replace_all(r"[\r\n]", " ") == C(name))
        changed = there.filter(differs).select("place", C("words").alias(name))
        rows = rows.with_row_index("place").update(changed, on="place").drop("place") if changed.height else rows
    return rows
