"""Articles into paragraphs, with exact offsets, and the kinds that a paragraph's own shape gives away.

Paragraphs are separated by blank lines where the article has one, else every line is a paragraph; lines of fixed width
begin a paragraph where they are indented. A blank line may hold white space; lines end as Unicode says they may. Title,
byline and date line that stand right above the story, with single line breaks, are paragraphs of their own (`heads`);
so are those that an author's line breaks part (`single_breaks`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import polars as pl

from provenance import frames, splitting
from provenance.facts import line_breaks, spans
from provenance.facts.base import FLOWING, Context, Fact, Tables, marked
from provenance.facts.paragraphs import heads, single_breaks
from provenance.frames.steps import in_steps

C = pl.col
SCHEMA = frames.PARAGRAPHS.in_shard
_KEYS = ["row", "paragraph"]
_HEAD = 6  # a title is repeated, and authors are named, among so many paragraphs
_LONGEST = 120  # bytes in a heading at the start
_SHORT = 60  # bytes in a heading between paragraphs, which are at least twice as long
_LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"
_ODD = rf"\n[^\S\n]+\n|[{_LINE_ENDS[1:]}]"
_LINE = rf"[^{_LINE_ENDS}]*(?:\r\n|[{_LINE_ENDS}])|[^{_LINE_ENDS}]+$"


def split(articles: pl.DataFrame, label: pl.DataFrame) -> pl.DataFrame:
    """Return the paragraphs of `articles` (frames.PARAGRAPHS in the shard), all of kind `body`.

    `label` has `row` and `label_end`: text before that offset is no paragraph.
    """
    texts = _bodies(articles, label)
    indented = line_breaks.begin_with_indent(texts).implode()
    odd = texts.select(C("text").str.contains(_ODD) | C("row").is_in(indented)).to_series()
    plain = _split_plain(texts.filter(~odd))
    if odd.any():
        plain = plain.merge_sorted(_split_odd(texts.filter(odd), C("row").is_in(indented)), key="row")
    numbered = _numbered(plain)
    parted = single_breaks.part(heads.part(numbered))
    return numbered if parted is numbered else _numbered(parted)


def _numbered(parts: pl.DataFrame) -> pl.DataFrame:
    """Number the paragraphs of each article and bring them to their schema."""
    ended = {"end": C("start") + C("text").str.len_chars().cast(pl.Int64), "kind": pl.lit("body")}
    numbered = parts.lazy().with_columns(spans.numbered(parts["row"]).alias("paragraph"), **ended)
    return numbered.select(C(name).cast(dtype) for name, dtype in SCHEMA.items()).pipe(in_steps)


def _bodies(articles: pl.DataFrame, label: pl.DataFrame) -> pl.DataFrame:
    """Return `row`, `text` without the label and outer white space, and `base`, the offset of that text."""
    texts = articles.select("row", "text", base=pl.lit(0, pl.Int64))
    if label.height:
        ends = label.select("row", base="label_end")
        texts = texts.drop("base").join(ends, on="row", how="left", maintain_order="left")
        texts = texts.with_columns(C("base").fill_null(0)).with_columns(text=C("text").str.slice(C("base")))
    bare = texts["text"].str.strip_chars_start()
    blank = texts["text"].str.len_bytes() - bare.str.len_bytes()
    base = C("base") + spans.leading_space(C("text").str.head(blank))
    stripped = texts.lazy().with_columns(base=base, text=bare.str.strip_chars_end())
    return stripped.filter(C("text") != "").pipe(in_steps)


def _split_plain(texts: pl.DataFrame) -> pl.DataFrame:
    """Split plain texts at blank lines, or at line ends; offsets come from one running sum over all of them."""
    spaced = C("text").str.contains("\n\n", literal=True)
    mark = pl.when(spaced).then(pl.lit("\n\n")).otherwise(pl.lit("\n"))
    parts = splitting.split(
        texts["text"], C("text").str.split(mark), lambda text: text.split("\n\n" if "\n\n" in text else "\n")
    )
    pieces = texts.select("row", "base", text=parts, width=mark.str.len_bytes().cast(pl.Int64)).explode("text")
    text, size = pieces["text"], pieces["text"].str.len_chars().cast(pl.Int64)
    bare = text.str.strip_chars()
    padded = (bare.str.len_bytes() != text.str.len_bytes()).any()
    lead = size - text.str.strip_chars_start().str.len_chars().cast(pl.Int64) if padded else 0
    begin = (size + C("width")).cum_sum() - size - C("width")
    first = (C("row") != C("row").shift(1)).fill_null(value=True)
    start = begin + pl.when(first).then(C("base") - begin).forward_fill() + lead
    return pieces.lazy().select("row", start=start, text=bare).filter(C("text") != "").pipe(in_steps)


def _split_odd(texts: pl.DataFrame, indented: pl.Expr) -> pl.DataFrame:
    """Split texts with unusual line ends, white space on blank lines, or `indented` paragraphs, line by line."""
    parts = splitting.split(texts["text"], C("text").str.extract_all(_LINE), re.compile(_LINE).findall)
    lines = (
        texts.select("row", "base", line=parts)
        .explode("line")
        .with_columns(_n=C("line").str.len_chars().cast(pl.Int64), _blank=C("line").str.strip_chars() == "")
        .with_columns(start=C("_n").cum_sum().over("row") - C("_n") + C("base"))
    )
    one_a_line = ~C("_blank").any().over("row") & ~indented
    # U+2029 is a paragraph separator by definition, wherever it stands.
    breaks = C("_blank") | one_a_line | C("line").str.ends_with("\u2029").shift(1).over("row")
    breaks |= indented & C("line").str.contains(f"^{line_breaks.INDENT}")
    return (
        lines.with_columns(_group=breaks.fill_null(value=False).cum_sum())
        .filter(~C("_blank"))
        .group_by("row", "_group", maintain_order=True)
        .agg(C("start").first(), text=C("line").str.join(""))
        .select(
            "row",
            start=C("start") + spans.leading_space(C("text")),
            text=C("text").str.strip_chars(),
        )
    )


def shapes(paragraphs: pl.DataFrame, articles: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Return the body paragraphs whose own shape shows a `heading`, `byline` or `dateline`: `row, paragraph, kind`.

    A heading repeats the title, or is a short line without a final stop at the start or between longer paragraphs; a
    byline names authors and nothing else; a dateline holds a date, and at most a name or a place: `lines` (`row,
    paragraph`) say which. Where one has two shapes, the last one counts.
    """
    short = _short(paragraphs)
    found = {"heading": [_headings(short), _titles(short, articles)], "byline": [_bylines(short)], "dateline": [lines]}
    return pl.concat([marked(rows, kind) for kind, parts in found.items() for rows in parts])


def _short(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the short body paragraphs of the head, and those between longer ones: `first`, `between`."""
    size = C("text").str.len_bytes().cast(pl.Int64)
    before, after = (pl.when(C("row") == C("row").shift(step)).then(size.shift(step)) for step in (1, -1))
    between = (size <= _SHORT) & (before >= 2 * _SHORT) & (after >= 2 * _SHORT)
    near = paragraphs.lazy().with_columns(first=(C("paragraph") == 0) & (after > size), between=between)
    return near.filter(size <= _LONGEST, C("kind") == "body", C("between") | (C("paragraph") < _HEAD)).pipe(in_steps)


def _headings(short: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of words without a final stop that open an article or stand between longer paragraphs."""
    open_ended = ~C("text").str.contains(r"[.!?…:;,“”\"»)\]–—-]$") & C("text").str.contains(r"[\p{L}\p{N}]")
    likely = short.lazy().filter(C("first") | C("between")).filter(open_ended).pipe(in_steps)
    return likely.filter(C("first") | C("text").str.contains(r"^[\p{Lu}][^/|@©:]* [^/|@©:]*$"))


def _titles(short: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of the head that repeat the title."""
    if articles["title"].null_count() == articles.height:
        return short.clear()
    titles = articles.select("row", "title").drop_nulls()
    head = short.filter(C("paragraph") < _HEAD).join(titles, on="row", maintain_order="left")
    return head.filter(_folded(C("text")) == _folded(C("title")))


def _bylines(short: pl.DataFrame) -> pl.DataFrame:
    """Return the lines of the head that name authors."""
    opens, line = heads.byline()
    likely = short.filter(C("paragraph") < _HEAD, C("text").str.contains(opens))
    return likely.filter(C("text").str.contains(line)) if likely.height else likely


def _folded(text: pl.Expr) -> pl.Expr:
    """Fold case and white space."""
    return text.str.to_lowercase().str.replace_all(r"\s+", " ").str.strip_chars()


def _of_shard(tables: Tables, _: Context) -> Mapping[str, pl.DataFrame]:
    found = split(tables["records"], tables["labels"])
    return {"paragraphs": found, FLOWING: line_breaks.unwrapped(found).select("text")}


PARTS = Fact(
    name="paragraphs",
    needs=("records", "labels"),
    find=_of_shard,
    gives=(FLOWING,),
    frame=frames.PARAGRAPHS,
    counts={"paragraphs": pl.len(), "body_paragraphs": (C("kind") == "body").sum()},
)
SHAPES = Fact(
    name="shapes",
    needs=("records", "paragraphs", "date_lines"),
    find=lambda tables, _: shapes(tables["paragraphs"], tables["records"], tables["date_lines"]),
    marks=lambda tables: tables["shapes"],
)
FACT = (PARTS, SHAPES)
