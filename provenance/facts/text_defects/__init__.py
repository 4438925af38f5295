"""Damage that scraping and decoding leave in a text: broken characters, mark-up, templates, lost breaks, cut ends."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import polars as pl

from provenance import catalogues
from provenance.facts import spans
from provenance.facts.base import Context, Fact, Tables
from provenance.facts.text_defects import code_samples, exchanged, mojibake, parted_words, repairs
from provenance.frames import FLAWS
from provenance.frames.steps import no_rows

C = pl.col
_RIGHT_TO_LEFT = r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}]"
_NOTHING_LOST = r"[^\x00-\x7F£€]|\w \?(?:\s|$)"
"""Where letters beyond ASCII, or a space before question marks, stand beside it, one before a word lost a space."""
_CUT = r"(?:\[(?:…|\.\.\.|&hellip;)\]|(?:…|\.\.\.)?\s*\[\+[0-9]+ chars\]|…|\.{3})$"
_PREVIEWS = 3  # paragraphs that end so: previews of others; seven were read, and none was a cut
_SHORTEST = 40  # code points; what is shorter and ends in plain dots is a label of the page: Loading …


def find(articles: pl.DataFrame, paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the damaged stretches (as frames.FLAWS), those of one kind not overlapping those of a graver one.

    One pattern tells the articles in which there can be any, so that sound text costs a single pass.
    """
    suspects = articles.filter(C("text").str.contains(_gate())).select("row")
    parts = paragraphs.join(suspects, on="row", how="semi", maintain_order="left")
    parts = spans.where(parts, C("text").str.contains(_gate()))
    found = [_cut_ends(paragraphs)]
    if parts.height:
        found = [mojibake.find(parts), *_traced(parts), *found]
    flaws = pl.concat([part.select(*mojibake.SCHEMA) for part in found])
    if flaws.is_empty():
        return flaws
    return _apart(code_samples.without(flaws, paragraphs))


@cache
def _gate() -> str:
    traces = catalogues.load("flaws")["trace"].unique(maintain_order=True)
    return spans.wide("|".join([*traces, mojibake.TRACES, exchanged.TRACE]))


@cache
def _lines() -> list[tuple[str, str, str, str]]:
    return list(catalogues.load("flaws").select("id", "kind", "trace", "pattern").iter_rows())


def _traced(parts: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield what each line of the catalogue finds; without a trace of it its pattern is not even built."""
    traces = parts.select(C("text").str.contains(trace).alias(name) for name, _, trace, _ in _lines())
    likely = [line for line in _lines() if traces[line[0]].any()]
    marked = [_marked(parts.filter(traces[name]), name, pattern) for name, _, _, pattern in likely]
    if not marked:
        return
    hits = spans.parts(pl.concat(marked), "marked")
    for name, kind, _, pattern in likely:
        of_line = hits.filter(line=name)
        if of_line.height:
            yield _mended(_cited(of_line, kind, pattern), parts, kind)


def _marked(parts: pl.DataFrame, name: str, pattern: str) -> pl.DataFrame:
    """Return the paragraphs in which one line of the catalogue finds something, and that between marks."""
    if name == "direction":
        parts = parts.filter(~C("text").str.contains(_RIGHT_TO_LEFT))
    if name == "lost-opening":
        parts = parts.filter(~C("text").str.contains(_NOTHING_LOST))
    marked = spans.marked(C("text"), pattern.replace("(?P<hit>", "(?:"))
    found = parts.select("row", "paragraph", base="start", line=pl.lit(name), marked=marked)
    return found.filter(C("marked").str.contains(spans.MARK, literal=True))


def _cited(hits: pl.DataFrame, kind: str, pattern: str) -> pl.DataFrame:
    """Return the flaws in what one line of the catalogue finds: all of it, or its group `hit`."""
    if "(?P<hit>" in pattern:
        inner = spans.groups("match", f"(?s)^(?P<lead>.*?){_bare(pattern)}").struct
        hits = hits.with_columns(lead=inner.field("lead").str.len_chars(), match=inner.field("hit"))
    else:
        hits = hits.with_columns(lead=pl.lit(0))
    start = C("base") + C("match_start") + C("lead").cast(pl.Int64)
    end = start + C("match").str.len_chars().cast(pl.Int64)
    return hits.select("row", "paragraph", start=start, end=end, text="match", kind=pl.lit(kind))


def _bare(pattern: str) -> str:
    """Return the part of `pattern` that is cited, with its group."""
    return pattern[pattern.index("(?P<hit>") :]


def _mended(flaws: pl.DataFrame, paragraphs: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Add what should stand there, where the kind of damage tells."""
    if kind in {"control", "invisible"}:
        return flaws.with_columns(mended=pl.lit(""))
    if kind == "glued":
        # What an article writes again is a name (of a module, of a brand), not an accident.
        flaws = flaws.filter(~C("text").is_duplicated().over("row"))
    if kind in {"glued", "entity"}:
        return repairs.of(flaws, paragraphs, kind).filter(C("mended").is_null() | (C("mended") != C("text")))
    return flaws.with_columns(mended=pl.lit(None, pl.String))


def _cut_ends(paragraphs: pl.DataFrame) -> pl.DataFrame:
    """Return the marks of a cut at the end of an article, unless it is the last of a list of cut previews."""
    last = paragraphs.filter((C("row") != C("row").shift(-1)).fill_null(value=True))
    sure = C("text").str.ends_with("]") | (C("text").str.len_chars() >= _SHORTEST)
    last = last.filter(C("text").str.contains(r"[…\]]$|\.{3}$")).filter(sure, C("text").str.contains(_CUT))
    if last.is_empty():
        return no_rows(mojibake.SCHEMA)
    others = paragraphs.join(last, on="row", how="semi").filter(C("text").str.contains(_CUT))
    listed = others.group_by("row").len().filter(C("len") >= _PREVIEWS)
    last = last.join(listed, on="row", how="anti", maintain_order="left")
    last = last.with_columns(text=C("text").str.extract(f"({_CUT})", 1))
    start = C("end") - C("text").str.len_chars().cast(pl.Int64)
    return last.select(
        "row", "paragraph", "end", "text", start=start, kind=pl.lit("truncated"), mended=pl.lit(None, pl.String)
    )


def _apart(flaws: pl.DataFrame) -> pl.DataFrame:
    """Leave out what lies inside another flaw: a control code in mojibake, an entity in a tag."""
    flaws = flaws.sort("row", "start", "end", descending=[False, False, True], maintain_order=True)
    inside = C("end") <= C("end").cum_max().shift(1).over("row")
    return flaws.filter(~inside.fill_null(value=False)).sort("row", "paragraph", "start", maintain_order=True)


def _of_shard(tables: Tables, _: Context) -> pl.DataFrame:
    texts = tables["records"], tables["paragraphs"]
    parts = [find(*texts), parted_words.find(*texts), tables["quotation_marks"]]
    return pl.concat(parts, how="diagonal_relaxed")


FACT = Fact(
    name="flaws",
    needs=("records", "paragraphs", "quotation_marks"),
    yields_to=("shapes",),
    find=_of_shard,
    frame=FLAWS,
    counts={"flaws": pl.len()},
)
