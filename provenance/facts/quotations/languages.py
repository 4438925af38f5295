"""In which language speech is reported: the one the record declares, else the article's, else the paragraph's.

A paragraph of a few words often shows no language at all, or another one's small words by chance, so that it is asked
last. A language is shown by its commonest small words (`Grammar.common`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import polars as pl

from provenance import catalogues
from provenance.catalogues import Own
from provenance.facts import slices
from provenance.facts.quotations.grammar import grammar, require
from provenance.languages import attributing

C = pl.col
SAMPLE = 400  # code points of a paragraph that are looked at
PARAGRAPHS = 8  # of an article, from its first one on


def of_rows(found: pl.DataFrame, rows: pl.DataFrame, declared: pl.DataFrame | None, own: Own | None) -> pl.DataFrame:
    """Return the language of each paragraph that `found` names: `paragraph_row, language`, one that `attributes`.

    `rows` are all paragraphs (`row, text`), `declared` the records' own languages (`row, language`, BCP 47);
    `own` is the user's catalogue of reporting verbs. English is what nothing shows to be anything else.
    """
    asked = found.select("paragraph_row", "row").unique("paragraph_row", keep="first", maintain_order=True)
    declared_ones = _declared(asked, declared)
    unsure = declared_ones.filter(C("language").is_null()).select("paragraph_row", "row")
    if unsure.is_empty():
        return declared_ones.select("paragraph_row", "language")
    shown = _shown(unsure, rows, own)
    return pl.concat([declared_ones.filter(C("language").is_not_null()).select("paragraph_row", "language"), shown])


def counts(articles: pl.Series, rows: pl.DataFrame, names: Iterable[str]) -> pl.DataFrame:
    """Count the small words of the languages `names` in these articles: `row`, and a column a language."""
    sample = _sample(rows.filter(C("row").is_in(articles.unique().implode())))
    return sample.select("row", *(C("text").str.count_matches(_common(name)).alias(name) for name in names))


def tag(column: str = "language") -> pl.Expr:
    """Return the first part of a language's BCP 47 tag, in small letters."""
    return C(column).str.to_lowercase().str.extract(r"^\s*([a-z]+)(?:[-_\s]|$)")


def _sample(rows: pl.DataFrame) -> pl.DataFrame:
    begun = C("text").head(PARAGRAPHS).str.head(SAMPLE).str.join(" ")
    return rows.group_by("row", maintain_order=True).agg(text=pl.concat_str(pl.lit(" "), begun, pl.lit(" ")))


@cache
def _common(language: str) -> str:
    words = catalogues.load("reporting_words").filter(language=language, role="common")
    require(language, words["role"].to_list(), ["common"])
    cells = words.select(catalogues.many("words").explode()).to_series()
    return rf"\s(?:{'|'.join(map(re.escape, cells))})\s"


def _declared(asked: pl.DataFrame, declared: pl.DataFrame | None) -> pl.DataFrame:
    if declared is None or declared["language"].null_count() == declared.height:
        return asked.with_columns(language=pl.lit(None, pl.String))
    known = declared.select("row", language=pl.when(tag().is_in(attributing())).then(tag()))
    return asked.join(known, on="row", how="left", maintain_order="left")


def _shown(asked: pl.DataFrame, rows: pl.DataFrame, own: Own | None) -> pl.DataFrame:
    """Return the language that the words of the article show, or else those of the paragraph."""
    english = attributing()[0]
    begun = asked.unique("row", keep="first", maintain_order=True)
    text = slices.at(rows["text"], begun["paragraph_row"]).str.head(SAMPLE)
    sure = text.str.contains(grammar(english, own).certain)  # nearly all there is, and the cheapest to ask
    others = begun.filter(~sure)["row"].implode()
    clear = asked.filter(~C("row").is_in(others)).select("paragraph_row", language=pl.lit(english))
    if clear.height == asked.height:
        return clear
    rest = asked.filter(C("row").is_in(others))
    articles = _sample(rows.filter(C("row").is_in(others)))
    by_article = rest.join(_counted(articles), on="row", how="left", maintain_order="left")
    paragraphs = rest.with_columns(slices.at(rows["text"], rest["paragraph_row"]).str.head(SAMPLE).alias("text"))
    open_ones = paragraphs.filter(by_article["clear"].is_null())
    by_paragraph = _counted(open_ones).select("paragraph_row", paragraph="clear")
    joined = by_article.join(by_paragraph, on="paragraph_row", how="left", maintain_order="left")
    language = pl.coalesce("clear", "paragraph", "first", pl.lit(english))
    return pl.concat([clear, joined.select("paragraph_row", language=language)])


def _counted(texts: pl.DataFrame) -> pl.DataFrame:
    """Add the language with the most small words in `text`: the only one (`clear`), or the first of several."""
    names = attributing()
    counted = texts.with_columns(C("text").str.count_matches(_common(name)).alias(name) for name in names)
    most = pl.max_horizontal(names)
    alone = pl.sum_horizontal((C(name) == most).cast(pl.Int8) for name in names) == 1
    which = pl.coalesce(pl.when(C(name) == most, most > 0).then(pl.lit(name)) for name in names)
    return counted.with_columns(first=which).with_columns(clear=pl.when(alone).then("first")).drop(names)
